from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from khuevan.budget import checklist
from khuevan.budget.checklist import Brought, Item, Spent, Waived
from khuevan.budget.enums import LineKind, VoucherKind

PAID_ON = date(2025, 11, 28)
K = VoucherKind


def spent(kind, line=1, paid=100, approved=100, **changes):
    values = {"paid_on": PAID_ON if paid else None} | changes
    return Spent(line, line, f"Dòng {line}", kind, Decimal(approved), paid=Decimal(paid), **values)


def asked(kind):
    return [(item.kind, item.wanted) for item in checklist.items([spent(kind)], [])]


@pytest.mark.shows("R35")
@pytest.mark.parametrize(("kind", "wanted"), [
    (LineKind.HALL, [(K.QUOTE, 3), (K.CONTRACT, 1), (K.ACCEPTANCE, 1), (K.INVOICE, 1), (K.SIGN_IN, 1)]),
    (LineKind.SPEAKER, [(K.CONTRACT, 1), (K.PAYMENT_LIST, 1), (K.SIGN_IN, 1)]),
    (LineKind.WRITING, [(K.CONTRACT, 1), (K.ACCEPTANCE, 1), (K.PAYMENT_LIST, 1)]),
    (LineKind.PRINTING, [(K.QUOTE, 3), (K.CONTRACT, 1), (K.ACCEPTANCE, 1), (K.INVOICE, 1)]),
    (LineKind.REFRESHMENT, [(K.INVOICE, 1), (K.SIGN_IN, 1)]),
    (LineKind.TRAVEL, [(K.CONTRACT, 1), (K.INVOICE, 1)]),
])  # fmt: skip
def test_each_kind_of_line_asks_for_its_papers(kind, wanted):
    assert asked(kind) == wanted


def test_a_line_on_which_nothing_was_spent_asks_for_nothing():
    assert checklist.items([spent(LineKind.HALL, paid=0)], []) == []


def test_one_paper_proves_every_line_that_it_names():
    lines = [spent(LineKind.PRINTING, 1), spent(LineKind.SUPPLIES, 2), spent(LineKind.OTHER, 3)]
    invoice = Brought(K.INVOICE, frozenset({1, 2}), Decimal(200))
    here = [i.here for i in checklist.items(lines, [invoice]) if i.kind == K.INVOICE]
    assert here == [1, 1, 0]


def test_one_file_may_hold_three_quotes():
    [quotes, *_rest] = checklist.items(
        [spent(LineKind.HALL)], [Brought(K.QUOTE, frozenset({1}), papers=3)]
    )
    assert (quotes.here, quotes.is_missing) == (3, False)


def test_a_waived_point_is_not_missing():
    lines = [spent(LineKind.OTHER)]
    assert checklist.items(lines, [], [Waived(K.INVOICE, 1, "Xe cơ quan")]) == [
        Item(K.INVOICE, 1, 1, 0, "Xe cơ quan", PAID_ON)
    ]


def test_a_voucher_is_late_once_its_days_have_passed():
    [item] = checklist.items([spent(LineKind.OTHER)], [])
    last = PAID_ON + timedelta(days=15)
    assert [item.is_late(last, 15), item.is_late(last + timedelta(days=1), 15)] == [False, True]


@pytest.mark.parametrize(("paid", "asks"), [(89, True), (90, False), (110, False), (111, True), (0, True)])  # fmt: skip
def test_a_difference_beyond_the_share_asks_for_a_word(paid, asks):
    lines = [spent(LineKind.HALL, paid=paid)]
    assert bool(checklist.unexplained(lines, percent=Decimal(10))) is asks
    told = [spent(LineKind.HALL, paid=paid, explained="Khách sạn giảm giá")]
    assert checklist.unexplained(told, percent=Decimal(10)) == []


def test_what_invoices_and_lists_say_is_what_was_paid():
    lines = [spent(LineKind.HALL, 1, paid=100), spent(LineKind.SPEAKER, 2, paid=50)]
    brought = [
        Brought(K.INVOICE, frozenset({1}), Decimal(100)),
        Brought(K.CONTRACT, frozenset({1}), Decimal(100)),
        Brought(K.PAYMENT_LIST, frozenset({2}), Decimal(40)),
    ]
    assert checklist.unproved(lines, brought) == 10
