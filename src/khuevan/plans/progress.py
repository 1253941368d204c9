"""How far the confirming of a plan is, and what still stands in the way of submitting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from khuevan.people.enums import TaskPart
from khuevan.plans.doubts import is_doubted
from khuevan.plans.enums import ClauseKind
from khuevan.plans.models import Clause, Plan, Task


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to settle before the plan can go on; ``clause`` is where."""

    clause: Clause
    why: str


def is_sure(plan: Plan, clause: Clause) -> bool:
    """The reader doubted nothing here, and a task clause says who and when without a question.

    Expects ``tasks__units`` prefetched.
    """
    if is_doubted(plan, clause):
        return False
    if clause.kind != ClauseKind.TASK:
        return True
    tasks = [task for task in clause.tasks.all() if task.cancelled_at is None]
    return bool(tasks) and all(_is_clear(task) for task in tasks)


def _is_clear(task: Task) -> bool:
    return is_dated(task) and has_lead(task) and not any(u.is_doubtful for u in task.units.all())


def is_dated(task: Task) -> bool:
    """Words about time, or a recurrence, have become a day."""
    return bool(task.due or not (task.deadline_text or task.recurrence))


def has_lead(task: Task) -> bool:
    """Somebody leads, or the officer said why nobody does."""
    leads = any(
        unit.part == TaskPart.LEAD and not unit.is_doubtful and not unit.is_words_only
        for unit in task.units.all()
    )
    return leads or bool(task.no_lead_why)


def gaps(clauses: Sequence[Clause]) -> list[Gap]:
    """What is left, in the order of the plan. Expects ``tasks__units`` prefetched."""
    return [gap for clause in clauses for gap in _gaps_of(clause)]


def _gaps_of(clause: Clause) -> list[Gap]:
    found = [] if clause.is_confirmed else [Gap(clause, _("not confirmed yet"))]
    if clause.kind != ClauseKind.TASK:
        return found
    tasks = [task for task in clause.tasks.all() if task.cancelled_at is None]
    if not tasks:
        return [*found, Gap(clause, _("orders work but has no task"))]
    for task in tasks:
        for unit in task.units.all():
            if unit.is_doubtful:
                found.append(Gap(clause, _("who is “%(name)s”?") % {"name": unit.as_written}))
        if task.recurrence and not task.due:
            found.append(Gap(clause, _("it repeats, but its first day is not set")))
        if not has_lead(task):
            found.append(Gap(clause, _("nobody leads, and no reason is given")))
    return found
