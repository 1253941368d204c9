"""From one hand to the next: submit, appraise, approve, send back, take back, cancel."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.budget import actions, availability
from khuevan.budget.appraisals import AppraisalForm
from khuevan.budget.arithmetic import total
from khuevan.budget.enums import EstimateState
from khuevan.budget.forms import WhyForm
from khuevan.budget.models import Estimate
from khuevan.budget.views.frame import found, trail
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


@require_POST
@requires(Can.BUDGET_PREPARE)
def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    actions.submit(estimate, by=request.user)
    messages.success(request, _("Submitted. Another person appraises it now."))
    return redirect(estimate)


@require_POST
@requires(Can.BUDGET_PREPARE)
def supplement(request: SignedInRequest, pk: int) -> HttpResponse:
    made = actions.start_supplement(found(request.user, pk), by=request.user)
    messages.success(request, _("The supplement was begun. Now its lines."))
    return redirect("budget:lines", pk=made.pk)


@requires(Can.BUDGET_APPRAISE)
def appraise(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    if request.method == "GET" and estimate.state != EstimateState.SUBMITTED:
        return _not_now(request, estimate)
    lines = list(estimate.lines.select_related("norm__basis"))
    form = AppraisalForm(request.POST or None, lines=lines)
    computes = "compute" in request.POST
    if request.method == "POST" and form.is_valid() and not computes:
        actions.appraise(estimate, form.judged(), form.cleaned_data["opinion"], by=request.user)
        messages.success(request, _("Appraised. A third person approves it now."))
        return redirect(estimate)
    room = availability.room(estimate.source, apart_from=estimate) if estimate.source else None
    facts = {
        "estimate": estimate, "form": form, "room": room, "computes": computes,
        "proposed": total(line.proposed for line in lines),
        "crumbs": [*trail(estimate), (_("Appraisal"), "")],
    }  # fmt: skip
    wrong = bool(form.errors) and not computes
    return render(request, "budget/appraise.html", facts, status=400 if wrong else 200)


def _not_now(request: SignedInRequest, estimate: Estimate) -> HttpResponse:
    """An old link, or a list left open: where it stands is said on its page."""
    state = EstimateState(estimate.state).label
    messages.info(request, _("The estimate is now “%(state)s”.") % {"state": state})
    return redirect(estimate)


@require_POST
@requires(Can.BUDGET_APPRAISE)
def opinion(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    made = actions.state_availability(estimate, request.POST.get("text", ""), by=request.user)
    messages.success(request, _("The opinion is recorded: %(text)s") % {"text": made.text})
    return redirect(estimate)


@requires(Can.BUDGET_APPROVE)
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    if request.method == "POST":
        actions.approve(estimate, by=request.user)
        messages.success(request, _("Approved. Money may be committed and units summoned."))
        return redirect(estimate)
    if estimate.state != EstimateState.APPRAISED:
        return _not_now(request, estimate)
    lines = list(estimate.lines.all())
    facts = {
        "estimate": estimate, "proposed": total(x.proposed for x in lines),
        "granted": total(x.granted for x in lines),
        "opinion": estimate.availabilities.select_related("by").first(),
        "lines": lines, "changed": sum(line.is_changed for line in lines),
        "crumbs": [*trail(estimate), (_("Approval"), "")],
    }  # fmt: skip
    return render(request, "budget/approve.html", facts)


def _with_reason(
    request: SignedInRequest, pk: int, act: Callable[[Estimate, str], None], words: tuple[str, str]
) -> HttpResponse:
    """A page that asks for the reason before it does what cannot be undone."""
    title, done = words
    estimate = found(request.user, pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act(estimate, form.cleaned_data["why"])
        messages.success(request, done)
        return redirect(estimate)
    facts = {
        "estimate": estimate, "form": form, "title": title, "crumbs": [*trail(estimate), (title, "")],
    }  # fmt: skip
    return render(request, "budget/reason.html", facts, status=400 if form.errors else 200)


@requires(Can.BUDGET_VIEW)
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    def act(estimate: Estimate, why: str) -> None:
        actions.return_(estimate, why, by=request.user)

    words = _("Return the estimate"), _("Returned to its preparer.")
    return _with_reason(request, pk, act, words)


@requires(Can.BUDGET_VIEW)
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    def act(estimate: Estimate, why: str) -> None:
        actions.cancel(estimate, why, by=request.user)

    return _with_reason(request, pk, act, (_("Cancel the estimate"), _("Cancelled.")))


@require_POST
@requires(Can.BUDGET_PREPARE)
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    actions.take_back(estimate, by=request.user)
    messages.success(request, _("Taken back. Go on with its lines."))
    return redirect(estimate)
