from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from khuevan.kit.lunar import LunarDay
from khuevan.kit.recurrence import Every, Recurrence
from khuevan.kit.workdays import Calendar

OFFICE = Calendar()


def dates(text: str, start: date, until: date) -> list[date]:
    return list(Recurrence.parse(text).occurrences(start, until, OFFICE))


def test_once():
    assert dates("none", date(2026, 1, 5), date(2030, 1, 1)) == [date(2026, 1, 5)]


def test_weekly():
    assert dates("weekly", date(2026, 1, 5), date(2026, 1, 19)) == [
        date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19),
    ]  # fmt: skip


def test_monthly_on_the_31st_does_not_drift():
    assert dates("monthly", date(2026, 1, 31), date(2026, 4, 30)) == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30),
    ]  # fmt: skip


def test_quarterly_on_the_last_working_day():
    assert dates("quarterly last-working-day", date(2026, 3, 15), date(2026, 12, 31)) == [
        date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31),
    ]  # fmt: skip


def test_ten_working_days_before_a_lunar_day():
    assert dates("lunar=5/1 before=10", date(2026, 1, 1), date(2027, 3, 1)) == [
        OFFICE.add(date(2026, 2, 21), -10), OFFICE.add(date(2027, 2, 10), -10),
    ]  # fmt: skip


def test_a_term_that_ends_on_a_day_off_moves_on():
    assert dates("yearly next-working", date(2026, 9, 2), date(2027, 9, 2)) == [
        date(2026, 9, 3), date(2027, 9, 6),
    ]  # fmt: skip


def test_a_commemoration_stays_where_it_is():
    assert dates("yearly", date(2026, 9, 2), date(2027, 9, 2)) == [
        date(2026, 9, 2), date(2027, 9, 2),
    ]  # fmt: skip


RECURRENCES = st.builds(
    lambda every, day, last, before, moves: Recurrence(
        every, day if every == Every.LUNAR else None, last, before, moves
    ),
    st.sampled_from(Every),
    st.builds(LunarDay, st.integers(1, 30), st.integers(1, 12)),
    st.booleans(),
    st.integers(0, 40),
    st.booleans(),
)


@given(RECURRENCES)
def test_what_a_column_keeps_is_read_back(recurrence):
    assert Recurrence.parse(str(recurrence)) == recurrence


@settings(deadline=None)  # two years of days: slow on a machine that is busy with something else
@given(RECURRENCES, st.dates(date(2025, 1, 1), date(2030, 1, 1)))
def test_with_working_days_asked_for_no_date_falls_on_a_day_off(recurrence, start):
    until = date(start.year + 2, 1, 1)
    found = list(recurrence.occurrences(start, until, OFFICE))

    if recurrence.before or recurrence.next_working or recurrence.last_working_day:
        assert [day for day in found if not OFFICE.is_working(day)] == []
    assert found == sorted(found)


@pytest.mark.parametrize("text", ["hourly", "lunar=31/1", "before=x", "before=-1", "lunar"])
def test_nonsense_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Recurrence.parse(text)


def test_label_says_it_in_words():
    with translation.override("en"):
        assert Recurrence.parse("lunar=5/1 before=10").label == (
            "Every lunar year, on 5/1 of the lunar calendar, 10 working days before"
        )
