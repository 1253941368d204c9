"""What goes out on paper and comes back on it: summonses, sign-in sheets, confirmations."""

from __future__ import annotations

import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.documents.models import StoredFile
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.training.enums import Ink
from khuevan.training.models.courses import ClassRun
from khuevan.training.models.seats import Nomination


class GateOpening(models.Model):
    """The director let the summonses of a class out before the gate was met, and said why (R29)."""

    run = models.OneToOneField(ClassRun, models.CASCADE, related_name="gate_opening")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.TextField()
    lacking = models.JSONField(default=list, help_text="codes of what was not met at that moment")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.run_id}: {self.why}"


class SummonsQuerySet(models.QuerySet["Summons"]):
    def live(self) -> Self:
        return self.filter(recalled_at=None)


class Summons(models.Model):
    """A nominee was summoned: as the class stood at ``revision``, which is the calendar's SEQUENCE.

    What was written and whether it arrived stands in the outbox, about the nomination.
    """

    nomination = models.OneToOneField(Nomination, models.CASCADE, related_name="summons")
    revision = models.PositiveIntegerField()
    first_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(default=timezone.now)
    recalled_at = models.DateTimeField(null=True, blank=True)

    objects = SummonsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "summonses"

    def __str__(self) -> str:
        return f"{self.nomination_id}/{self.revision}"


class SheetReadingQuerySet(models.QuerySet["SheetReading"]):
    def visible_to(self, user: User) -> Self:
        return self if user.can(Can.DOOR_KEEP) else self.none()

    def waiting(self) -> Self:
        return self.filter(confirmed_at=None, dropped_at=None)


class SheetReading(models.Model):
    """A photograph or scan of the sign-in sheet, read back. Nothing of it counts until confirmed.

    ``foreign`` counts codes of another class, ``stale`` the rows of persons since replaced.
    """

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="sheet_readings")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    pages = models.PositiveSmallIntegerField(default=1)
    foreign = models.PositiveSmallIntegerField(default=0)
    stale = models.PositiveSmallIntegerField(default=0)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = SheetReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="sheet_reading_confirmed_by_and_at_together",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sheet_reading_confirmed_or_dropped",
                condition=Q(confirmed_at=None) | Q(dropped_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.read_at:%Y-%m-%d %H:%M}"


class SheetRowQuerySet(models.QuerySet["SheetRow"]):
    def signed(self) -> Self:
        """A person confirmed that there is a signature."""
        return self.filter(is_signed=True, reading__confirmed_at__isnull=False)


class SheetRow(models.Model):
    """A row that was found: what the ink proposes, and what a person decided.

    An empty row says nothing about absence: only a person says that somebody was absent.
    """

    reading = models.ForeignKey(SheetReading, models.CASCADE, related_name="rows")
    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="sheet_rows")
    page = models.PositiveSmallIntegerField(default=1)
    ink = models.PositiveSmallIntegerField(help_text="dark parts in ten thousand of the field")
    corners = models.JSONField(default=list, help_text="of the field in the picture of the page")
    proposal = models.CharField(max_length=8, choices=Ink.choices)
    is_signed = models.BooleanField(null=True, blank=True)

    objects = SheetRowQuerySet.as_manager()

    class Meta:
        ordering = ["reading", "nomination__seat__number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reading", "nomination"], name="sheet_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.nomination_id}: {self.proposal}"


def new_nonce() -> str:
    return secrets.token_hex(16)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def live(self) -> Self:
        return self.filter(revoked_at=None)


class Certificate(models.Model):
    """A confirmation that a person attended a class; anybody may ask whether it is genuine.

    ``number`` counts within the class and is never given twice, revoked or not.
    """

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="certificates")
    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="certificates")
    number = models.PositiveIntegerField()
    nonce = models.CharField(max_length=32, default=new_nonce, unique=True, editable=False)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(_("reason"), max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["nomination"],
                condition=Q(revoked_at=None),
                name="certificate_one_live_per_nomination",
            ),
            models.CheckConstraint(
                name="certificate_revoked_has_reason",
                condition=Q(revoked_at=None, revoked_why="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"

    @property
    def token(self) -> str:
        """What stands in the address that anybody may open."""
        return f"{self.pk}-{self.nonce}"
