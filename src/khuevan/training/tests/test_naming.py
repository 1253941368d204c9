from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone

from khuevan.kit.models import Message
from khuevan.people.enums import Role
from khuevan.training import actions
from khuevan.training.enums import RunState, SeatState, Verdict
from khuevan.training.models import Nomination
from khuevan.training.tests import naming
from khuevan.training.views.desk import Desk
from khuevan.training.views.waiting import SCRIPTS

pytestmark = pytest.mark.django_db
HERS = "Công chức văn hóa - xã hội"
FIELDS = {"full_name": "nguyễn thị hương", "position": HERS, "phone": "+84 912 345 678"}


@pytest.fixture
def unit():
    return naming.ward("Phường Bồ Đề", mail="vanthu@bode.example.vn")


@pytest.fixture
def desk(unit):
    link = naming.link(unit)
    return Desk(unit, link, link)


@pytest.fixture
def seat(unit):
    return naming.seat(unit=unit)


def body(page):
    return page.content.decode()


def state_of(seat):
    seat.refresh_from_db()
    return seat.state


# --- naming


@pytest.mark.shows("R43", "TRN-1")
def test_the_focal_point_goes_in_three_taps_and_types_nothing(client, desk, seat):
    naming.focal(desk.organisation)
    first = client.get(desk.url(""), follow=True)
    assert first.redirect_chain == [(desk.url("seat", pk=seat.pk), 302)]
    assert ("Đơn vị cử ai đi học?" in body(first), "Cử tôi" in body(first)) == (True, True)

    form = client.get(desk.url("name", pk=seat.pk, who="me")).context["form"]
    assert [form[name].value() for name in ("full_name", "position", "phone", "email")] == [
        "Lê Thị Mai", HERS, "0987 654 321", "mai@example.vn",
    ]  # fmt: skip
    sent = client.post(
        desk.url("name", pk=seat.pk, who="me"), {**form.initial, "key": "k"}, follow=True
    )

    made = Nomination.objects.get()
    assert (made.full_name, made.is_focal_point, made.proposed_verdict, made.made_by) == (
        "Lê Thị Mai", True, Verdict.RIGHT, desk.link.actor_name,
    )  # fmt: skip
    assert sent.redirect_chain == [(desk.url("receipt", pk=seat.pk), 302)]
    assert (made.reference in body(sent), "Đã ghi nhận" in body(sent)) == (True, True)


@pytest.mark.shows("R43", "TRN-1")
def test_somebody_else_is_four_fields_and_the_receipt_has_calendar_and_page(client, desk, seat):
    sent = client.post(desk.url("name", pk=seat.pk, who="other"), FIELDS, follow=True)

    made = Nomination.objects.get()
    assert (made.full_name, made.phone) == ("Nguyễn Thị Hương", "0912345678")
    assert "Trang cho người đi học" in body(sent)
    calendar = client.get(desk.url("calendar", pk=seat.pk))
    assert (calendar["Content-Type"], b"DTSTART" in calendar.content) == (
        "text/calendar; charset=utf-8", True,
    )  # fmt: skip
    assert (
        client.get(sent.context["trainee"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    )


def test_twice_the_same_sending_is_one_receipt(client, desk, seat):
    url = desk.url("name", pk=seat.pk, who="other")
    for _n in range(2):
        assert client.post(url, {**FIELDS, "key": "one"}).url == desk.url("receipt", pk=seat.pk)
    assert Nomination.objects.count() == 1


@pytest.mark.shows("R17")
def test_whoever_is_not_the_focal_point_needs_a_reason(client, desk, seat):
    naming.focal(desk.organisation)
    url = desk.url("name", pk=seat.pk, who="other")
    page = client.post(url, FIELDS)
    assert (page.status_code, page.context["form"].errors) == (
        400, {"not_focal_why": ["Hãy ghi lý do trong vài chữ, ví dụ: đang nghỉ phép."]},
    )  # fmt: skip
    assert "Đầu mối của đơn vị là Lê Thị Mai." in body(page)

    client.post(url, {**FIELDS, "not_focal_why": "Chị Mai nghỉ phép"})

    made = Nomination.objects.get()
    assert (made.not_focal_why, made.proposed_verdict) == ("Chị Mai nghỉ phép", Verdict.RIGHT)


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client, desk, seat):
    wrong = {**FIELDS, "full_name": "Hương", "phone": "091 234 567", "email": "huong"}
    page = client.post(desk.url("name", pk=seat.pk, who="other"), wrong)
    errors = page.context["form"].errors
    assert (page.status_code, sorted(errors), errors["phone"]) == (
        400, ["email", "full_name", "phone"], ["Cần 10 chữ số, đang có 9. Ví dụ 0912 345 678"],
    )  # fmt: skip
    assert ('value="091 234 567"' in body(page), Nomination.objects.count()) == (True, 0)


@pytest.mark.shows("R32")
def test_a_doubt_is_shown_once_before_it_is_sent(client, desk, seat):
    url = desk.url("name", pk=seat.pk, who="other")
    odd = {**FIELDS, "position": "Lái xe"}
    page = client.post(url, odd)
    assert (page.status_code, Nomination.objects.count(), page.context["doubts"]) == (
        200, 0, [
            "Chức danh không phải của công chức",
            "Chức danh không nói đến việc thông tin đối ngoại",
        ],
    )  # fmt: skip
    seen = re.search(r'name="seen" value="([^"]+)"', body(page))[1]

    sent = client.post(url, {**odd, "seen": seen}, follow=True)

    assert Nomination.objects.get().proposed_verdict == Verdict.WRONG
    assert "Sở sẽ xem lại điều này" in body(sent)


@pytest.mark.shows("TRN-2", "R16")
def test_the_second_to_name_hears_who_is_named_and_comes_to_the_seat(client, desk, seat):
    held = actions.nominate(seat, naming.facts(), by=desk.by)
    url = desk.url("name", pk=seat.pk, who="other")
    page = client.post(
        url, {**FIELDS, "phone": "0900000001"}, headers={"referer": url}, follow=True
    )
    assert page.redirect_chain == [(url, 302), (desk.url("seat", pk=seat.pk), 302)]
    assert f"Nguyễn Thị Hương, {HERS}, đã được cử cho suất này ({held.reference}" in body(page)
    assert Nomination.objects.count() == 1


# --- whose


def test_a_link_of_another_unit_is_told_so_and_an_account_sees_nothing(client, desk, seat):
    foreign = naming.seat(seat.run)
    page = client.get(desk.url("seat", pk=foreign.pk))
    assert (page.status_code, "đơn vị khác" in body(page)) == (403, True)

    user = naming.officer(Role.FOCAL_POINT, organisation=desk.organisation)
    client.force_login(user)
    own = Desk(desk.organisation, user)
    assert client.get(own.url("seat", pk=foreign.pk)).status_code == 404
    assert client.get(own.url("seat", pk=seat.pk)).status_code == 200


def test_a_link_that_has_run_out_says_so_and_names_nobody(client, desk, seat):
    desk.link.expires_at = timezone.now() - timedelta(minutes=1)
    desk.link.save()
    page = client.post(desk.url("name", pk=seat.pk, who="other"), FIELDS)
    assert (page.status_code, Nomination.objects.count()) == (410, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_whatever_the_unit_has(
    client, unit, desk, count, django_assert_max_num_queries
):
    for _n in range(count):
        held = naming.nomination(naming.seat(unit=unit)).seat
        held.run.state = RunState.HELD
        held.run.held_at = timezone.now()
        held.run.save()
        naming.nomination(naming.seat(unit=unit))
    for url, limit in ((desk.url("") + "?all=1", 6), (desk.url("past"), 7)):
        with django_assert_max_num_queries(limit):
            assert len(client.get(url).context["cards"]) == count


@pytest.mark.shows("TRN-1")
def test_pages_are_light_and_need_no_script(client, desk, seat):
    naming.focal(desk.organisation)
    urls = [desk.url("seat", pk=seat.pk), desk.url("name", pk=seat.pk, who="other")]
    actions.nominate(naming.seat(unit=desk.organisation), naming.facts(), by=desk.by)
    urls += [desk.url("past"), desk.url("decline", pk=seat.pk), desk.url("")]
    for url in urls:
        page = client.get(url)
        assert (page.status_code, len(page.content) < 20_000) == (200, True)
        late = page.content.count(b"<script") == page.content.count(b" defer></script>")
        assert late  # they keep what finds no line; all works without
    scripts = "".join(Path(finders.find(one)).read_text() for one in SCRIPTS)
    assert (len(SCRIPTS) <= 5, len(gzip.compress(scripts.encode(), 6)) < 10_000) == (True, True)


def test_the_units_desk_says_for_how_many_seats_somebody_is_to_be_named(client, unit, desk, seat):
    client.force_login(naming.officer(Role.FOCAL_POINT, organisation=unit))
    assert "Còn 1 người phải cử đi học" in body(client.get(reverse("assignments:own")))
    actions.nominate(seat, naming.facts(), by=desk.by)
    assert "phải cử đi học" not in body(client.get(reverse("assignments:own")))


# --- somebody else, or nobody


def code_of(message):
    return re.search(r"\d{6}", message.body_text)[0]


WHY = "Chị Hương được cử đi học lớp khác."


@pytest.mark.shows("R16")
def test_a_link_changes_the_nominee_only_with_the_code_from_the_registered_mailbox(
    client, desk, seat
):
    actions.nominate(seat, naming.facts(), by=desk.by)
    url = desk.url("change", pk=seat.pk)
    other = {**FIELDS, "full_name": "Trần Văn Nam", "phone": "0900000002", "why": WHY}
    assert "v•••@bode.example.vn" in body(client.get(url))
    client.post(desk.url("code", pk=seat.pk, step="change"))
    code = code_of(Message.objects.get(purpose="code"))

    wrong = client.post(url, {**other, "code": "000000"}, headers={"referer": url}, follow=True)
    assert "Mã không đúng" in body(wrong)
    assert seat.nominations.active().get().full_name == "Nguyễn Thị Hương"
    sent = client.post(url, {**other, "code": code}, follow=True)

    assert sent.redirect_chain == [(desk.url("receipt", pk=seat.pk), 302)]
    assert seat.nominations.active().get().full_name == "Trần Văn Nam"
    page = client.get(desk.url("seat", pk=seat.pk))
    assert ("Đã cử trước đây" in body(page), WHY in body(page)) == (True, True)


def test_a_field_that_must_be_mended_does_not_use_up_the_code(client, desk, seat):
    actions.nominate(seat, naming.facts(), by=desk.by)
    client.post(desk.url("code", pk=seat.pk, step="change"))
    code = code_of(Message.objects.get(purpose="code"))
    wrong = {**FIELDS, "why": "Bận.", "code": code}
    page = client.post(desk.url("change", pk=seat.pk), wrong)
    assert (page.status_code, list(page.context["form"].errors)) == (400, ["why"])
    assert desk.link.codes.get().used_at is None


def test_an_account_of_the_unit_needs_no_code(client, desk, seat):
    user = naming.officer(Role.FOCAL_POINT, organisation=desk.organisation)
    client.force_login(user)
    own = Desk(desk.organisation, user)
    actions.nominate(seat, naming.facts(), by=user)
    other = {**FIELDS, "full_name": "Trần Văn Nam", "phone": "0900000002", "why": WHY}
    client.post(own.url("change", pk=seat.pk), other)
    assert seat.nominations.active().get().full_name == "Trần Văn Nam"


def test_what_the_office_sent_back_is_completed_without_a_code(client, desk, seat):
    made = actions.nominate(seat, naming.facts(), by=desk.by)
    actions.judge(made, Verdict.WRONG, "Xin bổ sung chức danh đầy đủ.", by=naming.officer())
    page = client.get(desk.url("seat", pk=seat.pk))
    assert "Xin bổ sung chức danh đầy đủ." in body(page)
    form = client.get(desk.url("change", pk=seat.pk)).context["form"]
    assert form.initial["full_name"] == "Nguyễn Thị Hương"

    client.post(desk.url("change", pk=seat.pk), form.initial)

    assert (state_of(seat), seat.nominations.count()) == (SeatState.NOMINATED, 2)


def test_a_unit_that_has_named_nobody_says_so_without_a_code(client, desk, seat):
    sent = client.post(
        desk.url("decline", pk=seat.pk), {"why": "Cả phòng đi chống bão."}, follow=True
    )
    assert (state_of(seat), seat.declined_why) == (SeatState.DECLINED, "Cả phòng đi chống bão.")
    assert ("Đơn vị không cử người" in body(sent), "Cử người" in body(sent)) == (True, True)


def test_whoever_is_named_is_taken_off_only_with_a_code(client, desk, seat):
    actions.nominate(seat, naming.facts(), by=desk.by)
    url = desk.url("decline", pk=seat.pk)
    assert client.post(url, {"why": "Cả phòng đi chống bão."}).status_code == 400
    assert state_of(seat) == SeatState.NOMINATED
    client.post(desk.url("code", pk=seat.pk, step="decline"))
    code = code_of(Message.objects.get(purpose="code"))
    client.post(url, {"why": "Cả phòng đi chống bão.", "code": code})
    assert state_of(seat) == SeatState.DECLINED


def test_a_locked_list_says_whom_to_call(client, desk, seat):
    seat.run.state = RunState.LOCKED
    seat.run.save()
    page = client.get(desk.url("seat", pk=seat.pk))
    assert ("Danh sách đã khóa" in body(page), "Cử người khác" in body(page)) == (True, False)


@pytest.mark.shows("R08")
def test_what_the_unit_needs_comes_with_the_name(client, desk, seat):
    item = seat.run.syllabus.create(order=1, title="Viết tin đối ngoại")
    typed = {**FIELDS, "need": "Viết tin bằng tiếng Anh", "topics": [item.pk]}
    client.post(desk.url("name", pk=seat.pk, who="other"), typed)
    need = seat.run.needs.get()
    assert (need.text, list(need.topics.all())) == ("Viết tin bằng tiếng Anh", [item])
