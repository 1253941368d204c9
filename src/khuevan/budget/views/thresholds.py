"""From where on a difference is explained and a voucher late: what is in force, and what was."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget import actions, thresholds
from khuevan.budget.actions import ThresholdFacts
from khuevan.budget.entries import ThresholdForm
from khuevan.budget.enums import ThresholdKind
from khuevan.budget.models import Threshold
from khuevan.budget.views.frame import trail
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


@dataclass(frozen=True, slots=True)
class Shown:
    """A threshold: its value today, and all that was entered, the latest first."""

    kind: ThresholdKind
    value: Decimal
    entered: list[Threshold]

    @property
    def current(self) -> Threshold | None:
        today = timezone.localdate()
        return next((one for one in self.entered if one.valid_from <= today), None)


@requires(Can.BUDGET_VIEW)
def listed(request: SignedInRequest) -> HttpResponse:
    known = list(Threshold.objects.select_related("basis", "by"))
    rules = thresholds.on(timezone.localdate())
    rows = [
        Shown(kind, rules.of(kind), [one for one in known if one.kind == kind])
        for kind in ThresholdKind
    ]
    facts = {
        "rows": rows, "may_keep": request.user.can(Can.BUDGET_KEEP),
        "crumbs": [*trail(), (_("Thresholds"), "")],
    }  # fmt: skip
    return render(request, "budget/thresholds.html", facts)


@requires(Can.BUDGET_KEEP)
def edit(request: SignedInRequest, kind: str) -> HttpResponse:
    if kind not in ThresholdKind.values:
        raise Http404
    one, now = ThresholdKind(kind), thresholds.on(timezone.localdate())
    form = ThresholdForm(request.POST or None, kind=one, initial={"value": now.of(one)})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        facts = ThresholdFacts(told["value"], told["valid_from"], told["basis"], told["source"])
        actions.set_threshold(one, facts, by=request.user)
        messages.success(request, _("Kept."))
        return redirect("budget:thresholds")
    above = (_("Thresholds"), reverse("budget:thresholds"))
    page = {"form": form, "title": one.label, "crumbs": [*trail(), above, (one.label, "")]}
    return render(request, "budget/form.html", page, status=400 if form.errors else 200)
