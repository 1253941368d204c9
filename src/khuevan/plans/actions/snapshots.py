"""A clause with its tasks as one value: kept in the audit before each change, put back by undo."""

from __future__ import annotations

import json
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

from khuevan.plans.models import Clause, Task, TaskUnit

TASK_FIELDS = (
    "text", "deadline_text", "starts", "due", "recurrence", "evidence_wanted", "channel",
    "framework_goal", "no_lead_why",
)  # fmt: skip
UNIT_FIELDS = (
    "organisation_id", "group_id", "part", "as_written", "candidates", "is_words_only",
)  # fmt: skip


def taken(clause: Clause) -> str:
    """The clause's state as JSON text, read anew: the object may be older than its rows."""
    fresh = Clause.objects.get(pk=clause.pk)
    tasks = Task.objects.filter(clause=clause, cancelled_at=None).prefetch_related("units")
    return json.dumps(
        {
            "kind": fresh.kind,
            "confirmed_by": fresh.confirmed_by_id,
            "confirmed_at": fresh.confirmed_at and fresh.confirmed_at.isoformat(),
            "tasks": [_task(task) for task in tasks],
        },
        ensure_ascii=False,
        default=str,
    )


def _task(task: Task) -> dict[str, Any]:
    return {
        "id": task.pk,
        **{name: getattr(task, name) for name in TASK_FIELDS},
        "units": [{n: getattr(unit, n) for n in UNIT_FIELDS} for unit in task.units.all()],
    }


def put_back(clause: Clause, taken_before: str) -> dict[str, Any]:
    """Restore the tasks and return the clause's own fields. Tasks added since are removed."""
    before = json.loads(taken_before)
    kept = []
    for saved in before["tasks"]:
        fields = {name: saved[name] for name in TASK_FIELDS}
        fields |= {name: saved[name] and parse_date(saved[name]) for name in ("starts", "due")}
        task, _created = Task.objects.update_or_create(
            pk=saved["id"], defaults={**fields, "clause": clause, "plan_id": clause.plan_id}
        )
        task.units.all().delete()
        TaskUnit.objects.bulk_create(TaskUnit(task=task, **unit) for unit in saved["units"])
        kept.append(task.pk)
    Task.objects.filter(clause=clause, cancelled_at=None).exclude(pk__in=kept).delete()
    at = before["confirmed_at"]
    return {
        "kind": before["kind"],
        "confirmed_by_id": before["confirmed_by"],
        "confirmed_at": parse_datetime(at) if at else None,
    }
