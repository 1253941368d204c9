"""Numbering of parts, sections, clauses and points (appendix I, II.6.đ), and of appendices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.subject import Passage, Subject
from khuevan.vanban.document import PartKind, Span
from khuevan.vanban.letterhead import capitals

_A = "Phụ lục I, Phần I, mục II.6.đ Nghị định 30/2020/NĐ-CP"
_ALPHABET = "abcdđeghiklmnopqrstuvxy"
_LABELLED = (
    PartKind.HEADING,
    PartKind.CLAUSE,
    PartKind.PARAGRAPH,
    PartKind.LEAD_IN,
    PartKind.CLOSING,
)
_LABEL = re.compile(
    r"(?P<roman>[IVXLC]{1,6})(?P<rd>[.)/\-]|\s*[-–.])(?=\s)"
    r"|(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})(?P<nd>\.|\)|/|\.?-)?(?=\s)"
    r"|(?P<point>[a-zđ])(?P<pd>[).])(?=\s)"
    r"|(?P<article>Điều)\s+(?P<an>\d{1,3})\b"
)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Label:
    """The number at the beginning of a paragraph."""

    kind: str
    text: str
    mark: str
    passage: Passage
    end: int

    @property
    def span(self) -> Span:
        return Span(self.passage.start, self.end)


@lru_cache(maxsize=1)
def labels(subject: Subject) -> tuple[Label, ...]:
    found = []
    for passage in subject.of(*_LABELLED):
        match = _LABEL.match(passage.text)
        if match is None:
            continue
        kind = next(name for name in ("roman", "number", "point", "article") if match[name])
        text = match["an"] if kind == "article" else match[kind]
        mark = {"roman": "rd", "number": "nd", "point": "pd"}.get(kind)
        found.append(
            Label(
                kind,
                text,
                (match[mark] or "").strip() if mark else "",
                passage,
                passage.start + match.end(),
            )
        )
    return tuple(found)


def roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    return sum(-v if v < w else v for v, w in zip(values, [*values[1:], 0], strict=True))


def _is_roman(label: Label) -> bool:
    return label.kind == "roman" and label.text not in ("C", "L")


def _stands(subject: Subject, number: str, since: Label, label: Label) -> bool:
    """Whether a line between the two begins with that number after all."""
    begins = re.compile(rf"(?m)^[\s|*#(]*{re.escape(number)}\s*[.)/\-]")
    return bool(begins.search(subject.text, since.end, label.passage.start))


@rule(
    "G351",
    ("Số La Mã của mục không liên tục", "Roman numbers of sections with a gap"),
    _A,
    party=True,
    reads=Reads.LETTERS,
    says=("Sau mục {before} là mục {words}.", "Section {before} is followed by section {words}."),
    mend=("Đánh lại: {right}.", "Renumber it {right}."),
    example=Example("III. TỔ CHỨC", "IV. TỔ CHỨC"),
)
def _roman_gap(subject: Subject) -> Iterator[Hit]:
    before: Label | None = None
    for label in labels(subject):
        if not _is_roman(label):
            continue
        last, now = roman(before.text) if before else 0, roman(label.text)
        right = to_roman(last + 1)
        wrong = now == last or now > last + 1
        if before and wrong and not _stands(subject, right, before, label):
            yield Hit(
                Span(label.passage.start, label.passage.start + len(label.text)),
                said={"before": before.text, "right": right},
            )
        before = label


def to_roman(number: int) -> str:
    pairs = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    found = ""
    for value, letters in pairs:
        while number >= value:
            found, number = found + letters, number - value
    return found


def _whole_numbers(subject: Subject) -> Iterator[tuple[Label | None, Label]]:
    """Numbered paragraphs "1.", "2." with the one before them under the same section."""
    before: Label | None = None
    for label in labels(subject):
        if label.kind in ("roman", "article"):
            before = None
        elif label.kind == "number" and "." not in label.text and label.mark in (".", ")", "/"):
            yield before, label
            before = label


@rule(
    "G352",
    ("Số thứ tự khoản không liên tục", "Numbers of clauses with a gap"),
    _A,
    party=True,
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    says=("Sau khoản {before} là khoản {words}.", "Clause {before} is followed by clause {words}."),
    mend=("Kiểm tra, đánh lại số thứ tự: {right}.", "Look, and renumber it {right}."),
    example=Example("2. Giao lưu với tác giả", "3. Giao lưu với tác giả"),
)
def _clause_gap(subject: Subject) -> Iterator[Hit]:
    for before, label in _whole_numbers(subject):
        last, now = (int(before.text) if before else 0), int(label.text)
        wrong = now == last or 1 < now - last < 4
        if before and wrong and not _stands(subject, str(last + 1), before, label):
            yield Hit(
                Span(label.passage.start, label.passage.start + len(label.text)),
                said={"before": before.text, "right": last + 1},
            )


@rule(
    "G353",
    ("Điểm không theo bảng chữ cái tiếng Việt", "Points not in the Vietnamese alphabet"),
    _A,
    reads=Reads.LETTERS,
    party=True,
    says=(
        "Sau điểm {before}) phải là điểm {right}), không phải {words}).",
        "Point {before}) is followed by {right}), not {words}).",
    ),
    mend=("Đánh thứ tự a, b, c, d, đ, e, g, h, i…", "Count a, b, c, d, đ, e, g, h, i…"),
    example=Example("đ) Chọn sách điện tử.\ne) Chọn", "e) Chọn sách điện tử.\nf) Chọn"),
    why=(
        "Bảng chữ cái tiếng Việt có “đ”, không có “f”, “j”, “w”, “z”.",
        "The Vietnamese alphabet has “đ” and lacks “f”, “j”, “w”, “z”.",
    ),
)
def _points(subject: Subject) -> Iterator[Hit]:
    before = ""
    for label in labels(subject):
        if label.kind != "point":
            before = "" if label.kind != "number" or "." not in label.text else before
            continue
        now = label.text
        if now != "a" and before and now != before:
            at = _ALPHABET.find(before)
            right = _ALPHABET[at + 1] if 0 <= at < len(_ALPHABET) - 1 else "?"
            if now != right:
                yield Hit(
                    Span(label.passage.start, label.passage.start + 1),
                    said={"before": before, "right": right},
                )
        before = now


@rule(
    "G354",
    ("Số thứ tự điều không liên tục", "Numbers of articles with a gap"),
    _A,
    says=(
        "Sau Điều {before} là Điều {number}.",
        "Article {before} is followed by article {number}.",
    ),
    mend=("Kiểm tra, đánh lại: Điều {right}.", "Look, and renumber it Điều {right}."),
    example=Example("Điều 3. Quyết định này", "Điều 4. Quyết định này", base="decision"),
)
def _article_gap(subject: Subject) -> Iterator[Hit]:
    before = 0
    for label in labels(subject):
        if label.kind != "article" or not re.match(r"Điều\s+\d+\s*[.:]", label.passage.text):
            continue
        now = int(label.text)
        if before and now not in (1, before + 1):
            yield Hit(label.span, said={"before": before, "number": now, "right": before + 1})
        before = now


@rule(
    "G355",
    (
        "Số nhiều cấp không khớp số cấp trên",
        "A number of several levels that does not fit its parent",
    ),
    _A,
    party=True,
    reads=Reads.LETTERS,
    severity=Severity.WARNING,
    says=("“{words}” nằm dưới khoản {parent}.", "“{words}” stands under clause {parent}."),
    mend=(
        "Đánh lại theo khoản {parent}: “{parent}.…”.",
        "Renumber it after {parent}: “{parent}.…”.",
    ),
    example=Example("2. Giao lưu với tác giả\n", "2. Giao lưu với tác giả\n1.1. Thời gian\n"),
)
def _parents(subject: Subject) -> Iterator[Hit]:
    parent: Label | None = None
    chain = ""
    for label in labels(subject):
        if label.kind in ("roman", "article"):
            parent = None
        elif label.kind == "number" and _follows(chain, label.text):
            chain = label.text  # a list within stood between
        elif label.kind == "number" and "." not in label.text:
            parent = label
        elif label.kind == "number" and parent and label.mark in (".", ""):
            first, chain = label.text.split(".")[0], label.text
            if first == parent.text or int(first) >= 40:
                continue
            if not _stands(subject, first, parent, label):
                yield Hit(label.span, said={"parent": parent.text})


def _follows(before: str, text: str) -> bool:
    *stem, last = before.split(".")
    return bool(stem) and text == ".".join([*stem, str(int(last) + 1)])


@rule(
    "G356",
    ("Tiêu đề mục không in hoa", "A section's heading not in capitals"),
    "Phụ lục I, Phần I, mục V, số 6.b Nghị định 30/2020/NĐ-CP",
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    says=("Tiêu đề mục phải in hoa: “{words}”.", "The heading must stand in capitals: “{words}”."),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example("II. NỘI DUNG\n", "II. Nội dung\n"),
)
def _capital(subject: Subject) -> Iterator[Hit]:
    for label in labels(subject):
        if _is_roman(label) and label.passage.kind is PartKind.HEADING:
            printed = label.passage.text[label.end - label.passage.start :]
            if printed.startswith("   "):
                continue  # the row of a table
            heading = printed.strip()
            bare = re.sub(r"\([^)]*\)", "", heading)
            if bare.strip() and not capitals(bare) and "\n" not in heading and len(heading) < 90:
                start = label.passage.end - len(heading)
                yield Hit(
                    Span(start, label.passage.end),
                    fix=heading.upper(),
                    said={"right": heading.upper()},
                )


@rule(
    "G357",
    ("Điểm dùng dấu chấm thay dấu đóng ngoặc", "A point with a full stop for its bracket"),
    _A,
    reads=Reads.LETTERS,
    says=(
        "Điểm viết “{words}”, phải là “{right}”.",
        "The point reads “{words}”, it must be “{right}”.",
    ),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example("a) Chọn sách cho thiếu nhi", "a. Chọn sách cho thiếu nhi"),
)
def _dotted(subject: Subject) -> Iterator[Hit]:
    for label in labels(subject):
        if label.kind == "point" and label.mark == ".":
            right = f"{label.text})"
            yield Hit(Span(label.end - 2, label.end), fix=right, said={"right": right})


@rule(
    "G358",
    ("Khoản dùng “1)” hoặc “1/” thay “1.”", "A clause numbered “1)” or “1/”"),
    _A,
    reads=Reads.LETTERS,
    says=(
        "Khoản viết “{words}”, phải là “{right}”.",
        "The clause reads “{words}”, it must be “{right}”.",
    ),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example("1. Trưng bày sách", "1/ Trưng bày sách"),
)
def _slashed(subject: Subject) -> Iterator[Hit]:
    for label in labels(subject):
        if label.kind == "number" and "." not in label.text and label.mark in ("/", ")", ".-"):
            right = f"{label.text}."
            yield Hit(label.span, fix=right, said={"right": right})


@rule(
    "G359",
    ("Mục dùng “I-”, “I/” thay “I.”", "A section numbered “I-” or “I/”"),
    _A,
    reads=Reads.LETTERS,
    says=(
        "Mục viết “{words}”, phải là “{right}”.",
        "The section reads “{words}”, it must be “{right}”.",
    ),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example("II. NỘI DUNG", "II- NỘI DUNG"),
)
def _roman_mark(subject: Subject) -> Iterator[Hit]:
    for label in labels(subject):
        if _is_roman(label) and label.mark in ("-", "–", "/", ")"):
            right = f"{label.text}."
            yield Hit(label.span, fix=right, said={"right": right})
