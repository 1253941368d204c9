from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """A unit's task. Late is derived from the due date, never stored."""

    ASSIGNED = "assigned", _("Sent, not answered")
    RECEIVED = "received", _("Received")
    DOING = "doing", _("In progress")
    WAITING = "waiting", _("Waiting for acceptance")
    DONE = "done", _("Done")
    RETURNED = "returned", _("Returned")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = frozenset({State.ASSIGNED, State.RECEIVED, State.DOING, State.WAITING, State.RETURNED})
OWED = OPEN - {State.WAITING}

# The only moves there are: from -> to. Who may make them stands in actions. A unit that is only
# informed has done its part by receiving.
MOVES: dict[State, frozenset[State]] = {
    State.ASSIGNED: frozenset(
        {State.RECEIVED, State.DOING, State.WAITING, State.DONE, State.CANCELLED}
    ),
    State.RECEIVED: frozenset({State.DOING, State.WAITING, State.CANCELLED}),
    State.DOING: frozenset({State.WAITING, State.CANCELLED}),
    State.WAITING: frozenset({State.DONE, State.RETURNED, State.DOING, State.CANCELLED}),
    State.RETURNED: frozenset({State.DOING, State.WAITING, State.CANCELLED}),
    State.DONE: frozenset({State.RETURNED}),
    State.CANCELLED: frozenset(),
}


class EvidenceKind(models.TextChoices):
    TEXT = "text", _("Words")
    LINK = "link", _("Link")
    PHOTO = "photo", _("Photo")
    FILE = "file", _("File")
    OBJECT = "object", _("Object of the system")


class DifficultyState(models.TextChoices):
    """A difficulty. Late is derived from the day to answer by, never stored."""

    SENT = "sent", _("Sent")
    CLASSIFIED = "classified", _("Classified")
    ANSWERING = "answering", _("Being answered")
    FORWARDED = "forwarded", _("Forwarded")
    ANSWERED = "answered", _("Answered")
    AGREED = "agreed", _("Sender agrees")
    REOPENED = "reopened", _("Opened again")


_TOWARDS_AN_ANSWER = frozenset(
    {DifficultyState.ANSWERING, DifficultyState.FORWARDED, DifficultyState.ANSWERED}
)
# The only moves there are: from -> to. A forwarded one may go on to another body; what comes back
# from there is written into the answer by the office. Only the sender agrees or opens again.
DIFFICULTY_MOVES: dict[DifficultyState, frozenset[DifficultyState]] = {
    DifficultyState.SENT: _TOWARDS_AN_ANSWER | {DifficultyState.CLASSIFIED},
    DifficultyState.CLASSIFIED: _TOWARDS_AN_ANSWER,
    DifficultyState.ANSWERING: frozenset({DifficultyState.FORWARDED, DifficultyState.ANSWERED}),
    DifficultyState.FORWARDED: _TOWARDS_AN_ANSWER,
    DifficultyState.ANSWERED: frozenset({DifficultyState.AGREED, DifficultyState.REOPENED}),
    DifficultyState.REOPENED: _TOWARDS_AN_ANSWER,
    DifficultyState.AGREED: frozenset(),
}
ANSWERED = frozenset({DifficultyState.ANSWERED, DifficultyState.AGREED})
ANSWERABLE = frozenset(DifficultyState) - ANSWERED


class Formula(models.TextChoices):
    """How a criterion's figure is found: computed from the record, or judged by an officer."""

    ON_TIME = "on_time", _("Share of tasks done on time")
    RECEIPT = "receipt", _("Share of tasks received within two working days")
    EVIDENCE = "evidence", _("Share of reported tasks with accepted evidence")
    MANUAL = "manual", _("Judged by the office, with a remark")


class Kind(models.TextChoices):
    """Audit kinds of this app."""

    SENT = "assignments.sent", _("Task sent to units")
    RECEIVED = "assignments.received", _("Received by the unit")
    DELEGATED = "assignments.delegated", _("Handed to an official of the unit")
    STARTED = "assignments.started", _("Begun")
    REPORTED = "assignments.reported", _("Reported done")
    ACCEPTED = "assignments.accepted", _("Accepted")
    RETURNED = "assignments.returned", _("Returned")
    CANCELLED = "assignments.cancelled", _("Cancelled")
    EVIDENCE_ADDED = "assignments.evidence_added", _("Evidence added")
    EVIDENCE_REMOVED = "assignments.evidence_removed", _("Evidence removed")
    DIFFICULTY_RAISED = "assignments.difficulty_raised", _("Difficulty raised")
    DIFFICULTY_ANSWERED = "assignments.difficulty_answered", _("Difficulty answered")
    TAKEN_BACK = "assignments.taken_back", _("Report taken back to change it")
    POSTPONED = "assignments.postponed", _("Due day moved")
    DIFFICULTY_FORWARDED = "assignments.difficulty_forwarded", _("Difficulty forwarded")
    DIFFICULTY_CLASSIFIED = "assignments.difficulty_classified", _("Difficulty classified")
    DIFFICULTY_TAKEN = "assignments.difficulty_taken", _("Difficulty taken up by the office")
    DIFFICULTY_BODY_ANSWERED = (
        "assignments.difficulty_body_answered",
        _("Answer of the body it was forwarded to"),
    )
    DIFFICULTY_AGREED = "assignments.difficulty_agreed", _("Sender agrees with the answer")
    DIFFICULTY_REOPENED = "assignments.difficulty_reopened", _("Difficulty opened again")
    DIFFICULTY_JOINED = "assignments.difficulty_joined", _("Difficulty joined to another")
    TOPIC_SET = "assignments.topic_set", _("Topic of difficulties set")
    CRITERION_SET = "assignments.criterion_set", _("Criterion of evaluation set")
    EVALUATED = "assignments.evaluated", _("Unit evaluated")
    TAKEN_OVER = "assignments.taken_over", _("Passed to the unit that took over")
    REMINDED = "assignments.reminded", _("Units reminded")
