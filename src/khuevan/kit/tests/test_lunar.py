from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan.kit import lunar
from khuevan.kit.lunar import LunarDay

# Years in which Tết in Viet Nam and in China fell or will fall on different days, as published.
APART_FROM_CHINA = {
    1968: date(1968, 1, 29),
    1969: date(1969, 2, 16),
    1985: date(1985, 1, 21),
    2007: date(2007, 2, 17),
    2030: date(2030, 2, 2),
    2053: date(2053, 2, 18),
}
# Leap months as published; 1985 and 1987 differ from China's, 2033 is the famous edge.
LEAP_MONTHS = {
    1968: 7, 1971: 5, 1974: 4, 1976: 8, 1979: 6, 1982: 4, 1985: 2, 1987: 7, 1990: 5, 1993: 3,
    1995: 8, 1998: 5, 2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4,
    2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11, 2036: 6,
}  # fmt: skip


def test_tet_is_that_of_an_independent_table_from_1968_to_2099():
    table = holidays.country_holidays("VN", years=range(1968, 2100), language="en_US")
    published = {
        day.year: day
        for day, name in table.items()
        if "Lunar New Year" in name.split("; ") or name == "Lunar New Year"
    }

    assert {year: lunar.tet(year) for year in range(1968, 2100)} == published


@pytest.mark.parametrize(("year", "day"), APART_FROM_CHINA.items())
def test_tet_is_reckoned_for_utc_7(year, day):
    assert lunar.tet(year) == day


def test_leap_months_are_those_published():
    found = {
        year: month
        for year in range(1968, 2037)
        for month in range(1, 13)
        if lunar.has_leap_month(year, month)
    }

    assert found == LEAP_MONTHS


def test_2033_has_its_leap_month_after_the_eleventh():
    assert lunar.to_solar(1, 11, 2033) == date(2033, 11, 22)
    assert lunar.to_solar(1, 11, 2033, leap=True) == date(2033, 12, 22)
    assert lunar.tet(2034) == date(2034, 2, 19)


def test_a_leap_month_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no leap month 5"):
        lunar.to_solar(1, 5, 2026, leap=True)


@given(st.dates(min_value=date(1901, 1, 1), max_value=date(2100, 11, 30)))
def test_every_day_goes_there_and_back(day):
    found = lunar.to_lunar(day)

    assert lunar.to_solar(found.day, found.month, found.year, leap=found.leap) == day


def test_dong_da_falls_on_the_days_of_the_calendars():
    days = islice(lunar.occurrences(LunarDay(5, 1), date(2025, 1, 1)), 3)

    assert list(days) == [date(2025, 2, 2), date(2026, 2, 21), date(2027, 2, 10)]


def test_next_occurrence_counts_the_day_itself():
    assert lunar.next_occurrence("5/1 lunar", date(2025, 2, 2)) == date(2025, 2, 2)
    assert lunar.next_occurrence("5/1 lunar", date(2025, 2, 3)) == date(2026, 2, 21)


def test_next_occurrence_finds_a_day_of_the_lunar_year_before():
    assert lunar.next_occurrence(LunarDay(23, 12), date(2026, 1, 1)) == date(2026, 2, 10)


def test_the_30th_of_a_short_month_is_its_29th():
    # The last months of the years At Ty (2025) and Binh Ngo (2026) have 29 days.
    assert LunarDay(30, 12).in_year(2025) == lunar.tet(2026) - timedelta(days=1)
    assert LunarDay(30, 12).in_year(2026) == lunar.tet(2027) - timedelta(days=1)


@pytest.mark.parametrize("text", ["5/1 lunar", "5/1", "05/01 lunar"])
def test_parse(text):
    assert LunarDay.parse(text) == LunarDay(5, 1)


@pytest.mark.parametrize("text", ["31/1", "1/13", "0/1", "mồng năm", ""])
def test_parse_refuses(text):
    with pytest.raises(ValueError, match="lunar day"):
        LunarDay.parse(text)
