"""Working days of the office: the national calendar, overridden by the office's own table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

from khuevan.kit.models.days import DayRule

_DAY = timedelta(days=1)


@lru_cache(maxsize=1)
def _national() -> holidays.HolidayBase:
    """Weekends, holidays, days in lieu and swapped Saturdays of Viet Nam; years load as asked."""
    return holidays.country_holidays("VN")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Answers about days without a query. `rules` says of a day: does the office work?"""

    rules: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        ruled = self.rules.get(day)
        return bool(_national().is_working_day(day)) if ruled is None else ruled

    def next_working(self, day: date) -> date:
        """`day` itself when the office works, else the next day that it does."""
        while not self.is_working(day):
            day += _DAY
        return day

    def previous_working(self, day: date) -> date:
        """`day` itself when the office works, else the last working day before it."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def add(self, day: date, count: int) -> date:
        """The working day `count` working days after `day`, or before it when negative.

        `day` itself is not counted; with 0 it is moved on to a working day.
        """
        if count == 0:
            return self.next_working(day)
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def rung(
        self, due: date, told: date, today: date, before: Iterable[int], after: Iterable[int]
    ) -> str:
        """The rung of a reminder's ladder on which something due stands today: "T-2", "late-1" or "".

        ``before`` and ``after``: working days before and after ``due``, rising. A missed morning is
        caught up the next; what was ``told`` after a rung's day had passed does not stand on it.
        """
        if due < today:
            late = self.between(due, today)
            reached = [rung for rung in after if rung <= late]
            return f"late-{reached[-1]}" if reached and told < today else ""
        left = self.between(today, due)
        rung = next((one for one in before if one >= left), None)
        return "" if rung is None or told >= self.add(due, -rung) else f"T-{rung}"

    def between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`; negative when `last` is earlier.

        So `between(day, add(day, n)) == n` for every n except 0 on a day off.
        """
        if last < first:
            return -sum(self.is_working(last + _DAY * n) for n in range((first - last).days))
        return sum(self.is_working(first + _DAY * n) for n in range(1, (last - first).days + 1))

    def last_of_month(self, day: date) -> date:
        """The last working day of the month in which `day` lies."""
        month_end = (day.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY
        return self.previous_working(month_end)


class _Loaded:
    """The calendar of one request or job, read when first asked for."""

    calendar: Calendar | None = None


_loaded: ContextVar[_Loaded | None] = ContextVar("workdays", default=None)


@contextmanager
def loaded() -> Iterator[None]:
    """Within this block the office's table is read once at most, however many days are asked."""
    token = _loaded.set(_Loaded())
    try:
        yield
    finally:
        _loaded.reset(token)


def calendar() -> Calendar:
    """The office's calendar of now: one query, or none inside `loaded()` after the first."""
    holder = _loaded.get()
    if holder is None:
        return Calendar(DayRule.objects.as_rules())
    if holder.calendar is None:
        holder.calendar = Calendar(DayRule.objects.as_rules())
    return holder.calendar


def is_working(day: date) -> bool:
    return calendar().is_working(day)


def next_working(day: date) -> date:
    return calendar().next_working(day)


def add_working_days(day: date, count: int) -> date:
    return calendar().add(day, count)


def working_days_between(first: date, last: date) -> int:
    return calendar().between(first, last)
