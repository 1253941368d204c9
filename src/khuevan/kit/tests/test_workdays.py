from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan.kit import workdays
from khuevan.kit.models import DayKind, DayRule
from khuevan.kit.workdays import Calendar

NATIONAL = Calendar()
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2034, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 4, 25), True),  # a Friday
        (date(2025, 4, 26), True),  # a Saturday worked for 2 May
        (date(2025, 4, 27), False),  # a Sunday
        (date(2025, 5, 2), False),  # the day off it was worked for
        (date(2025, 1, 29), False),  # Tết
        (date(2026, 4, 27), False),  # Hung Kings' day fell on a Sunday
        (date(2026, 9, 1), False),
    ],
)
def test_the_national_calendar_knows_holidays_and_swapped_days(day, works):
    assert NATIONAL.is_working(day) is works


def test_the_offices_table_overrides_the_national_calendar():
    office = Calendar({date(2026, 9, 3): False, date(2026, 9, 5): True})

    assert [office.is_working(date(2026, 9, day)) for day in (1, 3, 4, 5, 6)] == [
        False, False, True, True, False,
    ]  # fmt: skip


def test_ten_working_days_across_tet():
    # 16 to 20 February 2026 are off.
    assert NATIONAL.add(date(2026, 2, 6), 10) == date(2026, 2, 27)
    assert NATIONAL.add(date(2026, 2, 27), -10) == date(2026, 2, 6)


def test_adding_nothing_moves_only_from_a_day_off():
    assert NATIONAL.add(date(2026, 3, 6), 0) == date(2026, 3, 6)
    assert NATIONAL.add(date(2026, 3, 7), 0) == date(2026, 3, 9)


def test_last_of_month_is_a_working_day():
    assert NATIONAL.last_of_month(date(2026, 1, 3)) == date(2026, 1, 30)
    assert NATIONAL.last_of_month(date(2026, 2, 10)) == date(2026, 2, 27)


@given(DAYS, st.integers(min_value=1, max_value=60))
def test_between_undoes_add(day, count):
    assert NATIONAL.between(day, NATIONAL.add(day, count)) == count
    assert NATIONAL.between(day, NATIONAL.add(day, -count)) == -count


@given(DAYS, st.integers(min_value=-60, max_value=60))
def test_add_ends_on_a_working_day(day, count):
    assert NATIONAL.is_working(NATIONAL.add(day, count))


@given(DAYS)
def test_next_and_previous_are_the_nearest_working_days(day):
    after, before = NATIONAL.next_working(day), NATIONAL.previous_working(day)

    between = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert before <= day <= after
    assert [d for d in between if NATIONAL.is_working(d)] == []


@pytest.mark.django_db
def test_module_functions_read_the_offices_table():
    DayRule.objects.create(
        date=date(2026, 3, 4), kind=DayKind.CLOSED, name="Nghỉ", source="Thông báo 1/TB"
    )

    assert workdays.is_working(date(2026, 3, 4)) is False
    assert workdays.next_working(date(2026, 3, 4)) == date(2026, 3, 5)
    assert workdays.add_working_days(date(2026, 3, 3), 1) == date(2026, 3, 5)
    assert workdays.working_days_between(date(2026, 3, 2), date(2026, 3, 6)) == 3


@pytest.mark.django_db
def test_a_hundred_questions_cost_one_query(django_assert_num_queries):
    with django_assert_num_queries(1), workdays.loaded():
        for n in range(100):
            workdays.add_working_days(date(2026, 1, 1), n)


@pytest.mark.django_db
def test_loaded_forgets_afterwards():
    with workdays.loaded():
        assert workdays.is_working(date(2026, 3, 4)) is True
    DayRule.objects.create(date=date(2026, 3, 4), kind=DayKind.HOLIDAY, name="x", source="y")

    assert workdays.is_working(date(2026, 3, 4)) is False
