"""The question box: asked before, during and after, looked at by a person, answered, kept (R25)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import fold
from khuevan.people.models import Organisation, User
from khuevan.training.enums import AskedWhen, Kind, QuestionState, RunState
from khuevan.training.models import ClassRun, Nomination, Question

MOST_AN_HOUR = 10
"""Questions that one trainee may send within an hour."""
OPEN = frozenset({QuestionState.NEW, QuestionState.SHOWN})


def ask_question(
    run: ClassRun,
    text: str,
    *,
    organisation: Organisation | None = None,
    nomination: Nomination | None = None,
    is_unnamed: bool = False,
    key: str = "",
    by: Actor,
) -> Question:
    """Kept once per ``key``; others see it when a person lets it through."""
    text = " ".join(text.split())
    check_text(text, by=by)
    if len(text) < 5:
        raise Refused(_("Write your question in a few words."))
    if len(text) > 1000:
        raise Refused(_("The question is too long: at most 1000 letters."))
    if run.state == RunState.CANCELLED:
        raise Refused(_("The class is cancelled; nobody looks into its question box any more."))
    if nomination and _asked_lately(nomination) >= MOST_AN_HOUR:
        raise Refused(_("You have asked much within this hour. Send the next one a little later."))
    facts = {
        "organisation": organisation, "nomination": nomination, "text": text,
        "is_unnamed": is_unnamed, "moment": moment_of(run, timezone.now()),
    }  # fmt: skip
    if not key:
        return Question.objects.create(run=run, **facts)
    return Question.objects.get_or_create(run=run, key=key[:40], defaults=facts)[0]


def _asked_lately(nomination: Nomination) -> int:
    since = timezone.now() - timedelta(hours=1)
    return nomination.questions.filter(asked_at__gte=since).count()


def moment_of(run: ClassRun, at: datetime) -> AskedWhen:
    if run.state == RunState.HELD or (run.ends_at and at > run.ends_at):
        return AskedWhen.AFTER
    if run.starts_at and at >= run.starts_at:
        return AskedWhen.DURING
    return AskedWhen.BEFORE


def show_question(question: Question, *, by: User) -> None:
    """Others may see it; it waits for its answer."""
    _move(question, QuestionState.SHOWN, {QuestionState.NEW, QuestionState.HIDDEN}, by=by,
          hidden_why="")  # fmt: skip


def hide_question(question: Question, why: str, *, by: User) -> None:
    why = " ".join(why.split())[:300]
    if len(why) < 5:
        raise Refused(_("Say why it is put aside; the reason stays in the office."))
    _move(question, QuestionState.HIDDEN, OPEN, by=by, why=why, hidden_why=why)


def join_question(question: Question, other: Question, *, by: User) -> None:
    """It asks the same; whoever asked it finds the answer of the other one."""
    if other.pk == question.pk or other.run_id != question.run_id or other.joined_to_id:
        raise Refused(_("Join it to another question of this class that stands by itself."))
    _move(question, QuestionState.JOINED, OPEN, by=by, joined_to=other)
    question.joined.update(joined_to=other)


def answer_question(
    question: Question, answer: str, *, who: str = "", is_faq: bool = False, by: User
) -> None:
    """Answered in writing, or noted from what was said in the hall; may be mended later."""
    answer, who = answer.strip(), " ".join(who.split())[:200] or by.actor_name[:200]
    check_text(answer, who, by=by)
    if len(answer) < 2:
        raise Refused(_("Write the answer first."))
    _move(
        question, QuestionState.ANSWERED, OPEN | {QuestionState.ANSWERED}, by=by, answer=answer,
        answered_by_name=who, answered_at=timezone.now(), is_faq=is_faq,
        search=fold(f"{question.text} {answer}"),
    )  # fmt: skip


def question_counts(run: ClassRun) -> dict[str, int]:
    """How many stand in each state, none left out."""
    rows = run.questions.order_by().values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(QuestionState.values, 0) | dict(rows)


@transaction.atomic
def _move(
    question: Question,
    to: QuestionState,
    allowed: frozenset[QuestionState] | set[QuestionState],
    *,
    by: User,
    why: str = "",
    **changes: Any,
) -> None:
    seen = question.state
    won = Question.objects.filter(pk=question.pk, state__in=sorted(allowed)).update(
        state=to, **changes
    )
    question.refresh_from_db()
    if not won:
        raise AlreadyDecided(
            _("The question is “%(state)s” now; look at it as it stands.")
            % {"state": QuestionState(question.state).label}
        )
    audit.record(
        Kind.QUESTION_MOVED, question.run, by=by, before=seen, after=to, why=why,
        question=question.pk,
    )  # fmt: skip
