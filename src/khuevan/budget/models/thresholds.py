from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.budget.enums import ThresholdKind
from khuevan.budget.models.sources import DONG
from khuevan.documents.models import LegalBasis


class Threshold(models.Model):
    """What a threshold is from a day on, and what document or rule of the office says so."""

    kind = models.CharField(_("threshold"), max_length=20, choices=ThresholdKind.choices)
    value = models.DecimalField(_("value"), **DONG)
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    basis = models.ForeignKey(
        LegalBasis, models.PROTECT, null=True, blank=True, verbose_name=_("document"),
        related_name="+",
    )  # fmt: skip
    source = models.CharField(_("source in words"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="threshold_once_a_day"),
            models.CheckConstraint(
                name="threshold_is_not_negative", condition=Q(value__gte=0, value__lt=10**11)
            ),
            models.CheckConstraint(
                name="threshold_has_a_source", condition=Q(basis__isnull=False) | ~Q(source="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value} ({self.valid_from})"

    @property
    def cited(self) -> str:
        return ", ".join(part for part in (str(self.basis or ""), self.source) if part)
