"""What a unit's page hands to its script, so that an answer can wait on the device without a line."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from khuevan.kit import offline
from khuevan.people.permissions import public
from khuevan.training.actions.nominating import LISTED, SHORTEST_REASON, TOO_SHORT, WAITS
from khuevan.training.enums import RunState, SeatState
from khuevan.training.forms.naming import DeclineForm, NomineeForm
from khuevan.training.models import ClassRun, Seat
from khuevan.training.nominees import WORDS
from khuevan.training.views.desk import Desk

SCRIPTS = (
    "kit/offline/durable.js", "kit/offline/keep.js",
    *(f"training/naming/{name}.js" for name in ("queue", "rules", "naming")),
)  # fmt: skip
WORKER = ("kit/offline/durable.js", "training/naming/queue.js", "training/naming/worker.js")
AT_MOST = timedelta(days=14)
"""So long a device keeps an answer when no day is set by which to name somebody."""


def kept_until(run: ClassRun) -> datetime:
    """Until when a device holds an answer that has not come in, and the pages of its seat."""
    now = timezone.now()
    last = run.nominate_by and run.nominate_by + timedelta(days=1)
    named_by = timezone.make_aware(datetime.combine(last, time.min)) if last else None
    ends = (named_by, run.starts_at, now + AT_MOST)
    return next(one for one in ends if one and one > now)


def for_device(
    desk: Desk, found: Seat, page: str = "", *, me: bool = False,
    form: NomineeForm | DeclineForm | None = None,
) -> dict[str, object]:  # fmt: skip
    """``page``: this one, below the seat's; ``me``: the device keeps the page of the focal point too."""
    url = desk.url("seat", pk=found.pk)
    ways = ways_of(found, me=me)
    facts: dict[str, object] = {
        "seat": url, "page": page, "scope": desk.url(""), "worker": reverse("training:naming_worker"),
        "until": milliseconds(kept_until(found.run)), "keep": bool(ways),
        "paths": [url, *(f"{url}{way}" for way in ways)],
    }  # fmt: skip
    if form:
        facts["problems"] = problems(form)
    return {"device": json.dumps(facts, ensure_ascii=False), "scripts": SCRIPTS}


def problems(form: NomineeForm | DeclineForm) -> dict[str, object]:
    """What the device says of fields before there is a line, in the words of the office."""
    fields = form.fields.items()
    return {
        **{code: str(words) for code, words in WORDS.items()},
        "why": str(TOO_SHORT) % {"count": SHORTEST_REASON},
        "required": {name: str(one.error_messages["required"]) for name, one in fields if one.required},
        "focal": getattr(form, "focal", ""),
    }  # fmt: skip


def ways_of(found: Seat, *, me: bool) -> list[str]:
    """The pages, below the seat's, by which the unit may answer now."""
    state = found.run.state
    names = ["name/other/", "name/me/"] if me else ["name/other/"]
    return [
        *(names if found.state in WAITS and state == RunState.NOMINATING else []),
        *(["decline/"] if found.state == SeatState.OPEN and state in LISTED else []),
    ]


def may_keep(request: HttpRequest, response: HttpResponse, desk: Desk, found: Seat) -> HttpResponse:
    """While the unit may answer, its device may keep the page (static/training/naming/worker.js)."""
    if request.method == "GET" and ways_of(found, me=False):
        response["X-Keep-Offline"] = str(desk.organisation.pk)
        response["X-Keep-Until"] = str(milliseconds(kept_until(found.run)))
    return response


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@require_GET
@public
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the unit's pages, from an address above them; it holds no facts."""
    return offline.worker(*WORKER)
