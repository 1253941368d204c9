"""The unit's pages for its seats in classes, behind its link or an account of the unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from khuevan.people import desks
from khuevan.people.enums import Purpose
from khuevan.people.permissions import Can
from khuevan.training.models import Seat

HEAVY = ("run__plan__text", "run__plan__parts", "run__plan__reading", "run__plan__search")


@dataclass(frozen=True, slots=True)
class Desk(desks.Desk):
    app = "training"
    purpose = Purpose.NOMINATION
    can = Can.TRAINING_NOMINATE

    def seat(self, pk: int) -> Seat:
        """A seat of this unit; a link of another unit is told so, an account gets 404."""
        related = Seat.objects.select_related(
            "run__plan", "run__clause", "run__venue", "organisation"
        ).defer(*HEAVY)
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
) -> HttpResponse:
    common = {
        "desk": desk,
        "unit_name": desk.organisation.name,
        "bar": bar(desk, current),
        "home_url": desk.url(""),
    }
    return render(request, template, {**common, **facts}, status=status)


def bar(desk: Desk, current: str) -> list[dict[str, object]]:
    """The pages at the foot of the screen; other parts of the training add theirs here."""
    entries = (
        ("seats", "", _("Send a person"), "person"),
        ("past", "past", _("Earlier classes"), "history"),
    )
    return [
        {"label": label, "url": desk.url(page), "icon": icon, "current": key == current}
        for key, page, label, icon in entries
    ]
