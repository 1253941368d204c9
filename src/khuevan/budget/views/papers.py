"""An estimate leaves the house: workbook, Word file, submission slip, decision; its versions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.budget import actions, comparing, exports, papers
from khuevan.budget.arithmetic import total
from khuevan.budget.views.frame import found, framed
from khuevan.documents.media import DOCX
from khuevan.kit.exports import XLSX_TYPE
from khuevan.kit.vietnamese import fold
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.vanban import writing


@requires(Can.BUDGET_VIEW)
def workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    lines = list(estimate.lines.select_related("norm__basis"))
    return _download(exports.to_xlsx(estimate, lines), estimate.title, "xlsx", XLSX_TYPE)


@requires(Can.BUDGET_VIEW)
def word(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    content = writing.write(papers.slip(estimate, by=request.user))
    return _download(content, estimate.title, "docx", DOCX.media_type)


def _download(content: bytes, title: str, suffix: str, media_type: str) -> HttpResponse:
    name = f"du-toan-{fold(title).replace(' ', '-')[:60]}-{timezone.localdate()}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


@require_POST
@requires(Can.PAPER_WRITE)
def slip(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = actions.draft_slip(found(request.user, pk), by=request.user)
    messages.success(request, _("The submission slip is drafted. Read it, then go on with it."))
    return redirect(paper)


@require_POST
@requires(Can.PAPER_WRITE)
def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = actions.draft_decision(found(request.user, pk), by=request.user)
    messages.success(request, _("The decision is drafted. Read it, then go on with it."))
    return redirect(paper)


@requires(Can.BUDGET_VIEW)
def versions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Two versions side by side; at first the last two."""
    estimate = found(request.user, pk)
    kept = list(estimate.versions.select_related("by"))
    numbers = {one.number: one for one in kept}
    after = numbers.get(_asked(request, "to")) or (kept[0] if kept else None)
    earlier = [one for one in kept if after and one.number < after.number]
    before = numbers.get(_asked(request, "from")) or (earlier[0] if earlier else None)
    pairs = comparing.pairs(before.lines, after.lines) if before and after else []
    facts = framed(
        estimate, reverse("budget:versions", args=[pk]), versions=kept, before=before, after=after,
        pairs=pairs, change=total(one.change for one in pairs),
    )  # fmt: skip
    return render(request, "budget/versions.html", facts)


def _asked(request: SignedInRequest, name: str) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 6 else 0
