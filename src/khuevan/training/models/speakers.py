from __future__ import annotations

import secrets
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from khuevan.kit.vietnamese import fold, name_key
from khuevan.training.enums import OPEN_INVITATIONS, InvitationState
from khuevan.training.models.courses import ClassRun


class Speaker(models.Model):
    """Somebody who teaches (báo cáo viên): name, title, where they work, work contact, topics."""

    full_name = models.CharField(_("full name"), max_length=120)
    title = models.CharField(_("title and post"), max_length=200, blank=True)
    workplace = models.CharField(_("where they work"), max_length=200, blank=True)
    topics = models.CharField(_("topics"), max_length=500, blank=True)
    phone = models.CharField(_("work phone"), max_length=20, blank=True)
    email = models.EmailField(_("work e-mail"), blank=True)
    note = models.TextField(_("note"), blank=True)
    is_retired = models.BooleanField(_("no longer invited"), default=False)
    search = models.TextField(editable=False)
    sort_key = models.CharField(max_length=600, editable=False)

    class Meta:
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(f"{self.full_name} {self.title} {self.workplace} {self.topics}")
        self.sort_key = name_key(self.full_name)[:600]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    def get_absolute_url(self) -> str:
        return reverse("training:speaker", args=[self.pk])


def new_nonce() -> str:
    return secrets.token_hex(16)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_INVITATIONS)


class Invitation(models.Model):
    """A speaker is asked to teach in a class; the answer comes by a private page without account.

    ``fee`` is what one of the office proposes, empty until a norm is chosen; ``fee_basis`` says where
    the figure comes from. ``material_due``: until when the slides are needed.
    """

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="invitations")
    speaker = models.ForeignKey(Speaker, models.PROTECT, related_name="invitations")
    topic = models.CharField(_("topic"), max_length=500)
    begins_at = models.DateTimeField(_("begins"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    fee = models.DecimalField(
        _("fee in đồng"), max_digits=12, decimal_places=0, null=True, blank=True
    )
    fee_basis = models.CharField(_("norm of the fee"), max_length=300, blank=True)
    material_due = models.DateField(_("slides until"), null=True, blank=True)
    words = models.TextField(_("a word to the speaker"), blank=True)
    state = models.CharField(
        max_length=12, choices=InvitationState.choices, default=InvitationState.DRAFT
    )
    other_time = models.CharField(_("another time"), max_length=300, blank=True)
    needs = models.TextField(_("needs"), blank=True)
    answer = models.CharField(_("word of the speaker"), max_length=500, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["begins_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "speaker"],
                condition=Q(state__in=sorted(OPEN_INVITATIONS)),
                name="invitation_one_open_per_speaker",
            ),
            models.CheckConstraint(
                name="invitation_fee_not_negative", condition=Q(fee=None) | Q(fee__gte=0)
            ),
            models.CheckConstraint(
                name="invitation_other_time_is_named",
                condition=~Q(state=InvitationState.OTHER_TIME) | ~Q(other_time=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.speaker_id}"

    @property
    def token(self) -> str:
        return f"{self.pk}-{self.signature}"

    @property
    def signature(self) -> str:
        words = f"{self.pk}:{self.nonce}"
        return salted_hmac("khuevan.speaker", words, algorithm="sha256").hexdigest()[:32]
