from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.documents.models import StoredFile
from khuevan.kit.vietnamese import fold
from khuevan.people.models import Organisation, User
from khuevan.people.permissions import Can
from khuevan.plans.enums import EDITABLE, LIVE, SENDABLE, PlanState


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees all assignments sees every plan; a unit sees the plans that name it."""
        if user.can(Can.ASSIGNMENT_VIEW_ALL):
            return self
        named = Q(tasks__units__organisation=user.organisation_id)
        grouped = Q(tasks__units__group__members=user.organisation_id)
        return self.filter(named | grouped, state__in=SENDABLE | {PlanState.CLOSED}).distinct()

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def matching(self, words: str) -> Self:
        return self.filter(search__contains=fold(words))


class Plan(models.Model):
    """A plan as a document and as the list of what it orders.

    ``text`` is the source, letter by letter; ``parts`` is ``[[kind, start, end], ...]`` covering it
    exactly once, so the page can show the plan as itself.
    """

    title = models.CharField(_("title"), max_length=500)
    doc_type = models.CharField(max_length=120, blank=True)
    symbol = models.CharField(_("symbol"), max_length=60, blank=True)
    number = models.CharField(_("number"), max_length=80, blank=True)
    number_year = models.PositiveIntegerField(editable=False)
    date = models.DateField(_("date"), null=True, blank=True)
    year = models.PositiveIntegerField(_("year"))
    issuer_name = models.CharField(max_length=300, blank=True)
    issuer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="plans"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="plans")
    source = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="plans")
    text = models.TextField()
    parts = models.JSONField(default=list)
    reading = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=PlanState.choices, default=PlanState.DRAFT)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    parents = models.ManyToManyField("self", symmetrical=False, related_name="children", blank=True)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors"
    )
    created_at = models.DateTimeField(default=timezone.now)
    search = models.TextField(editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-created_at"]
        constraints = [
            models.CheckConstraint(
                name="plan_submitted_by_and_at_together",
                condition=Q(submitted_by=None, submitted_at=None)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_approved_by_and_at_together",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_issued_has_number_and_date",
                condition=~Q(state__in=[PlanState.ISSUED, PlanState.RUNNING])
                | (~Q(number="") & Q(date__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["number", "number_year", "issuer_name"],
                condition=~Q(number=""),
                name="plan_number_once_a_year",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        # A number is given in the year of issue, which need not be the year that the plan is for.
        self.number_year = self.date.year if self.date else self.year
        self.search = fold(" ".join([self.title, self.symbol, self.number, self.issuer_name]))
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    def get_absolute_url(self) -> str:
        return reverse("plans:detail", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_at_work(self) -> bool:
        """Approved, or past it: units may have tasks from this plan."""
        return not self.is_editable and self.state != PlanState.SUBMITTED

    @property
    def is_from_scan(self) -> bool:
        return bool(self.reading.get("scanned"))


class GateOverride(models.Model):
    """The director let tasks out before approval, and said why (R29)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="overrides")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.reason}"
