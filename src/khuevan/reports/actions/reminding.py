"""The ladder of a report: five, two and one working days before, the last hours, then late."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit import audit, works
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.models import Message, Work
from khuevan.kit.workdays import Calendar, calendar
from khuevan.kit.works import Progress
from khuevan.people.actions.links import make_links
from khuevan.people.enums import Purpose
from khuevan.people.models import User
from khuevan.people.notices import NudgeOutlook, addresses, heads
from khuevan.reports import notices
from khuevan.reports.actions.telling import NEEDS_PREVIEW
from khuevan.reports.enums import WAITED_FOR, CycleState, Kind, ObligationState
from khuevan.reports.models import Cycle, Obligation

BEFORE = (1, 2, 5)
AFTER = (1, 3, 6)
"""Working days late at which a unit hears again; after that the office calls."""
LAST_HOURS = timedelta(hours=2)
SILENT_REMINDERS = 2
"""The head of a unit hears only after so many reminders without any answer."""


def step_of(obligation: Obligation, today: date, days: Calendar) -> str:
    """The rung on which the report stands today, or ""; a missed morning is caught up the next."""
    due = timezone.localdate(obligation.cycle.due_at)
    told = timezone.localdate(obligation.told_at or obligation.cycle.opened_at)
    return days.rung(due, told, today, BEFORE, AFTER)


@dataclass(frozen=True, slots=True)
class _Step:
    obligation: Obligation
    name: str
    address: str
    to_head: bool = False

    @property
    def key(self) -> str:
        return notices.reminder_key(self.obligation, self.name, self.address)


def climb(today: date, *, by: Actor) -> int:
    """Put today's reminders into the outbox; how many. Twice on one day changes nothing."""
    days = calendar()
    soon = days.add(today, max(BEFORE)) + timedelta(days=1)
    cycles = Cycle.objects.open().filter(due_at__date__lt=soon)
    return _climb(cycles.values_list("pk", flat=True), by, lambda row: step_of(row, today, days))


def climb_hours(now: datetime, *, by: Actor) -> int:
    """A last word two hours before a request is due; not to whom it went out since."""
    cycles = Cycle.objects.open().filter(due_at__gt=now, due_at__lte=now + LAST_HOURS)

    def step(row: Obligation) -> str:
        told = row.told_at or row.cycle.opened_at
        return "T-hours" if row.cycle.due_at - told > 2 * LAST_HOURS else ""

    return _climb(cycles.values_list("pk", flat=True), by, step, digest=False)


def _climb(
    cycles: Iterable[int], by: Actor, step: Callable[[Obligation], str], *, digest: bool = True
) -> int:
    owed = Obligation.objects.waited_for().filter(cycle__in=list(cycles))
    ids = list(owed.order_by("organisation", "pk").values_list("pk", flat=True))
    return sum(_climb_chunk(chunk, by, step, digest) for chunk in works.chunks(ids))


@transaction.atomic
def _climb_chunk(
    ids: Sequence[int], by: Actor, step: Callable[[Obligation], str], digest: bool
) -> int:
    rows = Obligation.objects.filter(pk__in=ids, state__in=WAITED_FOR)
    steps = list(_steps(list(rows.select_related("cycle", "organisation")), step))
    keys = [one.key for one in steps]
    known = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [one for one in steps if one.key not in known]
    if not new:
        return 0
    units = sorted({one.obligation.organisation_id for one in new})
    make_links(units, Purpose.REPORTS, by=by)
    links = notices.links(units)
    today = timezone.localdate()
    for one in new:
        link = links[one.obligation.organisation_id]
        notices.remind(
            one.obligation, one.name, link, one.address, today, to_head=one.to_head, digest=digest
        )
    Obligation.objects.filter(pk__in={one.obligation.pk for one in new}).update(
        reminders=F("reminders") + 1, reminded_at=timezone.now()
    )
    return len(new)


def _steps(rows: list[Obligation], step: Callable[[Obligation], str]) -> Iterator[_Step]:
    standing = [(row, name) for row in rows if (name := step(row))]
    units = {row.organisation_id for row, _name in standing}
    known, leading = addresses(units), heads(units, timezone.localdate())
    for row, name in standing:
        unit = row.organisation_id
        if unit in known:
            yield _Step(row, name, known[unit])
        is_silent = row.state == ObligationState.OWED and row.reminders >= SILENT_REMINDERS
        if is_silent and unit in leading and leading[unit] != known.get(unit):
            yield _Step(row, f"head-{name}", leading[unit], to_head=True)


# --- by hand: all who have not sent


def nudge_outlook(cycle: Cycle) -> NudgeOutlook:
    rows = list(cycle.obligations.waited_for().select_related("organisation"))
    known = addresses([row.organisation_id for row in rows])
    today = timezone.localdate()
    for row in rows:
        row.cycle = cycle
    return NudgeOutlook(
        units=[(row.organisation, row.reminded_at) for row in rows],
        unreachable=[row.organisation for row in rows if row.organisation_id not in known],
        sample=notices.reminder(rows[0], today, "…", is_nudge=True) if rows else None,
    )


def nudge(cycle: Cycle, *, by: User, seen: int | None = None) -> Work:
    """Remind every unit that has not sent; more than ten only after the preview."""
    if cycle.state != CycleState.OPEN:
        raise Refused(_("This cycle is closed: nobody is reminded of it any more."))
    units = cycle.obligations.waited_for().count()
    if not units:
        raise Refused(_("Every unit has sent its report: there is nobody to remind."))
    if units > NEEDS_PREVIEW and seen != units:
        raise Refused(
            ngettext(
                "The number of silent units has changed to %(count)d. Look at the preview again.",
                "The number of silent units has changed to %(count)d. Look at the preview again.",
                units,
            )
            % {"count": units}
        )
    title = _("Remind silent units: %(plan)s") % {"plan": cycle.label}
    return works.start("reports.nudge", title, "reports.jobs.nudge", cycle.pk, by=by)


def nudge_all(cycle: Cycle, *, by: Actor, progress: Progress) -> int:
    """How many messages were new; a unit hears at most once a day from this."""
    owed = cycle.obligations.waited_for().order_by("organisation")
    ids = list(owed.values_list("pk", flat=True))
    count = sum(_nudge_chunk(chunk, by, progress) for chunk in progress.in_chunks(ids))
    if count:
        audit.record(Kind.REMINDED, cycle, by=by, after=str(count))
    return count


@transaction.atomic
def _nudge_chunk(ids: Sequence[int], by: Actor, progress: Progress) -> int:
    rows = Obligation.objects.filter(pk__in=ids, state__in=WAITED_FOR)
    rows = rows.select_related("cycle", "organisation")
    units = sorted(rows.values_list("organisation_id", flat=True))
    make_links(units, Purpose.REPORTS, by=by)
    known, links = addresses(units), notices.links(units)
    today, reminded = timezone.localdate(), []
    for row in rows:
        unit = row.organisation_id
        if unit not in known:
            progress.fail(
                unit, _("%(unit)s has no work e-mail: call it.") % {"unit": row.organisation.name}
            )
        elif notices.tell_nudge(row, links[unit], known[unit], today):
            reminded.append(row.pk)
    Obligation.objects.filter(pk__in=reminded).update(
        reminders=F("reminders") + 1, reminded_at=timezone.now()
    )
    return len(reminded)
