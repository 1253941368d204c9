"""A kept passage as people read it: figures filled in, tables as rows, and what changed since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from khuevan.reports.composing import tokens
from khuevan.reports.composing.figures import Number, shown
from khuevan.reports.enums import PassageKind
from khuevan.reports.models import Figure

Show = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Value:
    """A figure's value and measure: all that printing it needs."""

    value: Decimal | None
    measured_in: str


def shower(values: Mapping[str, Value], *, padded: bool = False) -> Show:
    """How a code is printed; a code that has no figure prints a dash."""

    def show(code: str) -> str:
        known = values.get(code)
        return shown(known.value, known.measured_in, padded=padded) if known else "–"

    return show


def values_of(figures: Mapping[str, Number] | Mapping[str, Figure]) -> dict[str, Value]:
    return {code: Value(one.value, one.measured_in) for code, one in figures.items()}


def as_text(kind: str, said: str, facts: Mapping[str, Any], values: Mapping[str, Value]) -> str:
    """The whole passage in plain lines: to compare what it said with what it would say."""
    text = tokens.filled(said, shower(values, padded=True))
    if kind in (PassageKind.TABLE, PassageKind.CHART):
        show = shower(values)
        rows = [facts.get("head", []), *facts.get("rows", [])]
        lines = [" | ".join(tokens.filled(str(cell), show) for cell in row) for row in rows]
        return "\n".join([str(facts.get("caption", "")), *lines])
    if kind == PassageKind.PICTURES:
        return "\n".join(f"{one['unit']}, {one['day']}" for one in facts.get("offered", []))
    label = str(facts.get("label", ""))
    quote = str(facts.get("quote", ""))
    return "\n".join(line for line in (f"{label} {quote}".strip(), text) if line)
