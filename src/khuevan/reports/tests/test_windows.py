from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from khuevan.kit.workdays import Calendar
from khuevan.reports import windows
from khuevan.reports.enums import Frequency
from khuevan.reports.windows import Window


@dataclass(frozen=True)
class Regime:
    frequency: str
    cutoff_day: int = 14
    due_working_days: int = 2


@pytest.mark.shows("RPT-5", "R84")
@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        (Frequency.QUARTER, [
            "15/12/2025-14/03/2026", "15/03/2026-14/06/2026", "15/06/2026-14/09/2026",
            "15/09/2026-14/12/2026",
        ]),
        (Frequency.HALF, ["15/12/2025-14/06/2026", "15/06/2026-14/12/2026"]),
        (Frequency.NINE, ["15/12/2025-14/09/2026"]),
        (Frequency.YEAR, ["15/12/2025-14/12/2026"]),
        (Frequency.ONCE, []),
    ],
)  # fmt: skip
def test_windows_run_from_the_15th_to_the_14th(frequency, expected):
    assert [str(w) for w in windows.windows_of_year(Regime(frequency), 2026)] == expected


def test_months_have_twelve_windows_and_january_begins_in_december():
    months = windows.windows_of_year(Regime(Frequency.MONTH), 2026)
    assert (len(months), str(months[0])) == (12, "15/12/2025-14/01/2026")


def test_without_a_cutoff_day_periods_are_those_of_the_calendar():
    found = windows.windows_of_year(Regime(Frequency.QUARTER, cutoff_day=0), 2028)
    assert [str(w) for w in found][:2] == ["01/01/2028-31/03/2028", "01/04/2028-30/06/2028"]
    february = windows.windows_of_year(Regime(Frequency.MONTH, cutoff_day=0), 2028)[1]
    assert february == Window(date(2028, 2, 1), date(2028, 2, 29))


@pytest.mark.parametrize(
    ("day", "running", "ended"),
    [
        (date(2026, 3, 14), "15/12/2025-14/03/2026", "15/09/2025-14/12/2025"),
        (date(2026, 3, 15), "15/03/2026-14/06/2026", "15/12/2025-14/03/2026"),
        (date(2026, 12, 31), "15/12/2026-14/03/2027", "15/09/2026-14/12/2026"),
    ],
)
def test_a_day_lies_in_one_window_and_after_another(day, running, ended):
    regime = Regime(Frequency.QUARTER)
    assert str(windows.window_of(regime, day)) == running
    assert str(windows.last_window(regime, day)) == ended


def test_after_nine_months_the_next_window_is_next_years():
    found = windows.window_of(Regime(Frequency.NINE), date(2026, 10, 20))
    assert found == Window(date(2026, 12, 15), date(2027, 9, 14))


def test_a_request_has_the_day_alone():
    day = date(2026, 5, 5)
    assert windows.window_of(Regime(Frequency.ONCE), day) == Window(day, day)


DAYS = st.dates(date(2024, 1, 1), date(2034, 12, 31))


@pytest.mark.shows("RPT-5")
@given(
    day=DAYS,
    frequency=st.sampled_from([f for f in Frequency if f != Frequency.ONCE]),
    cutoff=st.integers(0, 28),
    due=st.integers(0, 15),
    off=st.sets(DAYS, max_size=20),
)
def test_a_report_is_due_on_a_working_day_with_a_whole_one_before_it(
    day, frequency, cutoff, due, off
):
    """Ten years of Viet Nam's holidays, and days off of the office's own."""
    days = Calendar(dict.fromkeys(off, False))
    regime = Regime(frequency, cutoff, due)
    window = windows.window_of(regime, day)
    moment = timezone.localtime(windows.due_at(regime, window, days))

    assert days.is_working(moment.date())
    between = days.between(window.ends, moment.date() - timedelta(days=1))
    assert between >= 1
    assert moment.time() == time(17, 0)


@given(day=DAYS, frequency=st.sampled_from(Frequency), cutoff=st.integers(0, 28))
def test_windows_follow_one_another_without_gap_or_overlap(day, frequency, cutoff):
    regime = Regime(frequency, cutoff)
    found = windows.windows_of_year(regime, day.year)
    for one, other in itertools.pairwise(found):
        assert other.starts - one.ends == timedelta(days=1)
    if frequency not in {Frequency.ONCE, Frequency.NINE}:
        running = windows.window_of(regime, day)
        assert running.starts <= day <= running.ends
        assert windows.last_window(regime, day).ends == running.starts - timedelta(days=1)


def test_a_deadline_on_a_holiday_moves_to_the_next_working_day():
    moment = timezone.make_aware(datetime(2026, 4, 30, 15, 30))
    moved = windows.on_working_day(moment, Calendar())
    assert timezone.localtime(moved) == timezone.make_aware(datetime(2026, 5, 4, 15, 30))


@pytest.mark.parametrize(
    ("frequency", "index", "expected"),
    [
        (Frequency.MONTH, 2, "month 3 of 2026"),
        (Frequency.QUARTER, 3, "quarter IV of 2026"),
        (Frequency.HALF, 0, "the first six months of 2026"),
        (Frequency.HALF, 1, "the last six months of 2026"),
        (Frequency.NINE, 0, "the first nine months of 2026"),
        (Frequency.YEAR, 0, "the year 2026"),
    ],
)
def test_a_period_has_a_name(frequency, index, expected):
    regime = Regime(frequency)
    with translation.override("en"):
        window = windows.windows_of_year(regime, 2026)[index]
        assert windows.period_words(regime, window) == expected
