"""What the office sees: receipts as they arrive, who is silent, who is late, what waits for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from khuevan.assignments import actions
from khuevan.assignments.enums import OPEN, OWED, State
from khuevan.assignments.forms import PostponeForm, ReasonForm
from khuevan.assignments.models import Assignment, Evidence
from khuevan.assignments.models.assignments import AssignmentQuerySet
from khuevan.assignments.views import unit
from khuevan.assignments.views.plan import context, found
from khuevan.assignments.views.records import lines
from khuevan.kit import workdays
from khuevan.kit.components import status
from khuevan.kit.lists import Column, Empty, Filter, ListDef, respond
from khuevan.kit.models import Message
from khuevan.people.enums import OrganisationKind
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.plans.models import Plan


def pill(one: Assignment) -> str:
    if one.is_late(timezone.localdate()):
        return status("overdue", f"{_('Overdue')}: {one.get_state_display().lower()}")
    return status(unit.LOOKS[State(one.state)], str(one.get_state_display()))


def linked(one: Assignment) -> str:
    return linked_as(one, one.organisation.name)


def linked_as(one: Assignment, words: str) -> str:
    url = reverse("assignments:detail", args=[one.pk])
    return format_html('<a class="link" href="{}">{}</a>', url, words)


SHOWS = (
    ("silent", gettext_lazy("Silent")),
    ("late", gettext_lazy("Late")),
    ("owed", gettext_lazy("Still owed")),
    *((str(value), label) for value, label in State.choices),
)


def narrowed(rows: QuerySet[Assignment], show: str) -> QuerySet[Assignment]:
    today = timezone.localdate()
    if show == "silent":
        return rows.filter(state=State.ASSIGNED)
    if show == "late":
        return rows.filter(state__in=OWED, due__lt=today)
    if show == "owed":
        return rows.filter(state__in=OWED)
    return rows.filter(state=show)


def plans_with_work(request: HttpRequest) -> list[tuple[str, Any]]:
    at_work = Plan.objects.filter(assignments__isnull=False).distinct()[:200]
    return [(str(plan.pk), plan.number or plan.title[:70]) for plan in at_work]


UNIT = Column(
    "unit", gettext_lazy("Unit"), lambda a: a.organisation.name, linked,
    order=("organisation__sort_key",), head=True, width=34,
)  # fmt: skip
COLUMNS = (
    Column("clause", gettext_lazy("Clause"), lambda a: a.task.clause.path, width=14),
    Column("task", gettext_lazy("Task"), lambda a: a.task.text, width=60),
    Column("part", gettext_lazy("Part"), lambda a: a.get_part_display(), order=("part",)),
    Column("due", gettext_lazy("Due"), lambda a: a.due, order=("due",), kind="date"),
    Column("state", gettext_lazy("State"), lambda a: a.get_state_display(), pill, ("state",)),
    Column(
        "received", gettext_lazy("Received"), lambda a: a.received_at,
        order=("received_at",), kind="datetime",
    ),
    Column("handed", gettext_lazy("Handed to"), lambda a: a.handed_to, hidden=True),
    Column(
        "reminders", gettext_lazy("Reminders"), lambda a: a.reminders, order=("reminders",),
        kind="int",
    ),
    Column(
        "reminded", gettext_lazy("Last reminder"), lambda a: a.reminded_at,
        order=("reminded_at",), kind="datetime", hidden=True,
    ),
    Column("word", gettext_lazy("Last word"), lambda a: a.last_word),
)  # fmt: skip
SHOW = Filter("show", gettext_lazy("Show"), SHOWS, narrowed)
KIND = Filter(
    "kind", gettext_lazy("Kind of unit"), tuple(OrganisationKind.choices),
    lambda rows, value: rows.filter(organisation__kind=value),
)  # fmt: skip
ALL = ListDef(
    name="assignments.all",
    title=gettext_lazy("Assignments"),
    columns=(
        UNIT,
        Column("plan", gettext_lazy("Plan"), lambda a: a.plan.number or a.plan.title[:60]),
        *(replace(one, hidden=one.hidden or one.key == "reminders") for one in COLUMNS),
    ),
    filters=(
        SHOW,
        Filter(
            "plan", gettext_lazy("Plan"), plans_with_work,
            lambda rows, value: rows.filter(plan=value),
        ),
        KIND,
    ),
    search=("organisation__search", "task__clause__search"),
    order=("due", "pk"),
    empty=Empty(
        gettext_lazy("No task has gone out to a unit yet"),
        gettext_lazy("Approve a plan, then send its tasks: receipts arrive here."),
        icon="send",
    ),
    wide=True,
)  # fmt: skip
RECEIPTS = ListDef(
    name="assignments.receipts",
    title=gettext_lazy("Receipts"),
    columns=(UNIT, *COLUMNS),
    filters=(SHOW, KIND),
    search=("organisation__search", "task__clause__search"),
    order=("organisation__protocol_order", "organisation__sort_key", "due", "pk"),
    empty=Empty(
        gettext_lazy("Nothing of this plan has gone out yet"),
        gettext_lazy("Once it is approved, send its tasks: each unit's receipt appears here."),
        icon="send",
    ),
    wide=True,
)
WAITING = ListDef(
    name="assignments.waiting",
    title=gettext_lazy("Reports that wait for acceptance"),
    columns=(
        UNIT,
        Column("plan", gettext_lazy("Plan"), lambda a: a.plan.number or a.plan.title[:60]),
        *COLUMNS[:4],
        Column(
            "reported", gettext_lazy("Reported"), lambda a: a.reported_at,
            order=("reported_at",), kind="datetime",
        ),
        COLUMNS[-1],
    ),
    filters=(KIND,),
    search=("organisation__search", "task__clause__search"),
    order=("reported_at", "pk"),
    empty=Empty(
        gettext_lazy("No report waits for you"),
        gettext_lazy("What a unit reports as done appears here, to be accepted or returned."),
        icon="inbox",
    ),
    wide=True,
)  # fmt: skip


def rows(request: SignedInRequest) -> AssignmentQuerySet:
    every = Assignment.objects.visible_to(request.user)
    return every.select_related("organisation", "task__clause", "plan")


@requires(Can.ASSIGNMENT_VIEW_ALL)
def index(request: SignedInRequest) -> HttpResponseBase:
    return respond(request, ALL, rows(request), "assignments/index.html")


@requires(Can.ASSIGNMENT_VIEW_ALL)
def waiting(request: SignedInRequest) -> HttpResponseBase:
    own = rows(request).filter(state=State.WAITING)
    return respond(request, WAITING, own, "assignments/waiting.html")


@requires(Can.ASSIGNMENT_VIEW_ALL)
def receipts(request: SignedInRequest, pk: int) -> HttpResponseBase:
    plan = found(request, pk)
    facts = context(plan, "assignments:receipts") | {
        "may_send": request.user.can(Can.TASK_SEND),
        "may_remind": request.user.can(Can.REMIND),
    }
    own = rows(request).filter(plan=plan)
    return respond(request, RECEIPTS, own, "assignments/receipts.html", facts)


@requires(Can.PLAN_VIEW)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The office's page of one task of one unit; its own people go to the unit's page."""
    one = get_object_or_404(rows(request), pk=pk)
    if not request.user.can(Can.ASSIGNMENT_VIEW_ALL):
        return redirect("assignments:own_task", pk=pk)
    return detail_page(request, one)


def detail_page(
    request: SignedInRequest,
    one: Assignment,
    *,
    reason: ReasonForm | None = None,
    postponed: PostponeForm | None = None,
    status_code: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    hard = list(one.difficulties.all())
    facts = {
        "one": one,
        "is_late": one.is_late(today),
        "look": "overdue" if one.is_late(today) else unit.LOOKS[State(one.state)],
        "note": unit.when(one, today, workdays.calendar()),
        "proofs": one.evidence.select_related("file"),
        "difficulties": hard,
        "history": lines(one, difficulties=hard),
        "messages_sent": Message.objects.about(f"assignments.assignment:{one.pk}")[:20],
        "can_judge": request.user.can(Can.ASSIGNMENT_JUDGE) and one.state == State.WAITING,
        "can_return": request.user.can(Can.ASSIGNMENT_JUDGE) and one.state == State.DONE,
        "is_own": one.organisation_id == request.user.organisation_id
        and request.user.can(Can.ASSIGNMENT_REPORT),
        "can_change": request.user.can(Can.TASK_SEND) and one.state in OPEN,
        "reason_form": reason or ReasonForm(),
        "postpone_form": postponed or PostponeForm(prefix="postpone"),
        "cancel_form": ReasonForm(prefix="cancel"),
        "crumbs": [
            (_("Assignments"), reverse("assignments:index")),
            (
                one.plan.number or one.plan.title[:80],
                reverse("assignments:living", args=[one.plan_id]),
            ),
        ],
    }
    return render(request, "assignments/detail.html", facts, status=status_code)


@require_POST
@requires(Can.ASSIGNMENT_JUDGE)
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(rows(request), pk=pk)
    actions.accept(one, by=request.user)
    messages.success(request, _("Accepted: %(unit)s.") % {"unit": one.organisation.name})
    return redirect("assignments:waiting")


@require_POST
@requires(Can.ASSIGNMENT_JUDGE)
def return_(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(rows(request), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return detail_page(request, one, reason=form, status_code=400)
    actions.return_(one, why=form.cleaned_data["why"], by=request.user)
    messages.success(request, _("Returned to %(unit)s.") % {"unit": one.organisation.name})
    return redirect("assignments:detail", pk=pk)


@require_POST
@requires(Can.TASK_SEND)
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(rows(request), pk=pk)
    actions.cancel(one, why=request.POST.get("cancel-why", ""), by=request.user)
    messages.success(request, _("Cancelled; the unit and its calendar are told."))
    return redirect("assignments:detail", pk=pk)


@require_POST
@requires(Can.TASK_SEND)
def postpone(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(rows(request), pk=pk)
    form = PostponeForm(request.POST, prefix="postpone")
    if not form.is_valid():
        return detail_page(request, one, postponed=form, status_code=400)
    actions.postpone(one, form.cleaned_data["due"], why=form.cleaned_data["why"], by=request.user)
    messages.success(request, _("The due day has moved; the unit and its calendar are told."))
    return redirect("assignments:detail", pk=pk)


@requires(Can.ASSIGNMENT_VIEW_ALL)
def evidence(request: SignedInRequest, pk: int) -> HttpResponseBase:
    own = Evidence.objects.filter(assignment__in=Assignment.objects.visible_to(request.user))
    return unit.download(get_object_or_404(own, pk=pk))
