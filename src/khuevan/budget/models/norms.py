from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from khuevan.budget.enums import LineKind
from khuevan.budget.models.sources import DONG
from khuevan.documents.models import LegalBasis
from khuevan.kit.vietnamese import fold


class NormQuerySet(models.QuerySet["Norm"]):
    def valid(self, on: date) -> Self:
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
        )

    def entered(self) -> Self:
        return self.exclude(rate=None)


class Norm(models.Model):
    """A rate (định mức) that may be spent for one unit of something, dated and with its source.

    One ``code`` has a row for every span of days. ``rate`` stays blank until an officer enters what
    the document says: ``hint`` may tell what was remembered, and is never computed with.
    """

    code = models.SlugField(_("code"), max_length=60)
    kind = models.CharField(_("pays for"), max_length=12, choices=LineKind.choices)
    name = models.CharField(_("name"), max_length=300)
    unit = models.CharField(_("unit"), max_length=60)
    rate = models.DecimalField(_("rate, đồng"), **DONG, null=True, blank=True)
    basis = models.ForeignKey(
        LegalBasis, models.PROTECT, null=True, blank=True, verbose_name=_("document"),
        related_name="+",
    )  # fmt: skip
    place = models.CharField(_("article, clause"), max_length=200, blank=True)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("last valid day"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(null=True, blank=True)
    search = models.TextField(editable=False)

    objects = NormQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "code", "-valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="norm_once_per_first_day"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_from=None), name="norm_once_without_first_day"
            ),
            models.CheckConstraint(
                name="norm_rate_has_source_day_and_hand",
                condition=Q(rate=None)
                | Q(rate__gt=0, basis__isnull=False, valid_from__isnull=False,
                    entered_by__isnull=False, entered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="norm_valid_from_before_to",
                condition=Q(valid_from=None) | Q(valid_to=None)
                | Q(valid_from__lte=F("valid_to")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(f"{self.name} {self.code} {self.place} {self.basis or ''}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    @property
    def cited(self) -> str:
        """``36/2018/TT-BTC, Điều 5.2.a``: what stands in the column of sources."""
        return ", ".join(part for part in (str(self.basis or ""), self.place) if part)

    def is_valid(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )
