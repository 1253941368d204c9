from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from khuevan.documents.enums import Resolution
from khuevan.documents.models.files import StoredFile
from khuevan.documents.models.papers import Paper, Version
from khuevan.people.models import Organisation


class Consultation(models.Model):
    """One round of asking units for their opinions on a version of a draft, until a day (R57)."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="consultations")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    due = models.DateField()
    note = models.TextField(blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper"], condition=Q(closed_at=None), name="consultation_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.due}"


class OpinionRequestQuerySet(models.QuerySet["OpinionRequest"]):
    def silent(self) -> Self:
        return self.filter(answered_at=None)


class OpinionRequest(models.Model):
    """What one unit is asked; ``agreed_at``: it answered that it agrees with the whole."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    agrees = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OpinionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__protocol_order", "organisation__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "organisation"], name="opinion_asked_once_per_unit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.organisation_id}"

    @property
    def is_late(self) -> bool:
        """Answered, or still silent, after the day."""
        at = timezone.localdate(self.answered_at) if self.answered_at else timezone.localdate()
        return at > self.consultation.due


class Opinion(models.Model):
    """What a unit says of one clause (blank path: of the whole), and what became of it."""

    request = models.ForeignKey(OpinionRequest, models.CASCADE, related_name="opinions")
    clause_path = models.CharField(max_length=60, blank=True)
    clause_label = models.CharField(max_length=120, blank=True)
    clause_text = models.TextField(blank=True)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    resolution = models.CharField(
        max_length=20, choices=Resolution.choices, default=Resolution.OPEN
    )
    answer = models.TextField(blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["clause_path", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "clause_path"], name="opinion_once_per_unit_and_clause"
            ),
            models.CheckConstraint(
                name="opinion_explained_with_words",
                condition=~Q(resolution__in=[Resolution.PARTLY, Resolution.EXPLAINED])
                | ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.clause_path}"
