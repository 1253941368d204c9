from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from khuevan.assignments.enums import EvidenceKind
from khuevan.assignments.models.assignments import Assignment
from khuevan.documents.models import StoredFile


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class Evidence(models.Model):
    """Proof that something was done; withdrawn, not deleted, once the unit has reported."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=10, choices=EvidenceKind.choices)
    text = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    target = models.CharField(max_length=80, blank=True)
    by_name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="evidence_has_content",
                condition=~Q(text="") | ~Q(url="") | Q(file__isnull=False) | ~Q(target=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.text[:60]}"
