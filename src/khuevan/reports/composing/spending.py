"""The money behind the work: by class, by clause and by source, in đồng; every sum opens to its lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from khuevan.reports.composing.facts import Facts, Spending
from khuevan.reports.composing.facts import vietnamese_date as day_words
from khuevan.reports.composing.figures import Book, Row, token
from khuevan.reports.composing.passages import Piece
from khuevan.reports.enums import PassageKind

DONG = "đồng"
COLUMNS = {
    "allocated": "Được giao",
    "approved": "Dự toán được phê duyệt",
    "committed": "Đã cam kết chi",
    "paid": "Đã chi",
    "settled": "Đã quyết toán",
}
HEADS = ("Được giao", "Được duyệt", "Cam kết", "Đã chi", "Quyết toán")
"""The same on paper, where five sums stand in a line."""


def count(facts: Facts, book: Book) -> None:
    """Fill the book: each class and clause that had money, each source, and the whole."""
    if not facts.spending:
        return
    groups: dict[str, list[Spending]] = defaultdict(list)
    held = {one.pk for one in facts.classes}
    for one in facts.spending:
        if one.of_class in held:
            groups[f"t{one.of_class}"].append(one)
        elif one.clause:
            groups[f"c{one.clause}"].append(one)
    for prefix, ones in groups.items():
        for name in ("approved", "paid"):
            rows = [row for one in ones for row in _rows(one, name)]
            book.counted(f"{prefix}.{name}", f"{ones[0].title[:120]}: {COLUMNS[name]}", rows, DONG)
    prefixes = [prefix for prefix in groups if prefix.startswith("t")]
    for name in ("approved", "paid"):
        codes = [f"{prefix}.{name}" for prefix in prefixes]
        book.summed(f"t.{name}", f"Các lớp: {COLUMNS[name]}", codes, DONG, f"b.{name}")
    _sources(facts, book)
    book.counted("b.late", "Chứng từ chậm", facts.late, within="b.paid")


def _rows(one: Spending, name: str) -> tuple[Row, ...]:
    return {
        "approved": one.approved,
        "committed": one.committed,
        "paid": one.paid,
        "settled": one.paid if one.is_settled else (),
    }[name]


def _sources(facts: Facts, book: Book) -> None:
    for purse in facts.purses:
        own = [one for one in facts.spending if one.source == purse.pk]
        for name, words in COLUMNS.items():
            rows = [row for one in own for row in _rows(one, name)] if name != "allocated" else []
            kept = purse.allocated if name == "allocated" else rows
            within = "" if name in ("allocated", "approved") else f"b{purse.pk}.approved"
            label = f"{purse.name[:120]}: {words}"
            book.counted(f"b{purse.pk}.{name}", label, kept, DONG, within)
    for name, words in COLUMNS.items():
        codes = [f"b{purse.pk}.{name}" for purse in facts.purses]
        within = "" if name in ("allocated", "approved") else "b.approved"
        book.summed(f"b.{name}", words, codes, DONG, within)


# -- words


def sentence(prefix: str, of: str = "Kinh phí") -> str:
    """What a class or a task cost."""
    approved, paid = token(f"{prefix}.approved"), token(f"{prefix}.paid")
    return f"{of}: dự toán được phê duyệt {approved} đồng, đã chi {paid} đồng."


def of_clause(book: Book, clause: int, *, is_rest: bool) -> str:
    """The money of a task; beside its classes of the window that of the rest. "" when it had none."""
    if f"c{clause}.approved" not in book.numbers:
        return ""
    of = "Kinh phí của việc khác ở nội dung này" if is_rest else "Kinh phí"
    return sentence(f"c{clause}", of)


def of_the_whole(facts: Facts, book: Book) -> str:
    """What stands under the plan's clause on money."""
    said = (
        f"Đến hết ngày {day_words(facts.ends)}, dự toán được phê duyệt {token('b.approved')} đồng; "
        f"đã cam kết chi {token('b.committed')} đồng, đã chi {token('b.paid')} đồng, "
        f"đã quyết toán {token('b.settled')} đồng"
    )
    if book.value("b.late"):
        said += f"; {token('b.late')} chứng từ chậm"
    return f"{said}."


def clause_of(facts: Facts) -> int | None:
    """The plan's first clause about money, where the sheet of sources stands; None: nowhere there."""
    clauses = facts.plan.clauses if facts.plan and facts.spending else ()
    return next((one.pk for one in clauses if one.kind == "money"), None)


def pieces(facts: Facts, book: Book) -> Iterator[Piece]:
    """The money where no clause of a plan speaks of it; else it stands there."""
    if facts.spending and clause_of(facts) is None:
        yield Piece("money", PassageKind.FIGURES, of_the_whole(facts, book))
        yield sheet(facts)


def sheet(facts: Facts) -> Piece:
    """The sources side by side."""
    rows = [
        [purse.name.replace("{", "(").replace("}", ")"), *_line(f"b{purse.pk}")]
        for purse in facts.purses
    ]
    table: dict[str, Any] = {
        "caption": "Kinh phí theo nguồn (đồng)",
        "head": ["Nguồn kinh phí", *HEADS],
        "rows": [*rows, ["Cộng", *_line("b")]] if len(rows) > 1 else rows,
        "numeric": [1, 2, 3, 4, 5],
        "widths": [30, 14, 14, 14, 14, 14],
    }
    return Piece("table:sources", PassageKind.TABLE, facts=table)


def _line(prefix: str) -> list[str]:
    return [token(f"{prefix}.{name}") for name in COLUMNS]
