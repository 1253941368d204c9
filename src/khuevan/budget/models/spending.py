from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.budget.models.estimates import Estimate, Line
from khuevan.budget.models.sources import DONG, FundingSource


class Balance(models.Model):
    """What a source has and what is bound of it. The ceiling is a constraint (FIN-3).

    ``allocated`` follows the source's allocations; ``excess`` is what exceptions let it go beyond;
    ``held`` is committed and neither paid nor released.
    """

    source = models.OneToOneField(FundingSource, models.PROTECT, related_name="balance")
    allocated = models.DecimalField(**DONG, default=0)
    excess = models.DecimalField(**DONG, default=0)
    held = models.DecimalField(**DONG, default=0)
    paid = models.DecimalField(**DONG, default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="balance_within_its_ceiling",
                condition=Q(held__lte=F("allocated") + F("excess") - F("paid")),
            ),
            models.CheckConstraint(
                name="balance_counts_from_nought",
                condition=Q(held__gte=0, paid__gte=0, excess__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.held} + {self.paid} / {self.ceiling}"

    @property
    def ceiling(self) -> Decimal:
        return self.allocated + self.excess

    @property
    def free(self) -> Decimal:
        return self.ceiling - self.held - self.paid

    @property
    def bound(self) -> Decimal:
        return self.held + self.paid


class Excess(models.Model):
    """Leave to go beyond a source's ceiling, given by a leader with a reason."""

    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="excesses")
    amount = models.DecimalField(_("beyond the ceiling, đồng"), **DONG)
    why = models.CharField(_("reason"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="excess_has_amount_and_reason", condition=Q(amount__gt=0) & ~Q(why="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.amount}"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def open(self) -> Self:
        return self.filter(amount__gt=F("paid") + F("released"))


class Commitment(models.Model):
    """Money promised to a supplier or a person for a line: a contract, an order, an invitation."""

    estimate = models.ForeignKey(Estimate, models.PROTECT, related_name="commitments")
    line = models.ForeignKey(Line, models.PROTECT, related_name="commitments")
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="commitments")
    payee = models.CharField(_("payee"), max_length=200)
    reference = models.CharField(_("contract or order"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount, đồng"), **DONG)
    paid = models.DecimalField(**DONG, default=0, editable=False)
    released = models.DecimalField(**DONG, default=0, editable=False)
    on = models.DateField(_("day"), default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(name="commitment_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="commitment_ends_within_its_amount",
                condition=Q(paid__gte=0, released__gte=0, paid__lte=F("amount") - F("released")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee}: {self.amount}"

    @property
    def left(self) -> Decimal:
        return self.amount - self.paid - self.released


class PaymentQuerySet(models.QuerySet["Payment"]):
    def net(self) -> Decimal:
        """Paid less reversed."""
        return self.aggregate(all=models.Sum(NET))["all"] or Decimal(0)


class Payment(models.Model):
    """Money that went out for a line; never changed: a slip is reversed by a row of its own."""

    estimate = models.ForeignKey(Estimate, models.PROTECT, related_name="payments")
    line = models.ForeignKey(Line, models.PROTECT, related_name="payments")
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="payments")
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="payments"
    )
    payee = models.CharField(_("payee"), max_length=200)
    reference = models.CharField(_("payment order"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount, đồng"), **DONG)
    on = models.DateField(_("paid on"), default=timezone.localdate)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    why = models.CharField(_("reason"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(name="payment_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="payment_reversal_says_why", condition=Q(reverses=None) | ~Q(why="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee}: {self.net}"

    @property
    def net(self) -> Decimal:
        return -self.amount if self.reverses_id else self.amount


NET = models.Case(
    models.When(reverses=None, then=F("amount")), default=-F("amount"),
    output_field=models.DecimalField(**DONG),
)  # fmt: skip
"""What a payment adds to the sum: a reversal takes away."""


class Payee(models.Model):
    """A person on the payment list of a line: name, work, amount before tax. No numbers of papers."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="payees")
    name = models.CharField(_("full name"), max_length=200)
    post = models.CharField(_("position, unit"), max_length=300, blank=True)
    amount = models.DecimalField(_("amount before tax, đồng"), **DONG)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="payee_gets_something", condition=Q(amount__gt=0)),
            models.UniqueConstraint(fields=["line", "name", "post"], name="payee_once_per_line"),
        ]

    def __str__(self) -> str:
        return self.name
