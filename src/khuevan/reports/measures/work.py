"""Measures of tasks, their evidence and difficulties, of reports, documents and exchanges."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.assignments.enums import OWED, EvidenceKind, State
from khuevan.assignments.models import Assignment, Difficulty, Evidence
from khuevan.documents.enums import OUT
from khuevan.documents.models import Delivery, Paper
from khuevan.people.enums import Direction
from khuevan.people.models import Exchange
from khuevan.plans.enums import Channel
from khuevan.reports.enums import ObligationState
from khuevan.reports.measures.kinds import Held, Measure, day, moment
from khuevan.reports.models import Obligation
from khuevan.reports.windows import Window

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
EXCHANGE = Held(
    unit="organisation_id", plan="", task="", page="", words=lambda row: row.summary[:160]
)


def _due(window: Window) -> QuerySet[Assignment]:
    return Assignment.objects.filter(day("due", window)).exclude(state=State.CANCELLED)


AFTER_DUE = Q(reported_at__date__gt=F("due")) | Q(reported_at=None, done_at__date__gt=F("due"))


def _on_time(window: Window) -> QuerySet[Assignment]:
    spoken = Q(reported_at__date__lte=F("due")) | Q(reported_at=None, done_at__date__lte=F("due"))
    return _due(window).filter(spoken)


def _late(window: Window) -> QuerySet[Assignment]:
    owed = Q(state__in=OWED, due__lt=timezone.localdate(), reported_at=None)
    return _due(window).filter(AFTER_DUE | owed)


def _proofs(window: Window) -> QuerySet[Evidence]:
    standing = Evidence.objects.standing().exclude(assignment__state=State.CANCELLED)
    return standing.filter(moment("at", window))


def _proofs_of(kind: EvidenceKind) -> Callable[[Window], QuerySet[Evidence]]:
    return lambda window: _proofs(window).filter(kind=kind)


def _difficulties_open(window: Window) -> QuerySet[Difficulty]:
    """Those that nobody had answered when the window ended."""
    unanswered = Q(answered_at=None) | Q(answered_at__gte=window.end)
    return Difficulty.objects.filter(unanswered, raised_at__lt=window.end)


def _reports_due(window: Window) -> QuerySet[Obligation]:
    owed = Obligation.objects.filter(moment("cycle__due_at", window))
    return owed.exclude(state=ObligationState.EXCUSED)


def _done_by(channel: Channel) -> Callable[[Window], QuerySet[Assignment]]:
    return lambda window: _due(window).filter(state=State.DONE, task__channel=channel)


def _exchanges(direction: Direction) -> Callable[[Window], QuerySet[Exchange]]:
    return lambda window: Exchange.objects.filter(day("on", window), direction=direction)


TASKS, PIECES, TIMES, PAPERS = _("tasks"), _("pieces"), _("times"), _("documents")
ALL: tuple[Measure, ...] = (
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
        lambda window: Assignment.objects.filter(moment("done_at", window), state=State.DONE),
    ),
    Measure(
        "tasks_given", _("Tasks given"), TASKS, TASK,
        lambda window: Assignment.objects.filter(moment("sent_at", window)).exclude(
            state=State.CANCELLED
        ),
    ),
    Measure(
        "tasks_received", _("Tasks received by the unit"), TASKS, TASK,
        lambda window: Assignment.objects.filter(moment("received_at", window)).exclude(
            state=State.CANCELLED
        ),
    ),
    Measure(
        "tasks_silent", _("Tasks given and not answered"), TASKS, TASK,
        lambda window: Assignment.objects.silent().filter(moment("sent_at", window)),
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
        lambda window: Difficulty.objects.filter(moment("raised_at", window)),
    ),
    Measure(
        "difficulties_answered", _("Difficulties answered"), TIMES, DIFFICULTY,
        lambda window: Difficulty.objects.filter(moment("answered_at", window)),
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
        lambda window: Paper.objects.filter(moment("issued_at", window), state__in=OUT),
    ),
    Measure(
        "documents_sent", _("Documents sent to the unit"), PAPERS, DELIVERY,
        lambda window: Delivery.objects.filter(moment("sent_at", window)),
    ),
    Measure(
        "documents_confirmed", _("Documents whose receipt the unit confirmed"), PAPERS, DELIVERY,
        lambda window: Delivery.objects.filter(moment("received_at", window)),
    ),
    Measure(
        "exchanges_to_us", _("Exchanges from partners to us"), TIMES, EXCHANGE,
        _exchanges(Direction.TO_US),
    ),
    Measure(
        "exchanges_to_them", _("Exchanges from us to partners"), TIMES, EXCHANGE,
        _exchanges(Direction.TO_THEM),
    ),
)  # fmt: skip
