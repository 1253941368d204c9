"""The unit's pages of documents have two doors: its link, or an account of the unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from khuevan.documents.models import Delivery, OpinionRequest
from khuevan.people import desks
from khuevan.people.desks import DeskView
from khuevan.people.enums import Purpose
from khuevan.people.permissions import Can


@dataclass(frozen=True, slots=True)
class Desk(desks.Desk):
    app = "documents"
    purpose = Purpose.DOCUMENTS
    can = Can.ASSIGNMENT_REPORT

    def delivery(self, pk: int) -> Delivery:
        """A document that has been sent to this unit; to an account another's is not there."""
        rows = Delivery.objects.arrived().select_related("paper__issuer__parent", "organisation")
        found = get_object_or_404(rows.select_related("paper__signed_file", "reply_file"), pk=pk)
        if not self.admits(found.organisation_id):
            raise Http404
        return found

    def request(self, pk: int) -> OpinionRequest:
        rows = OpinionRequest.objects.select_related(
            "consultation__paper__issuer", "consultation__version", "organisation", "file"
        )
        found = get_object_or_404(rows, pk=pk)
        if not self.admits(found.organisation_id):
            raise Http404
        return found


def posted(page: str) -> Any:
    """Only POST acts; a GET of the same address (a reload, a shared link) shows the page."""

    def decorate(view: DeskView) -> DeskView:
        def checked(request: HttpRequest, desk: Desk, pk: int) -> HttpResponseBase:
            if request.method != "POST":
                return redirect(desk.url(page, pk=pk))
            return view(request, desk, pk=pk)

        return checked

    return decorate


def show(
    request: HttpRequest, desk: Desk, template: str, current: str, facts: Mapping[str, object]
) -> HttpResponse:
    entries = (
        ("papers", "", _("Documents"), "book"),
        ("opinions", "opinions", _("Opinions asked"), "chat"),
    )
    common = {
        "desk": desk,
        "unit_name": desk.organisation.name,
        "home_url": desk.url(""),
        "expires_soon": desk.ends_soon,
        "bar": [
            {"label": label, "url": desk.url(page), "icon": icon, "current": key == current}
            for key, page, label, icon in entries
        ],
    }
    return render(request, template, {**common, **facts})
