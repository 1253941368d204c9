"""What stands in the way of units: each with its number, its clock and its answer."""

from __future__ import annotations

from typing import Any

from django import forms
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
from khuevan.assignments.enums import DIFFICULTY_MOVES, DifficultyState
from khuevan.assignments.forms import (
    AnswerForm,
    BodyAnswerForm,
    ForwardForm,
    JoinForm,
    ReceivedForm,
    TopicChoiceForm,
)
from khuevan.assignments.models import Difficulty, Topic
from khuevan.assignments.views.records import steps
from khuevan.documents import actions as documents
from khuevan.documents.downloads import answer as download
from khuevan.kit.components import status
from khuevan.kit.lists import Column, Empty, Filter, ListDef, respond
from khuevan.people.http import SignedInRequest
from khuevan.people.models import Organisation
from khuevan.people.permissions import Can, requires
from khuevan.plans.models import Plan


def clock(one: Difficulty) -> str:
    """How it stands, and how long there is to answer."""
    if not one.is_open:
        return status("done", str(one.get_state_display()))
    late = one.is_late(timezone.localdate())
    return status("overdue" if late else "doing", str(one.get_state_display()))


def linked_difficulty(one: Difficulty) -> str:
    url = reverse("assignments:difficulty", args=[one.pk])
    return format_html('<a class="link" href="{}">{}</a>', url, one.text[:160])


def standing(rows: QuerySet[Difficulty], value: str) -> QuerySet[Difficulty]:
    today = timezone.localdate()
    if value == "late":
        return rows.filter(pk__in=Difficulty.objects.late(today))
    if value == "open":
        return rows.filter(pk__in=Difficulty.objects.open())
    return rows.filter(state=value)


def topic_choices(_request: HttpRequest) -> list[tuple[str, Any]]:
    known = [(str(one.pk), one.name) for one in Topic.objects.all()]
    return [*known, ("none", _("Not classified yet"))]


def about(rows: QuerySet[Difficulty], value: str) -> QuerySet[Difficulty]:
    return rows.filter(topic=None) if value == "none" else rows.filter(topic=int(value))


def unit_choices(_request: HttpRequest) -> list[tuple[str, Any]]:
    """Those that have written; not the whole tree."""
    units = Organisation.objects.filter(pk__in=Difficulty.objects.values("organisation"))
    return [(str(one.pk), one.name) for one in units]


DIFFICULTIES = ListDef(
    name="assignments.difficulties",
    title=gettext_lazy("Difficulties"),
    columns=(
        Column("number", gettext_lazy("No."), lambda d: d.number, order=("number",), kind="int"),
        Column("text", gettext_lazy("Difficulty"), lambda d: d.text, linked_difficulty, head=True),
        Column("unit", gettext_lazy("Unit"), lambda d: d.organisation.name),
        Column("topic", gettext_lazy("Topic"), lambda d: d.topic.name if d.topic else ""),
        Column("plan", gettext_lazy("Plan"), lambda d: plan_words(d), hidden=True),
        Column("clause", gettext_lazy("Clause"), lambda d: clause_of(d)),
        Column("state", gettext_lazy("State"), lambda d: d.get_state_display(), clock, ("state",)),
        Column("raised", gettext_lazy("Raised"), lambda d: d.raised_at, kind="datetime",
               order=("raised_at",), hidden=True),
        Column("due", gettext_lazy("Answer by"), lambda d: d.answer_due, order=("answer_due",),
               kind="date"),
        Column("letter", gettext_lazy("Letter"), lambda d: d.letter_number, hidden=True),
        Column("to", gettext_lazy("Forwarded to"), lambda d: d.forwarded_to),
        Column("answer", gettext_lazy("Answer"), lambda d: d.answer, hidden=True),
        Column("answered", gettext_lazy("Answered"), lambda d: d.answered_at, kind="datetime",
               hidden=True),
    ),
    filters=(
        Filter("state", gettext_lazy("State"),
               (("open", gettext_lazy("Waiting for an answer")), ("late", gettext_lazy("Late")),
                *DifficultyState.choices), standing),
        Filter("topic", gettext_lazy("Topic"), topic_choices, about),
        Filter("unit", gettext_lazy("Unit"), unit_choices,
               lambda rows, value: rows.filter(organisation=value)),
    ),
    search=("search", "organisation__search"),
    order=("-number",),
    empty=Empty(
        gettext_lazy("No unit has reported a difficulty"),
        gettext_lazy("A unit writes it on its page; it gets a number and must be answered."),
        icon="chat",
    ),
    wide=True,
)  # fmt: skip


def clause_of(one: Difficulty) -> str:
    return one.assignment.task.clause.path if one.assignment else ""


def plan_words(one: Difficulty) -> str:
    return (one.plan.number or one.plan.title) if one.plan else ""


def difficulties_of(request: SignedInRequest) -> QuerySet[Difficulty]:
    own = Difficulty.objects.visible_to(request.user).select_related(
        "organisation", "topic", "plan", "assignment__task__clause"
    )
    return own.defer("plan__text", "plan__parts", "plan__reading", "plan__search")


@requires(Can.ASSIGNMENT_VIEW_ALL)
def difficulties(request: SignedInRequest) -> HttpResponseBase:
    return respond(request, DIFFICULTIES, difficulties_of(request), "assignments/difficulties.html")


@requires(Can.ASSIGNMENT_JUDGE)
def add(request: SignedInRequest) -> HttpResponse:
    """A unit's letter or call, entered for it by the office."""
    form = ReceivedForm(
        request.POST or None, request.FILES or None, plans=Plan.objects.visible_to(request.user)
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        upload = told["file"]
        made = actions.raise_difficulty(
            told["unit"], told["text"], by=request.user,
            given=actions.Particulars(
                told["plan"], told["topic"],
                documents.store(upload, by=request.user) if upload else None,
                told["letter_number"], told["letter_date"],
            ),
        )  # fmt: skip
        messages.success(request, _("Recorded; the unit sees it on its page."))
        return redirect("assignments:difficulty", pk=made.pk)
    facts = {"form": form, "crumbs": [(_("Difficulties"), reverse("assignments:difficulties"))]}
    return render(
        request, "assignments/difficulty_add.html", facts, status=400 if form.errors else 200
    )


@requires(Can.ASSIGNMENT_VIEW_ALL)
def difficulty(request: SignedInRequest, pk: int) -> HttpResponse:
    return difficulty_page(request, get_object_or_404(difficulties_of(request), pk=pk))


def difficulty_page(
    request: SignedInRequest, one: Difficulty, wrong: dict[str, forms.Form] | None = None
) -> HttpResponse:
    """``wrong``: the form that was sent with a mistake, under its name on the page."""
    may = request.user.can(Can.ASSIGNMENT_JUDGE)
    facts: dict[str, Any] = {
        "one": one,
        "is_late": one.is_late(timezone.localdate()),
        "steps": steps(one),
        "duplicates": one.duplicates.select_related("organisation"),
        "can_answer": may and one.is_open,
        "can_take": may
        and DifficultyState.ANSWERING in DIFFICULTY_MOVES[DifficultyState(one.state)]
        and one.state != DifficultyState.FORWARDED,
        "answer_form": AnswerForm(initial={"answer": one.body_answer or one.answer}),
        "forward_form": ForwardForm(),
        "topic_form": TopicChoiceForm(initial={"topic": one.topic_id}),
        "body_form": BodyAnswerForm(prefix="body"),
        "join_form": JoinForm(),
        "crumbs": [(_("Difficulties"), reverse("assignments:difficulties"))],
        **(wrong or {}),
    }
    status_code = 400 if wrong else 200
    return render(request, "assignments/difficulty.html", facts, status=status_code)


@requires(Can.ASSIGNMENT_VIEW_ALL)
def file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return download(get_object_or_404(difficulties_of(request), pk=pk).file)


@require_POST
@requires(Can.ASSIGNMENT_JUDGE)
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(difficulties_of(request), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return difficulty_page(request, one, {"answer_form": form})
    actions.answer(one, form.cleaned_data["answer"], by=request.user)
    messages.success(request, _("Answered; the unit is told."))
    return redirect("assignments:difficulty", pk=pk)


@require_POST
@requires(Can.ASSIGNMENT_JUDGE)
def forward(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(difficulties_of(request), pk=pk)
    form = ForwardForm(request.POST)
    if not form.is_valid():
        return difficulty_page(request, one, {"forward_form": form})
    match = actions.forward(one, form.cleaned_data["to"], by=request.user)
    messages.success(request, _("Forwarded; the clock goes on."))
    if one.forwarded_body is None:
        nearest = "; ".join(candidate.label for candidate in match.candidates)
        words = _("The tree of units does not know “%(to)s”, so nobody was told by mail.")
        hint = _("Did you mean: %(units)s") % {"units": nearest} if nearest else ""
        messages.warning(request, f"{words % {'to': one.forwarded_to}} {hint}".strip())
    return redirect("assignments:difficulty", pk=pk)


@require_POST
@requires(Can.ASSIGNMENT_JUDGE)
def classify(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(difficulties_of(request), pk=pk)
    form = TopicChoiceForm(request.POST)
    if not form.is_valid():
        return difficulty_page(request, one, {"topic_form": form})
    actions.classify(one, form.cleaned_data["topic"], by=request.user)
    return redirect("assignments:difficulty", pk=pk)


@require_POST
@requires(Can.ASSIGNMENT_JUDGE)
def take_up(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.take_up(get_object_or_404(difficulties_of(request), pk=pk), by=request.user)
    return redirect("assignments:difficulty", pk=pk)


@require_POST
@requires(Can.ASSIGNMENT_JUDGE)
def body_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(difficulties_of(request), pk=pk)
    form = BodyAnswerForm(request.POST, prefix="body")
    if not form.is_valid():
        return difficulty_page(request, one, {"body_form": form})
    actions.record_body_answer(one, form.cleaned_data["text"], by=request.user)
    messages.success(request, _("Recorded. Now answer the sender."))
    return redirect("assignments:difficulty", pk=pk)


@require_POST
@requires(Can.ASSIGNMENT_JUDGE)
def join(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(difficulties_of(request), pk=pk)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return difficulty_page(request, one, {"join_form": form})
    first = actions.join(one, form.cleaned_data["number"], by=request.user)
    messages.success(
        request,
        _("Joined: the answer to no. %(number)d answers this one too.") % {"number": first.number},
    )
    return redirect("assignments:difficulty", pk=pk)
