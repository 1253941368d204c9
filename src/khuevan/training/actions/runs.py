"""A class is made, from a clause of a plan in one step or by itself; changed; moved on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents.actions import check_text, cite
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import fold, format_date
from khuevan.people.models import Organisation, UnitGroup, User
from khuevan.plans.models import Clause
from khuevan.training.actions.seating import seat_units
from khuevan.training.enums import RUN_MOVES, Kind, Mode, RunState
from khuevan.training.models import ClassRun, Course, SyllabusItem
from khuevan.training.proposals import HALF_DAY, Item, RunProposal, is_sensitive, items_of

THEME = "Thông tin đối ngoại"
SHOWN = (
    "title", "mode", "window_from", "window_to", "minutes", "starts_at", "ends_at", "nominate_by",
    "asks_letter", "note",
)  # fmt: skip
"""What ``change_run`` may change."""
OUT_OF_THE_WAY = 10_000
"""Added to the places of parts while others take them."""
PRINTED = frozenset({"title", "mode", "starts_at", "ends_at"})
"""What a summons or a calendar entry shows: a change of it raises the revision."""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is said of a class when it is made."""

    title: str
    theme: str = THEME
    course: Course | None = None
    groups: Sequence[UnitGroup] = ()
    units: Sequence[Organisation] = ()
    seats_each: int = 1
    mode: Mode = Mode.IN_PERSON
    minutes: int = HALF_DAY
    window_from: date | None = None
    window_to: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    nominate_by: date | None = None
    asks_letter: bool = False
    venue_rule: Mapping[str, object] = field(default_factory=dict)
    syllabus: Sequence[Item] = ()
    issuer: Organisation | None = None
    note: str = ""


def facts_of(proposal: RunProposal, **changes: Any) -> RunFacts:
    """What the plan says, as it is; ``changes`` are what a person wrote instead."""
    window = proposal.window
    facts: dict[str, Any] = {
        "title": proposal.title, "groups": [share.group for share in proposal.shares],
        "seats_each": max((share.each for share in proposal.shares), default=1),
        "mode": proposal.mode, "minutes": proposal.minutes, "venue_rule": proposal.venue_rule,
        "window_from": window.starts if window else None,
        "window_to": window.due if window else None,
        "syllabus": proposal.syllabus, "issuer": proposal.clause.plan.issuer,
    }  # fmt: skip
    return RunFacts(**facts | changes)


@transaction.atomic
def open_run(
    facts: RunFacts, *, by: User, clause: Clause | None = None, again: bool = False
) -> ClassRun:
    """Make the class with a seat for each unit. Of one clause a second class only ``again``."""
    _require_sound(facts)
    if clause is not None:
        _require_first(Clause.objects.select_for_update().get(pk=clause.pk), again=again)
    run = ClassRun.objects.create(
        course=facts.course or _course(facts, by), title=facts.title.strip()[:500], clause=clause,
        plan=clause.plan if clause else None, issuer=facts.issuer, owner=by, mode=facts.mode,
        window_from=facts.window_from, window_to=facts.window_to, minutes=facts.minutes,
        starts_at=facts.starts_at, ends_at=facts.ends_at, nominate_by=facts.nominate_by,
        asks_letter=facts.asks_letter, venue_rule=dict(facts.venue_rule), note=facts.note,
    )  # fmt: skip
    require_window(run)
    run.groups.set(facts.groups)
    write_syllabus(run, facts.syllabus, by=by)
    seats = seat_units(run, facts.groups, facts.units, each=facts.seats_each, by=by)
    audit.record(
        Kind.RUN_MADE, run, by=by, after=run.title[:200], seats=seats,
        clause=clause.pk if clause else None,
    )  # fmt: skip
    return run


def _require_sound(facts: RunFacts) -> None:
    if not facts.title.strip():
        raise Refused(_("Write the title of the class."))
    if not facts.groups and not facts.units:
        raise Refused(_("Choose at least one group of units, or name units: nobody has a seat."))
    if not 1 <= facts.seats_each <= 50:
        raise Refused(_("Each unit has between 1 and 50 seats."))
    if not 15 <= facts.minutes <= 60 * 24 * 30:
        raise Refused(_("A class lasts at least 15 minutes."))
    if facts.window_from and facts.window_to and facts.window_from > facts.window_to:
        raise Refused(_("The window ends before it begins. Mend one of the days."))
    require_time(facts.starts_at, facts.ends_at)


def require_time(starts_at: datetime | None, ends_at: datetime | None) -> None:
    if (starts_at is None) != (ends_at is None):
        raise Refused(_("Write both when the class begins and when it ends."))
    if starts_at and ends_at and ends_at <= starts_at:
        raise Refused(_("The class ends before it begins. Mend one of the two."))


def _require_first(clause: Clause, *, again: bool) -> None:
    made = ClassRun.objects.filter(clause=clause).exclude(state=RunState.CANCELLED).first()
    if made and not again:
        raise AlreadyDecided(
            _("From this clause the class “%(run)s” was already made. Say that you want one more.")
            % {"run": made.title}
        )


def _course(facts: RunFacts, by: Actor) -> Course:
    name = facts.title.strip()[:300]
    defaults = {"theme": facts.theme.strip()[:120] or THEME, "minutes": facts.minutes}
    course, is_new = Course.objects.get_or_create(name_vi=name, defaults=defaults)
    if is_new:
        audit.record(Kind.COURSE_CHANGED, course, by=by, after=name[:200])
    return course


@transaction.atomic
def write_syllabus(run: ClassRun, items: Sequence[Item], *, by: Actor) -> None:
    """The parts in this order; what they cite enters the register of bases, once each (R101)."""
    citations = cite(run, [one for item in items for one in item.cited], by=by)
    bases = {citation.as_written: citation.basis for citation in citations}
    # A part that stays keeps its row: needs and lines of the agenda point to it.
    known = {fold(one.title): one for one in run.syllabus.all()}
    run.syllabus.update(order=F("order") + OUT_OF_THE_WAY)
    for order, item in enumerate(items, 1):
        part = known.pop(fold(item.title), None) or SyllabusItem(
            run=run, is_restricted=is_sensitive(item.title, run.course.theme)
        )
        part.order, part.title, part.need = order, item.title, item.need[:300]
        part.save()
        part.bases.set(bases[one.text[:1000]] for one in item.cited if one.text[:1000] in bases)
    run.syllabus.filter(pk__in=[one.pk for one in known.values()]).delete()


def change_syllabus(run: ClassRun, words: str, *, by: User) -> None:
    """Other parts than before, one a line; needs that led to a part are asked anew."""
    if not run.is_live:
        raise Refused(_("This class is over: nothing of it is changed any more."))
    check_text(words, by=by)
    items = items_of(words)
    if not items:
        raise Refused(_("Write at least one part of what is taught."))
    with transaction.atomic():
        write_syllabus(run, items, by=by)
        audit.record(Kind.RUN_CHANGED, run, by=by, after=f"{len(items)}", parts=len(items))


@transaction.atomic
def keep_course(course: Course, *, by: Actor) -> Course:
    """A course of the catalogue as written; its name stands there once."""
    course.name_vi, course.theme = course.name_vi.strip(), " ".join(course.theme.split())
    if not course.name_vi or not course.theme:
        raise Refused(_("A course has a name and a theme."))
    try:
        with transaction.atomic():
            course.save()
    except IntegrityError:
        raise Refused(
            _("The catalogue has “%(course)s” already.") % {"course": course.name_vi}
        ) from None
    audit.record(Kind.COURSE_CHANGED, course, by=by, after=course.name_vi[:200])
    return course


@transaction.atomic
def change_run(run: ClassRun, values: Mapping[str, Any], *, by: Actor) -> None:
    """Other facts of a live class; a day outside the plan's window is refused (R10)."""
    held = ClassRun.objects.select_for_update().get(pk=run.pk)
    if not held.is_live:
        raise Refused(_("This class is over: nothing of it is changed any more."))
    changed = {
        name: values[name]
        for name in SHOWN
        if name in values and values[name] != getattr(held, name)
    }
    if not changed:
        return
    before = {name: _told(getattr(held, name)) for name in changed}
    for name, value in changed.items():
        setattr(held, name, value)
    require_time(held.starts_at, held.ends_at)
    require_window(held)
    if PRINTED & changed.keys():
        held.revision += 1
    held.save()
    run.refresh_from_db()
    facts: dict[str, Any] = {name: [before[name], _told(value)] for name, value in changed.items()}
    audit.record(Kind.RUN_CHANGED, run, by=by, after=", ".join(sorted(changed)), **facts)


def _told(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")


def require_window(run: ClassRun) -> None:
    """The day of the class lies within the time that the plan gives it."""
    if run.window_from and run.window_to and run.window_from > run.window_to:
        raise Refused(_("The window ends before it begins. Mend one of the days."))
    if run.starts_at is None:
        return
    day = timezone.localdate(run.starts_at)
    if not run.fits_window(day):
        raise Refused(
            _("%(day)s is outside the time that the plan gives: %(window)s. Choose another day, or "
              "change the window with the decision that allows it.")
            % {"day": format_date(day), "window": window_words(run)}
        )  # fmt: skip


def window_words(run: ClassRun) -> str:
    if run.window_from and run.window_to:
        return _("%(first)s to %(last)s") % {
            "first": format_date(run.window_from), "last": format_date(run.window_to)
        }  # fmt: skip
    if run.window_to:
        return _("until %(last)s") % {"last": format_date(run.window_to)}
    return _("from %(first)s") % {"first": format_date(run.window_from)} if run.window_from else ""


# --- from state to state


@transaction.atomic
def move_run(run: ClassRun, to: RunState, *, by: Actor, why: str = "", **changes: Any) -> None:
    """The only way from one state of a class to another; see enums.RUN_MOVES."""
    seen = RunState(run.state)
    if to not in RUN_MOVES[seen]:
        raise Refused(
            _("A class that is “%(state)s” cannot become “%(to)s”.")
            % {"state": seen.label, "to": to.label}
        )
    won = ClassRun.objects.filter(pk=run.pk, state=seen).update(state=to, **changes)
    run.refresh_from_db()
    if not won:
        raise AlreadyDecided(
            _("Somebody was faster: the class is now “%(state)s”.")
            % {"state": RunState(run.state).label}
        )
    audit.record(Kind.RUN_MOVED, run, by=by, before=seen, after=to, why=why)
