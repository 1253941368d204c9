from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from khuevan.training.models.courses import ClassRun

KEPT_FOR = timedelta(days=7)


class RosterSheetQuerySet(models.QuerySet["RosterSheet"]):
    def forgotten(self, at: datetime) -> Self:
        return self.filter(at__lt=at - KEPT_FOR)


class RosterSheet(models.Model):
    """A roster that waits for its difference page to be confirmed or dropped; then it is deleted."""

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="sheets")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = RosterSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name
