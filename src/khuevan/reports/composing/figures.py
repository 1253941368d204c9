"""Numbers with the rows behind them: nothing is written into a report that does not stand here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

TENTH = Decimal("0.1")
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Row:
    """One source: ``target`` is its ``kit.audit.key_of`` or "figure:CODE" for another figure
    of the report, "before:CODE" for one of the period before; ``share`` is what it adds.
    """

    target: str
    label: str
    share: Decimal
    unit: int | None = None
    day: date | None = None

    def packed(self) -> list[object]:
        """As ``reports.models.Figure.rows`` keeps it."""
        day = self.day.isoformat() if self.day else None
        return [self.target, self.label, plain(self.share), self.unit, day]

    @classmethod
    def unpacked(cls, kept: list[object]) -> Row:
        target, label, share, unit, day = kept
        return cls(
            str(target),
            str(label),
            Decimal(str(share)),
            unit if isinstance(unit, int) else None,
            date.fromisoformat(str(day)) if day else None,
        )


@dataclass(frozen=True, slots=True)
class Number:
    """A figure. Its rows add up to ``value``; where they do not, ``formula`` says what is done."""

    code: str
    label: str
    value: Decimal | None
    rows: tuple[Row, ...]
    measured_in: str = ""
    formula: str = ""
    previous: Decimal | None = None
    problem: str = ""


@dataclass(slots=True)
class Book:
    """The figures of one draft, by code. ``previous`` are those of the period before."""

    previous: dict[str, Decimal] = field(default_factory=dict)
    numbers: dict[str, Number] = field(default_factory=dict)

    def add(self, number: Number) -> str:
        """Keep it and give its token, as a text holds it."""
        self.numbers[number.code] = number
        return token(number.code)

    def counted(
        self, code: str, label: str, rows: Iterable[Row], measured_in: str = "", within: str = ""
    ) -> str:
        """What the rows add up to. Of nothing, ``within`` names the figure that was looked through."""
        kept = tuple(rows)
        value = sum((row.share for row in kept), Decimal(0))
        if not kept and within:
            kept = (Row(f"figure:{within}", "Không có dòng nào trong số này", Decimal(0)),)
        return self.add(
            Number(code, label, value, kept, measured_in, previous=self.previous.get(code))
        )

    def summed(
        self, code: str, label: str, codes: Iterable[str], measured_in: str = "", within: str = ""
    ) -> str:
        """What other figures of the draft add up to; those of nothing are left out."""
        parts = [self.numbers[one] for one in codes]
        rows = [Row(f"figure:{part.code}", part.label, part.value) for part in parts if part.value]
        return self.counted(code, label, rows, measured_in, within)

    def share(self, code: str, label: str, part: str, whole: str) -> str:
        """A percentage of one figure in another, to one place."""
        one, all_ = self.numbers[part], self.numbers[whole]
        return self.add(
            Number(
                code,
                label,
                percent(one.value, all_.value),
                tuple(Row(f"figure:{n.code}", n.label, n.value or Decimal(0)) for n in (one, all_)),
                "%",
                f"{part} / {whole} * 100",
                self.previous.get(code),
                "" if all_.value else "Không tính được: không có gì để chia.",
            )
        )

    def change(self, code: str, of: str) -> str | None:
        """How much a figure differs from the period before; None when that is not known."""
        number = self.numbers[of]
        if number.previous is None or number.value is None:
            return None
        rows = (
            Row(f"figure:{of}", f"{number.label}, kỳ này", number.value),
            Row(f"before:{of}", f"{number.label}, kỳ trước", -number.previous),
        )
        difference = number.value - number.previous
        self.add(
            Number(code, f"{number.label}: so với kỳ trước", abs(difference), rows,
                   number.measured_in, f"|{of} - kỳ trước|")
        )  # fmt: skip
        return token(code)

    def value(self, code: str) -> Decimal:
        return self.numbers[code].value or Decimal(0)


def token(code: str) -> str:
    return "{{" + code + "}}"


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    if not whole or part is None:
        return None
    return (part * 100 / whole).quantize(TENTH, ROUND_HALF_UP)


@lru_cache(maxsize=4096)  # most of 300,000 rows of a great report share a few values
def plain(value: Decimal) -> str:
    """Without an exponent and without zeros that say nothing: "12", "88.5"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Decimal | None, measured_in: str = "", *, padded: bool = False) -> str:
    """A figure as Vietnamese documents print it: 1.234, 88,0 for a percentage, 05 in a sentence."""
    if value is None:
        return "–"
    if measured_in == "%":
        value, places = value.quantize(TENTH, ROUND_HALF_UP), 1
    else:
        places = 0 if value == value.to_integral_value() else 2
    text = f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))
    return text.zfill(2) if padded and not places and 0 < value < 10 else text
