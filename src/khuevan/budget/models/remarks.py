from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.budget.enums import EstimateState
from khuevan.budget.models.estimates import Estimate, Line
from khuevan.budget.models.sources import DONG, FundingSource


class RemarkQuerySet(models.QuerySet["Remark"]):
    def open(self) -> Self:
        return self.filter(settled_at=None)


class Remark(models.Model):
    """A comment or a question about an estimate, mostly about one of its lines."""

    estimate = models.ForeignKey(Estimate, models.CASCADE, related_name="remarks")
    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True, related_name="remarks")
    line_title = models.CharField(max_length=300, blank=True)
    text = models.CharField(_("comment"), max_length=1000)
    is_question = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="remark_settled_by_and_at_together",
                condition=Q(settled_by=None, settled_at=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Version(models.Model):
    """An estimate as it stood at a step; ``lines`` as ``budget.comparing`` writes them."""

    estimate = models.ForeignKey(Estimate, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=EstimateState.choices)
    lines = models.JSONField(default=list)
    total = models.DecimalField(**DONG)
    note = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["estimate", "number"], name="estimate_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.estimate_id} v{self.number}"


class Availability(models.Model):
    """The finance officer's opinion whether the source bears an estimate (R37), as of a moment.

    ``free`` is the source's ceiling less what was committed, paid and promised to other estimates.
    """

    estimate = models.ForeignKey(Estimate, models.CASCADE, related_name="availabilities")
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="+")
    ceiling = models.DecimalField(**DONG)
    committed = models.DecimalField(**DONG)
    paid = models.DecimalField(**DONG)
    promised = models.DecimalField(**DONG)
    needed = models.DecimalField(**DONG)
    free = models.DecimalField(**DONG)
    is_enough = models.BooleanField()
    text = models.CharField(_("opinion"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="availability_enough_means_enough",
                condition=Q(is_enough=False) | Q(free__gte=models.F("needed")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.estimate_id}: {self.free} / {self.needed}"
