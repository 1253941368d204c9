from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

from khuevan.kit.exports import Column, Export
from khuevan.reports import pilots
from khuevan.reports.enums import IndicatorKind
from khuevan.reports.matrix import Row, Sheet
from khuevan.reports.models import Indicator


def of_matrix(sheet: Sheet) -> Export:
    """A row for each unit, written as it is read: constant memory, no cell a formula."""
    columns = [
        Column(_("Code"), lambda row: row.obligation.organisation.code, width=12),
        Column(_("Unit"), lambda row: row.obligation.organisation.name, width=40),
        Column(_("State"), lambda row: row.label, width=18),
        Column(_("Sent at"), lambda row: row.obligation.sent_at, "datetime"),
        Column(_("Sent by"), lambda row: row.obligation.sent_by),
        *(_column(place, one) for place, one in enumerate(sheet.indicators)),
        Column(_("Unusual"), _unusual, width=50),
        Column(_("Excused because"), lambda row: row.obligation.excused_why),
    ]
    return Export(sheet.cycle.label, tuple(columns))


def _column(place: int, one: Indicator) -> Column:
    is_figure = one.kind == IndicatorKind.FIGURE
    label = f"{one.name} ({one.measured_in})" if one.measured_in else one.name
    return Column(
        label, _answer(place), "decimal" if is_figure else "text", 16 if is_figure else 40
    )


def _answer(place: int) -> Callable[[Row], Decimal | str | None]:
    return lambda row: row.entries[place].plain


def _unusual(row: Row) -> str:
    return "\n".join(
        f"{entry.indicator.name}: {entry.outlier.words}" for entry in row.entries if entry.outlier
    )


def of_programme(sheet: pilots.Sheet) -> Export:
    """The pilot sheet: a row for each indicator, a column for each quarter and one for its note."""
    columns = [
        Column(_("Indicator"), lambda line: line.indicator.name, width=50),
        Column(_("Unit of measure"), lambda line: line.indicator.measured_in, width=14),
        Column(_("What is wanted"), lambda line: line.indicator.get_wanted_display(), width=16),
        Column(_("Baseline"), lambda line: line.indicator.baseline, "decimal"),
        Column(_("Baseline of (day)"), lambda line: line.indicator.baseline_on, "date"),
        Column(
            _("Where the baseline is known from"), lambda line: line.indicator.baseline_source,
            width=40,
        ),
    ]  # fmt: skip
    for place, quarter in enumerate(sheet.quarters):
        columns += [
            Column(quarter.short, _value_at(place), "decimal"),
            Column(_("Note %(quarter)s") % {"quarter": quarter.short}, _note_at(place), width=40),
        ]
    columns += [
        Column(_("Change"), lambda line: line.change.by if line.change else None, "decimal"),
        Column(_("Meaning"), lambda line: line.change.verdict if line.change else "", width=16),
        Column(_("Target"), lambda line: line.indicator.target, "decimal"),
        Column(_("Target by (day)"), lambda line: line.indicator.target_by, "date"),
        Column(_("Towards the target"), lambda line: line.target_words, width=24),
    ]
    return Export(sheet.programme.name, tuple(columns))


def _value_at(place: int) -> Callable[[pilots.Line], Decimal | None]:
    return lambda line: value.value if (value := line.cells[place][1]) else None


def _note_at(place: int) -> Callable[[pilots.Line], str]:
    """The note and its evidence, and how often the value was corrected."""

    def said(line: pilots.Line) -> str:
        value = line.cells[place][1]
        if value is None:
            return ""
        corrected = _("Corrected: %(why)s") % {"why": value.why} if value.why else ""
        return "\n".join(one for one in (value.note, value.link, corrected) if one)

    return said
