"""A settlement leaves the house: workbook, all vouchers in one file, minutes and decision."""

from __future__ import annotations

import tempfile
import zipfile
from typing import IO

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.budget import account, actions, workbooks
from khuevan.budget.models import Estimate
from khuevan.budget.views.frame import found
from khuevan.kit.exports import XLSX_TYPE
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires

IN_MEMORY = 8 * 1024 * 1024


def written(estimate: Estimate) -> bytes:
    payments = estimate.payments.select_related("line")
    return workbooks.settlement(
        account.of(estimate), payments, account.standing([estimate]).order_by("kind", "at", "pk")
    )


@requires(Can.BUDGET_VIEW)
def workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    name = f"quyet-toan-{estimate.pk}-{timezone.localdate()}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(written(estimate), content_type=XLSX_TYPE, headers=headers)


@requires(Can.BUDGET_VIEW)
def package(request: SignedInRequest, pk: int) -> FileResponse:
    """The workbook and every voucher, named as the workbook's sheet names them."""
    estimate = found(request.user, pk)
    # On disk only when it is long; the answer closes it.
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    pack(estimate, file)
    file.seek(0)
    name = f"quyet-toan-{estimate.pk}-{timezone.localdate()}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def pack(estimate: Estimate, file: IO[bytes]) -> None:
    vouchers = account.standing([estimate]).order_by("kind", "at", "pk")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("quyet-toan.xlsx", written(estimate))
        for number, one in enumerate(vouchers, 1):
            with one.file.content.open("rb") as content:
                archive.writestr(f"chung-tu/{workbooks.file_name(number, one)}", content.read())


@require_POST
@requires(Can.PAPER_WRITE)
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = actions.draft_minutes(found(request.user, pk), by=request.user)
    messages.success(request, _("The minutes are drafted. Read them, then go on with them."))
    return redirect(paper)


@require_POST
@requires(Can.PAPER_WRITE)
def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = actions.draft_approval(found(request.user, pk), by=request.user)
    messages.success(request, _("The decision is drafted. Read it, then go on with it."))
    return redirect(paper)
