"""More money for what is approved: by three persons again, counted everywhere, settled first."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from khuevan.budget import account, actions, availability
from khuevan.budget.enums import EstimateState, LineKind, VoucherKind
from khuevan.budget.models import Estimate
from khuevan.budget.tests import approved, factories
from khuevan.documents.tests.factories import person
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.enums import Role

pytestmark = pytest.mark.django_db


def main():
    return approved.approved({LineKind.HALL: 10_000_000}, origin="training.classrun:1")


def supplement(first, amount=2_000_000, kind=LineKind.REFRESHMENT):
    made = actions.start_supplement(first, by=approved.preparer())
    line = factories.facts("Nước uống", kind=kind, quantity=Decimal(1), price=Decimal(amount))
    actions.set_lines(made, [line], by=approved.preparer())
    return made


def decided(made):
    actions.submit(made, by=approved.preparer())
    actions.appraise(made, {}, by=approved.finance())
    actions.approve(made, by=approved.head())
    return made


@pytest.mark.shows("FIN-1", "R34")
def test_a_supplement_passes_the_same_three_persons():
    made = supplement(main())
    assert made.title == "Lớp tập huấn thông tin đối ngoại (bổ sung lần 1)"
    with pytest.raises(Refused):
        actions.commit(made.lines.get(), Decimal(1), "Nhà hàng", by=approved.finance())
    actions.submit(made, by=approved.preparer())
    with pytest.raises(Refused):
        actions.appraise(made, {}, by=approved.preparer())
    actions.appraise(made, {}, by=approved.finance())
    with pytest.raises(Refused):
        actions.approve(made, by=approved.finance())
    actions.approve(made, by=approved.head())
    actions.commit(made.lines.get(), Decimal(1), "Nhà hàng", by=approved.finance())


@pytest.mark.shows("TRN-4")
def test_the_first_estimate_stays_the_one_that_the_gate_looks_at():
    first = main()
    supplement(first)
    assert list(Estimate.objects.of("training.classrun:1")) == [first]


def test_one_undecided_at_a_time_and_none_of_a_supplement():
    first = main()
    made = supplement(first)
    with pytest.raises(Refused, match="chưa được quyết định"):
        actions.start_supplement(first, by=approved.preparer())
    with pytest.raises(IntegrityError), transaction.atomic():
        Estimate.objects.create(title="x", supplements=first, prepared_by=approved.preparer())
    with pytest.raises(Refused, match="dự toán bổ sung"):
        actions.start_supplement(decided(made), by=approved.preparer())
    assert actions.start_supplement(first, by=approved.preparer()).title.endswith("lần 2)")
    with pytest.raises(AlreadyDecided):
        actions.start_supplement(factories.estimate(source=first.source), by=approved.preparer())


@pytest.mark.shows("R37")
def test_it_counts_in_what_the_source_still_bears():
    first = main()
    assert first.source is not None
    before = availability.room(first.source).free
    made = supplement(first)
    assert availability.room(first.source).free == before
    decided(made)
    assert before - availability.room(first.source).free == 2_000_000
    over = supplement(first, 28_000_001)
    with pytest.raises(Refused, match=r"còn 28\.000\.000"):
        actions.submit(over, by=approved.preparer())


@pytest.mark.shows("FIN-4", "R35")
def test_it_is_settled_first_and_proved_by_the_sheet_of_the_first():
    first = main()
    made = decided(supplement(first))
    line = made.lines.get()
    actions.pay(line, line.granted, "Nhà hàng", by=approved.finance())
    assert any("bổ sung lần 1" in words for words in account.of(first).problems)
    approved.voucher(made, VoucherKind.INVOICE, line, amount=line.granted)
    assert [item.kind for item in account.of(made).missing] == [VoucherKind.SIGN_IN]
    approved.voucher(first, VoucherKind.SIGN_IN)
    assert account.of(made).problems == []
    actions.settle(made, by=approved.preparer())
    actions.examine(made, by=approved.finance())
    actions.lock(made, by=approved.head())
    assert [w for w in account.of(first).problems if "bổ sung" in w] == []


def test_a_locked_first_keeps_its_supplement_locked():
    first = main()
    made = decided(supplement(first))
    Estimate.objects.update(state=EstimateState.LOCKED)
    made.refresh_from_db()
    with pytest.raises(Refused, match="mở lại"):
        actions.reopen(made, "Hóa đơn bị thay thế", by=approved.head())


def test_it_is_begun_and_found_from_the_page_of_the_first(client):
    first = main()
    client.force_login(person(Role.AUDITOR))
    begin = reverse("budget:supplement", args=[first.pk])
    assert client.post(begin).status_code == 403
    client.force_login(approved.preparer())
    assert begin in client.get(first.get_absolute_url()).content.decode()
    answer = client.post(begin)
    made = Estimate.objects.get(supplements=first)
    assert answer["Location"] == reverse("budget:lines", args=[made.pk])
    assert made.title in client.get(first.get_absolute_url()).content.decode()
    assert first.title in client.get(made.get_absolute_url()).content.decode()
