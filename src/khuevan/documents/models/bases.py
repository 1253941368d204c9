from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.documents.enums import BasisStatus
from khuevan.documents.models.files import StoredFile
from khuevan.kit.vietnamese import fold
from khuevan.people.models import User
from khuevan.people.permissions import Can

LAWS = ("luật", "bộ luật", "hiến pháp", "pháp lệnh")


class LegalBasisQuerySet(models.QuerySet["LegalBasis"]):
    def visible_to(self, user: User) -> Self:
        """Legal documents are public; the register is for those who see the office's documents."""
        return self if user.can(Can.PAPER_VIEW) else self.none()

    def usable(self) -> Self:
        return self.exclude(status__in=[BasisStatus.REPLACED, BasisStatus.EXPIRED])

    def matching(self, words: str) -> Self:
        return self.filter(search__contains=fold(words))


class LegalBasis(models.Model):
    """A document that ours cite (R01): number, date, issuer, what it is about, and whether it holds.

    ``number_key`` is the folded number without spaces; with the date it names one document.
    """

    doc_type = models.CharField(_("type"), max_length=120, blank=True)
    number = models.CharField(_("number"), max_length=80, blank=True)
    number_key = models.CharField(max_length=80, editable=False, db_index=True)
    date = models.DateField(_("date"), null=True, blank=True)
    issuer_name = models.CharField(_("issuer"), max_length=300, blank=True)
    abstract = models.CharField(_("about"), max_length=1000)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(
        _("status"), max_length=20, choices=BasisStatus.choices, default=BasisStatus.UNKNOWN
    )
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_to = models.DateField(_("last day in force"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    status_source = models.CharField(_("where this is known from"), max_length=300, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    search = models.TextField(editable=False)

    objects = LegalBasisQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "number_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number_key", "date"],
                condition=~Q(number_key="") & Q(date__isnull=False),
                name="legal_basis_once",
            ),
            # Apart, because SQLite takes two unknown dates for two different ones.
            models.UniqueConstraint(
                fields=["number_key"],
                condition=~Q(number_key="") & Q(date=None),
                name="legal_basis_once_without_date",
            ),
            models.CheckConstraint(
                name="legal_basis_checked_by_and_at_together",
                condition=Q(checked_by=None, checked_at=None)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="legal_basis_force_from_before_to",
                condition=Q(in_force_from=None)
                | Q(in_force_to=None)
                | Q(in_force_from__lte=F("in_force_to")),
            ),
            models.CheckConstraint(
                name="legal_basis_not_replaced_by_itself",
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.abstract[:80]

    def save(self, *args: object, **kwargs: object) -> None:
        self.number_key = number_key(self.number)
        words = [self.doc_type, self.number, self.issuer_name, self.abstract]
        self.search = fold(" ".join(words))
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    def get_absolute_url(self) -> str:
        return reverse("documents:basis", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.status in {BasisStatus.REPLACED, BasisStatus.EXPIRED}

    @property
    def as_cited(self) -> str:
        """The line "Căn cứ ..." as a document prints it; laws are cited without their number."""
        if not self.number and self.abstract.lower().startswith(self.doc_type.lower()):
            return f"Căn cứ {self.abstract}"
        words = f"Căn cứ {self.doc_type}".strip()
        if self.number and not self.doc_type.lower().startswith(LAWS):
            words += f" số {self.number}"
        if self.date:
            month = f"{self.date.month:02d}" if self.date.month < 3 else str(self.date.month)
            words += f" ngày {self.date:%d} tháng {month} năm {self.date:%Y}"
        if self.issuer_name:
            words += f" của {self.issuer_name}"
        about = self.abstract
        if about and about not in words:
            words += f" {about[0].lower()}{about[1:]}"
        return words


class Citation(models.Model):
    """Who cites a basis: a plan, a document of ours... ``target`` is its ``kit.audit.key_of``."""

    basis = models.ForeignKey(LegalBasis, models.CASCADE, related_name="citations")
    target = models.CharField(max_length=100, db_index=True)
    as_written = models.CharField(max_length=1000)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["target", "order"]
        constraints = [
            models.UniqueConstraint(fields=["basis", "target"], name="citation_once_per_target")
        ]

    def __str__(self) -> str:
        return f"{self.target} -> {self.basis_id}"


def number_key(number: str) -> str:
    """One form for one number: "05 /KH–UBND" and "5/KH-UBND" are the same."""
    return "".join(fold(number).split()).lstrip("0")[:80]
