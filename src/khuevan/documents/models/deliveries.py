from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from khuevan.documents.enums import DeliveryState, ReceiptRole
from khuevan.documents.models.files import StoredFile
from khuevan.documents.models.papers import Paper
from khuevan.people.models import Organisation, UnitGroup


class Recipient(models.Model):
    """A line of "Nơi nhận" (R45): a body, a group, or words that name no body of the tree."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="recipients")
    order = models.PositiveSmallIntegerField(default=1)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    group = models.ForeignKey(UnitGroup, models.PROTECT, null=True, blank=True, related_name="+")
    as_written = models.CharField(_("as printed"), max_length=300)
    role = models.CharField(
        max_length=20, choices=ReceiptRole.choices, default=ReceiptRole.IMPLEMENT
    )
    note = models.CharField(_("words in brackets"), max_length=100, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="recipient_not_both_unit_and_group",
                condition=Q(organisation=None) | Q(group=None),
            )
        ]

    def __str__(self) -> str:
        return self.as_written


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def of(self, organisation_id: int | None) -> Self:
        return self.filter(organisation=organisation_id)

    def silent(self) -> Self:
        """Sent, and nobody has confirmed (R99)."""
        return self.filter(state__in=[DeliveryState.SENT, DeliveryState.FAILED])

    def reply_overdue(self, on: date) -> Self:
        return self.filter(reply_due__lt=on, replied_at=None)


class Delivery(models.Model):
    """A document on its way to one body: exactly one per document and body, however many lines of
    the recipient list lead there.
    """

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="deliveries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="deliveries")
    role = models.CharField(max_length=20, choices=ReceiptRole.choices)
    state = models.CharField(
        max_length=20, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    problem = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.CharField(max_length=200, blank=True)
    reply_due = models.DateField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    reply_words = models.TextField(blank=True)
    reply_number = models.CharField(max_length=80, blank=True)
    reply_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__protocol_order", "organisation__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "organisation"], name="delivery_once_per_document_and_body"
            ),
            models.CheckConstraint(
                name="delivery_received_has_time",
                condition=~Q(state=DeliveryState.RECEIVED) | Q(received_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} -> {self.organisation_id}"
