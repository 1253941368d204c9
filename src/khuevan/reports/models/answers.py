from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from khuevan.documents.models import StoredFile
from khuevan.reports.models.cycles import Obligation
from khuevan.reports.models.types import Indicator


class Cell(models.Model):
    """A unit's answer to one indicator. ``proposed`` is what the system computed when the form was
    last prefilled; ``is_own`` once the unit wrote something else.
    """

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="cells")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="cells")
    value = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    text = models.TextField(blank=True)
    table = models.JSONField(default=list, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True)
    proposed = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    is_own = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    is_returned = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["indicator__order", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "indicator"], name="cell_once_per_obligation_and_indicator"
            )
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.indicator_id}"


class CellReturn(models.Model):
    """A cell sent back with a comment; ``settled_at`` once the unit sent the report again (RPT-3)."""

    cell = models.ForeignKey(Cell, models.CASCADE, related_name="returns")
    comment = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["cell"], condition=Q(settled_at=None), name="cell_return_one_open"
            )
        ]

    def __str__(self) -> str:
        return self.comment


class Submission(models.Model):
    """What the unit sent, whole and unchangeable: every version is kept.

    ``content`` is ``{indicator code: {"value", "text", "table", "files", "note"}}``.
    """

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="submissions")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.CharField(max_length=200)
    after_cutoff = models.BooleanField(default=False)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "version"], name="submission_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} v{self.version}"
