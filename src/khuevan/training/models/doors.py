from __future__ import annotations

import secrets
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from khuevan.training.models.courses import ClassRun


def new_key() -> str:
    return secrets.token_hex(16)


class DeviceQuerySet(models.QuerySet["Device"]):
    def roots(self) -> Self:
        """The doors as the office made them, without the further phones of each."""
        return self.filter(root=None)


class Device(models.Model):
    """A phone at a door of a class, opened by a signed link.

    The office makes a door, its first device. The first phone that prepares itself with the link
    takes that row (``phone`` is the key which the phone made up); every further phone with the same
    link, or the same phone after its memory was cleared, gets a row of its own below it (``root``),
    so that no two journals ever share (device, seq). ``offset_ms``: the server's clock less the
    phone's, as last measured. ``claimed``: how many events the phone says that it holds.
    """

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="devices")
    name = models.CharField(_("door"), max_length=60)
    root = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="others", editable=False
    )
    number = models.PositiveSmallIntegerField(default=1)
    nonce = models.CharField(max_length=32, default=new_key, editable=False)
    phone = models.CharField(max_length=64, blank=True)
    offset_ms = models.BigIntegerField(null=True, blank=True)
    claimed = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    prepared_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    shut_at = models.DateTimeField(null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "name", "number"], name="device_name_once_per_class"
            ),
            models.UniqueConstraint(
                fields=["root", "phone"], condition=~Q(phone=""), name="device_phone_once_per_door"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name if self.number == 1 else f"{self.name} ({self.number})"

    @property
    def offset_seconds(self) -> int | None:
        return None if self.offset_ms is None else round(self.offset_ms / 1000)

    @property
    def token(self) -> str:
        return f"{self.pk}-{self.signature}"

    @property
    def signature(self) -> str:
        mac = salted_hmac("khuevan.training.door", f"{self.pk}:{self.nonce}", algorithm="sha256")
        return mac.hexdigest()[:32]

    @property
    def actor_id(self) -> None:
        return None

    @property
    def actor_name(self) -> str:
        return self.label


class ScanEventQuerySet(models.QuerySet["ScanEvent"]):
    def of(self, run: ClassRun) -> Self:
        return self.filter(device__run=run)


class ScanEvent(models.Model):
    """One line of a device's journal, byte for byte as the device wrote it before it said a word.

    Append-only: a trigger of the database refuses every change but one, blanking ``body`` when the
    class's personal data are forgotten (``digest`` stays). The other columns are read from the line
    for queries; what they mean is computed by ``training/attendance.py``, never stored here.
    """

    device = models.ForeignKey(Device, models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    body = models.TextField()
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)

    objects = ScanEventQuerySet.as_manager()

    class Meta:
        ordering = ["device", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["device", "seq"], name="scan_once_per_device_and_seq"),
            models.CheckConstraint(name="scan_seq_from_one", condition=Q(seq__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}/{self.seq}"


def moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, tz=timezone.get_current_timezone())
