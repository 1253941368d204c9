from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from khuevan.kit.errors import Refused
from khuevan.kit.workbooks import MAX_SIZE
from khuevan.people import actions, roster
from khuevan.people.exports import ROSTER
from khuevan.people.forms import SheetForm
from khuevan.people.http import SignedInRequest
from khuevan.people.models import Organisation, SheetUpload
from khuevan.people.permissions import Can, requires


@require_GET
@requires(Can.UNIT_EDIT)
def export_roster(request: SignedInRequest) -> HttpResponseBase:
    """Every unit in force today, with what the sheet may change."""
    units = Organisation.objects.valid(timezone.localdate())
    return ROSTER.respond(list(roster.with_roster(units)))


@requires(Can.UNIT_EDIT)
def import_sheet(request: SignedInRequest) -> HttpResponse:
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > MAX_SIZE:
            raise Refused(
                _("The file is larger than 5 MB. Keep only the sheet with the list in it.")
            )
        kept = actions.keep_sheet(file.name, file.read(), by=request.user)
        return redirect("people:sheet", pk=kept.pk)
    waiting = SheetUpload.objects.filter(by=request.user).defer("content")
    return render(request, "people/import.html", {"form": form, "waiting": waiting})


@require_GET
@requires(Can.UNIT_EDIT)
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """The difference page: what would change, and what is wrong, before anything is written."""
    upload = get_object_or_404(SheetUpload, pk=pk, by=request.user)
    comparison = roster.compare(bytes(upload.content))
    context = {"upload": upload, "comparison": comparison, "labels": roster.LABELS}
    return render(request, "people/sheet.html", context)


@require_POST
@requires(Can.UNIT_EDIT)
def apply_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    upload = get_object_or_404(SheetUpload, pk=pk, by=request.user)
    count = actions.apply_sheet(upload, request.POST.get("seen", ""), by=request.user)
    messages.success(request, ngettext("%(count)d unit changed.", "%(count)d units changed.", count)
                     % {"count": count})  # fmt: skip
    return redirect("people:index")


@require_POST
@requires(Can.UNIT_EDIT)
def drop_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    upload = get_object_or_404(SheetUpload, pk=pk, by=request.user)
    actions.drop_sheet(upload, by=request.user)
    messages.success(request, _("The sheet was dropped; nothing was written."))
    return redirect("people:import_sheet")
