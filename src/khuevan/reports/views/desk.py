"""The unit's pages for reports, behind its link or an account of the unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from khuevan.people import desks
from khuevan.people.enums import Purpose
from khuevan.people.permissions import Can
from khuevan.reports.models import Obligation


@dataclass(frozen=True, slots=True)
class Desk(desks.Desk):
    app = "reports"
    purpose = Purpose.REPORTS
    can = Can.REPORT_ANSWER

    def obligation(self, pk: int) -> Obligation:
        """A report of this unit; a link of another unit is told so, an account gets 404."""
        related = Obligation.objects.select_related("cycle__type", "cycle__plan", "organisation")
        found = get_object_or_404(related, pk=pk)
        if not self.admits(found.organisation_id):
            raise Http404
        return found


def show(
    request: HttpRequest,
    desk: Desk,
    template: str,
    current: str,
    facts: Mapping[str, object],
    *,
    status: int = 200,
    keep: bool = False,
) -> HttpResponse:
    """``keep``: the device may keep the page for when there is no line (static/reports/worker.js)."""
    common = {
        "desk": desk,
        "unit_name": desk.organisation.name,
        "bar": bar(desk, current),
        "home_url": desk.url(""),
    }
    response = render(request, template, {**common, **facts}, status=status)
    if keep:
        response["X-Keep-Offline"] = str(desk.organisation.pk)
    return response


def bar(desk: Desk, current: str) -> list[dict[str, object]]:
    entries = (("owed", "", _("To do"), "inbox"), ("sent", "sent", _("Sent"), "done"))
    return [
        {"label": label, "url": desk.url(page), "icon": icon, "current": key == current}
        for key, page, label, icon in entries
    ]
