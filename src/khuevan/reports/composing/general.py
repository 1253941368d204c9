"""The opening and the work as a whole: words, charts and tables over the plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from khuevan.reports.composing import clauses, ledger
from khuevan.reports.composing.facts import Facts
from khuevan.reports.composing.facts import vietnamese_date as day_words
from khuevan.reports.composing.figures import Book, token
from khuevan.reports.composing.passages import Piece
from khuevan.reports.enums import PassageKind

COMPARED = (
    ("all.done", "số lượt nhiệm vụ hoàn thành", ""),
    ("all.share", "tỷ lệ hoàn thành", " điểm phần trăm"),
    ("all.late", "số lượt chậm", ""),
    ("dif.raised", "số khó khăn, vướng mắc", ""),
)


def opening(facts: Facts) -> Piece:
    window = f"số liệu từ ngày {day_words(facts.starts)} đến hết ngày {day_words(facts.ends)}"
    who = f"{facts.plan.issuer} báo cáo " if facts.plan and facts.plan.issuer else ""
    basis = f"Thực hiện {facts.plan.citation}, {who}kết" if facts.plan else "Kết"
    text = f"{basis} quả {about(facts.label)} ({window}) như sau:"
    return Piece("opening", PassageKind.WORDS, text)


def about(label: str) -> str:
    """What a report is about: its label without "Báo cáo" and "kết quả" before it."""
    words = label.strip()
    for start in ("báo cáo", "kết quả"):
        if words.lower().startswith(f"{start} "):
            words = words[len(start) :].strip()
    return _label(words)


def _label(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def pieces(facts: Facts, book: Book) -> Iterator[Piece]:
    if facts.plan is None:
        return
    if not facts.given:
        text = "Trong kỳ chưa có nhiệm vụ nào của Kế hoạch được giao cho đơn vị."
        yield Piece("overview", PassageKind.FIGURES, text)
        return
    yield Piece("overview", PassageKind.FIGURES, _overview(facts, book))
    if compared := _compared(facts, book):
        yield Piece("compared", PassageKind.FIGURES, compared)
    yield Piece("chart:sections", PassageKind.CHART, facts=_sections_chart(facts, book))
    if len(ledger.months(facts)) > 1:
        yield Piece("chart:months", PassageKind.CHART, facts=_months_chart(facts))
    if any(f"k.{channel}.given" in book.numbers for channel in ("party", "state", "people")):
        yield Piece("table:channels", PassageKind.TABLE, facts=_channels_table(book))


def _overview(facts: Facts, book: Book) -> str:
    begun = (
        f"Kế hoạch có {token('all.clauses')} nội dung giao việc, trong kỳ đã giao nhiệm vụ ở "
        f"{token('all.begun')} nội dung với {token('all.given')} lượt nhiệm vụ cho "
        f"{token('all.units')} đơn vị."
    )
    states = "; ".join(clauses.states(book, "all", "lượt"))
    proofs = ""
    if book.value("all.proofs"):
        proofs = f" Các đơn vị gửi {token('all.proofs')} minh chứng."
    return f"{begun} Đến hết kỳ, {states}.{proofs}{clauses.late_units(facts, list(facts.given))}"


def _compared(facts: Facts, book: Book) -> str:
    """ "tăng 27", "giảm 3", "không đổi": against the period before."""
    told = [
        words
        for code, noun, measure in COMPARED
        if code in book.numbers and (words := _difference(book, code, noun, measure))
    ]
    return f"So với {_label(facts.previous_label)}: {'; '.join(told)}." if told else ""


def _difference(book: Book, code: str, noun: str, measure: str) -> str:
    number = book.numbers[code]
    if number.previous is None or number.value is None:
        return ""
    if number.value == number.previous:
        return f"{noun} không đổi"
    changed = book.change(f"cmp.{code}", code)
    return f"{noun} {'tăng' if number.value > number.previous else 'giảm'} {changed}{measure}"


def _sections_chart(facts: Facts, book: Book) -> dict[str, Any]:
    rows = []
    for path, (title, _clauses) in ledger.sections(facts).items():
        if f"s.{path}.given" in book.numbers:
            parts = [token(f"s.{path}.{part}") for part in ledger.PARTS]
            rows.append([f"{path}. {title.capitalize() if title.isupper() else title}", *parts])
    return {
        "chart": "states",
        "caption": "Tình hình thực hiện theo từng mục của Kế hoạch (lượt nhiệm vụ)",
        "head": ["Mục của Kế hoạch", *(_short(part) for part in ledger.PARTS)],
        "rows": rows,
    }


SHORT = {
    "done": "Hoàn thành",
    "waiting": "Chờ nghiệm thu",
    "doing": "Đang thực hiện",
    "late": "Chậm",
}


def _short(part: str) -> str:
    return SHORT[part]


def _months_chart(facts: Facts) -> dict[str, Any]:
    rows = [
        [f"{int(month[5:])}/{month[:4]}", token(f"m.{month}.met"), token(f"m.{month}.missed")]
        for month in ledger.months(facts)
    ]
    return {
        "chart": "months",
        "caption": "Nhiệm vụ đến hạn theo tháng: đúng hạn và chậm (lượt nhiệm vụ)",
        "head": ["Tháng đến hạn", "Đúng hạn", "Chậm"],
        "rows": rows,
    }


def _channels_table(book: Book) -> dict[str, Any]:
    rows = [
        [words, *_line(f"k.{channel or 'none'}")]
        for channel, words in ledger.CHANNELS.items()
        if f"k.{channel or 'none'}.given" in book.numbers
    ]
    return {
        "caption": "Kết quả theo ba kênh đối ngoại (lượt nhiệm vụ)",
        "head": ["Kênh", *LINE_HEAD],
        "rows": [*rows, ["Cộng", *_line("all")]],
        "numeric": [1, 2, 3, 4, 5],
        "widths": [34, 12, 14, 14, 12, 14],
    }


LINE_HEAD = ("Đã giao", "Hoàn thành", "Đúng hạn", "Chậm", "Tỷ lệ (%)")


def _line(prefix: str) -> list[str]:
    return [token(f"{prefix}.{part}") for part in ("given", "done", "ontime", "late", "share")]


def units_table(facts: Facts, book: Book) -> Iterator[Piece]:
    """Each unit with what it was given and did: an appendix, for it is long."""
    rows = [[name, *_line(code)] for code, name in ledger.lines(facts)]
    if not rows:
        return
    numbered = [[str(number), *row] for number, row in enumerate(rows, 1)]
    table = {
        "appendix": "Kết quả thực hiện nhiệm vụ của từng đơn vị",
        "caption": "Lượt nhiệm vụ của từng đơn vị",
        "head": ["TT", "Đơn vị", *LINE_HEAD],
        "rows": [*numbered, ["", "Cộng", *_line("all")]],
        "numeric": [2, 3, 4, 5, 6],
        "widths": [6, 40, 11, 12, 11, 9, 11],
    }
    yield Piece("table:units", PassageKind.TABLE, facts=table)
