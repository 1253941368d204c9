"""Measures of money, in đồng: what an office asked for, was granted, committed, paid and settled.

The money is that of the unit whose officer prepared the estimate. Payees are never named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khuevan.budget import account
from khuevan.budget.account import Account
from khuevan.budget.checklist import Item
from khuevan.budget.enums import APPROVED, EstimateState, VoucherKind
from khuevan.budget.models import Commitment, Estimate, Line, Payment
from khuevan.budget.models.spending import NET
from khuevan.kit.audit import key_of
from khuevan.plans.models import Plan
from khuevan.reports.measures.kinds import AnyMeasure, Held, Listed, Measure, Source, day, moment
from khuevan.reports.windows import Window
from khuevan.training.models import ClassRun

DONG = "đồng"


def of_plan(prefix: str = "") -> Callable[[Plan], Q]:
    """What was estimated for a task of the plan, or for one of its classes."""

    def condition(plan: Plan) -> Q:
        key = Concat(Value(f"{ClassRun._meta.label_lower}:"), Cast("pk", CharField()))
        runs = ClassRun.objects.filter(plan=plan).order_by().annotate(key=key).values("key")
        of_class = Q(**{f"{prefix}origin__in": runs})
        # What adds to an estimate has no origin of its own.
        of_class |= Q(**{f"{prefix}supplements__origin__in": runs})
        return Q(**{f"{prefix}task__plan": plan}) | of_class

    return condition


LINE = Held(
    unit="estimate__prepared_by__organisation_id", plan=of_plan("estimate__"), task="",
    page="budget:estimate", page_of="estimate_id", with_=("estimate__prepared_by",),
    words=lambda row: f"{row.estimate.title[:100]}: {row.title[:100]}",
)  # fmt: skip
SPENT = Held(
    unit="estimate__prepared_by__organisation_id", plan=of_plan("estimate__"), task="",
    page="budget:estimate", page_of="estimate_id", with_=("estimate__prepared_by", "line"),
    words=lambda row: f"{row.estimate.title[:100]}: {row.line.title[:100]}",
)  # fmt: skip
GRANTED = Coalesce(F("appraised"), F("proposed"))


def _asked(window: Window) -> QuerySet[Line]:
    asked = Line.objects.filter(moment("estimate__submitted_at", window))
    return asked.exclude(estimate__state=EstimateState.CANCELLED)


def _approved(window: Window) -> QuerySet[Line]:
    approved = Line.objects.filter(moment("estimate__approved_at", window))
    return approved.filter(estimate__state__in=APPROVED)


def _settled(window: Window) -> QuerySet[Payment]:
    """What was paid for estimates whose settlement was locked in the window, and still is."""
    return Payment.objects.filter(
        moment("estimate__settlements__locked_at", window),
        estimate__settlements__reopened_at=None, estimate__state=EstimateState.LOCKED,
    )  # fmt: skip


def late_vouchers(window: Window, plan: Plan | None) -> Iterator[Source]:
    """Points of the checklists that were late when the window ended, and are missing today."""
    estimates = Estimate.objects.filter(state__in=APPROVED - {EstimateState.LOCKED})
    estimates = estimates.filter(payments__on__lt=window.ends).distinct()
    if plan is not None:
        estimates = estimates.filter(of_plan()(plan))
    chosen = estimates.select_related("prepared_by", "source").order_by("pk")
    for one in account.of_all(chosen) if chosen else ():
        for item in one.late(window.ends):
            yield _late(one, item)


def _late(one: Account, item: Item) -> Source:
    line = f"{one.title_of_line(item.line)}: " if item.line else ""
    words = f"{one.estimate.title[:100]}: {line}{VoucherKind(item.kind).label}"
    page = reverse("budget:estimate", args=[one.estimate.pk])
    unit = one.estimate.prepared_by.organisation_id
    return Source(key_of(one.estimate), words, unit, Decimal(1), page)


ALL: tuple[AnyMeasure, ...] = (
    Measure("money_asked", _("Money asked for in estimates"), DONG, LINE, _asked, F("proposed")),
    Measure("money_approved", _("Money approved in estimates"), DONG, LINE, _approved, GRANTED),
    Measure(
        "money_committed", _("Money committed, less what was released"), DONG, SPENT,
        lambda window: Commitment.objects.filter(day("on", window)), F("amount") - F("released"),
    ),
    Measure(
        "money_paid", _("Money paid, less what was reversed"), DONG, SPENT,
        lambda window: Payment.objects.filter(day("on", window)), NET,
    ),
    Measure("money_settled", _("Money settled and locked"), DONG, SPENT, _settled, NET),
    Listed(
        "vouchers_late", _("Vouchers late"), _("documents"), late_vouchers, "budget:estimate"
    ),
)  # fmt: skip
