"""What a phone at the door asks: its page, the pack, its own row, and to hand in its journal."""

from __future__ import annotations

import json
from typing import Any

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.http import JsonResponse as Json
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khuevan.kit import offline
from khuevan.kit.errors import Refused
from khuevan.people.permissions import public
from khuevan.training import actions, doors
from khuevan.training.models import Device
from khuevan.training.wording import door_words

SCRIPTS = (
    "kit/offline/durable.js", "kit/offline/keep.js",
    *(f"training/door/{name}.js" for name in
      ("judge", "store", "screen", "lists", "sync", "camera", "door")),
)  # fmt: skip
SIGNS = (
    ("in", "done"), ("twice", "history"), ("cancelled", "cancelled"), ("forged", "warn"),
    ("other", "class"), ("early", "overdue"), ("expired", "overdue"), ("unknown", "help"),
    ("strange", "close"), ("back", "undo"),
)  # fmt: skip


@doors.door_link()
@csp_update({"script-src": ["'wasm-unsafe-eval'"]})
def door(request: HttpRequest, device: Device) -> HttpResponse:
    """The page; it holds no names, so that nothing is kept before the phone is prepared."""
    facts = {
        "door": device.pk,
        "name": device.name,
        "base": request.path,
        "wasm": static("vendor/zxing_reader.wasm"),
        "worker": reverse("training:door_worker"),
        "icons": static("kit/icons.svg"),
        "words": door_words(),
    }
    context = {
        "door": device, "run": device.run, "facts": json.dumps(facts, ensure_ascii=False),
        "scripts": SCRIPTS, "signs": SIGNS,
    }  # fmt: skip
    response = render(request, "training/door.html", context)
    response["X-Keep-Offline"] = f"door-{device.pk}"
    return response


@require_GET
@doors.door_link()
def manifest(request: HttpRequest, device: Device) -> Json:
    icon = {"src": static("kit/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    facts = {
        "name": f"{device.name} - Khuê Văn", "short_name": device.name, "icons": [icon],
        "start_url": "./", "scope": "./", "display": "standalone",
        "background_color": "#14100d", "theme_color": "#14100d",
    }  # fmt: skip
    return Json(facts, content_type="application/manifest+json")


@require_GET
@doors.door_link(even_shut=True)
def clock(request: HttpRequest, device: Device) -> Json:
    return Json({"now": doors.now_ms()})


@doors.door_link()
def join(request: HttpRequest, device: Device) -> Json:
    """The phone says which it is and receives its row and the pack."""
    asked = read(request)
    mine = actions.join(device, text(asked, "phone"), by=device)
    offset = number(asked, "offset")
    if offset is not None:
        Device.objects.filter(pk=mine.pk).update(offset_ms=_bounded(offset))
    facts = {"device": mine.pk, "label": mine.label, "have": mine.events.count()}
    return Json(facts | {"pack": doors.pack(device.run), "now": doors.now_ms()})


@doors.door_link(even_shut=True)
def scans(request: HttpRequest, device: Device) -> Json:
    """A piece of a journal comes in; what other doors saw goes out."""
    asked = read(request)
    mine = _row(device, text(asked, "phone"))
    lines = asked.get("lines")
    bodies = lines if isinstance(lines, list) else []
    taken = actions.take_scans(mine, bodies, claimed=number(asked, "claimed"))
    cursor, news = doors.news(mine, _bounded(number(asked, "since") or 0))
    return Json({
        "kept": taken.kept, "bad": taken.bad, "news": news, "cursor": cursor,
        "version": doors.version(device.run), "shut": device.shut_at is not None,
        "now": doors.now_ms(),
    })  # fmt: skip


@doors.door_link(even_shut=True)
def settle(request: HttpRequest, device: Device) -> Json:
    """The end of the day: how much of this phone's journal the office has, and its fingerprint."""
    mine = _row(device, text(read(request), "phone"))
    bodies = list(mine.events.order_by("seq").values_list("body", flat=True))
    return Json({"have": len(bodies), "digest": doors.digest_of(bodies), "label": mine.label})


def _row(device: Device, phone: str) -> Device:
    """The row of this phone; one that never prepared itself gets it now."""
    if phone and device.phone == phone:
        return device
    mine = device.others.select_related("run").filter(phone=phone).first() if phone else None
    return mine or actions.join(device, phone, by=device)


def _bounded(value: int) -> int:
    return max(-(2**53), min(2**53, value))


def read(request: HttpRequest) -> dict[str, Any]:
    if request.method != "POST":
        raise Http404
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused(_("What the phone sent cannot be read. Open the door's page anew.")) from None
    if not isinstance(asked, dict):
        raise Refused(_("What the phone sent cannot be read. Open the door's page anew."))
    return asked


def text(asked: dict[str, Any], name: str) -> str:
    value = asked.get(name)
    return value if isinstance(value, str) and value.isascii() and value.isprintable() else ""


def number(asked: dict[str, Any], name: str) -> int | None:
    value = asked.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


@require_GET
@public
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from an address above the doors that it may serve; it holds no facts."""
    return offline.worker("training/door/worker.js")
