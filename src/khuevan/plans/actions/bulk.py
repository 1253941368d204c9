from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from khuevan.kit.errors import Refused
from khuevan.people.enums import TaskPart
from khuevan.people.models import User
from khuevan.plans.actions.clauses import Seen, change
from khuevan.plans.actions.tasks import PartChange, TaskChange
from khuevan.plans.enums import ClauseKind
from khuevan.plans.models import Clause, Plan, Task, TaskUnit


@dataclass(frozen=True, slots=True)
class BulkChange:
    """One change for several clauses; what is None or empty stays as it is."""

    kind: ClauseKind | None = None
    due: date | None = None
    no_lead_why: str = ""
    part: PartChange | None = None


@transaction.atomic
def change_all(seen: Iterable[Seen], wanted: BulkChange, *, by: User) -> int:
    """Set kind, day, a unit's part or the reason on each clause; one undo takes all of it back."""
    if wanted == BulkChange():
        raise Refused(_("Say what to set: a kind, a day, a unit or a reason."))
    batch, count = secrets.token_hex(8), 0
    for one in seen:
        tasks = list(one.clause.tasks.filter(cancelled_at=None).prefetch_related("units"))
        changed = [_changed(task, wanted) for task in tasks]
        change(one.clause, changed, version=one.version, kind=wanted.kind, by=by, batch=batch)
        count += 1
    return count


@transaction.atomic
def keep_words(plan: Plan, *, by: User) -> int:
    """Every cooperating name that fits no unit ("các đơn vị liên quan") stays words, and nobody is
    given work by it. Leads are still asked one by one. How many clauses changed."""
    vague = TaskUnit.objects.doubtful().filter(
        task__plan=plan, task__cancelled_at=None, part=TaskPart.COORDINATE, candidates=[]
    )
    clauses = Clause.objects.filter(tasks__units__in=vague).distinct()
    batch, count = secrets.token_hex(8), 0
    for clause in clauses:
        tasks = clause.tasks.filter(cancelled_at=None, units__in=vague).distinct()
        changed = [_with_words_kept(task, vague) for task in tasks]
        change(clause, changed, version=clause.version, by=by, batch=batch)
        count += 1
    return count


def _changed(task: Task, wanted: BulkChange) -> TaskChange:
    as_it_is = of_task(task)
    parts = (wanted.part,) if wanted.part else ()
    return replace(
        as_it_is,
        due=wanted.due or as_it_is.due,
        no_lead_why=wanted.no_lead_why or as_it_is.no_lead_why,
        parts=parts,
    )


def _with_words_kept(task: Task, vague: Iterable[TaskUnit]) -> TaskChange:
    ids = {unit.pk for unit in vague}
    kept: Sequence[PartChange] = [
        PartChange(part=TaskPart(unit.part), pk=unit.pk, is_words_only=True)
        for unit in task.units.all()
        if unit.pk in ids
    ]
    return replace(of_task(task), parts=tuple(kept))


def of_task(task: Task) -> TaskChange:
    """The task as it stands, without its parts, which stay when no change names them."""
    return TaskChange(
        text=task.text, pk=task.pk, deadline_text=task.deadline_text, starts=task.starts,
        due=task.due, recurrence=task.recurrence, evidence_wanted=task.evidence_wanted,
        channel=task.channel, framework_goal=task.framework_goal, no_lead_why=task.no_lead_why,
    )  # fmt: skip


def split(task: Task) -> list[TaskChange]:
    """The task as two, cut behind the first semicolon or full stop; days and parts go with both."""
    first, second = _cut(task.text)
    parts = tuple(
        PartChange(
            part=TaskPart(unit.part), organisation_id=unit.organisation_id, group_id=unit.group_id,
            as_written=unit.as_written, candidates=tuple(unit.candidates),
            is_words_only=unit.is_words_only,
        )
        for unit in task.units.all()
    )  # fmt: skip
    as_it_is = of_task(task)
    return [replace(as_it_is, text=first), replace(as_it_is, pk=None, text=second, parts=parts)]


def _cut(text: str) -> tuple[str, str]:
    for mark in (";", ". ", ", "):
        place = text.find(mark, 10)
        if 0 < place < len(text) - 10:
            return text[: place + 1].strip(), text[place + 1 :].strip()
    return text, text
