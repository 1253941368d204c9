"""The classes of the window: seats, who came, what was learnt and what units made of it (R44).

Counts are of units' seats, knowledge is of the whole class: no person is named or can be told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from khuevan.reports.composing import spending
from khuevan.reports.composing.facts import Facts, HeldClass, Learnt, Note, Place
from khuevan.reports.composing.facts import vietnamese_date as day_words
from khuevan.reports.composing.figures import Book, Row, token
from khuevan.reports.composing.passages import Piece
from khuevan.reports.enums import PassageKind

ONE = Decimal(1)
MOST_EXAMPLES = 3
MOST_LISTED = 40
LONGEST_EXAMPLE = 220
COUNTED = {
    "seats": "Chỗ của các đơn vị",
    "named": "Chỗ đã có người được cử",
    "came": "Người đã dự",
    "asked": "Phiếu vận dụng đã hỏi",
    "answered": "Phiếu vận dụng đã trả lời",
    "applied": "Đơn vị đã vận dụng vào công việc",
}
WITHIN = {"named": "seats", "came": "seats", "answered": "asked", "applied": "answered"}
"""Where a reader looks on when there is none."""


def count(facts: Facts, book: Book) -> None:
    """Fill the book: class by class, then what the classes of the window add up to."""
    classes = [*facts.classes, *facts.earlier]
    if not classes:
        return
    for one in classes:
        _class(facts, book, one)
    for name, words in COUNTED.items():
        within = f"t.{WITHIN[name]}" if name in WITHIN else ""
        book.summed(f"t.{name}", words, [f"t{one.pk}.{name}" for one in classes], within=within)
    rows = [_row(one, one.title) for one in facts.classes]
    book.counted("t.classes", "Lớp đã tổ chức", rows)
    first = {one.theme: one for one in reversed(facts.classes)}
    themes = [
        _row(one, f"{one.theme}: {one.title}") for one in facts.classes if first[one.theme] is one
    ]
    book.counted("t.themes", "Chuyên đề của các lớp", themes, within="t.classes")
    book.share("t.share", "Tỷ lệ dự lớp", "t.came", "t.seats")


def _row(one: HeldClass, label: str) -> Row:
    return Row(f"training.classrun:{one.pk}", label[:200], ONE, None, one.day)


def _class(facts: Facts, book: Book, one: HeldClass) -> None:
    prefix, where = f"t{one.pk}", f"{one.title[:120]}: "
    rows = {
        "seats": _places(facts, one, lambda place: True),
        "named": _places(facts, one, lambda place: place.is_named),
        "came": _places(facts, one, lambda place: place.has_come),
        "asked": _notes(facts, one.notes),
        "answered": _notes(facts, [note for note in one.notes if note.answered]),
        "applied": _notes(facts, [note for note in one.notes if note.is_applied]),
    }
    for name, words in COUNTED.items():
        within = f"{prefix}.{WITHIN[name]}" if name in WITHIN else ""
        book.counted(f"{prefix}.{name}", where + words, rows[name], within=within)
    book.share(f"{prefix}.share", f"{where}Tỷ lệ dự lớp", f"{prefix}.came", f"{prefix}.seats")
    for learnt in one.learnt:
        _gain(book, prefix, where, learnt)


def _places(facts: Facts, one: HeldClass, wanted: Callable[[Place], bool]) -> list[Row]:
    return [
        Row(f"training.seat:{place.pk}", facts.name(place.unit), ONE, place.unit, one.day)
        for place in one.places
        if wanted(place)
    ]


def _notes(facts: Facts, notes: Iterable[Note]) -> list[Row]:
    return [
        Row(
            f"training.applicationnote:{note.pk}",
            " ".join(f"{facts.name(note.unit)}: {note.what[:120]} {note.link}".split()).rstrip(":"),
            ONE, note.unit, note.answered or note.asked,
        )
        for note in notes
    ]  # fmt: skip


def _gain(book: Book, prefix: str, where: str, learnt: Learnt) -> None:
    """Means are no sums: the row behind each is its survey, with how many answered."""
    kind, measured_in = _kind(learnt), "" if learnt.is_mark else "%"
    words = "Điểm tự đánh giá kiến thức" if learnt.is_mark else "Tỷ lệ trả lời đúng"
    for part, when, value, (target, replies) in (
        ("before", "trước lớp", learnt.value_before, learnt.before),
        ("after", "sau lớp", learnt.value_after, learnt.after),
    ):
        row = Row(target, f"{words} {when}, trung bình của {replies} phiếu không ghi tên", value)
        label = f"{where}{words} {when}"
        book.counted(f"{prefix}.{kind}.{part}", label, [row], measured_in)


def _kind(learnt: Learnt) -> str:
    return "mark" if learnt.is_mark else "right"


# -- words


def of_clause(facts: Facts, book: Book, clause: int) -> str:
    """What was done on a clause by classes; "" when there was none."""
    return " ".join(_told(facts, book, one) for one in facts.classes if one.clause == clause)


def _told(facts: Facts, book: Book, one: HeldClass) -> str:
    prefix = f"t{one.pk}"
    hall = f" tại {safe(one.hall)}" if one.hall else ""
    parts = [
        f"Đã tổ chức lớp “{safe(one.title)}” ngày {day_words(one.day)}{hall}: "
        f"{token(f'{prefix}.seats')} chỗ, {token(f'{prefix}.named')} chỗ có người được cử, "
        f"{token(f'{prefix}.came')} người dự" + _in_brackets(book, f"{prefix}.share") + "."
    ]
    parts += [_gained(prefix, learnt) for learnt in one.learnt]
    if one.notes:
        parts.append(f"Vận dụng sau lớp: {_applied(book, prefix)}.{_examples(facts, one)}")
    if f"{prefix}.approved" in book.numbers:
        parts.append(spending.sentence(prefix))
    return " ".join(parts)


def _in_brackets(book: Book, code: str) -> str:
    return "" if book.numbers[code].problem else f" ({token(code)}%)"


def _gained(prefix: str, learnt: Learnt) -> str:
    code = f"{prefix}.{_kind(learnt)}"
    before, after = token(f"{code}.before"), token(f"{code}.after")
    if learnt.is_mark:
        return f"Điểm tự đánh giá kiến thức trước lớp {before}, sau lớp {after} (thang năm điểm)."
    return f"Tỷ lệ trả lời đúng trước lớp {before}%, sau lớp {after}%."


def _applied(book: Book, prefix: str) -> str:
    said = f"đã hỏi {token(f'{prefix}.asked')} phiếu"
    if not book.value(f"{prefix}.answered"):
        return f"{said}, chưa có phiếu trả lời"
    return (
        f"{said}, {token(f'{prefix}.answered')} phiếu đã trả lời, "
        f"{token(f'{prefix}.applied')} đơn vị đã vận dụng"
    )


def _examples(facts: Facts, one: HeldClass) -> str:
    told = [_example(facts, note) for note in one.notes if note.is_applied]
    return f" Ví dụ: {'; '.join(told[:MOST_EXAMPLES])}." if told else ""


def _example(facts: Facts, note: Note) -> str:
    what = safe(note.what).rstrip(" .;")
    what = what if len(what) <= LONGEST_EXAMPLE else what[:LONGEST_EXAMPLE].rsplit(" ", 1)[0] + "…"
    link = f" ({safe(note.link)})" if note.link else ""
    return f"{facts.name(note.unit)}: “{what}”{link}"


def safe(text: str) -> str:
    return text.replace("{", "(").replace("}", ")")


def pieces(facts: Facts, book: Book) -> Iterator[Piece]:
    """The classes as a whole, their table, what units applied; then the money."""
    if facts.classes:
        yield Piece("classes", PassageKind.FIGURES, _overview(book))
        yield Piece("table:classes", PassageKind.TABLE, facts=_table(facts, book))
    else:
        yield Piece("classes", PassageKind.FIGURES, "Trong kỳ không tổ chức lớp nào.")
    if any(one.notes for one in (*facts.classes, *facts.earlier)):
        text = f"Vận dụng kiến thức sau lớp: {_applied(book, 't')}."
        yield Piece("applied", PassageKind.FIGURES, text)
        yield from _notes_told(facts)
    yield from spending.pieces(facts, book)


def _overview(book: Book) -> str:
    return (
        f"Trong kỳ đã tổ chức {token('t.classes')} lớp với {token('t.themes')} chuyên đề; "
        f"{token('t.seats')} chỗ của các đơn vị, {token('t.named')} chỗ có người được cử, "
        f"{token('t.came')} người dự{_in_brackets(book, 't.share')}."
    )


def _notes_told(facts: Facts) -> Iterator[Piece]:
    """Each example with its link, and the class that it comes from."""
    told = [
        (one, note)
        for one in (*facts.earlier, *facts.classes)
        for note in one.notes
        if note.is_applied
    ]
    for one, note in told[:MOST_LISTED]:
        words = f"{_example(facts, note)}, sau lớp “{safe(one.title)}” ngày {day_words(one.day)}."
        yield Piece(f"note:{note.pk}", PassageKind.WORDS, words, facts={"label": "-"})


def _table(facts: Facts, book: Book) -> dict[str, Any]:
    has_money = bool(facts.spending)
    rows = [
        [str(number), safe(one.title), day_words(one.day), *_line(book, f"t{one.pk}", has_money)]
        for number, one in enumerate(facts.classes, 1)
    ]
    head = ["TT", "Lớp", "Ngày", "Chỗ", "Cử", "Dự", "Tỷ lệ (%)", "Dự toán (đồng)", "Đã chi (đồng)"]
    total = ["", "Cộng", "", *_line(book, "t", has_money)]
    return {
        "caption": "Các lớp đã tổ chức",
        "head": head if has_money else head[:7],
        "rows": [*rows, total] if len(rows) > 1 else rows,
        "numeric": [3, 4, 5, 6, 7, 8] if has_money else [3, 4, 5, 6],
        "widths": [5, 24, 14, 7, 6, 6, 8, 15, 15] if has_money else [6, 46, 15, 8, 8, 8, 9],
    }


def _line(book: Book, prefix: str, has_money: bool) -> list[str]:
    names = ["seats", "named", "came", "share", *(("approved", "paid") if has_money else ())]
    codes = (f"{prefix}.{name}" for name in names)
    return [token(code) if code in book.numbers else "–" for code in codes]
