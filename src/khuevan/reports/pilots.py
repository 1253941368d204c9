"""A pilot programme as its sheet: indicators by quarters, what changed, what is missing. Few reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from khuevan.kit.workdays import Calendar
from khuevan.reports import windows
from khuevan.reports.composing.facts import Piloted
from khuevan.reports.composing.figures import shown
from khuevan.reports.enums import Wanted
from khuevan.reports.models import Programme, ProgrammeIndicator, QuarterValue
from khuevan.reports.windows import Quarter, Window


@dataclass(frozen=True, slots=True)
class Change:
    """From one value to the next: by how much, and whether that is what is wanted."""

    by: Decimal
    wanted: str

    @property
    def is_better(self) -> bool:
        return self.by != 0 and (self.by > 0) == (self.wanted == Wanted.UP)

    @property
    def look(self) -> str:
        """A state for the colour; the words say the same."""
        if not self.by:
            return ""
        return "done" if self.is_better else "overdue"

    @property
    def sign(self) -> str:
        return "▲" if self.by > 0 else "▼" if self.by < 0 else "="

    @property
    def verdict(self) -> str:
        if not self.by:
            return pgettext("pilot indicator", "unchanged")
        return (
            pgettext("pilot indicator", "better")
            if self.is_better
            else pgettext("pilot indicator", "worse")
        )

    @property
    def is_up(self) -> bool:
        return self.by > 0

    @property
    def amount(self) -> Decimal:
        return abs(self.by)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator with its value in each quarter of the sheet, None where there is none."""

    indicator: ProgrammeIndicator
    cells: tuple[tuple[Quarter, QuarterValue | None], ...]

    @property
    def known(self) -> list[tuple[Quarter, QuarterValue]]:
        return [(quarter, value) for quarter, value in self.cells if value is not None]

    @property
    def last(self) -> QuarterValue | None:
        return self.known[-1][1] if self.known else None

    @property
    def last_quarter(self) -> Quarter | None:
        return self.known[-1][0] if self.known else None

    @property
    def change(self) -> Change | None:
        """Against the value before, the baseline where it is the first."""
        if self.last is None:
            return None
        before = self.known[-2][1].value if len(self.known) > 1 else self.indicator.baseline
        return self._from(before)

    @property
    def since_baseline(self) -> Change | None:
        return self._from(self.indicator.baseline)

    def _from(self, before: Decimal | None) -> Change | None:
        if self.last is None or before is None:
            return None
        return Change(self.last.value - before, self.indicator.wanted)

    @property
    def left(self) -> Decimal | None:
        """How much is missing to the target; nothing once it is reached."""
        if self.last is None or self.indicator.target is None:
            return None
        way = self.indicator.target - self.last.value
        return max(way if self.indicator.wanted == Wanted.UP else -way, Decimal(0))

    @property
    def is_reached(self) -> bool:
        return self.left == 0

    @property
    def target_words(self) -> str:
        """Whether the target is reached, in words; "" where there is none or no value yet."""
        if self.left is None:
            return ""
        if self.is_reached:
            return _("target reached")
        return _("%(amount)s to the target") % {
            "amount": shown(self.left, self.indicator.measured_in)
        }


@dataclass(frozen=True, slots=True)
class Sheet:
    """``ended``: the last quarter of the programme whose data are complete; None before the first.
    ``missing``: the indicators in use that lack a value for it; ``due``: until when they are wanted.
    """

    programme: Programme
    quarters: tuple[Quarter, ...]
    lines: tuple[Line, ...]
    ended: Quarter | None
    due: date | None = None
    missing: tuple[ProgrammeIndicator, ...] = ()

    def until(self, quarter: Quarter) -> Sheet:
        """As it stood with the values up to a quarter."""
        lines = tuple(
            replace(line, cells=tuple(cell for cell in line.cells if cell[0] <= quarter))
            for line in self.lines
        )
        return replace(self, lines=lines, quarters=tuple(q for q in self.quarters if q <= quarter))

    @property
    def sources(self) -> list[ProgrammeIndicator]:
        """The indicators whose baseline is known, each with where from."""
        return [one.indicator for one in self.lines if one.indicator.baseline is not None]

    @property
    def better(self) -> int:
        """How many indicators stand better than their baseline."""
        return sum(1 for line in self.lines if (c := line.since_baseline) and c.is_better)

    @property
    def worse(self) -> int:
        found = (line.since_baseline for line in self.lines)
        return sum(1 for change in found if change and change.by and not change.is_better)

    @property
    def reached(self) -> int:
        return sum(1 for line in self.lines if line.is_reached)

    @property
    def measured(self) -> int:
        return sum(1 for line in self.lines if line.last)


def quarters_of(programme: Programme, today: date) -> list[Quarter]:
    """The quarters of the programme that have begun, in order."""
    last = min(today, programme.ends) if programme.ends else today
    return windows.quarters(programme, programme.starts, last)


def ended_quarter(programme: Programme, today: date) -> Quarter | None:
    """The last quarter whose last day has come: its values can be entered."""
    ended = [q for q in quarters_of(programme, today) if q.window(programme).ends <= today]
    return ended[-1] if ended else None


def sheets(programmes: Iterable[Programme], today: date, days: Calendar) -> list[Sheet]:
    """Two queries, whatever the number of programmes, indicators and quarters."""
    of = ProgrammeIndicator.objects.filter(is_active=True).prefetch_related(
        Prefetch("values", QuarterValue.objects.standing().defer("parts"), to_attr="stands")
    )
    found: dict[int, list[ProgrammeIndicator]] = {}
    known = list(programmes)
    for one in of.filter(programme__in=known):
        found.setdefault(one.programme_id, []).append(one)
    return [_sheet(one, found.get(one.pk, ()), today, days) for one in known]


def sheet(programme: Programme, today: date, days: Calendar) -> Sheet:
    return sheets([programme], today, days)[0]


def _sheet(
    programme: Programme, indicators: Sequence[ProgrammeIndicator], today: date, days: Calendar
) -> Sheet:
    quarters = quarters_of(programme, today)
    ended = ended_quarter(programme, today)
    lines = tuple(_line(one, quarters) for one in indicators)
    missing = tuple(
        line.indicator for line in lines if ended and dict(line.cells).get(ended) is None
    )
    due = windows.due_at(programme, ended.window(programme), days).date() if ended else None
    return Sheet(programme, tuple(quarters), lines, ended, due, missing)


def _line(indicator: ProgrammeIndicator, quarters: Sequence[Quarter]) -> Line:
    values: list[QuarterValue] = getattr(indicator, "stands", [])
    by_quarter = {Quarter(one.year, one.quarter): one for one in values}
    return Line(indicator, tuple((quarter, by_quarter.get(quarter)) for quarter in quarters))


def of_window(window: Window) -> list[Piloted]:
    """For a report of just these days: the indicators of every programme that has them as a quarter."""
    runs = Q(ends=None) | Q(ends__gte=window.starts)
    rows = Programme.objects.filter(runs, starts__lte=window.ends).select_related("basis")
    found = sheets(rows.order_by("starts", "pk"), window.ends, Calendar())
    return [
        _piloted(sheet.programme, line, sheet.ended)
        for sheet in found
        if sheet.ended and sheet.ended.window(sheet.programme) == window
        for line in sheet.until(sheet.ended).lines
    ]


def _piloted(programme: Programme, line: Line, quarter: Quarter) -> Piloted:
    one, known = line.indicator, line.known
    is_new = line.last_quarter == quarter
    before = known[-2][1] if is_new and len(known) > 1 else None
    basis = programme.basis
    return Piloted(
        programme=programme.pk,
        programme_name=programme.name_vi,
        basis=f"{basis.doc_type} số {basis.number}" if basis else "",
        indicator=one.pk,
        name=one.name_vi,
        measured_in=one.measured_in,
        wanted=one.wanted,
        baseline=one.baseline,
        baseline_on=one.baseline_on,
        target=one.target,
        target_by=one.target_by,
        value=(line.last.pk, line.last.value) if is_new and line.last else None,
        before=(before.pk, before.value) if before else None,
    )
