from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from khuevan.people.enums import TaskPart
from khuevan.people.models import Organisation, UnitGroup
from khuevan.plans.enums import Channel
from khuevan.plans.models.clauses import Clause
from khuevan.plans.models.plans import Plan


class TaskQuerySet(models.QuerySet["Task"]):
    def live(self) -> Self:
        return self.filter(cancelled_at=None)


class Task(models.Model):
    """What a clause orders. ``recurrence`` is the text of a ``kit.lunar.Recurrence``; blank is once.

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
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["clause__order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="task_cancelled_with_reason",
                condition=Q(cancelled_at=None) | ~Q(cancelled_why=""),
            )
        ]

    def __str__(self) -> str:
        return self.text[:120]


class TaskUnit(models.Model):
    """A unit's (or group's) part in a task, with the words of the plan that gave it.

    A name that matched nothing for sure has neither unit nor group: it is asked, never guessed.
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
