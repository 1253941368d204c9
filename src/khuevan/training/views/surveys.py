"""The survey of a class in the office: its questions, opening and closing, what was said, the gain."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions, results
from khuevan.training.actions import Asked
from khuevan.training.enums import Moment, QuestionForm, QuestionPart
from khuevan.training.forms.after import AskedForm
from khuevan.training.models import ClassRun, Remark, SurveyQuestion
from khuevan.training.views.frame import found, frame


@requires(Can.TRAINING_VIEW)
def survey(request: SignedInRequest, pk: int) -> HttpResponse:
    """R04: the questions, then what was answered before and after, and the gain."""
    run = found(request, pk)
    form = AskedForm(request.POST or None)
    may_edit = request.user.can(Can.TRAINING_EDIT)
    if request.method == "POST" and may_edit and form.is_valid():
        actions.set_questions(run, [*asked_of(run), form.asked], by=request.user)
        messages.success(request, _("The question is added."))
        return redirect("training:survey", pk=pk)
    surveys = results.surveys_of(run)
    shown = {moment: results.results(one, with_hidden=may_edit) for moment, one in surveys.items()}
    facts = {
        "form": form,
        "questions": run.survey_questions.all(),
        "surveys": [(moment, surveys.get(moment)) for moment in Moment],
        "is_asked": bool(surveys),
        "results": [shown[moment] for moment in Moment if moment in shown],
        "gains": results.gains(shown.get(Moment.BEFORE), shown.get(Moment.AFTER)),
        "enough": results.ENOUGH,
        "crumbs": [(run.title, reverse("training:after", args=[run.pk]))],
    }
    status = 400 if form.errors else 200
    return render(
        request, "training/survey.html", frame(request, run, "after") | facts, status=status
    )


def asked_of(run: ClassRun, leave_out: int | None = None) -> list[Asked]:
    """The questions as they stand, or all but one."""
    return [
        Asked(
            one.text, QuestionPart(one.part), QuestionForm(one.form), tuple(one.options), one.right
        )
        for one in run.survey_questions.all()
        if one.pk != leave_out
    ]


@require_POST
@requires(Can.TRAINING_EDIT)
def question_remove(request: SignedInRequest, pk: int, question: int) -> HttpResponse:
    run = found(request, pk)
    get_object_or_404(SurveyQuestion, pk=question, run=run)
    actions.set_questions(run, asked_of(run, question), by=request.user)
    return redirect("training:survey", pk=pk)


@require_POST
@requires(Can.TRAINING_EDIT)
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """The questions that the syllabus suggests, to be changed."""
    run = found(request, pk)
    actions.set_questions(run, [*asked_of(run), *actions.first_questions(run)], by=request.user)
    messages.success(request, _("Questions proposed. Remove what does not fit, add your own."))
    return redirect("training:survey", pk=pk)


@require_POST
@requires(Can.TRAINING_EDIT)
def survey_open(request: SignedInRequest, pk: int, moment: str) -> HttpResponse:
    run = found(request, pk)
    if moment not in Moment.values:
        raise Http404
    actions.open_survey(run, Moment(moment), by=request.user)
    messages.success(request, _("Open: nominees find the questions on their own pages."))
    return redirect("training:survey", pk=pk)


@require_POST
@requires(Can.TRAINING_EDIT)
def survey_close(request: SignedInRequest, pk: int, moment: str) -> HttpResponse:
    one = get_object_or_404(found(request, pk).surveys, moment=moment)
    actions.close_survey(one, by=request.user)
    messages.success(request, _("Closed. What was said is shown if enough have answered."))
    return redirect("training:survey", pk=pk)


@require_POST
@requires(Can.TRAINING_EDIT)
def remark_hide(request: SignedInRequest, pk: int, remark: UUID) -> HttpResponse:
    one = get_object_or_404(Remark, pk=remark, survey__run=found(request, pk))
    actions.hide_remark(one, by=request.user)
    return redirect("training:survey", pk=pk)
