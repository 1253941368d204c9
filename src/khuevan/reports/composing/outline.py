"""The outline of a report type, line by line, and what each heading is filled with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from khuevan.kit.vietnamese import fold


class Part(StrEnum):
    """What the machine can write under a heading; OFFICE: the officer's own words."""

    GENERAL = "general"
    CLAUSES = "clauses"
    TEACHING = "teaching"
    ANSWERS = "answers"
    PILOTS = "pilots"
    DIFFICULTIES = "difficulties"
    PROPOSALS = "proposals"
    COMING = "coming"
    OFFICE = "office"


TITLES = {
    Part.GENERAL: "KẾT QUẢ CHUNG",
    Part.CLAUSES: "KẾT QUẢ THỰC HIỆN CÁC NỘI DUNG CỦA KẾ HOẠCH",
    Part.TEACHING: "BỒI DƯỠNG, TẬP HUẤN VÀ KINH PHÍ",
    Part.ANSWERS: "SỐ LIỆU DO CÁC ĐƠN VỊ BÁO CÁO",
    Part.PILOTS: "CHƯƠNG TRÌNH THÍ ĐIỂM",
    Part.DIFFICULTIES: "KHÓ KHĂN, VƯỚNG MẮC",
    Part.PROPOSALS: "ĐỀ XUẤT, KIẾN NGHỊ",
    Part.COMING: "PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ TỚI",
}
# The first words found decide; a heading may ask for two parts, those of ``_ASKS_ALONE`` stand alone.
_ASKS = (
    (Part.PILOTS, re.compile(r"thi diem")),
    (Part.DIFFICULTIES, re.compile(r"kho khan|vuong mac|ton tai|han che")),
    (Part.PROPOSALS, re.compile(r"de xuat|kien nghi")),
    (Part.COMING, re.compile(r"phuong huong|trong tam|(?:ky|quy|thang|nam|thoi gian) toi\b")),
    (Part.ANSWERS, re.compile(r"so lieu|chi tieu|don vi bao cao|bang tong hop|tong hop tra loi")),
)
_ASKS_ALONE = (
    (Part.CLAUSES, re.compile(r"noi dung|ket qua thuc hien|trien khai|tung nhiem vu")),
    (Part.TEACHING, re.compile(r"boi duong|tap huan|cac lop|kinh phi")),
    (Part.GENERAL, re.compile(r"chung|tinh hinh|tong quan|khai quat|ket qua|danh gia")),
)
_NUMBER = re.compile(r"^\s*(?:[IVXLC]+|\d+|[a-zđA-ZĐ])\s*[.)]\s*|^\s*[-+•]\s*")
_LOWER_LEVEL = re.compile(r"^\s*(?:\d+|[a-zđ])\s*[.)]|^\s*[-+•]")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True, slots=True)
class Line:
    """A heading of the report with its number, and the parts that stand under it."""

    label: str
    title: str
    level: int
    parts: tuple[Part, ...]


def lines(outline: str, needed: tuple[Part, ...]) -> list[Line]:
    """The headings in order. What is ``needed`` and asked for nowhere comes at its usual place."""
    asked: list[tuple[str, int, tuple[Part, ...]]] = []
    used: set[Part] = set()
    for written in filter(str.strip, outline.splitlines()):
        title = _NUMBER.sub("", written).strip().rstrip(".:;")
        level = 2 if asked and _LOWER_LEVEL.match(written) else 1
        parts = tuple(part for part in _parts(title) if part not in used)
        used.update(parts)
        asked.append((title if level > 1 else title.upper(), level, parts))
    for part in (part for part in TITLES if part in needed and part not in used):
        asked.insert(_place(part, asked), (TITLES[part], 1, (part,)))
    return _numbered(asked)


def _parts(title: str) -> list[Part]:
    folded = fold(title)
    found = [part for part, words in _ASKS if words.search(folded)]
    if found:
        return found
    return [next((part for part, words in _ASKS_ALONE if words.search(folded)), Part.OFFICE)]


def _place(part: Part, asked: list[tuple[str, int, tuple[Part, ...]]]) -> int:
    """Before the first heading of a part that usually comes later."""
    usual = list(TITLES)
    later = set(usual[usual.index(part) + 1 :])
    places = (
        at for at, (_title, level, parts) in enumerate(asked) if later & set(parts) and level == 1
    )
    return next(places, len(asked))


def _numbered(asked: list[tuple[str, int, tuple[Part, ...]]]) -> list[Line]:
    found, first, second = [], 0, 0
    for title, level, parts in asked:
        first, second = (first + 1, 0) if level == 1 else (first, second + 1)
        label = _ROMAN[first - 1] if level == 1 and first <= len(_ROMAN) else str(second or first)
        found.append(Line(f"{label}.", title, level, parts or (Part.OFFICE,)))
    return found
