"""A settlement leaves the house: workbook, Word file, all of it in one package; its papers begin."""

from __future__ import annotations

import tempfile

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.budget import actions, packages
from khuevan.budget.models import Estimate
from khuevan.budget.views.frame import found
from khuevan.documents.media import DOCX
from khuevan.kit.exports import XLSX_TYPE
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires

IN_MEMORY = 8 * 1024 * 1024


def named(estimate: Estimate, suffix: str) -> str:
    return f"quyet-toan-{estimate.pk}-{timezone.localdate()}.{suffix}"


@requires(Can.BUDGET_VIEW)
def workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    headers = {"Content-Disposition": f'attachment; filename="{named(estimate, "xlsx")}"'}
    content = packages.settlement_xlsx(estimate)
    return HttpResponse(content, content_type=XLSX_TYPE, headers=headers)


@requires(Can.BUDGET_VIEW)
def word(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    headers = {"Content-Disposition": f'attachment; filename="{named(estimate, "docx")}"'}
    content = packages.settlement_docx(estimate)
    return HttpResponse(content, content_type=DOCX.media_type, headers=headers)


@requires(Can.BUDGET_VIEW)
def package(request: SignedInRequest, pk: int) -> FileResponse:
    """Workbooks, Word files and every voucher, with an index that names them and their hashes."""
    estimate = found(request.user, pk)
    # On disk only when it is long; the answer closes it.
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    packages.pack(estimate, file)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=named(estimate, "zip"), content_type="application/zip"
    )


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
