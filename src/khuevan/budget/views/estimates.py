"""The list of estimates, a new one, and the page of one with all that is said about it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.budget import actions, availability, guidance
from khuevan.budget.arithmetic import total
from khuevan.budget.enums import APPROVED, LOOKS, EstimateState
from khuevan.budget.forms import FrameForm, RemarkForm, StartForm
from khuevan.budget.models import Allocation, Estimate, FundingSource, Line, Remark
from khuevan.budget.models.sources import NOTHING
from khuevan.budget.views.frame import found, framed, trail
from khuevan.documents.enums import PaperState
from khuevan.documents.models import Paper
from khuevan.kit.components import status
from khuevan.kit.lists import Column, Empty, Filter, ListDef, for_reader, respond
from khuevan.kit.vietnamese import amount_in_words
from khuevan.people.http import SignedInRequest
from khuevan.people.models import User
from khuevan.people.permissions import Can, requires
from khuevan.plans.models import Plan, Task


def pill(estimate: Estimate) -> str:
    state = EstimateState(estimate.state)
    return status(LOOKS[state], str(state.label))


def linked(estimate: Estimate) -> str:
    url = estimate.get_absolute_url()
    return format_html('<a class="link" href="{}">{}</a>', url, estimate.title)


def sources(request: HttpRequest) -> list[tuple[str, Any]]:
    return [(str(one.pk), str(one)) for one in FundingSource.objects.all()]


def plans(request: HttpRequest) -> list[tuple[str, Any]]:
    """Those for whose tasks there are estimates."""
    found = Plan.objects.filter(tasks__estimates__isnull=False).distinct().order_by("-pk")
    return [(str(one.pk), one.title) for one in found.only("title")]


ESTIMATES = ListDef(
    name="budget.estimates",
    title=gettext_lazy("Estimates"),
    columns=(
        Column("title", gettext_lazy("Estimate"), lambda e: e.title, linked, ("title",), head=True,
               width=50),
        Column("source", gettext_lazy("Source"), lambda e: str(e.source or "–")),
        Column("on", gettext_lazy("For the day"), lambda e: e.on, order=("on",), kind="date"),
        Column("state", gettext_lazy("State"), lambda e: e.get_state_display(), pill, ("state",)),
        Column("proposed", gettext_lazy("Proposed"), lambda e: int(e.proposed_all), kind="int",
               order=("proposed_all",)),
        Column("granted", gettext_lazy("Appraised"), lambda e: e.granted_all and int(e.granted_all),
               kind="int",
               order=("granted_all",)),
        Column("by", gettext_lazy("Prepared by"), lambda e: str(e.prepared_by)),
        Column("task", gettext_lazy("Task of a plan"), lambda e: str(e.task or ""), hidden=True),
    ),
    filters=(
        Filter("source", gettext_lazy("Source"), sources,
               lambda rows, value: rows.filter(source=value)),
        Filter("plan", gettext_lazy("Plan"), plans,
               lambda rows, value: rows.filter(task__plan=value)),
        Filter("state", gettext_lazy("State"), tuple(EstimateState.choices),
               lambda rows, value: rows.filter(state=value)),
    ),
    search=("search",),
    order=("-created_at", "-pk"),
    empty=Empty(
        gettext_lazy("No estimate yet"),
        gettext_lazy("Begin one here, from a class or from the lines of an earlier one."),
        gettext_lazy("Begin an estimate"), "/budget/new/", icon="money",
    ),
    wide=True,
)  # fmt: skip


def summed(rows: QuerySet[Estimate]) -> QuerySet[Estimate]:
    return rows.annotate(
        proposed_all=Coalesce(Sum("lines__proposed"), NOTHING),
        granted_all=Sum("lines__appraised"),
    )


@requires(Can.BUDGET_VIEW)
def index(request: SignedInRequest) -> HttpResponseBase:
    rows = summed(Estimate.objects.visible_to(request.user).select_related("source", "prepared_by"))
    may = request.user.can(Can.BUDGET_PREPARE)
    rows = rows.select_related("source", "prepared_by", "task")
    return respond(request, for_reader(ESTIMATES, may_act=may), rows, "budget/index.html",
                   {"may_prepare": may})  # fmt: skip


@requires(Can.BUDGET_PREPARE)
def start(request: SignedInRequest) -> HttpResponse:
    earlier = Estimate.objects.visible_to(request.user).exclude(state=EstimateState.CANCELLED)
    form = StartForm(request.POST or None, earlier=earlier, initial=_begun_from(request))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        made = actions.start_estimate(
            cleaned["title"], (), by=request.user, task=cleaned["task"], source=cleaned["source"],
            on=cleaned["on"], previous=cleaned["previous"],
        )  # fmt: skip
        messages.success(request, _("The estimate was begun. Now its lines."))
        return redirect("budget:lines", pk=made.pk)
    facts = {"form": form, "crumbs": [*trail(), (_("Begin an estimate"), "")]}
    return render(request, "budget/start.html", facts, status=400 if form.errors else 200)


LONGEST_KEY = 10


def _begun_from(request: SignedInRequest) -> dict[str, Any]:
    """A link may say which estimate or task of a plan it begins with; what is no number is passed over."""
    sent = {k: request.GET.get(k, "") for k in ("previous", "task")}
    asked = {k: int(v) for k, v in sent.items() if v.isdecimal() and len(v) < LONGEST_KEY}
    task = Task.objects.live().filter(pk=asked.get("task", 0)).first()
    if task is None:
        return {k: v for k, v in asked.items() if k != "task"}
    # The day on which the money is spent; a due day that has passed is no help.
    day = task.due if task.due and task.due >= timezone.localdate() else timezone.localdate()
    return asked | {"title": task.text.rstrip(" .;,")[:500], "on": day}


@requires(Can.BUDGET_PREPARE)
def frame(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    form = FrameForm(request.POST or None, instance=found(request.user, pk))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        actions.set_frame(
            estimate, cleaned["title"], cleaned["source"], cleaned["on"], by=request.user,
            note=cleaned["note"], task=cleaned["task"],
        )  # fmt: skip
        messages.success(request, _("Kept."))
        return redirect(estimate)
    facts = {"form": form, "crumbs": [*trail(estimate), (_("Source and day"), "")]}
    return render(request, "budget/frame.html", facts, status=400 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with what is said about it."""

    line: Line
    remarks: list[Remark]
    open: int


@requires(Can.BUDGET_VIEW)
def estimate(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found(request.user, pk)
    remarks = list(one.remarks.select_related("by", "settled_by"))
    lines = list(one.lines.select_related("norm__basis"))
    facts = framed(
        one, one.get_absolute_url(), rows=_with_remarks(lines, remarks),
        general=[x for x in remarks if x.line_id is None], remark_form=RemarkForm(),
        look=LOOKS[EstimateState(one.state)], steps=steps(one), hands=hands(one),
        may=may(one, request.user), opinions=one.availabilities.select_related("by")[:3],
        supplements=summed(one.supplementary.all()), **_sums(one, lines), guides=guidance.of(lines), **_papers(one),
    )  # fmt: skip
    return render(request, "budget/estimate.html", facts)


def _with_remarks(lines: list[Line], remarks: list[Remark]) -> list[Shown]:
    said: dict[int, list[Remark]] = defaultdict(list)
    for one in remarks:
        if one.line_id:
            said[one.line_id].append(one)
    return [Shown(x, said[x.pk], sum(one.settled_at is None for one in said[x.pk])) for x in lines]


def _papers(one: Estimate) -> dict[str, Any]:
    """The documents begun from it that were not cancelled."""
    slip, decision = actions.slip_origin(one), actions.decision_origin(one)
    found = list(
        Paper.objects.filter(origin__in=[slip, decision]).exclude(state=PaperState.CANCELLED)
    )
    origins = {paper.origin for paper in found}
    return {"papers": found, "has_slip": slip in origins, "has_decision": decision in origins}


def _sums(one: Estimate, lines: list[Line]) -> dict[str, Any]:
    proposed, granted = total(x.proposed for x in lines), total(x.granted for x in lines)
    room = availability.room(one.source, apart_from=one) if one.source else None
    return {
        "proposed": proposed, "granted": granted, "difference": granted - proposed,
        "words": amount_in_words(granted), "room": room,
        "left": room.free - granted if room else None, "bar": _bar(room, granted) if room else [],
        "decisions": _decisions(one.source) if one.source else [],
    }  # fmt: skip


def _decisions(source: FundingSource) -> QuerySet[Allocation]:
    """The city's first, as people cite them."""
    return source.allocations.select_related("decision").order_by("-level", "tranche")


def _bar(room: availability.Room, granted: Decimal) -> list[tuple[str, int]]:
    """The source's money in thousands: spoken for, this one, what is left (or over)."""
    thousand = Decimal(1000)
    left = room.free - granted
    parts = [("received", room.spoken_for), ("done" if left >= 0 else "overdue", granted),
             ("unanswered", max(left, Decimal(0)))]  # fmt: skip
    return [(state, int(value / thousand)) for state, value in parts]


def steps(one: Estimate) -> list[tuple[str, str]]:
    """Where it stands on its way."""
    way = [
        (EstimateState.DRAFT, _("Prepared")), (EstimateState.SUBMITTED, _("Appraisal")),
        (EstimateState.APPRAISED, _("Approval")), (EstimateState.APPROVED, _("Spending")),
        (EstimateState.SETTLING, _("Settlement")), (EstimateState.LOCKED, _("Locked")),
    ]  # fmt: skip
    if one.state == EstimateState.CANCELLED:
        return [(words, "cancelled") for _state, words in way]
    at = {EstimateState.RETURNED: 0, EstimateState.EXAMINED: 4}.get(EstimateState(one.state))
    if at is None:
        at = [state for state, _words in way].index(EstimateState(one.state))
    here = "returned" if one.state == EstimateState.RETURNED else "doing"
    if one.state == EstimateState.LOCKED:
        here = "done"
    return [
        (words, "done" if place < at else here if place == at else "")
        for place, (_state, words) in enumerate(way)
    ]


def hands(one: Estimate) -> list[dict[str, Any]]:
    """Who did which of the three steps; an empty one waits or is locked."""
    return [
        {"label": _("1. Prepared by"), "person": one.prepared_by, "at": one.submitted_at,
         "open": one.is_draft},
        {"label": _("2. Appraised by"), "person": one.appraised_by, "at": one.appraised_at,
         "open": one.state == EstimateState.SUBMITTED},
        {"label": _("3. Approved by"), "person": one.approved_by, "at": one.approved_at,
         "open": one.state == EstimateState.APPRAISED},
    ]  # fmt: skip


def may(one: Estimate, user: User) -> dict[str, bool]:
    """Which buttons the person sees; the actions ask again."""
    apart = user.pk not in actions.involved(one)
    state = EstimateState(one.state)
    own = user.pk == one.prepared_by_id and user.can(Can.BUDGET_PREPARE)
    return {
        "write": own and one.is_draft,
        "take_back": own and state == EstimateState.SUBMITTED,
        "appraise": apart and state == EstimateState.SUBMITTED and user.can(Can.BUDGET_APPRAISE),
        "approve": apart and state == EstimateState.APPRAISED and user.can(Can.BUDGET_APPROVE),
        "state": one.source is not None and user.can(Can.BUDGET_APPRAISE)
        and state not in {EstimateState.LOCKED, EstimateState.CANCELLED},
        "cancel": one.is_draft and (own or user.can(Can.BUDGET_APPROVE)),
        "speak": actions.speaks(user) and state != EstimateState.CANCELLED,
        "draft": user.can(Can.PAPER_WRITE),
        "decide": user.can(Can.PAPER_WRITE) and state in APPROVED,
        "copy": user.can(Can.BUDGET_PREPARE),
        "supplement": user.can(Can.BUDGET_PREPARE) and state == EstimateState.APPROVED
        and one.supplements_id is None,
    }  # fmt: skip
