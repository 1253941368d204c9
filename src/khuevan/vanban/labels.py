"""The numbering habits of headings and items: A, I, 1, 1.1, a, (1), -, + and their kin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from khuevan.vanban.view import pattern


class Style(IntEnum):
    """Numbering styles, from the outermost to the innermost."""

    PART = 0
    CHAPTER = 1
    SECTION = 2
    UPPER = 3
    ROMAN = 4
    ARTICLE = 5
    ARABIC = 6
    DOTTED = 7
    ALPHA = 10
    PAREN = 11
    DATED = 19
    BULLET = 20

    @property
    def numbered(self) -> bool:
        return self < Style.DATED


@dataclass(frozen=True, slots=True)
class Label:
    """``depth`` counts the parts of a dotted number; ``mark`` tells bullets apart."""

    style: Style
    text: str
    width: int
    depth: int = 1
    mark: str = ""

    @property
    def rank(self) -> int:
        """Where the label stands in an outline: a smaller rank encloses a greater one."""
        return self.style + self.depth - 2 if self.style is Style.DOTTED else int(self.style)

    @property
    def ordinal(self) -> int:
        """1 for the first of its kind, and so on; 0 when the label does not count."""
        if self.style in (Style.ARABIC, Style.DOTTED, Style.ARTICLE):
            return int(re.findall(r"\d+", self.text)[-1])
        if self.style is Style.ROMAN:
            return _roman(self.text)
        if self.style is Style.ALPHA:
            return _ALPHABET.find(self.text[0]) + 1
        return 0


_ALPHABET = "abcdđeghiklmnopqrstuvxy"
_DIVISION = pattern(
    r"(?P<word>PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:(?:thứ|THỨ)\s+)?(?P<label>[IVXLC]+|\d{1,2}"
    r"|[A-ZĐ](?![\w])|nhất|hai|ba|tư|bốn|năm|sáu|NHẤT|HAI|BA|TƯ|BỐN|NĂM|SÁU)\b"
    r"(?:\s*[.:)–-]+|\s*$|\s+(?=[A-ZÀ-Ỹ]{2}))\s*",
)
_DIVISION_STYLES = {"phần": Style.PART, "chương": Style.CHAPTER, "mục": Style.SECTION}
_ARTICLE = pattern(r"(?:Điều|ĐIỀU)\s+(\d{1,3})\s*(?:[.:]\s*|$|(?=[A-ZÀ-Ỹ]))")
_ROMAN = pattern(
    r"(?![Vv]/[Vv])([IVX]{1,6}|L?X{0,3}[IVX]{1,4})\s*(?:[./):]\s*|[-–—]\s*(?=\S)|\s(?=[A-ZÀ-Ỹ]{2}))"
)
_UPPER = pattern(r"([A-HKLMNĐ])\s*(?:[./)]\s*(?=[A-ZÀ-Ỹ“\"(]|$)|[-–]\s+)")
_DOTTED = pattern(r"(\d{1,2}(?:\.\d{1,2}){1,4})(?:\s*[./):-]+\s*(?=\D|$)|\s+(?=\D))")
_ARABIC = pattern(
    r"(\d{1,3})(?!\s*/\s*(?:20\d\d/)?[A-ZĐ]{2}[\w-]*)\s*(?:[./)]\s*(?=[^\d\s.]|$)|[.)]\s+(?=\d{1,4}\s*(?:%|[a-zà-ỹA-ZÀ-Ỹ]))|[-–]\s+(?=[A-ZÀ-Ỹ])"
    r"|,\s+(?=[A-ZÀ-Ỹ]))"
)
_ALPHA = pattern(r"([a-zđ]\d?)\s*(?:[)/]\s*|\.\s*(?=[A-ZÀ-Ỹ“\"]))")
_PAREN = pattern(r"\((\d{1,2}|[a-zđ]|[ivx]{1,4})\)\s*[.:]?\s*")
_DATED = pattern(
    r"(?:[-+•●▪◦○■□►➢✓*·\ue000-\uf8ff]\s*)?(?:ngày\s+)?"
    r"(\d{1,2}/\d{1,2}(?:/\d{4})?(?:\s*(?:-|–|đến)\s*\d{1,2}/\d{1,2}(?:/\d{4})?)?)\s*:\s*",
    re.IGNORECASE,
)
_DASH = pattern(r"[„_\s]*[-–—−‑]\s*(?=[^\s\d-]|\d)")
_PLUS = pattern(r"\+\s*(?=\S)")
_MARK = pattern(r"([•●▪◦○■□►➢➤✓✔★❖◆♦*·\ue000-\uf8ff])\s*(?=\S)|(o)\s{2,}(?=\S)|(o)\s+(?=[A-ZÀ-Ỹ])")
# OCR reads "III" as "HI" or "IH": only before a heading in capitals.
_MANGLED = pattern(r"([IHVXl1]{1,5})\s*[./-]\s*(?=[A-ZÀ-Ỹ]{2,}[A-ZÀ-Ỹ\s,]{6})")
_MENDED = str.maketrans({"H": "II", "l": "I", "1": "I"})
_NUMERALS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def read_label(text: str) -> Label | None:
    """The label with which a line begins, if it begins with one."""
    first = text[:1]
    if first.isdigit():
        return _dated(text) or _dotted(text) or _plain(_ARABIC, Style.ARABIC, text)
    if first == "(":
        return _plain(_PAREN, Style.PAREN, text)
    if first.isalpha():
        return _worded(text)
    return _bullet(text)


def _worded(text: str) -> Label | None:
    if match := _DIVISION.match(text):
        style = _DIVISION_STYLES[match["word"].lower()]
        return Label(style, match["label"], match.end())
    if match := _ARTICLE.match(text):
        return Label(Style.ARTICLE, f"Điều {match[1]}", match.end())
    if (match := _ROMAN.match(text)) and _roman(match[1]):
        return Label(Style.ROMAN, match[1], match.end())
    if (match := _MANGLED.match(text)) and _roman(mended := match[1].translate(_MENDED)):
        return Label(Style.ROMAN, mended, match.end())
    return (
        _plain(_UPPER, Style.UPPER, text)
        or _plain(_ALPHA, Style.ALPHA, text)
        or _dated(text)
        or _bullet(text)
    )


def _plain(pattern: re.Pattern[str], style: Style, text: str) -> Label | None:
    match = pattern.match(text)
    return Label(style, match[1], match.end()) if match else None


def _dotted(text: str) -> Label | None:
    match = _DOTTED.match(text)
    if not match:
        return None
    parts = [str(int(part)) for part in match[1].split(".")]
    return Label(Style.DOTTED, ".".join(parts), match.end(), depth=len(parts))


def _dated(text: str) -> Label | None:
    match = _DATED.match(text)
    return Label(Style.DATED, match[1], match.end()) if match else None


def _bullet(text: str) -> Label | None:
    if dated := _dated(text):
        return dated
    if match := _DASH.match(text):
        return Label(Style.BULLET, "-", match.end(), mark="-")
    if match := _PLUS.match(text):
        return Label(Style.BULLET, "+", match.end(), mark="+")
    if match := _MARK.match(text):
        mark = next(group for group in match.groups() if group)
        return Label(Style.BULLET, mark, match.end(), mark=mark)
    return None


def _roman(text: str) -> int:
    """The value of a well-formed numeral below 90, else 0."""
    if not set(text) <= set(_NUMERALS):
        return 0
    total = 0
    for letter, following in zip(text, [*text[1:], ""], strict=True):
        value = _NUMERALS[letter]
        total += -value if _NUMERALS.get(following, 0) > value else value
    return total if _numeral(total) == text else 0


def _numeral(value: int) -> str:
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return tens[value // 10] + ones[value % 10] if 0 < value < 90 else ""
