"""Work that two live plans give to different leads: shown on both, decided by neither (PLN-2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from khuevan.people.enums import TaskPart
from khuevan.plans.enums import LIVE, PairVerdict
from khuevan.plans.models import Plan, Task, TaskPair, TaskUnit


@dataclass(frozen=True, slots=True)
class Conflict:
    """``ours`` stands in the plan that is being looked at."""

    pair: TaskPair
    ours: Task
    theirs: Task

    @property
    def our_leads(self) -> list[str]:
        return _leads(self.ours)

    @property
    def their_leads(self) -> list[str]:
        return _leads(self.theirs)

    @property
    def is_confirmed(self) -> bool:
        return self.pair.verdict == PairVerdict.SAME


def conflicts(plan: Plan) -> list[Conflict]:
    """Pairs with different leads that an officer called the same work, or has not judged yet."""
    open_verdicts = [PairVerdict.ASKED, PairVerdict.SAME]
    pairs = (
        TaskPair.objects.filter(Q(first__plan=plan) | Q(second__plan=plan))
        .filter(verdict__in=open_verdicts)
        .filter(first__plan__state__in=LIVE, second__plan__state__in=LIVE)
        .prefetch_related(_with_units("first"), _with_units("second"))
    )
    found = (_seen_from(plan, pair) for pair in pairs)
    differing = [one for one in found if _is_live(one) and _differ(one.ours, one.theirs)]
    return sorted(
        differing, key=lambda one: (not one.is_confirmed, -one.pair.likeness, one.pair.pk)
    )


def of_clauses(found: Iterable[Conflict]) -> dict[int, list[Conflict]]:
    """Confirmed conflicts by clause of the plan looked at: what the margin of its sheet shows."""
    by_clause: dict[int, list[Conflict]] = {}
    for conflict in found:
        if conflict.is_confirmed:
            by_clause.setdefault(conflict.ours.clause_id, []).append(conflict)
    return by_clause


def _with_units(side: str) -> Prefetch[str]:
    units = TaskUnit.objects.select_related("organisation", "group")
    tasks = Task.objects.select_related("plan", "clause").prefetch_related(
        Prefetch("units", queryset=units)
    )
    return Prefetch(side, queryset=tasks)


def _seen_from(plan: Plan, pair: TaskPair) -> Conflict:
    first_is_ours = pair.first.plan_id == plan.pk
    ours, theirs = (pair.first, pair.second) if first_is_ours else (pair.second, pair.first)
    return Conflict(pair, ours, theirs)


def _is_live(conflict: Conflict) -> bool:
    return all(
        task.cancelled_at is None and task.clause.kind == "task"
        for task in (conflict.ours, conflict.theirs)
    )


def _differ(a: Task, b: Task) -> bool:
    ours, theirs = _lead_keys(a), _lead_keys(b)
    return bool(ours) and bool(theirs) and ours != theirs


def _lead_keys(task: Task) -> set[tuple[str, int]]:
    return {
        ("group", unit.group_id) if unit.group_id else ("unit", unit.organisation_id or 0)
        for unit in _leading(task)
    }


def _leads(task: Task) -> list[str]:
    return [unit.name for unit in _leading(task)]


def _leading(task: Task) -> Sequence[TaskUnit]:
    return [
        unit
        for unit in task.units.all()
        if unit.part == TaskPart.LEAD and (unit.organisation_id or unit.group_id)
    ]
