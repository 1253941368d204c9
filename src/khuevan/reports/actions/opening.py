"""A cycle opens: who owes it on the day, exactly one obligation each; then the units are told."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import format_date
from khuevan.kit.workdays import Calendar, calendar
from khuevan.people.models import User, resolve
from khuevan.plans.models import Plan
from khuevan.reports import notices, windows
from khuevan.reports.enums import CycleState, Frequency, Kind
from khuevan.reports.models import Cycle, Obligation, ReportType
from khuevan.reports.windows import LEAST_WORKING_DAYS, Window

CHUNK = 500
CATCH_UP = 10
"""Working days after a cut-off within which a cycle still opens by itself."""


def owing(type: ReportType, on: date) -> list[int]:
    """The units that owe the report on the day; one that was merged stands for its heirs."""
    named = resolve(type.owed_by.values_list("pk", flat=True), on)
    units = {heir for heirs in named.values() for heir in heirs}
    for group in type.groups.all():
        units |= set(group.members_on(on).values_list("pk", flat=True))
    return sorted(units)


def label_of(type: ReportType, window: Window) -> str:
    """ "Báo cáo quý ..., quý I năm 2026": as documents write it, in Vietnamese."""
    with translation.override(notices.LANGUAGE):
        if type.frequency == Frequency.ONCE:
            return type.name_vi[:200]
        return f"{type.name_vi}, {windows.period_words(type, window)}"[:200]


@transaction.atomic
def open_cycle(
    type: ReportType,
    starts: date,
    ends: date,
    due_at: datetime,
    *,
    by: Actor,
    plan: Plan | None = None,
    label: str = "",
) -> Cycle:
    """Open the period; units are told by ``tell`` or ``send``. A period is asked once only."""
    window = Window(starts, ends)
    _require_sound(type, window, due_at)
    today = timezone.localdate()
    units = owing(type, today)
    if not units:
        raise Refused(
            _("Nobody owes “%(report)s” yet. Give it a group or units first.") % {"report": type}
        )
    cycle = _create(type, window, due_at, by, plan, label)
    for first in range(0, len(units), CHUNK):
        Obligation.objects.bulk_create(
            Obligation(cycle=cycle, organisation_id=unit) for unit in units[first : first + CHUNK]
        )
    audit.record(
        Kind.OPENED, cycle, by=by, after=CycleState.OPEN, units=units, due=due_at.isoformat(),
        starts=starts.isoformat(), ends=ends.isoformat(),
    )  # fmt: skip
    return cycle


def _create(
    type: ReportType, window: Window, due_at: datetime, by: Actor, plan: Plan | None, label: str
) -> Cycle:
    before = Cycle.objects.filter(type=type, plan=plan, ends__lt=window.starts).order_by("-ends")
    cycle = Cycle(
        type=type, label=label.strip()[:200] or label_of(type, window), starts=window.starts,
        ends=window.ends, due_at=due_at, plan=plan, opened_by_id=by.actor_id,
        previous=before.first(),
    )  # fmt: skip
    try:
        with transaction.atomic():  # of two who open the same period, the database takes one
            cycle.save(force_insert=True)
    except IntegrityError:
        raise AlreadyDecided(
            _("“%(report)s” has already been asked for %(window)s: one period is asked once.")
            % {"report": type, "window": window}
        ) from None
    return cycle


def _require_sound(type: ReportType, window: Window, due_at: datetime) -> None:
    if not type.is_active:
        raise Refused(_("“%(report)s” is no longer in use.") % {"report": type})
    if window.starts > window.ends:
        raise Refused(_("The period ends before it begins. Mend one of the dates."))
    days = calendar()
    due = timezone.localdate(due_at)
    if due_at <= timezone.now():
        raise Refused(_("The due moment has passed already. Choose a later one."))
    if not days.is_working(due):
        raise Refused(_holiday(due_at, days))
    if type.frequency != Frequency.ONCE and days.between(window.ends, due) < LEAST_WORKING_DAYS:
        raise Refused(
            _(
                "Between the cut-off on %(ends)s and the due day there must be at least one whole "
                "working day (Decree 09/2019/ND-CP). The earliest due day is %(earliest)s."
            )
            % {
                "ends": format_date(window.ends),
                "earliest": format_date(days.add(window.ends, LEAST_WORKING_DAYS)),
            }
        )


def _holiday(due_at: datetime, days: Calendar) -> str:
    moved = windows.on_working_day(due_at, days)
    return _("%(day)s is not a working day. The next one is %(next)s.") % {
        "day": format_date(timezone.localdate(due_at)),
        "next": notices.moment_words(moved),
    }


@transaction.atomic
def move_due(cycle: Cycle, due_at: datetime, *, by: User) -> None:
    """A new due moment for everybody; the ladder of reminders begins anew."""
    _require_sound(cycle.type, Window(cycle.starts, cycle.ends), due_at)
    before = cycle.due_at
    won = Cycle.objects.filter(pk=cycle.pk, state=CycleState.OPEN, due_at=before).update(
        due_at=due_at
    )
    if not won:
        raise AlreadyDecided(_("This cycle was changed or closed meanwhile. Look at it again."))
    cycle.refresh_from_db()
    notices.stop_reminders(cycle)
    audit.record(Kind.OPENED, cycle, by=by, before=before.isoformat(), after=due_at.isoformat())


@transaction.atomic
def take_back(cycle: Cycle, *, by: User) -> None:
    """A cycle opened by mistake goes away, as long as no unit has been told or has begun."""
    held = Cycle.objects.select_for_update().get(pk=cycle.pk)
    begun = held.obligations.exclude(told_at=None) | held.obligations.exclude(state="owed")
    if begun.exists() or held.obligations.filter(cells__isnull=False).exists():
        raise Refused(_("Units know of this report already. Close the cycle instead."))
    audit.record(Kind.CLOSED, held, by=by, before=held.state, after="", why=held.label)
    held.obligations.all().delete()
    held.delete()


# --- by itself, each morning


def open_due(on: date, *, by: Actor) -> list[Cycle]:
    """Open the window that ended last of each type that opens by itself; again, nothing more."""
    opened, days = [], calendar()
    wanted = ReportType.objects.active().valid(on).periodic().filter(opens_itself=True)
    for type in wanted.prefetch_related("groups"):
        window = windows.last_window(type, on)
        asked = Cycle.objects.filter(type=type, starts=window.starts, ends=window.ends)
        if days.between(window.ends, on) > CATCH_UP or asked.exists() or not owing(type, on):
            continue
        due_at = windows.due_at(type, window, days)
        if due_at <= timezone.now():  # the machine stood still
            due_at = windows.at_due_time(
                days.add(max(on, timezone.localdate()), LEAST_WORKING_DAYS)
            )
        try:
            opened.append(open_cycle(type, window.starts, window.ends, due_at, by=by))
        except AlreadyDecided:
            continue  # an officer was faster
    return opened
