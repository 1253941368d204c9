"""Who came: settled by what was seen, and by what an officer says. Nobody is absent by machine."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import User
from khuevan.training import outcomes
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
    take_over_arrivals(run, by=by)


@transaction.atomic
def take_over_arrivals(run: ClassRun, *, by: Actor) -> int:
    """Settle the seats of those who were seen, as present; how many are new. Twice is once.

    What an officer said stays, and so does an open seat: a machine says of nobody that they are absent.
    A substitute at the door waits for an officer to confirm the name.
    """
    locked = ClassRun.objects.select_for_update().get(pk=run.pk)
    if locked.state not in SETTLING or locked.forgotten_at:
        return 0
    new = [
        Attendance(
            seat=row.seat, nomination_id=seen.nomination, outcome=Outcome.PRESENT,
            witness=seen.witness, came_at=seen.at, set_by_id=seen.by,
        )
        for row in outcomes.standings(locked)
        if not row.settled and (seen := row.arrival) and seen.nomination
    ]  # fmt: skip
    if new:
        Attendance.objects.bulk_create(new)
        audit.record(Kind.TAKEN_OVER, run, by=by, after=str(len(new)))
    return len(new)


@transaction.atomic
def settle_rest(run: ClassRun, outcome: Outcome, why: str, *, seen: int, by: User) -> int:
    """An officer says of all seats that are still open why they stayed empty; how many.

    ``seen`` is how many the officer saw when deciding: if somebody was recorded meanwhile, look again.
    """
    locked = ClassRun.objects.select_for_update().get(pk=run.pk)
    _require_settling(locked)
    if locked.starts_at is None or locked.starts_at > timezone.now():
        raise Refused(_("The class has not begun yet: nobody is missing."))
    if outcome == Outcome.PRESENT:
        raise Refused(_("Present is said of one seat at a time."))
    why = why.strip()[:300]
    _require_reason(outcome, why, None)
    take_over_arrivals(locked, by=by)
    rows = [row for row in outcomes.standings(locked) if not row.settled and not row.arrival]
    if len(rows) != seen:
        raise Refused(
            _("Meanwhile %(count)d seats are open. Look at them again, then decide.")
            % {"count": len(rows)}
        )
    Attendance.objects.bulk_create(
        Attendance(
            seat=row.seat, nomination=row.person, outcome=outcome, witness=Witness.PERSON, why=why,
            set_by=by,
        )
        for row in rows
    )  # fmt: skip
    audit.record(
        Kind.ATTENDANCE_SET, run, by=by, after=outcome, why=why,
        seats=[row.seat.number for row in rows],
    )  # fmt: skip
    return len(rows)


def runs_to_settle(today: date) -> list[ClassRun]:
    """Classes of these days: a phone may upload its journal late."""
    since = today - timedelta(days=7)
    return list(
        ClassRun.objects.filter(
            state__in=SETTLING, starts_at__date__gte=since, starts_at__date__lte=today
        )
    )


def person_on(seat: Seat) -> Nomination | None:
    return seat.nominations.active().first()
