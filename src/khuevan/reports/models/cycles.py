from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from khuevan.kit.vietnamese import format_date
from khuevan.people.models import Organisation, User
from khuevan.people.permissions import Can
from khuevan.plans.models import Plan
from khuevan.reports.enums import WAITED_FOR, CycleState, ObligationState
from khuevan.reports.models.types import ReportType

COUNTS = {
    "owed": ~Q(state=ObligationState.EXCUSED),
    "sent": Q(first_sent_at__isnull=False) & ~Q(state=ObligationState.EXCUSED),
    "accepted": Q(state=ObligationState.ACCEPTED),
    "returned": Q(state=ObligationState.RETURNED),
    "waited": Q(state__in=WAITED_FOR),
    "excused": Q(state=ObligationState.EXCUSED),
    "on_time": Q(first_sent_at__lte=F("cycle__due_at")) & ~Q(state=ObligationState.EXCUSED),
}
"""What is counted of the obligations of a cycle."""


def _count(of: Q) -> Coalesce:
    rows = Obligation.objects.filter(of, cycle=OuterRef("pk")).order_by().values("cycle")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


class CycleQuerySet(models.QuerySet["Cycle"]):
    def open(self) -> Self:
        return self.filter(state=CycleState.OPEN)

    def counted(self) -> Self:
        """With ``n_owed``, ``n_sent``, ``n_waited``, ``n_returned`` and ``n_on_time`` of each."""
        return self.annotate(**{f"n_{name}": _count(of) for name, of in COUNTS.items()})


class Cycle(models.Model):
    """One period of a report, or one request. ``starts`` to ``ends`` (both included) is the window of
    data, ``due_at`` the moment until which units send. ``plan``: the plan whose clauses it follows.
    """

    type = models.ForeignKey(ReportType, models.PROTECT, related_name="cycles")
    label = models.CharField(max_length=200)
    starts = models.DateField()
    ends = models.DateField()
    due_at = models.DateTimeField()
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="cycles")
    state = models.CharField(max_length=10, choices=CycleState.choices, default=CycleState.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next")

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at", "-pk"]
        constraints = [
            # Two constraints, because SQLite cannot take an absent plan for one value.
            models.UniqueConstraint(
                fields=["type", "starts", "ends"],
                condition=Q(plan=None),
                name="cycle_once_per_type_and_period",
            ),
            models.UniqueConstraint(
                fields=["type", "starts", "ends", "plan"],
                condition=Q(plan__isnull=False),
                name="cycle_once_per_type_period_and_plan",
            ),
            models.CheckConstraint(
                name="cycle_closed_has_time",
                condition=~Q(state=CycleState.CLOSED) | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cycle_starts_before_ends", condition=Q(starts__lte=F("ends"))
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def title(self) -> str:
        """Type and label, where the label does not begin with the type's name already."""
        kind = self.type
        begins = self.label.startswith((kind.name_vi, kind.name))
        return self.label if begins else f"{kind.name}: {self.label}"

    @property
    def window_words(self) -> str:
        return f"{format_date(self.starts)} – {format_date(self.ends)}"


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def waited_for(self) -> Self:
        return self.filter(state__in=WAITED_FOR)

    def silent(self) -> Self:
        """Owed, and nothing has come yet."""
        return self.waited_for().filter(first_sent_at=None)

    def untold(self) -> Self:
        return self.waited_for().filter(told_at=None)

    def of(self, organisation_id: int | None) -> Self:
        return self.filter(organisation=organisation_id)

    def visible_to(self, user: User) -> Self:
        return self if user.can(Can.ASSIGNMENT_VIEW_ALL) else self.of(user.organisation_id)


class Obligation(models.Model):
    """What one unit owes in one cycle: exactly one row, whatever is sent and returned.

    ``first_sent_at`` decides whether the unit was on time. ``revision`` rises with every change of a
    cell, so that two phones cannot overwrite each other unseen.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="obligations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="obligations")
    state = models.CharField(
        max_length=10, choices=ObligationState.choices, default=ObligationState.OWED
    )
    revision = models.PositiveIntegerField(default=0)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=200, blank=True)
    excused_why = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__protocol_order", "organisation__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "organisation"], name="obligation_once_per_cycle_and_unit"
            ),
            models.CheckConstraint(
                name="obligation_sent_has_time",
                condition=~Q(state__in=[ObligationState.SENT, ObligationState.ACCEPTED])
                | Q(first_sent_at__isnull=False, sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="obligation_excused_with_reason",
                condition=~Q(state=ObligationState.EXCUSED) | ~Q(excused_why=""),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"])]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.organisation_id}"

    @property
    def reference(self) -> str:
        """What a unit quotes on the telephone."""
        return f"BC-{self.pk:06d}"

    def is_late(self, at: datetime) -> bool:
        return self.state in WAITED_FOR and at > self.cycle.due_at
