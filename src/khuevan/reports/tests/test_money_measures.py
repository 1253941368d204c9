"""Measures of money: sums of đồng, each opening to the rows that add up to it (R36, R39)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from khuevan.budget import actions
from khuevan.budget.enums import EstimateState, LineKind
from khuevan.budget.models import Commitment, Estimate, Payment
from khuevan.budget.tests import approved as money
from khuevan.kit.audit import key_of
from khuevan.people.models import User
from khuevan.plans.tests.factories import bare_plan
from khuevan.reports.measures import MEASURES
from khuevan.reports.tests import factories
from khuevan.reports.windows import Window
from khuevan.training.tests import factories as make

pytestmark = pytest.mark.django_db
QUARTER = Window(date(2026, 3, 15), date(2026, 6, 14))
PRICES = {LineKind.HALL: 17_000_000, LineKind.REFRESHMENT: 2_840_000}
KEYS = ("money_asked", "money_approved", "money_committed", "money_paid", "money_settled")


def noon(month: int, day: int) -> datetime:
    return timezone.make_aware(datetime(2026, month, day, 12, 0))


@pytest.fixture
def room():
    return factories.ward("Phòng Thông tin")


@pytest.fixture
def estimate(room):
    """Approved in April; the hall ordered and paid, one payment of it reversed."""
    made = money.approved(PRICES)
    User.objects.filter(pk=made.prepared_by_id).update(organisation=room)
    Estimate.objects.filter(pk=made.pk).update(submitted_at=noon(4, 1), approved_at=noon(4, 8))
    hall = made.lines.earliest("order")
    by = money.finance()
    held = actions.commit(hall, Decimal(17_000_000), "Khách sạn", by=by, on=date(2026, 4, 10))
    first = actions.pay(
        hall, Decimal(9_000_000), "Khách sạn", by=by, commitment=held, on=date(2026, 4, 20)
    )
    actions.pay(hall, Decimal(8_000_000), "Khách sạn", by=by, commitment=held, on=date(2026, 4, 21))
    back = actions.reverse(first, "Chuyển nhầm tài khoản.", by=by)
    Payment.objects.filter(pk=back.pk).update(on=date(2026, 4, 22))
    made.refresh_from_db()
    return made


def totals(window: Window = QUARTER) -> list[Decimal]:
    return [MEASURES[key].total(window) for key in KEYS]


@pytest.mark.shows("R36", "R39", "RPT-2")
def test_amounts_are_summed_and_their_rows_add_up(estimate, room):
    assert totals() == [19_840_000, 19_840_000, 17_000_000, 8_000_000, 0]
    for key in KEYS:
        measure = MEASURES[key]
        rows = measure.sources(QUARTER, organisations=[room.pk])
        assert sum(one.share for one in rows) == measure.total(QUARTER)
        assert measure.by_unit(QUARTER) == ({room.pk: measure.total(QUARTER)} if rows else {})
        assert {one.url for one in rows} <= {f"/budget/{estimate.pk}/"}
        assert "Khách sạn" not in " ".join(one.label for one in rows)
    paid = [one.share for one in MEASURES["money_paid"].sources(QUARTER)]
    assert paid == [9_000_000, 8_000_000, -9_000_000]


def test_what_was_released_is_committed_no_longer(estimate):
    Commitment.objects.update(amount=20_000_000, released=1_000_000)
    assert MEASURES["money_committed"].total(QUARTER) == 19_000_000


def test_an_appraised_line_counts_with_what_was_granted(estimate):
    estimate.lines.filter(kind=LineKind.REFRESHMENT).update(
        appraised=2_000_000,
        appraised_quantity=1,
        appraised_times=1,
        appraised_price=2_000_000,
        appraised_why="Theo mức chi.",
    )
    assert totals()[:2] == [19_840_000, 19_000_000]


def test_a_settlement_counts_once_it_is_locked_and_no_more_when_it_is_reopened():
    made = money.locked()
    today = Window(timezone.localdate(), timezone.localdate())
    assert MEASURES["money_settled"].total(today) == made.payments.net()
    actions.reopen(made, "Thiếu một hóa đơn.", by=money.head())
    assert MEASURES["money_settled"].total(today) == 0


def test_money_of_another_window_does_not_count(estimate):
    later = Window(date(2026, 6, 15), date(2026, 9, 14))
    assert totals(later) == [0, 0, 0, 0, 0]


def test_a_plan_has_the_money_of_its_classes_and_nobody_elses(estimate):
    plan, other = bare_plan(), bare_plan()
    run = make.run(plan=plan)
    Estimate.objects.filter(pk=estimate.pk).update(origin=key_of(run))
    assert MEASURES["money_paid"].total(QUARTER, plan) == 8_000_000
    assert MEASURES["money_paid"].total(QUARTER, other) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_a_sum_costs_one_query_whatever_the_number_of_rows(count, django_assert_num_queries):
    for _number in range(count):
        made = money.approved(PRICES)
        Estimate.objects.filter(pk=made.pk).update(approved_at=noon(4, 8))
    with django_assert_num_queries(1):
        assert sum(MEASURES["money_approved"].by_unit(QUARTER).values()) >= 0


@pytest.mark.shows("R39")
def test_vouchers_are_late_when_the_window_ended_and_they_had_not_come(estimate, room):
    late = MEASURES["vouchers_late"]
    found = late.sources(QUARTER)
    # The hall was paid: quotes, contract, acceptance, invoice, and the list of those who came.
    assert (len(found), late.total(QUARTER), late.by_unit(QUARTER)) == (5, 5, {room.pk: 5})
    page = f"/budget/{estimate.pk}/"
    assert {one.url for one in found} == {page}
    assert late.urls([found[0].target]) == {found[0].target: page}
    soon = Window(QUARTER.starts, date(2026, 4, 22) + timedelta(days=15))
    assert late.total(soon) == 0
    assert late.total(QUARTER, organisations=[room.pk + 1]) == 0
    Estimate.objects.filter(pk=estimate.pk).update(state=EstimateState.LOCKED)
    assert late.total(QUARTER) == 0
