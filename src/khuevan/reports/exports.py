from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

from khuevan.kit.exports import Column, Export
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
