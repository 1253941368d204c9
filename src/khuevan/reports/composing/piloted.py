"""Pilot programmes in the report of their quarter: what each indicator says, with its trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from khuevan.reports.composing.facts import Facts, Piloted
from khuevan.reports.composing.facts import vietnamese_date as day_words
from khuevan.reports.composing.figures import Book, Number, Row, token
from khuevan.reports.composing.passages import Piece
from khuevan.reports.enums import PassageKind, Wanted

Value = tuple[int, Decimal]
"""A value of a quarter: its row, its number."""
NOTHING = "Trong kỳ không có chương trình thí điểm nào có số liệu."
HEAD = ("Chỉ tiêu", "Mốc so sánh", "Kỳ này", "So với lần trước", "Mục tiêu")


def pieces(facts: Facts, book: Book) -> Iterator[Piece]:
    """A sentence and a table for each programme; what has no value yet is said."""
    if not facts.pilots:
        yield Piece("pilots:none", PassageKind.WORDS, NOTHING)
    for pk, found in groupby(facts.pilots, key=lambda one: one.programme):
        lines = list(found)
        known = [(one, one.value) for one in lines if one.value is not None]
        yield Piece(f"pilot:{pk}", PassageKind.WORDS, _sentence(lines))
        if known:
            yield Piece(f"pilot:{pk}:table", PassageKind.TABLE, facts=_table(known, book))


def _sentence(lines: list[Piloted]) -> str:
    first = lines[0]
    decided = f" ({first.basis})" if first.basis else ""
    lacking = [one.name for one in lines if one.value is None]
    words = f"{first.programme_name}{decided}:"
    if len(lacking) == len(lines):
        return f"{words} chưa có số liệu của kỳ này."
    words += " kết quả các chỉ tiêu như bảng dưới đây."
    return f"{words} Chưa có số liệu: {'; '.join(lacking)}." if lacking else words


def _table(known: list[tuple[Piloted, Value]], book: Book) -> dict[str, Any]:
    return {
        "caption": f"{known[0][0].programme_name}: kết quả trong kỳ",
        "head": list(HEAD),
        "rows": [_row(one, value, book) for one, value in known],
        "numeric": [2],
        "widths": [34, 18, 14, 18, 18],
    }


def _row(one: Piloted, found: Value, book: Book) -> list[str]:
    code, (pk, value) = f"pil.{one.indicator}", found
    row = Row(f"reports.quartervalue:{pk}", one.name, value)
    previous = one.before[1] if one.before else None
    book.add(Number(code, one.name, value, (row,), one.measured_in, previous=previous))
    return [
        f"{one.name} ({one.measured_in})", _of_day(one, "base", one.baseline, one.baseline_on, book),
        token(code), _change(one, value, code, book),
        _of_day(one, "target", one.target, one.target_by, book),
    ]  # fmt: skip


def _of_day(one: Piloted, part: str, value: Decimal | None, day: date | None, book: Book) -> str:
    """ "1.000 (31/12/2024)"; it opens to the programme, where its source stands."""
    if value is None:
        return "–"
    code = f"pil.{one.indicator}.{part}"
    label = f"{one.name}: {'mốc so sánh' if part == 'base' else 'mục tiêu'}"
    row = Row(f"reports.programme:{one.programme}", label, value, day=day)
    return f"{book.add(Number(code, label, value, (row,), one.measured_in))} ({day_words(day)})"


def _change(one: Piloted, value: Decimal, code: str, book: Book) -> str:
    """ "tăng 12, tốt hơn": the way, how much, and what it means."""
    if one.before is None:
        return "–"
    pk, before = one.before
    by = value - before
    if not by:
        return "không đổi"
    rows = (
        Row(f"figure:{code}", f"{one.name}, kỳ này", value),
        Row(f"reports.quartervalue:{pk}", f"{one.name}, lần trước", -before),
    )
    label = f"{one.name}: so với lần trước"
    said = book.add(
        Number(f"{code}.change", label, abs(by), rows, one.measured_in, "|kỳ này - lần trước|")
    )
    verdict = "tốt hơn" if (by > 0) == (one.wanted == Wanted.UP) else "kém hơn"
    return f"{'tăng' if by > 0 else 'giảm'} {said}, {verdict}"
