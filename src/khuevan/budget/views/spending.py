"""What was promised and paid for an estimate, and what may still be."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from khuevan.budget import account, actions
from khuevan.budget.actions import ledger
from khuevan.budget.actions.paying import SPENDING
from khuevan.budget.entries import CommitForm, ExcessForm, PayForm
from khuevan.budget.models import Commitment, Estimate, FundingSource, Payment
from khuevan.budget.views.frame import found, framed, trail
from khuevan.budget.views.reasons import Asked, ask
from khuevan.kit.vietnamese import dong
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


def page_of(estimate: Estimate) -> str:
    return reverse("budget:spending", args=[estimate.pk])


@requires(Can.BUDGET_VIEW)
def spending(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    commitments = estimate.commitments.select_related("line", "by")
    payments = estimate.payments.select_related("line", "by", "reversal")
    may_enter = request.user.can(Can.BUDGET_KEEP) and estimate.state in SPENDING
    facts = framed(
        estimate, page_of(estimate), account=account.of(estimate), commitments=commitments,
        payments=payments, may_enter=may_enter,
        balance=ledger.of(estimate.source) if estimate.source else None,
    )  # fmt: skip
    return render(request, "budget/spending.html", facts)


def asked_line(request: SignedInRequest, estimate: Estimate) -> dict[str, Any]:
    """A link may say which line it begins with, and with what amount."""
    value = request.GET.get("line", "")
    line = estimate.lines.filter(pk=value).first() if value.isdecimal() and len(value) < 18 else None  # fmt: skip
    return {"line": line} if line else {}


@requires(Can.BUDGET_KEEP)
def commit(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    form = CommitForm(
        request.POST or None, estimate=estimate, initial=asked_line(request, estimate)
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.commit(
            told["line"], told["amount"], told["payee"], by=request.user,
            reference=told["reference"], on=told["on"],
        )  # fmt: skip
        messages.success(request, _("The commitment is entered; its money is held."))
        return redirect(page_of(estimate))
    return _entering(request, estimate, form, _("Enter a commitment"))


@requires(Can.BUDGET_KEEP)
def pay(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    form = PayForm(request.POST or None, estimate=estimate, initial=_begun(request, estimate))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.pay(
            told["line"], told["amount"], told["payee"], by=request.user, on=told["on"],
            commitment=told["commitment"], reference=told["reference"],
        )  # fmt: skip
        messages.success(request, _("The payment is entered. Now bring its vouchers."))
        return redirect(page_of(estimate))
    return _entering(request, estimate, form, _("Enter a payment"))


def _begun(request: SignedInRequest, estimate: Estimate) -> dict[str, Any]:
    """From a commitment, or from the payment list of a line."""
    value = request.GET.get("commitment", "")
    if value.isdecimal() and len(value) < 18:
        one = estimate.commitments.open().filter(pk=value).select_related("line").first()
        if one:
            return {"line": one.line, "commitment": one, "payee": one.payee, "amount": one.left}
    begun, amount = asked_line(request, estimate), request.GET.get("amount", "")
    if amount.isdecimal() and len(amount) < 14:
        begun |= {"amount": int(amount), "payee": _("By the payment list")}
    return begun


def _entering(
    request: SignedInRequest, estimate: Estimate, form: CommitForm | PayForm, title: str
) -> HttpResponse:
    stands = account.of(estimate)
    facts = {
        "estimate": estimate, "form": form, "title": title, "account": stands,
        "balance": ledger.of(estimate.source) if estimate.source else None,
        "back": page_of(estimate), "crumbs": [*trail(estimate), (title, "")],
    }  # fmt: skip
    return render(request, "budget/spend.html", facts, status=400 if form.errors else 200)


@requires(Can.BUDGET_KEEP)
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Commitment.objects.select_related("estimate"), pk=pk)
    estimate = found(request.user, one.estimate_id)
    asked = Asked(
        _("Release the commitment"),
        _("%(left)s held for %(payee)s will be free again.")
        % {"left": dong(one.left), "payee": one.payee},
        _("Released."),
        page_of(estimate),
    )
    return ask(request, estimate, asked, lambda why: actions.release(one, why, by=request.user))


@requires(Can.BUDGET_KEEP)
def reverse_payment(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Payment.objects.select_related("estimate"), pk=pk)
    estimate = found(request.user, one.estimate_id)
    asked = Asked(
        _("Reverse the payment"),
        _("%(amount)s to %(payee)s will be taken back by a row of its own; both stay on record.")
        % {"amount": dong(one.amount), "payee": one.payee},
        _("Reversed."),
        page_of(estimate),
    )
    return ask(request, estimate, asked, lambda why: actions.reverse(one, why, by=request.user))


@requires(Can.BUDGET_APPROVE)
def allow_excess(request: SignedInRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(FundingSource.objects.visible_to(request.user), pk=pk)
    form = ExcessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.allow_excess(source, told["amount"], told["why"], by=request.user)
        messages.success(request, _("Allowed and recorded; supervision sees it."))
        return redirect(source)
    title = _("Allow going beyond the ceiling")
    facts = {
        "form": form, "title": title, "back": source.get_absolute_url(),
        "text": _("Committed and paid may then pass what “%(source)s” has. The reason is recorded "
                  "under your name.") % {"source": source},
        "crumbs": [*trail(), (str(source), source.get_absolute_url()), (title, "")],
    }  # fmt: skip
    return render(request, "budget/ask.html", facts, status=400 if form.errors else 200)
