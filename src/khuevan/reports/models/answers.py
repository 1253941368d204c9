from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from khuevan.documents.models import StoredFile
from khuevan.reports.models.cycles import Obligation
from khuevan.reports.models.types import Indicator


class Cell(models.Model):
    """A unit's answer to one indicator.

    ``proposed`` is what the system computed when the form was last prefilled, ``problem`` why it could
    not; ``is_own`` once the unit wrote something. ``revision`` is that of the obligation when the cell
    last changed, ``key`` the client-made id of that change.
    """

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="cells")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="cells")
    value = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    text = models.TextField(blank=True)
    table = models.JSONField(default=list, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True, through="CellPicture")
    proposed = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    is_own = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    is_returned = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["indicator__order", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "indicator"], name="cell_once_per_obligation_and_indicator"
            )
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.indicator_id}"


class CellPicture(models.Model):
    """A picture in a cell; ``key`` is the client-made id of its upload: twice sent, once kept."""

    cell = models.ForeignKey(Cell, models.CASCADE, related_name="pictures")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cell", "file"], name="cell_picture_once_per_file"),
            models.UniqueConstraint(
                fields=["cell", "key"], condition=~Q(key=""), name="cell_picture_once_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cell_id} {self.file_id}"


class EarlierAnswer(models.Model):
    """What stood in a cell until somebody at another device knowingly wrote over it: never lost."""

    cell = models.ForeignKey(Cell, models.CASCADE, related_name="earlier")
    content = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.cell_id} {self.at}"


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

    ``content`` is ``{indicator code: {"value", "text", "table", "files", "note"}}``; a value is the
    decimal as text, files are ``[[id, name], ...]``. ``after_cutoff``: it came after it was due.
    ``key`` is the client-made id of the sending: twice sent, once kept.
    """

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="submissions")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.CharField(max_length=200)
    after_cutoff = models.BooleanField(default=False)
    key = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "version"], name="submission_version_once"
            ),
            models.UniqueConstraint(
                fields=["obligation", "key"], condition=~Q(key=""), name="submission_once_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} v{self.version}"

    @property
    def reference(self) -> str:
        """What a unit quotes on the telephone."""
        return f"BC-{self.obligation_id:06d}/{self.version}"
