"""How a plan stands: reads over tallies and pulses, a few rows whatever the number of units."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Case, Count, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from khuevan.assignments import costs
from khuevan.assignments.costs import Cost, Money
from khuevan.assignments.enums import OWED, State
from khuevan.assignments.models import Assignment, Pulse, Tally
from khuevan.kit.vietnamese import format_date
from khuevan.people.enums import TaskPart
from khuevan.people.models import Organisation, User, resolve
from khuevan.plans.enums import ClauseKind
from khuevan.plans.models import Clause, Plan, Task, TaskUnit
from khuevan.plans.sheet import Sheet

# What the eye should see first when the units of one clause stand differently.
LOUDEST = ("overdue", "returned", "doing", "received", "unanswered", "done", "cancelled")
LOOKS = {
    State.ASSIGNED: "unanswered",
    State.RECEIVED: "received",
    State.DOING: "doing",
    State.WAITING: "doing",
    State.DONE: "done",
    State.RETURNED: "returned",
    State.CANCELLED: "cancelled",
}


@dataclass(slots=True)
class Standing:
    """Counts of a task or a clause; ``late`` is part of the open ones, not beside them."""

    states: Counter[State] = field(default_factory=Counter)
    late: int = 0
    tasks: int = 0
    proofs: int = 0
    last_word: str = ""
    last_word_at: datetime | None = None
    last_unit: str = ""

    @property
    def total(self) -> int:
        return self.states.total() - self.states[State.CANCELLED]

    @property
    def done(self) -> int:
        return self.states[State.DONE]

    @property
    def missing(self) -> int:
        return self.total - self.done

    @property
    def silent(self) -> int:
        return self.states[State.ASSIGNED]

    @property
    def look(self) -> str:
        """The state word of the design: the loudest one present, or blank when nothing was sent."""
        if self.late:
            return "overdue"
        if self.total and self.done == self.total:
            return "done"
        if self.states[State.RETURNED]:
            return "returned"
        if self.done or self.states[State.DOING] or self.states[State.WAITING]:
            return "doing"
        if self.states[State.RECEIVED]:
            return "received"
        return "unanswered" if self.total else ("cancelled" if self.states else "")

    @property
    def gap(self) -> int:
        """0 nothing missing, 1 a little, 2 half or late, 3 nothing: the heat of the matrix."""
        if not self.total or not self.missing:
            return 0
        if not self.done:
            return 3 if self.late else 1
        return 2 if self.late or self.missing * 2 > self.total else 1

    @property
    def gap_words(self) -> str:
        if not self.total:
            return _("not sent")
        if not self.missing:
            return _("none")
        if not self.done:
            return _("nothing yet")
        return _("%(missing)s missing") % {"missing": self.missing}

    @property
    def strip(self) -> list[tuple[str, int]]:
        """Parts of the bar in reading order: done first, silent last."""
        counts: Counter[str] = Counter()
        for state, count in self.states.items():
            counts[LOOKS[state]] += count
        order = ("done", "doing", "received", "returned", "unanswered")
        return [(look, counts[look]) for look in order if counts[look]]

    def add(self, state: State, count: int, *, is_late: bool) -> None:
        self.states[state] += count
        self.late += count if is_late else 0

    def join(self, other: Standing) -> None:
        self.states.update(other.states)
        self.late += other.late
        self.tasks += other.tasks
        self.proofs += other.proofs
        if other.last_word_at and (not self.last_word_at or other.last_word_at > self.last_word_at):
            self.last_word, self.last_word_at = other.last_word, other.last_word_at
            self.last_unit = other.last_unit


def of_tasks(plans: Iterable[Plan], today: date) -> dict[int, Standing]:
    """Standing by task id, of all the plans, in two queries."""
    standings: dict[int, Standing] = defaultdict(lambda: Standing(tasks=1))
    rows = Tally.objects.filter(plan__in=plans, count__gt=0)
    for task, due, state, count in rows.values_list("task_id", "due", "state", "count"):
        is_late = due is not None and due < today and State(state) in OWED
        standings[task].add(State(state), count, is_late=is_late)
    pulses = Pulse.objects.filter(plan__in=plans)
    said = ("task_id", "proofs", "last_word", "last_word_at", "last_unit__short_name")
    for task, proofs, word, at, unit in pulses.values_list(*said):
        standing = standings[task]
        standing.proofs, standing.last_word, standing.last_word_at = proofs, word, at
        standing.last_unit = unit or ""
    return standings


def of_plans(plans: Iterable[Plan], today: date) -> dict[int, Standing]:
    """Standing by plan id, in one query."""
    standings: dict[int, Standing] = defaultdict(Standing)
    rows = Tally.objects.filter(plan__in=plans, count__gt=0)
    for plan, due, state, count in rows.values_list("plan_id", "due", "state", "count"):
        is_late = due is not None and due < today and State(state) in OWED
        standings[plan].add(State(state), count, is_late=is_late)
    return standings


NO_MONEY = Money()


@dataclass(frozen=True, slots=True)
class Row:
    """A clause of the matrix: its own words, who leads, when, how it stands."""

    clause: Clause
    leads: tuple[str, ...]
    due: date | None
    deadline_text: str
    recurrence: str
    standing: Standing
    money: Money = NO_MONEY

    @property
    def leads_words(self) -> str:
        return ", ".join(self.leads) or "–"

    @property
    def due_words(self) -> str:
        return format_date(self.due) if self.due else self.deadline_text or "–"

    @property
    def word_words(self) -> str:
        """When, who, what; a dash while nobody has spoken."""
        if not self.standing.last_word_at:
            return "–"
        day = timezone.localtime(self.standing.last_word_at).strftime("%d/%m")
        return f"{day} {self.standing.last_unit}: {self.standing.last_word}"


def rows(plan: Plan, today: date, reader: User | None = None) -> list[Row]:
    """The matrix: every task clause in the plan's order; five queries whatever its length, six with
    the money that ``reader`` may see.
    """
    standings = of_tasks([plan], today)
    tasks = Task.objects.live().filter(plan=plan).order_by("pk")
    by_clause: dict[int, list[Task]] = defaultdict(list)
    for task in tasks.only("clause", "due", "deadline_text", "recurrence"):
        by_clause[task.clause_id].append(task)
    leads = lead_names(plan)
    clauses = plan.clauses.filter(kind=ClauseKind.TASK).only(
        "plan", "path", "parent_path", "heading", "text"
    )
    made = [row(clause, by_clause[clause.pk], leads, standings) for clause in clauses]
    return with_money(made, by_clause, reader) if reader else made


def with_money(
    made: list[Row], tasks: Mapping[int, list[Task]], reader: User
) -> list[Row]:  # fmt: skip
    known = costs.of([task.pk for own in tasks.values() for task in own], reader)
    return [replace(one, money=money_of(tasks[one.clause.pk], known)) for one in made]


def money_of(tasks: Iterable[Task], known: Mapping[int, list[Cost]]) -> Money:
    return Money(tuple(cost for task in tasks for cost in known.get(task.pk, ())))


def row(
    clause: Clause,
    tasks: list[Task],
    leads: Mapping[int, list[str]],
    standings: Mapping[int, Standing],
) -> Row:
    dues = sorted(task.due for task in tasks if task.due)
    return Row(
        clause=clause,
        leads=tuple(dict.fromkeys(name for task in tasks for name in leads.get(task.pk, []))),
        due=dues[0] if dues else None,
        deadline_text=next((task.deadline_text for task in tasks if task.deadline_text), ""),
        recurrence=next((task.recurrence for task in tasks if task.recurrence), ""),
        standing=joined(tasks, standings),
    )


def joined(tasks: Iterable[Task], standings: Mapping[int, Standing]) -> Standing:
    whole = Standing()
    for task in tasks:
        whole.join(standings.get(task.pk) or Standing(tasks=1))
    return whole


def lead_names(plan: Plan) -> dict[int, list[str]]:
    """By task: the short name of each leading unit, a group's name, or the plan's own words."""
    names: dict[int, list[str]] = defaultdict(list)
    group_name = "group__name_en" if get_language() == "en" else "group__name_vi"
    leading = TaskUnit.objects.filter(task__plan=plan, part=TaskPart.LEAD)
    found = ("task_id", "organisation__short_name", group_name, "group__name_vi", "as_written")
    for task, *choices in leading.values_list(*found):
        names[task].append(next((choice for choice in choices if choice), ""))
    return names


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of the plan; ``late`` counts what is owed past its day."""

    pk: int
    code: str
    name: str
    search: str
    total: int
    done: int
    late: int
    silent: int
    strip: list[tuple[str, int]]

    @property
    def missing(self) -> int:
        return self.total - self.done


def unit_rows(plan: Plan, today: date, *, as_sent: bool = False) -> list[UnitRow]:
    """Every unit of the plan, in protocol order; four queries whatever their number.

    In today's units, what a merged unit did and owes counts with whoever took it over; ``as_sent``
    keeps each row under the unit to which it went (R103). One that its successor's own task
    replaced stands there as that task does.
    """
    counts: dict[int, Standing] = defaultdict(Standing)
    rows = Assignment.objects.filter(plan=plan).order_by()
    facts = ["organisation", "state", "due"]
    if as_sent:
        rows = rows.annotate(
            first=Coalesce("sent_to", "organisation"),
            stands=Coalesce("merged_into__state", "state"),
            until=Case(When(merged_into=None, then="due"), default="merged_into__due"),
        )
        facts = ["first", "stands", "until"]
    for unit, state, due, count in rows.values_list(*facts).annotate(count=Count("pk")):
        is_late = due is not None and due < today and State(state) in OWED
        counts[unit].add(State(state), count, is_late=is_late)
    if not as_sent:
        counts = _in_units_of(counts, today)
    return [unit_row(unit, counts[unit.pk]) for unit in Organisation.objects.filter(pk__in=counts)]


def _in_units_of(counts: dict[int, Standing], day: date) -> dict[int, Standing]:
    """Each unit's standing with the one unit that stands for it on the day, as ``regroup`` does."""
    heirs = resolve(counts, day)
    found: dict[int, Standing] = defaultdict(Standing)
    for pk, standing in counts.items():
        found[heirs[pk][0] if len(heirs[pk]) == 1 else pk].join(standing)
    return found


def unit_row(unit: Organisation, standing: Standing) -> UnitRow:
    return UnitRow(
        unit.pk, unit.code, unit.name, unit.search, standing.total, standing.done, standing.late,
        standing.silent, standing.strip,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """A task on one of its due days."""

    day: date | None
    task: Task
    standing: Standing


def dues(plan: Plan, today: date) -> list[Due]:
    """Every task on each of its due days, in time; tasks without a day stand last. Two queries."""
    tasks = {
        task.pk: task for task in Task.objects.live().filter(plan=plan).select_related("clause")
    }
    standings: dict[tuple[int, date | None], Standing] = defaultdict(Standing)
    rows = Tally.objects.filter(plan=plan, count__gt=0, task__in=tasks)
    for task, due, state, count in rows.values_list("task_id", "due", "state", "count"):
        is_late = due is not None and due < today and State(state) in OWED
        standings[task, due].add(State(state), count, is_late=is_late)
    sent = {task for task, _day in standings}
    standings |= {(t.pk, t.due): Standing() for t in tasks.values() if t.pk not in sent}
    found = [Due(day, tasks[task], standing) for (task, day), standing in standings.items()]
    return sorted(found, key=lambda due: (due.day or date.max, due.task.clause.order))


def tasks_of(clause: Clause) -> Iterable[Task]:
    return clause.tasks.live().prefetch_related("units__organisation", "units__group")


@dataclass(frozen=True, slots=True)
class TaskLine:
    task: Task
    standing: Standing
    parts: list[tuple[str, str]]


def task_lines(plan: Plan, clause: Clause, today: date) -> list[TaskLine]:
    """The clause's tasks with who has which part in them, parts in the order of the enum."""
    standings = of_tasks([plan], today)
    return [
        TaskLine(task, standings.get(task.pk) or Standing(tasks=1), part_names(task))
        for task in tasks_of(clause)
    ]


def part_names(task: Task) -> list[tuple[str, str]]:
    """[("leads", "Phòng A, Phòng B"), ...] of those parts that anybody has."""
    names: dict[str, list[str]] = defaultdict(list)
    for unit in task.units.all():
        names[unit.part].append(unit_name(unit))
    return [(str(TaskPart(part).label), ", ".join(names[part])) for part in TaskPart if names[part]]


def unit_name(unit: TaskUnit) -> str:
    body = unit.organisation or unit.group
    return body.name if body else unit.as_written


@dataclass(slots=True)
class Heading:
    """A line of the outline: the heading and how what stands under it stands together."""

    text: str
    anchor: str
    level: int
    standing: Standing = field(default_factory=Standing)


def outline(paper: Sheet, by_clause: Mapping[int, Row]) -> list[Heading]:
    """The headings in order; a part of the plan also counts what stands under its sub-headings."""
    found: list[Heading] = []
    for block in paper.blocks:
        if block.is_heading:
            found.append(Heading(block.text.strip(), block.anchor, block.level))
        elif block.clause and found and (known := by_clause.get(block.clause.pk)):
            found[-1].standing.join(known.standing)
            part = next((h for h in reversed(found) if h.level < found[-1].level), None)
            if part:
                part.standing.join(known.standing)
    return found
