"""When, in the words of a plan: read only when the words leave no doubt, else asked."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from khuevan.kit.vietnamese import nfc


@dataclass(frozen=True, slots=True)
class Window:
    """From ``starts`` (None: from now) to ``due``, both included."""

    starts: date | None
    due: date


_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?:\s*(?:/|năm|-|,)?\s*(?P<year>(?:19|20)\d\d))"
_DAY = r"(?:ngày\s*)?(?P<day>\d{1,2})\s*(?:[/.-]|tháng)\s*(?P<month>\d{1,2})"
_DAY_2 = _DAY.replace("?P<day>", "?P<day2>").replace("?P<month>", "?P<month2>")
_WITHIN = r"(?:(?:thời\s+(?:gian|hạn)|hạn|hoàn\s+thành|thực\s+hiện|xong|dự\s+kiến|trong)\s*:?\s*)*"
_BY = r"(?:chậm\s+nhất(?:\s+là)?|trước|đến(?:\s+hết)?|hết|vào|trong)?\s*"
_TO = r"\s*(?:đến(?:\s+hết)?|[-–])\s*"
_YEAR_1 = _YEAR.replace("?P<year>", "?P<first_year>")
_MONTH = r"tháng\s*(?P<month>\d{1,2})"
_QUARTER = r"quý\s*(?P<quarter>iv|i{1,3}|[1-4])"
_AND_QUARTER = r"\s*(?:đến|[-–,]|và)\s*(?:quý\s*)?(?P<quarter2>iv|i{1,3}|[1-4])"
_END_OF = r"(?:đến\s+hết|chậm\s+nhất(?:\s+là)?(?:\s+hết)?|hết)\s+"
_HALF = r"(?:6|sáu|06)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s*(?P<year>20\d\d))?"
_FORMS = {
    "days": rf"{_WITHIN}(?:từ\s+)?{_DAY}{_YEAR_1}?{_TO}{_DAY_2}{_YEAR}?",
    "day": rf"{_WITHIN}{_BY}{_DAY}{_YEAR}?",
    "months": rf"{_WITHIN}(?:từ\s+)?{_MONTH}{_TO}(?:tháng\s*)?(?P<month2>\d{{1,2}}){_YEAR}?",
    "before_month": rf"{_WITHIN}trước\s+{_MONTH}{_YEAR}?",
    "until_month": rf"{_WITHIN}{_END_OF}{_MONTH}{_YEAR}?",
    "month": rf"{_WITHIN}{_MONTH}{_YEAR}?",
    "quarters": rf"{_WITHIN}(?:từ\s+)?{_QUARTER}{_AND_QUARTER}{_YEAR}?",
    "quarter": rf"{_WITHIN}{_QUARTER}{_YEAR}?",
    "half": rf"{_WITHIN}{_HALF}",
    "year": rf"{_WITHIN}(?:cả\s+|đến\s+hết\s+|hết\s+)?năm\s*(?P<year>20\d\d)",
}
_PATTERNS = {name: re.compile(rf"\W*{form}\W*", re.IGNORECASE) for name, form in _FORMS.items()}


def window(words: str, *, year: int | None = None, written: date | None = None) -> Window | None:
    """The days that the words mean, or None when a person has to say.

    ``year`` is the plan's, for words without one; a day of that year before the plan was
    ``written`` could mean the next year, so it is not certain.
    """
    text = " ".join(nfc(words).split())
    for name, pattern in _PATTERNS.items():
        match = pattern.fullmatch(text)
        if match:
            return _certain(name, match.groupdict(), year, written)
    return None


def _certain(
    name: str, found: dict[str, str | None], year: int | None, written: date | None
) -> Window | None:
    printed = found.get("year")
    its_year = int(printed) if printed else year
    if its_year is None:
        return None
    try:
        read = _READERS[name](found, its_year)
    except ValueError:
        return None
    is_past = not printed and written is not None and read.due < written
    return None if is_past or (read.starts and read.starts > read.due) else read


def _days(found: dict[str, str | None], year: int) -> Window:
    first = date(int(found["first_year"] or year), int(found["month"] or 0), int(found["day"] or 0))
    return Window(first, date(year, int(found["month2"] or 0), int(found["day2"] or 0)))


def _day(found: dict[str, str | None], year: int) -> Window:
    return Window(None, date(year, int(found["month"] or 0), int(found["day"] or 0)))


def _months(found: dict[str, str | None], year: int) -> Window:
    return Window(date(year, int(found["month"] or 0), 1), _end(year, int(found["month2"] or 0)))


def _before_month(found: dict[str, str | None], year: int) -> Window:
    month = int(found["month"] or 0)
    return Window(None, _end(year - 1, 12) if month == 1 else _end(year, month - 1))


def _until_month(found: dict[str, str | None], year: int) -> Window:
    return Window(None, _end(year, int(found["month"] or 0)))


def _month(found: dict[str, str | None], year: int) -> Window:
    month = int(found["month"] or 0)
    return Window(date(year, month, 1), _end(year, month))


def _quarters(found: dict[str, str | None], year: int) -> Window:
    first = _QUARTERS[(found["quarter"] or "").lower()]
    last = _QUARTERS[(found.get("quarter2") or found["quarter"] or "").lower()]
    return Window(date(year, 3 * first - 2, 1), _end(year, 3 * last))


def _half(found: dict[str, str | None], year: int) -> Window:
    if (found["half"] or "").lower() == "đầu":
        return Window(date(year, 1, 1), date(year, 6, 30))
    return Window(date(year, 7, 1), date(year, 12, 31))


def _year(found: dict[str, str | None], year: int) -> Window:
    return Window(date(year, 1, 1), date(year, 12, 31))


_READERS = {
    "days": _days, "day": _day, "months": _months, "before_month": _before_month,
    "until_month": _until_month, "month": _month, "quarters": _quarters, "quarter": _quarters,
    "half": _half, "year": _year,
}  # fmt: skip


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
