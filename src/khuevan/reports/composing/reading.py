"""Reads the classes and the money that a report is drafted from; so many queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from khuevan.budget.enums import APPROVED, EstimateState, Level
from khuevan.budget.models import Allocation, Commitment, Estimate, Line, Payment, Settlement
from khuevan.budget.models.spending import NET
from khuevan.plans.models import Plan
from khuevan.reports.composing.facts import HeldClass, Learnt, Note, Place, Purse, Spending
from khuevan.reports.composing.figures import CENT, Row
from khuevan.reports.measures import MEASURES
from khuevan.reports.measures.money import GRANTED, of_plan
from khuevan.reports.windows import Window
from khuevan.training import results
from khuevan.training.enums import HAS_NOMINEE, Applied, Moment, Outcome, RunState
from khuevan.training.models import ApplicationNote, ClassRun, Seat
from khuevan.training.results import Gain

DID = frozenset({Applied.YES, Applied.PARTLY})


# -- classes


@dataclass(frozen=True, slots=True)
class Classes:
    held: tuple[HeldClass, ...] = ()
    earlier: tuple[HeldClass, ...] = ()

    @property
    def units(self) -> set[int]:
        """All that are named: of seats and of notes."""
        both = (*self.held, *self.earlier)
        return {one.unit for run in both for group in (run.places, run.notes) for one in group}


def classes(plan: Plan | None, window: Window) -> Classes:
    """Held in the window; and earlier ones whose units answered in it what they applied.

    A year's last class is applied in the next year: there its notes are reported, with the next plan.
    """
    answered = ApplicationNote.objects.filter(
        seat__run=OuterRef("pk"), answered_at__gte=window.begin, answered_at__lt=window.end
    )
    now = Q(starts_at__gte=window.begin)
    rows = ClassRun.objects.filter(state=RunState.HELD, starts_at__lt=window.end)
    rows = rows.filter(now | Exists(answered))
    if plan is not None:
        rows = rows.filter(Q(plan=plan) | Q(plan=plan.previous_id, plan__isnull=False) & ~now)
    runs = list(rows.select_related("course", "venue").order_by("starts_at", "pk"))
    if not runs:
        return Classes()
    held = [one for one in runs if one.starts_at and one.starts_at >= window.begin]
    places, notes, learnt = _places(held), _notes(runs, window), _learnt(held, window)
    found = {
        one.pk: HeldClass(
            one.pk, " ".join(one.title.split()), _day(one), one.clause_id, one.course.theme,
            str(one.venue or ""), tuple(places[one.pk]), learnt.get(one.pk, ()),
            tuple(notes[one.pk]),
        )
        for one in runs
    }  # fmt: skip
    of_now = {one.pk for one in held}
    return Classes(
        tuple(found[one.pk] for one in held),
        tuple(found[one.pk] for one in runs if one.pk not in of_now),
    )


def _day(run: ClassRun) -> date:
    return timezone.localdate(run.starts_at)


def _places(runs: list[ClassRun]) -> Mapping[int, list[Place]]:
    """In the units of then: a seat that a merger passed on counts with whoever had it first."""
    found: dict[int, list[Place]] = defaultdict(list)
    seats = Seat.objects.filter(run__in=runs).annotate(unit=Coalesce("given_to", "organisation"))
    for run, pk, unit, state, outcome in seats.order_by("run", "number").values_list(
        "run_id", "pk", "unit", "state", "attendance__outcome"
    ):
        found[run].append(Place(pk, unit, state in HAS_NOMINEE, outcome == Outcome.PRESENT))
    return found


def _notes(runs: list[ClassRun], window: Window) -> Mapping[int, list[Note]]:
    """As they stood when the window ended; of earlier classes those that were answered in it."""
    found: dict[int, list[Note]] = defaultdict(list)
    rows = ApplicationNote.objects.filter(seat__run__in=runs, asked_on__lte=window.ends)
    rows = rows.filter(
        Q(seat__run__starts_at__gte=window.begin)
        | Q(answered_at__gte=window.begin, answered_at__lt=window.end)
    )
    rows = rows.annotate(unit=Coalesce("seat__given_to", "seat__organisation"))
    for run, pk, unit, asked, at, applied, what, link in rows.order_by("seat__number").values_list(
        "seat__run_id", "pk", "unit", "asked_on", "answered_at", "applied", "what", "example_url"
    ):
        answered = timezone.localdate(at) if at and at < window.end else None
        is_applied = bool(answered) and applied in DID
        said = (" ".join(what.split()), link) if is_applied else ("", "")
        found[run].append(Note(pk, unit, asked, answered, is_applied, *said))
    return found


def _learnt(runs: list[ClassRun], window: Window) -> dict[int, tuple[Learnt, ...]]:
    """Only of classes whose two surveys were closed in time, with enough answers to hide in."""
    found = {}
    for run, (surveys, gains) in results.gains_of(runs, before=window.end).items():
        before, after = surveys[Moment.BEFORE], surveys[Moment.AFTER]
        asked = [(f"training.survey:{one.pk}", one.replies) for one in (before, after)]
        kinds = (
            (True, [g for g in gains if g.is_mark]),
            (False, [g for g in gains if not g.is_mark]),
        )
        found[run] = tuple(
            Learnt(is_mark, *_means(of_kind), asked[0], asked[1])
            for is_mark, of_kind in kinds if of_kind
        )  # fmt: skip
    return found


def _means(gains: list[Gain]) -> tuple[Decimal, Decimal]:
    return _mean([g.before for g in gains]), _mean([g.after for g in gains])


def _mean(values: list[float | None]) -> Decimal:
    known = [value for value in values if value is not None]
    return Decimal(str(sum(known) / len(known))).quantize(CENT) if known else Decimal(0)


# -- money


@dataclass(frozen=True, slots=True)
class Money:
    spending: tuple[Spending, ...] = ()
    purses: tuple[Purse, ...] = ()
    late: tuple[Row, ...] = ()


def money(plan: Plan | None, window: Window, held: Iterable[HeldClass]) -> Money:
    """The approved estimates of the plan; without one, those that something happened to in the window."""
    runs = {f"{ClassRun._meta.label_lower}:{one.pk}": one for one in held}
    rows = Estimate.objects.filter(state__in=APPROVED, approved_at__lt=window.end)
    rows = rows.filter(of_plan()(plan) if plan is not None else _touched(window, runs))
    estimates = list(
        rows.select_related("source", "task", "supplements").order_by("approved_at", "pk")
    )
    if not estimates:
        return Money()
    lines, committed, paid = _amounts(estimates, window)
    settled = _settled(estimates, window)
    spent = tuple(
        Spending(
            one.pk, one.title, _class_of(one, runs),
            one.task.clause_id if one.task else None, one.source_id or 0, tuple(lines[one.pk]),
            tuple(committed[one.pk]), tuple(paid[one.pk]), one.pk in settled,
        )
        for one in estimates
    )  # fmt: skip
    sources = MEASURES["vouchers_late"].sources(window, plan=plan)
    late = tuple(Row(one.target, one.label, one.share, one.unit_id) for one in sources)
    return Money(spent, tuple(_purses(estimates, window)), late)


def _class_of(one: Estimate, runs: Mapping[str, HeldClass]) -> int | None:
    """What adds to an estimate is for the same class."""
    origin = one.origin or (one.supplements.origin if one.supplements else "")
    return runs[origin].pk if origin in runs else None


def _touched(window: Window, runs: Iterable[str]) -> Q:
    days = {"estimate": OuterRef("pk"), "on__gte": window.starts, "on__lte": window.ends}
    went = Q(Exists(Payment.objects.filter(**days))) | Q(Exists(Commitment.objects.filter(**days)))
    return Q(approved_at__gte=window.begin) | Q(origin__in=list(runs)) | went


Rows = Mapping[int, list[Row]]


def _amounts(estimates: list[Estimate], window: Window) -> tuple[Rows, Rows, Rows]:
    """By estimate: its lines as granted, what was committed and what was paid, until the end."""
    lines = Line.objects.filter(estimate__in=estimates).order_by("order", "pk")
    committed = Commitment.objects.filter(estimate__in=estimates, on__lte=window.ends)
    paid = Payment.objects.filter(estimate__in=estimates, on__lte=window.ends)
    return (
        _rows(lines.annotate(adds=GRANTED), "title", "estimate__approved_at"),
        _rows(
            committed.annotate(adds=F("amount") - F("released")).order_by("on", "pk"),
            "line__title", "on",
        ),
        _rows(paid.annotate(adds=NET).order_by("on", "pk"), "line__title", "on"),
    )  # fmt: skip


def _rows(found: QuerySet[Any], title: str, day: str) -> Rows:
    """Each amount under the words of its line: whoever was paid is not named."""
    rows: dict[int, list[Row]] = defaultdict(list)
    kind = found.model._meta.label_lower
    for estimate, pk, about, words, adds, when in found.values_list(
        "estimate_id", "pk", "estimate__title", title, "adds", day
    ):
        on = timezone.localdate(when) if isinstance(when, datetime) else when
        label = f"{about[:100]}: {words[:100]}"
        rows[estimate].append(Row(f"{kind}:{pk}", label, Decimal(adds), None, on))
    return rows


def _settled(estimates: list[Estimate], window: Window) -> set[int]:
    locked = Settlement.objects.current().filter(
        estimate__in=estimates, estimate__state=EstimateState.LOCKED, locked_at__lt=window.end
    )
    return set(locked.values_list("estimate_id", flat=True))


def _purses(estimates: list[Estimate], window: Window) -> Iterator[Purse]:
    """The tranches that were assigned; of a source without any, those that were granted."""
    sources = {one.source_id: str(one.source) for one in estimates if one.source_id}
    given: dict[tuple[int, str], list[Row]] = defaultdict(list)
    rows = Allocation.objects.filter(source__in=sources, at__lt=window.end)
    for one in rows.select_related("decision"):
        label = f"Đợt {one.tranche}, theo {one.decision.number or one.decision}"
        day = one.decision.date or timezone.localdate(one.at)
        row = Row(f"budget.allocation:{one.pk}", label[:200], one.amount, None, day)
        given[one.source_id, one.level].append(row)
    for pk, name in sources.items():
        tranches = given[pk, Level.ASSIGNED] or given[pk, Level.GRANTED]
        yield Purse(pk, name, tuple(tranches))
