"""The steps of a plan's life, each by a button; what cannot be undone asks on a page of its own."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.people.enums import TaskPart
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.plans import actions, guidance
from khuevan.plans.conflicts import conflicts
from khuevan.plans.enums import ClauseKind, Kind, PlanState
from khuevan.plans.forms.plans import IssueForm, ReasonForm, SupersedeForm
from khuevan.plans.models import Plan, TaskUnit
from khuevan.plans.views.page import context, found, history

# What a page that asks for a reason is called, says, and does.
ENDINGS = {
    "close": (
        gettext_lazy("Close the plan"),
        gettext_lazy("Nothing more is sent from it. What units still owe stays as it is."),
    ),
    "cancel": (
        gettext_lazy("Cancel the plan"),
        gettext_lazy("It ends here, without being carried out. It stays in the register."),
    ),
    "supersede": (
        gettext_lazy("Replace the plan by another"),
        gettext_lazy("This plan ends; the other one stands in its place."),
    ),
}


def _step(action: Callable[..., None]) -> Callable[..., HttpResponseBase]:
    """A button: find the plan, do the one thing, say how the plan stands."""

    @require_POST
    @requires(Can.PLAN_EDIT)
    def view(request: SignedInRequest, pk: int) -> HttpResponse:
        plan = found(request, pk)
        action(plan, by=request.user)
        return _stands(request, plan)

    return view


run = _step(actions.run)


@require_POST
@requires(Can.PLAN_EDIT)
def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Past a department that has not spoken, or not agreed, only with a reason that is asked here."""
    plan = found(request, pk)
    left = guidance.left(guidance.of_plan(plan, timezone.localdate()))
    form = ReasonForm(request.POST if "why" in request.POST else None)
    if left.warnings and not left.open_points and not form.is_valid():
        facts = context(request, plan) | {
            "form": form, "warnings": left.warnings, "title": _("Submit all the same?"),
            "text": _("The director reads your reason beside the opinions."),
            "button": _("Submit for approval"),
        }  # fmt: skip
        return render(request, "plans/step.html", facts, status=400 if form.errors else 200)
    why = form.cleaned_data["why"] if left.warnings and form.is_valid() else ""
    actions.submit(plan, by=request.user, why=why)
    return _stands(request, plan)


def _stands(request: SignedInRequest, plan: Plan) -> HttpResponse:
    words = _("The plan is now: %(state)s.") % {"state": PlanState(plan.state).label}
    messages.success(request, words)
    return redirect("plans:detail", plan.pk)


@requires(Can.PLAN_APPROVE)
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """The plan on one screen for whoever approves it, on a phone between two meetings."""
    plan = found(request, pk)
    clauses = plan.clauses.all()
    parts = TaskUnit.objects.filter(task__in=plan.tasks.live())
    facts = context(request, plan) | {
        "clauses": clauses.count(),
        "tasks": plan.tasks.live().count(),
        "units": parts.exclude(organisation=None).values("organisation").distinct().count(),
        "groups": list(
            parts.exclude(group=None)
            .order_by("group__name_vi")
            .values_list("group__name_vi", flat=True)
            .distinct()
        ),
        "undated": plan.tasks.live().filter(due=None).count(),
        "money": list(clauses.filter(kind=ClauseKind.MONEY)),
        "conflicts": [one for one in conflicts(plan) if one.is_confirmed],
        "leadless": plan.tasks.live().exclude(units__part=TaskPart.LEAD).count(),
        "history": history(plan),
        "standings": guidance.of_plan(plan, timezone.localdate()),
        "submitted_why": audit.history(plan)
        .filter(kind=Kind.STATE_CHANGED, after=PlanState.SUBMITTED)
        .values_list("why", flat=True)
        .first(),
        "form": ReasonForm(),
    }
    return render(request, "plans/decide.html", facts)


@require_POST
@requires(Can.PLAN_APPROVE)
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    actions.approve(plan, by=request.user)
    return _stands(request, plan)


@requires(Can.PLAN_APPROVE)
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    return with_reason(
        request, plan, actions.send_back,
        title=_("Return the plan"), text=_("It goes back to its officer, with your words."),
        button=_("Return"),
    )  # fmt: skip


@requires(Can.PLAN_EDIT)
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whoever submitted it takes it back to mend something."""
    plan = found(request, pk)
    if plan.submitted_by_id != request.user.pk:
        raise Refused(_("Only whoever submitted the plan takes it back; the director returns it."))
    return with_reason(
        request, plan, actions.send_back,
        title=_("Take the plan back"), text=_("It becomes a draft again, to be submitted anew."),
        button=_("Take back"),
    )  # fmt: skip


@requires(Can.GATE_OVERRIDE)
def override(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    return with_reason(
        request, plan, lambda plan, *, why, by: actions.override(plan, reason=why, by=by),
        title=_("Open the gate before approval"),
        text=_(
            "Tasks of this plan may then be sent although it is not approved. "
            "Your name and your reason stay in the history."
        ),
        button=_("Open the gate"),
    )  # fmt: skip


def with_reason(
    request: SignedInRequest, plan: Plan, action: Callable[..., object], *, after: str = "",
    **words: str,
) -> HttpResponse:  # fmt: skip
    """A page that asks why, then does it; ``after`` names where it leads if not to the plan."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        action(plan, why=form.cleaned_data["why"], by=request.user)
        if after:
            return redirect(after, plan.pk)
        plan.refresh_from_db()
        return _stands(request, plan)
    return render(request, "plans/step.html", context(request, plan) | {"form": form} | words)


@requires(Can.PLAN_EDIT)
def issue(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    form = IssueForm(request.POST or None, initial={"number": plan.number, "day": plan.date})
    if request.method == "POST" and form.is_valid():
        actions.issue(
            plan, number=form.cleaned_data["number"], day=form.cleaned_data["day"], by=request.user
        )
        return _stands(request, plan)
    words = {
        "title": _("The number came back"),
        "text": _("Write number and date as the clerical office gave them after signature."),
        "button": _("Record as issued"),
    }
    return render(request, "plans/step.html", context(request, plan) | {"form": form} | words)


@requires(Can.PLAN_EDIT)
def end(request: SignedInRequest, pk: int, how: str) -> HttpResponse:
    """Close, cancel or replace: each says why."""
    plan = found(request, pk)
    posted = request.POST or None
    form = SupersedeForm(posted, plan=plan) if how == "supersede" else ReasonForm(posted)
    if request.method == "POST" and form.is_valid():
        action = {
            "close": actions.close, "cancel": actions.cancel, "supersede": actions.supersede,
        }[how]  # fmt: skip
        action(plan, by=request.user, **form.cleaned_data)
        return _stands(request, plan)
    title, text = ENDINGS[how]
    words = {"form": form, "title": title, "text": text, "button": title}
    return render(request, "plans/step.html", context(request, plan) | words)
