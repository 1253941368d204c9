"""From a figure to the rows behind it: their pages, their units, whether they add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from khuevan.assignments.models import Evidence
from khuevan.budget.models import Allocation, Commitment, Line, Payment
from khuevan.kit import works
from khuevan.people.models import Organisation, resolve
from khuevan.plans.models import Task
from khuevan.reports import histories, outliers
from khuevan.reports.composing.figures import Row
from khuevan.reports.composing.sources import earlier
from khuevan.reports.models import CellReturn, Consolidation, Figure
from khuevan.training.models import ApplicationNote, Attendance, Seat, Survey

DEEPEST = 8
ROWS_AT_ONCE = 500
"""SQLite takes only so many values in one condition."""
# What a row's target is -> the page that shows it. The first that exists is taken.
PAGES: dict[str, tuple[str, ...]] = {
    "assignments.assignment": ("assignments:detail",),
    "assignments.difficulty": ("assignments:difficulty",),
    "people.organisation": ("assignments:of_unit",),
    "reports.obligation": ("reports:received",),
    "reports.quartervalue": ("reports:quarter_value",),
    "reports.programme": ("reports:programme",),
    "documents.paper": ("documents:paper",),
    "training.classrun": ("training:after",),
    "training.applications": ("training:applications",),
    "budget.estimate": ("budget:estimate",),
    "budget.fundingsource": ("budget:source",),
}


# A row that has no page of its own -> its model, whose page shows it, and the way there.
ABOVE: dict[str, tuple[type[Model], str, str]] = {
    "assignments.evidence": (Evidence, "assignments.assignment", "assignment_id"),
    "plans.task": (Task, "plans.clause", "clause_id"),
    "training.seat": (Seat, "training.classrun", "run_id"),
    "training.attendance": (Attendance, "training.classrun", "seat__run_id"),
    "training.applicationnote": (ApplicationNote, "training.applications", "seat__run_id"),
    "training.survey": (Survey, "training.classrun", "run_id"),
    "budget.line": (Line, "budget.estimate", "estimate_id"),
    "budget.commitment": (Commitment, "budget.estimate", "estimate_id"),
    "budget.payment": (Payment, "budget.estimate", "estimate_id"),
    "budget.allocation": (Allocation, "budget.fundingsource", "source_id"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A row as the panel lists it. ``odd``: why it is unusual for its unit."""

    label: str
    share: Decimal
    url: str
    code: str
    day: date | None
    unit: int | None
    target: str
    flag: str = ""
    odd: str = ""


@dataclass(slots=True)
class UnitLine:
    """What one unit adds to a figure, and how much it was in the period before."""

    name: str
    share: Decimal = Decimal(0)
    before: Decimal | None = None
    sources: list[Source] = field(default_factory=list)

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.share - self.before


@dataclass(frozen=True, slots=True)
class Trace:
    """All that the panel says of a figure."""

    figure: Figure
    sources: tuple[Source, ...]
    units: tuple[UnitLine, ...]
    total: Decimal

    @property
    def adds_up(self) -> bool:
        return self.figure.formula != "" or self.total == (self.figure.value or 0)


def trace(figure: Figure, *, today: date | None = None) -> Trace:
    """The figure's rows, and what stands behind them by unit.

    ``today``: units as they are on that day, so that what a merged unit did counts with whoever
    took it over; else as they were when they did it.
    """
    rows = [Row.unpacked(kept) for kept in figure.rows]
    returned = _returned(figure, rows)
    deep = _leaves(figure)
    pages = Pages.load([*rows, *deep], figure)
    sources = tuple(pages.source(row, returned) for row in rows)
    leaves = tuple(pages.source(row, returned) for row in deep)
    return Trace(
        figure,
        sources,
        tuple(_by_unit(leaves, _before(figure), today)) if not _is_quotient(figure) else (),
        sum((row.share for row in rows), Decimal(0)),
    )


def _is_quotient(figure: Figure) -> bool:
    """A percentage is made of two figures: their units are behind each of them."""
    return bool(figure.formula) and any(str(row[0]).startswith("figure:") for row in figure.rows)


def _leaves(figure: Figure) -> list[Row]:
    """The rows of the figure, those that stand for other figures opened as deep as they go."""
    found: list[Row] = []
    rows, depth = [row for kept in figure.rows if (row := Row.unpacked(kept)).share], 0
    while rows and depth < DEEPEST:
        named = [row.target.partition(":")[2] for row in rows if row.target.startswith("figure:")]
        found += [row for row in rows if not row.target.startswith("figure:")]
        behind = Figure.objects.filter(consolidation=figure.consolidation_id, code__in=named)
        rows = [Row.unpacked(kept) for one in behind.order_by("pk") for kept in one.rows]
        rows = [row for row in rows if row.share]
        depth += 1
    return found


def _before(figure: Figure) -> list[Row] | None:
    """The rows of the same figure in the report of the period before, if there is one."""
    last = earlier_of(figure.consolidation)
    same = Figure.objects.filter(consolidation=last, code=figure.code).first() if last else None
    return _leaves(same) if same else None


def _by_unit(
    leaves: Iterable[Source], before: list[Row] | None, today: date | None
) -> list[UnitLine]:
    leaves = [one for one in leaves if one.unit is not None]
    earlier = [row for row in before or [] if row.unit is not None]
    ids = {one.unit for one in leaves} | {row.unit for row in earlier}
    heirs = _heirs({pk for pk in ids if pk}, today)
    lines: dict[int, UnitLine] = defaultdict(lambda: UnitLine(""))
    for one in leaves:
        line = lines[heirs.get(one.unit or 0, one.unit or 0)]
        line.share += one.share
        line.sources.append(one)
    for row in earlier:
        line = lines[heirs.get(row.unit or 0, row.unit or 0)]
        line.before = (line.before or Decimal(0)) + row.share
    names = {
        pk: (order, key, name)
        for pk, order, key, name in Organisation.objects.filter(pk__in=lines).values_list(
            "pk", "protocol_order", "sort_key", "name_vi"
        )
    }
    for pk, line in lines.items():
        line.name = names[pk][2] if pk in names else "–"
        if before is not None and line.before is None:
            line.before = Decimal(0)
    last = (10**9, "", "")
    return [
        lines[pk] for pk in sorted(lines, key=lambda pk: (-lines[pk].share, names.get(pk, last)))
    ]


def _heirs(ids: set[int], today: date | None) -> dict[int, int]:
    """As ``people.models.regroup``: a figure moves to the one unit that took over the whole."""
    if today is None:
        return {}
    return {pk: found[0] for pk, found in resolve(ids, today).items() if len(found) == 1}


def _returned(figure: Figure, rows: list[Row]) -> set[str]:
    """The obligations whose cell for this indicator was sent back and has not come again."""
    if not figure.code.startswith("ind."):
        return set()
    open_ones = CellReturn.objects.filter(
        cell__indicator__code=figure.code.removeprefix("ind."),
        cell__obligation__cycle=figure.consolidation.cycle_id,
        settled_at=None,
    )
    pks = open_ones.values_list("cell__obligation_id", flat=True)
    return {f"reports.obligation:{pk}" for pk in pks}


def _odd(figure: Figure) -> dict[str, str]:
    """What is unusual among the answers to an indicator, beside each unit's own history."""
    if not figure.code.startswith("ind."):
        return {}
    code = figure.code.removeprefix("ind.")
    rows = [row for kept in figure.rows if (row := Row.unpacked(kept)).unit]
    history = histories.of_units(figure.consolidation.cycle, [row.unit for row in rows if row.unit])
    found: dict[str, str] = {}
    for row in rows:
        before = history.get(row.unit or 0, {}).get(code, [])
        if unusual := outliers.judge(row.share, before):
            found[row.target] = unusual.words
    return found


@dataclass(frozen=True, slots=True)
class Pages:
    """The address of each row's page; evidence is shown with its task, a task with its clause."""

    consolidation: Consolidation
    earlier: Consolidation | None
    above: dict[str, str]
    odd: dict[str, str]

    @classmethod
    def load(cls, rows: Iterable[Row], figure: Figure) -> Pages:
        consolidation = figure.consolidation
        pks: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            kind, _colon, pk = row.target.partition(":")
            if kind in ABOVE:
                pks[kind].append(int(pk))
        above: dict[str, str] = {}
        for kind in pks:
            model, name, of = ABOVE[kind]
            for ids in works.chunks(pks[kind], ROWS_AT_ONCE):
                found = model._default_manager.filter(pk__in=ids).values_list("pk", of)
                above |= {f"{kind}:{pk}": f"{name}:{parent}" for pk, parent in found}
        return cls(consolidation, earlier_of(consolidation), above, _odd(figure))

    def source(self, row: Row, returned: set[str]) -> Source:
        code = row.target.removeprefix("figure:") if row.target.startswith("figure:") else ""
        flag = "returned" if row.target in returned else ""
        odd = self.odd.get(row.target, "")
        url = self.url(row.target)
        if not url and row.unit:
            url = reverse("assignments:of_unit", args=[row.unit])
        return Source(row.label, row.share, url, code, row.day, row.unit, row.target, flag, odd)

    def url(self, target: str) -> str:
        target = self.above.get(target, target)
        kind, _colon, pk = target.partition(":")
        if kind == "figure":
            return reverse("reports:figure", args=[self.consolidation.pk, pk])
        if kind == "before":
            return self._before(pk)
        if kind == "plans.clause" and self.consolidation.plan_id:
            return reverse("assignments:clause", args=[self.consolidation.plan_id, int(pk)])
        for name in PAGES.get(kind, ()):
            try:
                return reverse(name, args=[int(pk)])
            except NoReverseMatch:
                continue
        return ""

    def _before(self, code: str) -> str:
        """The figure in the report of the period before; where there is none, the comparison."""
        if self.earlier is None:
            return reverse("reports:compared", args=[self.consolidation.pk])
        return reverse("reports:figure", args=[self.earlier.pk, code])


def earlier_of(consolidation: Consolidation) -> Consolidation | None:
    """The report of the period before, if that one has one."""
    before = earlier(consolidation.cycle)
    return Consolidation.objects.filter(cycle=before).first() if before else None
