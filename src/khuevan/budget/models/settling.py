from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.budget.enums import VoucherKind
from khuevan.budget.models.estimates import Estimate, Line, apart
from khuevan.budget.models.sources import DONG
from khuevan.documents.models import StoredFile
from khuevan.kit.vietnamese import fold


class VoucherQuerySet(models.QuerySet["Voucher"]):
    def standing(self) -> Self:
        return self.filter(removed_at=None)


class Voucher(models.Model):
    """A paper that proves a spending (chứng từ). ``lines``: what it proves; none: the whole.

    The same paper counts once in the whole house: by its content, and by kind, seller and number.
    """

    estimate = models.ForeignKey(Estimate, models.PROTECT, related_name="vouchers")
    lines = models.ManyToManyField(Line, related_name="vouchers", blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=VoucherKind.choices)
    number = models.CharField(_("number"), max_length=80, blank=True)
    seller = models.CharField(_("seller or issuer"), max_length=200, blank=True)
    on = models.DateField(_("its date"), null=True, blank=True)
    amount = models.DecimalField(_("amount, đồng"), **DONG, null=True, blank=True)
    papers = models.PositiveSmallIntegerField(_("papers in the file"), default=1)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, editable=False)
    number_key = models.CharField(max_length=80, editable=False, blank=True)
    seller_key = models.CharField(max_length=200, editable=False, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_why = models.CharField(max_length=1000, blank=True)

    objects = VoucherQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(removed_at=None), name="voucher_content_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "seller_key", "number_key"],
                condition=Q(removed_at=None) & ~Q(number_key="") & ~Q(seller_key=""),
                name="voucher_number_once_per_seller",
            ),
            models.CheckConstraint(
                name="voucher_amount_is_positive", condition=Q(amount=None) | Q(amount__gt=0)
            ),
            models.CheckConstraint(
                name="voucher_file_holds_a_paper", condition=Q(papers__gte=1, papers__lte=20)
            ),
            models.CheckConstraint(
                name="voucher_removed_says_why",
                condition=Q(removed_at=None, removed_why="")
                | (Q(removed_at__isnull=False) & ~Q(removed_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()

    def save(self, *args: object, **kwargs: object) -> None:
        self.number_key = fold(self.number).replace(" ", "")[:80]
        self.seller_key = fold(self.seller)[:200]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched


class Waiver(models.Model):
    """A point of the checklist that does not apply, and why; said by whoever examines."""

    estimate = models.ForeignKey(Estimate, models.PROTECT, related_name="waivers")
    line = models.ForeignKey(Line, models.PROTECT, null=True, blank=True, related_name="waivers")
    kind = models.CharField(max_length=12, choices=VoucherKind.choices)
    why = models.CharField(_("reason"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "kind"], name="waiver_once_per_line"),
            models.UniqueConstraint(
                fields=["estimate", "kind"], condition=Q(line=None), name="waiver_once_of_the_whole"
            ),
            models.CheckConstraint(name="waiver_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.estimate_id} {self.line_id} {self.kind}"


class Explanation(models.Model):
    """Why a line was spent otherwise than approved."""

    line = models.OneToOneField(Line, models.PROTECT, related_name="explanation")
    text = models.CharField(_("explanation"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="explanation_says_something", condition=~Q(text=""))
        ]

    def __str__(self) -> str:
        return self.text[:80]


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def current(self) -> Self:
        return self.filter(reopened_at=None)


class Settlement(models.Model):
    """One settlement (quyết toán) of an estimate; reopening it closes this row and begins another.

    ``rules`` are the thresholds of the day on which the first round began (``budget.thresholds``);
    ``figures`` is what was locked, with the hashes of its vouchers. Who prepared, who examined and
    who locked are three persons, those included for whom a deputy stood in.
    """

    estimate = models.ForeignKey(Estimate, models.PROTECT, related_name="settlements")
    number = models.PositiveSmallIntegerField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    examined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    examined_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    examined_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    locked_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    locked_at = models.DateTimeField(null=True, blank=True)
    rules = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    returned_why = models.CharField(max_length=1000, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_why = models.CharField(max_length=1000, blank=True)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["estimate", "number"], name="settlement_number_once"),
            models.UniqueConstraint(
                fields=["estimate"], condition=Q(reopened_at=None), name="settlement_one_current"
            ),
            models.CheckConstraint(
                name="settlement_examiner_is_not_preparer",
                condition=apart("prepared", "examined"),
            ),
            models.CheckConstraint(
                name="settlement_locker_is_not_preparer", condition=apart("prepared", "locked")
            ),
            models.CheckConstraint(
                name="settlement_locker_is_not_examiner", condition=apart("examined", "locked")
            ),
            models.CheckConstraint(
                name="settlement_reopened_by_whom_and_why",
                condition=Q(reopened_at=None, reopened_by=None, reopened_why="")
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopened_why="")),
            ),
            models.CheckConstraint(
                name="settlement_locked_was_examined",
                condition=Q(locked_at=None) | Q(examined_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.estimate_id}.{self.number}"

    @property
    def total(self) -> Decimal:
        """What was locked as paid."""
        return Decimal(self.figures.get("paid", "0"))

    def origin(self, code: str) -> str:
        """What a paper of this round says that it was made of."""
        return f"budget.estimate:{self.estimate_id}:{code}-{self.number}"
