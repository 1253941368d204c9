"""Vouchers come, are looked at, and go again when they were brought by mistake."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from khuevan.budget import actions
from khuevan.budget.entries import VoucherForm
from khuevan.budget.enums import VoucherKind
from khuevan.budget.models import Estimate, Voucher
from khuevan.budget.views.frame import found, trail
from khuevan.budget.views.reasons import Asked, ask
from khuevan.budget.views.spending import asked_line
from khuevan.documents.downloads import answer
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


def page_of(estimate: Estimate) -> str:
    return reverse("budget:settlement", args=[estimate.pk])


@requires(Can.BUDGET_VIEW)
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whoever prepares estimates or keeps the money brings vouchers."""
    estimate = found(request.user, pk)
    if not (request.user.can(Can.BUDGET_PREPARE) or request.user.can(Can.BUDGET_KEEP)):
        raise PermissionDenied
    form = VoucherForm(
        request.POST or None, request.FILES or None, estimate=estimate,
        initial=_begun(request, estimate),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made = actions.add_voucher(
            estimate, form.facts(), form.cleaned_data["file"], by=request.user
        )
        messages.success(request, _("“%(voucher)s” is here.") % {"voucher": made})
        return redirect(f"{page_of(estimate)}#vouchers")
    title = _("Bring a voucher")
    facts = {
        "estimate": estimate, "form": form, "title": title, "back": page_of(estimate),
        "crumbs": [*trail(estimate), (title, "")],
    }  # fmt: skip
    return render(request, "budget/voucher_form.html", facts, status=400 if form.errors else 200)


def _begun(request: SignedInRequest, estimate: Estimate) -> dict[str, Any]:
    """The checklist links here with what is missing."""
    line = asked_line(request, estimate).get("line")
    kind = request.GET.get("kind", "")
    wanted = request.GET.get("papers", "")
    return {
        "kind": kind if kind in VoucherKind.values else VoucherKind.INVOICE,
        "lines": [line] if line else [],
        "papers": int(wanted) if wanted.isdecimal() and len(wanted) < 3 else 1,
    }


@requires(Can.BUDGET_VIEW)
def file(request: SignedInRequest, pk: int) -> FileResponse:
    one = get_object_or_404(Voucher.objects.select_related("file"), pk=pk)
    found(request.user, one.estimate_id)
    return answer(one.file, inline="inline" in request.GET)


@requires(Can.BUDGET_PREPARE)
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Voucher.objects.standing(), pk=pk)
    estimate = found(request.user, one.estimate_id)
    asked = Asked(
        _("Remove the voucher"),
        _("“%(voucher)s” will count no longer. Its file and the trace of it stay.")
        % {"voucher": one},
        _("Removed."),
        page_of(estimate),
    )
    return ask(
        request, estimate, asked, lambda why: actions.remove_voucher(one, why, by=request.user)
    )
