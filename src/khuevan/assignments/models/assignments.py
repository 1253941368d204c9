from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from khuevan.assignments.enums import OPEN, OWED, State
from khuevan.people.enums import TaskPart
from khuevan.people.models import Organisation, User
from khuevan.people.permissions import Can
from khuevan.plans.models import Plan, Task


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def silent(self) -> Self:
        return self.filter(state=State.ASSIGNED)

    def overdue(self, on: date) -> Self:
        return self.filter(due__lt=on, state__in=OWED)

    def owed(self) -> Self:
        return self.filter(state__in=OWED)

    def of(self, organisation_id: int | None) -> Self:
        return self.filter(organisation=organisation_id)

    def visible_to(self, user: User) -> Self:
        return self if user.can(Can.ASSIGNMENT_VIEW_ALL) else self.of(user.organisation_id)


class Assignment(models.Model):
    """What one unit owes on one task, for one occurrence (``period``: the occurrence's due day).

    ``told_at``: when its message went into the outbox. ``sequence`` rises with each change that
    calendars must hear of (RFC 5545). After a merger the successor owes it: ``sent_to`` keeps the
    unit that first received it, and where the successor had the same task already, the
    predecessor's is cancelled and ``merged_into`` names the one that goes on for both.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="assignments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assignments")
    part = models.CharField(max_length=20, choices=TaskPart.choices)
    period = models.CharField(max_length=20, blank=True)
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.ASSIGNED)
    sent_at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(null=True, blank=True)
    handed_to = models.CharField(max_length=120, blank=True)
    last_word = models.CharField(max_length=300, blank=True)
    last_word_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    returns = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    sent_to = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "organisation", "period"],
                name="assignment_once_per_unit_and_period",
            ),
            models.CheckConstraint(
                name="assignment_done_has_time",
                condition=~Q(state=State.DONE) | Q(done_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "due"]),
            models.Index(fields=["plan", "state", "due"]),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.organisation_id} {self.period}"

    @property
    def reference(self) -> str:
        """What a unit quotes on the telephone."""
        return f"NV-{self.pk:06d}"

    def is_late(self, on: date) -> bool:
        return self.due is not None and self.due < on and self.state in OWED


class Tally(models.Model):
    """How many assignments of a task stand in a state, by due day.

    Kept in the same transaction as each move, so the matrix of 30,000 assignments reads a few rows.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="tallies")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tallies")
    due = models.DateField(null=True)
    state = models.CharField(max_length=20, choices=State.choices)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "due", "state"], name="tally_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.state} {self.count}"


class Pulse(models.Model):
    """A task's evidence count and last word, kept with each move for the same reason as the tally.

    ``actions`` updates it wherever evidence comes or goes and wherever a unit or the office speaks.
    """

    task = models.OneToOneField(Task, models.CASCADE, related_name="pulse")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="pulses")
    proofs = models.PositiveIntegerField(default=0)
    last_word = models.CharField(max_length=300, blank=True)
    last_word_at = models.DateTimeField(null=True, blank=True)
    last_unit = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.task_id}: {self.proofs}"
