from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from khuevan.documents.models import LegalBasis
from khuevan.kit.vietnamese import in_own_language
from khuevan.people.models import Organisation, UnitGroup
from khuevan.people.models.organisations import valid_on
from khuevan.reports.enums import Frequency, IndicatorKind, Total


class ReportTypeQuerySet(models.QuerySet["ReportType"]):
    def valid(self, on: date) -> Self:
        return self.filter(valid_on(on))

    def active(self) -> Self:
        return self.filter(is_active=True)

    def periodic(self) -> Self:
        return self.exclude(frequency=Frequency.ONCE)


class ReportType(models.Model):
    """A report regime as data (Decree 09/2019/ND-CP, article 8): who owes what to whom, and when.

    The window of data runs from the day after ``cutoff_day`` of the month before the period to
    ``cutoff_day`` of its last month (15/12 to 14/3 for the first quarter when it is 14); 0 means
    calendar periods. The report is due on the ``due_working_days``-th working day after the
    cut-off, so that at least one whole working day lies between.
    """

    code = models.SlugField(max_length=40, unique=True)
    name_vi = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=500, blank=True)
    basis = models.ForeignKey(LegalBasis, models.PROTECT, null=True, blank=True, related_name="+")
    frequency = models.CharField(_("how often"), max_length=10, choices=Frequency.choices)
    cutoff_day = models.PositiveSmallIntegerField(_("day of the cut-off"), default=14)
    due_working_days = models.PositiveSmallIntegerField(
        _("working days until it is due"), default=2
    )
    groups = models.ManyToManyField(UnitGroup, related_name="+", blank=True)
    owed_by = models.ManyToManyField(Organisation, related_name="+", blank=True)
    addressed_to = models.TextField(_("to whom the office sends it"), blank=True)
    outline = models.TextField(_("outline"), blank=True)
    instructions = models.TextField(_("instructions for the units"), blank=True)
    sent_by = models.CharField(_("ways of sending"), max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    opens_itself = models.BooleanField(
        _("opens by itself when its window of data ends"), default=False
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ReportTypeQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="report_type_cutoff_is_a_day_of_every_month", condition=Q(cutoff_day__lte=28)
            ),
            models.CheckConstraint(
                name="report_type_due_after_the_cutoff", condition=Q(due_working_days__gte=2)
            ),
            models.CheckConstraint(
                name="report_type_valid_from_before_to",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_own_language(self.name_vi, self.name_en)


class Indicator(models.Model):
    """One thing that a report asks. ``formula`` computes it from what the system holds
    (``reports.formulas``); blank: the unit fills it in. ``columns`` are a table's headings.
    """

    type = models.ForeignKey(ReportType, models.CASCADE, related_name="indicators")
    code = models.SlugField(max_length=40)
    name_vi = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=IndicatorKind.choices)
    measured_in = models.CharField(_("unit of measure"), max_length=40, blank=True)
    formula = models.CharField(_("formula"), max_length=300, blank=True)
    total = models.CharField(max_length=10, choices=Total.choices, default=Total.SUM)
    columns = models.JSONField(default=list, blank=True)
    help = models.CharField(_("help"), max_length=500, blank=True)
    heading = models.CharField(_("under which heading"), max_length=200, blank=True)
    is_required = models.BooleanField(default=True)
    smallest = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    largest = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["type", "code"], name="indicator_code_once_per_type"),
            models.CheckConstraint(
                name="indicator_smallest_before_largest",
                condition=Q(smallest=None) | Q(largest=None) | Q(smallest__lte=F("largest")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_own_language(self.name_vi, self.name_en)
