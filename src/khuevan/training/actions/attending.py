"""Who came: settled by what was seen, and by what an officer says. Nobody is absent by machine."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import User
from khuevan.training.enums import RUN_MOVES, Kind, Outcome, RunState, Witness
from khuevan.training.models import Attendance, ClassRun, Nomination, Seat

SETTLING = frozenset({RunState.SUMMONED, RunState.HELD})
"""Before the summons nobody can have come."""


@transaction.atomic
def set_attendance(
    seat: Seat,
    outcome: Outcome,
    why: str = "",
    *,
    by: User,
    witness: Witness = Witness.PERSON,
    came_at: datetime | None = None,
) -> Attendance:
    """What an officer says about a seat; it stands above what the door saw.

    ``witness`` is SHEET when the officer confirms a signature on the sign-in sheet.
    """
    run = ClassRun.objects.select_for_update().get(pk=seat.run_id)
    _require_settling(run)
    why = why.strip()[:300]
    known = Attendance.objects.filter(seat=seat).first()
    person = person_on(seat)
    _require_reason(outcome, why, known)
    if outcome == Outcome.PRESENT and person is None:
        raise Refused(_("Nobody is named on this seat. Name who came first, then set “present”."))
    moment = came_at or (known.came_at if known and outcome == Outcome.PRESENT else None)
    made, _created = Attendance.objects.update_or_create(
        seat=seat,
        defaults={
            "nomination": person, "outcome": outcome, "witness": witness, "why": why,
            "came_at": moment, "set_by": by, "set_at": timezone.now(),
        },
    )  # fmt: skip
    audit.record(
        Kind.ATTENDANCE_SET, seat, by=by, before=known.outcome if known else "", after=outcome,
        why=why, run=run.pk, witness=str(witness),
    )  # fmt: skip
    return made


def _require_settling(run: ClassRun) -> None:
    if run.state not in SETTLING:
        raise Refused(
            _("The class is “%(state)s”: who came is settled once its units are summoned.")
            % {"state": run.get_state_display()}
        )
    if run.forgotten_at:
        raise Refused(_("The names of this class were deleted; nothing is changed any more."))


def _require_reason(outcome: Outcome, why: str, known: Attendance | None) -> None:
    if outcome != Outcome.PRESENT and not why:
        raise Refused(_("Say why the seat stayed empty: the report and the unit ask."))
    if known and known.outcome != outcome and not why:
        raise Refused(
            _("Until now the seat says “%(outcome)s”. Say why that is changed.")
            % {"outcome": known.get_outcome_display()}
        )


@transaction.atomic
def hold(run: ClassRun, *, by: User) -> None:
    """The class has taken place. Seats nobody has settled stay open until an officer settles them."""
    now = timezone.now()
    if run.starts_at is None or run.starts_at > now:
        raise Refused(_("The class has not begun yet. Close it when it is over."))
    can_be_held = [state for state, after in RUN_MOVES.items() if RunState.HELD in after]
    won = ClassRun.objects.filter(pk=run.pk, state__in=can_be_held).update(
        state=RunState.HELD, held_at=now
    )
    if not won:
        raise AlreadyDecided(
            _("Only a class whose units were summoned can be closed, and only once.")
        )
    before = run.state
    run.refresh_from_db()
    audit.record(Kind.RUN_MOVED, run, by=by, before=before, after=RunState.HELD)


def person_on(seat: Seat) -> Nomination | None:
    return seat.nominations.active().first()
