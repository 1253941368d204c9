"""Two versions of an estimate side by side; how a line is kept in a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from khuevan.budget.models import Line


def as_json(line: Line) -> dict[str, Any]:
    return {
        "title": line.title, "kind": line.kind, "cited": line.cited, "unit": line.unit,
        "quantity": str(line.quantity.normalize()), "times": str(line.times.normalize()),
        "price": None if line.price is None else str(line.price),
        "proposed": str(line.proposed),
        "appraised": None if line.appraised is None else str(line.appraised),
        "why": line.appraised_why,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """A line as a version kept it."""

    title: str
    cited: str
    unit: str
    quantity: Decimal
    times: Decimal
    price: Decimal | None
    proposed: Decimal
    appraised: Decimal | None
    why: str

    @property
    def granted(self) -> Decimal:
        return self.proposed if self.appraised is None else self.appraised

    @property
    def says(self) -> tuple[object, ...]:
        """What a reader compares."""
        return self.cited, self.unit, self.quantity, self.times, self.price, self.granted


def kept(row: dict[str, Any]) -> Kept:
    def number(key: str) -> Decimal | None:
        return None if row[key] is None else Decimal(row[key])

    return Kept(
        row["title"], row["cited"], row["unit"], Decimal(row["quantity"]), Decimal(row["times"]),
        number("price"), Decimal(row["proposed"]), number("appraised"), row["why"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A line before and after; either may be missing."""

    before: Kept | None
    after: Kept | None

    @property
    def title(self) -> str:
        one = self.after or self.before
        return one.title if one else ""

    @property
    def change(self) -> Decimal:
        before = self.before.granted if self.before else Decimal(0)
        return (self.after.granted if self.after else Decimal(0)) - before

    @property
    def is_changed(self) -> bool:
        return self.before is None or self.after is None or self.before.says != self.after.says


def pairs(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[Pair]:
    """Lines found by their words, each once; what went stands at the end."""
    earlier = [kept(row) for row in before]
    found = []
    for line in map(kept, after):
        match = next((one for one in earlier if one.title == line.title), None)
        if match:
            earlier.remove(match)
        found.append(Pair(match, line))
    return found + [Pair(one, None) for one in earlier]
