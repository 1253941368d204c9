from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from khuevan.people.enums import OrganisationKind, Purpose, Role
from khuevan.training import actions, outcomes, rotating, tickets
from khuevan.training.enums import Applied, Moment, Outcome, RunState, Witness
from khuevan.training.models import ApplicationNote, Attendance, SelfCheckIn, Survey, SyllabusItem
from khuevan.training.outcomes import Arrival
from khuevan.training.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    office = make.unit("Sở Văn hóa và Thể thao", kind=OrganisationKind.DEPARTMENT, code="SVHTT")
    return make.summoned(owner=make.officer(organisation=office), issuer=office)


@pytest.fixture
def office(client, run):
    client.force_login(run.owner)
    return client


def at(name, *args):
    return reverse(f"training:{name}", args=args)


def own(person, name, **more):
    token = tickets.ticket_of(person, person.seat.run_id)
    return reverse(f"training:trainee_{name}", kwargs={"token": token, **more})


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.shows("R48")
def test_the_day_shows_doors_empty_units_with_phones_and_substitutes(office, run, monkeypatch):
    people = make.filled(run, 4)
    people[3].phone = "0988777666"
    people[3].save()
    seen = {
        people[0].seat_id: Arrival(run.starts_at, Witness.DOOR, "Cửa chính", people[0].pk),
        people[1].seat_id: Arrival(run.starts_at, Witness.SELF, "", people[1].pk),
        people[2].seat_id: Arrival(run.starts_at, Witness.DOOR, "Cửa chính", None, "Bà Thay"),
    }
    monkeypatch.setattr(outcomes, "arrivals", lambda _run: seen)

    page = text(office.get(at("day", run.pk)))
    part = office.get(at("day", run.pk), headers={"HX-Request": "true"})

    assert "3/4" in page
    assert "<dt>Cửa chính</dt><dd>2</dd>" in page
    assert 'href="tel:0988777666"' in page
    assert "Bà Thay" in page
    assert len(part.content) < len(page)
    assert b"<html" not in part.content


@pytest.mark.shows("R48")
def test_an_unchanged_day_is_answered_by_the_time_alone(office, run):
    people = make.filled(run, 30)

    def ask(seen):
        return office.get(at("day", run.pk), {"seen": seen}, headers={"HX-Request": "true"})

    whole = ask("")
    seen = re.search(r'name="seen" value="(\w+)"', text(whole))[1]
    same = ask(seen)
    assert (same["HX-Reswap"], "hx-swap-oob" in text(same)) == ("none", True)
    assert len(same.content) < 300 < 2000 < len(whole.content)
    actions.set_attendance(people[0].seat, Outcome.EXCUSED, "Đi chống bão", by=run.owner)
    changed = ask(seen)
    assert ("HX-Reswap" in changed, "Vắng có lý do" in text(changed)) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.shows("R48")
def test_the_day_costs_the_same_whatever_the_number_of_seats(
    office, run, count, django_assert_max_num_queries
):
    make.filled(run, count)

    with django_assert_max_num_queries(14):
        assert office.get(at("day", run.pk)).status_code == 200


def test_an_officer_settles_a_seat_and_then_the_rest(office, run):
    people = make.filled(run, 3)
    seat = at("attendance_seat", run.pk, people[0].seat_id)

    refused = office.post(seat, {"outcome": "absent"}, follow=True)
    assert "Nêu lý do" in text(refused)
    office.post(seat, {"outcome": "present"})
    office.post(
        at("attendance_rest", run.pk), {"outcome": "absent", "why": "Không báo", "seen": "2"}
    )

    rows = Attendance.objects.order_by("seat__number").values_list("outcome", "set_by")
    assert list(rows) == [(Outcome.PRESENT, run.owner_id), *[(Outcome.ABSENT, run.owner_id)] * 2]
    shown = text(office.get(at("attendance", run.pk), {"show": "absent"}))
    assert shown.count("Không báo") == 2


def test_the_class_is_closed_and_its_report_drafted_from_one_page(office, run):
    make.filled(run, 1)
    assert "Kết thúc lớp" in text(office.get(at("after", run.pk)))

    office.post(at("hold", run.pk))
    run.refresh_from_db()
    assert run.state == RunState.HELD
    answer = office.post(at("report_draft", run.pk))

    assert answer.url == actions.report_of(run).get_absolute_url()
    assert "Kết quả tổ chức lớp" in text(office.get(at("after", run.pk)))


@pytest.mark.shows("CHK-7")
def test_the_screen_shows_the_code_of_now_only_to_those_who_keep_the_door(client, office, run):
    page = text(office.get(at("screen", run.pk)))
    digits = rotating.digits(run.pk, timezone.now())

    assert f"{digits[:3]} {digits[3:]}" in page
    assert "<svg" in page
    client.force_login(make.officer(Role.AUDITOR))
    assert client.get(at("screen", run.pk)).status_code == 403


@pytest.mark.shows("CHK-7")
def test_a_trainee_types_the_digits_on_the_own_page(client, run):
    [person] = make.filled(run, 1)
    page = own(person, "check_in")
    assert person.full_name in text(client.get(page))

    refused = client.post(page, {"code": "12"}, follow=True)
    assert "30 giây" in text(refused)
    client.post(page, {"code": rotating.digits(run.pk, timezone.now())})

    assert "Đã điểm danh" in text(client.get(page))


@pytest.mark.shows("CHK-7")
def test_the_square_code_needs_a_ticket_and_a_confirmation(client, run):
    [person] = make.filled(run, 1)
    url = at("here", run.pk, rotating.token(run.pk, timezone.now()))

    stranger = client.get(url)
    assert (stranger.status_code, SelfCheckIn.objects.count()) == (403, 0)
    client.get(own(person, "check_in"))  # the phone has shown its ticket
    asked = client.get(url)
    assert person.full_name in text(asked)
    assert not SelfCheckIn.objects.filter(at__isnull=False).exists()
    client.post(url)

    assert SelfCheckIn.objects.get().nomination == person


@pytest.mark.shows("CHK-7")
def test_the_square_code_of_another_class_does_not_open_with_this_ticket(client, run):
    [person] = make.filled(run, 1)
    other = make.summoned()
    client.get(own(person, "check_in"))

    answer = client.post(at("here", other.pk, rotating.token(other.pk, timezone.now())))

    assert answer.status_code == 403
    assert not SelfCheckIn.objects.filter(at__isnull=False).exists()


@pytest.mark.shows("R04")
def test_the_office_asks_and_a_trainee_answers_once(client, office, run):
    SyllabusItem.objects.create(run=run, order=1, title="Kỹ năng viết tin")
    [person] = make.filled(run, 1)
    office.post(at("survey_propose", run.pk))
    office.post(at("survey", run.pk), {
        "part": "knowledge", "form": "choice", "text": "Ai chủ trì?", "options": "Báo\n*Sở",
    })  # fmt: skip
    added = run.survey_questions.last()
    assert (added.options, added.right) == (["Báo", "Sở"], 1)
    office.post(at("survey_open", run.pk, "after"))

    page = own(person, "survey", moment="after")
    assert "Ai chủ trì?" in text(client.get(page))
    client.post(page, {f"q{added.pk}": "1"})

    assert "Cảm ơn" in text(client.get(page))
    assert Survey.objects.get(moment=Moment.AFTER).replies == 1
    assert "Không ghi tên" not in text(client.get(page))


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"part": "knowledge", "form": "choice", "text": "?", "options": "Một"}, "options"),
        ({"part": "knowledge", "form": "words", "text": "?"}, "form"),
        ({"part": "knowledge", "form": "scale", "text": ""}, "text"),
    ],
)
def test_a_question_without_sense_is_not_added(office, run, posted, field):
    answer = office.post(at("survey", run.pk), posted)

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not run.survey_questions.exists()


@pytest.fixture
def note(run):
    unit = make.ward("Phường Bồ Đề")
    person = make.nominee(make.seat(run, unit))
    return ApplicationNote.objects.create(
        seat=person.seat, due=timezone.localdate() + timedelta(days=20)
    )


@pytest.mark.shows("R44")
def test_a_unit_answers_by_its_link_and_the_office_reads_it(client, office, run, note):
    link = make.assignment_link(note.seat.organisation, Purpose.NOMINATION)
    page = reverse("training:unit_application", kwargs={"token": link.token, "pk": note.pk})
    assert "Năm câu hỏi" in text(client.get(page))
    lacking = client.post(page, {"applied": "yes"})
    assert lacking.status_code == 400

    client.post(page, {
        "applied": "partly", "what": "Viết lại trang tiếng Anh", "example_url": "phuong.vn/en",
        "shared_with": "4",
    })  # fmt: skip

    note.refresh_from_db()
    assert (note.applied, note.example_url, note.shared_with) == (
        Applied.PARTLY, "https://phuong.vn/en", 4,
    )  # fmt: skip
    shown = text(office.get(at("applications", run.pk)))
    assert "Viết lại trang tiếng Anh" in shown
    assert 'href="https://phuong.vn/en"' in shown


@pytest.mark.shows("R44")
def test_a_link_of_another_unit_does_not_open_the_note(client, note):
    link = make.assignment_link(make.ward("Phường Láng"), Purpose.NOMINATION)
    page = reverse("training:unit_application", kwargs={"token": link.token, "pk": note.pk})

    assert client.get(page).status_code == 403
    assert client.post(page, {"applied": "not_yet"}).status_code == 403
    note.refresh_from_db()
    assert note.applied == ""
