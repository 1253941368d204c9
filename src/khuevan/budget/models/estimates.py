from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.budget.arithmetic import Terms
from khuevan.budget.enums import APPROVED, DRAFTS, UNDECIDED, EstimateState, LineKind
from khuevan.budget.models.norms import Norm
from khuevan.budget.models.sources import DONG, FundingSource
from khuevan.kit.vietnamese import fold
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.plans.models import Task


def apart(one: str, other: str) -> Q:
    """Nobody of the first step, nor whom they stood in for, is of the second."""
    together = Q()
    for a in (f"{one}_by", f"{one}_for"):
        for b in (f"{other}_by", f"{other}_for"):
            together &= Q(**{a: None}) | Q(**{b: None}) | ~Q(**{a: F(b)})
    return together


class EstimateQuerySet(models.QuerySet["Estimate"]):
    def visible_to(self, user: User) -> Self:
        return self if user.can(Can.BUDGET_VIEW) else self.none()

    def of(self, origin: str) -> Self:
        """Those of one thing, by ``kit.audit.key_of`` (a class, say), that were not cancelled."""
        return self.filter(origin=origin).exclude(state=EstimateState.CANCELLED)

    def approved(self) -> Self:
        return self.filter(state__in=APPROVED)


class Estimate(models.Model):
    """What something will cost, from proposal to the locked settlement.

    ``origin`` is the ``kit.audit.key_of`` of what the money is for, ``task`` the task of a plan;
    ``on`` the day for which norms must be valid. ``supplements`` is the approved estimate that this
    one adds to (dự toán bổ sung), by the same steps, with its own lines, vouchers and settlement.
    Preparer, appraiser and approver are three persons, and so are those whom a deputy among them
    stood in for (``..._for``): constraints of the database (FIN-1).
    """

    title = models.CharField(_("title"), max_length=500)
    origin = models.CharField(max_length=80, blank=True, db_index=True)
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="estimates",
        verbose_name=_("task of a plan"),
    )  # fmt: skip
    source = models.ForeignKey(
        FundingSource, models.PROTECT, null=True, blank=True, related_name="estimates",
        verbose_name=_("funding source"),
    )  # fmt: skip
    on = models.DateField(_("for the day"), default=timezone.localdate)
    note = models.TextField(_("explanation"), blank=True)
    state = models.CharField(
        max_length=12, choices=EstimateState.choices, default=EstimateState.DRAFT
    )
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    appraised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    appraised_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    appraised_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    returned_why = models.CharField(max_length=1000, blank=True)
    supplements = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supplementary"
    )
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next")
    created_at = models.DateTimeField(default=timezone.now)
    search = models.TextField(editable=False)

    objects = EstimateQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="estimate_appraiser_is_not_preparer", condition=apart("prepared", "appraised")
            ),
            models.CheckConstraint(
                name="estimate_approver_is_not_preparer", condition=apart("prepared", "approved")
            ),
            models.CheckConstraint(
                name="estimate_approver_is_not_appraiser", condition=apart("appraised", "approved")
            ),
            models.CheckConstraint(
                name="estimate_appraised_has_appraiser",
                condition=~Q(state__in=[EstimateState.APPRAISED, *sorted(APPROVED)])
                | Q(appraised_by__isnull=False, appraised_at__isnull=False, source__isnull=False),
            ),
            models.CheckConstraint(
                name="estimate_approved_has_approver",
                condition=~Q(state__in=sorted(APPROVED))
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["origin"], name="estimate_one_alive_per_origin",
                condition=~Q(origin="") & ~Q(state=EstimateState.CANCELLED),
            ),
            models.UniqueConstraint(
                fields=["supplements"], name="estimate_one_supplement_undecided",
                condition=Q(supplements__isnull=False, state__in=sorted(UNDECIDED)),
            ),
            models.CheckConstraint(
                name="estimate_supplement_has_no_origin",
                condition=Q(supplements=None) | Q(origin=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    def get_absolute_url(self) -> str:
        return reverse("budget:estimate", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state in DRAFTS

    @property
    def is_approved(self) -> bool:
        return self.state in APPROVED


NO_TERMS: dict[str, None] = {
    "appraised_quantity": None, "appraised_times": None, "appraised_price": None,
}  # fmt: skip
"""Nothing is appraised yet, or the line was struck."""


class LineQuerySet(models.QuerySet["Line"]):
    def proposed_sum(self) -> Decimal:
        return self.aggregate(all=models.Sum("proposed"))["all"] or Decimal(0)

    def granted_sum(self) -> Decimal:
        """What was appraised; of a line not yet appraised what was proposed."""
        return sum((line.granted for line in self), Decimal(0))


class Line(models.Model):
    """quantity x times x price = proposed, rounded to the đồng; beside it what was appraised, by the
    same formula. A line that the appraisal struck stays to be read, and costs nothing.
    """

    estimate = models.ForeignKey(Estimate, models.CASCADE, related_name="lines")
    order = models.PositiveIntegerField()
    kind = models.CharField(_("pays for"), max_length=12, choices=LineKind.choices)
    title = models.CharField(_("content"), max_length=300)
    norm = models.ForeignKey(
        Norm, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("norm")
    )
    price_source = models.CharField(_("where the price is from"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=10, decimal_places=2, default=1)
    times = models.DecimalField(_("times"), max_digits=8, decimal_places=2, default=1)
    price = models.DecimalField(_("unit price, đồng"), **DONG, null=True, blank=True)
    proposed = models.DecimalField(_("proposed"), **DONG, default=0, editable=False)
    appraised_quantity = models.DecimalField(
        _("appraised quantity"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    appraised_times = models.DecimalField(
        _("appraised times"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    appraised_price = models.DecimalField(
        _("appraised unit price, đồng"), **DONG, null=True, blank=True
    )
    is_struck = models.BooleanField(_("struck by the appraisal"), default=False)
    appraised = models.DecimalField(_("appraised"), **DONG, null=True, blank=True, editable=False)
    appraised_why = models.CharField(_("remark of the appraisal"), max_length=500, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="line_quantities_are_positive", condition=Q(quantity__gt=0, times__gt=0)
            ),
            models.CheckConstraint(
                name="line_price_is_not_negative", condition=Q(price=None) | Q(price__gte=0)
            ),
            models.CheckConstraint(
                name="line_amounts_in_bounds",
                condition=Q(proposed__gte=0, proposed__lt=10**11)
                & (Q(appraised=None) | Q(appraised__gte=0, appraised__lt=10**11)),
            ),
            models.CheckConstraint(
                name="line_appraised_otherwise_says_why",
                condition=Q(appraised=None)
                | Q(is_struck=False, appraised_quantity=F("quantity"), appraised_times=F("times"),
                    appraised_price=F("price"))
                | ~Q(appraised_why=""),
            ),
            models.CheckConstraint(
                name="line_appraised_by_its_terms",
                condition=Q(appraised=None, is_struck=False, **NO_TERMS)
                | Q(appraised__isnull=False, appraised=0, is_struck=True, **NO_TERMS)
                | Q(appraised__isnull=False, is_struck=False, appraised_quantity__isnull=False,
                    appraised_quantity__gt=0, appraised_times__isnull=False, appraised_times__gt=0,
                    appraised_price__isnull=False, appraised_price__gte=0),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def terms(self) -> Terms:
        """As proposed."""
        return Terms(self.quantity, self.times, self.price)

    @property
    def granted_terms(self) -> Terms:
        """As appraised; before that as proposed. Of a line that was struck there is none of it."""
        if self.is_struck:
            return Terms(Decimal(0), self.times, self.price)
        if self.appraised_quantity is None or self.appraised_times is None:
            return self.terms
        return Terms(self.appraised_quantity, self.appraised_times, self.appraised_price)

    @property
    def is_changed(self) -> bool:
        """Does the appraisal say something else than the proposal?"""
        return self.is_struck or self.granted_terms != self.terms

    @property
    def granted(self) -> Decimal:
        return self.proposed if self.appraised is None else self.appraised

    @property
    def difference(self) -> Decimal:
        return self.granted - self.proposed

    @property
    def cited(self) -> str:
        """The source of its price: the norm's document, or the words of who wrote it."""
        return self.norm.cited if self.norm else self.price_source
