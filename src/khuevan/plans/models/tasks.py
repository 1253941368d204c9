from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from khuevan.people.enums import TaskPart
from khuevan.people.models import Organisation, UnitGroup
from khuevan.plans.enums import Channel, ClauseKind, PairVerdict
from khuevan.plans.models.clauses import Clause
from khuevan.plans.models.plans import Plan


class TaskQuerySet(models.QuerySet["Task"]):
    def live(self) -> Self:
        """Not cancelled, and of a clause that orders work: a principle binds nobody to a task."""
        return self.filter(cancelled_at=None, clause__kind=ClauseKind.TASK)


class Task(models.Model):
    """What a clause orders. ``recurrence`` is a ``kit.recurrence.Recurrence`` as text; blank: once.

    ``deadline_text`` keeps the plan's own words; ``due`` is the day an officer confirmed.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    clause = models.ForeignKey(Clause, models.CASCADE, related_name="tasks")
    text = models.TextField(_("task"))
    deadline_text = models.CharField(_("deadline as written"), max_length=300, blank=True)
    starts = models.DateField(_("not before"), null=True, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    recurrence = models.CharField(_("repeats"), max_length=80, blank=True)
    evidence_wanted = models.CharField(_("evidence wanted"), max_length=200, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, blank=True)
    framework_goal = models.CharField(_("framework goal"), max_length=200, blank=True)
    no_lead_why = models.CharField(_("why nobody leads"), max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["clause__order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="task_cancelled_with_reason",
                condition=Q(cancelled_at=None) | ~Q(cancelled_why=""),
            ),
            models.CheckConstraint(
                name="task_starts_before_due",
                condition=Q(starts=None) | Q(due=None) | Q(starts__lte=F("due")),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]


class TaskUnitQuerySet(models.QuerySet["TaskUnit"]):
    def doubtful(self) -> Self:
        return self.filter(organisation=None, group=None, is_words_only=False)

    def named(self) -> Self:
        return self.exclude(organisation=None, group=None)


class TaskUnit(models.Model):
    """A unit's (or group's) part in a task, with the words of the plan that gave it.

    A name that matched nothing for sure has neither unit nor group: it is asked, never guessed.
    ``is_words_only``: an officer kept the words ("các đơn vị liên quan") and nobody is given work.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="units")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="task_parts"
    )
    group = models.ForeignKey(
        UnitGroup, models.PROTECT, null=True, blank=True, related_name="task_parts"
    )
    part = models.CharField(max_length=20, choices=TaskPart.choices)
    as_written = models.CharField(max_length=300, blank=True)
    candidates = models.JSONField(default=list, blank=True)
    is_words_only = models.BooleanField(default=False)

    objects = TaskUnitQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="task_unit_not_both_unit_and_group",
                condition=Q(organisation=None) | Q(group=None),
            ),
            models.CheckConstraint(
                name="task_unit_named_somehow",
                condition=Q(organisation__isnull=False)
                | Q(group__isnull=False)
                | ~Q(as_written=""),
            ),
            models.UniqueConstraint(
                fields=["task", "organisation", "part"],
                condition=Q(organisation__isnull=False),
                name="task_unit_organisation_once_per_part",
            ),
            models.UniqueConstraint(
                fields=["task", "group", "part"],
                condition=Q(group__isnull=False),
                name="task_unit_group_once_per_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.as_written}"

    @property
    def is_doubtful(self) -> bool:
        return not (self.organisation_id or self.group_id or self.is_words_only)

    @property
    def name(self) -> str:
        """The unit's or group's name today, else the words of the plan."""
        named = self.organisation or self.group
        return named.name if named else self.as_written


class TaskPair(models.Model):
    """Two tasks of two plans that may order the same work (``first`` is the older row)."""

    first = models.ForeignKey(Task, models.CASCADE, related_name="pairs_first")
    second = models.ForeignKey(Task, models.CASCADE, related_name="pairs_second")
    likeness = models.PositiveSmallIntegerField(default=0, help_text="of 100")
    verdict = models.CharField(
        max_length=10, choices=PairVerdict.choices, default=PairVerdict.ASKED
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-likeness", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="task_pair_once"),
            models.CheckConstraint(
                name="task_pair_older_first", condition=Q(first__lt=F("second"))
            ),
            models.CheckConstraint(
                name="task_pair_judged_by_somebody",
                condition=Q(verdict=PairVerdict.ASKED, by=None, at=None)
                | (~Q(verdict=PairVerdict.ASKED) & Q(by__isnull=False, at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"
