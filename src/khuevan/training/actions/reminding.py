"""Units are asked for their nominees, and reminded: ten, five, two and one working days before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit import audit, works
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.models import Message, Work
from khuevan.kit.outbox import Letter
from khuevan.kit.workdays import Calendar, calendar
from khuevan.kit.works import Progress
from khuevan.people.actions.links import make_links
from khuevan.people.enums import Purpose
from khuevan.people.models import Organisation, User
from khuevan.people.notices import NudgeOutlook, addresses, heads
from khuevan.training import notices
from khuevan.training.actions.opening import open_nominations
from khuevan.training.enums import Kind, RunState, SeatState
from khuevan.training.models import ClassRun, Seat

BEFORE = (1, 2, 5, 10)
AFTER = (1, 3)
"""Working days late at which a silent unit hears again; after that the office calls."""
SILENT_REMINDERS = 2
"""The head of a unit hears only after so many reminders without any answer."""
NEEDS_PREVIEW = 10
"""Above this number of units a message must have been looked at first."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What asking would send; the preview shows it, the confirmation repeats its figures."""

    units: list[Organisation]
    unreachable: list[Organisation]
    sample: Letter

    @property
    def messages(self) -> int:
        return len(self.units) - len(self.unreachable)


# --- the first word


def untold(run: ClassRun) -> QuerySet[Seat]:
    return run.seats.silent().filter(told_at=None)


def asking_outlook(run: ClassRun) -> Outlook:
    units = list(Organisation.objects.filter(pk__in=untold(run).values("organisation")))
    known = addresses([unit.pk for unit in units])
    return Outlook(
        units, [unit for unit in units if unit.pk not in known], notices.asked(run, 1, "…")
    )


@transaction.atomic
def open_and_ask(run: ClassRun, *, by: User, seen: int | None = None) -> Work:
    """Units may nominate, and hear of it; more than ten only after the preview (``seen`` units)."""
    if run.state == RunState.PREPARING:
        open_nominations(run, by=by)
    return ask_units(run, by=by, seen=seen)


def ask_units(run: ClassRun, *, by: User, seen: int | None = None) -> Work:
    """Start telling every unit that has not heard yet, such as one that got its seat later."""
    _require_nominating(run)
    units = untold(run).values("organisation").distinct().count()
    if not units:
        raise Refused(_("Every unit has been told already."))
    _require_seen(units, seen)
    title = _("Ask for nominees: %(run)s") % {"run": run.title}
    return works.start("training.ask", title, "training.jobs.ask", run.pk, by=by)


def tell_units(run: ClassRun, *, by: Actor, progress: Progress) -> None:
    """One message to each unit that was not told; a second run tells nobody twice."""
    rows = untold(run).order_by("organisation").values_list("organisation_id", flat=True)
    for chunk in progress.in_chunks(list(rows.distinct())):
        _tell_chunk(run, chunk, by, progress)


@transaction.atomic
def _tell_chunk(run: ClassRun, units: Sequence[int], by: Actor, progress: Progress) -> None:
    make_links(units, Purpose.NOMINATION, by=by)
    known, links = addresses(units), notices.links(units)
    for unit, seats in _by_unit(untold(run).filter(organisation__in=units), run).items():
        if unit in known:
            notices.tell_asked(seats, links[unit], known[unit])
        else:
            progress.fail(
                unit,
                _("%(unit)s has no work e-mail: give it the link by telephone or on paper.")
                % {"unit": links[unit].organisation.name},
            )
    untold(run).filter(organisation__in=units).update(told_at=timezone.now())


def _by_unit(seats: QuerySet[Seat], run: ClassRun) -> dict[int, list[Seat]]:
    found: dict[int, list[Seat]] = {}
    for seat in seats.select_related("organisation").order_by("organisation", "place"):
        seat.run = run
        found.setdefault(seat.organisation_id, []).append(seat)
    return found


# --- the ladder


def step_of(seat: Seat, today: date, days: Calendar) -> str:
    """The rung on which the seat stands today, or ""; a missed morning is caught up the next."""
    due = seat.run.nominate_by
    if due is None or seat.told_at is None:
        return ""
    return days.rung(due, timezone.localdate(seat.told_at), today, BEFORE, AFTER)


@dataclass(frozen=True, slots=True)
class _Step:
    seat: Seat
    name: str
    address: str
    to_head: bool = False

    @property
    def key(self) -> str:
        return notices.reminder_key(self.seat, self.name, self.address)


def climb(today: date, *, by: Actor) -> int:
    """Put today's reminders into the outbox; how many. Twice on one day changes nothing."""
    days = calendar()
    soon = days.add(today, max(BEFORE))
    owed = Seat.objects.silent().filter(
        run__state=RunState.NOMINATING, run__nominate_by__lte=soon, told_at__isnull=False
    )
    ids = list(owed.order_by("organisation", "pk").values_list("pk", flat=True))
    return sum(
        _climb_chunk(chunk, today, by, lambda seat: step_of(seat, today, days))
        for chunk in works.chunks(ids)
    )


@transaction.atomic
def _climb_chunk(ids: Sequence[int], today: date, by: Actor, step: Callable[[Seat], str]) -> int:
    rows = Seat.objects.filter(pk__in=ids, state=SeatState.OPEN)
    steps = {
        one.key: one for one in _steps(rows.select_related("run", "organisation"), today, step)
    }
    known = set(Message.objects.filter(key__in=steps).values_list("key", flat=True))
    new = [one for key, one in steps.items() if key not in known]
    if not new:
        return 0
    units = sorted({one.seat.organisation_id for one in new})
    make_links(units, Purpose.NOMINATION, by=by)
    links = notices.links(units)
    for one in new:
        link = links[one.seat.organisation_id]
        notices.remind(one.seat, one.name, link, one.address, today, to_head=one.to_head)
    _count_reminders(rows.filter(organisation__in=units))
    return len(new)


def _steps(rows: Iterable[Seat], today: date, step: Callable[[Seat], str]) -> Iterator[_Step]:
    standing = [(row, name) for row in rows if (name := step(row))]
    units = {row.organisation_id for row, _name in standing}
    known, leading = addresses(units), heads(units, today)
    for row, name in standing:
        unit = row.organisation_id
        if unit in known:
            yield _Step(row, name, known[unit])
        is_silent = row.reminders >= SILENT_REMINDERS
        if is_silent and unit in leading and leading[unit] != known.get(unit):
            yield _Step(row, f"head-{name}", leading[unit], to_head=True)


def _count_reminders(seats: QuerySet[Seat]) -> None:
    seats.update(reminders=F("reminders") + 1, reminded_at=timezone.now())


# --- by hand: all who have not answered


def nudge_outlook(run: ClassRun) -> NudgeOutlook:
    rows = run.seats.silent().select_related("organisation").order_by("number")
    last = {row.organisation: row.reminded_at for row in rows}
    known = addresses([unit.pk for unit in last])
    today = timezone.localdate()
    return NudgeOutlook(
        units=list(last.items()),
        unreachable=[unit for unit in last if unit.pk not in known],
        sample=notices.reminder(run, today, "…", is_nudge=True) if last else None,
    )


def remind_silent(run: ClassRun, *, by: User, seen: int | None = None) -> Work:
    """Remind every unit that has not answered; more than ten only after the preview."""
    _require_nominating(run)
    units = run.seats.silent().values("organisation").distinct().count()
    if not units:
        raise Refused(_("Every unit has answered: there is nobody to remind."))
    _require_seen(units, seen)
    title = _("Remind silent units: %(run)s") % {"run": run.title}
    return works.start("training.remind", title, "training.jobs.remind_silent", run.pk, by=by)


def _require_nominating(run: ClassRun) -> None:
    if run.state != RunState.NOMINATING:
        raise Refused(_("Units are not nominating for this class now: nobody is written to."))


def _require_seen(units: int, seen: int | None) -> None:
    if units > NEEDS_PREVIEW and seen != units:
        raise Refused(
            ngettext(
                "The message would go to %(n)d unit. Look at the preview and confirm it there.",
                "The message would go to %(n)d units. Look at the preview and confirm it there.",
                units,
            )
            % {"n": units}
        )


def nudge_all(run: ClassRun, *, by: Actor, progress: Progress) -> int:
    """How many messages were new; a unit hears at most once a day from this."""
    rows = run.seats.silent().order_by("organisation").values_list("organisation_id", flat=True)
    units = list(rows.distinct())
    count = sum(_nudge_chunk(run, chunk, by, progress) for chunk in progress.in_chunks(units))
    if count:
        audit.record(Kind.REMINDED, run, by=by, after=str(count))
    return count


@transaction.atomic
def _nudge_chunk(run: ClassRun, units: Sequence[int], by: Actor, progress: Progress) -> int:
    make_links(units, Purpose.NOMINATION, by=by)
    known, links = addresses(units), notices.links(units)
    silent = run.seats.silent().filter(organisation__in=units)
    today, reminded = timezone.localdate(), []
    for unit, seats in _by_unit(silent, run).items():
        if unit not in known:
            progress.fail(
                unit,
                _("%(unit)s has no work e-mail: call it.")
                % {"unit": links[unit].organisation.name},
            )
        elif notices.tell_nudge(seats[0], links[unit], known[unit], today):
            reminded.append(unit)
    _count_reminders(silent.filter(organisation__in=reminded))
    return len(reminded)
