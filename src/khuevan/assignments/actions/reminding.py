"""The ladder: ten, five, two and one working days before, then late, then the head of the unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.assignments import notices
from khuevan.assignments.actions.sending import NEEDS_PREVIEW, ensure_links
from khuevan.assignments.enums import OWED, Kind, State
from khuevan.assignments.models import Assignment
from khuevan.assignments.wording import named
from khuevan.kit import audit, works
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.models import Message, Work
from khuevan.kit.workdays import Calendar, calendar
from khuevan.kit.works import Progress
from khuevan.people.models import Organisation, User
from khuevan.people.notices import NudgeOutlook
from khuevan.plans.enums import LIVE
from khuevan.plans.models import Plan

BEFORE = (1, 2, 5, 10)
AFTER = (1, 6, 11, 16)
"""Working days late at which a unit hears again; after that the office calls."""
SILENT_REMINDERS = 2
"""The head of a unit hears only after so many reminders without any answer."""


def step_of(assignment: Assignment, today: date, days: Calendar) -> str:
    """The rung on which the task stands today, or ""; a missed morning is caught up the next."""
    if assignment.due is None:
        return ""
    sent = timezone.localdate(assignment.sent_at)
    return days.rung(assignment.due, sent, today, BEFORE, AFTER)


@dataclass(frozen=True, slots=True)
class _Step:
    assignment: Assignment
    name: str
    address: str
    to_head: bool = False

    @property
    def key(self) -> str:
        return notices.reminder_key(self.assignment, self.name, self.address)


def climb(today: date, *, by: Actor, progress: Progress | None = None) -> int:
    """Put today's reminders into the outbox; how many. Twice on one day changes nothing."""
    days = calendar()
    soon = days.add(today, max(BEFORE))
    owed = Assignment.objects.filter(state__in=OWED, due__lte=soon, plan__state__in=LIVE)
    ids = list(owed.order_by("organisation", "pk").values_list("pk", flat=True))
    count = 0
    for chunk in works.chunks(ids):
        count += _climb_chunk(chunk, today, days, by)
        if progress:
            progress.step(len(chunk))
    return count


@transaction.atomic
def _climb_chunk(ids: Sequence[int], today: date, days: Calendar, by: Actor) -> int:
    rows = Assignment.objects.filter(pk__in=ids, state__in=OWED).select_related(
        "task__clause", "plan", "organisation"
    )
    steps = list(_steps(list(rows), today, days))
    known = set(
        Message.objects.filter(key__in=[step.key for step in steps]).values_list("key", flat=True)
    )
    new = [step for step in steps if step.key not in known]
    if not new:
        return 0
    units = list({step.assignment.organisation_id for step in new})
    ensure_links(units, by=by)
    links = notices.links(units)
    for step in new:
        link = links[step.assignment.organisation_id]
        notices.remind(step.assignment, step.name, link, step.address, today, to_head=step.to_head)
    reminded = {step.assignment.pk for step in new}
    Assignment.objects.filter(pk__in=reminded).update(
        reminders=F("reminders") + 1, reminded_at=timezone.now()
    )
    return len(new)


def _steps(rows: list[Assignment], today: date, days: Calendar) -> Iterator[_Step]:
    standing = [(row, step_of(row, today, days)) for row in rows]
    standing = [(row, name) for row, name in standing if name]
    units = {row.organisation_id for row, _name in standing}
    addresses, heads = notices.addresses(units), notices.heads(units, today)
    for row, name in standing:
        unit = row.organisation_id
        if unit in addresses:
            yield _Step(row, name, addresses[unit])
        is_silent = row.state == State.ASSIGNED and row.reminders >= SILENT_REMINDERS
        if is_silent and unit in heads and heads[unit] != addresses.get(unit):
            yield _Step(row, f"head-{name}", heads[unit], to_head=True)


# --- by hand: all who have not answered


def nudge_outlook(plan: Plan) -> NudgeOutlook:
    silent = Assignment.objects.filter(plan=plan).silent()
    last = dict(silent.order_by().values_list("organisation_id").annotate(Max("reminded_at")))
    units = list(Organisation.objects.filter(pk__in=last))
    known = notices.addresses(list(last))
    sample = next((unit for unit in units if unit.pk in known), None)
    tasks = _silent_tasks(plan, [sample.pk])[sample.pk] if sample else []
    return NudgeOutlook(
        units=[(unit, last[unit.pk]) for unit in units],
        unreachable=[unit for unit in units if unit.pk not in known],
        sample=notices.nudge(plan, tasks, "…") if sample else None,
    )


def nudge(plan: Plan, *, by: User, seen: int | None = None) -> Work:
    """Remind every unit that has not answered; more than ten only after the preview."""
    if plan.state not in LIVE:
        raise Refused(_("This plan is over: nobody is reminded of it any more."))
    units = Assignment.objects.filter(plan=plan).silent().values("organisation").distinct().count()
    if not units:
        raise Refused(_("Every unit has answered: there is nobody to remind."))
    if units > NEEDS_PREVIEW and seen != units:
        raise Refused(
            _("The number of silent units has changed to %(count)d. Look at the preview again.")
            % {"count": units}
        )
    title = _("Remind silent units: %(plan)s") % {"plan": named(plan)}
    return works.start("assignments.nudge", title, "assignments.jobs.nudge", plan.pk, by=by)


def nudge_all(plan: Plan, *, by: Actor, progress: Progress) -> int:
    """How many messages were new; a unit hears at most once a day from this."""
    silent = Assignment.objects.filter(plan=plan).silent()
    ordered = silent.order_by("organisation").values_list("organisation_id", flat=True)
    units = list(ordered.distinct())
    count = sum(_nudge_chunk(plan, chunk, by, progress) for chunk in progress.in_chunks(units))
    if count:
        audit.record(Kind.REMINDED, plan, by=by, after=str(count))
    return count


@transaction.atomic
def _nudge_chunk(plan: Plan, units: list[int], by: Actor, progress: Progress) -> int:
    ensure_links(units, by=by)
    known, links = notices.addresses(units), notices.links(units)
    today, count = timezone.localdate(), 0
    for unit, tasks in _silent_tasks(plan, units).items():
        if unit not in known:
            progress.fail(
                unit,
                _("%(unit)s has no work e-mail: call it.")
                % {"unit": links[unit].organisation.name},
            )
        elif notices.tell_nudge(plan, tasks, links[unit], known[unit], today):
            count += 1
            Assignment.objects.filter(pk__in=[task.pk for task in tasks]).update(
                reminders=F("reminders") + 1, reminded_at=timezone.now()
            )
    return count


def _silent_tasks(plan: Plan, units: Sequence[int]) -> dict[int, list[Assignment]]:
    rows = Assignment.objects.filter(plan=plan, organisation__in=units).silent()
    found: dict[int, list[Assignment]] = defaultdict(list)
    for row in rows.select_related("task__clause", "plan", "organisation").order_by("due", "pk"):
        found[row.organisation_id].append(row)
    return found
