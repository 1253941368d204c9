from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from khuevan.documents.models import StoredFile
from khuevan.training.enums import CheckInHow, Outcome, Witness
from khuevan.training.models.courses import ClassRun
from khuevan.training.models.seats import Nomination, Seat


class Attendance(models.Model):
    """What is settled about a seat: who came, or why nobody did.

    What the door, the sheet or the person's own check-in says becomes a row only as "present". That a
    seat stayed empty is said by an officer, with a reason: the database takes nothing else.
    """

    seat = models.OneToOneField(Seat, models.CASCADE, related_name="attendance")
    nomination = models.ForeignKey(Nomination, models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    witness = models.CharField(max_length=10, choices=Witness.choices)
    why = models.CharField(max_length=300, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["seat"]
        constraints = [
            models.CheckConstraint(
                name="attendance_missing_said_by_a_person",
                condition=Q(outcome=Outcome.PRESENT)
                | (Q(witness=Witness.PERSON, set_by__isnull=False) & ~Q(why="")),
            ),
            models.CheckConstraint(
                name="attendance_of_a_person_is_signed",
                condition=~Q(witness__in=[Witness.PERSON, Witness.SHEET])
                | Q(set_by__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.outcome}"


class SelfCheckIn(models.Model):
    """A nominee who checked in with the code on the screen (CHK-7), or tried to.

    ``wrong`` counts codes that did not fit since ``wrong_at``; after a few the digits wait.
    """

    nomination = models.OneToOneField(Nomination, models.CASCADE, related_name="self_check_in")
    at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=CheckInHow.choices, blank=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    wrong_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="self_check_in_says_how",
                condition=Q(at=None, how="") | (Q(at__isnull=False) & ~Q(how="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.nomination_id}: {self.at}"


class ClassPhoto(models.Model):
    """A picture of the class for its report: drawn anew at the door, without place and device."""

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "file"], name="class_photo_once_per_file")
        ]

    def __str__(self) -> str:
        return self.caption
