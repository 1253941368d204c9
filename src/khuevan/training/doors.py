"""The way in to a door's pages (a signed link) and what its phones carry: the pack of the class."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from khuevan.kit.errors import Refused
from khuevan.training import tickets
from khuevan.training.attendance import read_line
from khuevan.training.enums import Said, ScanKind
from khuevan.training.models import ClassRun, Device, Nomination, ScanEvent

View = Callable[..., HttpResponseBase]
OPENS_BEFORE = timedelta(hours=6)
CLOSES_AFTER = timedelta(hours=6)
# Rows written at the same time may become visible out of the order of their keys.
OVERLAP = 60
AT_ONCE = 500


def door_link(*, even_shut: bool = False) -> Callable[[View], View]:
    """Opens a view to whoever holds the link of a door. ``even_shut``: a phone may still hand in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            device = find(token)
            if device is None or (device.shut_at and not even_shut):
                return closed(request, device)
            try:
                return view(request, device, **kwargs)
            except Refused as refusal:
                return JsonResponse({"kind": "refused", "words": str(refusal)}, status=422)

        # The link alone is the right; no cookie is looked at, so no other site can use one.
        guarded = csrf_exempt(never_cache(opened))
        guarded.access = "link:door"  # type: ignore[attr-defined]  # read by the access table
        return guarded

    return decorate


def find(token: str) -> Device | None:
    number, _dash, signature = token.partition("-")
    device = None
    if number.isascii() and number.isdecimal() and len(number) <= 18:
        device = Device.objects.roots().select_related("run").filter(pk=int(number)).first()
    # Compared even when there is no such row, so that the answer's time says nothing.
    expected = device.signature if device else "0" * 32
    return device if constant_time_compare(expected, signature) else None


def closed(request: HttpRequest, device: Device | None) -> HttpResponse:
    status = 410 if device else 403
    if request.method != "GET":
        return JsonResponse({"kind": "shut" if device else "forged"}, status=status)
    context = {"door": device, "contact": settings.OFFICE_CONTACT}
    return render(request, "training/door_closed.html", context, status=status)


def door_url(device: Device) -> str:
    root = device.root or device
    return settings.BASE_URL + reverse("training:door_phone", args=[root.token])


def pack(run: ClassRun) -> dict[str, object]:
    """All that a phone needs to judge tickets alone: who is named, and what is genuine.

    Names of those who are named now; of earlier ones the signature only, so that their ticket is told
    from a forged one. No telephone, no address: phones at doors get lost.
    """
    people = Nomination.objects.filter(seat__run=run).order_by("pk")
    rows = people.values_list(
        "pk", "seat_id", "nonce", "full_name", "position", "ended_at", named=True
    )
    seats = run.seats.select_related("organisation")
    return {
        "run": run.pk,
        "title": run.title,
        "version": version(run),
        "opens": ms(run.starts_at - OPENS_BEFORE) if run.starts_at else None,
        "starts": ms(run.starts_at) if run.starts_at else None,
        "closes": ms((run.ends_at or run.starts_at) + CLOSES_AFTER) if run.starts_at else None,
        "newest": max((row.pk for row in rows), default=0),
        "seats": [[one.pk, one.number, one.organisation.name] for one in seats],
        "people": [
            [
                row.pk, row.seat_id, tickets.signature_of(run.pk, row.pk, row.nonce),
                *(("", "", 1) if row.ended_at else (row.full_name, row.position, 0)),
            ]
            for row in rows
        ],
    }  # fmt: skip


def version(run: ClassRun) -> str:
    """Changes whenever the pack would: somebody named, substituted, a seat more, another hour."""
    people = Nomination.objects.filter(seat__run=run).aggregate(
        all=Count("pk"), ended=Count("ended_at"), newest=Max("pk")
    )
    facts = [*people.values(), run.revision, run.starts_at, run.ends_at]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]


def news(device: Device, since: int) -> tuple[int, list[list[object]]]:
    """Whom other phones let in or took back since that row: [nomination, seat, door, at, device, seq].

    What was taken back: [0, 0, "", 0, device, seq of the line that fell]. The phone is told what the
    other phone said; what is genuine the server judges when it computes who came.
    """
    lines = ScanEvent.objects.of(device.run).exclude(device=device).filter(pk__gt=since - OVERLAP)
    events = list(lines.select_related("device").order_by("pk")[:AT_ONCE])
    read = [(event, read_line(event.body) or {}) for event in events]
    named = {_nomination(event, line) for event, line in read}
    people = Nomination.objects.filter(seat__run=device.run, pk__in=named - {0})
    seats = dict(people.values_list("pk", "seat_id"))
    told = [_told(event, line, seats) for event, line in read if _is_told(event, line)]
    return max([since, *(event.pk for event in events)]), told


def _is_told(event: ScanEvent, line: Mapping[str, object]) -> bool:
    return event.kind == ScanKind.VOID or line.get("said") == Said.IN


def _nomination(event: ScanEvent, line: Mapping[str, object]) -> int:
    if event.kind == ScanKind.SCAN:
        ticket = tickets.parse(str(line.get("ticket") or ""))
        return ticket.nomination if ticket and ticket.nomination < 2**62 else 0
    number = line.get("n")
    return number if isinstance(number, int) and 0 < number < 2**62 else 0


def _told(event: ScanEvent, line: Mapping[str, object], seats: Mapping[int, int]) -> list[object]:
    if event.kind == ScanKind.VOID:
        return [0, 0, "", 0, event.device_id, line.get("of")]
    nomination = _nomination(event, line)
    seat = seats.get(nomination) or line.get("s") or 0
    known = nomination if nomination in seats else 0
    return [known, seat, event.device.label, ms(event.at), event.device_id, event.seq]


def digest_of(bodies: Iterable[str]) -> str:
    """Of a whole journal, as the phone computes it too: lines in order, each with its line end."""
    return hashlib.sha256("".join(f"{body}\n" for body in bodies).encode()).hexdigest()


def ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def now_ms() -> int:
    return ms(timezone.now())
