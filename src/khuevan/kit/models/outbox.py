from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    HELD = "held", _("Waiting for approval")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    MERGED = "merged", _("Part of a digest")
    FAILED = "failed", _("Could not be sent")
    UNSURE = "unsure", _("Not known whether it was sent")
    CANCELLED = "cancelled", _("Cancelled")


STOPPABLE = (MessageState.QUEUED, MessageState.HELD)
SETTLED = (
    MessageState.SENT, MessageState.MERGED, MessageState.FAILED, MessageState.CANCELLED,
)  # fmt: skip


class Batch(models.Model):
    """Many messages that one person looks at and lets go together."""

    title = models.CharField(_("title"), max_length=300)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    approved_by_name = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("batch of messages")
        verbose_name_plural = _("batches of messages")

    def __str__(self) -> str:
        return self.title


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime) -> Self:
        return self.filter(state=MessageState.QUEUED, not_before__lte=now)

    def stoppable(self) -> Self:
        return self.filter(state__in=STOPPABLE)

    def unsettled(self) -> Self:
        return self.exclude(state__in=SETTLED)

    def about(self, target: str) -> Self:
        return self.filter(target=target)

    def claimed_by(self, session: str) -> Self:
        return self.filter(state=MessageState.SENDING, claimed_by=session)


class Message(models.Model):
    """One message to one address, written once and sent once, whatever happens to the worker."""

    key = models.CharField(
        max_length=250, unique=True, help_text="object:step:recipient, so that nothing goes twice"
    )
    channel = models.CharField(_("channel"), max_length=20, default="email")
    to_address = models.CharField(_("address"), max_length=254)
    recipient_label = models.CharField(_("recipient"), max_length=300, blank=True)
    language = models.CharField(max_length=5, default="vi")
    subject = models.CharField(_("subject"), max_length=300)
    body_text = models.TextField(_("text"))
    body_html = models.TextField(blank=True)
    ics = models.TextField(blank=True)
    purpose = models.CharField(_("purpose"), max_length=50, blank=True)
    target = models.CharField(max_length=100, blank=True, help_text="app.model:pk")
    batch = models.ForeignKey(Batch, models.CASCADE, null=True, related_name="messages")
    digest = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False, help_text="May go in quiet hours")
    secret = models.BooleanField(default=False, help_text="The text is wiped once sent")
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="parts")

    state = models.CharField(
        _("state"), max_length=20, choices=MessageState, default=MessageState.QUEUED
    )
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=100, blank=True)
    claimed_until = models.DateTimeField(null=True)
    last_error = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                F("not_before"), name="message_waiting", condition=Q(state=MessageState.QUEUED)
            ),
            models.Index(
                F("claimed_by"), name="message_sending", condition=Q(state=MessageState.SENDING)
            ),
            models.Index(fields=["target"], name="message_target"),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_sent_has_its_time",
                condition=~Q(state=MessageState.SENT) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_sending_is_claimed",
                condition=~Q(state=MessageState.SENDING)
                | (Q(claimed_until__isnull=False) & ~Q(claimed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipient_label or self.to_address}"
