"""Dates that come again: each month, each quarter, each lunar year, so many working days before."""

from __future__ import annotations

import calendar as gregorian
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khuevan.kit import lunar, workdays
from khuevan.kit.lunar import LunarDay
from khuevan.kit.workdays import Calendar


class Every(TextChoices):
    NONE = "none", gettext_lazy("Once")
    DAILY = "daily", gettext_lazy("Every day")
    WEEKLY = "weekly", gettext_lazy("Every week")
    MONTHLY = "monthly", gettext_lazy("Every month")
    QUARTERLY = "quarterly", gettext_lazy("Every quarter")
    YEARLY = "yearly", gettext_lazy("Every year")
    LUNAR = "lunar", gettext_lazy("Every lunar year")


_DAYS = {Every.DAILY: 1, Every.WEEKLY: 7}
_MONTHS = {Every.MONTHLY: 1, Every.QUARTERLY: 3, Every.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How a date comes again. `str()` gives what a column keeps; `parse()` reads it back.

    last_working_day: of the month in which the date falls. before: so many working days earlier.
    next_working: a date on a day off moves on, as the Civil Code (article 148) has it for terms.
    """

    every: Every = Every.NONE
    on: LunarDay | None = None
    last_working_day: bool = False
    before: int = 0
    next_working: bool = False

    def __post_init__(self) -> None:
        if (self.every == Every.LUNAR) != (self.on is not None):
            raise ValueError("a lunar recurrence, and no other, names its lunar day")
        if self.before < 0:
            raise ValueError("the number of working days before cannot be negative")

    @classmethod
    def parse(cls, text: str) -> Recurrence:
        """Read "monthly last-working-day", "lunar=5/1 before=10"...; ValueError for others."""
        every, on, last, before, moves = Every.NONE, None, False, 0, False
        for word in text.split():
            name, _equals, value = word.partition("=")
            if name == "lunar":
                every, on = Every.LUNAR, LunarDay.parse(value)
            elif name == "before":
                before = int(value)
            elif word == "last-working-day":
                last = True
            elif word == "next-working":
                moves = True
            else:
                every = Every(word)
        return cls(every, on, last, before, moves)

    def __str__(self) -> str:
        words = [f"lunar={self.on.day}/{self.on.month}" if self.on else str(self.every.value)]
        words += ["last-working-day"] * self.last_working_day
        words += [f"before={self.before}"] * bool(self.before)
        words += ["next-working"] * self.next_working
        return " ".join(words)

    @property
    def label(self) -> str:
        """In words, for people."""
        parts = [str(self.every.label)]
        if self.on:
            parts.append(_("on %(day)d/%(month)d of the lunar calendar")
                         % {"day": self.on.day, "month": self.on.month})  # fmt: skip
        if self.last_working_day:
            parts.append(_("on the last working day of the month"))
        if self.before:
            parts.append(ngettext("%(count)d working day before", "%(count)d working days before",
                                  self.before) % {"count": self.before})  # fmt: skip
        return ", ".join(parts)

    def occurrences(self, start: date, until: date, days: Calendar | None = None) -> Iterator[date]:
        """Every date from `start` (the first, or where counting begins) up to `until`, in order.

        `start` and `until` bound the plain dates; moving to working days comes after.
        """
        days = days or workdays.calendar()
        for day in itertools.takewhile(lambda day: day <= until, self._plain(start)):
            yield self._moved(day, days)

    def _plain(self, start: date) -> Iterator[date]:
        if self.on:
            return lunar.occurrences(self.on, start)
        if self.every in _MONTHS:
            return _months_from(start, _MONTHS[self.every])
        if self.every in _DAYS:
            return _days_from(start, _DAYS[self.every])
        return iter([start])

    def _moved(self, day: date, days: Calendar) -> date:
        if self.last_working_day:
            day = days.last_of_month(day)
        if self.before:
            return days.add(day, -self.before)
        return days.next_working(day) if self.next_working else day


def _days_from(start: date, step: int) -> Iterator[date]:
    while True:
        yield start
        start += timedelta(days=step)


def _months_from(start: date, step: int) -> Iterator[date]:
    """The same day each time; the 31st falls on the last day of a shorter month."""
    for months in itertools.count(start.month - 1, step):
        year, month = start.year + months // 12, months % 12 + 1
        if year > date.max.year:
            return
        yield date(year, month, min(start.day, gregorian.monthrange(year, month)[1]))
