"""What a settlement still lacks, today: pure rules over what was spent and what was brought."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from khuevan.budget.enums import PROVING, LineKind, VoucherKind

Need = tuple[VoucherKind, int]
"""A kind of voucher, and how many of it."""

K = VoucherKind
_BOUGHT: tuple[Need, ...] = ((K.QUOTE, 3), (K.CONTRACT, 1), (K.ACCEPTANCE, 1), (K.INVOICE, 1))
_BY_HAND: tuple[Need, ...] = ((K.CONTRACT, 1), (K.ACCEPTANCE, 1), (K.PAYMENT_LIST, 1))
"""Work of persons, who sign for their money."""

NEEDS: dict[LineKind, tuple[Need, ...]] = {
    LineKind.HALL: _BOUGHT,
    LineKind.SPEAKER: ((K.CONTRACT, 1), (K.PAYMENT_LIST, 1)),
    LineKind.WRITING: _BY_HAND,
    LineKind.PRINTING: _BOUGHT,
    LineKind.REFRESHMENT: ((K.INVOICE, 1),),
    LineKind.SUPPLIES: _BOUGHT,
    LineKind.DECORATION: _BOUGHT,
    LineKind.SERVICE: _BY_HAND,
    LineKind.TRAVEL: ((K.CONTRACT, 1), (K.INVOICE, 1)),
    LineKind.OTHER: ((K.INVOICE, 1),),
}
"""What a line of each kind is proved by once money was spent on it; ``guidance`` says the same."""


@dataclass(frozen=True, slots=True)
class Spent:
    """One line of an estimate as it stands: approved, held by commitments, paid; when last paid."""

    line: int
    number: int
    title: str
    kind: LineKind
    approved: Decimal
    held: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    paid_on: date | None = None
    explained: str = ""

    @property
    def left(self) -> Decimal:
        return self.approved - self.held - self.paid

    @property
    def difference(self) -> Decimal:
        return self.paid - self.approved


@dataclass(frozen=True, slots=True)
class Brought:
    """A voucher that stands, and the lines it proves; none: the whole."""

    kind: VoucherKind
    lines: frozenset[int]
    amount: Decimal = Decimal(0)
    papers: int = 1


@dataclass(frozen=True, slots=True)
class Waived:
    kind: VoucherKind
    line: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Item:
    """One point of the checklist; ``line`` None: asked of the whole."""

    kind: VoucherKind
    line: int | None
    wanted: int
    here: int
    waived: str = ""
    paid_on: date | None = None

    @property
    def is_missing(self) -> bool:
        return self.here < self.wanted and not self.waived

    def is_late(self, today: date, after: int) -> bool:
        """``after``: days from a payment by which its vouchers should lie here."""
        return self.is_missing and self.paid_on is not None and (today - self.paid_on).days > after


ATTENDED = frozenset({LineKind.HALL, LineKind.SPEAKER, LineKind.REFRESHMENT})
"""Spent on people who came: their sign-in sheet proves it."""


def items(
    lines: Sequence[Spent], vouchers: Collection[Brought], waivers: Collection[Waived] = ()
) -> list[Item]:
    """The whole checklist, in the order of the lines; what is asked of the whole comes last."""
    asked = [item for line in lines if line.paid > 0 for item in _of_line(line, vouchers, waivers)]
    came = [line for line in lines if line.paid > 0 and line.kind in ATTENDED]
    if came:
        here = sum(one.papers for one in vouchers if one.kind == VoucherKind.SIGN_IN)
        paid_on = min((line.paid_on for line in came if line.paid_on), default=None)
        kind = VoucherKind.SIGN_IN
        asked.append(Item(kind, None, 1, here, _waiver(kind, None, waivers), paid_on))
    return asked


def _of_line(
    line: Spent, vouchers: Collection[Brought], waivers: Collection[Waived]
) -> Iterator[Item]:
    for kind, wanted in NEEDS[line.kind]:
        about = [one for one in vouchers if one.kind == kind and line.line in one.lines]
        here = sum(one.papers for one in about)
        why = _waiver(kind, line.line, waivers)
        yield Item(kind, line.line, wanted, here, why, line.paid_on)


def _waiver(kind: VoucherKind, line: int | None, waivers: Collection[Waived]) -> str:
    return next((one.why for one in waivers if (one.kind, one.line) == (kind, line)), "")


def unexplained(
    lines: Sequence[Spent], *, percent: Decimal, amount: Decimal = Decimal(0)
) -> list[Spent]:
    """Lines whose spending departs from what was approved by more than both, and nobody says why."""
    return [
        line for line in lines
        if not line.explained
        and abs(line.difference) > max(amount, line.approved * percent / 100)
    ]  # fmt: skip


def unproved(lines: Sequence[Spent], vouchers: Collection[Brought]) -> Decimal:
    """Paid less what invoices and payment lists say; nought when they agree."""
    said = sum((one.amount for one in vouchers if one.kind in PROVING), Decimal(0))
    return sum((line.paid for line in lines), Decimal(0)) - said
