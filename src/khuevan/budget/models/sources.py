from __future__ import annotations

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.budget.enums import Level
from khuevan.documents.models import LegalBasis
from khuevan.kit.vietnamese import fold
from khuevan.people.models import User
from khuevan.people.permissions import Can

DONG: dict[str, Any] = {"max_digits": 15, "decimal_places": 0}
"""Amounts are whole đồng."""
NOTHING = Value(Decimal(0), output_field=models.DecimalField(**DONG))


class FundingSourceQuerySet(models.QuerySet["FundingSource"]):
    def visible_to(self, user: User) -> Self:
        return self if user.can(Can.BUDGET_VIEW) else self.none()

    def open(self) -> Self:
        return self.filter(is_closed=False)

    def with_ceiling(self) -> Self:
        """Annotated with ``granted_sum``, ``assigned_sum`` and ``ceiling_sum``."""
        assigned = Q(allocations__level=Level.ASSIGNED)
        return self.annotate(
            granted_sum=Coalesce(
                Sum("allocations__amount", filter=Q(allocations__level=Level.GRANTED)), NOTHING
            ),
            assigned_sum=Coalesce(Sum("allocations__amount", filter=assigned), NOTHING),
            assigned_count=Count("allocations", filter=assigned),
        ).annotate(
            ceiling_sum=Case(
                When(assigned_count=0, then=F("granted_sum")), default=F("assigned_sum"),
                output_field=models.DecimalField(**DONG),
            )
        )  # fmt: skip


class FundingSource(models.Model):
    """Where money comes from in one budget year; how much, say its allocations.

    ``warn_at``: the share of the ceiling, in per cent, from which supervision is alarmed.
    """

    name = models.CharField(_("name"), max_length=300)
    year = models.PositiveSmallIntegerField(_("budget year"))
    note = models.TextField(_("note"), blank=True)
    warn_at = models.PositiveSmallIntegerField(_("alarm from, per cent"), default=90)
    is_closed = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    search = models.TextField(editable=False)

    objects = FundingSourceQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "year"], name="funding_source_once_a_year"),
            models.CheckConstraint(
                name="funding_source_warns_within_its_ceiling",
                condition=Q(warn_at__gte=1, warn_at__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(f"{self.name} {self.year} {self.note}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    def get_absolute_url(self) -> str:
        return reverse("budget:source", args=[self.pk])

    def total(self, level: Level) -> Decimal:
        return self.allocations.filter(level=level).aggregate(all=Sum("amount"))["all"] or Decimal(
            0
        )

    @property
    def ceiling(self) -> Decimal:
        """What may be spent: what the office assigned; before it did, what the city granted."""
        if self.allocations.filter(level=Level.ASSIGNED).exists():
            return self.total(Level.ASSIGNED)
        return self.total(Level.GRANTED)


class Allocation(models.Model):
    """One tranche (đợt) by one decision: how much it adds to the source, or takes away."""

    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="allocations")
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    tranche = models.PositiveSmallIntegerField(_("tranche"))
    amount = models.DecimalField(_("change, đồng"), **DONG)
    decision = models.ForeignKey(
        LegalBasis, models.PROTECT, verbose_name=_("deciding document"), related_name="+"
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["level", "tranche", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "level", "tranche"], name="allocation_once_per_tranche"
            ),
            models.CheckConstraint(name="allocation_changes_something", condition=~Q(amount=0)),
            models.CheckConstraint(name="allocation_tranche_from_one", condition=Q(tranche__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.level} {self.tranche}: {self.amount}"
