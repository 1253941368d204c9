"""Guidance on plans: asked by the officer, given by departments, answered point by point (R41)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.documents.enums import Resolution
from khuevan.documents.forms.deliveries import ResolveForm
from khuevan.documents.media import DOCX
from khuevan.kit import works
from khuevan.kit.workdays import add_working_days
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.plans import actions, guidance, slips
from khuevan.plans.enums import ADVISABLE, EDITABLE, Stance
from khuevan.plans.forms.guidance import AskForm
from khuevan.plans.models import Guidance, GuidancePoint, GuidanceRequest, Plan
from khuevan.plans.views.life import with_reason
from khuevan.plans.views.page import context, found
from khuevan.vanban import writing

USUAL_DAYS = 3
"""Working days that the form proposes."""


@requires(Can.PLAN_VIEW)
def of_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody who was asked about a plan, what they said, and what became of it."""
    plan = found(request, pk)
    sees = request.user.can(Can.ASSIGNMENT_VIEW_ALL)
    standings = guidance.of_plan(plan, timezone.localdate()) if sees else []
    facts = context(request, plan) | {
        "standings": standings,
        "left": guidance.left(standings),
        "may_ask": request.user.can(Can.PLAN_EDIT) and plan.state in EDITABLE,
        "may_answer": request.user.can(Can.PLAN_EDIT) and plan.state in ADVISABLE,
        "mine": {one.pk for one in guidance.waiting_for(request.user) if one.plan_id == plan.pk},
    }
    return render(request, "plans/guidances.html", facts)


@requires(Can.PLAN_EDIT)
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    today = timezone.localdate()
    offered = guidance.askable(plan, request.user, today)
    initial = {
        "whom": [one.key for one in offered if one.is_named],
        "due": add_working_days(today, USUAL_DAYS),
    }
    form = AskForm(request.POST or None, initial=initial, offered=offered)
    if request.method == "POST" and form.is_valid():
        asked = actions.ask(
            plan, form.cleaned_data["due"], by=request.user, units=form.units,
            persons=form.persons, question=form.cleaned_data["question"],
        )  # fmt: skip
        messages.success(
            request, _("Asked: %(whom)s.") % {"whom": ", ".join(one.whom for one in asked)}
        )
        return redirect("plans:guidances", plan.pk)
    facts = context(request, plan) | {"form": form, "offered": offered}
    return render(request, "plans/ask.html", facts, status=400 if form.errors else 200)


@require_POST
@requires(Can.PLAN_EDIT)
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    count = actions.nudge_guidance(found(request, pk), by=request.user)
    words = _("%(count)d reminders are on their way.") % {"count": count}
    messages.success(request, words if count else _("They were reminded today already."))
    return redirect("plans:guidances", pk)


def request_of(request: SignedInRequest, pk: int) -> GuidanceRequest:
    rows = GuidanceRequest.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("plan", "organisation", "person", "asked_by"), pk=pk
    )


@requires(Can.PLAN_EDIT)
def withdraw(request: SignedInRequest, request_pk: int) -> HttpResponse:
    one = request_of(request, request_pk)
    return with_reason(
        request, one.plan,
        lambda _plan, *, why, by: actions.withdraw_question(one, why, by=by),
        title=_("Withdraw the question"),
        text=_("%(unit)s is no longer asked. Your reason stays in the history.")
        % {"unit": one.whom},
        button=_("Withdraw the question"), after="plans:guidances",
    )  # fmt: skip


def opinion_of(request: SignedInRequest, pk: int) -> Guidance:
    rows = Guidance.objects.visible_to(request.user).select_related(
        "request__plan", "request__organisation__parent", "request__person",
        "request__asked_by__organisation", "by__organisation__parent",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@requires(Can.PLAN_VIEW)
def opinion(request: SignedInRequest, opinion_pk: int) -> HttpResponse:
    """One opinion as it was signed, whatever came after it."""
    one = opinion_of(request, opinion_pk)
    plan = one.request.plan
    facts = context(request, plan) | {
        "opinion": one,
        "points": one.points.select_related("item"),
        "versions": one.request.guidances.all(),
        "opinion_look": guidance.LOOKS[Stance(one.stance)],
        "is_outdated": one.clauses != guidance.clauses_of(plan),
        "may_answer": one.is_current
        and request.user.can(Can.PLAN_EDIT)
        and plan.state in ADVISABLE,
        "may_give": plan.state in ADVISABLE and actions.may_give(one.request, request.user),
    }
    facts["crumbs"] = [*_crumbs(plan), (one.request.whom, "")]
    return render(request, "plans/opinion.html", facts)


def _crumbs(plan: Plan) -> list[tuple[str, str]]:
    return [
        (_("Plans"), reverse("plans:index")),
        (plan.title, reverse("plans:detail", args=[plan.pk])),
        (_("Guidance"), reverse("plans:guidances", args=[plan.pk])),
    ]


@requires(Can.PLAN_VIEW)
def word(request: SignedInRequest, opinion_pk: int) -> HttpResponse:
    one = opinion_of(request, opinion_pk)
    headers = {"Content-Disposition": f'attachment; filename="{slips.stem(one)}.docx"'}
    content = writing.write(slips.of(one))
    return HttpResponse(content, content_type=DOCX.media_type, headers=headers)


@require_POST
@requires(Can.PLAN_VIEW)
def pdf(request: SignedInRequest, opinion_pk: int) -> HttpResponseBase:
    """LibreOffice takes seconds, so a work is waited for."""
    one = opinion_of(request, opinion_pk)
    work = works.start(
        "plans.opinion_pdf", _("PDF of the opinion of %(unit)s") % {"unit": one.request.whom},
        "plans.jobs.print_opinion", one.pk, request.user.pk, get_language() or "vi",
        by=request.user,
    )  # fmt: skip
    return redirect("kit:work", work.pk)


def point_of(request: SignedInRequest, pk: int) -> GuidancePoint:
    visible = Guidance.objects.visible_to(request.user)
    rows = GuidancePoint.objects.filter(guidance__in=visible, needs_reply=True).select_related(
        "guidance__request__plan", "guidance__request__organisation", "guidance__request__person"
    )
    return get_object_or_404(rows, pk=pk)


@requires(Can.PLAN_EDIT)
def answer(request: SignedInRequest, point_pk: int) -> HttpResponse:
    """What becomes of one point: taken up, in part, or explained."""
    point = point_of(request, point_pk)
    plan = point.guidance.request.plan
    initial = {"resolution": point.resolution, "answer": point.reply}
    form = ResolveForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        resolution = Resolution(form.cleaned_data["resolution"])
        actions.answer_point(point, resolution, form.cleaned_data["answer"], by=request.user)
        messages.success(request, _("Answered."))
        return redirect(reverse("plans:guidances", args=[plan.pk]) + f"#point-{point.pk}")
    facts = context(request, plan) | {"form": form, "point": point, "crumbs": _crumbs(plan)}
    return render(request, "plans/answer.html", facts, status=400 if form.errors else 200)


@require_POST
@requires(Can.PLAN_EDIT)
def take_up(request: SignedInRequest, point_pk: int) -> HttpResponse:
    """ "Tiếp thu" in one tap."""
    point = point_of(request, point_pk)
    actions.answer_point(point, Resolution.TAKEN, "", by=request.user)
    messages.success(request, _("Answered."))
    plan = point.guidance.request.plan_id
    return redirect(reverse("plans:guidances", args=[plan]) + f"#point-{point.pk}")
