"""Asking a class before and after it. Answers become tallies; nobody can tell whose they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from khuevan.documents import actions as documents
from khuevan.kit import audit
from khuevan.kit.audit import NamedActor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import User
from khuevan.training.enums import Kind, Moment, QuestionForm, QuestionPart, RunState
from khuevan.training.models import (
    ClassRun,
    Nomination,
    Remark,
    Survey,
    SurveyMark,
    SurveyQuestion,
    Tally,
)

SCALE = range(1, 6)
MOST_QUESTIONS = 20
LONGEST_REMARK = 1000
SOMEBODY = NamedActor("—")
"""Whoever answers: not even the log may say who."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as written by an officer."""

    text: str
    part: QuestionPart
    form: QuestionForm
    options: tuple[str, ...] = ()
    right: int | None = None


def first_questions(run: ClassRun) -> list[Asked]:
    """What a new survey asks: how sure one is of each part of the syllabus, then the class itself."""
    with override("vi"):
        sure = _("How sure do you feel of: %(part)s?")
        knowledge = [
            Asked(sure % {"part": item.title[:300]}, QuestionPart.KNOWLEDGE, QuestionForm.SCALE)
            for item in run.syllabus.all()[:8]
        ]
        marks = [
            _("The content is useful to my work"),
            _("The speakers explain clearly and from practice"),
            _("The materials can be used at work"),
            _("The hall, the time and the organisation"),
            _("The class as a whole"),
        ]
        evaluation = [Asked(one, QuestionPart.EVALUATION, QuestionForm.SCALE) for one in marks]
        words = [_("What should be different next time?"), _("Which topic do you need next?")]
        free = [Asked(one, QuestionPart.EVALUATION, QuestionForm.WORDS) for one in words]
    return [*knowledge, *evaluation, *free]


@transaction.atomic
def set_questions(run: ClassRun, questions: Sequence[Asked], *, by: User) -> None:
    """The questions of a class, all of them anew; not once somebody may have answered."""
    locked = ClassRun.objects.select_for_update().get(pk=run.pk)
    if locked.surveys.exists():
        raise Refused(
            _("The class is already being asked: its questions stay, or answers lose their sense.")
        )
    if len(questions) > MOST_QUESTIONS:
        raise Refused(
            _("A survey has at most %(count)d questions: a long one is not answered.")
            % {"count": MOST_QUESTIONS}
        )
    for one in questions:
        _require_sense(one)
    locked.survey_questions.all().delete()
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(
            run=locked, order=order, part=one.part, form=one.form, text=one.text.strip(),
            options=list(one.options), right=one.right,
        )
        for order, one in enumerate(questions, 1)
    )  # fmt: skip
    audit.record(Kind.SURVEYED, run, by=by, after="questions", count=len(questions))


def _require_sense(one: Asked) -> None:
    if one.form != QuestionForm.CHOICE:
        return
    if len(one.options) < 2 or (one.right is not None and one.right >= len(one.options)):
        raise Refused(
            _("“%(question)s” needs at least two answers, the right one among them.")
            % {"question": one.text[:80]}
        )


@transaction.atomic
def open_survey(run: ClassRun, moment: Moment, *, by: User) -> Survey:
    """From now on nominees find the questions on their own pages."""
    locked = ClassRun.objects.select_for_update().get(pk=run.pk)
    if not locked.survey_questions.exists():
        set_questions(locked, first_questions(locked), by=by)
    asked = locked.survey_questions.all()
    if moment == Moment.BEFORE and not asked.filter(part=QuestionPart.KNOWLEDGE).exists():
        raise Refused(
            _("There is no question on knowledge. Add one: it is asked before and after the class.")
        )
    if moment == Moment.AFTER and locked.state not in (RunState.SUMMONED, RunState.HELD):
        raise Refused(_("The class has not taken place: nobody can evaluate it yet."))
    if locked.surveys.filter(moment=moment).exists():
        raise AlreadyDecided(_("This survey has already been opened."))
    if moment == Moment.AFTER:
        locked.surveys.filter(closed_at=None).update(closed_at=timezone.now())
    made = Survey.objects.create(run=locked, moment=moment)
    audit.record(Kind.SURVEYED, run, by=by, after=f"{moment} open")
    return made


@transaction.atomic
def close_survey(survey: Survey, *, by: User) -> None:
    """Now what was said can be read; it is never opened again."""
    won = Survey.objects.filter(pk=survey.pk, closed_at=None).update(closed_at=timezone.now())
    if not won:
        raise AlreadyDecided(_("This survey has already been closed."))
    audit.record(
        Kind.SURVEYED, survey.run, by=by, before=f"{survey.moment} open",
        after=f"{survey.moment} closed",
    )  # fmt: skip
    survey.refresh_from_db()


def questions_of(survey: Survey) -> list[SurveyQuestion]:
    """Before the class only what is asked again afterwards."""
    asked = survey.run.survey_questions.all()
    if survey.moment == Moment.BEFORE:
        asked = asked.filter(part=QuestionPart.KNOWLEDGE)
    return list(asked)


def has_answered(survey: Survey, nomination: Nomination) -> bool:
    return SurveyMark.objects.filter(survey=survey, nomination=nomination).exists()


def answer_survey(survey: Survey, answers: Mapping[int, str], *, by: Nomination) -> None:
    """Add the answers to the tallies and mark that this nominee has answered: two separate things.

    Neither the tallies nor the remarks bear a name, a time or an order that leads back.
    """
    asked = {one.pk: one for one in questions_of(survey)}
    chosen = {one: _choice(one, answers.get(pk, "")) for pk, one in asked.items()}
    words = {
        one: " ".join(answers.get(pk, "").split())[:LONGEST_REMARK]
        for pk, one in asked.items()
        if one.form == QuestionForm.WORDS
    }
    given = {one: choice for one, choice in chosen.items() if choice is not None}
    if not given and not any(words.values()):
        raise Refused(_("No question is answered yet. Choose at least one answer."))
    # As typed: a marking stands on a line of its own.
    documents.check_text(*answers.values(), by=SOMEBODY)
    try:
        with transaction.atomic():
            won = Survey.objects.filter(pk=survey.pk, closed_at=None).update(
                replies=F("replies") + 1
            )
            if not won:
                raise AlreadyDecided(_("The survey is closed. Thank you all the same."))
            SurveyMark.objects.create(survey=survey, nomination=by)
            _count(survey, given)
            Remark.objects.bulk_create(
                Remark(survey=survey, question=one, text=text)
                for one, text in words.items()
                if text
            )
    except IntegrityError as error:
        raise AlreadyDecided(_("You have already answered. Thank you.")) from error


def _choice(one: SurveyQuestion, given: str) -> int | None:
    if one.form == QuestionForm.WORDS or not (given.isascii() and given.isdecimal()):
        return None
    number = int(given[:4])
    allowed = SCALE if one.form == QuestionForm.SCALE else range(len(one.options))
    return number if number in allowed else None


def _count(survey: Survey, given: Mapping[SurveyQuestion, int]) -> None:
    for one, choice in given.items():
        counted = Tally.objects.filter(survey=survey, question=one, choice=choice)
        if not counted.update(count=F("count") + 1):
            # Born by the first who chose it; a second at the same moment finds it there.
            tally, _created = Tally.objects.get_or_create(
                survey=survey, question=one, choice=choice
            )
            Tally.objects.filter(pk=tally.pk).update(count=F("count") + 1)


@transaction.atomic
def hide_remark(remark: Remark, *, by: User) -> None:
    """Keep a remark that names or insults somebody out of what is shown; or show it again."""
    Remark.objects.filter(pk=remark.pk).update(is_hidden=not remark.is_hidden)
    audit.record(
        Kind.SURVEYED, remark.survey.run, by=by,
        after="remark shown" if remark.is_hidden else "remark hidden",
    )  # fmt: skip
