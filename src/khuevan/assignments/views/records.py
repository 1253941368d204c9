"""The history of an assignment and of a difficulty, as people read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.assignments.enums import Kind
from khuevan.assignments.models import Assignment, Difficulty
from khuevan.kit import audit
from khuevan.kit.models import AuditEvent


class Line(NamedTuple):
    at: datetime
    words: str
    by: str
    why: str


def lines(
    assignment: Assignment, limit: int = 50, difficulties: Iterable[Difficulty] = ()
) -> list[Line]:
    """What happened to it and to its difficulties, newest first."""
    known = dict(Kind.choices)
    keys = [audit.key_of(assignment), *(audit.key_of(one) for one in difficulties)]
    events = AuditEvent.objects.filter(target__in=keys).order_by("-seq")
    return [
        Line(event.at, str(known.get(event.kind, event.kind)), event.by_name, event.why)
        for event in events[:limit]
    ]


STEP_LOOKS = {
    Kind.DIFFICULTY_ANSWERED: "done",
    Kind.DIFFICULTY_AGREED: "done",
    Kind.DIFFICULTY_REOPENED: "returned",
}


def steps(difficulty: Difficulty) -> list[tuple[str, str, str]]:
    """Each step that the sender may see, newest first: (time, words, look)."""
    own = Q(target=audit.key_of(difficulty))
    if difficulty.assignment_id:
        # Before difficulties stood on their own, their steps were noted at the task.
        key = f"assignments.assignment:{difficulty.assignment_id}"
        own |= Q(target=key, facts__difficulty=difficulty.pk)
    events = AuditEvent.objects.filter(own).order_by("-seq")[:50]
    return [
        (
            f"{timezone.localtime(event.at):%d/%m/%Y %H:%M}",
            _step_words(event),
            STEP_LOOKS.get(Kind(event.kind), ""),
        )
        for event in events
        if event.kind in Kind.values
    ]


def _step_words(event: AuditEvent) -> str:
    told = event.why or event.after
    words = {
        Kind.DIFFICULTY_RAISED: _("Sent by %(by)s"),
        Kind.DIFFICULTY_CLASSIFIED: _("Classified: %(told)s"),
        Kind.DIFFICULTY_TAKEN: _("The office is working on the answer"),
        Kind.DIFFICULTY_FORWARDED: _("Forwarded to %(told)s"),
        Kind.DIFFICULTY_BODY_ANSWERED: _("The body asked has answered: %(told)s"),
        Kind.DIFFICULTY_ANSWERED: _("Answered by %(by)s"),
        Kind.DIFFICULTY_AGREED: _("The sender agrees"),
        Kind.DIFFICULTY_REOPENED: _("Opened again by the sender: %(told)s"),
        Kind.DIFFICULTY_JOINED: _("Joined to no. %(told)s, the same problem"),
    }
    return words.get(Kind(event.kind), str(Kind(event.kind).label)) % {
        "told": told, "by": event.by_name,
    }  # fmt: skip
