"""A unit's difficulties on its phone page: write one, see each step, say whether the answer helps."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.assignments import actions
from khuevan.assignments.enums import DifficultyState
from khuevan.assignments.forms import BodyAnswerForm, DifficultyForm, DisagreeForm
from khuevan.assignments.models import Assignment, Difficulty
from khuevan.assignments.views.desk import Desk, posted, show
from khuevan.assignments.views.records import steps
from khuevan.assignments.views.unit import task_page
from khuevan.documents import actions as documents
from khuevan.documents.downloads import answer as download
from khuevan.kit.vietnamese import format_date
from khuevan.plans.models import Plan

A_PAGE = 20


def difficulties(request: HttpRequest, desk: Desk) -> HttpResponse:
    own = Difficulty.objects.of(desk.organisation.pk).select_related("assignment__task", "plan")
    asked = Difficulty.objects.filter(
        forwarded_body=desk.organisation, state=DifficultyState.FORWARDED, body_answer=""
    ).select_related("organisation")
    facts = {
        "page": Paginator(own.defer("plan__text", "plan__parts"), A_PAGE).get_page(
            request.GET.get("page")
        ),
        "asked": asked[:A_PAGE],
        "today": timezone.localdate(),
    }
    return show(request, desk, "assignments/unit_difficulties.html", "difficulties", facts)


def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """About a plan, or about nothing in particular; by form or by the unit's official letter."""
    form = DifficultyForm(
        request.POST or None, request.FILES or None, plans=Plan.objects.filter(
            pk__in=Assignment.objects.of(desk.organisation.pk).values("plan")
        ),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made = actions.raise_difficulty(
            desk.organisation, form.cleaned_data["text"], by=desk.by, given=given(form, desk)
        )
        return recorded(request, desk, made)
    response = show(
        request, desk, "assignments/unit_difficulty_new.html", "difficulties", {"form": form}
    )
    response.status_code = 400 if form.errors else 200
    return response


@posted
def raise_difficulty(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    task = desk.task(pk)
    form = DifficultyForm(request.POST, request.FILES, plans=Plan.objects.none(), auto_id="hard_%s")
    if not form.is_valid():
        return task_page(request, desk, task, difficulty=form, status=400)
    made = actions.raise_difficulty(
        task, form.cleaned_data["text"], by=desk.by, given=given(form, desk)
    )
    return recorded(request, desk, made)


def given(form: DifficultyForm, desk: Desk) -> actions.Particulars:
    """The file is stored first, outside a transaction: a refusal for secrecy must leave its line."""
    upload = form.cleaned_data.get("file")
    return actions.Particulars(
        plan=form.cleaned_data.get("plan"),
        file=documents.store(upload, by=desk.by) if upload else None,
        letter_number=form.cleaned_data.get("letter_number", ""),
        letter_date=form.cleaned_data.get("letter_date"),
    )


def recorded(request: HttpRequest, desk: Desk, made: Difficulty) -> HttpResponse:
    messages.success(
        request,
        _("Recorded as difficulty no. %(number)d. The office answers by %(day)s.")
        % {"number": made.number, "day": format_date(made.answer_due)},
    )
    return redirect(desk.url("difficulty", difficulty=made.pk))


def difficulty(request: HttpRequest, desk: Desk, difficulty: int) -> HttpResponse:
    return difficulty_page(request, desk, desk.difficulty(difficulty))


def difficulty_page(
    request: HttpRequest, desk: Desk, one: Difficulty, *, form: DisagreeForm | None = None
) -> HttpResponse:
    is_own = desk.owns(one)
    facts = {
        "one": one,
        "is_own": is_own,
        "is_late": one.is_late(timezone.localdate()),
        "steps": steps(one) if is_own else [],
        "can_decide": is_own and one.state == DifficultyState.ANSWERED,
        "can_answer": one.forwarded_body_id == desk.organisation.pk
        and one.state == DifficultyState.FORWARDED,
        "form": form or DisagreeForm(),
        "body_form": BodyAnswerForm(initial={"text": one.body_answer}),
    }
    response = show(request, desk, "assignments/unit_difficulty.html", "difficulties", facts)
    response.status_code = 400 if form else 200
    return response


def file(request: HttpRequest, desk: Desk, difficulty: int) -> HttpResponseBase:
    return download(desk.difficulty(difficulty).file)


@posted
def agree(request: HttpRequest, desk: Desk, difficulty: int) -> HttpResponse:
    actions.agree(desk.difficulty(difficulty, own=True), by=desk.by)
    messages.success(request, _("Thank you. The difficulty is closed."))
    return redirect(desk.url("difficulty", difficulty=difficulty))


@posted
def reopen(request: HttpRequest, desk: Desk, difficulty: int) -> HttpResponse:
    one = desk.difficulty(difficulty, own=True)
    form = DisagreeForm(request.POST)
    if not form.is_valid():
        return difficulty_page(request, desk, one, form=form)
    actions.reopen(one, form.cleaned_data["why"], by=desk.by)
    messages.success(
        request,
        _("The office has it again and answers by %(day)s.") % {"day": format_date(one.answer_due)},
    )
    return redirect(desk.url("difficulty", difficulty=difficulty))


@posted
def answer(request: HttpRequest, desk: Desk, difficulty: int) -> HttpResponse:
    """Of the unit to which another's difficulty was forwarded."""
    one = desk.difficulty(difficulty, asked=True)
    actions.record_body_answer(one, request.POST.get("text", ""), by=desk.by)
    messages.success(request, _("The office has your answer and passes it on."))
    return redirect(desk.url("difficulties"))
