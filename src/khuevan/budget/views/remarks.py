"""What is said about lines: a comment, a question, its answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.budget import actions
from khuevan.budget.forms import RemarkForm
from khuevan.budget.models import Remark
from khuevan.budget.views.frame import found
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


@require_POST
@requires(Can.BUDGET_VIEW)
def remark(request: SignedInRequest, pk: int, line: int | None = None) -> HttpResponse:
    estimate = found(request.user, pk)
    about = get_object_or_404(estimate.lines, pk=line) if line else None
    form = RemarkForm(request.POST)
    if form.is_valid():
        actions.remark(
            estimate, form.cleaned_data["text"], by=request.user, line=about,
            is_question=form.cleaned_data["is_question"],
        )  # fmt: skip
        messages.success(request, _("Your comment stands beside the line."))
    else:
        messages.error(request, _("Write the comment first, in at most 1,000 letters."))
    return redirect(f"{estimate.get_absolute_url()}#remarks")


@require_POST
@requires(Can.BUDGET_VIEW)
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = Remark.objects.select_related("estimate")
    one = get_object_or_404(seen, pk=pk)
    estimate = found(request.user, one.estimate_id)
    actions.settle_remark(one, request.POST.get("answer", ""), by=request.user)
    messages.success(request, _("Settled."))
    return redirect(f"{estimate.get_absolute_url()}#remarks")
