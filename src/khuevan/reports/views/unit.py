"""The reports that a unit owes, on a phone: everything works as plain forms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.documents import downloads
from khuevan.kit import workdays
from khuevan.kit.workdays import Calendar
from khuevan.reports import actions, rules, versions, wording
from khuevan.reports.actions import Entry, Outcome
from khuevan.reports.enums import WAITED_FOR, CycleState, ObligationState
from khuevan.reports.errors import Incomplete
from khuevan.reports.forms import entries_of
from khuevan.reports.models import Cell, CellPicture, Obligation
from khuevan.reports.views import boxes as views
from khuevan.reports.views.boxes import Box
from khuevan.reports.views.desk import Desk, show

SCRIPTS = [
    "kit/offline/durable.js", "kit/offline/keep.js",
    *(f"reports/{name}.js" for name in ("rules", "store", "keep", "cells", "form")),
]  # fmt: skip
PAGES_OF_SCRIPT = ("cell", "state", "picture", "submit")
LOOKS = {
    ObligationState.OWED: "unanswered",
    ObligationState.WRITING: "doing",
    ObligationState.RETURNED: "returned",
    ObligationState.SENT: "received",
    ObligationState.ACCEPTED: "done",
    ObligationState.EXCUSED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A report as the list shows it."""

    report: Obligation
    look: str
    label: str
    note: str
    action: str
    url: str


def reports(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is owed, the next due first."""
    now, days = timezone.now(), workdays.calendar()
    own = Obligation.objects.of(desk.organisation.pk).waited_for()
    rows = own.select_related("cycle__type").order_by("cycle__due_at", "pk")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    cards = [card(one, desk, now, days) for one in page.object_list]
    facts = {"page": page, "cards": cards, "today": now, "device": for_device(desk)}
    return show(request, desk, "reports/unit_reports.html", "owed", facts, keep=True)


def sent(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What was sent, and what the office said to it."""
    now, days = timezone.now(), workdays.calendar()
    own = Obligation.objects.of(desk.organisation.pk).exclude(state__in=WAITED_FOR)
    rows = own.select_related("cycle__type").order_by("-cycle__due_at", "-pk")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    cards = [card(one, desk, now, days) for one in page.object_list]
    return show(
        request, desk, "reports/unit_reports_sent.html", "sent", {"page": page, "cards": cards}
    )


def card(report: Obligation, desk: Desk, now: datetime, days: Calendar) -> Card:
    state = ObligationState(report.state)
    late = report.is_late(now)
    verbs = {
        ObligationState.OWED: _("Fill in"), ObligationState.WRITING: _("Go on"),
        ObligationState.RETURNED: _("Mend the cells"),
    }  # fmt: skip
    return Card(
        report=report,
        look="overdue" if late and state != ObligationState.RETURNED else LOOKS[state],
        label=_("Overdue") if late and state != ObligationState.RETURNED else str(state.label),
        note=after_comma(when(report, now, days)),
        action=verbs.get(state, _("Look at it")),
        url=desk.url("report", pk=report.pk),
    )


def when(report: Obligation, now: datetime, days: Calendar) -> str:
    """ "3 working days left"; nothing once it was sent."""
    if report.state not in WAITED_FOR:
        return ""
    today, due = timezone.localdate(now), timezone.localdate(report.cycle.due_at)
    if now > report.cycle.due_at:
        return _late(days, due, today)
    left = days.between(today, due)
    if left <= 0:
        return _("due today at %(hour)s") % {
            "hour": date_format(timezone.localtime(report.cycle.due_at), "H:i")
        }
    return ngettext("%(days)d working day left", "%(days)d working days left", left) % {
        "days": left
    }


def after_comma(words: str) -> str:
    return words[:1].lower() + words[1:]


def _late(days: Calendar, due: date, today: date) -> str:
    count = days.between(due, today)
    if count <= 0:
        return _("past the hour")
    return ngettext("%(days)d working day late", "%(days)d working days late", count) % {
        "days": count
    }


# --- one report


def report(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = desk.obligation(pk)
    cells = actions.prefill(found)
    if request.method != "POST":
        return form_page(request, desk, found, boxes(desk, found, cells))
    entries = entries_of(request, [cell.indicator for cell in cells])
    outcome = actions.save_all(found, entries, by=desk.by)
    return answered(request, desk, found, entries, outcome)


def boxes(desk: Desk, found: Obligation, cells: list[Cell] | None = None) -> list[Box]:
    """The cells as they stand now, or as just read."""
    if cells is None:
        cells = [cell for cell in actions.cells_of(found) if cell.indicator.is_active]
    return views.boxes_of(found, cells, desk.url("report", pk=found.pk))


def answered(
    request: HttpRequest, desk: Desk, found: Obligation, entries: Sequence[Entry], outcome: Outcome
) -> HttpResponse:
    """What the button asked for, once the cells are saved; nothing typed is ever lost."""
    verb, _colon, what = request.POST.get("do", "save").partition(":")
    if outcome.refused:
        shown = boxes(desk, found)
        views.retype(shown, entries, outcome.refused, outcome.changed)
        return form_page(request, desk, found, shown, status=400)
    page = desk.url("report", pk=found.pk)
    match verb:
        case "send":
            return send(request, desk, found)
        case "row":
            return redirect(f"{page}?more={what}#c-{what}")
        case "use" | "drop":
            changed = use(desk, found, what) if verb == "use" else drop(desk, found, what)
            return redirect(f"{page}#cell-{changed}")
    messages.success(request, _("Saved at %(hour)s.") % {"hour": clock()})
    return redirect(page)


def clock() -> str:
    return date_format(timezone.localtime(), "H:i")


def use(desk: Desk, found: Obligation, code: str) -> str:
    """The system's figure in place of the unit's own."""
    cell = get_object_or_404(found.cells.exclude(proposed=None), indicator__code=code)
    answer = rules.Answer(value=cell.proposed)
    actions.save_cell(found, cell.indicator, answer, by=desk.by, over=True)
    return code


def drop(desk: Desk, found: Obligation, picture: str) -> str:
    number = int(picture) if picture.isdecimal() and len(picture) < 18 else 0
    one = get_object_or_404(CellPicture, pk=number, cell__obligation=found)
    actions.remove_picture(found, one.cell.indicator, one.pk, by=desk.by)
    return one.cell.indicator.code


def send(request: HttpRequest, desk: Desk, found: Obligation) -> HttpResponse:
    try:
        made = actions.submit(found, by=desk.by, key=request.POST.get("key", ""))
    except Incomplete as refusal:
        shown = boxes(desk, found)
        for box in shown:
            if box.code in refusal.codes:
                box.error = str(rules.Problem("required")) if box.returned is None else str(refusal)
        return form_page(request, desk, found, shown, status=400)
    return redirect(desk.url("receipt", pk=found.pk, version=made.version))


def form_page(
    request: HttpRequest, desk: Desk, found: Obligation, shown: list[Box], *, status: int = 200
) -> HttpResponse:
    for box in shown:
        if request.GET.get("more") == box.code:
            views.spread(box, extra=3)
    now, days = timezone.now(), workdays.calendar()
    facts = {
        "report": found,
        "card": card(found, desk, now, days),
        "headings": views.headings(shown),
        "wrong": [box for box in shown if box.error],
        "is_open": any(box.is_open for box in shown),
        "is_closed": found.cycle.state == CycleState.CLOSED,
        "last": found.submissions.first(),
        "key": uuid4(),
        "contact": settings.OFFICE_CONTACT,
        "limit_mb": settings.UPLOAD_LIMIT // 2**20,
        "device": for_device(desk, found),
        "scripts": SCRIPTS,
    }
    template = "reports/unit_report.html"
    return show(request, desk, template, "owed", facts, status=status, keep=status == 200)


def for_device(desk: Desk, found: Obligation | None = None) -> str:
    """What the page's script needs: the worker of this door, and the addresses of a report."""
    facts = {
        "worker": reverse("reports:worker"), "scope": desk.url(""),
        "unit": desk.organisation.pk, "limit": settings.UPLOAD_LIMIT, **wording.for_device(),
    }  # fmt: skip
    if found:
        facts |= {page: desk.url(page, pk=found.pk) for page in PAGES_OF_SCRIPT}
        facts |= {"report": found.pk, "report_page": desk.url("report", pk=found.pk)}
    return json.dumps(facts)


# --- what was sent


def receipt(request: HttpRequest, desk: Desk, pk: int, version: int) -> HttpResponse:
    """Big and plain: it has arrived, and this is its number."""
    found = desk.obligation(pk)
    made = get_object_or_404(found.submissions, version=version)
    facts = {"report": found, "made": made, "url": desk.url("report", pk=pk)}
    return show(request, desk, "reports/unit_receipt.html", "sent", facts)


def history(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Every version that was sent, what came back, and what changed from one to the next."""
    found = desk.obligation(pk)
    facts = {
        "report": found,
        "versions": versions.of(found),
        "url": desk.url("report", pk=pk),
    }
    return show(request, desk, "reports/unit_history.html", "sent", facts)


def sources(request: HttpRequest, desk: Desk, pk: int, code: str) -> HttpResponse:
    """The rows behind a figure that the system proposed."""
    found = desk.obligation(pk)
    indicator = get_object_or_404(found.cycle.type.indicators, code=code)
    facts = {
        "report": found,
        "indicator": indicator,
        "words": views.source_words(indicator, views.names_for([indicator])),
        "cell": found.cells.filter(indicator=indicator).first(),
        "groups": versions.sources(found, indicator),
        "url": desk.url("report", pk=pk),
    }
    return show(request, desk, "reports/unit_sources.html", "owed", facts)


def picture(request: HttpRequest, desk: Desk, pk: int, picture: int) -> HttpResponseBase:
    found = desk.obligation(pk)
    one = CellPicture.objects.select_related("file").filter(cell__obligation=found, pk=picture)
    if not (held := one.first()):
        raise Http404
    return downloads.answer(held.file, inline=True)
