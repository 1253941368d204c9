"""The plan at work: as itself, as a matrix, by unit, by month."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.assignments import costs, exports, living
from khuevan.assignments.costs import Money
from khuevan.assignments.models import Assignment, Difficulty, Evidence
from khuevan.kit import audit
from khuevan.kit.vietnamese import fold
from khuevan.people.http import SignedInRequest
from khuevan.people.models import User
from khuevan.people.permissions import Can, requires
from khuevan.people.words import kind_words
from khuevan.plans.models import Clause, Plan
from khuevan.plans.sheet import Decoration, sheet

UNITS_A_PAGE = 100
PROOFS_SHOWN = 20


def found(request: SignedInRequest, pk: int) -> Plan:
    """The plan without its long text, which only the paper view asks for."""
    plans = Plan.objects.visible_to(request.user).defer("text", "parts", "reading", "search")
    return get_object_or_404(plans, pk=pk)


def context(plan: Plan, current: str) -> dict[str, object]:
    """What every view of the plan shows above its own content."""
    return {
        "plan": plan,
        "living_url": reverse("assignments:living", args=[plan.pk]),
        "here": current.removeprefix("assignments:"),
        "current": reverse(current, args=[plan.pk]),
        "crumbs": [
            (_("Plans"), reverse("plans:index")),
            (plan.title, reverse("plans:detail", args=[plan.pk])),
        ],
    }


@requires(Can.ASSIGNMENT_VIEW_ALL)
def matrix(request: SignedInRequest, pk: int) -> HttpResponseBase:
    plan = found(request, pk)
    every = living.rows(plan, timezone.localdate(), request.user)
    rows = filtered(every, request)
    if request.GET.get("format") == "xlsx":
        return exports.MATRIX.respond(rows)
    whole = living.Standing()
    for row in rows:
        whole.join(row.standing)
    facts = context(plan, "assignments:matrix") | {
        "groups": grouped(rows),
        "rows": rows,
        "whole": whole,
        "money": Money(tuple(cost for row in rows for cost in row.money.costs)),
        "all": len(every),
        "gaps": sum(1 for row in every if row.standing.gap),
        "leads": sorted({name for row in every for name in row.leads}, key=fold),
        "looks": [look for look in living.LOUDEST if any(r.standing.look == look for r in every)],
        "query": request.GET.urlencode(),
    }
    template = "assignments/_matrix.html" if is_part(request) else "assignments/matrix.html"
    return render(request, template, facts)


def is_part(request: SignedInRequest) -> bool:
    """htmx asks for the table alone; a return through history needs the page."""
    return bool(request.htmx and not request.htmx.history_restore_request)


def filtered(rows: list[living.Row], request: HttpRequest) -> list[living.Row]:
    """The rows that the filters in the address leave: q, gaps, lead, state."""
    words, lead = fold(request.GET.get("q", "")), request.GET.get("lead", "")
    look, gaps = request.GET.get("state", ""), request.GET.get("gaps", "")
    return [
        row
        for row in rows
        if (not words or words in fold(row.clause.text))
        and (not lead or lead in row.leads)
        and (not look or row.standing.look == look)
        and (not gaps or row.standing.gap)
    ]


def grouped(rows: Iterable[living.Row]) -> list[tuple[str, list[living.Row]]]:
    """Rows under the heading of the plan in which they stand, in the plan's order."""
    groups: list[tuple[str, list[living.Row]]] = []
    for row in rows:
        heading = row.clause.heading or row.clause.parent_path
        if not groups or groups[-1][0] != heading:
            groups.append((heading, []))
        groups[-1][1].append(row)
    return groups


@requires(Can.ASSIGNMENT_VIEW_ALL)
def units(request: SignedInRequest, pk: int) -> HttpResponseBase:
    plan = found(request, pk)
    as_sent = request.GET.get("units") == "sent"
    rows = living.unit_rows(plan, timezone.localdate(), as_sent=as_sent)
    words, show = fold(request.GET.get("q", "")), request.GET.get("show", "")
    rows = [
        row
        for row in rows
        if words in row.search and (not show or getattr(row, SHOWS.get(show, "total")))
    ]
    if request.GET.get("format") == "xlsx":
        return exports.UNITS.respond(rows)
    facts = context(plan, "assignments:units") | {
        "page": Paginator(rows, UNITS_A_PAGE).get_page(request.GET.get("page")),
        "count": len(rows),
        "shows": [
            ("", _("All units")),
            ("silent", _("Silent")),
            ("late", _("Late")),
            ("open", _("Not finished")),
        ],
        "show": show,
        "as_sent": as_sent,
        "query": without_page(request),
    }
    template = "assignments/_plan_units.html" if is_part(request) else "assignments/plan_units.html"
    return render(request, template, facts)


SHOWS = {"silent": "silent", "late": "late", "open": "missing"}


def without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    weeks: list[list[tuple[date, list[living.Due]]]]
    dues: list[living.Due]


@requires(Can.ASSIGNMENT_VIEW_ALL)
def months(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    today = timezone.localdate()
    dues = living.dues(plan, today)
    facts = context(plan, "assignments:months") | {
        "months": [month(first, dues) for first in firsts(dues)],
        "undated": [due for due in dues if due.day is None],
        "today": today,
    }
    return render(request, "assignments/months.html", facts)


def firsts(dues: list[living.Due]) -> list[date]:
    return sorted({due.day.replace(day=1) for due in dues if due.day})


def month(first: date, dues: list[living.Due]) -> Month:
    own = [due for due in dues if due.day and due.day.replace(day=1) == first]
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    days = [[(day, [due for due in own if due.day == day]) for day in week] for week in weeks]
    return Month(first, days, own)


@requires(Can.ASSIGNMENT_VIEW_ALL)
def living_plan(request: SignedInRequest, pk: int, clause: int | None = None) -> HttpResponse:
    plan = found(request, pk)
    facts = context(plan, "assignments:living")
    if clause is not None:
        facts |= drawer(plan, clause, request.user)
        if is_part(request):
            return render(request, "assignments/_clause.html", facts)
    today = timezone.localdate()
    rows = {row.clause.pk: row for row in living.rows(plan, today)}
    clauses = list(plan.clauses.defer("search"))
    paper = sheet(plan, clauses, decorations(plan, clauses, rows, clause))
    whole = living.Standing()
    for row in rows.values():
        whole.join(row.standing)
    facts |= {
        "sheet": paper,
        "outline": living.outline(paper, rows),
        "whole": whole,
        "legend": living.LOUDEST[:-1],
        "may_send": request.user.can(Can.TASK_SEND),
    }
    return render(request, "assignments/living.html", facts)


def decorations(
    plan: Plan, clauses: list[Clause], rows: dict[int, living.Row], selected: int | None
) -> dict[int, Decoration]:
    """What the margins say of each clause; the paper itself is never touched."""
    shown = {}
    for clause in clauses:
        row = rows.get(clause.pk)
        shown[clause.pk] = Decoration(
            state=row.standing.look if row else "",
            note="" if row else clause.get_kind_display(),
            figures=figures(row.standing) if row else (),
            url=reverse("assignments:clause", args=[plan.pk, clause.pk]) if row else "",
            on=clause.pk == selected,
        )
    return shown


def figures(standing: living.Standing) -> tuple[tuple[str, int, str], ...]:
    return (
        ("done", standing.tasks, ngettext("task", "tasks", standing.tasks)),
        ("units", standing.total, ngettext("unit", "units", standing.total)),
        (
            "proof",
            standing.proofs,
            ngettext("piece of evidence", "pieces of evidence", standing.proofs),
        ),
    )


def drawer(plan: Plan, pk: int, reader: User) -> dict[str, object]:
    """Tasks, money, units, evidence and history of one clause."""
    clause = get_object_or_404(plan.clauses.prefetch_related("upward__parent__plan"), pk=pk)
    today = timezone.localdate()
    own = Assignment.objects.filter(plan=plan, task__clause=clause)
    lines = living.task_lines(plan, clause, today)
    cost = costs.of([line.task.pk for line in lines], reader)
    proofs = Evidence.objects.filter(assignment__in=own, withdrawn_at=None)
    waiting = own.silent().select_related("organisation").order_by("organisation__sort_key")
    return {
        "clause": clause,
        "standing": living.joined(living.tasks_of(clause), living.of_tasks([plan], today)),
        "tasks": lines,
        "money": [(line.task, cost.get(line.task.pk, [])) for line in lines],
        "silent": waiting[:PROOFS_SHOWN],
        "silent_count": waiting.count(),
        "late": own.overdue(today)
        .select_related("organisation")
        .order_by("organisation__sort_key")[:PROOFS_SHOWN],
        "proofs": proofs.select_related("assignment__organisation", "file").order_by("-at")[
            :PROOFS_SHOWN
        ],
        "proof_count": proofs.count(),
        "difficulties": Difficulty.objects.filter(assignment__in=own)[:PROOFS_SHOWN],
        "history": [
            (
                timezone.localtime(one.at).strftime("%H:%M %d/%m/%Y"),
                f"{one.by_name}: {kind_words(one.kind)}",
            )
            for one in audit.history(clause)[:PROOFS_SHOWN]
        ],
        "selected": clause.pk,
    }
