"""Numbers, symbols and dates as administrative documents print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_WORD = r"[A-ZĐƯƠÂÊÔĂ][\wĐđ.&]*"
# OCR reads an S as a paragraph sign now and then.
_JOIN = r"(?:[-/–]\s?(?:[-–]\s?)?§?(?=[\wĐ])|(?<=[-/–])(?=[A-ZĐ]))"
NUMBER = rf"\d{{1,6}}[A-Za-z]?\s*(?:/\s*\d{{4}}\s*)?[-/–]\s*{_WORD}(?:{_JOIN}[\wĐđ.&]+)*"
_NUMBER = re.compile(NUMBER)
_BLANK_NUMBER = re.compile(rf"[\s.…_]*[-/–]\s*({_WORD}(?:{_JOIN}[\wĐđ.&]+)*)")
_UNREADABLE = re.compile(rf"\S{{1,8}}\s*/\s?({_WORD}(?:{_JOIN}[\wĐđ.&]+)*)")
LABEL = re.compile(r"s[oôốồóỏổỗ]\s*[:.;]?\s*(?=[\d/\-–….\s{}()\[\]|]|$)", re.IGNORECASE)
DATE = r"(?:ngày\s*)?(\d{1,2})\s*(?:[/.\-]|tháng)\s*(\d{1,2})\s*(?:[/.\-]|,?\s*năm)\s*(\d{4})(?!\d)"
_DATE = re.compile(DATE)
ISSUED = re.compile(
    r"(?:^|(?<=[\s,]))ng[àa]y(?P<day>[^,;]{0,12}?)th[áa]ng(?P<month>[^,;]{0,12}?)n[ăa]m\s*(?P<year>\d{4})?"
)


@dataclass(frozen=True, slots=True)
class Number:
    """``number`` is None when the figure before the symbol is left blank."""

    number: str | None
    symbol: str | None


def read_number(text: str) -> Number | None:
    """What stands after "Số:" in a letterhead."""
    if match := _NUMBER.match(text.strip()):
        number = tidy(match[0])
        return Number(number, re.sub(r"^\w+[-/](?:\d{4}/)?", "", number))
    if match := _BLANK_NUMBER.match(text) or _UNREADABLE.match(text):
        return Number(None, tidy(match[1]))
    return None


def tidy(number: str) -> str:
    return re.sub(r"[\s§]", "", number).replace("–", "-").replace("--", "-").rstrip(".-/")


def read_date(key: str) -> date | None:
    match = _DATE.search(key)
    return make_date(match[3], match[2], match[1]) if match else None


def make_date(year: str, month: str, day: str) -> date | None:
    """None when the figures are no day of the calendar."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def issued_on(match: re.Match[str]) -> date | None:
    """The date of a letterhead; None while its day, month or year is blank or unreadable."""
    day, month, year = match["day"].strip(), match["month"].strip(), match["year"]
    if not (year and day.isdecimal() and month.isdecimal()):
        return None
    return make_date(year, month, day)
