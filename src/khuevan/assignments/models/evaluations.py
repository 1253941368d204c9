from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.assignments.enums import Formula
from khuevan.kit.vietnamese import in_own_language
from khuevan.people.models import Organisation


class Criterion(models.Model):
    """A published yardstick for units (R59); weights are shares of the whole of what counts."""

    name_vi = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    explanation = models.TextField(_("how it is found"), blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"))
    formula = models.CharField(_("found by"), max_length=20, choices=Formula.choices)
    order = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(name="criterion_has_weight", condition=Q(weight__gt=0))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_own_language(self.name_vi, self.name_en)


class Evaluation(models.Model):
    """A unit over a period, both days included. Units are evaluated; persons never are."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="evaluations")
    starts = models.DateField()
    ends = models.DateField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-starts", "organisation__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "starts", "ends"], name="evaluation_once_per_period"
            ),
            models.CheckConstraint(
                name="evaluation_starts_before_ends", condition=Q(starts__lte=F("ends"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.starts} {self.ends}"


class Score(models.Model):
    """0 to 100 on one criterion; none when there was nothing to measure."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["criterion__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="score_once"),
            models.CheckConstraint(
                name="score_at_most_hundred", condition=Q(value=None) | Q(value__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.value}"
