"""Is a figure unusual beside the unit's own history? A robust rule, said in words; pure.

A figure is compared with the unit's own earlier periods only, never with other units: a large ward
is not odd beside a small one. It is a question to look at, not an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.utils.translation import gettext as _

from khuevan.kit.vietnamese import printed

LEAST_PERIODS = 3
"""Fewer earlier periods say nothing about what is usual."""
MOST_PERIODS = 8
SPREAD = Decimal(4)
"""So many times the usual spread away from the middle is unusual."""
LEAST_SPREAD = Decimal("0.15")
"""Of the middle: a unit that always wrote 12 may write 13."""


@dataclass(frozen=True, slots=True)
class Outlier:
    value: Decimal
    usual: Decimal
    smallest: Decimal
    largest: Decimal
    periods: int

    @property
    def is_high(self) -> bool:
        return self.value > self.usual

    @property
    def words(self) -> str:
        """ "Unusually high: 170, in the last 4 periods from 10 to 14" """
        facts = {
            "value": printed(self.value), "periods": self.periods,
            "smallest": printed(self.smallest), "largest": printed(self.largest),
        }  # fmt: skip
        if self.smallest == self.largest:
            high = _(
                "Unusually high: %(value)s; in each of the last %(periods)d periods %(largest)s"
            )
            low = _("Unusually low: %(value)s; in each of the last %(periods)d periods %(largest)s")
        else:
            high = _(
                "Unusually high: %(value)s; in the last %(periods)d periods from %(smallest)s "
                "to %(largest)s"
            )
            low = _(
                "Unusually low: %(value)s; in the last %(periods)d periods from %(smallest)s "
                "to %(largest)s"
            )
        return (high if self.is_high else low) % facts


def judge(value: Decimal | None, earlier: Sequence[Decimal]) -> Outlier | None:
    """The figure against those of earlier periods, the last first; None when nothing is unusual.

    Unusual: outside all that there was, and further from the median than four times the median
    distance, which is taken as at least a tenth of the median and at least one.
    """
    history = list(earlier[:MOST_PERIODS])
    if value is None or len(history) < LEAST_PERIODS:
        return None
    smallest, largest = min(history), max(history)
    if smallest <= value <= largest:
        return None
    usual = median(history)
    spread = median([abs(one - usual) for one in history])
    spread = max(spread, abs(usual) * LEAST_SPREAD, Decimal(1))
    if abs(value - usual) <= SPREAD * spread:
        return None
    return Outlier(value, usual, smallest, largest, len(history))
