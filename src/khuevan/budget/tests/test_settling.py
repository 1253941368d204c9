from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from khuevan.budget import account, actions
from khuevan.budget.actions import VoucherFacts
from khuevan.budget.enums import EstimateState, Kind, LineKind, VoucherKind
from khuevan.budget.models import Settlement, Voucher
from khuevan.budget.tests import approved
from khuevan.documents import actions as documents
from khuevan.documents.models import StoredFile
from khuevan.documents.tests.factories import person
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import AuditEvent
from khuevan.people.enums import Role
from khuevan.people.models import Delegation

pytestmark = pytest.mark.django_db
K = VoucherKind
WHY = "Nộp nhầm hồ sơ của lớp khác"


def refresh(estimate):
    estimate.refresh_from_db()
    return EstimateState(estimate.state)


def stands_in(deputy, principal):
    today = timezone.localdate()
    Delegation.objects.create(
        principal=principal, deputy=deputy, starts=today, ends=today, reason="họp"
    )


def bring(estimate, content=b"", **changes):
    values = {"number": "0000123", "seller": "Công ty Sen Vàng", "amount": Decimal(5)} | changes
    facts = VoucherFacts(values.pop("kind", K.INVOICE), **values)
    content = content or approved.paper("hóa đơn")
    return actions.add_voucher(estimate, facts, content, name="hd.pdf", by=approved.preparer())


# --- vouchers


@pytest.mark.shows("R35")
def test_the_same_content_is_refused_wherever_it_lies():
    one, other = approved.approved(), approved.approved(title="Lớp thứ hai")
    bring(one)
    with pytest.raises(Refused) as error:
        bring(other, number="0000999")
    assert str(error.value) == (
        f"Chứng từ này đã có: “Hóa đơn hoặc biên lai 0000123” của Công ty Sen Vàng, do "
        f"{approved.preparer()} nộp ngày {timezone.localdate():%d/%m/%Y} cho “{one.title}”. Một "
        "chứng từ chỉ tính một lần."
    )
    assert (Voucher.objects.count(), StoredFile.objects.count()) == (1, 1)


@pytest.mark.shows("R35")
@pytest.mark.parametrize("number", ["0000123", " 0000 123"])
def test_the_same_number_of_the_same_seller_is_refused(number):
    one = approved.approved()
    bring(one)
    with pytest.raises(Refused, match="đã có"):
        bring(one, approved.paper("quét lại"), number=number, seller="CÔNG TY  SEN VÀNG")
    assert StoredFile.objects.count() == 1
    bring(one, approved.paper("hợp đồng"), kind=K.CONTRACT)
    assert Voucher.objects.count() == 2


def test_the_database_itself_refuses_a_second_one():
    made = bring(approved.approved())
    again = Voucher.objects.get(pk=made.pk)
    again.pk, again.sha256 = None, "0" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_a_removed_voucher_may_come_again_and_leaves_its_trace():
    one = approved.approved()
    made = bring(one)
    actions.remove_voucher(made, WHY, by=approved.preparer())
    with pytest.raises(AlreadyDecided):
        actions.remove_voucher(made, WHY, by=approved.preparer())
    bring(one)
    kinds = AuditEvent.objects.filter(kind__startswith="budget.voucher").order_by("seq")
    assert list(kinds.values_list("kind", "why")) == [
        (Kind.VOUCHER_ADDED, ""), (Kind.VOUCHER_REMOVED, WHY), (Kind.VOUCHER_ADDED, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), [
    ({"amount": None}, "Hãy nhập số tiền"),
    ({"amount": Decimal(-1)}, "lớn hơn 0"),
    ({"number": ""}, "Hóa đơn có số và người bán"),
    ({"on": timezone.localdate() + timedelta(days=2)}, "chưa tới"),
])  # fmt: skip
def test_a_voucher_says_what_it_must(changes, words):
    with pytest.raises(Refused, match=words):
        bring(approved.approved(), **changes)
    assert (Voucher.objects.count(), StoredFile.objects.count()) == (0, 0)


# --- the checklist (FIN-4)


@pytest.mark.shows("FIN-4", "R35")
def test_each_voucher_taken_away_in_turn_is_named_and_nothing_can_be_locked():
    one = approved.proved()
    actions.settle(one, by=approved.preparer())
    assert account.of(one).problems == []
    for voucher in Voucher.objects.all():
        with transaction.atomic():
            actions.remove_voucher(voucher, WHY, by=approved.preparer())
            stands = account.of(one)
            kind = VoucherKind(voucher.kind)
            assert [item.kind for item in stands.missing] == [kind]
            line = voucher.lines.first()
            where = f"{line.order}. {line.title}" if line else "Toàn bộ"
            here = stands.missing[0]
            assert stands.problems[0] == (
                f"{where}: thiếu “{kind.label}” (có {here.here}/{here.wanted})."
            )
            with pytest.raises(Refused, match="chưa đủ"):
                actions.examine(one, by=approved.finance())
            transaction.set_rollback(True)
    actions.examine(one, by=approved.finance())
    assert refresh(one) == EstimateState.EXAMINED


@pytest.mark.shows("FIN-4")
def test_what_was_examined_cannot_lose_a_voucher_before_it_is_locked():
    one = approved.proved()
    actions.settle(one, by=approved.preparer())
    actions.examine(one, by=approved.finance())
    with pytest.raises(AlreadyDecided):
        actions.remove_voucher(Voucher.objects.all()[0], WHY, by=approved.preparer())
    # Even where a paper went by a way of no action of ours, locking looks again.
    Voucher.objects.filter(kind=K.SIGN_IN).update(removed_at=timezone.now(), removed_why=WHY)
    with pytest.raises(Refused, match="Bảng điểm danh"):
        actions.lock(one, by=approved.head())
    assert refresh(one) == EstimateState.EXAMINED


@pytest.mark.shows("FIN-4")
def test_open_commitments_and_differences_stand_in_the_way():
    one = approved.approved({LineKind.OTHER: 10_000_000})
    line = one.lines.get()
    paid = actions.commit(line, Decimal(8_000_000), "Xe Minh Tâm", by=approved.finance())
    actions.pay(line, Decimal(7_000_000), "Xe Minh Tâm", by=approved.finance(), commitment=paid)
    approved.voucher(one, K.INVOICE, line, amount=Decimal(6_900_000))
    assert account.of(one).problems == [
        "1. Chi khác: còn 1.000.000 đồng đã cam kết mà chưa chi, chưa giải tỏa.",
        "1. Chi khác: chênh lệch -3.000.000 đồng chưa được giải trình.",
        "Số đã chi và số có chứng từ lệch nhau 100.000 đồng: hãy xem lại số tiền trên hóa đơn và "
        "bảng kê.",
    ]
    paid.refresh_from_db()
    actions.release(paid, "Chuyến về không dùng xe", by=approved.finance())
    actions.explain(line, "Một báo cáo viên tự túc đi lại", by=approved.preparer())
    actions.remove_voucher(Voucher.objects.get(), WHY, by=approved.preparer())
    approved.voucher(one, K.INVOICE, line, amount=Decimal(7_000_000))
    assert account.of(one).problems == []


def test_a_waived_point_is_on_record_and_can_be_asked_again():
    one = approved.approved({LineKind.OTHER: 10_000_000})
    line = one.lines.get()
    actions.pay(line, Decimal(10_000_000), "Xe Minh Tâm", by=approved.finance())
    made = actions.waive(one, K.INVOICE, line, "Khoán theo Điều 5 quy chế", by=approved.finance())
    assert account.of(one).missing == []
    with pytest.raises(AlreadyDecided):
        actions.waive(one, K.INVOICE, line, "Khoán theo Điều 5 quy chế", by=approved.finance())
    actions.unwaive(made, by=approved.finance())
    assert [item.kind for item in account.of(one).missing] == [K.INVOICE]
    assert AuditEvent.objects.filter(kind=Kind.WAIVED).count() == 2


# --- its life


@pytest.mark.shows("FIN-4")
def test_a_locked_settlement_takes_nothing_and_is_reopened_only_with_a_trace():
    one = approved.locked()
    line = one.lines.first()
    for attempt in (
        lambda: bring(one),
        lambda: actions.remove_voucher(Voucher.objects.all()[0], WHY, by=approved.preparer()),
        lambda: actions.pay(line, Decimal(1), "Ai đó", by=approved.finance()),
        lambda: actions.explain(line, "Giải trình muộn màng", by=approved.preparer()),
        lambda: actions.settle(one, by=approved.preparer()),
    ):
        with pytest.raises(AlreadyDecided):
            attempt()
    with pytest.raises(Refused, match="ít nhất 10"):
        actions.reopen(one, "mở lại", by=approved.head())

    actions.reopen(one, "Kiểm toán yêu cầu bổ sung hóa đơn", by=approved.head())
    assert refresh(one) == EstimateState.SETTLING
    old, new = Settlement.objects.order_by("number")
    assert (old.reopened_by, old.reopened_why, old.figures["paid"]) == (
        approved.head(), "Kiểm toán yêu cầu bổ sung hóa đơn", "21840000",
    )  # fmt: skip
    assert len(old.figures["vouchers"]) == 10
    assert (new.number, new.prepared_by, new.examined_by) == (2, approved.preparer(), None)
    [event] = AuditEvent.objects.filter(kind=Kind.REOPENED)
    assert (event.before, event.after, event.why) == (
        "locked", "settling", "Kiểm toán yêu cầu bổ sung hóa đơn",
    )  # fmt: skip


@pytest.mark.shows("FIN-1", "FIN-4")
def test_preparing_examining_and_locking_are_three_persons():
    one = approved.proved()
    both = person(Role.OFFICE_HEAD, "Vũ Thị Hai Vai")
    actions.settle(one, by=approved.preparer())
    with pytest.raises(Refused, match="không có quyền"):
        actions.examine(one, by=approved.preparer())
    stands_in(approved.preparer(), approved.finance())
    with pytest.raises(Refused, match="ba người"):
        actions.examine(one, by=approved.preparer())
    actions.examine(one, by=both)
    with pytest.raises(Refused, match="ba người"):
        actions.lock(one, by=both)
    settlement = Settlement.objects.get()
    for hand in (settlement.prepared_by, both):
        with pytest.raises(IntegrityError), transaction.atomic():
            Settlement.objects.update(locked_by=hand, locked_at=timezone.now())
    actions.lock(one, by=approved.head())
    assert refresh(one) == EstimateState.LOCKED


@pytest.mark.shows("FIN-1", "FIN-4")
def test_a_deputy_does_not_lock_for_whom_has_examined():
    one = approved.proved()
    head = approved.head()
    deputy = person(Role.EDITOR, "Trần Văn Thay")
    stands_in(deputy, head)
    actions.settle(one, by=approved.preparer())
    actions.examine(one, by=head)
    with pytest.raises(Refused, match="ba người"):
        actions.lock(one, by=deputy)
    assert refresh(one) == EstimateState.EXAMINED


def test_what_is_returned_goes_back_to_its_preparer_with_the_reason():
    one = approved.proved()
    actions.settle(one, by=approved.preparer())
    actions.examine(one, by=approved.finance())
    actions.return_settlement(one, "Hóa đơn nước uống mờ, chụp lại", by=approved.head())
    settlement = Settlement.objects.get()
    assert refresh(one) == EstimateState.SETTLING
    assert (settlement.examined_by, settlement.returned_why) == (
        None, "Hóa đơn nước uống mờ, chụp lại",
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_accounts_cost_the_same_whatever_their_number(count, django_assert_num_queries):
    ones = [approved.spent(title=f"Lớp {n}") for n in range(1)] + [
        approved.approved(title=f"Lớp {n}") for n in range(1, count)
    ]
    voucher = approved.voucher(ones[0], K.CONTRACT, *ones[0].lines.all())
    assert voucher.lines.count() == 3
    with django_assert_num_queries(10):
        stands = account.of_all(ones)
    assert [int(one.approved) for one in stands] == [21_840_000] * count


# --- what other apps hand in


@pytest.mark.shows("R35")
def test_a_sign_in_sheet_is_handed_in_by_what_the_estimate_is_for():
    one = approved.spent(origin="training.classrun:142")
    sheet = documents.store(approved.paper("bảng điểm danh"), "dd.pdf", by=approved.preparer())
    assert K.SIGN_IN in {item.kind for item in account.of(one).missing}
    actions.bring_sign_in("training.classrun:142", sheet, by=approved.preparer())
    assert actions.bring_sign_in("training.classrun:142", sheet, by=approved.preparer()) is None
    assert actions.bring_sign_in("training.classrun:7", sheet, by=approved.preparer()) is None
    assert K.SIGN_IN not in {item.kind for item in account.of(one).missing}
    assert Voucher.objects.count() == 1
