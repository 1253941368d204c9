"""Where a figure comes from, and how it compares with the periods before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.reports import provenance
from khuevan.reports.composing.paper import words_of
from khuevan.reports.composing.sources import earlier
from khuevan.reports.models import Consolidation, Cycle, Figure
from khuevan.reports.views.consolidation import context, crumbs, found

ROWS_SHOWN = 100
PERIODS = 4
MAIN = (
    "all.given", "all.done", "all.share", "all.ontime", "all.waiting", "all.doing", "all.late",
    "all.units", "all.proofs", "rep.owed", "rep.sent", "rep.ontime", "dif.raised",
    "dif.answered", "dif.open",
)  # fmt: skip
# Fewer of these is better.
DOWN_IS_GOOD = frozenset({"all.late", "dif.open", "rep.missing"})


@requires(Can.REPORT_VIEW)
def figure(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """The rows behind a number: a panel beside the report, or with it as a page."""
    own = found(request, pk)
    number = get_object_or_404(Figure, consolidation=own, code=code)
    number.consolidation = own
    facts = panel(request, own, number)
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "reports/_figure.html", facts)
    return render(request, "reports/consolidation.html", context(request, own) | facts)


def panel(request: SignedInRequest, own: Consolidation, number: Figure) -> dict[str, Any]:
    is_today = request.GET.get("units") == "today"
    everything = request.GET.get("all") == "1"
    traced = provenance.trace(number, today=timezone.localdate() if is_today else None)
    shown = None if everything else ROWS_SHOWN
    names = [row[0].partition(":")[2] for row in number.rows if str(row[0]).startswith("figure:")]
    behind = {one.code: one for one in own.figures.filter(code__in=names).defer("rows")}
    return {
        "own": own,
        "traced": traced,
        "figure": number,
        "sources": traced.sources[:shown],
        "units": traced.units[:shown],
        "more": 0 if everything else max(len(traced.units), len(traced.sources)) - ROWS_SHOWN,
        "formula": words_of(number.formula, behind),
        "is_today": is_today,
        "returned": sum(1 for one in traced.sources if one.flag == "returned"),
        "sentences": sentences(own, number.code),
    }


def sentences(own: Consolidation, code: str) -> list[tuple[int, str]]:
    """Where in the report the figure stands: (passage, its first words)."""
    holding = own.passages.filter(text__contains="{{" + code + "}}")
    return [(one.pk, one.get_kind_display()) for one in holding.only("pk", "kind")[:5]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure through the periods, newest first; ``change`` is against the one before."""

    code: str
    label: str
    measured_in: str
    values: list[Decimal | None]
    url_of: int

    @property
    def change(self) -> Decimal | None:
        if len(self.values) < 2 or self.values[0] is None or self.values[1] is None:
            return None
        return self.values[0] - self.values[1]

    @property
    def look(self) -> str:
        """Better, worse or neither; words and an arrow say it too."""
        if not self.change:
            return ""
        is_good = (self.change < 0) == (self.code in DOWN_IS_GOOD)
        return "done" if is_good else "overdue"


def periods(own: Consolidation) -> list[Cycle]:
    """This period and those before it, newest first."""
    found_ones: list[Cycle] = [own.cycle]
    while len(found_ones) < PERIODS and (before := earlier(found_ones[-1])):
        if before in found_ones:
            break
        found_ones.append(before)
    return found_ones


@requires(Can.REPORT_VIEW)
def compared(request: SignedInRequest, pk: int) -> HttpResponse:
    """This period against those before it; by unit as it was then, or as it is today."""
    own = found(request, pk)
    cycles = periods(own)
    is_today = request.GET.get("units") == "today"
    code = request.GET.get("figure", "all.done")
    number = own.figures.filter(code=code).first() or own.figures.filter(code="rep.sent").first()
    units: tuple[provenance.UnitLine, ...] = ()
    if number:
        number.consolidation = own
        units = provenance.trace(number, today=timezone.localdate() if is_today else None).units
    everything = request.GET.get("all") == "1"
    facts = {
        "own": own,
        "cycle": own.cycle,
        "cycles": cycles,
        "lines": lines(own, cycles),
        "figure": number,
        "units": units if everything else units[:ROWS_SHOWN],
        "more": 0 if everything else len(units) - ROWS_SHOWN,
        "is_today": is_today,
        "choices": [(one.code, one.label) for one in main_figures(own) if one.measured_in != "%"],
        "crumbs": crumbs(own.cycle, own),
    }
    return render(request, "reports/consolidation_compared.html", facts)


def main_figures(own: Consolidation) -> list[Figure]:
    """The figures that speak of the whole: the main ones, then the indicators."""
    order = {code: place for place, code in enumerate(MAIN)}
    rows = own.figures.defer("rows").filter(code__in=MAIN)
    known = sorted(rows, key=lambda one: order[one.code])
    return [*known, *own.figures.defer("rows").filter(code__startswith="ind.")]


def lines(own: Consolidation, cycles: list[Cycle]) -> list[Compared]:
    figures = main_figures(own)
    rows = Figure.objects.filter(
        consolidation__cycle__in=cycles[1:], code__in=[one.code for one in figures]
    )
    kept = {
        (cycle, code): value
        for cycle, code, value in rows.values_list("consolidation__cycle_id", "code", "value")
    }
    found_lines = []
    for one in figures:
        before = [kept.get((cycle.pk, one.code)) for cycle in cycles[1:]]
        if before and before[0] is None:
            before[0] = one.previous
        found_lines.append(
            Compared(one.code, one.label, one.measured_in, [one.value, *before], own.pk)
        )
    return found_lines
