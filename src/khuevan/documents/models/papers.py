from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.documents.enums import OUT, WRITABLE, PaperState, Relation
from khuevan.documents.models.files import StoredFile
from khuevan.kit.vietnamese import fold
from khuevan.people.models import Organisation, User
from khuevan.people.permissions import Can
from khuevan.vanban.composition import Regime, Urgency


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees all assignments sees every document of the office; a unit those sent to it."""
        if user.can(Can.ASSIGNMENT_VIEW_ALL):
            return self
        sent = Q(deliveries__organisation=user.organisation_id, state__in=OUT)
        return self.filter(sent).distinct()

    def issued(self) -> Self:
        return self.filter(state__in=OUT)

    def matching(self, words: str) -> Self:
        return self.filter(search__contains=fold(words))


class Paper(models.Model):
    """A document of ours through its life: drafted, checked, signed elsewhere, numbered, issued.

    ``symbol`` is what follows the figure ("KH-SVHTT"); ``number`` is that figure, given by văn thư and
    unique per symbol and year. ``signature_why`` says why a signed file was taken whose signatures are
    not beyond doubt. ``origin`` names what made it (``kit.audit.key_of``), if not a person's
    own idea: a report's consolidation, a plan. The words stand in the last ``Version``.
    """

    type_code = models.CharField(_("type"), max_length=10)
    regime = models.CharField(max_length=10, default=Regime.STATE)
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="papers")
    symbol = models.CharField(_("symbol"), max_length=60)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    number_year = models.PositiveIntegerField(null=True, editable=False)
    subject = models.CharField(_("subject"), max_length=500)
    urgency = models.CharField(
        max_length=20, blank=True, choices=[(u.value, u.value) for u in Urgency]
    )
    reply_due = models.DateField(_("reply expected by"), null=True, blank=True)
    state = models.CharField(max_length=20, choices=PaperState.choices, default=PaperState.DRAFT)
    origin = models.CharField(max_length=100, blank=True, db_index=True)
    relation = models.CharField(max_length=20, choices=Relation.choices, blank=True)
    related_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="relating"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="papers")
    created_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    signed_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signatures = models.JSONField(default=list, blank=True)
    signature_why = models.CharField(max_length=500, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    numbered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)
    search = models.TextField(editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["symbol", "number_year", "number"],
                condition=Q(number__isnull=False),
                name="paper_number_once_per_symbol_and_year",
            ),
            models.CheckConstraint(
                name="paper_number_and_date_together",
                condition=Q(number=None, date=None, number_year=None)
                | Q(number__isnull=False, date__isnull=False, number_year__isnull=False),
            ),
            models.CheckConstraint(
                name="paper_issued_has_number",
                condition=~Q(state__in=[PaperState.NUMBERED, *sorted(OUT)])
                | Q(number__isnull=False),
            ),
            models.CheckConstraint(
                name="paper_checked_by_another",
                condition=Q(checked_by=None) | ~Q(checked_by=models.F("owner")),
            ),
            models.CheckConstraint(
                name="paper_relation_with_its_document",
                condition=Q(relation="", related_to=None)
                | (~Q(relation="") & Q(related_to__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["origin"],
                condition=~Q(origin="") & ~Q(state=PaperState.CANCELLED),
                name="paper_once_per_origin",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def save(self, *args: object, **kwargs: object) -> None:
        self.number_year = self.date.year if self.date else None
        self.search = fold(" ".join([self.subject, self.symbol, self.full_number]))
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    def get_absolute_url(self) -> str:
        return reverse("documents:paper", args=[self.pk])

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE

    @property
    def full_number(self) -> str:
        """ "05/KH-SVHTT", for the Party "5-KH/TU"; blank before văn thư gave it."""
        if self.number is None:
            return ""
        if self.regime == Regime.PARTY:
            return f"{self.number}-{self.symbol}"
        return f"{self.number:02d}/{self.symbol}"


class Version(models.Model):
    """The words of a document at one moment. ``content`` is a composition as plain JSON, pictures by
    the id of their stored file; ``text`` the same as people read it, for differences and search.
    """

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    text = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} v{self.number}"
