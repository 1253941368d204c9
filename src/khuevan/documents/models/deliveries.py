from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.documents.enums import OUT, DeliveryState, Place, ReceiptRole
from khuevan.documents.models.files import StoredFile
from khuevan.documents.models.papers import Paper
from khuevan.people.models import Organisation, UnitGroup


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def listed(self) -> Self:
        """The lines of "Nơi nhận" itself."""
        return self.filter(place=Place.LISTED)

    def unsettled(self) -> Self:
        """Lines that lead to nobody and of which nobody has said that they should not."""
        named = self.exclude(place=Place.ARCHIVE).filter(organisation=None, group=None)
        return named.filter(is_words_only=False)


class Recipient(models.Model):
    """A line of "Nơi nhận" (R45): a body, a group, or words that name no body of the tree.

    ``is_words_only``: a person has said that the line leads to no delivery ("Như trên").
    """

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="recipients")
    place = models.CharField(max_length=10, choices=Place.choices, default=Place.LISTED)
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
    is_words_only = models.BooleanField(default=False)

    objects = RecipientQuerySet.as_manager()

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


class RecipientList(models.Model):
    """A list of recipients kept for the next document: its lines as printed, each with its body."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    lines = models.JSONField(default=list)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def of(self, organisation_id: int | None) -> Self:
        return self.filter(organisation=organisation_id)

    def silent(self) -> Self:
        """Sent, and nobody has confirmed (R99)."""
        return self.filter(state__in=[DeliveryState.SENT, DeliveryState.FAILED])

    def arrived(self) -> Self:
        """What the unit may read: the document is out, and on its way or there."""
        return self.filter(paper__state__in=OUT).exclude(state=DeliveryState.WAITING)

    def reply_expected(self) -> Self:
        return self.filter(reply_due__isnull=False, replied_at=None)

    def reply_overdue(self, on: date) -> Self:
        return self.reply_expected().filter(reply_due__lt=on)


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
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reply_due = models.DateField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.CharField(max_length=200, blank=True)
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
            models.CheckConstraint(
                name="delivery_reply_says_something",
                condition=Q(replied_at=None) | ~Q(reply_words="") | Q(reply_file__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} -> {self.organisation_id}"


class IncomingRequest(models.Model):
    """What another body asks of us, with a day and a checklist (R03): answered by a document of ours."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="requests")
    number = models.CharField(_("number"), max_length=80, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=500)
    due = models.DateField(_("answer due"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    reply = models.ForeignKey(
        Paper, models.SET_NULL, null=True, blank=True, related_name="answered_requests"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class RequestItem(models.Model):
    """A point of the checklist: what is asked, and what we did or answer."""

    request = models.ForeignKey(IncomingRequest, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(max_length=500)
    answer = models.TextField(blank=True)
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text
