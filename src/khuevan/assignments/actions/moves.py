"""The ways from one state to another. Each is one conditional UPDATE, its tally and its record."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.assignments import notices
from khuevan.assignments.actions import ledger
from khuevan.assignments.enums import MOVES, OPEN, OWED, Kind, State
from khuevan.assignments.models import Assignment
from khuevan.kit import audit, outbox
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import format_date
from khuevan.people.enums import TaskPart

SHORTEST_REASON = 10
"""Letters; a full stop is no reason."""
REMINDERS = "reminder"
"""The purpose that reminders carry in the outbox."""


@transaction.atomic
def move(
    assignment: Assignment,
    to: State,
    *,
    by: Actor,
    kind: Kind,
    why: str = "",
    word: str = "",
    **changes: Any,
) -> None:
    """The only way from one state to another; see enums.MOVES. ``word`` becomes its last word."""
    seen = State(assignment.state)
    if to not in MOVES[seen]:
        raise Refused(
            _("A task that is “%(state)s” cannot become “%(to)s”. Look at it as it stands now.")
            % {"state": seen.label, "to": to.label}
        )
    won = Assignment.objects.filter(pk=assignment.pk, state=seen).update(state=to, **changes)
    assignment.refresh_from_db()
    if not won:
        raise AlreadyDecided(
            _("Somebody was faster: the task is now “%(state)s”.")
            % {"state": State(assignment.state).label}
        )
    ledger.shift(assignment, seen, to)
    if word:
        ledger.speak(assignment, word, timezone.now())
        assignment.refresh_from_db()
    audit.record(kind, assignment, by=by, before=seen, after=to, why=why)
    if to not in OWED:
        outbox.cancel(assignment, REMINDERS)


# --- the unit


@transaction.atomic
def receive(assignment: Assignment, *, by: Actor) -> None:
    """The unit has it. Who is only informed owes nothing more."""
    now = timezone.now()
    if assignment.part == TaskPart.INFORM:
        move(
            assignment, State.DONE, by=by, kind=Kind.RECEIVED, received_at=now, done_at=now,
            word=_("Received"),
        )  # fmt: skip
    else:
        move(
            assignment, State.RECEIVED, by=by, kind=Kind.RECEIVED, received_at=now,
            word=_("Received"),
        )  # fmt: skip


@transaction.atomic
def receive_all(organisation_id: int, *, by: Actor) -> int:
    """Everything that lies unanswered, in one tap; each with its own record."""
    silent = Assignment.objects.of(organisation_id).silent().select_for_update()
    count = 0
    for assignment in silent:
        receive(assignment, by=by)
        count += 1
    return count


@transaction.atomic
def hand_to(assignment: Assignment, name: str, *, by: Actor) -> None:
    """Somebody of the unit takes it on; work begins with that."""
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Write the name of the person who takes the task."))
    if len(name) > 120:
        raise Refused(_("The name is too long: at most 120 letters."))
    words = _("Handed to %(name)s") % {"name": name}
    if assignment.state in {State.ASSIGNED, State.RECEIVED, State.RETURNED}:
        move(
            assignment, State.DOING, by=by, kind=Kind.DELEGATED, why=name, word=words,
            handed_to=name, received_at=received_now(),
        )  # fmt: skip
        return
    won = Assignment.objects.filter(pk=assignment.pk, state=State.DOING).update(handed_to=name)
    if not won:
        raise Refused(_("The report has been sent, so nobody else can take the task now."))
    before = assignment.handed_to
    assignment.refresh_from_db()
    ledger.speak(assignment, words, timezone.now())
    assignment.refresh_from_db()
    audit.record(Kind.DELEGATED, assignment, by=by, before=before, after=name)


def start(assignment: Assignment, *, by: Actor) -> None:
    move(
        assignment, State.DOING, by=by, kind=Kind.STARTED, word=_("In progress"),
        received_at=received_now(),
    )  # fmt: skip


@transaction.atomic
def report(assignment: Assignment, *, by: Actor) -> None:
    """Done, says the unit, and shows at least one piece of evidence."""
    proof = assignment.evidence.standing().order_by("-at").first()
    if proof is None:
        raise Refused(
            _("Add at least one piece of evidence first: a few words, a link, a photo or a file.")
        )
    move(
        assignment, State.WAITING, by=by, kind=Kind.REPORTED, received_at=received_now(),
        reported_at=timezone.now(), word=proof.text or _("Reported done"),
    )  # fmt: skip


def take_back(assignment: Assignment, *, by: Actor) -> None:
    """What was sent is opened again, before the office has decided."""
    if assignment.state != State.WAITING:
        raise Refused(_("Only a report that waits for acceptance can be taken back."))
    move(
        assignment, State.DOING, by=by, kind=Kind.TAKEN_BACK, word=_("Report taken back"),
    )  # fmt: skip


def received_now() -> Coalesce:
    """Who works on something has received it, whether or not the button was pressed."""
    return Coalesce(F("received_at"), Value(timezone.now()))


# --- the office


@transaction.atomic
def accept(assignment: Assignment, *, by: Actor) -> None:
    if assignment.state != State.WAITING:
        raise Refused(_("Only a report that waits for acceptance can be accepted."))
    move(
        assignment, State.DONE, by=by, kind=Kind.ACCEPTED, done_at=timezone.now(),
        word=_("Accepted"),
    )  # fmt: skip
    notices.accepted(assignment)


@transaction.atomic
def return_(assignment: Assignment, *, why: str, by: Actor) -> None:
    require_reason(why)
    move(
        assignment, State.RETURNED, by=by, kind=Kind.RETURNED, why=why, word=why, done_at=None,
        returns=F("returns") + 1,
    )  # fmt: skip
    notices.returned(assignment, why)


@transaction.atomic
def cancel(assignment: Assignment, *, why: str, by: Actor) -> None:
    """The unit no longer owes it; calendars hear of it."""
    require_reason(why)
    move(
        assignment, State.CANCELLED, by=by, kind=Kind.CANCELLED, why=why, word=why,
        sequence=F("sequence") + 1,
    )  # fmt: skip
    notices.cancelled(assignment, why)


@transaction.atomic
def postpone(assignment: Assignment, due: date, *, why: str, by: Actor) -> None:
    """Another due day: queued reminders stop, calendars move, a new ladder begins."""
    require_reason(why)
    before = assignment.due
    if due == before:
        raise Refused(_("That is the due day already."))
    if due < timezone.localdate():
        raise Refused(_("The new due day has passed. Choose a day from today on."))
    won = Assignment.objects.filter(
        pk=assignment.pk, state=assignment.state, state__in=OPEN, due=before
    ).update(due=due, sequence=F("sequence") + 1)
    if not won:
        raise AlreadyDecided(_("The task has changed meanwhile. Look at it as it stands now."))
    assignment.refresh_from_db()
    ledger.redate(assignment, before, due)
    words = _("Due day moved to %(day)s") % {"day": format_date(due)}
    ledger.speak(assignment, words, timezone.now())
    assignment.refresh_from_db()
    audit.record(
        Kind.POSTPONED, assignment, by=by, before=format_date(before), after=format_date(due),
        why=why,
    )  # fmt: skip
    outbox.cancel(assignment, REMINDERS)
    notices.postponed(assignment, why)


def require_reason(why: str) -> None:
    if len("".join(why.split())) < SHORTEST_REASON:
        raise Refused(
            _("Say why in a few words (at least %(count)d letters); the unit reads it.")
            % {"count": SHORTEST_REASON}
        )
