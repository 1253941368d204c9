"""The way from a class to its estimate."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from khuevan.budget.models import Estimate
from khuevan.kit import audit
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions
from khuevan.training.estimating import day_of, propose
from khuevan.training.forms.estimates import BeginEstimateForm
from khuevan.training.views.frame import found, frame


@requires(Can.BUDGET_VIEW)
def estimate(request: SignedInRequest, pk: int) -> HttpResponse:
    """To the class's estimate; where there is none yet, what it would begin with."""
    run = found(request, pk)
    if there := Estimate.objects.of(audit.key_of(run)).first():
        return redirect(there)
    may_prepare = request.user.can(Can.BUDGET_PREPARE)
    form = BeginEstimateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.begin_estimate(run, by=request.user, **form.cleaned_data)
        messages.success(request, _("The estimate was begun. Fill in the prices that are blank."))
        return redirect("budget:lines", pk=made.pk)
    facts = {
        **frame(request, run, "estimate"), "form": form, "lines": propose(run), "on": day_of(run),
        "may_prepare": may_prepare,
    }  # fmt: skip
    return render(request, "training/estimate.html", facts, status=400 if form.errors else 200)
