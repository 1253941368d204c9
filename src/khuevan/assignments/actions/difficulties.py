"""A difficulty from its number to the sender's last word (R97). See enums.DIFFICULTY_MOVES."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.assignments import letters
from khuevan.assignments.actions import ledger
from khuevan.assignments.actions.moves import require_reason
from khuevan.assignments.enums import DIFFICULTY_MOVES, DifficultyState, Kind
from khuevan.assignments.models import Assignment, Difficulty, Topic
from khuevan.documents.models import StoredFile
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.workdays import add_working_days, calendar
from khuevan.people.models import Organisation
from khuevan.people.names import Index, Match
from khuevan.plans.models import Plan

ANSWER_DAYS = 3
"""Working days within which the office answers."""
LONGEST = 4000
TRIES = 5
SAME_AGAIN = timedelta(hours=1)
"""The same words sent again within this time are the same difficulty: a second tap, a bad line."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What may come with the words: a file, a letter, and what they concern."""

    plan: Plan | None = None
    topic: Topic | None = None
    file: StoredFile | None = None
    letter_number: str = ""
    letter_date: date | None = None


PLAIN = Particulars()


@transaction.atomic
def raise_difficulty(
    about: Assignment | Organisation, text: str, *, by: Actor, given: Particulars = PLAIN
) -> Difficulty:
    """A unit's problem gets a number and a clock. ``about``: one of its tasks, or the unit itself."""
    text = text.strip()[:LONGEST]
    if len("".join(text.split())) < 10:
        raise Refused(_("Say in a few words what the difficulty is, so that it can be answered."))
    task = about if isinstance(about, Assignment) else None
    unit_id = task.organisation_id if task else about.pk
    Organisation.objects.select_for_update().get(pk=unit_id)  # two taps of one unit queue here
    same = Difficulty.objects.open().filter(
        organisation=unit_id, assignment=task, text=text,
        raised_at__gt=timezone.now() - SAME_AGAIN,
    )  # fmt: skip
    if known := same.first():
        return known
    made = _numbered(unit_id, task, text, given, by)
    if task:
        words = _("Difficulty no. %(number)s") % {"number": made.number}
        ledger.speak(task, words, made.raised_at)
    audit.record(Kind.DIFFICULTY_RAISED, made, by=by, after=str(made.number))
    letters.raised(made)
    return made


def _numbered(
    unit_id: int, task: Assignment | None, text: str, given: Particulars, by: Actor
) -> Difficulty:
    today = timezone.localdate()
    for _try in range(TRIES):
        last = Difficulty.objects.aggregate(last=Max("number"))["last"] or 0
        try:
            with transaction.atomic():
                return Difficulty.objects.create(
                    number=last + 1,
                    organisation_id=unit_id,
                    assignment=task,
                    plan=task.plan if task else given.plan,
                    topic=given.topic,
                    text=text,
                    file=given.file,
                    letter_number=given.letter_number.strip()[:80],
                    letter_date=given.letter_date,
                    answer_due=add_working_days(today, ANSWER_DAYS),
                    raised_by_name=by.actor_name[:200],
                )
        except IntegrityError:
            continue  # somebody else took the number
    raise Refused(_("Many units are writing at this moment. Send it once more."))


# --- the office


@transaction.atomic
def classify(difficulty: Difficulty, topic: Topic, *, by: Actor) -> None:
    """What it is about; on the way to an answer only the topic changes."""
    before = difficulty.topic.name_vi if difficulty.topic else ""
    if difficulty.state == DifficultyState.SENT:
        _step(
            difficulty, DifficultyState.CLASSIFIED, by=by, kind=Kind.DIFFICULTY_CLASSIFIED,
            why=topic.name_vi, topic=topic,
        )  # fmt: skip
        return
    Difficulty.objects.filter(pk=difficulty.pk).update(topic=topic)
    difficulty.refresh_from_db()
    audit.record(
        Kind.DIFFICULTY_CLASSIFIED, difficulty, by=by, why=topic.name_vi, previous_topic=before
    )


def take_up(difficulty: Difficulty, *, by: Actor) -> None:
    """The office works on the answer; the sender sees it."""
    _step(difficulty, DifficultyState.ANSWERING, by=by, kind=Kind.DIFFICULTY_TAKEN)


@transaction.atomic
def forward(difficulty: Difficulty, to: str, *, by: Actor) -> Match:
    """To whoever can answer; the clock goes on. The body is told when the tree knows it."""
    to = " ".join(to.split())[:200]
    if not to:
        raise Refused(_("Say to whom the difficulty goes."))
    match = Index.load(timezone.localdate()).match(to)
    body_id = match.organisation_id if match.sure else None
    if body_id == difficulty.organisation_id:
        raise Refused(
            _("“%(body)s” is the sender. Forward it to whoever can answer.") % {"body": to}
        )
    changes = {
        "forwarded_to": to, "forwarded_body_id": body_id, "forwarded_at": timezone.now(),
        "body_answer": "", "body_answered_at": None,
    }  # fmt: skip
    if difficulty.state == DifficultyState.FORWARDED:
        _same_state(difficulty, changes)
        audit.record(Kind.DIFFICULTY_FORWARDED, difficulty, by=by, why=to)
    else:
        _step(
            difficulty, DifficultyState.FORWARDED, by=by, kind=Kind.DIFFICULTY_FORWARDED, why=to,
            **changes,
        )  # fmt: skip
    letters.forwarded(difficulty)
    return match


@transaction.atomic
def record_body_answer(difficulty: Difficulty, text: str, *, by: Actor) -> None:
    """What the body says to which it went; the office makes the answer out of it."""
    text = text.strip()[:LONGEST]
    if not text:
        raise Refused(_("Write what the body answered."))
    if difficulty.state != DifficultyState.FORWARDED:
        raise Refused(_("Only a difficulty that was forwarded waits for another body's answer."))
    _same_state(difficulty, {"body_answer": text, "body_answered_at": timezone.now()})
    audit.record(Kind.DIFFICULTY_BODY_ANSWERED, difficulty, by=by, why=text)
    letters.body_answered(difficulty)


@transaction.atomic
def answer(difficulty: Difficulty, text: str, *, by: Actor) -> None:
    """The answer goes to the sender, and to the senders of all that were joined to it."""
    text = text.strip()[:LONGEST]
    if not text:
        raise Refused(_("Write the answer that the unit will read."))
    _answer(difficulty, text, by)
    for other in difficulty.duplicates.open().order_by("number"):
        _answer(other, text, by)


def _answer(difficulty: Difficulty, text: str, by: Actor) -> None:
    _step(
        difficulty, DifficultyState.ANSWERED, by=by, kind=Kind.DIFFICULTY_ANSWERED, why=text,
        answer=text, answered_by_id=by.actor_id, answered_at=timezone.now(),
    )  # fmt: skip
    letters.answered(difficulty)


@transaction.atomic
def join(difficulty: Difficulty, number: int, *, by: Actor) -> Difficulty:
    """The same problem again: it is linked to the first, whose answer becomes its own."""
    first = Difficulty.objects.filter(number=number).select_related("duplicate_of").first()
    if first is None:
        raise Refused(_("There is no difficulty no. %(number)s.") % {"number": number})
    first = first.duplicate_of or first
    if first.pk == difficulty.pk:
        raise Refused(_("A difficulty cannot be joined to itself."))
    if not difficulty.is_open:
        raise AlreadyDecided(_("Somebody was faster: this difficulty has been answered."))
    Difficulty.objects.filter(pk=difficulty.pk).update(duplicate_of=first)
    Difficulty.objects.filter(duplicate_of=difficulty).update(duplicate_of=first)
    difficulty.refresh_from_db()
    audit.record(Kind.DIFFICULTY_JOINED, difficulty, by=by, why=str(first.number))
    if first.answer and not first.is_open:
        _answer(difficulty, first.answer, by)
    return first


# --- the sender's last word


def agree(difficulty: Difficulty, *, by: Actor) -> None:
    _step(
        difficulty, DifficultyState.AGREED, by=by, kind=Kind.DIFFICULTY_AGREED,
        decided_at=timezone.now(), decided_by_name=by.actor_name[:200],
    )  # fmt: skip


@transaction.atomic
def reopen(difficulty: Difficulty, why: str, *, by: Actor) -> None:
    """The answer does not help: back to the office with a reason, and the clock begins anew."""
    why = why.strip()[:LONGEST]
    require_reason(why)
    _step(
        difficulty, DifficultyState.REOPENED, by=by, kind=Kind.DIFFICULTY_REOPENED, why=why,
        reopened_why=why, reopenings=F("reopenings") + 1, duplicate_of=None,
        answered_at=None, answered_by=None,
        answer_due=add_working_days(timezone.localdate(), ANSWER_DAYS),
    )  # fmt: skip
    letters.reopened(difficulty)


@transaction.atomic
def set_topic(topic: Topic, *, by: Actor) -> None:
    topic.save()
    audit.record(Kind.TOPIC_SET, topic, by=by, after=topic.name_vi)


NAGS = (0, 1, 3, 5)
"""Working days late at which the office hears of it, and every five after that."""


def remind_of_late(today: date, *, by: Actor) -> int:
    """What is due today or late goes to whoever answers for it; twice on one day changes nothing."""
    days = calendar()
    owed = Difficulty.objects.open().filter(answer_due__lte=today, duplicate_of=None)
    count = 0
    for one in owed.select_related("organisation", "plan__owner", "assignment__task__clause"):
        late = days.between(one.answer_due, today) if one.answer_due < today else 0
        if late in NAGS or late % 5 == 0:
            count += letters.late(one, late)
    if count:
        audit.record(Kind.REMINDED, Difficulty(), by=by, after=str(count))
    return count


# --- the only ways to change one


@transaction.atomic
def _step(
    difficulty: Difficulty, to: DifficultyState, *, by: Actor, kind: Kind, why: str = "",
    **changes: Any,
) -> None:  # fmt: skip
    seen = DifficultyState(difficulty.state)
    if to not in DIFFICULTY_MOVES[seen]:
        raise AlreadyDecided(
            _(
                "A difficulty that is “%(state)s” cannot become “%(to)s”. Look at it as it stands now."
            )
            % {"state": seen.label, "to": to.label}
        )
    _same_state(difficulty, {"state": to, **changes})
    audit.record(kind, difficulty, by=by, before=seen, after=to, why=why)


def _same_state(difficulty: Difficulty, changes: dict[str, Any]) -> None:
    """One conditional UPDATE decides between two that act at once."""
    won = Difficulty.objects.filter(pk=difficulty.pk, state=difficulty.state).update(**changes)
    difficulty.refresh_from_db()
    if not won:
        raise AlreadyDecided(
            _("Somebody was faster: the difficulty is now “%(state)s”.")
            % {"state": DifficultyState(difficulty.state).label}
        )
