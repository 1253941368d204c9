"""A trainee's own pages, opened by the ticket: plain forms, no script, no account."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from khuevan.kit import calendars
from khuevan.training import entries
from khuevan.training.enums import RunState
from khuevan.training.passes import Holder, TraineePass, holder


@holder(Holder.TICKET)
def first(request: HttpRequest, own: TraineePass) -> HttpResponse:
    """Where and when, and what there is to do."""
    facts = {"calendar_url": own.url("calendar")}
    return show(request, own, "training/trainee.html", "first", facts)


@holder(Holder.TICKET)
def calendar(request: HttpRequest, own: TraineePass) -> HttpResponse:
    entry = entries.of_trainee(own.nomination)
    if entry is None:
        raise Http404
    response = HttpResponse(calendars.feed("", [entry]), content_type=calendars.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="lop-tap-huan.ics"'
    return response


def show(
    request: HttpRequest,
    own: TraineePass,
    template: str,
    current: str,
    facts: Mapping[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    common = {
        "own": own,
        "run": own.run,
        "unit_name": own.seat.organisation.name,
        "is_cancelled": own.run.state == RunState.CANCELLED,
        "bar": bar(own, current),
        "home_url": own.url(),
    }
    return render(request, template, {**common, **facts}, status=status)


def bar(own: TraineePass, current: str) -> list[dict[str, object]]:
    """The pages at the foot of the screen; other parts of the training add theirs here."""
    pages = (("first", "", _("Class"), "class"),)
    return [
        {"label": label, "url": own.url(page), "icon": icon, "current": key == current}
        for key, page, label, icon in pages
    ]
