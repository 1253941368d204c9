from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.kit.vietnamese import fold, name_key
from khuevan.people.enums import Role
from khuevan.people.models.organisations import Organisation
from khuevan.people.permissions import PERSONAL, ROLES, Can


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def active(self, on: date) -> Self:
        return self.filter(revoked_at=None, starts__lte=on, ends__gte=on)


class User(AbstractUser):
    """An account. Focal points of wards need none: they hold a unit link."""

    role = models.CharField(
        _("role"), max_length=20, choices=Role.choices, default=Role.FOCAL_POINT
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, verbose_name=_("unit"), related_name="users"
    )
    full_name = models.CharField(_("full name"), max_length=120)
    title = models.CharField(_("position"), max_length=120, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    search = models.CharField(max_length=400, editable=False)
    sort_key = models.CharField(max_length=600, editable=False)

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(" ".join([self.full_name, self.username, self.email, self.title]))[:400]
        self.sort_key = name_key(self.full_name or self.username)[:600]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def actor_id(self) -> int:
        return self.pk

    @property
    def actor_name(self) -> str:
        """Name in the audit; a deputy signs with the name of whom they act for."""
        principals = [d.principal.full_name for d in self.delegations_held]
        acting = f" (thay {', '.join(principals)})" if principals else ""
        return f"{self.full_name or self.username}{acting}"

    @cached_property
    def delegations_held(self) -> list[Delegation]:
        today = timezone.localdate()
        return list(self.delegations_in.active(today).select_related("principal"))

    @cached_property
    def powers(self) -> frozenset[Can]:
        if not self.is_active:
            return frozenset()
        lent = (ROLES[Role(d.principal.role)] - PERSONAL for d in self.delegations_held)
        return ROLES[Role(self.role)].union(*lent)

    def can(self, permission: Can) -> bool:
        return permission in self.powers


class Delegation(models.Model):
    """A deputy acts for a principal between two days, both included."""

    principal = models.ForeignKey(User, models.CASCADE, related_name="delegations_out")
    deputy = models.ForeignKey(User, models.CASCADE, related_name="delegations_in")
    starts = models.DateField()
    ends = models.DateField()
    reason = models.CharField(max_length=300)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts"]
        constraints = [
            models.CheckConstraint(
                name="delegation_starts_before_ends", condition=Q(starts__lte=F("ends"))
            ),
            models.CheckConstraint(
                name="delegation_to_another", condition=~Q(principal=F("deputy"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principal_id} -> {self.deputy_id}"
