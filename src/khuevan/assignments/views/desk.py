"""The unit's pages have two doors: its link, or an account of the unit. Behind both, one code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from khuevan.assignments.models import Assignment, Difficulty
from khuevan.people import desks
from khuevan.people.desks import DeskView
from khuevan.people.enums import Purpose
from khuevan.people.permissions import Can


@dataclass(frozen=True, slots=True)
class Desk(desks.Desk):
    app = "assignments"
    purpose = Purpose.ASSIGNMENTS
    can = Can.ASSIGNMENT_REPORT

    def task(self, pk: int) -> Assignment:
        """A task of this unit; a link of another unit is told so, an account gets 404."""
        related = Assignment.objects.select_related("task__clause", "plan", "organisation")
        found = get_object_or_404(related, pk=pk)
        if not self.admits(found.organisation_id):
            raise Http404
        return found

    def difficulty(self, pk: int, *, own: bool = False, asked: bool = False) -> Difficulty:
        """The unit's own, or one that was forwarded to it; ``own`` and ``asked`` want only those."""
        related = Difficulty.objects.select_related(
            "organisation", "assignment__task__clause", "plan", "topic", "file", "forwarded_body",
            "duplicate_of", "answered_by",
        )  # fmt: skip
        found = get_object_or_404(related, pk=pk)
        is_asked = found.forwarded_body_id == self.organisation.pk
        if (self.owns(found) and not asked) or (is_asked and not own):
            return found
        self.admits(found.organisation_id)  # a link of another unit is told so
        raise Http404

    def owns(self, difficulty: Difficulty) -> bool:
        """Its own, or of a task that came to it by a merger."""
        task = difficulty.assignment
        holders = {difficulty.organisation_id, task.organisation_id if task else None}
        return self.organisation.pk in holders


def posted(view: DeskView) -> DeskView:
    """Only POST acts; a GET of the same address (a reload, a shared link) shows the task."""

    def checked(request: HttpRequest, desk: Desk, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            if "difficulty" in kwargs:
                return redirect(desk.url("difficulty", **kwargs))
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
        "expires_soon": desk.ends_soon,
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
