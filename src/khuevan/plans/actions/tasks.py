from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from khuevan.kit.errors import Refused
from khuevan.people.enums import TaskPart
from khuevan.plans.models import Clause, Task, TaskUnit


@dataclass(frozen=True, slots=True)
class PartChange:
    """A unit's part as typed. ``pk`` None adds one; without unit and group the name is asked."""

    part: TaskPart
    pk: int | None = None
    organisation_id: int | None = None
    group_id: int | None = None
    as_written: str = ""
    candidates: tuple[dict[str, int | str | None], ...] = ()
    is_words_only: bool = False
    remove: bool = False


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task as typed. ``pk`` None adds one."""

    text: str
    pk: int | None = None
    deadline_text: str = ""
    starts: date | None = None
    due: date | None = None
    recurrence: str = ""
    evidence_wanted: str = ""
    channel: str = ""
    framework_goal: str = ""
    no_lead_why: str = ""
    parts: tuple[PartChange, ...] = field(default=())
    remove: bool = False


def apply(clause: Clause, changes: Sequence[TaskChange]) -> None:
    """Write the tasks as typed; the clause's actions call this, hold the clause and record."""
    for change in changes:
        if change.pk and change.remove:
            _remove(clause, change.pk)
        elif not change.remove:
            _write(clause, change)


def _remove(clause: Clause, pk: int) -> None:
    try:
        Task.objects.filter(clause=clause, pk=pk).delete()
    except ProtectedError as error:
        raise Refused(
            _("This task has gone out to units. Cancel it with a reason; it cannot be removed.")
        ) from error


def _write(clause: Clause, change: TaskChange) -> None:
    if change.pk:
        task = Task.objects.filter(clause=clause, pk=change.pk).first()
        if task is None:
            raise Refused(_("This task is no longer there. Look at the clause as it is now."))
    else:
        task = Task(clause=clause, plan_id=clause.plan_id)
    if change.starts and change.due and change.starts > change.due:
        raise Refused(
            _("The task would end (%(due)s) before it begins (%(starts)s). Mend one of the dates.")
            % {"due": f"{change.due:%d/%m/%Y}", "starts": f"{change.starts:%d/%m/%Y}"}
        )
    for name in (
        "text", "deadline_text", "starts", "due", "recurrence", "evidence_wanted", "channel",
        "framework_goal", "no_lead_why",
    ):  # fmt: skip
        setattr(task, name, getattr(change, name))
    task.save()
    for part in change.parts:
        _write_part(task, part)


def _write_part(task: Task, change: PartChange) -> None:
    if change.remove:
        task.units.filter(pk=change.pk or 0).delete()
        return
    fields = {
        "part": change.part,
        "organisation_id": change.organisation_id,
        "group_id": change.group_id,
        "is_words_only": change.is_words_only,
    }
    same = {name: value for name, value in fields.items() if name != "is_words_only"}
    twin = task.units.named().filter(**same).exclude(pk=change.pk or 0)
    if twin.exists():
        # The same unit twice in one part is one part; the second line is what goes.
        task.units.filter(pk=change.pk or 0).delete()
    elif change.pk:
        TaskUnit.objects.filter(task=task, pk=change.pk).update(**fields)
    else:
        TaskUnit.objects.create(
            task=task, as_written=change.as_written, candidates=list(change.candidates), **fields
        )
