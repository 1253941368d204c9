from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CONSULTING = "consulting", _("Out for opinions")
    SUBMITTED = "submitted", _("Submitted for approval")
    APPROVED = "approved", _("Approved")
    ISSUED = "issued", _("Issued")
    RUNNING = "running", pgettext_lazy("plan", "Running")
    CLOSED = "closed", _("Closed")
    SUPERSEDED = "superseded", _("Superseded")
    CANCELLED = "cancelled", _("Cancelled")


EDITABLE = frozenset({PlanState.DRAFT, PlanState.CONSULTING})
# Whoever was asked gives guidance, and the officer answers it, until the director has decided.
ADVISABLE = EDITABLE | {PlanState.SUBMITTED}
LIVE = frozenset(PlanState) - {PlanState.CLOSED, PlanState.SUPERSEDED, PlanState.CANCELLED}
# Tasks may go out only from these (R29), or by the director's override with a reason.
SENDABLE = frozenset({PlanState.APPROVED, PlanState.ISSUED, PlanState.RUNNING})


# The only moves there are: from -> to. Who may make them, and what must hold, stands in actions.
MOVES: dict[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.CONSULTING, PlanState.SUBMITTED, PlanState.CANCELLED}),
    PlanState.CONSULTING: frozenset({PlanState.DRAFT, PlanState.SUBMITTED, PlanState.CANCELLED}),
    PlanState.SUBMITTED: frozenset({PlanState.APPROVED, PlanState.DRAFT, PlanState.CANCELLED}),
    PlanState.APPROVED: frozenset({PlanState.ISSUED, PlanState.CANCELLED}),
    PlanState.ISSUED: frozenset(
        {PlanState.RUNNING, PlanState.CLOSED, PlanState.SUPERSEDED, PlanState.CANCELLED}
    ),
    PlanState.RUNNING: frozenset({PlanState.CLOSED, PlanState.SUPERSEDED, PlanState.CANCELLED}),
    PlanState.CLOSED: frozenset({PlanState.SUPERSEDED}),
    PlanState.SUPERSEDED: frozenset(),
    PlanState.CANCELLED: frozenset(),
}
# These say why, in words that stay in the history.
WITH_REASON = frozenset({PlanState.CLOSED, PlanState.SUPERSEDED, PlanState.CANCELLED})


class ClauseKind(models.TextChoices):
    """What a clause is; the reader proposes, an officer confirms. Values equal vanban's."""

    TASK = "task", _("Task")
    PRINCIPLE = "principle", _("Principle")
    BASIS = "basis", _("Legal basis")
    MONEY = "money", _("Money")
    DEADLINE = "deadline", _("Time and place")
    INFORMATION = "information", _("For information")


class Channel(models.TextChoices):
    """The three channels of external affairs (R102)."""

    PARTY = "party", _("Party external relations")
    STATE = "state", _("State diplomacy")
    PEOPLE = "people", _("People-to-people diplomacy")


class PairVerdict(models.TextChoices):
    """Do two tasks of two plans order the same work? The machine asks, an officer says."""

    ASKED = "asked", _("Not looked at yet")
    SAME = "same", _("The same work")
    DIFFERENT = "different", _("Different work")


class Stance(models.TextChoices):
    """Where a department stands on a plan that it was asked about."""

    AGREE = "agree", _("Agrees")
    REMARKS = "remarks", _("Agrees, with remarks")
    NOT_YET = "not_yet", _("Does not agree yet")


class Answer(models.TextChoices):
    """Of one item of procedure."""

    YES = "yes", pgettext_lazy("procedure", "Yes")
    NO = "no", pgettext_lazy("procedure", "No")
    NOT_APPLICABLE = "na", pgettext_lazy("procedure", "Does not apply")


class Probe(models.TextChoices):
    """What the house itself knows of an item of procedure; see ``plans/procedure.py``."""

    BASES = "bases", _("Whether the grounds are in force")
    AUTHORITY = "authority", _("Who issues and who signs")
    COMPOSITION = "composition", _("Who leads and who takes part")
    FUNDING = "funding", _("What is said about money")
    PERSONAL_DATA = "personal_data", _("Whether persons are listed, and told so")
    VENUE = "venue", _("What is said about the place")
    DEADLINES = "deadlines", _("Days off, missing days, past days")
    RECIPIENTS = "recipients", _("Units with a task that are not among the recipients")


class Kind(models.TextChoices):
    """Audit kinds of this app."""

    UPLOADED = "plans.uploaded", _("Plan uploaded")
    READ = "plans.read", _("Plan read")
    CLAUSE_CONFIRMED = "plans.clause_confirmed", _("Clause confirmed")
    CLAUSE_CHANGED = "plans.clause_changed", _("Clause changed")
    CLAUSE_REOPENED = "plans.clause_reopened", _("Clause reopened")
    TASK_ADDED = "plans.task_added", _("Task added")
    TASK_CHANGED = "plans.task_changed", _("Task changed")
    TASK_REMOVED = "plans.task_removed", _("Task removed")
    PART_SET = "plans.part_set", _("Unit's part set")
    LINKED = "plans.linked", _("Clause linked to a parent plan")
    UNLINKED = "plans.unlinked", _("Link removed")
    STATE_CHANGED = "plans.state_changed", _("State of the plan changed")
    PARENT_SET = "plans.parent_set", _("Parent plan set")
    PARENT_REMOVED = "plans.parent_removed", _("Parent plan removed")
    PAIR_JUDGED = "plans.pair_judged", _("Two tasks compared")
    UNDONE = "plans.undone", _("Undone")
    OVERRIDDEN = "plans.overridden", _("Gate overridden by the director")
    GUIDANCE_ASKED = "plans.guidance_asked", _("Guidance asked")
    GUIDANCE_GIVEN = "plans.guidance_given", _("Guidance given and signed")
    GUIDANCE_ANSWERED = "plans.guidance_answered", _("Point of guidance answered")
    GUIDANCE_WITHDRAWN = "plans.guidance_withdrawn", _("Question for guidance withdrawn")
    GUIDANCE_REMINDED = "plans.guidance_reminded", _("Reminded of guidance")
    PROCEDURE_CHANGED = "plans.procedure_changed", _("Checklist of procedure changed")
