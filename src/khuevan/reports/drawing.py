"""A pilot indicator's value as its formula gives it, with the rows behind every name in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from khuevan.reports import formulas, matrix
from khuevan.reports.composing.figures import Row
from khuevan.reports.enums import IndicatorKind, Total
from khuevan.reports.formulas import FormulaError, Problem
from khuevan.reports.measures import MEASURES
from khuevan.reports.models import (
    Cycle,
    Indicator,
    Obligation,
    Programme,
    ProgrammeIndicator,
    QuarterValue,
)
from khuevan.reports.windows import Quarter, Window


@dataclass(frozen=True, slots=True)
class Part:
    """A name of a formula: what it stood for, and the rows that add up to it."""

    name: str
    label: str
    value: Decimal
    rows: tuple[Row, ...]

    def packed(self) -> list[object]:
        """As ``QuarterValue.parts`` keeps it."""
        return [self.name, self.label, str(self.value), [row.packed() for row in self.rows]]

    @classmethod
    def unpacked(cls, kept: list[Any]) -> Part:
        name, label, value, rows = kept
        return cls(name, label, Decimal(value), tuple(Row.unpacked(row) for row in rows))

    @property
    def adds_up(self) -> bool:
        return sum((row.share for row in self.rows), Decimal(0)) == self.value


@dataclass(frozen=True, slots=True)
class Drawn:
    """``value`` is a Problem where the formula gives no figure."""

    value: Decimal | Problem
    parts: tuple[Part, ...]


def names_for(programme: Programme) -> dict[str, str]:
    """What a formula may name, with its words: measures, and what units answered in its report."""
    found = {key: str(measure.label) for key, measure in MEASURES.items()}
    if programme.report_id:
        asked = Indicator.objects.filter(
            type=programme.report_id, is_active=True, kind=IndicatorKind.FIGURE, total=Total.SUM
        )
        # A code with a hyphen would read as a difference.
        found |= {one.code: one.name for one in asked if one.code.isidentifier()}
    return found


def draw(indicator: ProgrammeIndicator, quarter: Quarter) -> Drawn:
    """The value of one quarter, computed now; one query for each name, one more for its rows."""
    programme = indicator.programme
    words = names_for(programme)
    try:
        formula = formulas.parse(indicator.formula, words.keys())
    except FormulaError as error:
        return Drawn(Problem(str(error)), ())
    window = quarter.window(programme)
    parts = tuple(_part(name, words[name], programme, window) for name in sorted(formula.names))
    values = {part.name: part.value for part in parts if part.rows or part.name in MEASURES}
    return Drawn(formulas.evaluate(formula, values, lambda name: words.get(name, name)), parts)


def _part(name: str, label: str, programme: Programme, window: Window) -> Part:
    if name in MEASURES:
        sources = MEASURES[name].sources(window, plan=programme.plan)
        rows = tuple(Row(one.target, one.label, one.share, one.unit_id) for one in sources)
    else:
        rows = tuple(_answers(name, programme, window))
    return Part(name, label, sum((row.share for row in rows), Decimal(0)), rows)


def _answers(code: str, programme: Programme, window: Window) -> Iterable[Row]:
    """What units sent last to one indicator of the report whose period is this quarter."""
    cycles = Cycle.objects.filter(type=programme.report_id, starts=window.starts, ends=window.ends)
    owed = list(
        Obligation.objects.filter(cycle__in=cycles).select_related("organisation").order_by("pk")
    )
    contents = matrix.latest(owed)
    for one in owed:
        value = matrix.figure(contents.get(one.pk, {}).get(code))
        if value is not None:
            sent = one.first_sent_at
            day = timezone.localdate(sent) if sent else None
            name = one.organisation.name_vi
            yield Row(f"reports.obligation:{one.pk}", name, value, one.organisation_id, day)


# --- looked at again


@dataclass(frozen=True, slots=True)
class ShownRow:
    row: Row
    url: str


@dataclass(frozen=True, slots=True)
class ShownPart:
    part: Part
    rows: list[ShownRow]


def opened(value: QuarterValue, most: int | None = None) -> list[ShownPart]:
    """Each name of the formula with its rows as they were drawn, each with its page."""
    parts = [Part.unpacked(kept) for kept in value.parts]
    return [ShownPart(part, _shown(part, part.rows[:most])) for part in parts]


def _shown(part: Part, rows: tuple[Row, ...]) -> list[ShownRow]:
    targets = [row.target for row in rows]
    if part.name in MEASURES:
        urls = MEASURES[part.name].urls(targets)
    else:
        urls = {
            target: reverse("reports:received", args=[target.partition(":")[2]])
            for target in targets
        }
    return [ShownRow(row, urls.get(row.target, "")) for row in rows]
