"""The unit's pages have two doors: its link, or an account of the unit. Behind both, one code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.assignments.models import Assignment
from khuevan.kit.audit import Actor
from khuevan.people.enums import Purpose
from khuevan.people.http import SignedInRequest, UnitRequest
from khuevan.people.links import belongs_elsewhere, unit_link
from khuevan.people.models import Organisation, UnitLink
from khuevan.people.permissions import Can, requires


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose tasks these are, who acts, and how to reach the next page through the same door."""

    organisation: Organisation
    by: Actor
    link: UnitLink | None = None

    def url(self, page: str, **kwargs: object) -> str:
        """``page`` is "", "task", "receive"...: the address behind this door."""
        name = "unit" if self.link else "own"
        where = f"assignments:{name}_{page}" if page else f"assignments:{name}"
        if self.link:
            kwargs["token"] = self.link.token
        return reverse(where, kwargs=kwargs)

    def task(self, pk: int) -> Assignment:
        """A task of this unit; a link of another unit is told so, an account gets 404."""
        related = Assignment.objects.select_related("task__clause", "plan", "organisation")
        if self.link is None:
            return get_object_or_404(related.of(self.organisation.pk), pk=pk)
        found = get_object_or_404(related, pk=pk)
        belongs_elsewhere(self.link, found.organisation_id)
        return found


DeskView = Callable[..., HttpResponseBase]


def by_link(view: DeskView) -> DeskView:
    def opened(request: UnitRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        link = request.unit_link
        return view(request, Desk(link.organisation, link, link), **kwargs)

    return unit_link(Purpose.ASSIGNMENTS)(opened)


def by_account(view: DeskView) -> DeskView:
    def opened(request: SignedInRequest, **kwargs: Any) -> HttpResponseBase:
        organisation = request.user.organisation
        if organisation is None:
            raise PermissionDenied
        return view(request, Desk(organisation, request.user), **kwargs)

    return requires(Can.ASSIGNMENT_REPORT)(opened)


def posted(view: DeskView) -> DeskView:
    """Only POST acts; a GET of the same address (a reload, a shared link) shows the task."""

    def checked(request: HttpRequest, desk: Desk, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            pk = kwargs.get("pk")
            return redirect(desk.url("task", pk=pk) if pk else desk.url(""))
        return view(request, desk, **kwargs)

    return checked


def show(
    request: HttpRequest,
    desk: Desk,
    template: str,
    current: str,
    facts: Mapping[str, object],
    owed: int | None = None,
) -> HttpResponse:
    common = {
        "desk": desk,
        "unit_name": desk.organisation.name,
        "bar": bar(desk, current, owed or 0),
        "home_url": desk.url(""),
        "expires_soon": expires_soon(desk),
    }
    return render(request, template, {**common, **facts})


def bar(desk: Desk, current: str, owed: int) -> Sequence[dict[str, object]]:
    entries = (
        ("tasks", "", _("To do"), "inbox"),
        ("done", "done", _("Done"), "done"),
        ("difficulties", "difficulties", _("Difficulty"), "chat"),
        ("criteria", "criteria", _("Criteria"), "report"),
    )
    return [
        {
            "label": label, "url": desk.url(page), "icon": icon, "current": key == current,
            "count": owed if key == "tasks" else 0,
        }
        for key, page, label, icon in entries
    ]  # fmt: skip


def expires_soon(desk: Desk) -> bool:
    if desk.link is None:
        return False
    return desk.link.expires_at - timezone.now() < timedelta(days=7)
