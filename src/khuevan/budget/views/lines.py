"""The lines as a sheet: rows of fields, more of them on demand; works without a script."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from khuevan.budget import actions, guidance
from khuevan.budget.forms import BaseLineSet, line_set
from khuevan.budget.models import Estimate, Norm
from khuevan.budget.views.frame import found, trail
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires

BLANK = 3
MOST_BLANK = 30


@requires(Can.BUDGET_PREPARE)
def lines(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    norms = _norms(estimate)
    if request.method == "POST" and "more" not in request.POST:
        rows = line_set(BLANK)(request.POST, prefix="lines", form_kwargs={"norms": norms})
        if rows.is_valid():
            actions.set_lines(estimate, rows.facts(), by=request.user)
            messages.success(request, _("The lines are kept."))
            return redirect(estimate)
        return _page(request, estimate, norms, rows)
    return _page(request, estimate, norms, _rows(request, estimate, norms))


def _norms(estimate: Estimate) -> dict[int, Norm]:
    """Those valid on its day, and those that its lines use already, to be told about."""
    valid = Norm.objects.valid(estimate.on) | Norm.objects.filter(lines__estimate=estimate)
    return {one.pk: one for one in valid.distinct().select_related("basis")}


def _rows(request: SignedInRequest, estimate: Estimate, norms: dict[int, Norm]) -> BaseLineSet:
    if request.method == "POST":
        return _longer(request, norms)
    initial = [
        {
            "pk": one.pk, "title": one.title, "kind": one.kind, "norm": one.norm_id,
            "price_source": one.price_source, "quantity": one.quantity, "unit": one.unit,
            "times": one.times, "price": one.price, "ORDER": one.order,
        }
        for one in estimate.lines.all()
    ]  # fmt: skip
    blank = BLANK if initial else BLANK * 2
    return line_set(blank)(initial=initial, prefix="lines", form_kwargs={"norms": norms})


def _longer(request: SignedInRequest, norms: dict[int, Norm]) -> BaseLineSet:
    """What was typed, with more blank rows below it."""
    sent: Any = request.POST.copy()
    try:
        total = min(int(sent.get("lines-TOTAL_FORMS", 0)), 200)
    except ValueError:
        total = 0
    sent["lines-TOTAL_FORMS"] = str(min(total + BLANK, 200))
    return line_set(BLANK)(sent, prefix="lines", form_kwargs={"norms": norms})


def _page(
    request: SignedInRequest, estimate: Estimate, norms: dict[int, Norm], rows: BaseLineSet
) -> HttpResponse:
    facts = {
        "estimate": estimate, "rows": rows, "norms": norms.values(),
        "problems": rows.is_bound and "more" not in request.POST,
        "guides": guidance.of([]), "crumbs": [*trail(estimate), (_("Lines"), "")],
    }  # fmt: skip
    wrong = facts["problems"]
    return render(request, "budget/lines.html", facts, status=400 if wrong else 200)
