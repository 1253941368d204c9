from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from khuevan.people.enums import Purpose
from khuevan.people.models.organisations import Organisation

LASTS = timedelta(days=90)


def new_nonce() -> str:
    return secrets.token_hex(16)


class UnitLinkQuerySet(models.QuerySet["UnitLink"]):
    def live(self, at: datetime) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=at)


class UnitLink(models.Model):
    """A signed address that opens one purpose for one unit, without an account.

    The token is derived from the row and the secret key, so a reminder can repeat it and a leaked
    database alone opens nothing.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="links")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = UnitLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "purpose"],
                condition=Q(revoked_at=None),
                name="unit_link_one_open_per_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.purpose}"

    @property
    def token(self) -> str:
        return f"{self.pk}-{self.signature}"

    @property
    def signature(self) -> str:
        mac = salted_hmac(
            "khuevan.unit_link", f"{self.pk}:{self.purpose}:{self.nonce}", algorithm="sha256"
        )
        return mac.hexdigest()[:32]

    @property
    def actor_id(self) -> None:
        return None

    @property
    def actor_name(self) -> str:
        return self.organisation.name_vi


class UnitLinkUse(models.Model):
    """Every use of a link: when and for what. No address, no device: the least personal data."""

    link = models.ForeignKey(UnitLink, models.CASCADE, related_name="uses")
    at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.link_id} {self.action}"


class OneTimeCode(models.Model):
    """A code sent to the registered address before something already sent is changed."""

    link = models.ForeignKey(UnitLink, models.CASCADE, related_name="codes")
    action = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.link_id} {self.action}"
