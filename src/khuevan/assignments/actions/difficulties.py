from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.assignments import notices
from khuevan.assignments.actions import ledger
from khuevan.assignments.enums import DifficultyState, Kind
from khuevan.assignments.models import Assignment, Difficulty
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.workdays import add_working_days

ANSWER_DAYS = 3
"""Working days within which the office answers."""
ANSWERABLE = (DifficultyState.SENT, DifficultyState.ANSWERING, DifficultyState.FORWARDED)
TRIES = 5


@transaction.atomic
def raise_difficulty(assignment: Assignment, text: str, *, by: Actor) -> Difficulty:
    """A unit's problem gets a number and a clock."""
    text = text.strip()
    if len("".join(text.split())) < 10:
        raise Refused(_("Say in a few words what the difficulty is, so that it can be answered."))
    made = _numbered(assignment, text[:4000], by)
    words = _("Difficulty no. %(number)s") % {"number": made.number}
    ledger.speak(assignment, words, made.raised_at)
    audit.record(
        Kind.DIFFICULTY_RAISED, assignment, by=by, after=str(made.number), difficulty=made.pk
    )
    notices.difficulty_raised(made)
    return made


def _numbered(assignment: Assignment, text: str, by: Actor) -> Difficulty:
    today = timezone.localdate()
    for _try in range(TRIES):
        last = Difficulty.objects.aggregate(last=Max("number"))["last"] or 0
        try:
            with transaction.atomic():
                return Difficulty.objects.create(
                    number=last + 1,
                    assignment=assignment,
                    text=text,
                    answer_due=add_working_days(today, ANSWER_DAYS),
                    raised_by_name=by.actor_name[:200],
                )
        except IntegrityError:
            continue  # somebody else took the number
    raise Refused(_("Many units are writing at this moment. Send it once more."))


@transaction.atomic
def forward(difficulty: Difficulty, to: str, *, by: Actor) -> None:
    """To whoever can answer; the clock goes on."""
    to = " ".join(to.split())[:200]
    if not to:
        raise Refused(_("Say to whom the difficulty goes."))
    before = difficulty.state
    _decide(difficulty, {"state": DifficultyState.FORWARDED, "forwarded_to": to})
    audit.record(
        Kind.DIFFICULTY_FORWARDED, difficulty.assignment, by=by, before=before, after=to,
        difficulty=difficulty.pk,
    )  # fmt: skip


@transaction.atomic
def answer(difficulty: Difficulty, text: str, *, by: Actor) -> None:
    text = text.strip()
    if not text:
        raise Refused(_("Write the answer that the unit will read."))
    before = difficulty.state
    _decide(
        difficulty,
        {
            "state": DifficultyState.ANSWERED,
            "answer": text,
            "answered_by_id": by.actor_id,
            "answered_at": timezone.now(),
        },
    )
    audit.record(
        Kind.DIFFICULTY_ANSWERED, difficulty.assignment, by=by, before=before,
        after=DifficultyState.ANSWERED, why=text, difficulty=difficulty.pk,
    )  # fmt: skip
    notices.difficulty_answered(difficulty)


def _decide(difficulty: Difficulty, changes: dict[str, object]) -> None:
    won = Difficulty.objects.filter(pk=difficulty.pk, state__in=ANSWERABLE).update(**changes)
    difficulty.refresh_from_db()
    if not won:
        raise AlreadyDecided(_("Somebody was faster: this difficulty has been answered."))
