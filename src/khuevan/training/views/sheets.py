"""The sign-in sheet: printed before the class, photographed after it, settled by a person."""

from __future__ import annotations

from functools import lru_cache

from django.contrib import messages
from django.db.models import Count, Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from PIL.Image import Image

from khuevan.documents.downloads import answer
from khuevan.documents.models import StoredFile
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions
from khuevan.training.enums import Ink
from khuevan.training.models import SheetReading, SheetRow
from khuevan.training.printing import files, reading
from khuevan.training.views.frame import found, frame
from khuevan.training.views.summons import attached

# What a person must look at comes first.
URGENCY = {Ink.UNSURE: 0, Ink.EMPTY: 1, Ink.SIGNED: 2}


@requires(Can.DOOR_KEEP)
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    readings = run.sheet_readings.select_related("file", "read_by", "confirmed_by").annotate(
        found=Count("rows"),
        proposed=Count("rows", filter=Q(rows__proposal=Ink.SIGNED)),
        signed=Count("rows", filter=Q(rows__is_signed=True)),
    )
    rows = actions.on_sheet(run)
    read = set(
        SheetRow.objects.filter(reading__run=run, reading__dropped_at=None).values_list(
            "nomination_id", flat=True
        )
    )
    facts = frame(request, run, "summons") | {
        "readings": readings,
        "total": len(rows),
        "missing": [one for one in rows if one.pk not in read] if read else [],
    }
    return render(request, "training/sheet.html", facts)


@require_POST
@requires(Can.DOOR_KEEP)
def sheet_print(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    content = files.sheet_pdf(actions.on_sheet(run), run)
    actions.note_print(run, by=request.user)
    return attached(content, f"danh-sach-ky-ten-{run.pk}.pdf", "application/pdf")


@require_POST
@requires(Can.DOOR_KEEP)
def sheet_read(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    work = actions.take_sheets(run, request.FILES.getlist("files"), by=request.user)
    return redirect("kit:work", pk=work.pk)


@requires(Can.DOOR_KEEP)
def sheet_reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """The rows of one file, the doubtful ones first, each with what stands in its field."""
    read = _found(request, pk)
    rows = read.rows.select_related("nomination__seat__organisation")
    facts = frame(request, read.run, "summons") | {
        "read": read,
        "rows": sorted(rows, key=lambda row: (URGENCY[Ink(row.proposal)],
                                              row.nomination.seat.number)),
        "counts": {ink: sum(row.proposal == ink for row in rows) for ink in Ink.values},
    }  # fmt: skip
    return render(request, "training/sheet_reading.html", facts)


@require_POST
@requires(Can.DOOR_KEEP)
def sheet_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    read = _found(request, pk)
    chosen = [
        int(one) for one in request.POST.getlist("signed") if one.isascii() and one.isdecimal()
    ]
    count = actions.confirm_sheet(read, chosen, by=request.user)
    messages.success(
        request,
        ngettext(
            "%(count)d person is noted as present. Nobody was noted as absent.",
            "%(count)d persons are noted as present. Nobody was noted as absent.",
            count,
        )
        % {"count": count},
    )
    return redirect("training:sheet", pk=read.run_id)


@require_POST
@requires(Can.DOOR_KEEP)
def sheet_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    read = _found(request, pk)
    actions.drop_sheet(read, by=request.user)
    messages.success(request, _("The photograph is set aside; nothing of it counts."))
    return redirect("training:sheet", pk=read.run_id)


@require_POST
@requires(Can.BUDGET_PREPARE)
def sheet_hand_in(request: SignedInRequest, pk: int) -> HttpResponse:
    read = _found(request, pk)
    actions.hand_in_sheet(read, by=request.user)
    messages.success(request, _("The sheet is a voucher of the settlement now."))
    return redirect("training:sheet_reading", pk=read.pk)


@requires(Can.DOOR_KEEP)
def sheet_file(request: SignedInRequest, pk: int) -> FileResponse:
    return answer(_found(request, pk).file, inline=True)


@requires(Can.DOOR_KEEP)
def sheet_field(request: SignedInRequest, pk: int) -> HttpResponse:
    """What stands in one field, cut out of the photograph."""
    rows = SheetRow.objects.filter(reading__in=SheetReading.objects.visible_to(request.user))
    row = get_object_or_404(rows.select_related("reading__file"), pk=pk)
    page = _page(row.reading.file_id, row.page)
    response = HttpResponse(reading.picture(page, row.corners), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@lru_cache(maxsize=4)
def _page(file: int, number: int) -> Image:
    """The pictures of one page are asked for one after another."""
    stored = StoredFile.objects.get(pk=file)
    with stored.content.open("rb") as content:
        return reading.page_of(content.read(), number)


def _found(request: SignedInRequest, pk: int) -> SheetReading:
    readings = SheetReading.objects.visible_to(request.user)
    return get_object_or_404(readings.select_related("run", "file"), pk=pk)
