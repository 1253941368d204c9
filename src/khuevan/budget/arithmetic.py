"""Amounts of lines: pure, in Decimal, whole đồng."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

LARGEST = Decimal(99_999_999_999)
"""đồng of one line; up to here a spreadsheet's arithmetic rounds as ours does."""


class Priced(Protocol):
    @property
    def quantity(self) -> Decimal: ...
    @property
    def times(self) -> Decimal: ...
    @property
    def price(self) -> Decimal | None: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """quantity x times x price, as proposed or as appraised."""

    quantity: Decimal
    times: Decimal
    price: Decimal | None


def amount(line: Priced) -> Decimal:
    """quantity x times x price, half a đồng rounded up; nothing while the price is blank."""
    if line.price is None:
        return Decimal(0)
    return (line.quantity * line.times * line.price).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


@dataclass(frozen=True, slots=True)
class Room:
    """What a source still bears: ``free`` is the ceiling less all that is spoken for."""

    ceiling: Decimal
    committed: Decimal
    paid: Decimal
    promised: Decimal

    @property
    def spoken_for(self) -> Decimal:
        return self.committed + self.paid + self.promised

    @property
    def free(self) -> Decimal:
        return self.ceiling - self.spoken_for
