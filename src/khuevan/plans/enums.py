from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CONSULTING = "consulting", _("Out for opinions")
    SUBMITTED = "submitted", _("Submitted for approval")
    APPROVED = "approved", _("Approved")
    ISSUED = "issued", _("Issued")
    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Closed")
    SUPERSEDED = "superseded", _("Superseded")
    CANCELLED = "cancelled", _("Cancelled")


EDITABLE = frozenset({PlanState.DRAFT, PlanState.CONSULTING})
# Tasks may go out only from these (R29), or by the director's override with a reason.
SENDABLE = frozenset({PlanState.APPROVED, PlanState.ISSUED, PlanState.RUNNING})


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


class Kind(models.TextChoices):
    """Audit kinds of this app."""

    UPLOADED = "plans.uploaded", _("Plan uploaded")
    READ = "plans.read", _("Plan read")
    CLAUSE_CONFIRMED = "plans.clause_confirmed", _("Clause confirmed")
    CLAUSE_REOPENED = "plans.clause_reopened", _("Clause reopened")
    TASK_ADDED = "plans.task_added", _("Task added")
    TASK_CHANGED = "plans.task_changed", _("Task changed")
    TASK_REMOVED = "plans.task_removed", _("Task removed")
    PART_SET = "plans.part_set", _("Unit's part set")
    LINKED = "plans.linked", _("Clause linked to a parent plan")
    UNLINKED = "plans.unlinked", _("Link removed")
    STATE_CHANGED = "plans.state_changed", _("State of the plan changed")
    OVERRIDDEN = "plans.overridden", _("Gate overridden by the director")
