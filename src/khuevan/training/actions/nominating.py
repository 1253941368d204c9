"""A unit names a person for its seat, another one instead, or nobody."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.documents.actions import check_text
from khuevan.kit import audit, outbox
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import name_key
from khuevan.training import composition
from khuevan.training.actions.summoning import recall
from khuevan.training.enums import HAS_NOMINEE, Kind, RunState, SeatState
from khuevan.training.errors import SeatTaken
from khuevan.training.models import ClassRun, Need, Nomination, Seat
from khuevan.training.nominees import LONGEST_REASON, Nominee, squeezed, tidied
from khuevan.training.notices import REMINDER

SHORTEST_REASON = 10
"""Letters; a full stop is no reason."""
TOO_SHORT = gettext_lazy("Say why in a few words (at least %(count)d letters).")
SUBSTITUTE_UNTIL = time(16)
"""On the day before the class; later only at the door."""
WAITS = frozenset({SeatState.OPEN, SeatState.DECLINED})
LISTED = frozenset({RunState.NOMINATING, RunState.LOCKED, RunState.SUMMONED})


def nominate(seat: Seat, facts: Nominee, *, by: Actor, key: str = "") -> Nomination:
    """Name a person for a seat that has nobody. ``key``: the sending's own id; twice sent, once kept."""
    facts = tidied(facts)
    check_text(*facts.words, by=by)
    return _nominate(seat, facts, by=by, key=key[:40])


def substitute(
    seat: Seat, facts: Nominee, why: str, *, by: Actor, at_the_door: bool = False
) -> Nomination:
    """Another person, or the same one completed; the earlier nomination stays as history.

    ``at_the_door``: on the day itself, by whoever keeps the door.
    """
    facts, why = tidied(facts), reason_of(why)
    check_text(*facts.words, why, by=by)
    return _substitute(seat, facts, why, by=by, at_the_door=at_the_door)


def decline(seat: Seat, why: str, *, by: Actor, unless_named: bool = False) -> None:
    """The unit sends nobody, and says why; it may still name somebody while the list is open.

    ``unless_named``: an answer that waited without a line takes nobody off the list; twice sent,
    it is once kept.
    """
    why = reason_of(why)
    check_text(why, by=by)
    _decline(seat, why, by=by, unless_named=unless_named)


def reason_of(why: str) -> str:
    why = squeezed(why)
    if len(why.replace(" ", "")) < SHORTEST_REASON:
        raise Refused(str(TOO_SHORT) % {"count": SHORTEST_REASON})
    return why[:LONGEST_REASON]


def substitute_until(run: ClassRun) -> datetime | None:
    """Until when a unit may send somebody else; None while the class has no day."""
    if run.starts_at is None:
        return None
    eve = timezone.localtime(run.starts_at) - timedelta(days=1)
    return eve.replace(hour=SUBSTITUTE_UNTIL.hour, minute=0, second=0, microsecond=0)


@transaction.atomic
def _nominate(seat: Seat, facts: Nominee, *, by: Actor, key: str) -> Nomination:
    # A sending that comes again, however late, never names the person anew.
    if key and (known := Nomination.objects.filter(seat=seat, key=key).first()):
        return known
    now = timezone.now()
    # One conditional UPDATE decides between fifty who name at once; the constraint stands behind it.
    # The class is asked by its key: a join would hide the seat's state in a subquery, and PostgreSQL
    # does not look at that again after it has waited for the row.
    open_runs = ClassRun.objects.filter(state=RunState.NOMINATING).values("pk")
    won = Seat.objects.filter(pk=seat.pk, state__in=WAITS, run__in=open_runs).update(
        state=SeatState.NOMINATED, declined_why="", changed_at=now
    )
    if not won:
        return _sent_before(seat, key)
    seat.refresh_from_db()
    outbox.cancel(seat, REMINDER)
    made = _put(seat, facts, by=by, key=key)
    note_need(seat, facts)
    audit.record(Kind.NOMINATED, seat, by=by, after=made.reference, why=made.not_focal_why)
    return made


def _sent_before(seat: Seat, key: str) -> Nomination:
    """The same sending again gets its own answer; another one hears why it cannot be."""
    if key and (known := Nomination.objects.filter(seat=seat, key=key).first()):
        return known
    _refuse_taken(seat)
    raise Refused(closed_words(Seat.objects.select_related("run").get(pk=seat.pk).run))


def _refuse_taken(seat: Seat) -> None:
    if holder := Nomination.objects.active().filter(seat=seat).first():
        raise SeatTaken(
            _(
                "%(name)s, %(position)s, is named for this seat already (%(reference)s, %(at)s). "
                "Nothing was changed. To send somebody else, choose “Substitute”."
            )
            % {
                "name": holder.full_name, "position": holder.position,
                "reference": holder.reference,
                "at": date_format(timezone.localtime(holder.made_at), "H:i d/m/Y"),
            }
        )  # fmt: skip


def closed_words(run: ClassRun) -> str:
    """Why nobody can be named now."""
    match run.state:
        case RunState.PREPARING:
            return _("Units are not asked to nominate yet. You will get a message.")
        case RunState.CANCELLED:
            return _("The class has been cancelled.")
        case RunState.HELD:
            return _("The class has been held.")
    return _("The list is locked. Call the office; it can open the list again.")


@transaction.atomic
def _substitute(
    seat: Seat, facts: Nominee, why: str, *, by: Actor, at_the_door: bool
) -> Nomination:
    now = timezone.now()
    run = ClassRun.objects.get(pk=seat.run_id)
    if run.state not in LISTED:
        raise Refused(closed_words(run))
    _refuse_late(run, now, at_the_door=at_the_door)
    won = Seat.objects.filter(pk=seat.pk, state__in=HAS_NOMINEE).update(
        state=SeatState.NOMINATED, changed_at=now
    )
    if not won:
        raise AlreadyDecided(
            _("Nobody is named for this seat, so nobody can be substituted. Name somebody first.")
        )
    seat.refresh_from_db()
    before = _end(seat, why, now, by=by)
    made = _put(seat, facts, by=by, key="")
    note_need(seat, facts)
    audit.record(
        Kind.SUBSTITUTED, seat, by=by, before=before.reference, after=made.reference, why=why,
        door=at_the_door,
    )  # fmt: skip
    return made


def _refuse_late(run: ClassRun, now: datetime, *, at_the_door: bool) -> None:
    until = substitute_until(run)
    if at_the_door or until is None or now <= until:
        return
    raise Refused(
        _(
            "Somebody else could be named until %(until)s. Now tell the person to say so at the door."
        )
        % {"until": date_format(timezone.localtime(until), "H:i d/m/Y")}
    )


@transaction.atomic
def _decline(seat: Seat, why: str, *, by: Actor, unless_named: bool) -> None:
    now = timezone.now()
    run = ClassRun.objects.get(pk=seat.run_id)
    if run.state not in LISTED:
        raise Refused(closed_words(run))
    open_to = {SeatState.OPEN} if unless_named else HAS_NOMINEE | {SeatState.OPEN}
    won = Seat.objects.filter(pk=seat.pk, state__in=open_to).update(
        state=SeatState.DECLINED, declined_why=why, changed_at=now
    )
    if not won:
        _refuse_taken(seat)
        if unless_named and Seat.objects.filter(pk=seat.pk, declined_why=why).exists():
            return
        raise AlreadyDecided(_("The unit has said already that it sends nobody."))
    before = ""
    if seat.nominations.active().exists():
        before = _end(seat, why, now, by=by).reference
    seat.refresh_from_db()
    outbox.cancel(seat, REMINDER)
    audit.record(Kind.DECLINED, seat, by=by, before=before, why=why)


def _end(seat: Seat, why: str, now: datetime, *, by: Actor) -> Nomination:
    """The active nomination becomes history; whoever was summoned hears of it."""
    held = seat.nominations.active().get()
    Nomination.objects.filter(pk=held.pk).update(ended_at=now, ended_why=why)
    recall(held, by=by)
    _look_again(seat, composition.facts_of(held))
    return held


def _put(seat: Seat, facts: Nominee, *, by: Actor, key: str) -> Nomination:
    """The new active nomination, with what the rules of composition say of it."""
    _refuse_twice_in_unit(seat, facts)
    seen = composition.look(seat, facts)
    made = Nomination.objects.create(
        seat=seat, full_name=facts.full_name, position=facts.position, phone=facts.phone,
        email=facts.email, is_focal_point=seen.is_focal,
        not_focal_why="" if seen.is_focal else facts.not_focal_why,
        proposed_verdict=seen.proposal.verdict, reasons=seen.proposal.codes, made_by=by.actor_name[:200],
        key=key,
    )  # fmt: skip
    _look_again(seat, facts)
    return made


def _refuse_twice_in_unit(seat: Seat, facts: Nominee) -> None:
    """A unit with two seats sends two persons."""
    own = Nomination.objects.active().filter(
        seat__run=seat.run_id, seat__organisation=seat.organisation_id, phone=facts.phone,
        sort_key=name_key(facts.full_name)[:600],
    ).exclude(seat=seat.pk)  # fmt: skip
    if own.exists():
        raise Refused(_("This person is named for the other seat of your unit. Name another one."))


def _look_again(seat: Seat, facts: Nominee) -> None:
    """Whoever shares name or number with a nominee that came or went is judged anew by the rules."""
    for twin in composition.twins(seat, facts).select_related("seat").filter(verdict=""):
        own = composition.facts_of(twin)
        kept = {code for code in twin.reasons if code not in composition.OF_OTHERS}
        proposal = composition.with_others(kept, composition.others_of(twin.seat, own))
        Nomination.objects.filter(pk=twin.pk).update(
            proposed_verdict=proposal.verdict, reasons=proposal.codes
        )


def note_need(seat: Seat, facts: Nominee) -> None:
    """What the unit wants to be taught; the last word stands (R08)."""
    topics = list(seat.run.syllabus.filter(pk__in=facts.topics)) if facts.topics else []
    if not (facts.need or topics):
        return
    need, _made = Need.objects.update_or_create(
        run_id=seat.run_id, organisation_id=seat.organisation_id,
        defaults={"text": facts.need, "answered_by": None, "at": timezone.now()},
    )  # fmt: skip
    need.topics.set(topics)
