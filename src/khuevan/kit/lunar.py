"""The Vietnamese lunar calendar (UTC+7) and dates that come again: solar, lunar, working-day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar

FIRST_YEAR, LAST_YEAR = 1900, 2100
_LUNAR = re.compile(r"(\d{1,2})/(\d{1,2})(?: lunar)?")


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar year, such as 5/1: the fifth of the first month (never a leap month)."""

    day: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.day <= 30 and 1 <= self.month <= 12):
            raise ValueError(f"no such lunar day: {self.day}/{self.month}")

    @classmethod
    def parse(cls, text: str) -> LunarDay:
        match = _LUNAR.fullmatch(text.strip())
        if not match:
            raise ValueError(f"a lunar day is written like '5/1 lunar', not {text!r}")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.day}/{self.month} lunar"

    def in_year(self, year: int) -> date:
        """The solar date in lunar `year`; in a month of 29 days, the 30th falls on the 29th.

        Families and temples keep the last day of a short month, as with the last day of the year.
        """
        found = to_solar(self.day, self.month, year)
        return found if to_lunar(found).day == self.day else found - timedelta(days=1)


def to_lunar(day: date) -> LunarDate:
    """The lunar date (day, month, year, leap) of a solar date between 1900 and 2100."""
    return solar_to_lunar(day)


def to_solar(day: int, month: int, year: int, *, leap: bool = False) -> date:
    """The solar date of a lunar one; ValueError when that year has no such leap month."""
    if leap and not has_leap_month(year, month):
        raise ValueError(f"the lunar year {year} has no leap month {month}")
    return lunar_to_solar(LunarDate(day, month, year, leap))


def has_leap_month(year: int, month: int) -> bool:
    """Does lunar `year` repeat `month`? Asked of the calendar itself: the day after month's end."""
    after = to_lunar(lunar_to_solar(LunarDate(1, month, year)) + timedelta(days=30))
    return after.leap and after.month == month


def tet(year: int) -> date:
    """The first day of the lunar year."""
    return to_solar(1, 1, year)


def next_occurrence(lunar: str | LunarDay, after: date) -> date:
    """The first solar date on or after `after` of this lunar day ("5/1 lunar" or a LunarDay)."""
    wanted = LunarDay.parse(lunar) if isinstance(lunar, str) else lunar
    return next(occurrences(wanted, after))


def occurrences(lunar: LunarDay, start: date) -> Iterator[date]:
    """Each solar date of this lunar day from `start` on, until the tables end (2100)."""
    for year in range(max(start.year - 1, FIRST_YEAR), LAST_YEAR):
        day = lunar.in_year(year)
        if day >= start:
            yield day
