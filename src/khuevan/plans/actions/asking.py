"""The officer asks departments of the office for guidance on a plan, and answers what they say (R41)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents.actions import check_text
from khuevan.documents.enums import Resolution
from khuevan.kit import audit, outbox, workdays
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import format_date
from khuevan.people.models import User
from khuevan.plans import notices
from khuevan.plans.actions.life import move
from khuevan.plans.actions.reasons import require_reason
from khuevan.plans.enums import ADVISABLE, EDITABLE, Kind, PlanState
from khuevan.plans.models import GuidancePoint, GuidanceRequest, Plan

BEFORE = (0, 1, 2)
AFTER = (1, 3, 6)
"""Working days before and after the day at which whoever was asked hears again."""
LONGEST = 5000


def ask(
    plan: Plan,
    due: date,
    *,
    by: User,
    units: Iterable[int] = (),
    persons: Iterable[int] = (),
    question: str = "",
) -> list[GuidanceRequest]:
    """Ask these by a day. Who has answered already is asked anew; their opinion stands until then."""
    check_text(question, by=by)
    wanted = [("organisation_id", pk) for pk in dict.fromkeys(units)]
    wanted += [("person_id", pk) for pk in dict.fromkeys(persons)]
    _require_askable(wanted, due, by)
    with transaction.atomic():
        locked = Plan.objects.select_for_update().get(pk=plan.pk)
        if locked.state not in EDITABLE:
            raise AlreadyDecided(
                _("The plan is now “%(state)s”: guidance is asked while it is being prepared.")
                % {"state": PlanState(locked.state).label}
            )
        asked = [_ask_one(locked, {name: pk}, due, question.strip(), by) for name, pk in wanted]
        if locked.state == PlanState.DRAFT:
            move(locked, PlanState.CONSULTING, by=by)
        audit.record(
            Kind.GUIDANCE_ASKED, locked, by=by, after=", ".join(one.whom for one in asked)[:500],
            why=question.strip()[:500], due=due.isoformat(), requests=[one.pk for one in asked],
        )  # fmt: skip
    plan.refresh_from_db()
    return asked


def _require_askable(wanted: Sequence[tuple[str, int]], due: date, by: User) -> None:
    if not wanted:
        raise Refused(_("Choose at least one department or person to ask."))
    if ("person_id", by.pk) in wanted:
        raise Refused(_("Nobody gives guidance on their own question. Ask somebody else."))
    if due <= timezone.localdate():
        raise Refused(_("Give a day that is still to come."))
    days = workdays.calendar()
    if not days.is_working(due):
        raise Refused(
            _("%(day)s is a day off. The next working day is %(next)s.")
            % {"day": format_date(due), "next": format_date(days.next_working(due))}
        )


def _ask_one(
    plan: Plan, whom: dict[str, int], due: date, question: str, by: User
) -> GuidanceRequest:
    known = plan.guidance_requests.standing().filter(**whom).first()
    if known and known.answered_at is None:
        raise AlreadyDecided(
            _("%(unit)s is being asked already, by %(day)s.")
            % {"unit": known.whom, "day": format_date(known.due)}
        )
    request = known or GuidanceRequest(plan=plan, **whom)
    request.due, request.question, request.asked_by = due, question, by
    request.asked_at, request.answered_at = timezone.now(), None
    request.reminded_at, request.reminders, request.problem = None, 0, ""
    request.save()
    if not notices.tell_asked(request):
        request.problem = _("Nobody there has a work e-mail: tell them by telephone.")
        request.save(update_fields=["problem"])
    return request


@transaction.atomic
def withdraw_question(request: GuidanceRequest, why: str, *, by: User) -> None:
    """The opinion is no longer wanted; what was said stays in the history."""
    require_reason(why)
    Plan.objects.select_for_update().get(pk=request.plan_id)
    won = GuidanceRequest.objects.filter(
        pk=request.pk, withdrawn_at=None, answered_at=None
    ).update(withdrawn_at=timezone.now(), withdrawn_why=why.strip()[:500])  # fmt: skip
    request.refresh_from_db()
    if not won:
        raise AlreadyDecided(_("An opinion that was given is answered, not withdrawn."))
    outbox.cancel(request, notices.ASKED, notices.REMINDER)
    audit.record(Kind.GUIDANCE_WITHDRAWN, request.plan, by=by, before=request.whom, why=why[:500])
    others = request.plan.guidance_requests.standing()
    if request.plan.state == PlanState.CONSULTING and not others.exists():
        move(request.plan, PlanState.DRAFT, by=by)


def answer_point(point: GuidancePoint, resolution: Resolution, reply: str, *, by: User) -> None:
    """Taken up, in part, or explained; may be decided again until the director has."""
    check_text(reply, by=by)
    reply = reply.strip()
    if resolution in (Resolution.PARTLY, Resolution.EXPLAINED) and not reply:
        raise Refused(_("Say why it is not taken up, or only in part: the director will read it."))
    with transaction.atomic():
        request = point.guidance.request
        plan = Plan.objects.select_for_update().get(pk=request.plan_id)
        if plan.state not in ADVISABLE:
            raise AlreadyDecided(
                _("The plan is now “%(state)s”: its opinions are answered as they stand.")
                % {"state": PlanState(plan.state).label}
            )
        before = point.resolution
        won = GuidancePoint.objects.filter(
            pk=point.pk, needs_reply=True, guidance__is_current=True
        ).update(
            resolution=resolution, reply=reply, resolved_at=timezone.now(),
            resolved_by=None if resolution == Resolution.OPEN else by,
        )  # fmt: skip
        point.refresh_from_db()
        if not won:
            raise AlreadyDecided(_("A newer opinion stands in its place. Answer that one."))
        audit.record(
            Kind.GUIDANCE_ANSWERED, plan, by=by, before=before, after=resolution,
            why=reply[:1000], point=point.pk, remark=point.remark[:300],
        )  # fmt: skip


# --- reminders


def remind_guidance(today: date, *, by: Actor) -> int:
    """The rungs of one morning, as for every other thing that is due."""
    days = workdays.calendar()
    rows = GuidanceRequest.objects.waiting().select_related("plan", "organisation", "person")
    count = 0
    for one in rows:
        told = timezone.localdate(one.asked_at)
        step = days.rung(one.due, told, today, BEFORE, AFTER)
        if step:
            count += _remind(one, step, by, digest=True)
    return count


def nudge_guidance(plan: Plan, *, by: User) -> int:
    """By hand, at most once a day for each who was asked."""
    rows = list(
        GuidanceRequest.objects.waiting().filter(plan=plan)
        .select_related("plan", "organisation", "person")
    )  # fmt: skip
    if not rows:
        raise Refused(_("Everybody who was asked has answered: there is nobody to remind."))
    step = f"nudge-{timezone.localdate()}"
    return sum(_remind(one, step, by, digest=False) for one in rows)


@transaction.atomic
def _remind(request: GuidanceRequest, step: str, by: Actor, *, digest: bool) -> int:
    if not notices.remind(request, step, digest=digest):
        return 0
    GuidanceRequest.objects.filter(pk=request.pk).update(
        reminders=request.reminders + 1, reminded_at=timezone.now()
    )
    audit.record(Kind.GUIDANCE_REMINDED, request.plan, by=by, after=request.whom, why=step)
    return 1
