"""The unit's pages of difficulties, and the office's."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from khuevan.assignments import actions
from khuevan.assignments.models import Difficulty, Topic
from khuevan.assignments.tests import factories
from khuevan.assignments.views.desk import Desk
from khuevan.documents.models import StoredFile
from khuevan.kit import audit
from khuevan.people.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.shows("R97")]
UNIT = audit.NamedActor("UBND phường Bồ Đề")
WORDS = "Chưa có người dịch tiếng Anh cho tờ gấp."


@pytest.fixture
def unit():
    return factories.ward("Phường Bồ Đề", mail="vanthu@bode.example.vn")


@pytest.fixture
def desk(unit):
    link = factories.link(unit)
    return Desk(unit, link, link)


@pytest.fixture
def office(client):
    client.force_login(factories.officer(Role.LEAD_OFFICER))
    return client


def photo(name="anh.jpg"):
    content = io.BytesIO()
    Image.new("RGB", (64, 48), "#8e2a1e").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def raised(unit, text=WORDS, **given):
    return actions.raise_difficulty(unit, text, by=UNIT, given=actions.Particulars(**given))


# --- the unit


def test_a_unit_writes_one_about_a_plan_with_its_letter(client, unit, desk):
    own = factories.assignment(unit)
    foreign = factories.approved()
    page = client.get(desk.url("difficulty_new"))
    assert list(page.context["form"].fields["plan"].queryset) == [own.plan]
    assert "<script" not in page.content.decode()

    sent = {
        "text": WORDS, "plan": own.plan_id, "file": photo(), "letter_number": "12/UBND-VX",
        "letter_date": "2/11/2026",
    }  # fmt: skip
    page = client.post(desk.url("difficulty_new"), sent, follow=True)

    one = Difficulty.objects.get()
    assert (one.organisation, one.plan, one.letter_number, one.letter_date) == (
        unit, own.plan, "12/UBND-VX", date(2026, 11, 2),
    )  # fmt: skip
    body = page.content.decode()
    assert ("Khó khăn, vướng mắc số 1" in body or "khó khăn số 1" in body, "anh.jpg" in body) == (
        True, True,
    )  # fmt: skip
    got = client.get(desk.url("difficulty_file", difficulty=one.pk))
    assert got["Content-Disposition"].startswith("attachment")
    for close in got._resource_closers:  # not the answer: that would close PostgreSQL's connection
        close()
    bad = client.post(desk.url("difficulty_new"), {"text": WORDS, "plan": foreign.pk})
    assert bad.status_code == 400


def test_a_mistake_keeps_what_was_typed(client, desk):
    sent = {"text": WORDS, "letter_date": "31/2/2026"}
    page = client.post(desk.url("difficulty_new"), sent)
    body = page.content.decode()
    assert (page.status_code, WORDS in body, "31/2/2026" in body) == (400, True, True)
    assert Difficulty.objects.count() == 0


def test_at_a_task_a_photo_may_come_with_it(client, unit, desk):
    own = factories.assignment(unit)
    client.post(desk.url("raise", pk=own.pk), {"text": WORDS, "file": photo()})
    one = Difficulty.objects.get()
    assert (one.assignment, one.plan, one.file) == (own, own.plan, StoredFile.objects.get())
    assert client.post(desk.url("raise", pk=own.pk), {"text": ""}).status_code == 400


def test_the_sender_agrees_or_opens_it_again(client, unit, desk):
    one = raised(unit)
    at = {"difficulty": one.pk}
    assert "agree/" not in client.get(desk.url("difficulty", **at)).content.decode()
    actions.answer(one, "Sở cử biên tập viên.", by=UNIT)
    body = client.get(desk.url("difficulty", **at)).content.decode()
    assert ("Sở cử biên tập viên." in body, "agree/" in body, "reopen/" in body) == (True,) * 3

    assert client.post(desk.url("reopen", **at), {"why": ""}).status_code == 400
    client.post(desk.url("reopen", **at), {"why": "Biên tập viên chưa gọi lại."})
    one.refresh_from_db()
    assert one.state == "reopened"
    actions.answer(one, "Bà Hoa gọi chiều nay.", by=UNIT)
    client.post(desk.url("agree", **at))
    one.refresh_from_db()
    assert one.state == "agreed"
    again = client.post(desk.url("agree", **at), follow=True)  # a second tap changes nothing
    assert "Đơn vị gửi đồng ý" in again.content.decode()
    assert client.get(desk.url("agree", **at)).url == desk.url("difficulty", **at)


def test_the_body_asked_answers_on_its_own_page(client, desk, unit):
    sender, third = factories.ward("Phường Hoàn Kiếm"), factories.ward("Phường Lạ")
    one = raised(sender)
    actions.forward(one, "Phường Bồ Đề", by=UNIT)
    page = client.get(desk.url("difficulties"))
    assert list(page.context["asked"]) == [one]
    assert WORDS in client.get(desk.url("difficulty", difficulty=one.pk)).content.decode()
    client.post(desk.url("agree", difficulty=one.pk))  # it is not the sender
    client.post(desk.url("body_answer", difficulty=one.pk), {"text": "Có hai người dịch."})
    one.refresh_from_db()
    assert (one.state, one.body_answer) == ("forwarded", "Có hai người dịch.")
    stranger = Desk(third, (link := factories.link(third)), link)
    for page in ("difficulty", "difficulty_file"):
        seen = client.get(stranger.url(page, difficulty=one.pk))
        assert (seen.status_code, WORDS in seen.content.decode()) == (403, False)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_of_the_unit_cost_the_same(client, unit, desk, count, django_assert_num_queries):
    own = factories.assignment(unit)
    for n in range(count):
        one = actions.raise_difficulty(own, f"{WORDS} {n}", by=UNIT)
        actions.answer(one, "Có.", by=UNIT)
    client.get(desk.url("difficulties"))
    with django_assert_num_queries(5):
        client.get(desk.url("difficulties"))
    with django_assert_num_queries(4):
        client.get(desk.url("difficulty", difficulty=one.pk))


# --- the office


def post(office, name, one, **sent):
    return office.post(reverse(f"assignments:{name}", args=[one.pk]), sent)


def test_the_office_goes_all_the_way(office, unit):
    one, first = raised(unit), raised(factories.ward("Phường A"))
    topic = Topic.objects.first()
    page = reverse("assignments:difficulty", args=[one.pk])
    post(office, "classify", one, topic=topic.pk)
    post(office, "take_up", one)
    warned = office.post(
        reverse("assignments:forward", args=[one.pk]), {"to": "Phường A"}, follow=True
    )
    assert "chưa gửi thư cho ai" not in warned.content.decode()
    assert post(office, "body_answer", one, **{"body-text": ""}).status_code == 400
    post(office, "body_answer", one, **{"body-text": "Không có kinh phí."})
    assert "Không có kinh phí." in office.get(page).content.decode()
    assert post(office, "join", one, number="không").status_code == 400
    post(office, "join", one, number=first.number)
    post(office, "answer", first, answer="Sở bố trí.")
    one.refresh_from_db()
    assert (one.topic, one.state, one.answer, one.duplicate_of) == (
        topic, "answered", "Sở bố trí.", first,
    )  # fmt: skip


def test_a_letter_is_entered_for_the_unit(office, unit):
    add = reverse("assignments:difficulty_add")
    unknown = office.post(add, {"unit": "Phường Bồ Đê", "text": WORDS})
    assert (unknown.status_code, "Phường Bồ Đề" in unknown.content.decode()) == (400, True)
    sent = {"unit": "phuong bo de", "text": WORDS, "letter_number": "5/CV", "file": photo()}
    page = office.post(add, sent)
    one = Difficulty.objects.get()
    assert (one.organisation, one.letter_number, one.file.name) == (unit, "5/CV", "anh.jpg")
    assert page.url == reverse("assignments:difficulty", args=[one.pk])


def test_the_list_is_filtered_and_leaves_as_a_workbook(office, unit):
    topic = Topic.objects.first()
    late, other = (
        raised(unit, topic=topic),
        raised(factories.ward("Phường A"), "Thiếu kinh phí in."),
    )
    Difficulty.objects.filter(pk=late.pk).update(answer_due=date(2026, 1, 5))
    actions.answer(other, '=HYPERLINK("http://x")', by=UNIT)
    url = reverse("assignments:difficulties")

    def numbers(**query):
        return [d.number for d in office.get(url, query).context["page"].queryset]

    assert numbers() == [2, 1]
    assert numbers(state="late") == numbers(state="open") == numbers(topic=topic.pk) == [1]
    assert numbers(topic="none") == numbers(state="answered") == [2]
    assert numbers(unit=unit.pk) == numbers(q="nguoi dich") == numbers(q="bo de") == [1]
    got = office.get(url, {"format": "xlsx", "col": ["number", "unit", "answer"]})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(got))).active
    values = [[c.value for c in row] for row in sheet.iter_rows()]
    assert values[-2][2:] == ["Phường A", '=HYPERLINK("http://x")']
    assert sheet.cell(sheet.max_row - 1, 4).data_type == "s"  # words, no formula


def test_topics_are_the_offices_own(office):
    assert len(office.get(reverse("assignments:topics")).context["topics"]) == 8
    office.post(
        reverse("assignments:topic_add"),
        {"name_vi": "Bản quyền ảnh", "name_en": "", "order": 5, "is_active": "on"},
    )
    made = Topic.objects.get(name_vi="Bản quyền ảnh")
    assert audit.history(made).first().after == "Bản quyền ảnh"
    office.post(reverse("assignments:topic", args=[made.pk]), {"name_vi": "Bản quyền", "order": 5})
    made.refresh_from_db()
    assert (made.name_vi, made.is_active) == ("Bản quyền", False)
    taken = office.post(
        reverse("assignments:topic_add"), {"name_vi": "Kinh phí", "order": 5, "is_active": "on"}
    )
    assert taken.status_code == 400
