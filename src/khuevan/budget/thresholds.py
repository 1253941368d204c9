"""From where on a difference is explained, a voucher late, a settlement due: as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from khuevan.budget.enums import ThresholdKind
from khuevan.budget.models import Threshold


@dataclass(frozen=True, slots=True)
class Thresholds:
    """As they stand until somebody enters others. A difference is explained when it is above both
    the share of its line and the amount.
    """

    explain_percent: Decimal = Decimal(10)
    explain_amount: Decimal = Decimal(0)
    late_after: int = 15
    settle_within: int = 30

    def of(self, kind: ThresholdKind) -> Decimal:
        return Decimal(getattr(self, kind.value))

    def as_json(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}


AT_FIRST = Thresholds()


def read(kept: Mapping[str, Any]) -> Thresholds:
    """What a settlement kept; what it did not is as at the beginning."""
    values = {kind: Decimal(kept[kind]) for kind in ThresholdKind if kind in kept}
    return _made(values)


def on(day: date) -> Thresholds:
    rows = Threshold.objects.filter(valid_from__lte=day).order_by("valid_from")
    return _made({ThresholdKind(one.kind): one.value for one in rows})


def _made(values: Mapping[ThresholdKind, Decimal]) -> Thresholds:
    def value(kind: ThresholdKind) -> Decimal:
        return values.get(kind, AT_FIRST.of(kind))

    return Thresholds(
        value(ThresholdKind.EXPLAIN_PERCENT),
        value(ThresholdKind.EXPLAIN_AMOUNT),
        int(value(ThresholdKind.LATE_AFTER)),
        int(value(ThresholdKind.SETTLE_WITHIN)),
    )
