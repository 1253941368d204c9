"""The office's side: cycles with who has sent, one cycle, and what is done to all of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from khuevan.kit import outbox
from khuevan.kit.components import status
from khuevan.kit.lists import Column, Empty, Filter, ListDef, for_reader, respond
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.reports import actions, matrix
from khuevan.reports.enums import CycleState
from khuevan.reports.forms.office import MoveDueForm
from khuevan.reports.models import Cycle, ReportType

LIVE_UP_TO = 200
"""Units up to which a cycle's page shows every answer as it arrives."""
UNITS_SHOWN = 200
UNITS_A_PAGE = 25
LATEST = 12


def linked(one: Cycle) -> str:
    url = reverse("reports:cycle", args=[one.pk])
    return format_html('<a class="link" href="{}">{}</a>', url, one.label)


def pill(one: Cycle) -> str:
    if one.state == CycleState.CLOSED:
        return status("done", str(one.get_state_display()))
    return status("doing", str(one.get_state_display()))


def types(request: HttpRequest) -> list[tuple[str, Any]]:
    return [(str(one.pk), one.name) for one in ReportType.objects.periodic()]


def of_type(rows: QuerySet[Cycle], value: str) -> QuerySet[Cycle]:
    return rows.filter(type_id=int(value))


def silent_cell(one: Any) -> str:
    if not one.n_waited:
        return "0"
    url = reverse("reports:matrix", args=[one.pk]) + "?show=silent"
    return format_html('<a class="link" href="{}">{}</a>', url, one.n_waited)


def rate(one: Any) -> int | None:
    return round(100 * one.n_on_time / one.n_owed) if one.n_owed else None


CYCLES = ListDef(
    name="reports.cycles",
    title=gettext_lazy("Reports"),
    columns=(
        Column("label", gettext_lazy("Report"), lambda c: c.label, linked, ("label",), head=True,
               width=50),
        Column("due", gettext_lazy("Due"), lambda c: c.due_at, order=("due_at",), kind="datetime"),
        Column("state", gettext_lazy("State"), lambda c: c.get_state_display(), pill, ("state",)),
        Column("sent", gettext_lazy("Sent"), lambda c: f"{c.n_sent}/{c.n_owed}"),
        Column("silent", gettext_lazy("Waited for"), lambda c: c.n_waited, silent_cell, kind="int"),
        Column("returned", gettext_lazy("Cells returned"), lambda c: c.n_returned, kind="int"),
        Column("rate", gettext_lazy("On time, %"), rate, kind="int"),
        Column("window", gettext_lazy("Figures of"), lambda c: c.window_words, hidden=True),
    ),
    filters=(
        Filter("type", gettext_lazy("Report"), types, of_type),
        Filter("state", gettext_lazy("State"), tuple(CycleState.choices),
               lambda rows, value: rows.filter(state=value)),
    ),
    order=("-due_at", "-pk"),
    empty=Empty(
        gettext_lazy("No report has been asked yet"),
        gettext_lazy(
            "Ask units a question, or open the period of a report. Periodic reports open by "
            "themselves once their type says so."
        ),
        gettext_lazy("Ask the units"), "/reports/ask/", icon="report",
    ),
    wide=True,
)  # fmt: skip


@requires(Can.REPORT_VIEW)
def index(request: SignedInRequest) -> HttpResponseBase:
    may_edit = request.user.can(Can.REPORT_EDIT)
    facts = {"may_edit": may_edit, "open": Cycle.objects.open().count()}
    rows = Cycle.objects.counted().select_related("type")
    return respond(request, for_reader(CYCLES, may_act=may_edit), rows, "reports/index.html", facts)


def found(pk: int) -> Cycle:
    return get_object_or_404(Cycle.objects.select_related("type", "plan", "previous"), pk=pk)


def crumbs(cycle: Cycle | None = None) -> list[tuple[str, str]]:
    trail = [(_("Reports"), reverse("reports:index"))]
    if cycle:
        trail.append((cycle.label, reverse("reports:cycle", args=[cycle.pk])))
    return trail


def tabs(cycle: Cycle) -> list[tuple[str, str]]:
    return [
        (_("Overview"), reverse("reports:cycle", args=[cycle.pk])),
        (_("Matrix"), reverse("reports:matrix", args=[cycle.pk])),
        (_("Consolidated report"), reverse("reports:consolidated", args=[cycle.pk])),
    ]


def common(request: SignedInRequest, cycle: Cycle, page: str) -> dict[str, Any]:
    return {
        "cycle": cycle,
        "crumbs": crumbs(),
        "tabs": tabs(cycle),
        "current": reverse(f"reports:{page}", args=[cycle.pk]),
        "may_edit": request.user.can(Can.REPORT_EDIT),
        "may_remind": request.user.can(Can.REMIND),
        "is_open": cycle.state == CycleState.OPEN,
    }


@requires(Can.REPORT_VIEW)
def cycle(request: SignedInRequest, pk: int) -> HttpResponse:
    """One cycle as it stands; the answers arrive by themselves, or on reload without script."""
    one = found(pk)
    facts = common(request, one, "cycle") | live(one, request.GET.get("page", ""))
    if request.GET.get("live"):
        if request.GET.get("mark") == facts["mark"]:
            return HttpResponse(status=204)
        return render(request, "reports/_live.html", facts)
    local = timezone.localtime(one.due_at)
    facts["due_form"] = MoveDueForm(initial={"due_day": local.date(), "due_time": local.time()})
    return render(request, "reports/cycle.html", facts)


def live(one: Cycle, number: str = "") -> dict[str, Any]:
    """What changes while somebody looks at it; ``number`` is the page of units looked at."""
    sheet, now = matrix.Sheet(one), timezone.now()
    counts = matrix.standings([one]).get(one.pk, matrix.Standing())
    facts: dict[str, Any] = {
        "standing": counts, "mark": counts.mark, "now": now, "sheet": sheet,
        "figures": figures(one, counts), "untold": one.obligations.untold().count(),
        "is_small": counts.owed + counts.excused <= LIVE_UP_TO,
    }  # fmt: skip
    if facts["is_small"]:
        page = Paginator(sheet.obligations, UNITS_A_PAGE).get_page(number)
        rows = sheet.rows(list(page.object_list))
        facts |= {"page": page, "rows": rows, "indicators": sheet.indicators}
    else:
        sent = sheet.obligations.exclude(sent_at=None).order_by("-sent_at")
        facts["latest"] = list(sent[:LATEST])
    return facts


def figures(one: Cycle, counts: matrix.Standing) -> list[dict[str, Any]]:
    table = reverse("reports:matrix", args=[one.pk])
    is_late = timezone.now() > one.due_at
    rate = "–" if counts.rate is None else f"{counts.rate} %"
    return [
        {"label": _("Sent"), "value": counts.sent, "note": f"/ {counts.owed}", "state": "received",
         "url": f"{table}?show=sent"},
        {"label": _("Accepted"), "value": counts.accepted, "state": "done",
         "url": f"{table}?show=accepted"},
        {"label": _("Cells returned"), "value": counts.returned, "state": "returned",
         "url": f"{table}?show=returned"},
        {"label": _("Not sent"), "value": counts.waited - counts.returned,
         "state": "overdue" if is_late else "unanswered", "url": f"{table}?show=silent"},
        {"label": _("Sent on time"), "value": rate, "note": _("of those who owe it")},
    ]  # fmt: skip


# --- the units are told, and reminded


def seen(request: HttpRequest) -> int | None:
    """How many units the preview showed; a number that cannot be right counts as not seen."""
    text = request.POST.get("units", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


@requires(Can.REPORT_EDIT)
def tell(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found(pk)
    if request.method == "POST":
        work = actions.send(one, by=request.user, seen=seen(request))
        return redirect("kit:work", pk=work.pk)
    facts = common(request, one, "cycle") | {
        "outlook": actions.outlook(one), "first_at": outbox.awake(timezone.now()),
        "crumbs": crumbs(one), "shown": UNITS_SHOWN,
    }  # fmt: skip
    return render(request, "reports/tell.html", facts)


@requires(Can.REMIND)
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found(pk)
    if request.method == "POST":
        work = actions.nudge(one, by=request.user, seen=seen(request))
        return redirect("kit:work", pk=work.pk)
    facts = common(request, one, "cycle") | {
        "outlook": actions.nudge_outlook(one), "first_at": outbox.awake(timezone.now()),
        "crumbs": crumbs(one), "shown": UNITS_SHOWN,
    }  # fmt: skip
    return render(request, "reports/remind.html", facts)


# --- what is done to the whole


def moment_seen(request: HttpRequest) -> datetime | None:
    """When the page was drawn on which the person pressed; nonsense is no moment."""
    with suppress(ValueError):
        moment = parse_datetime(request.POST.get("seen", "")[:40])
        return moment if moment and timezone.is_aware(moment) else None
    return None


@require_POST
@requires(Can.REPORT_EDIT)
def accept_all(request: SignedInRequest, pk: int) -> HttpResponse:
    one, upto = found(pk), moment_seen(request)
    count = actions.accept_all(one, by=request.user, seen=upto) if upto else 0
    if count:
        words = ngettext("%(n)d report accepted.", "%(n)d reports accepted.", count)
        messages.success(request, words % {"n": count})
    else:
        messages.info(request, _("Nothing was waiting to be accepted."))
    return redirect("reports:cycle", pk=pk)


@require_POST
@requires(Can.REPORT_EDIT)
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.close_cycle(found(pk), by=request.user)
    messages.success(request, _("Closed: nobody is reminded any more, nothing more is taken."))
    return redirect("reports:cycle", pk=pk)


@require_POST
@requires(Can.REPORT_EDIT)
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.reopen_cycle(found(pk), by=request.user)
    messages.success(request, _("Open again: units can send and mend."))
    return redirect("reports:cycle", pk=pk)


@require_POST
@requires(Can.REPORT_EDIT)
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.take_back(found(pk), by=request.user)
    messages.success(request, _("Taken back: no unit had been told."))
    return redirect("reports:index")


@require_POST
@requires(Can.REPORT_EDIT)
def due(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found(pk)
    form = MoveDueForm(request.POST)
    if not form.is_valid():
        facts = common(request, one, "cycle") | live(one) | {"due_form": form}
        return render(request, "reports/cycle.html", facts, status=400)
    actions.move_due(one, form.due_at, by=request.user)
    messages.success(request, _("The due moment has moved; the reminders follow it."))
    return redirect("reports:cycle", pk=pk)
