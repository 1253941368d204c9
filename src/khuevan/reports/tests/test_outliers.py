from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from khuevan.people.models import Succession
from khuevan.reports import histories
from khuevan.reports.outliers import judge
from khuevan.reports.tests import factories


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def words(value, *earlier):
    found = judge(Decimal(value), [Decimal(one) for one in earlier])
    return found.words if found else ""


@pytest.mark.parametrize(
    ("value", "earlier", "expected"),
    [
        (170, (14, 10, 12, 13),
         "Unusually high: 170; in the last 4 periods from 10 to 14"),
        (0, (120, 110, 131), "Unusually low: 0; in the last 3 periods from 110 to 131"),
        (60, (12, 12, 12), "Unusually high: 60; in each of the last 3 periods 12"),
        (13, (12, 12, 12), ""),  # always the same, then one more
        (18, (14, 10, 12, 13), ""),
        (170, (14, 10), ""),  # too short a history
        (40, (10, 90, 12, 13), ""),  # within what there was
        (3, (0, 0, 0), ""),
    ],
)  # fmt: skip
def test_a_figure_is_judged_by_the_units_own_history(value, earlier, expected):
    assert words(value, *earlier) == expected


def test_no_figure_is_no_outlier():
    assert judge(None, [Decimal(1)] * 5) is None


FIGURES = st.decimals(0, 10**6, places=0)


@given(history=st.lists(FIGURES, min_size=3, max_size=12), value=FIGURES)
def test_what_stood_in_the_history_is_never_unusual(history, value):
    if found := judge(value, history):
        assert not found.smallest <= value <= found.largest
        assert value not in history[:8]


@pytest.fixture
def periods(db):
    """Three quarters of one unit: 12, 11, 10 (the last first), then the one at hand."""
    kind = factories.report_type()
    news = factories.indicator(kind, code="news")
    unit = factories.ward()
    ends = [date(2025, 6, 14), date(2025, 9, 14), date(2025, 12, 14), date(2026, 3, 14)]
    cycles = [
        factories.cycle(kind, starts=day.replace(day=1), ends=day, label=str(day)) for day in ends
    ]
    for value, cycle in zip((10, 11, 12), cycles, strict=False):
        factories.cell(factories.sent(unit, cycle), news, value)
    return unit, cycles, news


def test_a_history_holds_what_was_sent_the_last_first(periods):
    unit, cycles, news = periods
    factories.cell(factories.obligation(factories.ward("Khác"), cycles[0]), news, 999)
    assert histories.of_units(cycles[-1], [unit.pk]) == {unit.pk: {"news": [12, 11, 10]}}
    assert histories.of_units(cycles[0], [unit.pk]) == {}


@pytest.mark.shows("RPT-1")
def test_what_merged_units_wrote_is_added_up_under_the_one_that_took_them_over(periods):
    unit, cycles, news = periods
    other, heir = factories.ward("Phường B"), factories.ward("Phường Hợp Nhất")
    factories.cell(factories.sent(other, cycles[2]), news, 100)
    for one in (unit, other):
        one.valid_to = date(2025, 12, 31)
        one.save()
        Succession.objects.create(predecessor=one, successor=heir, on=date(2026, 1, 1))
    assert histories.of_units(cycles[-1], [heir.pk]) == {heir.pk: {"news": [112, 11, 10]}}


@pytest.mark.parametrize("count", [1, 3])
def test_a_history_costs_the_same_for_one_unit_and_for_three(
    periods, count, django_assert_num_queries
):
    unit, cycles, news = periods
    units = [unit.pk]
    for number in range(count - 1):
        other = factories.ward(f"Phường {number}")
        factories.cell(factories.sent(other, cycles[0]), news, 1)
        units.append(other.pk)
    with django_assert_num_queries(3):
        assert len(histories.of_units(cycles[-1], units)) == count
