from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from khuevan.documents.models import Paper
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.plans.models import Clause, Plan
from khuevan.reports.enums import ConsolidationState, PassageKind
from khuevan.reports.models.cycles import Cycle


class ConsolidationQuerySet(models.QuerySet["Consolidation"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees what every unit owes; a report names all of them."""
        return self if user.can(Can.ASSIGNMENT_VIEW_ALL) else self.none()


class Consolidation(models.Model):
    """The report of a whole cycle, drafted from what was done, in the order of the plan (RPT-1).

    ``drafted_at`` is the moment whose data it shows; the same data give the same document.
    ``checked_seq`` is the last event of the audit up to which its sources were compared with it;
    ``lacking``: so many passages they would give that it does not have yet.
    """

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="consolidation")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="consolidations")
    state = models.CharField(
        max_length=10, choices=ConsolidationState.choices, default=ConsolidationState.DRAFTING
    )
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    checked_seq = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(default=timezone.now)
    lacking = models.PositiveIntegerField(default=0)

    objects = ConsolidationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.cycle_id}"


class Passage(models.Model):
    """One stretch of the report. ``text`` is the machine's, with figures as ``{{code}}``; ``words``
    replaces it once the officer rewrote it, the same figures in it. ``source_hash`` is of the facts
    it was drafted from: when they change, the passage is stale. ``key`` names it from draft to
    draft; ``set_aside`` keeps words of the officer whose figures the sources no longer give; ``fresh``
    is what a stale passage would say now.
    """

    consolidation = models.ForeignKey(Consolidation, models.CASCADE, related_name="passages")
    order = models.PositiveIntegerField()
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=15, choices=PassageKind.choices)
    level = models.PositiveSmallIntegerField(default=0)
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    words = models.TextField(blank=True)
    set_aside = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True)
    source_hash = models.CharField(max_length=64, blank=True)
    is_stale = models.BooleanField(default=False)
    fresh = models.TextField(blank=True)
    is_left_out = models.BooleanField(default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["consolidation", "order"], name="passage_once_per_place"
            ),
            models.UniqueConstraint(fields=["consolidation", "key"], name="passage_once_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.consolidation_id} {self.order} {self.kind}"

    @property
    def said(self) -> str:
        """What the report says here, figures as tokens: the officer's words before the machine's."""
        return self.words or self.text


class Figure(models.Model):
    """A number of the report with the rows behind it, as they were (RPT-2).

    ``rows`` is ``[[target, label, share, unit, day], ...]``: the ``kit.audit.key_of`` of each source
    ("figure:CODE" for another figure of the report), its words, what it adds, the unit as it was
    then; the shares add up to ``value`` unless ``formula`` says otherwise.
    """

    consolidation = models.ForeignKey(Consolidation, models.CASCADE, related_name="figures")
    code = models.CharField(max_length=80)
    label = models.CharField(max_length=300)
    value = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    measured_in = models.CharField(max_length=40, blank=True)
    formula = models.CharField(max_length=300, blank=True)
    previous = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    rows = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consolidation", "code"], name="figure_code_once_per_consolidation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"
