"""Tallies and pulses: kept in the same transaction as what they count."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from khuevan.assignments.enums import State
from khuevan.assignments.models import Assignment, Pulse, Tally


def count(task_id: int, plan_id: int, due: date | None, state: State, change: int) -> None:
    """Add to one tally; a sum in the database, so that two moves at once both count."""
    row = Tally.objects.filter(task=task_id, due=due, state=state)
    if row.update(count=F("count") + change):
        return
    try:
        with transaction.atomic():
            Tally.objects.create(
                task_id=task_id, plan_id=plan_id, due=due, state=state, count=change
            )
    except IntegrityError:
        row.update(count=F("count") + change)


def shift(assignment: Assignment, before: State, after: State) -> None:
    # In one order for everybody: two moves in opposite directions must not wait for each other.
    for state, change in sorted([(before, -1), (after, 1)]):
        count(assignment.task_id, assignment.plan_id, assignment.due, state, change)


def redate(assignment: Assignment, before: date | None, after: date | None) -> None:
    state = State(assignment.state)
    for due, change in sorted([(before, -1), (after, 1)], key=lambda one: one[0] or date.min):
        count(assignment.task_id, assignment.plan_id, due, state, change)


def proofs(assignment: Assignment, change: int) -> None:
    _pulse(assignment)
    Pulse.objects.filter(task=assignment.task_id).update(proofs=F("proofs") + change)


def speak(assignment: Assignment, words: str, at: datetime) -> None:
    """The last word of the assignment and of its task."""
    words = " ".join(words.split())[:300]
    Assignment.objects.filter(pk=assignment.pk).update(last_word=words, last_word_at=at)
    _pulse(assignment)
    Pulse.objects.filter(task=assignment.task_id).update(
        last_word=words, last_word_at=at, last_unit=assignment.organisation_id
    )


def _pulse(assignment: Assignment) -> None:
    Pulse.objects.get_or_create(
        task_id=assignment.task_id, defaults={"plan_id": assignment.plan_id}
    )
