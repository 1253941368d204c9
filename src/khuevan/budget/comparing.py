"""Two versions of an estimate side by side; how a line is kept in a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from khuevan.budget.arithmetic import Terms
from khuevan.budget.models import Line


def as_json(line: Line) -> dict[str, Any]:
    return {
        "title": line.title, "kind": line.kind, "cited": line.cited, "unit": line.unit,
        "quantity": str(line.quantity.normalize()), "times": str(line.times.normalize()),
        "price": None if line.price is None else str(line.price),
        "proposed": str(line.proposed), "is_struck": line.is_struck,
        "granted": _terms(line.granted_terms),
        "appraised": None if line.appraised is None else str(line.appraised),
        "why": line.appraised_why,
    }  # fmt: skip


def _terms(terms: Terms) -> list[str | None]:
    price = None if terms.price is None else str(terms.price)
    return [str(terms.quantity.normalize()), str(terms.times.normalize()), price]


@dataclass(frozen=True, slots=True)
class Kept:
    """A line as a version kept it; ``terms`` are those appraised, before that those proposed."""

    title: str
    cited: str
    unit: str
    terms: Terms
    proposed: Decimal
    appraised: Decimal | None
    why: str
    is_struck: bool

    @property
    def granted(self) -> Decimal:
        return self.proposed if self.appraised is None else self.appraised

    @property
    def says(self) -> tuple[object, ...]:
        """What a reader compares."""
        return self.cited, self.unit, self.terms, self.granted, self.is_struck


def kept(row: dict[str, Any]) -> Kept:
    def number(key: str) -> Decimal | None:
        return None if row[key] is None else Decimal(row[key])

    # Versions of before the appraisal changed terms hold the proposed ones alone.
    quantity, times, price = row.get("granted") or (row["quantity"], row["times"], row["price"])
    terms = Terms(Decimal(quantity), Decimal(times), None if price is None else Decimal(price))
    return Kept(
        row["title"], row["cited"], row["unit"], terms, Decimal(row["proposed"]),
        number("appraised"), row["why"], row.get("is_struck", False),
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
