"""What a trainee does on the own page: checks in with the code on the screen, answers the survey."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from khuevan.kit.audit import NamedActor
from khuevan.training import actions
from khuevan.training.enums import Moment
from khuevan.training.forms.after import CodeForm, SurveyForm
from khuevan.training.models import SelfCheckIn, Survey
from khuevan.training.passes import Holder, TraineePass, holder
from khuevan.training.views.day import TICKET_COOKIE
from khuevan.training.views.trainee import show

DAY = 24 * 60 * 60


def unit_of(own: TraineePass) -> NamedActor:
    """The log names the unit: whose nominee it was is known from the row, not for ever."""
    return NamedActor(own.seat.organisation.name_vi)


@holder(Holder.TICKET)
def check_in(request: HttpRequest, own: TraineePass) -> HttpResponse:
    """Six digits from the screen; the phone remembers the ticket for the square code."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.check_in(own.nomination, form.cleaned_data["code"], by=unit_of(own))
        return redirect(own.url("check_in"))
    row = SelfCheckIn.objects.filter(nomination=own.nomination, at__isnull=False).first()
    facts = {"form": form, "row": row, "is_open": actions.is_check_in_open(own.run, timezone.now())}
    answer = show(request, own, "training/check_in.html", "check_in", facts)
    answer.set_signed_cookie(
        TICKET_COOKIE, own.token, salt=TICKET_COOKIE, max_age=DAY, httponly=True, samesite="Lax",
        secure=request.is_secure(), path="/training/",
    )  # fmt: skip
    return answer


@holder(Holder.TICKET)
def survey(request: HttpRequest, own: TraineePass, moment: str) -> HttpResponse:
    """Without a name; the page says so, and that it cannot be changed afterwards."""
    asked = Survey.objects.filter(run=own.run, moment=moment).first()
    if asked is None or moment not in Moment.values:
        raise Http404
    questions = actions.questions_of(asked)
    form = SurveyForm(request.POST or None, questions=questions)
    if request.method == "POST" and form.is_valid():
        actions.answer_survey(asked, form.answers, by=own.nomination)
        return redirect(own.url("survey", moment=moment))
    facts = {
        "form": form, "survey": asked, "done": actions.has_answered(asked, own.nomination),
    }  # fmt: skip
    return show(request, own, "training/survey_answer.html", "survey", facts)
