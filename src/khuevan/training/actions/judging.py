"""The office decides whether a nominee is the right one; the rules of composition only propose."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.training import letters
from khuevan.training.actions.nominating import reason_of
from khuevan.training.enums import Kind, SeatState, Verdict
from khuevan.training.models import ClassRun, Need, Nomination, Seat, SyllabusItem

JUDGED_FROM = frozenset({SeatState.NOMINATED, SeatState.AMEND, SeatState.VALID})
AFTER = {Verdict.RIGHT: SeatState.VALID, Verdict.WRONG: SeatState.AMEND}


def judge(nomination: Nomination, verdict: Verdict, why: str, *, by: Actor) -> None:
    """Right: the seat is valid. Wrong: back to the unit with the reason.

    Against what the rules propose, and for every return, a reason is asked for.
    """
    judge_all([nomination], verdict, why, by=by)


def judge_all(nominations: Sequence[Nomination], verdict: Verdict, why: str, *, by: Actor) -> int:
    """The same verdict and reason for several: all of them, or none."""
    if verdict not in AFTER:
        raise Refused(_("Decide: the right person, or back to the unit."))
    if not nominations:
        raise Refused(_("Tick at least one nominee."))
    is_plain = [verdict == Verdict.RIGHT == one.proposed_verdict for one in nominations]
    why = "" if all(is_plain) else reason_of(why)
    check_text(why, by=by)
    with transaction.atomic():
        for nomination, plain in zip(nominations, is_plain, strict=True):
            _judge(nomination, Verdict(verdict), "" if plain else why, by=by)
    return len(nominations)


@transaction.atomic
def accept_right(run: ClassRun, *, by: Actor) -> int:
    """Everybody of whom the rules have nothing to say, at once; each with its own record."""
    waiting = Nomination.objects.active().filter(
        seat__run=run, seat__state=SeatState.NOMINATED, verdict="", proposed_verdict=Verdict.RIGHT
    )
    count = 0
    for nomination in waiting.select_related("seat__run"):
        _judge(nomination, Verdict.RIGHT, "", by=by)
        count += 1
    return count


@transaction.atomic
def _judge(nomination: Nomination, verdict: Verdict, why: str, *, by: Actor) -> None:
    now = timezone.now()
    # The seat first, as naming does: two ways in one order never wait for each other.
    moved = Seat.objects.filter(
        pk=nomination.seat_id, state__in=JUDGED_FROM
    ).update(state=AFTER[verdict], changed_at=now)  # fmt: skip
    won = moved and Nomination.objects.filter(
        pk=nomination.pk, ended_at=None, verdict=nomination.verdict
    ).update(verdict=verdict, verdict_why=why, judged_by=by.actor_id, judged_at=now)
    if not won:
        raise AlreadyDecided(
            _("The nomination has changed meanwhile. Look at it as it stands now.")
        )
    before = nomination.verdict
    nomination.refresh_from_db()
    audit.record(
        Kind.JUDGED, nomination.seat, by=by, before=before, after=verdict, why=why,
        nomination=nomination.reference,
    )  # fmt: skip
    if verdict == Verdict.WRONG:
        letters.tell_returned(nomination, why)


@transaction.atomic
def trace_need(need: Need, item: SyllabusItem | None, *, by: Actor) -> None:
    """Lead what a unit wrote to the part of the syllabus that answers it, or to none (R08)."""
    if not need.text:
        raise Refused(_("This unit wrote no words of its own; its ticks lead to parts already."))
    if item and item.run_id != need.run_id:
        raise Refused(_("That part belongs to another class."))
    before = need.answered_by
    need.answered_by = item
    need.save(update_fields=["answered_by"])
    audit.record(
        Kind.NEED_TRACED, need.run, by=by, before=before.title[:200] if before else "",
        after=item.title[:200] if item else "", need=need.pk,
    )  # fmt: skip
