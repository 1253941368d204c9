from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from khuevan.kit.audit import SYSTEM
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.enums import Role
from khuevan.training import actions, tickets
from khuevan.training.actions.questions import moment_of
from khuevan.training.enums import AskedWhen, QuestionState
from khuevan.training.models import Question
from khuevan.training.tests import programme

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def run():
    return programme.run(
        starts_at=NOW + timedelta(days=3), ends_at=NOW + timedelta(days=3, hours=4)
    )


@pytest.fixture
def nominee(run):
    return programme.nominee(programme.seat(run, programme.ward("Phường Bồ Đề")), "Nguyễn Thị Hoa")


@pytest.fixture
def address(run, nominee):
    return f"/training/t/{tickets.ticket_of(nominee, run.pk)}/questions/"


def ask(run, text="Ai ký bản tin đối ngoại của phường?", **more):
    return actions.ask_question(run, text, by=SYSTEM, **more)


@pytest.mark.shows("R25")
@pytest.mark.parametrize(
    ("after", "when"),
    [
        (timedelta(hours=-1), AskedWhen.BEFORE),
        (timedelta(0), AskedWhen.DURING),
        (timedelta(hours=4), AskedWhen.DURING),
        (timedelta(hours=5), AskedWhen.AFTER),
    ],
    ids=str,
)
def test_a_question_knows_whether_it_came_before_during_or_after(run, after, when):
    assert moment_of(run, run.starts_at + after) == when


@pytest.mark.shows("R25")
def test_from_the_phone_through_the_moderator_to_the_answer(client, run, nominee, address):
    page = client.get(address)
    assert "<script" not in page.content.decode()
    sent = {"text": "Phường có được đăng ảnh đoàn khách không?", "key": "abc"}
    for _twice in range(2):
        assert client.post(address, sent).status_code == 302
    question = Question.objects.get()
    assert (question.nomination, question.moment) == (nominee, AskedWhen.BEFORE)
    assert "Cơ quan đã nhận" in client.get(address).content.decode()

    other = programme.nominee(programme.seat(run), "Trần Văn Bình")
    others = f"/training/t/{tickets.ticket_of(other, run.pk)}/questions/"
    assert sent["text"] not in client.get(others).content.decode()
    actions.show_question(question, by=run.owner)
    seen = client.get(others).content.decode()
    assert sent["text"] in seen
    assert "Phường Bồ Đề" in seen
    assert "Nguyễn Thị Hoa" not in seen

    actions.answer_question(question, "Được, theo quy chế.", who="PGS.TS Sáu", by=run.owner)
    for page in (address, others):
        words = client.get(page).content.decode()
        assert "Được, theo quy chế." in words
        assert "PGS.TS Sáu" in words


def test_a_unit_that_asks_not_to_be_named_is_not_named(client, run, nominee):
    asker = programme.nominee(programme.seat(run, programme.ward("Phường Láng")))
    question = ask(run, nomination=asker, organisation=asker.seat.organisation, is_unnamed=True)
    actions.show_question(question, by=run.owner)
    page = client.get(f"/training/t/{tickets.ticket_of(nominee, run.pk)}/questions/")
    assert question.text in page.content.decode()
    assert "Phường Láng" not in page.content.decode()


def test_one_that_asks_the_same_is_joined_and_finds_the_answer(client, run, nominee, address):
    first = ask(run)
    second = ask(run, "Bản tin của phường ai ký?", nomination=nominee)
    third = ask(run, "Ai ký?", nomination=nominee)
    actions.join_question(third, second, by=run.owner)
    actions.join_question(second, first, by=run.owner)
    actions.answer_question(first, "Chủ tịch phường.", by=run.owner)
    third.refresh_from_db()
    assert third.joined_to == first
    assert client.get(address).content.decode().count("Chủ tịch phường.") == 3
    with pytest.raises(Refused):
        actions.join_question(first, second, by=run.owner)


def test_what_is_put_aside_needs_a_reason_and_is_seen_by_nobody_else(client, run, nominee):
    question = ask(run)
    with pytest.raises(Refused):
        actions.hide_question(question, "x", by=run.owner)
    actions.hide_question(question, "Ngoài phạm vi lớp", by=run.owner)
    with pytest.raises(AlreadyDecided):
        actions.answer_question(question, "Đã trả lời", by=run.owner)
    page = client.get(f"/training/t/{tickets.ticket_of(nominee, run.pk)}/questions/")
    assert question.text not in page.content.decode()
    actions.show_question(question, by=run.owner)
    assert (question.state, question.hidden_why) == (QuestionState.SHOWN, "")


@pytest.mark.shows("R25")
def test_frequent_questions_help_later_classes_of_the_same_theme(client, run, nominee, address):
    earlier = programme.run()
    kept, plain = ask(earlier, "Câu hay gặp?"), ask(earlier, "Câu riêng?")
    actions.answer_question(kept, "Trả lời chung.", is_faq=True, by=earlier.owner)
    actions.answer_question(plain, "Trả lời riêng.", by=earlier.owner)
    page = client.get(address).content.decode()
    assert "Trả lời chung." in page
    assert "Trả lời riêng." not in page


@pytest.mark.parametrize("text", ["", "Ai?", "a" * 1001, "TUYỆT MẬT"], ids=lambda text: text[:6])
def test_what_is_no_question_is_refused_and_not_kept(run, text):
    with pytest.raises(Refused):
        ask(run, text)
    assert Question.objects.count() == 0


def test_nobody_floods_the_box(run, nominee):
    for number in range(10):
        ask(run, f"Câu hỏi số {number}", nomination=nominee)
    with pytest.raises(Refused):
        ask(run, "Câu hỏi số 11", nomination=nominee)


@pytest.mark.parametrize(
    "wrong", [{"state": "answered"}, {"state": "hidden"}, {"state": "joined"}], ids=str
)
def test_the_database_keeps_questions_whole(run, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(run=run, text="Câu hỏi", moment=AskedWhen.BEFORE, **wrong)


@pytest.mark.parametrize("count", [1, 3])
def test_the_box_costs_the_same_whatever_its_length(
    client, run, django_assert_max_num_queries, count
):
    user = programme.officer(role=Role.LEAD_OFFICER)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    for number in range(count):
        ask(run, f"Câu hỏi số {number}?", organisation=programme.ward(f"Phường {number}"))
    with django_assert_max_num_queries(7):
        page = client.get(f"/training/{run.pk}/questions/")
    assert page.content.decode().count("Câu hỏi số ") == count


def test_the_moderator_answers_on_the_page_and_finds_it_among_the_frequent_ones(client, run):
    user = programme.officer(role=Role.LEAD_OFFICER)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    client.post(f"/training/{run.pk}/questions/note/", {"text": "Hỏi tại hội trường?"})
    question = Question.objects.get()
    page = f"/training/{run.pk}/questions/{question.pk}/"
    assert "Hỏi tại hội trường?" in client.get(page).content.decode()
    sent = {"answer": "Trả lời tại chỗ", "who": "Ông Sáu", "is_faq": "on"}
    assert client.post(page, sent).status_code == 302
    assert "Trả lời tại chỗ" in client.get("/training/questions/?q=tra loi").content.decode()
