"""What the first page shows a person: what waits for them, what they do, what falls due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.assignments import living
from khuevan.assignments.enums import State
from khuevan.assignments.models import Assignment, Difficulty
from khuevan.budget import waiting as budget_waiting
from khuevan.documents.enums import PaperState
from khuevan.documents.models import Consultation, IncomingRequest, OpinionRequest, Paper
from khuevan.kit.vietnamese import format_date
from khuevan.kit.workdays import add_working_days, working_days_between
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.plans import waiting as plan_waiting
from khuevan.plans.enums import SENDABLE, PlanState
from khuevan.plans.models import Plan
from khuevan.reports import waiting as report_waiting
from khuevan.reports.enums import CycleState
from khuevan.reports.models import Cycle, Obligation
from khuevan.reports.pilots import Sheet

SHOWN = 5
SOON = 5  # working days
MORE = 40  # cards behind “more”, at most


@dataclass(frozen=True, slots=True)
class Card:
    """One piece of work and its one action; the props of the task card."""

    title: str
    url: str
    action: str
    clause: str = ""
    note: str = ""
    state: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    title: str
    cards: list[Card]
    count: int
    nothing: str
    more: list[Card] = field(default_factory=list)
    """Those after the first few, folded away."""


@dataclass(frozen=True, slots=True)
class Running:
    """A plan at work, as a bar."""

    plan: Plan
    standing: living.Standing


@dataclass(frozen=True, slots=True)
class Home:
    lanes: list[Lane]
    running: list[Running]
    late: int
    pilots: list[Sheet]

    def is_bare(self) -> bool:
        return not (self.running or self.pilots or any(lane.count for lane in self.lanes))


def home(user: User, today: date) -> Home:
    mine = Assignment.objects.of(user.organisation_id).open().select_related("task__clause", "plan")
    if not (user.can(Can.ASSIGNMENT_REPORT) or user.can(Can.ASSIGNMENT_VIEW_ALL)):
        mine = mine.none()  # an administrator opens no task
    soon = mine.filter(due__gte=today, due__lte=add_working_days(today, SOON)).order_by("due")
    working = mine.exclude(pk__in=soon).order_by(F("due").asc(nulls_last=True), "pk")
    waits = waiting(user, today)
    lanes = [
        Lane(
            _("Waiting for me"),
            waits[:SHOWN],
            len(waits),
            _("Nothing waits for your answer."),
            waits[SHOWN : SHOWN + MORE],
        ),
        lane(_("In progress"), working, user, today, _("Your unit has no other open task.")),
        lane(
            _("Due soon"), soon, user, today, _("Nothing falls due in the next five working days.")
        ),
    ]
    late = mine.overdue(today).count()
    return Home(lanes, running(user, today), late, report_waiting.for_approver(user, today))


def lane(title: str, own: QuerySet[Assignment], user: User, today: date, nothing: str) -> Lane:
    return Lane(title, [own_card(a, user, today) for a in own[:SHOWN]], own.count(), nothing)


def own_card(own: Assignment, user: User, today: date) -> Card:
    late = own.due is not None and own.due < today and own.state != State.WAITING
    sees_all = user.can(Can.ASSIGNMENT_VIEW_ALL)
    return Card(
        title=own.task.text,
        clause=f"{named(own.plan)} · {own.task.clause.path}",
        note=_("Due %(day)s") % {"day": format_date(own.due)}
        if own.due
        else own.task.deadline_text,
        state="overdue" if late else living.LOOKS[State(own.state)],
        label=days_words(own.due, today) if late else "",
        action=_("Open"),
        # A focal point has no office view of a task, only the unit's own.
        url=reverse(f"assignments:{'detail' if sees_all else 'own_task'}", args=[own.pk]),
    )


def named(plan: Plan) -> str:
    return plan.number or plan.symbol or plan.title[:40]


def days_words(due: date | None, today: date) -> str:
    """ "3 working days late" """
    days = working_days_between(due, today) if due else 0
    words = ngettext("%(days)s working day late", "%(days)s working days late", days)
    return words % {"days": days}


def waiting(user: User, today: date) -> list[Card]:
    """What is late first, else by kind of work."""
    return sorted(every_waiting(user, today), key=lambda card: card.state != "overdue")


def every_waiting(user: User, today: date) -> list[Card]:
    cards: list[Card] = []
    if user.can(Can.PLAN_APPROVE):
        cards += [approve_card(plan) for plan in Plan.objects.filter(state=PlanState.SUBMITTED)]
    cards += [guidance_card(turn) for turn in plan_waiting.for_person(user, today)]
    cards += paper_cards(user)
    if user.can(Can.PAPER_WRITE):
        cards += [consultation_card(one, today) for one in consultations(user)]
    if user.can(Can.PAPER_DELIVER):
        cards += [request_card(one, today) for one in requests()]
    if user.can(Can.ASSIGNMENT_REPORT):
        cards += [opinion_card(one, today) for one in opinions_asked(user)]
    if user.can(Can.ASSIGNMENT_JUDGE):
        cards += judge_cards(user)
        cards += [difficulty_card(d, today) for d in unanswered()]
    cards += [money_card(turn) for turn in budget_waiting.for_person(user)]
    if user.can(Can.REPORT_EDIT):
        cards += report_cards()
    if user.can(Can.REPORT_ANSWER):
        cards += own_report_cards(user)
    cards += [pilot_card(turn) for turn in report_waiting.for_person(user, today)]
    if user.can(Can.PLAN_EDIT):
        cards += [draft_card(plan, left) for plan, left in drafts(user)]
    return cards


def money_card(turn: budget_waiting.Turn) -> Card:
    estimate = turn.estimate
    return Card(
        title=estimate.title, clause=str(estimate.source or ""), state="doing", label=turn.label,
        action=turn.action, url=turn.url,
    )  # fmt: skip


def approve_card(plan: Plan) -> Card:
    return Card(
        title=plan.title, clause=plan.symbol, state="doing", label=_("To approve"),
        action=_("Read and decide"), url=reverse("plans:detail", args=[plan.pk]),
    )  # fmt: skip


def guidance_card(turn: plan_waiting.Turn) -> Card:
    return Card(
        title=turn.plan.title, clause=turn.whom, note=turn.note, state=turn.state,
        label=turn.label, action=turn.action, url=turn.url,
    )  # fmt: skip


def paper_cards(user: User) -> list[Card]:
    """Documents whose next step this person may take, the drafter's own last."""
    steps = [
        (Can.PAPER_SIGN, PaperState.SUBMITTED, "decide", _("To sign"), _("Read and decide")),
        (Can.PAPER_CHECK, PaperState.CHECKING, "paper", _("Form to check"), _("Look through")),
        (Can.PAPER_NUMBER, PaperState.SIGNED, "number", _("To number"), _("Give the number")),
        (Can.PAPER_NUMBER, PaperState.NUMBERED, "issue", _("To issue"), _("Issue")),
    ]
    mine = [step for step in steps if user.can(step[0])]
    if not mine and not user.can(Can.PAPER_WRITE):
        return []
    waiting = Paper.objects.visible_to(user).filter(state__in=[step[1] for step in mine])
    own = Paper.objects.filter(owner=user, state=PaperState.DRAFT)
    # Nobody checks the form of their own draft.
    papers = [p for p in waiting if p.state != PaperState.CHECKING or p.owner_id != user.pk]
    cards = [
        paper_card(paper, page, label, action)
        for _can, state, page, label, action in mine
        for paper in papers
        if paper.state == state
    ]
    if user.can(Can.PAPER_WRITE):
        cards += [paper_card(p, "edit", _("Draft"), _("Go on writing")) for p in own]
    return cards


def paper_card(paper: Paper, page: str, label: str, action: str) -> Card:
    return Card(
        title=capfirst(paper.subject), clause=paper.full_number or paper.symbol, state="doing", label=label,
        action=action, url=reverse(f"documents:{page}", args=[paper.pk]),
    )  # fmt: skip


def consultations(user: User) -> list[tuple[Consultation, int]]:
    """The open rounds of opinions on the person's drafts, each with how many units are silent."""
    silent = Count("requests", filter=Q(requests__answered_at=None))
    rounds = Consultation.objects.filter(closed_at=None, paper__owner=user)
    rows = rounds.select_related("paper").annotate(silent=silent).order_by("due", "pk")
    return [(one, one.silent) for one in rows]


def consultation_card(found: tuple[Consultation, int], today: date) -> Card:
    one, silent = found
    is_late = bool(silent) and one.due < today
    words = ngettext(
        "%(count)s unit has not given its opinion", "%(count)s units have not given their opinion",
        silent,
    )  # fmt: skip
    return Card(
        title=words % {"count": silent} if silent else _("Every unit has given its opinion"),
        clause=one.paper.subject,
        note=_("Due %(day)s") % {"day": format_date(one.due)},
        state="overdue" if is_late else "doing" if silent else "received",
        label="" if is_late else _("Opinions asked"),
        action=_("Look through"),
        url=reverse("documents:consultation", args=[one.pk]),
    )


def requests() -> list[IncomingRequest]:
    """What other bodies ask of the office, the nearest day first."""
    rows = IncomingRequest.objects.filter(answered_at=None).select_related("organisation")
    return list(rows.order_by(F("due").asc(nulls_last=True), "pk")[:SHOWN])


def request_card(one: IncomingRequest, today: date) -> Card:
    is_late = one.due is not None and one.due < today
    return Card(
        title=one.subject,
        clause=f"{one.organisation.name} {one.number}".strip(),
        note=_("answer by %(day)s") % {"day": format_date(one.due)} if one.due else "",
        state="overdue" if is_late else "doing",
        label="" if is_late else _("Asked of us"),
        action=_("Answer"),
        url=reverse("documents:request", args=[one.pk]),
    )


def opinions_asked(user: User) -> list[OpinionRequest]:
    """Drafts on which the person's own unit has not said anything yet."""
    mine = OpinionRequest.objects.silent().filter(organisation=user.organisation_id)
    rows = mine.filter(consultation__closed_at=None).select_related("consultation__paper__issuer")
    return list(rows.order_by("consultation__due", "pk")[:SHOWN])


def opinion_card(one: OpinionRequest, today: date) -> Card:
    paper, due = one.consultation.paper, one.consultation.due
    return Card(
        title=paper.subject,
        clause=paper.issuer.name,
        note=_("answer by %(day)s") % {"day": format_date(due)},
        state="overdue" if due < today else "doing",
        label="" if due < today else _("Opinion asked"),
        action=_("Give an opinion"),
        url=reverse("documents:own_consultation", args=[one.pk]),
    )


def judge_cards(user: User) -> list[Card]:
    waits = Count("assignments", filter=Q(assignments__state=State.WAITING))
    plans = Plan.objects.visible_to(user).annotate(waits=waits).filter(waits__gt=0)
    return [judge_card(plan, plan.waits) for plan in plans]


def judge_card(plan: Plan, waits: int) -> Card:
    words = ngettext(
        "%(count)s report waits for acceptance", "%(count)s reports wait for acceptance", waits
    )
    return Card(
        title=words % {"count": waits}, clause=named(plan), note=plan.title, state="received",
        label=_("To accept"), action=_("Look through"), url=reverse("assignments:waiting"),
    )  # fmt: skip


def unanswered() -> list[Difficulty]:
    open_ones = Difficulty.objects.open().select_related("organisation")
    return list(open_ones.order_by("answer_due"))


def difficulty_card(difficulty: Difficulty, today: date) -> Card:
    late = difficulty.answer_due < today
    return Card(
        title=difficulty.text[:160],
        clause=_("Difficulty no. %(number)s") % {"number": difficulty.number},
        note=f"{difficulty.organisation.name} · "
        + _("answer by %(day)s") % {"day": format_date(difficulty.answer_due)},
        state="overdue" if late else "doing",
        action=_("Answer"),
        url=reverse("assignments:difficulty", args=[difficulty.pk]),
    )


def report_cards() -> list[Card]:
    """Reports that were asked for: what has come and waits to be looked at, and who is silent."""
    cycles = Cycle.objects.open().counted().order_by("due_at", "pk")[:SHOWN]
    return [report_card(cycle, vars(cycle)) for cycle in cycles]


def report_card(cycle: Cycle, counts: dict[str, int]) -> Card:
    late = cycle.due_at < timezone.now()
    silent = counts["n_waited"]
    words = ngettext(
        "%(count)s unit has not sent its report", "%(count)s units have not sent their report",
        silent,
    )  # fmt: skip
    facts = {"sent": counts["n_sent"], "owed": counts["n_owed"]}
    return Card(
        title=words % {"count": silent} if silent else _("Every unit has sent its report"),
        clause=cycle.label,
        note=_("%(sent)s of %(owed)s sent") % facts
        + " · "
        + _("Due %(day)s") % {"day": format_date(timezone.localdate(cycle.due_at))},
        state="overdue" if late and silent else "doing" if silent else "received",
        label="" if late and silent else _("Report asked for"),
        action=_("Look through"),
        url=reverse("reports:cycle", args=[cycle.pk]),
    )


def own_report_cards(user: User) -> list[Card]:
    """What the person's own unit still owes."""
    owed = (
        Obligation.objects.of(user.organisation_id)
        .waited_for()
        .filter(cycle__state=CycleState.OPEN)
    )
    now = timezone.now()
    return [
        Card(
            title=one.cycle.label,
            note=_("Due %(day)s") % {"day": format_date(timezone.localdate(one.cycle.due_at))},
            state="overdue" if one.cycle.due_at < now else "doing",
            label="" if one.cycle.due_at < now else str(one.get_state_display()),
            action=_("Fill in the report"),
            url=reverse("reports:own_report", args=[one.pk]),
        )
        for one in owed.select_related("cycle").order_by("cycle__due_at")[:SHOWN]
    ]


def pilot_card(turn: report_waiting.Turn) -> Card:
    return Card(
        title=turn.title, clause=turn.programme, note=turn.note,
        state="overdue" if turn.is_late else "doing",
        label="" if turn.is_late else _("Pilot programme"), action=_("Enter the values"),
        url=turn.url,
    )  # fmt: skip


def drafts(user: User) -> list[tuple[Plan, int]]:
    """The person's drafts, each with how many clauses are left to confirm."""
    left = Count("clauses", filter=Q(clauses__confirmed_at=None))
    own = Plan.objects.filter(owner=user, state=PlanState.DRAFT).defer("text", "parts", "reading")
    return [(plan, plan.left) for plan in own.annotate(left=left)]


def draft_card(plan: Plan, left: int) -> Card:
    words = ngettext("%(count)s clause to confirm", "%(count)s clauses to confirm", left)
    return Card(
        title=plan.title, clause=plan.symbol, note=words % {"count": left}, state="doing",
        action=_("Go on confirming"), url=reverse("plans:detail", args=[plan.pk]),
    )  # fmt: skip


def running(user: User, today: date) -> list[Running]:
    if not user.can(Can.ASSIGNMENT_VIEW_ALL):
        return []
    sent = Plan.objects.filter(state__in=SENDABLE, tallies__count__gt=0).distinct()
    plans = list(sent.order_by("-created_at")[:3])
    standings = living.of_plans(plans, today)
    return [Running(plan, standings.get(plan.pk) or living.Standing()) for plan in plans]
