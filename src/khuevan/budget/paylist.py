"""The payment list (bảng kê chi tiền): who gets how much of the estimate's lines for persons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from khuevan.budget.arithmetic import total
from khuevan.budget.enums import IN_HAND
from khuevan.budget.models import Estimate, Line, Norm, Payee

PERCENT, LEAST = "thue-tncn-ty-le", "thue-tncn-tu-muc"
"""Codes of the two norms of withholding: per cent of a payment, and from which amount on."""


@dataclass(frozen=True, slots=True)
class Withholding:
    """Tax withheld at the source: ``percent`` of every payment from ``least`` on; as ``cited``."""

    percent: Decimal
    least: Decimal
    cited: str = ""

    def of(self, amount: Decimal) -> Decimal:
        if amount < self.least:
            return Decimal(0)
        return (amount * self.percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Row:
    """``tax`` None: no norm of withholding is in force, so it is written by hand."""

    number: int
    line: int
    content: str
    name: str
    post: str
    amount: Decimal
    tax: Decimal | None

    @property
    def net(self) -> Decimal | None:
        return None if self.tax is None else self.amount - self.tax


@dataclass(frozen=True, slots=True)
class PayList:
    rows: tuple[Row, ...]
    rule: Withholding | None

    @property
    def amount(self) -> Decimal:
        return total(row.amount for row in self.rows)

    @property
    def tax(self) -> Decimal | None:
        return total(row.tax or Decimal(0) for row in self.rows) if self.rule else None

    @property
    def net(self) -> Decimal | None:
        return None if self.tax is None else self.amount - self.tax

    def of_line(self, line: int) -> Decimal:
        return total(row.amount for row in self.rows if row.line == line)


def rule_on(day: date) -> Withholding | None:
    """What the norms say on a day; None until an officer entered both."""
    valid = Norm.objects.valid(day).entered().filter(code__in=[PERCENT, LEAST])
    found = {norm.code: norm for norm in valid.select_related("basis")}
    if len(found) < 2:
        return None
    percent, least = found[PERCENT], found[LEAST]
    return Withholding(percent.rate or Decimal(0), least.rate or Decimal(0), percent.cited)


def lines_of(estimate: Estimate) -> QuerySet[Line]:
    """The lines that persons are paid by."""
    return estimate.lines.filter(kind__in=sorted(IN_HAND))


def of(estimate: Estimate) -> PayList:
    payees = Payee.objects.filter(line__estimate=estimate).select_related("line")
    rule = rule_on(estimate.on)
    return PayList(tuple(_rows(payees.order_by("line__order", "pk"), rule)), rule)


def _rows(payees: Iterable[Payee], rule: Withholding | None) -> Sequence[Row]:
    return [
        Row(
            number, one.line_id, one.line.title, one.name, one.post, one.amount,
            rule.of(one.amount) if rule else None,
        )
        for number, one in enumerate(payees, 1)
    ]  # fmt: skip
