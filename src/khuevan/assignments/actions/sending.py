"""A plan's tasks become what each unit owes. Safe to run twice: what is there is left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.assignments import notices
from khuevan.assignments.actions import ledger
from khuevan.assignments.enums import Kind, State
from khuevan.assignments.models import Assignment
from khuevan.assignments.models.assignments import AssignmentQuerySet
from khuevan.assignments.wording import named
from khuevan.kit import audit, works
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.models import Work
from khuevan.kit.recurrence import Recurrence
from khuevan.kit.works import Progress
from khuevan.people.actions.links import make_links
from khuevan.people.enums import Purpose, TaskPart
from khuevan.people.models import Organisation, Succession, UnitLink, User, whole_heirs
from khuevan.people.models.links import LASTS
from khuevan.plans import actions as plans
from khuevan.plans.enums import PlanState
from khuevan.plans.models import Plan, Task, TaskUnit

AHEAD = timedelta(days=45)
"""How far ahead occurrences of a recurrent task are put before units."""
CALENDAR_LASTS = timedelta(days=400)
CHUNK = 500
NEEDS_PREVIEW = 10
"""Above this number of units a sending must have been looked at first."""
STRENGTH = {part: rank for rank, part in enumerate(TaskPart)}


@dataclass(slots=True)
class Expansion:
    """Who owes a task on a day, and the names of the plan that lead to nobody."""

    parts: dict[int, TaskPart] = field(default_factory=dict)
    nobody: list[str] = field(default_factory=list)

    def add(self, organisation: int, part: TaskPart) -> None:
        """A unit named twice has the stronger part."""
        known = self.parts.get(organisation)
        if known is None or STRENGTH[part] < STRENGTH[known]:
            self.parts[organisation] = part


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a sending would do; the preview shows it, the confirmation repeats its figures."""

    tasks: int
    assignments: int
    units: list[Organisation]
    unreachable: list[Organisation]
    nobody: list[tuple[Task, list[str]]]
    sample_unit: Organisation | None
    sample: notices.Letter | None

    @property
    def messages(self) -> int:
        return len(self.units) - len(self.unreachable)


@dataclass(frozen=True, slots=True)
class _Need:
    task: Task
    period: str
    due: date | None
    parts: dict[int, TaskPart]


def sendable_tasks(plan: Plan) -> list[Task]:
    tasks = Task.objects.live().filter(plan=plan)
    confirmed = tasks.exclude(clause__confirmed_at=None).select_related("clause", "plan")
    return list(confirmed.prefetch_related("units__organisation", "units__group__succeeded_by"))


def expand(task: Task, day: date) -> Expansion:
    """Units and groups as they are on the day; a unit that was merged stands for its successors."""
    found = Expansion()
    for one in task.units.all():
        members = _members(one, day)
        for organisation in members:
            found.add(organisation, TaskPart(one.part))
        if not members and not one.is_words_only:
            found.nobody.append(one.as_written or one.name)
    return found


def _members(named: TaskUnit, day: date) -> list[int]:
    if named.group:
        return list(named.group.members_on(day).values_list("pk", flat=True))
    return _today(named.organisation, day) if named.organisation else []


def _today(organisation: Organisation, day: date) -> list[int]:
    ended = organisation.valid_to is not None and organisation.valid_to < day
    if not ended:
        return [organisation.pk]
    heirs = Succession.objects.filter(predecessor=organisation, on__lte=day)
    return [pk for one in heirs.select_related("successor") for pk in _today(one.successor, day)]


def occurrences(task: Task, day: date) -> list[tuple[str, date | None]]:
    """(period, due): once, or each occurrence until AHEAD in the plan's year, at least the next.

    Raises ValueError for a recurrence that nobody can read.
    """
    recurrence = Recurrence.parse(task.recurrence) if task.recurrence else None
    if recurrence is None or recurrence == Recurrence():
        return [("", task.due)]
    first = task.due or task.starts or day
    end = date(max(task.plan.year, first.year), 12, 31)
    dates = [due for due in recurrence.occurrences(first, end) if due >= day]
    chosen = [due for due in dates if due <= day + AHEAD] or dates[:1]
    return [(due.isoformat(), due) for due in dict.fromkeys(chosen)]


def outlook(plan: Plan, day: date) -> Outlook:
    """What would go out now, without doing it."""
    needs, nobody = _needs(plan, day)
    missing = [(need, _missing(need)) for need in needs]
    owed: dict[int, list[Assignment]] = defaultdict(list)
    for need, units in missing:
        for pk in units:
            owed[pk].append(_row(need, pk))
    bodies = list(Organisation.objects.filter(pk__in=owed))
    known = notices.addresses(list(owed))
    sample = next((unit for unit in bodies if unit.pk in known), None)
    return Outlook(
        tasks=len({need.task.pk for need, found in missing if found}),
        assignments=sum(len(found) for _need, found in missing),
        units=bodies,
        unreachable=[unit for unit in bodies if unit.pk not in known],
        nobody=nobody,
        sample_unit=sample,
        sample=notices.assigned(plan, owed[sample.pk], "…") if sample else None,
    )


def _needs(plan: Plan, day: date) -> tuple[list[_Need], list[tuple[Task, list[str]]]]:
    needs, nobody = [], []
    for task in sendable_tasks(plan):
        found = expand(task, day)
        if found.nobody:
            nobody.append((task, found.nobody))
        try:
            whens = occurrences(task, day)
        except ValueError:
            nobody.append((task, [_("repeats “%(text)s”") % {"text": task.recurrence}]))
            continue
        needs += [_Need(task, period, due, found.parts) for period, due in whens]
    return needs, nobody


def _missing(need: _Need) -> list[int]:
    there = Assignment.objects.filter(task=need.task, period=need.period)
    rows = list(there.values_list("organisation_id", "organisation__valid_to", "state"))
    today = timezone.localdate()
    known = {unit for unit, _until, _state in rows}
    # What a unit owed or did before it was merged is not asked anew of whoever took it over.
    ended = [u for u, until, state in rows if until and until < today and state != State.CANCELLED]
    known |= set(whole_heirs(ended, today).values()) if ended else set()
    return [unit for unit in need.parts if unit not in known]


def send(plan: Plan, *, by: User, seen: int | None = None) -> Work:
    """Start sending: gate first, then a work with progress. ``seen``: the units of the preview."""
    plans.require_sendable(plan)
    found = outlook(plan, timezone.localdate())
    units = len(found.units)
    if not found.assignments:
        raise Refused(
            _(
                "Nothing to send: every confirmed task has already gone to its units, or no task "
                "names a unit. Confirm clauses and give tasks to units first."
            )
        )
    if units > NEEDS_PREVIEW and seen != units:
        raise Refused(
            ngettext(
                "This would go to %(count)d unit. Look at the preview and confirm it there.",
                "This would go to %(count)d units. Look at the preview and confirm it there.",
                units,
            )
            % {"count": units}
        )
    title = _("Send tasks: %(plan)s") % {"plan": named(plan)}
    return works.start("assignments.send", title, "assignments.jobs.send_plan", plan.pk, by=by)


def dispatch(plan: Plan, *, by: Actor, progress: Progress, digest: bool = False) -> int:
    """Create what is missing, then tell the units; how many assignments were made."""
    plans.require_sendable(plan)
    needs, nobody = _needs(plan, timezone.localdate())
    for row, (task, names) in enumerate(nobody, 1):
        progress.fail(
            row,
            _("Clause %(path)s names nobody that is known: %(names)s")
            % {"path": task.clause.path, "names": ", ".join(names)},
        )
    made = sum(_create(need, by) for need in progress.over(needs))
    tell(plan, by=by, progress=progress, digest=digest)
    if made and plan.state == PlanState.ISSUED:
        plans.run(plan, by=by)
    return made


def _create(need: _Need, by: Actor) -> int:
    """The missing assignments of one task and occurrence, their tally and their record."""
    wanted = _missing(need)
    for chunk in works.chunks(wanted, CHUNK):
        _create_chunk(need, chunk, by)
    return len(wanted)


@transaction.atomic
def _create_chunk(need: _Need, units: Sequence[int], by: Actor) -> None:
    # Held, so that two sendings at once do not both find the same units missing.
    Task.objects.select_for_update().get(pk=need.task.pk)
    units = [unit for unit in _missing(need) if unit in set(units)]
    if not units:
        return
    rows = Assignment.objects.bulk_create([_row(need, unit) for unit in units])
    ledger.count(need.task.pk, need.task.plan_id, need.due, State.ASSIGNED, len(rows))
    # One event names every unit: the record is whole, and 30,000 rows stay quick.
    audit.record(
        Kind.SENT, need.task, by=by, after=State.ASSIGNED, period=need.period,
        units=list(units), assignments=[row.pk for row in rows],
    )  # fmt: skip


def _row(need: _Need, unit: int) -> Assignment:
    return Assignment(
        task=need.task, plan_id=need.task.plan_id, organisation_id=unit,
        part=need.parts[unit], period=need.period, due=need.due,
    )  # fmt: skip


# --- the messages


def tell(plan: Plan, *, by: Actor, progress: Progress, digest: bool = False) -> None:
    """One message to each unit with everything it has not been told of yet."""
    untold = Assignment.objects.filter(plan=plan, told_at=None).exclude(state=State.CANCELLED)
    units = units_of(untold)
    for chunk in progress.in_chunks(units):
        _tell_chunk(plan, chunk, by, progress, digest=digest)


@transaction.atomic
def _tell_chunk(
    plan: Plan, units: list[int], by: Actor, progress: Progress, *, digest: bool
) -> None:
    ensure_links(units, by=by)
    known, links = notices.addresses(units), notices.links(units)
    for unit, tasks in _untold(plan, units).items():
        if unit in known:
            notices.tell_assigned(plan, tasks, links[unit], known[unit], digest=digest)
        else:
            progress.fail(
                unit,
                _("%(unit)s has no work e-mail: give it the link by telephone or on paper.")
                % {"unit": links[unit].organisation.name},
            )
        Assignment.objects.filter(pk__in=[task.pk for task in tasks]).update(told_at=timezone.now())


def _untold(plan: Plan, units: Sequence[int]) -> dict[int, list[Assignment]]:
    rows = Assignment.objects.filter(plan=plan, organisation__in=units, told_at=None)
    found: dict[int, list[Assignment]] = defaultdict(list)
    related = rows.exclude(state=State.CANCELLED).select_related(
        "task__clause", "plan", "organisation"
    )
    for row in related.order_by("task__clause__order", "pk"):
        found[row.organisation_id].append(row)
    return found


def ensure_links(units: Sequence[int], *, by: Actor) -> None:
    """A task link and a calendar link for each unit that lacks a live one."""
    for purpose, lasts in ((Purpose.ASSIGNMENTS, LASTS), (Purpose.CALENDAR, CALENDAR_LASTS)):
        live = UnitLink.objects.live(timezone.now()).filter(organisation__in=units, purpose=purpose)
        there = set(live.values_list("organisation_id", flat=True))
        if lacking := [unit for unit in units if unit not in there]:
            make_links(lacking, purpose, by=by, lasts=lasts)


def units_of(rows: AssignmentQuerySet) -> list[int]:
    ordered = rows.order_by("organisation").values_list("organisation_id", flat=True)
    return list(ordered.distinct())


def roll(plan: Plan, *, by: Actor) -> int:
    """The next occurrences, told with the morning mail; their progress interests nobody."""
    return dispatch(plan, by=by, progress=Progress(0), digest=True)


def plans_to_roll(day: date) -> list[Plan]:
    """Plans at work that have recurrent tasks."""
    at_work = Q(state__in=[PlanState.RUNNING, PlanState.ISSUED, PlanState.APPROVED])
    recurrent = Task.objects.live().exclude(recurrence="")
    return list(
        Plan.objects.filter(at_work, tasks__in=recurrent, assignments__isnull=False).distinct()
    )
