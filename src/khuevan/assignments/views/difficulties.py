"""What stands in the way of units: each with its number, its clock and its answer."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from khuevan.assignments import actions
from khuevan.assignments.enums import DifficultyState
from khuevan.assignments.forms import AnswerForm, ForwardForm
from khuevan.assignments.models import Assignment, Difficulty
from khuevan.kit.components import status
from khuevan.kit.lists import Column, Empty, Filter, ListDef, respond
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


def clock(one: Difficulty) -> str:
    """How it stands, and how long there is to answer."""
    if one.state == DifficultyState.ANSWERED:
        return status("done", str(one.get_state_display()))
    late = one.is_late(timezone.localdate())
    return status("overdue" if late else "doing", str(one.get_state_display()))


def linked_difficulty(one: Difficulty) -> str:
    url = reverse("assignments:difficulty", args=[one.pk])
    return format_html('<a class="link" href="{}">{}</a>', url, one.text[:160])


def answered_or_not(rows: QuerySet[Difficulty], value: str) -> QuerySet[Difficulty]:
    if value == "late":
        return rows.exclude(state=DifficultyState.ANSWERED).filter(
            answer_due__lt=timezone.localdate()
        )
    return rows.filter(state=value)


DIFFICULTIES = ListDef(
    name="assignments.difficulties",
    title=gettext_lazy("Difficulties"),
    columns=(
        Column("number", gettext_lazy("No."), lambda d: d.number, order=("number",), kind="int"),
        Column("text", gettext_lazy("Difficulty"), lambda d: d.text, linked_difficulty, head=True),
        Column("unit", gettext_lazy("Unit"), lambda d: d.assignment.organisation.name),
        Column("clause", gettext_lazy("Clause"), lambda d: d.assignment.task.clause.path),
        Column("state", gettext_lazy("State"), lambda d: d.get_state_display(), clock, ("state",)),
        Column(
            "due", gettext_lazy("Answer by"), lambda d: d.answer_due, order=("answer_due",),
            kind="date",
        ),
        Column("to", gettext_lazy("Forwarded to"), lambda d: d.forwarded_to),
        Column("answer", gettext_lazy("Answer"), lambda d: d.answer, hidden=True),
    ),
    filters=(
        Filter(
            "state", gettext_lazy("State"),
            (("late", gettext_lazy("Late")), *DifficultyState.choices), answered_or_not,
        ),
    ),
    search=("assignment__organisation__search",),
    order=("-number",),
    empty=Empty(
        gettext_lazy("No unit has reported a difficulty"),
        gettext_lazy("A unit writes it on its page; it gets a number and must be answered."),
        icon="chat",
    ),
    wide=True,
)  # fmt: skip


def difficulties_of(request: SignedInRequest) -> QuerySet[Difficulty]:
    seen = Assignment.objects.visible_to(request.user)
    own = Difficulty.objects.filter(assignment__in=seen)
    return own.select_related("assignment__organisation", "assignment__task__clause")


@requires(Can.ASSIGNMENT_VIEW_ALL)
def difficulties(request: SignedInRequest) -> HttpResponseBase:
    return respond(request, DIFFICULTIES, difficulties_of(request), "assignments/difficulties.html")


@requires(Can.ASSIGNMENT_VIEW_ALL)
def difficulty(request: SignedInRequest, pk: int) -> HttpResponse:
    return difficulty_page(request, get_object_or_404(difficulties_of(request), pk=pk))


def difficulty_page(
    request: SignedInRequest,
    one: Difficulty,
    *,
    answer_form: AnswerForm | None = None,
    forward_form: ForwardForm | None = None,
    status_code: int = 200,
) -> HttpResponse:
    facts = {
        "one": one,
        "is_late": one.is_late(timezone.localdate()),
        "can_answer": request.user.can(Can.ASSIGNMENT_JUDGE)
        and one.state != DifficultyState.ANSWERED,
        "answer_form": answer_form or AnswerForm(),
        "forward_form": forward_form or ForwardForm(),
        "crumbs": [(_("Difficulties"), reverse("assignments:difficulties"))],
    }
    return render(request, "assignments/difficulty.html", facts, status=status_code)


@require_POST
@requires(Can.ASSIGNMENT_JUDGE)
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(difficulties_of(request), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return difficulty_page(request, one, answer_form=form, status_code=400)
    actions.answer(one, form.cleaned_data["answer"], by=request.user)
    messages.success(request, _("Answered; the unit is told."))
    return redirect("assignments:difficulty", pk=pk)


@require_POST
@requires(Can.ASSIGNMENT_JUDGE)
def forward(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(difficulties_of(request), pk=pk)
    form = ForwardForm(request.POST)
    if not form.is_valid():
        return difficulty_page(request, one, forward_form=form, status_code=400)
    actions.forward(one, form.cleaned_data["to"], by=request.user)
    messages.success(request, _("Forwarded; the clock goes on."))
    return redirect("assignments:difficulty", pk=pk)
