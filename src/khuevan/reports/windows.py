"""From when to when a report's data run, and until when it is sent (Decree 09/2019/ND-CP).

Pure: a type says its frequency and cut-off day, a day says which period is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit.vietnamese import format_date
from khuevan.kit.workdays import Calendar
from khuevan.reports.enums import Frequency

DAY = timedelta(days=1)
DUE_TIME = time(17, 0)
LEAST_WORKING_DAYS = 2
"""The day on which a report is due is not counted among the days between, of which one is owed."""
MONTHS = {
    Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.HALF: 6, Frequency.NINE: 9,
    Frequency.YEAR: 12,
}  # fmt: skip
ROMAN = ("I", "II", "III", "IV")


class Regime(Protocol):
    """What of a report type decides its windows."""

    frequency: str
    cutoff_day: int
    due_working_days: int


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Days of data, both included."""

    starts: date
    ends: date

    @property
    def begin(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.starts, time.min))

    @property
    def end(self) -> datetime:
        """The first moment that no longer belongs to it."""
        return timezone.make_aware(datetime.combine(self.ends + DAY, time.min))

    def __str__(self) -> str:
        return f"{format_date(self.starts)}-{format_date(self.ends)}"


def windows_of_year(regime: Regime, year: int) -> list[Window]:
    """The windows of the periods of a year, in order; none for a report asked once."""
    if regime.frequency == Frequency.ONCE:
        return []
    length = MONTHS[Frequency(regime.frequency)]
    lasts = [9] if regime.frequency == Frequency.NINE else range(length, 13, length)
    return [_window(regime.cutoff_day, year, last, length) for last in lasts]


def _window(cutoff: int, year: int, last_month: int, length: int) -> Window:
    first = _months_before(year, last_month, length - 1)
    if not cutoff:
        return Window(first, _months_before(year, last_month, -1) - DAY)
    before = _months_before(first.year, first.month, 1)
    return Window(before.replace(day=cutoff) + DAY, date(year, last_month, cutoff))


def _months_before(year: int, month: int, count: int) -> date:
    months = year * 12 + month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def window_of(regime: Regime, day: date) -> Window:
    """The window in which the day lies, or the next to end (nine months leave the last quarter
    out). A report asked once has the day alone.
    """
    return next(_from(regime, day), Window(day, day))


def _from(regime: Regime, day: date) -> Iterator[Window]:
    for year in (day.year, day.year + 1):
        yield from (window for window in windows_of_year(regime, year) if window.ends >= day)


def last_window(regime: Regime, day: date) -> Window:
    """The last window that had ended before the day."""
    years = (day.year, day.year - 1)
    ended = [w for year in years for w in windows_of_year(regime, year) if w.ends < day]
    return max(ended, default=Window(day, day))


def due_at(regime: Regime, window: Window, days: Calendar) -> datetime:
    """Five in the afternoon of a working day, with a whole working day after the cut-off before."""
    count = max(regime.due_working_days, LEAST_WORKING_DAYS)
    return at_due_time(days.add(window.ends, count))


def at_due_time(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, DUE_TIME))


def on_working_day(moment: datetime, days: Calendar) -> datetime:
    """The same hour on the next working day when the office does not work on this one."""
    local = timezone.localtime(moment)
    day = days.next_working(local.date())
    return timezone.make_aware(datetime.combine(day, local.time()))


def period_words(regime: Regime, window: Window) -> str:
    """ "quarter I of 2026", as the report's own title names its period."""
    year, month = window.ends.year, window.ends.month
    facts = {"year": year, "number": month, "quarter": ROMAN[(month - 1) // 3]}
    if regime.frequency == Frequency.MONTH:
        return _("month %(number)d of %(year)d") % facts
    if regime.frequency == Frequency.QUARTER:
        return _("quarter %(quarter)s of %(year)d") % facts
    if regime.frequency == Frequency.HALF and month <= 6:
        return _("the first six months of %(year)d") % facts
    if regime.frequency == Frequency.HALF:
        return _("the last six months of %(year)d") % facts
    if regime.frequency == Frequency.NINE:
        return _("the first nine months of %(year)d") % facts
    if regime.frequency == Frequency.YEAR:
        return _("the year %(year)d") % facts
    return format_date(window.ends)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter by its number; where its data begin and end is the regime's cut-off."""

    year: int
    number: int

    def window(self, regime: Regime) -> Window:
        return windows_of_year(regime, self.year)[self.number - 1]

    @property
    def words(self) -> str:
        return _("quarter %(quarter)s of %(year)d") % {
            "quarter": ROMAN[self.number - 1], "year": self.year
        }  # fmt: skip

    @property
    def short(self) -> str:
        """ "III/2026", as a column is headed."""
        return f"{ROMAN[self.number - 1]}/{self.year}"


def quarters(regime: Regime, first: date, last: date) -> list[Quarter]:
    """The quarters that hold a day from ``first`` to ``last``, in order."""
    return [
        Quarter(year, number)
        for year in range(first.year, last.year + 2)
        for number, window in enumerate(windows_of_year(regime, year), 1)
        if window.ends >= first and window.starts <= last
    ]
