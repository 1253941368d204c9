"""What the script of the unit's form asks, in JSON: one request a cell, each safe to repeat."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from khuevan.kit import offline
from khuevan.kit.errors import Refused
from khuevan.people.permissions import public
from khuevan.reports import actions, histories, rules
from khuevan.reports.actions.answering import closed_why, standing, typed_of
from khuevan.reports.actions.whole import mark_of
from khuevan.reports.enums import WAITED_FOR, ObligationState
from khuevan.reports.errors import (
    AlreadySent,
    CellChanged,
    CellLocked,
    ChangedMeanwhile,
    Incomplete,
    Unreadable,
)
from khuevan.reports.models import Cell, Indicator, Obligation
from khuevan.reports.rules import Typed
from khuevan.reports.views.boxes import hint_of
from khuevan.reports.views.desk import Desk
from khuevan.reports.views.unit import clock

DeviceView = Callable[..., JsonResponse]
KINDS: tuple[tuple[type[Refused], str, int], ...] = (
    (CellChanged, "changed", 409),
    (CellLocked, "locked", 409),
    (AlreadySent, "sent", 409),
    (ChangedMeanwhile, "meanwhile", 409),
    (Incomplete, "incomplete", 422),
    (Unreadable, "unreadable", 422),
    (Refused, "refused", 422),
)


def answers(view: DeviceView) -> DeviceView:
    """Only POST acts; a refusal becomes its kind and its words."""

    @wraps(view)
    def asked(request: HttpRequest, desk: Desk, pk: int) -> JsonResponse:
        if request.method != "POST":
            return JsonResponse({"kind": "method"}, status=405)
        found = desk.obligation(pk)
        try:
            return view(request, desk, found)
        except Refused as refusal:
            kind, status = next((k, s) for error, k, s in KINDS if isinstance(refusal, error))
            facts: dict[str, Any] = {"kind": kind, "words": str(refusal)}
            if isinstance(refusal, Incomplete):
                facts["codes"] = list(refusal.codes)
            return JsonResponse(facts | state_of(desk, found), status=status)

    return asked


def read(request: HttpRequest) -> dict[str, Any]:
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Unreadable("JSON") from None
    if not isinstance(asked, dict):
        raise Unreadable("JSON")
    return asked


def text(asked: dict[str, Any], name: str) -> str:
    value = asked.get(name)
    return value if isinstance(value, str) else ""


def number(asked: dict[str, Any], name: str) -> int | None:
    value = asked.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def typed_in(asked: dict[str, Any]) -> Typed:
    table = asked.get("table")
    rows = table if isinstance(table, list) else []
    return Typed(
        value=text(asked, "value"),
        text=text(asked, "text"),
        table=tuple(
            tuple(field if isinstance(field, str) else "" for field in row)
            for row in rows
            if isinstance(row, list)
        ),
        note=text(asked, "note"),
    )


def indicator_of(found: Obligation, code: str) -> Indicator:
    return get_object_or_404(found.cycle.type.indicators.filter(is_active=True), code=code)


@answers
def cell(request: HttpRequest, desk: Desk, found: Obligation) -> JsonResponse:
    asked = read(request)
    indicator = indicator_of(found, text(asked, "code"))
    sent = asked.get("sent")
    kept = actions.save_cell(
        found, indicator, typed_in(asked), number(asked, "revision"), by=desk.by,
        key=text(asked, "key"), sent=[one for one in sent if isinstance(one, str)]
        if isinstance(sent, list) else (), over=asked.get("over") is True,
    )  # fmt: skip
    return saved(found, kept)


def saved(found: Obligation, kept: Cell) -> JsonResponse:
    facts = {"seen": revision_of(found), "at": clock(), "hint": unusual(found, kept)}
    return JsonResponse(facts | {"cell": cell_facts(kept, is_open=True)})


def unusual(found: Obligation, kept: Cell) -> str:
    if kept.value is None:
        return ""
    history = histories.of_units(found.cycle, [found.organisation_id])
    return hint_of(kept, history.get(found.organisation_id, {}).get(kept.indicator.code, ()))


def revision_of(found: Obligation) -> int:
    return Obligation.objects.values_list("revision", flat=True).get(pk=found.pk)


@answers
def picture(request: HttpRequest, desk: Desk, found: Obligation) -> JsonResponse:
    indicator = indicator_of(found, request.POST.get("code", ""))
    file = request.FILES.get("file")
    if file is None:
        raise Unreadable("file")
    kept = actions.add_picture(
        found, indicator, file, by=desk.by, key=request.POST.get("key", "")[:40]
    )
    return saved(found, kept)


@answers
def submit(request: HttpRequest, desk: Desk, found: Obligation) -> JsonResponse:
    asked = read(request)
    made = actions.submit(
        found, by=desk.by, revision=number(asked, "revision"), key=text(asked, "key")
    )
    url = desk.url("receipt", pk=found.pk, version=made.version)
    return JsonResponse({"reference": made.reference, "at": clock(), "url": url})


def state(request: HttpRequest, desk: Desk, pk: int) -> JsonResponse:
    """All cells as they stand, for a device that missed something."""
    found = desk.obligation(pk)
    words = "" if found.state in WAITED_FOR else closed_why(found)
    return JsonResponse({"words": words} | state_of(desk, found))


def state_of(desk: Desk, found: Obligation) -> dict[str, Any]:
    now = desk.obligation(found.pk)
    cells = [one for one in actions.cells_of(now) if one.indicator.is_active]
    return {
        "seen": now.revision,
        "state": now.state,
        "cells": [cell_facts(one, is_open=is_open(now, one)) for one in cells],
    }


def is_open(found: Obligation, cell: Cell) -> bool:
    if found.state == ObligationState.RETURNED:
        return cell.is_returned
    return found.state in WAITED_FOR


def cell_facts(cell: Cell, *, is_open: bool) -> dict[str, Any]:
    return {
        "code": cell.indicator.code,
        "typed": typed_of(standing(cell)).as_json(),
        "revision": cell.revision,
        "was": f"{cell.revision}:{mark_of(typed_of(standing(cell)))}",
        "own": cell.is_own,
        "proposed": rules.shown(cell.proposed),
        "pictures": [one.file.name for one in cell.pictures.all()],
        "open": is_open,
    }


@require_GET
@public
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from an address above the pages that it may serve.

    A page registers it for its own door only; it holds no facts of anybody.
    """
    return offline.worker("reports/worker.js")
