from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT_FOR = timedelta(days=7)


class SheetUploadQuerySet(models.QuerySet["SheetUpload"]):
    def forgotten(self, at: datetime) -> Self:
        return self.filter(at__lt=at - KEPT_FOR)


class SheetUpload(models.Model):
    """A sheet that waits for its difference page to be confirmed or dropped; then it is deleted."""

    name = models.CharField(max_length=200)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = SheetUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name
