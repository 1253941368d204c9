from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from khuevan.documents.models import Paper
from khuevan.plans.models import Clause, Plan
from khuevan.reports.enums import ConsolidationState, PassageKind
from khuevan.reports.models.cycles import Cycle


class Consolidation(models.Model):
    """The report of a whole cycle, drafted from what was done, in the order of the plan (RPT-1).

    ``drafted_at`` is the moment whose data it shows; the same data give the same document.
    """

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="consolidation")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="consolidations")
    state = models.CharField(
        max_length=10, choices=ConsolidationState.choices, default=ConsolidationState.DRAFTING
    )
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.cycle_id}"


class Passage(models.Model):
    """One stretch of the report. ``text`` is the machine's, with figures as ``{{code}}``; ``words``
    replaces it once the officer rewrote it, the same figures in it. ``source_hash`` is of the facts
    it was drafted from: when they change, the passage is stale.
    """

    consolidation = models.ForeignKey(Consolidation, models.CASCADE, related_name="passages")
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=15, choices=PassageKind.choices)
    level = models.PositiveSmallIntegerField(default=0)
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    words = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True)
    source_hash = models.CharField(max_length=64, blank=True)
    is_stale = models.BooleanField(default=False)
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
            )
        ]

    def __str__(self) -> str:
        return f"{self.consolidation_id} {self.order} {self.kind}"


class Figure(models.Model):
    """A number of the report with the rows behind it, as they were (RPT-2).

    ``rows`` is ``[[target, label, share], ...]``: the ``kit.audit.key_of`` of each source, its words,
    and what it adds to the figure; the shares add up to ``value`` unless ``formula`` says otherwise.
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
