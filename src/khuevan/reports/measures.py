"""What the system holds and a report may count: each figure with the rows behind it.

A measure is one query whatever the number of units. Formulas (``reports.formulas``) name them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Count, F, Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khuevan.assignments.enums import OWED, EvidenceKind, State
from khuevan.assignments.models import Assignment, Difficulty, Evidence
from khuevan.documents.enums import OUT
from khuevan.documents.models import Delivery, Paper
from khuevan.kit import works
from khuevan.kit.audit import key_of
from khuevan.people.enums import Direction
from khuevan.people.models import Exchange
from khuevan.plans.enums import Channel
from khuevan.plans.models import Plan
from khuevan.reports.enums import ObligationState
from khuevan.reports.models import Obligation
from khuevan.reports.windows import Window
from khuevan.training.enums import Applied, Outcome, RunState
from khuevan.training.models import ApplicationNote, Attendance, ClassRun

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Source:
    """A row behind a figure; ``share`` is what it adds."""

    target: str
    label: str
    unit_id: int | None
    share: Decimal
    url: str


@dataclass(frozen=True, slots=True)
class Held:
    """A kind of row: its unit, its plan ("" when it belongs to none), its words and its page."""

    unit: str
    plan: str
    task: str
    words: Callable[[Any], str]
    page: str
    page_of: str = "pk"
    with_: tuple[str, ...] = ()

    def url(self, row: Model) -> str:
        if not self.page:
            return ""
        value: Any = row
        for name in self.page_of.split("__"):
            value = getattr(value, name)
        return reverse(self.page, args=[value])

    def urls(self, targets: Collection[str]) -> dict[str, str]:
        """The pages of rows that are known by their ``key_of`` only."""
        if not self.page:
            return {}
        pks = {int(target.partition(":")[2]): target for target in targets}
        if self.page_of == "pk":
            return {target: reverse(self.page, args=[pk]) for pk, target in pks.items()}
        found: dict[str, str] = {}
        for chunk in works.chunks(list(pks)):
            model = apps.get_model(pks[chunk[0]].partition(":")[0])
            rows = model._default_manager.filter(pk__in=chunk).values_list("pk", self.page_of)
            found |= {pks[pk]: reverse(self.page, args=[parent]) for pk, parent in rows}
        return found


@dataclass(frozen=True, slots=True)
class Measure:
    key: str
    label: Words
    measured_in: Words
    held: Held
    within: Callable[[Window], QuerySet[Any]]

    def rows(
        self,
        window: Window,
        *,
        organisations: Collection[int] | None = None,
        plan: Plan | None = None,
    ) -> QuerySet[Any]:
        """The rows behind the figure, each counting one."""
        rows = self.within(window)
        if organisations is not None:
            rows = rows.filter(**{f"{self.held.unit}__in": organisations})
        if plan is not None and self.held.plan:
            rows = rows.filter(**{self.held.plan: plan})
        return rows

    def by_unit(
        self,
        window: Window,
        plan: Plan | None = None,
        organisations: Collection[int] | None = None,
    ) -> dict[int, Decimal]:
        """Units without any row are absent: their figure is nothing."""
        rows = self.rows(window, organisations=organisations, plan=plan)
        found = rows.order_by().values_list(self.held.unit)
        return {unit: Decimal(n) for unit, n in found.annotate(n=Count("pk")) if unit}

    def total(self, window: Window, plan: Plan | None = None) -> Decimal:
        return Decimal(self.rows(window, plan=plan).count())

    def by_goal(self, window: Window, plan: Plan | None = None) -> dict[str, Decimal]:
        """By the goal of the framework programme that the task serves; "" where none is named."""
        return self._split("framework_goal", window, plan)

    def by_channel(self, window: Window, plan: Plan | None = None) -> dict[str, Decimal]:
        """By Party, State and People's external affairs (R102); "" where none is named."""
        return self._split("channel", window, plan)

    def _split(self, name: str, window: Window, plan: Plan | None) -> dict[str, Decimal]:
        if not self.held.task:
            return {}
        rows = self.rows(window, plan=plan).order_by().values_list(f"{self.held.task}__{name}")
        return {value: Decimal(n) for value, n in rows.annotate(n=Count("pk")).order_by()}

    def sources(
        self,
        window: Window,
        *,
        organisations: Collection[int] | None = None,
        plan: Plan | None = None,
        most: int | None = None,
    ) -> list[Source]:
        """Every row behind the figure, oldest first; their shares add up to it."""
        rows = self.rows(window, organisations=organisations, plan=plan)
        rows = rows.select_related(*self.held.with_).order_by("pk")
        return [self._source(row) for row in rows[:most]]

    def _source(self, row: Model) -> Source:
        unit: Any = row
        for name in self.held.unit.split("__"):
            unit = getattr(unit, name) if unit else None
        return Source(key_of(row), self.held.words(row), unit, Decimal(1), self.held.url(row))


TASK = Held(
    unit="organisation_id", plan="plan", task="task", page="assignments:detail",
    words=lambda row: f"{row.organisation.short_name}: {row.task.clause.path} {row.task.text[:120]}",
    with_=("organisation", "task__clause"),
)  # fmt: skip
PROOF = Held(
    unit="assignment__organisation_id", plan="assignment__plan", task="assignment__task",
    page="assignments:detail", page_of="assignment_id",
    words=lambda row: f"{row.assignment.organisation.short_name}: "
    f"{row.get_kind_display()} {row.text[:100] or row.url[:100]}",
    with_=("assignment__organisation",),
)  # fmt: skip
DIFFICULTY = Held(
    unit="organisation_id", plan="plan", task="assignment__task",
    page="assignments:difficulty",
    words=lambda row: f"{row.number}. {row.text[:120]}", with_=("assignment",),
)  # fmt: skip
REPORT = Held(
    unit="organisation_id", plan="cycle__plan", task="", page="",
    words=lambda row: f"{row.organisation.short_name}: {row.cycle.label}",
    with_=("organisation", "cycle"),
)  # fmt: skip
PAPER = Held(
    unit="issuer_id", plan="", task="", page="",
    words=lambda row: f"{row.number or ''}/{row.symbol} {row.subject[:120]}",
)  # fmt: skip
DELIVERY = Held(
    unit="organisation_id", plan="", task="", page="",
    words=lambda row: f"{row.organisation.short_name}: {row.paper.subject[:120]}",
    with_=("organisation", "paper"),
)  # fmt: skip
CLASS = Held(
    unit="issuer_id", plan="plan", task="", page="training:after", words=lambda row: row.title[:160]
)
# Units are named, persons never are.
TRAINED = Held(
    unit="seat__organisation_id", plan="seat__run__plan", task="", page="training:attendance",
    page_of="seat__run_id", with_=("seat__organisation", "seat__run"),
    words=lambda row: f"{row.seat.organisation.short_name}: {row.seat.run.title[:120]}",
)  # fmt: skip
APPLIED = Held(
    unit="seat__organisation_id", plan="seat__run__plan", task="", page="training:applications",
    page_of="seat__run_id", with_=("seat__organisation", "seat__run"),
    words=lambda row: f"{row.seat.organisation.short_name}: {row.what[:120]} {row.example_url}",
)  # fmt: skip
EXCHANGE = Held(
    unit="organisation_id", plan="", task="", page="", words=lambda row: row.summary[:160]
)


def _moment(name: str, window: Window) -> Q:
    return Q(**{f"{name}__gte": window.begin, f"{name}__lt": window.end})


def _day(name: str, window: Window) -> Q:
    return Q(**{f"{name}__gte": window.starts, f"{name}__lte": window.ends})


def _due(window: Window) -> QuerySet[Assignment]:
    return Assignment.objects.filter(_day("due", window)).exclude(state=State.CANCELLED)


AFTER_DUE = Q(reported_at__date__gt=F("due")) | Q(reported_at=None, done_at__date__gt=F("due"))


def _on_time(window: Window) -> QuerySet[Assignment]:
    spoken = Q(reported_at__date__lte=F("due")) | Q(reported_at=None, done_at__date__lte=F("due"))
    return _due(window).filter(spoken)


def _late(window: Window) -> QuerySet[Assignment]:
    owed = Q(state__in=OWED, due__lt=timezone.localdate(), reported_at=None)
    return _due(window).filter(AFTER_DUE | owed)


def _proofs(window: Window) -> QuerySet[Evidence]:
    standing = Evidence.objects.standing().exclude(assignment__state=State.CANCELLED)
    return standing.filter(_moment("at", window))


def _proofs_of(kind: EvidenceKind) -> Callable[[Window], QuerySet[Evidence]]:
    return lambda window: _proofs(window).filter(kind=kind)


def _difficulties_open(window: Window) -> QuerySet[Difficulty]:
    """Those that nobody had answered when the window ended."""
    unanswered = Q(answered_at=None) | Q(answered_at__gte=window.end)
    return Difficulty.objects.filter(unanswered, raised_at__lt=window.end)


def _reports_due(window: Window) -> QuerySet[Obligation]:
    owed = Obligation.objects.filter(_moment("cycle__due_at", window))
    return owed.exclude(state=ObligationState.EXCUSED)


def _done_by(channel: Channel) -> Callable[[Window], QuerySet[Assignment]]:
    return lambda window: _due(window).filter(state=State.DONE, task__channel=channel)


def _exchanges(direction: Direction) -> Callable[[Window], QuerySet[Exchange]]:
    return lambda window: Exchange.objects.filter(_day("on", window), direction=direction)


def _applied(window: Window) -> QuerySet[ApplicationNote]:
    answered = ApplicationNote.objects.filter(_moment("answered_at", window))
    return answered.filter(applied__in=[Applied.YES, Applied.PARTLY])


TASKS, PIECES, TIMES, PAPERS = _("tasks"), _("pieces"), _("times"), _("documents")
CLASSES, PERSONS = _("classes"), _("persons")
ALL: Iterable[Measure] = (
    Measure("tasks_due", _("Tasks due"), TASKS, TASK, _due),
    Measure(
        "tasks_done", _("Tasks due, done and accepted"), TASKS, TASK,
        lambda window: _due(window).filter(state=State.DONE),
    ),
    Measure("tasks_on_time", _("Tasks due, reported on time"), TASKS, TASK, _on_time),
    Measure("tasks_late", _("Tasks due, late"), TASKS, TASK, _late),
    Measure(
        "tasks_open", _("Tasks due, not done yet"), TASKS, TASK,
        lambda window: _due(window).exclude(state=State.DONE),
    ),
    Measure(
        "tasks_finished", _("Tasks finished, whenever due"), TASKS, TASK,
        lambda window: Assignment.objects.filter(_moment("done_at", window), state=State.DONE),
    ),
    Measure(
        "tasks_given", _("Tasks given"), TASKS, TASK,
        lambda window: Assignment.objects.filter(_moment("sent_at", window)).exclude(
            state=State.CANCELLED
        ),
    ),
    Measure(
        "tasks_received", _("Tasks received by the unit"), TASKS, TASK,
        lambda window: Assignment.objects.filter(_moment("received_at", window)).exclude(
            state=State.CANCELLED
        ),
    ),
    Measure(
        "tasks_silent", _("Tasks given and not answered"), TASKS, TASK,
        lambda window: Assignment.objects.silent().filter(_moment("sent_at", window)),
    ),
    Measure(
        "tasks_done_party", _("Tasks done: Party external relations"), TASKS, TASK,
        _done_by(Channel.PARTY),
    ),
    Measure(
        "tasks_done_state", _("Tasks done: State diplomacy"), TASKS, TASK, _done_by(Channel.STATE)
    ),
    Measure(
        "tasks_done_people", _("Tasks done: people-to-people diplomacy"), TASKS, TASK,
        _done_by(Channel.PEOPLE),
    ),
    Measure("proofs", _("Pieces of evidence"), PIECES, PROOF, _proofs),
    Measure("photos", _("Photos as evidence"), PIECES, PROOF, _proofs_of(EvidenceKind.PHOTO)),
    Measure("links", _("Links as evidence"), PIECES, PROOF, _proofs_of(EvidenceKind.LINK)),
    Measure("files", _("Files as evidence"), PIECES, PROOF, _proofs_of(EvidenceKind.FILE)),
    Measure(
        "difficulties_raised", _("Difficulties raised"), TIMES, DIFFICULTY,
        lambda window: Difficulty.objects.filter(_moment("raised_at", window)),
    ),
    Measure(
        "difficulties_answered", _("Difficulties answered"), TIMES, DIFFICULTY,
        lambda window: Difficulty.objects.filter(_moment("answered_at", window)),
    ),
    Measure(
        "difficulties_open", _("Difficulties open at the end"), TIMES, DIFFICULTY,
        _difficulties_open,
    ),
    Measure("reports_due", _("Reports due"), TIMES, REPORT, _reports_due),
    Measure(
        "reports_on_time", _("Reports sent on time"), TIMES, REPORT,
        lambda window: _reports_due(window).filter(first_sent_at__lte=F("cycle__due_at")),
    ),
    Measure(
        "documents_issued", _("Documents issued"), PAPERS, PAPER,
        lambda window: Paper.objects.filter(_moment("issued_at", window), state__in=OUT),
    ),
    Measure(
        "documents_sent", _("Documents sent to the unit"), PAPERS, DELIVERY,
        lambda window: Delivery.objects.filter(_moment("sent_at", window)),
    ),
    Measure(
        "documents_confirmed", _("Documents whose receipt the unit confirmed"), PAPERS, DELIVERY,
        lambda window: Delivery.objects.filter(_moment("received_at", window)),
    ),
    Measure(
        "exchanges_to_us", _("Exchanges from partners to us"), TIMES, EXCHANGE,
        _exchanges(Direction.TO_US),
    ),
    Measure(
        "exchanges_to_them", _("Exchanges from us to partners"), TIMES, EXCHANGE,
        _exchanges(Direction.TO_THEM),
    ),
    Measure(
        "classes_held", _("Classes held"), CLASSES, CLASS,
        lambda window: ClassRun.objects.filter(_moment("starts_at", window), state=RunState.HELD),
    ),
    Measure(
        "persons_trained", _("Persons who attended a class"), PERSONS, TRAINED,
        lambda window: Attendance.objects.filter(
            _moment("seat__run__starts_at", window), seat__run__state=RunState.HELD,
            outcome=Outcome.PRESENT,
        ),
    ),
    Measure(
        "learning_applied", _("Units that applied what was learnt"), TIMES, APPLIED, _applied
    ),
)  # fmt: skip

MEASURES: dict[str, Measure] = {measure.key: measure for measure in ALL}


def words_of(name: str) -> str:
    """A measure's key as people read it; anything else as it is."""
    return str(MEASURES[name].label) if name in MEASURES else name
