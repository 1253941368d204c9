"""Whoever was asked works through the checklist and signs an opinion (R41)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from khuevan.documents.actions import check_text
from khuevan.documents.enums import Resolution
from khuevan.kit import audit, outbox
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.plans import notices
from khuevan.plans.enums import ADVISABLE, Answer, Kind, PlanState, Stance
from khuevan.plans.guidance import clauses_of
from khuevan.plans.models import Guidance, GuidancePoint, GuidanceRequest, Plan, ProcedureItem
from khuevan.plans.procedure import Finding, findings

LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Reply:
    """One item of the checklist as answered."""

    answer: Answer
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is about to be signed. ``seen``: the number of the opinion that stood when it was begun."""

    stance: Stance
    text: str = ""
    replies: Mapping[int, Reply] | None = None
    points: Sequence[str] = ()
    seen: int = 0

    @property
    def answers(self) -> Mapping[int, Reply]:
        return self.replies or {}


def give_guidance(request: GuidanceRequest, opinion: Opinion, *, by: User) -> Guidance:
    """Sign an opinion on the plan as it stands. The one before it stays in the history."""
    remarks = [one.remark for one in opinion.answers.values()]
    check_text(opinion.text, *remarks, *opinion.points, by=by)
    today = timezone.localdate()
    items = list(ProcedureItem.objects.valid(today).select_related("basis"))
    _require_whole(opinion, items)
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=request.plan_id)
        locked = GuidanceRequest.objects.select_related("organisation", "person", "asked_by").get(
            pk=request.pk
        )
        last = _require_open(locked, plan, opinion, by)
        # An opinion is a Vietnamese document: what was found is kept in its language.
        with translation.override(notices.LANGUAGE):
            found = findings(plan, [item.probe for item in items], today)
        Guidance.objects.filter(request=locked, is_current=True).update(is_current=False)
        made = Guidance(
            request=locked, number=last.number + 1 if last else 1, stance=opinion.stance,
            text=opinion.text.strip(), by=by, by_name=by.actor_name[:200], by_title=by.title,
            clauses=clauses_of(plan),
        )  # fmt: skip
        points = _points(made, items, found, opinion)
        made.digest = digest(made, points)
        made.save()
        _carry_answers(points, last)
        GuidancePoint.objects.bulk_create(points)
        locked.answered_at = timezone.now()
        locked.save(update_fields=["answered_at"])
        event = audit.record(
            Kind.GUIDANCE_GIVEN, plan, by=by, after=made.stance, why=made.text[:500],
            guidance=made.pk, number=made.number, unit=locked.whom, digest=made.digest,
        )  # fmt: skip
        made.seal = event.seq
        made.save(update_fields=["seal"])
        outbox.cancel(locked, notices.ASKED, notices.REMINDER)
        notices.tell_given(made)
    request.refresh_from_db()
    return made


def may_give(request: GuidanceRequest, by: User) -> bool:
    return (
        by.can(Can.PLAN_ADVISE)
        and GuidanceRequest.objects.filter(pk=request.pk).asked_of(by).exists()
    )


def _require_whole(opinion: Opinion, items: Sequence[ProcedureItem]) -> None:
    answers = opinion.answers
    for item in items:
        reply = answers.get(item.pk)
        if reply is None:
            raise Refused(_("Answer every item. The first left: “%(item)s”.") % {"item": item.text})
        if reply.answer == Answer.NO and not reply.remark.strip():
            raise Refused(
                _("“%(item)s” is answered no: say what is to be mended.") % {"item": item.text}
            )
    to_mend = [one for one in answers.values() if one.answer == Answer.NO]
    spoken = bool(to_mend or [one for one in opinion.points if one.strip()])
    if opinion.stance == Stance.AGREE and spoken:
        raise Refused(
            _("Something is to be mended: choose “agrees, with remarks” or “does not agree yet”.")
        )
    if opinion.stance != Stance.AGREE and not spoken:
        raise Refused(
            _("Say what is to be mended: answer an item no, or write a point of your own.")
        )
    longest = max(len(text) for text in ("", opinion.text, *opinion.points,
                                         *(one.remark for one in answers.values())))  # fmt: skip
    if longest > LONGEST:
        raise Refused(
            _("A text of %(size)d letters is too long (limit %(limit)d).")
            % {"size": longest, "limit": LONGEST}
        )


def _require_open(
    request: GuidanceRequest, plan: Plan, opinion: Opinion, by: User
) -> Guidance | None:
    """The opinion that stands until now, if any."""
    if request.withdrawn_at:
        raise AlreadyDecided(
            _("The question was withdrawn: %(why)s") % {"why": request.withdrawn_why}
        )
    if not may_give(request, by):
        raise Refused(
            _("This was asked of %(unit)s; you cannot answer it.") % {"unit": request.whom}
        )
    if plan.state not in ADVISABLE:
        raise AlreadyDecided(
            _("The plan is now “%(state)s”: opinions on it are closed.")
            % {"state": PlanState(plan.state).label}
        )
    last = request.guidances.order_by("-number").first()
    if last and last.number != opinion.seen:
        raise AlreadyDecided(
            _("%(name)s signed an opinion meanwhile. Read it, then give yours if it still differs.")
            % {"name": last.by_name}
        )
    return last


def _points(
    made: Guidance,
    items: Sequence[ProcedureItem],
    found: Mapping[str, Finding],
    opinion: Opinion,
) -> list[GuidancePoint]:
    rows: list[GuidancePoint] = []
    for item in items:
        reply, finding = opinion.answers[item.pk], found.get(item.probe, Finding())
        remark = reply.remark.strip()
        rows.append(
            GuidancePoint(
                guidance=made, order=len(rows) + 1, item=item, text=item.text_vi,
                source=item.cited[:500], finding=finding.words, proposed=finding.proposed,
                answer=reply.answer, remark=remark, needs_reply=reply.answer == Answer.NO,
            )
        )  # fmt: skip
    for text in filter(None, (point.strip() for point in opinion.points)):
        rows.append(
            GuidancePoint(guidance=made, order=len(rows) + 1, remark=text, needs_reply=True)
        )
    return rows


def _carry_answers(points: Sequence[GuidancePoint], last: Guidance | None) -> None:
    """What is said again in the same words keeps what the officer answered."""
    if last is None:
        return
    answered = {
        (one.text, one.remark): one
        for one in last.points.filter(needs_reply=True).exclude(resolution=Resolution.OPEN)
    }
    for point in points:
        old = answered.get((point.text, point.remark))
        if old and point.needs_reply:
            point.resolution, point.reply = old.resolution, old.reply
            point.resolved_by_id, point.resolved_at = old.resolved_by_id, old.resolved_at


def digest(made: Guidance, points: Sequence[GuidancePoint]) -> str:
    """Of the words as signed; the same can be computed from the rows at any time."""
    words = [
        made.request_id, made.number, made.stance, made.text, made.by_name, made.by_title,
        [[one.text, one.source, one.finding, one.answer, one.remark] for one in points],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()
