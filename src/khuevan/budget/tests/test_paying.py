from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from khuevan.budget import actions, availability
from khuevan.budget.actions import ledger
from khuevan.budget.enums import EstimateState, Kind, Level, LineKind
from khuevan.budget.models import Balance, Commitment, Estimate, Payment
from khuevan.budget.tests import approved, factories
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import AuditEvent

SELLER = "Khách sạn Bảo Sơn"
pytestmark = pytest.mark.django_db


def numbers(source):
    balance = Balance.objects.get(source=source)
    return [int(n) for n in (balance.allocated, balance.excess, balance.held, balance.paid)]


def million(count):
    return Decimal(count) * 1_000_000


def estimate(hall=30, **changes):
    return approved.approved({LineKind.HALL: hall * 1_000_000}, **changes)


@pytest.mark.shows("FIN-3")
def test_what_is_committed_is_held_and_moves_to_paid():
    one = estimate()
    line = one.lines.get()

    made = actions.commit(line, million(20), SELLER, by=approved.finance(), reference="HĐ 05")
    assert numbers(one.source) == [40_000_000, 0, 20_000_000, 0]
    actions.pay(line, million(18), SELLER, by=approved.finance(), commitment=made)
    assert numbers(one.source) == [40_000_000, 0, 2_000_000, 18_000_000]
    made.refresh_from_db()
    actions.release(made, "Khách sạn giảm giá phòng phụ", by=approved.finance())
    assert numbers(one.source) == [40_000_000, 0, 0, 18_000_000]
    made.refresh_from_db()
    assert (made.paid, made.released, made.left) == (million(18), million(2), 0)
    assert list(AuditEvent.objects.filter(kind__in=[Kind.COMMITTED, Kind.PAID]).order_by("seq")
                .values_list("before", "after")) == [
        ("", "20.000.000 đồng"), ("", "18.000.000 đồng"), ("2.000.000 đồng", "0 đồng"),
    ]  # fmt: skip


@pytest.mark.shows("FIN-3")
def test_beyond_the_ceiling_is_refused_until_a_leader_allows_the_excess():
    one, other = estimate(), estimate(title="Lớp thứ hai")
    actions.commit(one.lines.get(), million(30), SELLER, by=approved.finance())

    with pytest.raises(Refused) as error:
        actions.commit(other.lines.get(), million(11), SELLER, by=approved.finance())
    assert str(error.value) == (
        "“Nguồn đào tạo 2025” được giao 40.000.000 đồng; đã cam kết và đã chi 30.000.000 đồng, còn "
        "10.000.000 đồng, nhưng đang xin 11.000.000 đồng. Hãy nhập thêm phân bổ, hoặc để lãnh đạo "
        "cho phép vượt kèm lý do."
    )
    assert Commitment.objects.count() == 1

    actions.allow_excess(one.source, million(1), "Chờ quyết định đợt 5", by=approved.head())
    actions.commit(other.lines.get(), million(11), SELLER, by=approved.finance())
    assert numbers(one.source) == [40_000_000, 1_000_000, 41_000_000, 0]
    [event] = AuditEvent.objects.filter(kind=Kind.EXCEEDED)
    assert (event.after, event.why, event.by_name) == (
        "1.000.000 đồng", "Chờ quyết định đợt 5", approved.head().full_name,
    )  # fmt: skip


@pytest.mark.shows("FIN-3")
def test_the_database_itself_refuses_to_go_beyond():
    one = estimate()
    ledger.of(one.source)
    with pytest.raises(IntegrityError), transaction.atomic():
        Balance.objects.filter(source=one.source).update(paid=million(41))


@pytest.mark.shows("FIN-3", "R02")
def test_a_tranche_moves_the_ceiling_but_not_below_what_is_bound():
    one = estimate()
    actions.commit(one.lines.get(), million(30), SELLER, by=approved.finance())

    allocate(one.source, 5, 10)
    assert numbers(one.source)[0] == 50_000_000
    with pytest.raises(Refused, match=r"còn 29\.000\.000 đồng"):
        allocate(one.source, 6, -21)
    assert numbers(one.source)[0] == 50_000_000
    assert one.source.ceiling == million(50)


def allocate(source, tranche, change):
    decision = factories.basis(f"{tranche}/QĐ-SVHTT")
    given = actions.Tranche(Level.GRANTED, tranche, million(change), decision)
    return actions.allocate(source, given, by=approved.finance())


def test_what_is_left_of_a_source_counts_promises_commitments_and_payments_once():
    one, other = estimate(20), estimate(15, title="Lớp thứ hai")
    line = one.lines.get()
    actions.commit(line, million(6), SELLER, by=approved.finance())
    actions.pay(line, million(5), SELLER, by=approved.finance())
    room = availability.room(one.source)
    assert [int(n) // 1_000_000 for n in (room.committed, room.paid, room.promised, room.free)] == [
        6, 5, 24, 5,
    ]  # fmt: skip
    assert availability.room(one.source, apart_from=other).free == million(20)


def test_only_whose_work_it_is_pays_and_only_a_leader_lets_exceed():
    one = estimate()
    with pytest.raises(Refused, match="không có quyền"):
        actions.pay(one.lines.get(), million(1), SELLER, by=approved.preparer())
    with pytest.raises(Refused, match="không có quyền"):
        actions.allow_excess(one.source, million(1), "Chờ quyết định đợt 5", by=approved.finance())


def test_no_more_than_was_approved_for_the_estimate():
    one = estimate(hall=17)
    line = one.lines.get()
    actions.pay(line, million(10), SELLER, by=approved.finance())
    with pytest.raises(Refused, match=r"còn 7\.000\.000 đồng, nhưng đang xin 8\.000\.000 đồng"):
        actions.commit(line, million(8), SELLER, by=approved.finance())


@pytest.mark.parametrize("state", sorted(set(EstimateState) - {"approved", "settling"}))
def test_money_moves_only_once_it_is_approved_and_before_it_is_examined(state):
    one = estimate()
    Estimate.objects.filter(pk=one.pk).update(state=state)
    with pytest.raises(AlreadyDecided):
        actions.commit(one.lines.get(), million(1), SELLER, by=approved.finance())
    with pytest.raises(AlreadyDecided):
        actions.pay(one.lines.get(), million(1), SELLER, by=approved.finance())
    assert not Payment.objects.exists()


@pytest.mark.parametrize("amount", ["-1", "0", "0.5"])
def test_an_amount_is_whole_and_above_nought(amount):
    with pytest.raises(Refused, match="lớn hơn 0"):
        actions.pay(estimate().lines.get(), Decimal(amount), SELLER, by=approved.finance())


def test_a_payment_of_tomorrow_is_refused():
    day = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="chưa tới"):
        actions.pay(estimate().lines.get(), million(1), SELLER, by=approved.finance(), on=day)


def test_a_commitment_pays_at_most_what_is_left_of_it_and_only_its_line():
    one = approved.approved()
    hall, speaker, _water = one.lines.all()
    made = actions.commit(hall, million(2), SELLER, by=approved.finance())
    with pytest.raises(Refused, match=r"còn 2\.000\.000 đồng"):
        actions.pay(hall, million(3), SELLER, by=approved.finance(), commitment=made)
    with pytest.raises(Refused, match="dòng khác"):
        actions.pay(speaker, million(1), SELLER, by=approved.finance(), commitment=made)
    assert numbers(one.source)[2:] == [2_000_000, 0]


def test_a_reversal_holds_the_money_again_and_is_done_once():
    one = estimate()
    line = one.lines.get()
    made = actions.commit(line, million(20), SELLER, by=approved.finance())
    paid = actions.pay(line, million(20), SELLER, by=approved.finance(), commitment=made)

    back = actions.reverse(paid, "Chuyển nhầm tài khoản", by=approved.finance())
    assert numbers(one.source)[2:] == [20_000_000, 0]
    assert one.payments.net() == 0
    with pytest.raises(AlreadyDecided):
        actions.reverse(paid, "Chuyển nhầm tài khoản", by=approved.finance())
    with pytest.raises(Refused):
        actions.reverse(back, "Chuyển nhầm tài khoản", by=approved.finance())
    with pytest.raises(Refused, match="ít nhất 10"):
        actions.reverse(paid, "nhầm", by=approved.finance())


@pytest.mark.shows("FIN-3")
def test_whatever_is_done_in_whatever_order_the_ceiling_holds():
    one, other = estimate(40), estimate(40, title="Lớp thứ hai")
    chance = random.Random(142)
    for _step in range(60):
        line = chance.choice([one, other]).lines.get()
        amount = million(chance.randint(1, 15))
        commitments, payments = list(Commitment.objects.open()), list(Payment.objects.all())
        act = chance.choice(["commit", "pay", "pay", "draw", "release", "reverse"])
        try:
            if act == "commit":
                actions.commit(line, amount, SELLER, by=approved.finance())
            elif act == "pay":
                actions.pay(line, amount, SELLER, by=approved.finance())
            elif act == "draw" and commitments:
                drawn = chance.choice(commitments)
                actions.pay(drawn.line, amount, SELLER, by=approved.finance(), commitment=drawn)
            elif act == "release" and commitments:
                actions.release(chance.choice(commitments), "Không dùng nữa", by=approved.finance())
            elif act == "reverse" and payments:
                actions.reverse(chance.choice(payments), "Chuyển nhầm", by=approved.finance())
        except Refused:
            pass
        balance = Balance.objects.filter(source=one.source).first()
        if balance:
            held = sum((c.left for c in Commitment.objects.all()), Decimal(0))
            assert (balance.held, balance.paid) == (held, Payment.objects.all().net())
            assert balance.bound <= million(40)


@pytest.mark.shows("FIN-3")
@pytest.mark.django_db(transaction=True)
def test_eight_hands_at_once_do_not_pass_the_ceiling():
    if connection.vendor == "sqlite":
        pytest.skip("Threads cannot share SQLite in memory; script/test runs this on PostgreSQL.")
    classes = [estimate(10, title=f"Lớp {number}") for number in range(8)]
    lines, start, told = [one.lines.get() for one in classes], Barrier(8), []
    by = approved.finance()

    def run(line):
        start.wait()
        try:
            told.append(actions.commit(line, million(10), SELLER, by=by))
        except Refused as error:
            told.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[line]) for line in lines]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(type(one).__name__ for one in told) == ["Commitment"] * 4 + ["Refused"] * 4
    assert numbers(classes[0].source) == [40_000_000, 0, 40_000_000, 0]
