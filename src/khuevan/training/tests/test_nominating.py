from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.training import actions, nominees
from khuevan.training.enums import Kind, RunState, SeatState, Verdict
from khuevan.training.errors import SeatTaken
from khuevan.training.models import Nomination, Seat
from khuevan.training.tests import naming as factories
from khuevan.training.tests.naming import facts

pytestmark = pytest.mark.django_db
HERS = "Công chức văn hóa - xã hội"


@pytest.fixture
def seat():
    return factories.seat(unit=factories.ward("Phường Bồ Đề"))


def kinds(of):
    return [(one.kind, one.before, one.after) for one in reversed(audit.history(of))]


@pytest.mark.shows("R16", "TRN-2")
def test_a_seat_is_filled_once_and_the_second_hears_who_is_named(seat):
    first = actions.nominate(seat, facts(), by=audit.SYSTEM)

    with pytest.raises(SeatTaken) as refusal:
        actions.nominate(seat, facts("Trần Văn Nam"), by=audit.SYSTEM)

    seat.refresh_from_db()
    at = timezone.localtime(first.made_at)
    assert str(refusal.value) == (
        f"Nguyễn Thị Hương, {HERS}, đã được cử cho suất này ({first.reference}, "
        f"{at:%H:%M %d/%m/%Y}). Chưa có gì thay đổi. Muốn cử người khác, hãy chọn “Thay người”."
    )
    assert (seat.state, first.phone) == (SeatState.NOMINATED, "0912345678")
    assert (first.proposed_verdict, first.reasons) == (Verdict.RIGHT, [])
    assert [one.full_name for one in seat.nominations.all()] == ["Nguyễn Thị Hương"]
    assert kinds(seat) == [(Kind.NOMINATED, "", first.reference)]


def test_the_same_sending_twice_is_kept_once_and_gets_its_own_answer(seat):
    first = actions.nominate(seat, facts(), by=audit.SYSTEM, key="k1")
    assert actions.nominate(seat, facts(), by=audit.SYSTEM, key="k1") == first
    with pytest.raises(SeatTaken):
        actions.nominate(seat, facts(), by=audit.SYSTEM, key="k2")
    assert Nomination.objects.count() == 1


@pytest.mark.shows("TRN-2")
def test_the_database_itself_holds_one_active_nominee(seat):
    factories.nomination(seat)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.nomination(seat)


@pytest.mark.shows("TRN-2", "R16")
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_on_one_seat_leave_one_nominee_and_49_clear_answers(tmp_path):
    seat = factories.seat()

    def name(number):
        try:
            made = actions.nominate(seat, facts(phone=f"09{number:08d}"), by=audit.SYSTEM)
        except Refused as refusal:
            return f"{type(refusal).__name__}: {str(refusal)[:16]}"
        return made.pk

    with crowd(tmp_path) as pool:
        answers = list(pool.map(name, range(50)))
        kept = pool.submit(lambda: list(Nomination.objects.values_list("pk", flat=True))).result()
        told = pool.submit(lambda: [one.kind for one in audit.history(seat)]).result()

    others = [one for one in answers if one not in kept]
    assert (len(kept), others) == (1, ["SeatTaken: Nguyễn Thị Hương"] * 49)
    assert told == [Kind.NOMINATED]


@contextmanager
def crowd(folder):
    """Sixteen at once. Threads cannot share SQLite in memory, so there they meet in a copy on disk."""
    own = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        own = folder / "crowd.sqlite3"
        connection.cursor().execute(f"VACUUM INTO '{own}'")
    opened = []

    def enter():
        mine = connection.copy()
        mine.settings_dict["NAME"] = str(own)
        connections["default"] = mine
        opened.append(mine)

    with ThreadPoolExecutor(16, initializer=enter) as pool:
        yield pool
    for one in opened:
        one.inc_thread_sharing()
        one.close()


@pytest.mark.shows("R16")
def test_a_substitute_ends_the_first_and_the_history_stays(seat):
    first = actions.nominate(seat, facts(), by=audit.SYSTEM)
    Seat.objects.filter(pk=seat.pk).update(state=SeatState.SUMMONED)

    second = actions.substitute(
        seat, facts("Trần Văn Nam"), "Chị Hương được cử đi học lớp khác.", by=audit.SYSTEM
    )

    seat.refresh_from_db()
    first.refresh_from_db()
    assert (seat.state, first.ended_why) == (
        SeatState.NOMINATED, "Chị Hương được cử đi học lớp khác."
    )  # fmt: skip
    assert list(seat.nominations.active()) == [second]
    assert (second.nonce == first.nonce, first.ended_at is None) == (False, False)
    assert kinds(seat)[1] == (Kind.SUBSTITUTED, first.reference, second.reference)


def test_nobody_is_substituted_where_nobody_is_named(seat):
    with pytest.raises(AlreadyDecided, match="Chưa cử ai cho suất này"):
        actions.substitute(seat, facts(), "Thay người cho đúng việc.", by=audit.SYSTEM)
    assert (Nomination.objects.count(), list(audit.history(seat))) == (0, [])


def test_a_substitute_is_named_until_four_on_the_eve_and_later_only_at_the_door(seat):
    actions.nominate(seat, facts(), by=audit.SYSTEM)
    run = seat.run
    run.starts_at = timezone.now() + timedelta(hours=2)
    run.ends_at = run.starts_at + timedelta(hours=4)
    run.save()
    until = actions.substitute_until(run)
    assert (until.hour, until.date()) == (
        16, timezone.localdate(run.starts_at) - timedelta(days=1)
    )  # fmt: skip

    why = "Người được cử bị ốm sáng nay."
    with pytest.raises(Refused, match="báo ở cửa"):
        actions.substitute(seat, facts("Trần Văn Nam"), why, by=audit.SYSTEM)
    actions.substitute(seat, facts("Trần Văn Nam"), why, by=audit.SYSTEM, at_the_door=True)

    assert seat.nominations.active().get().full_name == "Trần Văn Nam"


def test_a_unit_sends_nobody_with_a_reason_and_may_think_again(seat):
    with pytest.raises(Refused, match="ít nhất 10 chữ"):
        actions.decline(seat, "Bận.", by=audit.SYSTEM)
    actions.nominate(seat, facts(), by=audit.SYSTEM)
    actions.decline(seat, "Cả phòng đi chống bão.", by=audit.SYSTEM)
    seat.refresh_from_db()
    assert (seat.state, seat.declined_why, seat.nominations.active().count()) == (
        SeatState.DECLINED, "Cả phòng đi chống bão.", 0,
    )  # fmt: skip

    actions.nominate(seat, facts("Trần Văn Nam"), by=audit.SYSTEM)

    seat.refresh_from_db()
    assert (seat.state, seat.declined_why) == (SeatState.NOMINATED, "")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (RunState.PREPARING, "Chưa mở cử người"),
        (RunState.LOCKED, "Danh sách đã khóa"),
        (RunState.HELD, "Lớp đã tổ chức"),
        (RunState.CANCELLED, "Lớp đã bị hủy"),
    ],
)
def test_nobody_is_named_while_the_list_is_not_open(state, words):
    seat = factories.seat(factories.run(state, held_at=timezone.now()))
    with pytest.raises(Refused, match=words):
        actions.nominate(seat, facts(), by=audit.SYSTEM)
    seat.refresh_from_db()
    assert (seat.state, Nomination.objects.count()) == (SeatState.OPEN, 0)


def test_one_person_never_takes_both_seats_of_a_unit(seat):
    other = factories.seat(seat.run, seat.organisation, place=2)
    actions.nominate(seat, facts(), by=audit.SYSTEM)
    with pytest.raises(Refused, match="suất khác của đơn vị"):
        actions.nominate(other, facts(), by=audit.SYSTEM)
    other.refresh_from_db()
    assert other.state == SeatState.OPEN


def test_a_secret_marking_is_refused_and_nothing_of_it_is_kept(seat):
    with pytest.raises(Refused, match="bí mật nhà nước"):
        actions.nominate(seat, facts(need="TUYỆT MẬT\nSố: 12/BC-X"), by=audit.SYSTEM)
    seat.refresh_from_db()
    assert (seat.state, Nomination.objects.count()) == (SeatState.OPEN, 0)


@pytest.mark.shows("R08")
def test_the_need_comes_in_the_same_step_and_the_last_word_stands(seat):
    one = seat.run.syllabus.create(order=1, title="Kỹ năng viết tin đối ngoại")
    two = seat.run.syllabus.create(order=2, title="Quy định mới")
    foreign = factories.run().syllabus.create(order=1, title="Của lớp khác")
    wanted = facts(need="Viết tin tiếng Anh", topics=(one.pk, foreign.pk))
    actions.nominate(seat, wanted, by=audit.SYSTEM)
    need = seat.run.needs.get()
    assert (need.text, list(need.topics.all())) == ("Viết tin tiếng Anh", [one])

    again = facts("Trần Văn Nam", need="Xử lý tin sai", topics=(two.pk,))
    actions.substitute(seat, again, "Người được cử nghỉ ốm.", by=audit.SYSTEM)

    need.refresh_from_db()
    assert (need.text, list(need.topics.all()), seat.run.needs.count()) == (
        "Xử lý tin sai", [two], 1,
    )  # fmt: skip


# --- in one form

TEN = [
    "0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "+84912345678",
    "+84 912 345 678", "(+84) 912 345 678", "0084 912 345 678", "84912345678", "+84 (0) 912 345 678",
    "912345678", "０９１２３４５６７８",
]  # fmt: skip


@pytest.mark.parametrize("text", TEN)
def test_a_number_in_ten_spellings_is_one_number(text):
    assert nominees.phone_of(text) == "0912345678"


@pytest.mark.parametrize(
    ("text", "kept"),
    [("", ""), ("024 3825 5555", "02438255555"), ("+33 1 23 45 67 89", "+33123456789")],
)
def test_other_numbers_are_kept_in_one_form_too(text, kept):
    assert nominees.phone_of(text) == kept


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("091 234 567", "Cần 10 chữ số, đang có 9. Ví dụ 0912 345 678"),
        ("0912345678 / 0987654321", "Cần 10 chữ số, đang có 20. Ví dụ 0912 345 678"),
        ("0112345678", "Không có số nào bắt đầu như vậy. Ví dụ 0912 345 678"),
        ("không có", "Cần 10 chữ số, đang có 0. Ví dụ 0912 345 678"),
        ("+1", "Số nước ngoài có 8 đến 15 chữ số sau dấu “+”."),
    ],
)
def test_a_number_that_cannot_be_one_says_what_is_missing(text, words):
    with pytest.raises(Refused) as refusal:
        nominees.phone_of(text)
    assert str(refusal.value) == words


def test_names_are_kept_in_one_form():
    assert nominees.name_of("  NGUYỄN   THỊ HƯƠNG ") == "Nguyễn Thị Hương"
    assert nominees.name_of("Nguye\u0302\u0303n Thi\u0323 Hương") == "Nguyễn Thị Hương"
    assert nominees.name_of("Y Moan Ênuôl") == "Y Moan Ênuôl"
    for wrong in ("", "Hương", "Nguyễn Thị Hương 0912345678", "=1+1", "x" * 130):
        with pytest.raises(Refused):
            nominees.name_of(wrong)
