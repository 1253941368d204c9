from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.documents.models import LegalBasis, StoredFile
from khuevan.kit.vietnamese import fold, in_own_language
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.plans.models import Clause, Plan
from khuevan.reports.enums import Frequency, ValueOrigin, Wanted
from khuevan.reports.models.types import ReportType


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: User) -> Self:
        return self if user.can(Can.REPORT_VIEW) else self.none()


class Programme(models.Model):
    """A pilot programme that the city takes part in (R24): who decided it, from when to when, who
    leads, and which clause of a plan names it.

    Its quarters follow the cut-off of reports (``reports.windows``): 15/12 to 14/3 when
    ``cutoff_day`` is 14, calendar quarters when it is 0. Formulas of its indicators count what
    belongs to ``plan`` (everything without one) and the figures that units gave in ``report``.
    """

    frequency: str = Frequency.QUARTER
    due_working_days = 5

    name_vi = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    basis = models.ForeignKey(LegalBasis, models.PROTECT, null=True, blank=True, related_name="+")
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, related_name="programmes"
    )
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="programmes")
    report = models.ForeignKey(ReportType, models.PROTECT, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="programmes")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True)
    cutoff_day = models.PositiveSmallIntegerField(_("day of the cut-off"), default=14)
    about = models.TextField(_("what it is about"), max_length=2000, blank=True)
    addressed_to = models.TextField(_("to whom the office sends it"), max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    search = models.TextField(editable=False, default="")

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["clause"], name="programme_once_per_clause"),
            models.CheckConstraint(
                name="programme_starts_before_ends",
                condition=Q(ends=None) | Q(starts__lte=F("ends")),
            ),
            models.CheckConstraint(
                name="programme_cutoff_is_a_day_of_every_month", condition=Q(cutoff_day__lte=28)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(f"{self.name_vi} {self.name_en}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    def get_absolute_url(self) -> str:
        return reverse("reports:programme", args=[self.pk])

    @property
    def name(self) -> str:
        return in_own_language(self.name_vi, self.name_en)


class ProgrammeIndicator(models.Model):
    """What a programme is measured by: from where (baseline), which way, how far and by when.

    No ``Indicator``: that one asks every unit a question in every cycle, this one has one figure a
    quarter for the whole. The arithmetic (``reports.formulas``), the measures and the units' figures
    that a formula names are the same.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="indicators")
    name_vi = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    measured_in = models.CharField(_("unit of measure"), max_length=40)
    wanted = models.CharField(
        _("what is wanted"), max_length=4, choices=Wanted.choices, default=Wanted.UP
    )
    baseline = models.DecimalField(
        _("baseline"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    baseline_on = models.DateField(_("baseline of"), null=True, blank=True)
    baseline_source = models.CharField(
        _("where the baseline is known from"), max_length=300, blank=True
    )
    target = models.DecimalField(
        _("target"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    target_by = models.DateField(_("target by"), null=True, blank=True)
    formula = models.CharField(_("formula"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name_vi"], name="programme_indicator_once_by_name"
            ),
            models.CheckConstraint(
                name="programme_indicator_baseline_has_day_and_source",
                condition=Q(baseline=None)
                | (Q(baseline_on__isnull=False) & ~Q(baseline_source="")),
            ),
            models.CheckConstraint(
                name="programme_indicator_target_has_a_day",
                condition=Q(target=None) | Q(target_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_own_language(self.name_vi, self.name_en)


class QuarterValueQuerySet(models.QuerySet["QuarterValue"]):
    def standing(self) -> Self:
        return self.filter(replaced_at=None)


class QuarterValue(models.Model):
    """The value of one indicator in one quarter. A correction is a further version that says why;
    what stood before stays. ``parts`` holds, of a value drawn from a formula, each name in it with
    its figure and rows as they were: ``[[name, label, value, [row, ...]], ...]``, a row as
    ``reports.models.Figure.rows`` has it.
    """

    indicator = models.ForeignKey(ProgrammeIndicator, models.PROTECT, related_name="values")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    value = models.DecimalField(max_digits=18, decimal_places=2)
    note = models.CharField(max_length=1000, blank=True)
    origin = models.CharField(max_length=5, choices=ValueOrigin.choices, default=ValueOrigin.TYPED)
    formula = models.CharField(max_length=300, blank=True)
    parts = models.JSONField(default=list, blank=True)
    link = models.URLField(max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = QuarterValueQuerySet.as_manager()

    class Meta:
        ordering = ["year", "quarter", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "quarter"],
                condition=Q(replaced_at=None),
                name="quarter_value_one_stands",
            ),
            models.UniqueConstraint(
                fields=["indicator", "year", "quarter", "version"],
                name="quarter_value_version_once",
            ),
            models.CheckConstraint(
                name="quarter_value_in_one_of_four", condition=Q(quarter__gte=1, quarter__lte=4)
            ),
            models.CheckConstraint(
                name="quarter_value_correction_says_why", condition=Q(version=1) | ~Q(why="")
            ),
            models.CheckConstraint(
                name="quarter_value_drawn_has_its_formula",
                condition=Q(origin=ValueOrigin.TYPED, formula="")
                | (Q(origin=ValueOrigin.DRAWN) & ~Q(formula="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}/{self.quarter} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("reports:quarter_value", args=[self.pk])
