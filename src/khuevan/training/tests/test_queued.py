"""What waited on a unit's device comes in: true answers, once each, undoing nothing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from khuevan.training import actions
from khuevan.training.enums import RunState, SeatState
from khuevan.training.models import Nomination
from khuevan.training.tests import naming
from khuevan.training.views.desk import Desk
from khuevan.training.views.waiting import kept_until

pytestmark = pytest.mark.django_db
HERS = "Công chức văn hóa - xã hội"
NAMED = {
    "page": "name/other/", "full_name": "Nguyễn Thị Hương", "position": HERS,
    "phone": "0912 345 678", "key": "k" * 32, "waited": "1",
}  # fmt: skip
NOBODY = {"page": "decline/", "why": "Cả phòng đi chống bão.", "key": "n" * 32, "waited": "1"}


@pytest.fixture
def desk():
    unit = naming.ward("Phường Bồ Đề")
    link = naming.link(unit)
    return Desk(unit, link, link)


@pytest.fixture
def seat(desk):
    return naming.seat(unit=desk.organisation)


@pytest.fixture
def hand_in(client, desk, seat):
    """Hand in an answer; (status, kind, words or address)."""

    def hand(facts, **more):
        answer = client.post(desk.url("queued", pk=seat.pk), {**facts, **more})
        told = answer.json()
        return answer.status_code, told["kind"], told.get("words", told.get("url", ""))

    return hand


def state_of(seat):
    seat.refresh_from_db()
    return seat.state


@pytest.mark.shows("TRN-1")
def test_what_waited_is_received_once_however_often_it_comes(hand_in, desk, seat):
    received = (200, "received", desk.url("receipt", pk=seat.pk))
    assert [hand_in(NAMED), hand_in(NAMED)] == [received, received]
    assert Nomination.objects.get().full_name == "Nguyễn Thị Hương"

    actions.decline(seat, "Chị Hương chuyển công tác.", by=desk.by)
    assert hand_in(NAMED) == received
    assert (state_of(seat), Nomination.objects.count()) == (SeatState.DECLINED, 1)


@pytest.mark.shows("TRN-1", "R16")
def test_the_second_of_two_devices_hears_who_is_named(hand_in, seat):
    hand_in(NAMED)
    status, kind, words = hand_in(NAMED, full_name="Trần Văn Nam", key="other")
    assert (status, kind) == (409, "taken")
    assert words.startswith(f"Nguyễn Thị Hương, {HERS}, đã được cử cho suất này")


def test_nobody_said_hours_ago_takes_no_one_off_the_list(hand_in, desk, seat):
    hand_in(NAMED)
    assert hand_in(NOBODY)[:2] == (409, "taken")
    assert state_of(seat) == SeatState.NOMINATED


def test_nobody_is_received_once_and_another_reason_is_told_so(hand_in, desk, seat):
    received = (200, "received", desk.url("seat", pk=seat.pk))
    assert [hand_in(NOBODY), hand_in(NOBODY)] == [received, received]
    assert hand_in(NOBODY, why="Không ai phụ trách việc này.")[:2] == (409, "refused")
    seat.refresh_from_db()
    assert (seat.state, seat.declined_why) == (SeatState.DECLINED, NOBODY["why"])


def test_a_doubt_is_asked_of_whoever_looks_and_passed_to_the_office_of_whoever_waited(
    hand_in, seat
):
    odd = {**NAMED, "position": "Lái xe"}
    assert hand_in(odd, waited="")[:2] == (200, "doubts")
    assert Nomination.objects.count() == 0
    assert hand_in(odd)[:2] == (200, "received")
    assert "not_civil_servant" in Nomination.objects.get().reasons


def test_what_is_wrong_is_said_with_the_page_that_mends_it(client, hand_in, desk, seat):
    assert hand_in(NAMED, phone="091 234 567") == (
        422, "wrong", "Cần 10 chữ số, đang có 9. Ví dụ 0912 345 678",
    )  # fmt: skip
    naming.focal(desk.organisation)
    answer = client.post(desk.url("queued", pk=seat.pk), {**NAMED, "page": "name/me/"})
    assert answer.json() == {
        "kind": "wrong", "elsewhere": "name/other/",
        "words": "Hãy ghi lý do trong vài chữ, ví dụ: đang nghỉ phép.",
    }  # fmt: skip
    assert hand_in({"page": "?"})[:2] == (422, "wrong")


@pytest.mark.parametrize(
    ("state", "words"),
    [(RunState.CANCELLED, "Lớp đã bị hủy"), (RunState.LOCKED, "Danh sách đã khóa")],
)
def test_a_class_that_closed_meanwhile_is_told(hand_in, seat, state, words):
    seat.run.state = state
    seat.run.save()
    status, kind, told = hand_in(NAMED)
    assert (status, kind, told.startswith(words)) == (409, "refused", True), told
    assert Nomination.objects.count() == 0


def test_words_with_a_marking_of_secrecy_are_refused_so_that_the_device_lets_go(hand_in):
    assert hand_in(NAMED, need="TUYỆT MẬT")[:2] == (409, "refused")


def test_a_link_that_is_closed_or_of_another_unit_answers_no_json(client, desk, seat):
    other = naming.ward("Phường Khác")
    link = naming.link(other)
    theirs = Desk(other, link, link).url("queued", pk=seat.pk)
    assert (client.post(theirs, NAMED).status_code, client.get(theirs).status_code) == (403, 403)
    type(link).objects.filter(pk=desk.link.pk).update(expires_at=timezone.now())
    assert client.post(desk.url("queued", pk=seat.pk), NAMED).status_code == 410
    assert Nomination.objects.count() == 0


def test_an_account_of_the_unit_has_the_same_page(client, seat, django_user_model):
    from khuevan.people.enums import Role

    user = naming.officer(Role.FOCAL_POINT)
    user.organisation = seat.organisation
    user.save()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/training/unit/{seat.pk}/queued/"
    assert set(client.get(address).json()) == {"token"}
    assert client.post(address, NAMED).json()["url"] == f"/training/unit/{seat.pk}/receipt/"


def test_only_pages_by_which_the_unit_may_answer_are_kept_and_not_for_ever(client, desk, seat):
    marks = ("X-Keep-Offline", "X-Keep-Until")

    def kept(page, **more):
        answer = client.get(desk.url(page, pk=seat.pk, **more))
        return tuple(answer.get(mark) for mark in marks)

    until = str(int(kept_until(seat.run).timestamp() * 1000))
    wanted = (str(desk.organisation.pk), until)
    pages = [("seat", {}), ("name", {"who": "me"}), ("name", {"who": "other"}), ("decline", {})]
    assert [kept(page, **more) for page, more in pages] == [wanted] * 4
    assert kept("receipt") == (None, None)
    actions.nominate(seat, naming.facts(), by=desk.by)
    assert [kept("seat"), kept("receipt"), kept("decline")] == [(None, None)] * 3


def test_the_worker_is_whole_and_holds_no_facts(client):
    answer = client.get("/training/naming-worker.js")
    body = answer.content.decode()
    assert (answer["Content-Type"], answer["Cache-Control"]) == (
        "text/javascript; charset=utf-8", "no-cache",
    )  # fmt: skip
    parts = ("self.khuevanKeeper =", "self.khuevanDurable =", "self.khuevanQueue =", '"sync"')
    assert [part in body for part in parts] == [True] * 4
