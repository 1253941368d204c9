"""The payment list: who is on it, printed for signatures, as a workbook."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.budget import actions, packages, paylist, workbooks
from khuevan.budget.actions.proving import TAKING
from khuevan.budget.entries import PayeeForm
from khuevan.budget.models import Estimate, Payee
from khuevan.budget.views.frame import found, framed
from khuevan.documents.media import DOCX
from khuevan.documents.samples import department_of, parent_name
from khuevan.kit.exports import XLSX_TYPE
from khuevan.kit.vietnamese import amount_in_words
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


def page_of(estimate: Estimate) -> str:
    return reverse("budget:payment_list", args=[estimate.pk])


@requires(Can.BUDGET_VIEW)
def payment_list(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    may_edit = request.user.can(Can.BUDGET_PREPARE) and estimate.state in TAKING
    form = PayeeForm(request.POST or None, estimate=estimate)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.add_payee(
            told["line"], told["name"], told["amount"], by=request.user, post=told["post"]
        )
        messages.success(request, _("%(name)s stands on the list.") % {"name": told["name"]})
        return redirect(page_of(estimate))
    made, lines = paylist.of(estimate), paylist.lines_of(estimate)
    facts = framed(
        estimate, page_of(estimate), form=form if may_edit else None, made=made,
        lines=[(line, made.of_line(line.pk)) for line in lines],
        rows=list(zip(made.rows, _pks(estimate), strict=True)), percent=paylist.PERCENT, least=paylist.LEAST,
        may_pay=request.user.can(Can.BUDGET_KEEP),
    )  # fmt: skip
    return render(request, "budget/payment_list.html", facts, status=400 if form.errors else 200)


def _pks(estimate: Estimate) -> list[int]:
    """The keys of the rows, in their order."""
    rows = Payee.objects.filter(line__estimate=estimate).order_by("line__order", "pk")
    return list(rows.values_list("pk", flat=True))


@requires(Can.BUDGET_VIEW)
def printed(request: SignedInRequest, pk: int) -> HttpResponse:
    """A4 across, with a column for signatures."""
    estimate = found(request.user, pk)
    made, office = paylist.of(estimate), department_of(request.user)
    facts = {
        "estimate": estimate, "made": made, "office": office, "parent": parent_name(office),
        "words": amount_in_words(made.net if made.net is not None else made.amount),
        "back": page_of(estimate), "printed_at": timezone.now(),
    }  # fmt: skip
    return render(request, "budget/payment_list_print.html", facts)


@requires(Can.BUDGET_VIEW)
def workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    content = workbooks.payment_list(estimate.title, estimate.on, paylist.of(estimate))
    name = f"bang-ke-chi-tien-{estimate.pk}-{timezone.localdate()}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX_TYPE, headers=headers)


@requires(Can.BUDGET_VIEW)
def word(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    name = f"bang-ke-chi-tien-{estimate.pk}-{timezone.localdate()}.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = packages.payment_list_docx(estimate)
    return HttpResponse(content, content_type=DOCX.media_type, headers=headers)


@require_POST
@requires(Can.BUDGET_PREPARE)
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Payee.objects.select_related("line"), pk=pk)
    estimate = found(request.user, one.line.estimate_id)
    actions.remove_payee(one, by=request.user)
    messages.success(request, _("Taken off the list."))
    return redirect(page_of(estimate))
