"""The agenda as values: a first proposal from the syllabus, and what is wrong with one (R09, R10, R27)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit.vietnamese import fold, format_date
from khuevan.kit.workdays import is_working
from khuevan.training.enums import TAUGHT, InvitationState, SessionKind
from khuevan.training.models import (
    AgendaVersion,
    ClassRun,
    Invitation,
    Session,
    Speaker,
    SyllabusItem,
)

HALF_DAY = 240
"""Minutes: the most that may stand in one half of a day; registration does not count."""
NOON = time(12, 30)
MORNING = time(8, 0)
DISCUSSED = ("trao doi", "thao luan", "giai dap", "hoi dap")


@dataclass(frozen=True, slots=True)
class Slot:
    """A line of an agenda before it is kept."""

    begins: time
    minutes: int
    kind: SessionKind
    title: str
    day: int = 1
    speaker: Speaker | None = None
    person: str = ""
    item: SyllabusItem | None = None

    @property
    def start(self) -> int:
        return self.begins.hour * 60 + self.begins.minute

    @property
    def end(self) -> int:
        return self.start + self.minutes

    @property
    def who(self) -> str:
        return self.speaker.full_name if self.speaker else self.person

    @property
    def span(self) -> str:
        return f"{clock(self.start)}–{clock(self.end)}"


class Flaw(StrEnum):
    EMPTY = "empty"
    OVERLAP = "overlap"
    TOO_LONG = "too_long"
    OTHER_LENGTH = "other_length"
    GAP = "gap"
    OUTSIDE_HOURS = "outside_hours"
    OUTSIDE_WINDOW = "outside_window"
    DAY_OFF = "day_off"
    NOT_TAUGHT = "not_taught"
    NOBODY = "nobody"
    NOT_ACCEPTED = "not_accepted"
    OTHER_DAY = "other_day"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with an agenda; what ``stops`` must be mended before units are summoned."""

    flaw: Flaw
    words: str
    stops: bool = False


def slots_of(version: AgendaVersion | None) -> list[Slot]:
    """One query."""
    if version is None:
        return []
    return [slot_of(one) for one in version.sessions.select_related("speaker", "item")]


def slot_of(one: Session) -> Slot:
    return Slot(
        one.begins, one.minutes, SessionKind(one.kind), one.title, one.day, one.speaker,
        one.person, one.item,
    )  # fmt: skip


def clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def lines(slots: Iterable[Slot]) -> list[str]:
    """The agenda in words, a line each: what versions are compared by."""
    return [
        f"{f'{one.day}. ' if one.day > 1 else ''}{one.span}  {one.title}"
        + (f" ({one.who})" if one.who else "")
        for one in slots
    ]


# --- what is wrong


def findings(run: ClassRun, slots: Sequence[Slot]) -> list[Finding]:
    """Everything wrong with the agenda of this class, what stops first. A few queries."""
    found = [*of_window(run)]
    if not slots:
        return [*found, Finding(Flaw.EMPTY, _("The agenda has no line yet."))]
    found += [*of_sums(slots), *_of_length(run, slots), *of_order(slots)]
    found += [*_of_hours(run, slots), *_of_syllabus(run, slots), *_of_speakers(run, slots)]
    return sorted(found, key=lambda one: not one.stops)


def of_window(run: ClassRun) -> list[Finding]:
    """The day of the class against the window that the plan sets (R10), and against days off."""
    outside = outside_window(run)
    found = [outside] if outside else []
    if run.starts_at and not is_working(day := timezone.localdate(run.starts_at)):
        words = _("%(day)s is not a working day.") % {"day": format_date(day)}
        found.append(Finding(Flaw.DAY_OFF, words))
    return found


def outside_window(run: ClassRun) -> Finding | None:
    """A class held when the plan does not say stops the summons; without a window any day will do."""
    if run.starts_at is None:
        return None
    day = timezone.localdate(run.starts_at)
    last = timezone.localdate(run.ends_at) if run.ends_at else day
    is_early = run.window_from and day < run.window_from
    if not is_early and not (run.window_to and last > run.window_to):
        return None
    words = _(
        "The day %(day)s lies outside the time that the plan sets: %(first)s–%(last)s. Choose "
        "another day, or have the plan adjusted."
    ) % {
        "day": format_date(day),
        "first": format_date(run.window_from) or "…",
        "last": format_date(run.window_to) or "…",
    }
    return Finding(Flaw.OUTSIDE_WINDOW, words, stops=True)


def of_sums(slots: Sequence[Slot]) -> list[Finding]:
    """No half day holds more than four hours (R09)."""
    sums: dict[tuple[int, bool], int] = {}
    for one in slots:
        if one.kind != SessionKind.REGISTER:
            half = (one.day, one.begins >= NOON)
            sums[half] = sums.get(half, 0) + one.minutes
    found = []
    for (day, is_afternoon), minutes in sums.items():
        if minutes > HALF_DAY:
            half_words = _("the afternoon") if is_afternoon else _("the morning")
            words = _(
                "Day %(day)d, %(half)s: %(minutes)d minutes, %(over)d more than the four hours of "
                "a half day."
            ) % {"day": day, "half": half_words, "minutes": minutes, "over": minutes - HALF_DAY}
            found.append(Finding(Flaw.TOO_LONG, words, stops=True))
    return found


def _of_length(run: ClassRun, slots: Sequence[Slot]) -> list[Finding]:
    """All lines but registration add up to what the plan gives the class."""
    whole = sum(one.minutes for one in slots if one.kind != SessionKind.REGISTER)
    if whole == run.minutes:
        return []
    words = _("The lines add up to %(whole)d minutes; the class has %(planned)d.") % {
        "whole": whole, "planned": run.minutes
    }  # fmt: skip
    return [Finding(Flaw.OTHER_LENGTH, words, stops=whole > run.minutes)]


def of_order(slots: Sequence[Slot]) -> list[Finding]:
    found = []
    for one, after in pairwise(in_order(slots)):
        if one.day != after.day or one.end == after.start:
            continue
        minutes = abs(after.start - one.end)
        facts = {"one": one.title, "after": after.title, "minutes": minutes}
        if one.end > after.start:
            words = ngettext(
                "“%(one)s” and “%(after)s” overlap by %(minutes)d minute.",
                "“%(one)s” and “%(after)s” overlap by %(minutes)d minutes.",
                minutes,
            )
            found.append(Finding(Flaw.OVERLAP, words % facts, stops=True))
        elif (one.start >= NOON_MINUTES) == (after.start >= NOON_MINUTES):
            words = ngettext(
                "%(minutes)d minute stands empty between “%(one)s” and “%(after)s”.",
                "%(minutes)d minutes stand empty between “%(one)s” and “%(after)s”.",
                minutes,
            )
            found.append(Finding(Flaw.GAP, words % facts))
    return found


NOON_MINUTES = NOON.hour * 60 + NOON.minute


def _of_hours(run: ClassRun, slots: Sequence[Slot]) -> list[Finding]:
    """The agenda begins and ends with the class; registration comes before."""
    taught = [one for one in in_order(slots) if one.kind != SessionKind.REGISTER]
    if run.starts_at is None or run.ends_at is None or not taught:
        return []
    first, last = timezone.localtime(run.starts_at), timezone.localtime(run.ends_at)
    begins, ends = moment(run, taught[0], 0), moment(run, taught[-1], taught[-1].minutes)
    if begins is None or ends is None or (begins == first and ends <= last):
        return []
    words = _("The agenda goes from %(begins)s to %(ends)s, the class from %(first)s to %(last)s.")
    facts = {"begins": begins, "ends": ends, "first": first, "last": last}
    shown = {name: f"{at:%H:%M}" for name, at in facts.items()}
    return [Finding(Flaw.OUTSIDE_HOURS, words % shown)]


def moment(run: ClassRun, slot: Slot, after: int = 0) -> datetime | None:
    """When the line begins (or so many minutes later); None while the class has no day."""
    if run.starts_at is None:
        return None
    first = timezone.localtime(run.starts_at)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=slot.day - 1, minutes=slot.start + after)


def _of_syllabus(run: ClassRun, slots: Sequence[Slot]) -> list[Finding]:
    taught = {one.item.pk for one in slots if one.item}
    return [
        Finding(Flaw.NOT_TAUGHT, _("The plan asks for “%(item)s”; no line teaches it.") % {
            "item": item.title[:200]
        })
        for item in run.syllabus.all() if item.pk not in taught
    ]  # fmt: skip


def _of_speakers(run: ClassRun, slots: Sequence[Slot]) -> list[Finding]:
    coming = list(run.invitations.filter(state=InvitationState.ACCEPTED).select_related("speaker"))
    accepted = {one.speaker_id for one in coming}
    found = [*_of_other_days(run, coming)]
    for one in slots:
        if one.kind == SessionKind.TALK and not one.who:
            words = _("Nobody is named for “%(title)s”.") % {"title": one.title}
            found.append(Finding(Flaw.NOBODY, words))
        elif one.speaker and one.speaker.pk not in accepted:
            words = _("%(name)s has not accepted an invitation to this class.") % {
                "name": one.speaker
            }
            found.append(Finding(Flaw.NOT_ACCEPTED, words))
    return list(dict.fromkeys(found))


def _of_other_days(run: ClassRun, coming: Iterable[Invitation]) -> Iterable[Finding]:
    """A speaker agreed to a time; since then the class has moved."""
    for one in coming:
        if not (one.begins_at and run.starts_at and run.ends_at):
            continue
        if not run.starts_at <= one.begins_at < run.ends_at:
            words = _("%(name)s accepted for %(when)s, which is outside the class. Ask anew.") % {
                "name": one.speaker, "when": f"{timezone.localtime(one.begins_at):%H:%M %d/%m/%Y}"
            }  # fmt: skip
            yield Finding(Flaw.OTHER_DAY, words)


def in_order(slots: Iterable[Slot]) -> list[Slot]:
    return sorted(slots, key=lambda one: (one.day, one.start, one.end))


# --- a first proposal


def propose(run: ClassRun) -> list[Slot]:
    """Registration, opening, each content of the syllabus, a break, questions, closing: the whole
    adds up to the length of the class. A person changes it. In Vietnamese, whoever asks: it is
    a paper of the office.
    """
    with translation.override("vi"):
        return _proposed(run)


def _proposed(run: ClassRun) -> list[Slot]:
    items = list(run.syllabus.all())
    talks = [one for one in items if not is_discussion(one.title)]
    discussion = next((one for one in items if is_discussion(one.title)), None)
    begins = timezone.localtime(run.starts_at).time() if run.starts_at else MORNING
    whole = min(run.minutes, HALF_DAY)
    spare = whole - 10 - 15 - 30 - 5
    share = max(15, spare // max(1, len(talks)) // 5 * 5)
    plan: list[tuple[int, SessionKind, str, SyllabusItem | None]] = [
        (10, SessionKind.OPENING, _("Opening, purpose of the class"), None)
    ]
    for number, item in enumerate(talks):
        plan.append((share, SessionKind.TALK, item.title, item))
        if number == (len(talks) - 1) // 2:
            plan.append((15, SessionKind.BREAK, _("Break"), None))
    title = discussion.title if discussion else _("Discussion, questions")
    used = sum(minutes for minutes, *_rest in plan) + 5
    plan.append((max(10, whole - used), SessionKind.DISCUSSION, title, discussion))
    plan.append((5, SessionKind.CLOSING, _("Closing, evaluation sheet"), None))
    return [_registration(begins), *_laid_out(begins, plan)]


def is_discussion(title: str) -> bool:
    return any(words in fold(title) for words in DISCUSSED)


def _registration(begins: time) -> Slot:
    start = max(0, begins.hour * 60 + begins.minute - 30)
    return Slot(
        time(start // 60, start % 60), 30, SessionKind.REGISTER, _("Registration, documents")
    )


def _laid_out(
    begins: time, plan: Iterable[tuple[int, SessionKind, str, SyllabusItem | None]]
) -> list[Slot]:
    at, slots = begins.hour * 60 + begins.minute, []
    for minutes, kind, title, item in plan:
        slots.append(Slot(time(at // 60 % 24, at % 60), minutes, kind, title[:500], item=item))
        at += minutes
    return slots


def taught_minutes(slots: Iterable[Slot]) -> int:
    return sum(one.minutes for one in slots if one.kind in TAUGHT)
