"""Difficulties from number to last word (R97): actions, letters, the consolidated table."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from khuevan.assignments import actions, difficulties
from khuevan.assignments.enums import DifficultyState, Kind
from khuevan.assignments.models import Difficulty, Topic
from khuevan.assignments.tests import factories
from khuevan.assignments.views.records import lines, steps
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.models import Message
from khuevan.kit.workdays import add_working_days
from khuevan.people.enums import Role

pytestmark = pytest.mark.django_db
UNIT = audit.NamedActor("UBND phường Bồ Đề")
OFFICE = audit.NamedActor("Trần Thị Bình")
WORDS = "Chưa có người dịch tiếng Anh cho tờ gấp."
WHY = "Biên tập viên chưa liên hệ với phường."


def lead(mail="lead@example.vn"):
    return factories.officer(Role.LEAD_OFFICER, email=mail)


def raised(unit=None, text=WORDS, **given):
    unit = unit or factories.ward("Phường Bồ Đề", mail="bode@example.vn")
    return actions.raise_difficulty(unit, text, by=UNIT, given=actions.Particulars(**given))


def mails():
    rows = Message.objects.filter(purpose="difficulty").order_by("pk")
    return list(rows.values_list("to_address", "subject"))


@pytest.mark.shows("R97")
def test_it_may_concern_no_task_and_come_by_letter():
    lead()
    plan = factories.approved()
    one = raised(plan=plan, letter_number="12/UBND-VX", letter_date=date(2026, 11, 2))
    two = raised(one.organisation, "Không rõ biểu mẫu nào áp dụng.")

    assert [(d.number, d.assignment, d.plan, d.letter_number) for d in (one, two)] == [
        (1, None, plan, "12/UBND-VX"), (2, None, None, ""),
    ]  # fmt: skip
    assert one.answer_due == add_working_days(timezone.localdate(), 3)
    assert ("lead@example.vn", "Khó khăn số 2 của Phường Bồ Đề") in mails()


def test_sent_twice_it_is_one():
    unit = factories.ward()
    one, again = raised(unit), raised(unit, f"  {WORDS}\n")
    assert (again.pk, Difficulty.objects.count()) == (one.pk, 1)
    Difficulty.objects.update(raised_at=timezone.now() - timedelta(hours=2))
    assert raised(unit).pk != one.pk
    assert raised(factories.ward("Phường khác")).number == 3


@pytest.mark.shows("R97", "SYS-4")
def test_the_whole_way_and_the_sender_sees_each_step():
    office = lead()
    body = factories.ward("Văn phòng Sở", mail="vp@example.vn")
    one, topic = raised(), Topic.objects.get(name_en="Staff")

    actions.classify(one, topic, by=office)
    actions.take_up(one, by=office)
    actions.forward(one, "Văn phòng  Sở", by=office)
    assert (one.forwarded_body, one.forwarded_to) == (body, "Văn phòng Sở")
    actions.record_body_answer(one, "Có hai biên tập viên.", by=body_actor())
    actions.answer(one, "Sở cử biên tập viên trong tuần.", by=office)
    actions.reopen(one, WHY, by=UNIT)
    assert (one.reopenings, one.answer_due) == (1, add_working_days(timezone.localdate(), 3))
    actions.answer(one, "Bà Hoa gọi lại chiều nay.", by=office)
    actions.agree(one, by=UNIT)

    assert one.state == DifficultyState.AGREED
    assert [words for _at, words, _look in reversed(steps(one))] == [
        "UBND phường Bồ Đề gửi", "Phân loại: Nhân lực", "Cơ quan chủ trì đang xử lý",
        "Chuyển đến Văn phòng Sở", "Nơi được chuyển đến đã trả lời: Có hai biên tập viên.",
        f"{office.full_name} trả lời", f"Đơn vị gửi mở lại: {WHY}",
        f"{office.full_name} trả lời", "Đơn vị gửi đồng ý",
    ]  # fmt: skip
    assert mails() == [
        ("lead@example.vn", "Khó khăn số 1 của Phường Bồ Đề"),
        ("vp@example.vn", "Đề nghị trả lời: khó khăn số 1 của Phường Bồ Đề"),
        ("lead@example.vn", "Khó khăn số 1 của Phường Bồ Đề"),
        ("bode@example.vn", "Trả lời khó khăn số 1"),
        ("lead@example.vn", "Khó khăn số 1 của Phường Bồ Đề"),
        ("bode@example.vn", "Trả lời khó khăn số 1"),
    ]


def body_actor():
    return audit.NamedActor("Văn phòng Sở")


def test_once_decided_it_is_decided():
    one = raised()
    actions.answer(one, "Có.", by=OFFICE)
    stale = Difficulty.objects.get(pk=one.pk)
    actions.agree(one, by=UNIT)
    for act in (
        lambda: actions.reopen(stale, WHY, by=UNIT),
        lambda: actions.agree(stale, by=UNIT),
        lambda: actions.answer(one, "Khác.", by=OFFICE),
        lambda: actions.forward(one, "Văn phòng Sở", by=OFFICE),
        lambda: actions.join(one, one.number, by=OFFICE),
    ):
        with pytest.raises(Refused):
            act()
    one.refresh_from_db()
    assert (one.state, one.answer) == (DifficultyState.AGREED, "Có.")


def test_a_body_that_the_tree_does_not_know_is_kept_in_words_and_nobody_is_told():
    one = raised()
    match = actions.forward(one, "Ban nào đó", by=OFFICE)
    assert (match.sure, one.forwarded_to, one.forwarded_body) == (False, "Ban nào đó", None)
    assert mails() == []
    factories.ward("Văn phòng Sở")
    actions.forward(one, "Văn phòng Sở", by=OFFICE)  # on to another, same state
    assert (one.state, one.forwarded_body.name_vi) == ("forwarded", "Văn phòng Sở")
    with pytest.raises(Refused, match="chính là đơn vị gửi"):
        actions.forward(one, "Phường Bồ Đề", by=OFFICE)


def test_the_answer_to_the_first_answers_all_that_were_joined():
    first, other, late = raised(), raised(factories.ward("Phường B")), raised(factories.ward("C"))
    actions.join(other, first.number, by=OFFICE)
    actions.join(late, other.number, by=OFFICE)  # to a copy: goes to the first
    assert Difficulty.objects.filter(duplicate_of=first).count() == 2
    actions.answer(first, "Sở hỗ trợ.", by=OFFICE)
    assert set(Difficulty.objects.values_list("state", "answer")) == {("answered", "Sở hỗ trợ.")}
    after = raised(factories.ward("Phường D"))
    actions.join(after, first.number, by=OFFICE)
    assert (after.state, after.answer) == ("answered", "Sở hỗ trợ.")
    other.refresh_from_db()
    actions.reopen(other, WHY, by=UNIT)  # goes its own way again
    assert other.duplicate_of is None
    with pytest.raises(Refused, match="Không có khó khăn số 99"):
        actions.join(other, 99, by=OFFICE)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": DifficultyState.ANSWERED}, {"state": DifficultyState.FORWARDED},
        {"state": DifficultyState.REOPENED}, {"body_answer": "x"},
        {"state": DifficultyState.AGREED, "answer": "x", "answered_at": timezone.now()},
    ],
)  # fmt: skip
def test_the_database_keeps_facts_together(broken):
    one = raised()
    with pytest.raises(IntegrityError), transaction.atomic():
        Difficulty.objects.filter(pk=one.pk).update(**broken)


def test_steps_stand_in_the_history_of_the_task_too():
    own = factories.assignment()
    one = actions.raise_difficulty(own, WORDS, by=UNIT)
    actions.answer(one, "Có.", by=OFFICE)
    assert [line.words for line in lines(own, difficulties=[one])] == [
        "Trả lời khó khăn", "Báo khó khăn",
    ]  # fmt: skip
    # Steps noted at the task by earlier versions are seen as well.
    audit.record(Kind.DIFFICULTY_FORWARDED, own, by=OFFICE, after="Văn phòng", difficulty=one.pk)
    assert steps(one)[0][1] == "Chuyển đến Văn phòng"


@pytest.mark.shows("R97")
def test_the_office_hears_of_what_is_late_once_a_rung():
    keeper = lead()
    one = raised()
    Message.objects.all().delete()
    due = one.answer_due
    sent = []
    for days in range(-1, 9):
        day = due - timedelta(days=1) if days < 0 else add_working_days(due, days) if days else due
        sent.append(actions.remind_of_late(day, by=audit.SYSTEM))
        assert actions.remind_of_late(day, by=audit.SYSTEM) == 0
    assert sent == [0, 1, 1, 0, 1, 0, 1, 0, 0, 0]
    assert set(Message.objects.values_list("to_address", "digest")) == {(keeper.email, True)}
    actions.answer(one, "Có.", by=OFFICE)
    assert actions.remind_of_late(add_working_days(due, 10), by=audit.SYSTEM) == 0


@pytest.mark.shows("R97")
def test_the_table_of_a_window_gathers_by_topic_with_answers(django_assert_num_queries):
    today = timezone.localdate()
    plan = factories.approved()
    staff, other = Topic.objects.get(name_en="Staff"), Topic.objects.get(name_en="Other")
    a, b = factories.ward("Phường A"), factories.ward("Phường B")
    first = raised(a, topic=other, plan=plan)
    copy = raised(b, "Cũng thiếu người dịch như các phường.", topic=other)
    task = actions.raise_difficulty(factories.assignment(a), "Chưa có kinh phí in.", by=UNIT)
    actions.classify(task, staff, by=OFFICE)
    actions.join(copy, first.number, by=OFFICE)
    actions.answer(first, "Sở hỗ trợ.", by=OFFICE)
    raised(b, "Ngoài kỳ báo cáo rồi.")
    Difficulty.objects.filter(text="Ngoài kỳ báo cáo rồi.").update(
        raised_at=timezone.now() - timedelta(days=90)
    )

    with django_assert_num_queries(1):
        rows = difficulties.table(today - timedelta(days=7), today)
    assert [(r.number, r.units, r.topic, r.answer, r.is_answered, r.clause) for r in rows] == [
        (task.number, ("Phường A",), "Nhân lực", "", False, task.assignment.task.clause.path),
        (first.number, ("Phường A", "Phường B"), "Khác", "Sở hỗ trợ.", True, ""),
    ]
    assert difficulties.by_topic(rows) == {"Nhân lực": 1, "Khác": 1}
    only = difficulties.table(today, today, organisations=[b.pk])
    assert [(r.number, r.units) for r in only] == [(copy.number, ("Phường B",))]
    assert [r.number for r in difficulties.table(today, today, plan=plan)] == [first.number]
    assert difficulties.table(today + timedelta(days=1), today + timedelta(days=2)) == []


@pytest.mark.shows("R97")
@pytest.mark.django_db(transaction=True)
def test_difficulties_of_a_filled_database_get_their_unit_and_plan():
    own = factories.assignment()
    one = actions.raise_difficulty(own, WORDS, by=UNIT)
    expected = (own.organisation_id, own.plan_id, one.search)
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("assignments")
    try:
        MigrationExecutor(connection).migrate([("assignments", "0005_mergers")])
        MigrationExecutor(connection).migrate([("assignments", "0006_difficulties")])
        with connection.cursor() as cursor:
            cursor.execute("SELECT organisation_id, plan_id FROM assignments_difficulty")
            assert cursor.fetchall() == [(None, None)]
    finally:
        MigrationExecutor(connection).migrate(latest)
    again = Difficulty.objects.get(number=one.number)
    assert (again.organisation_id, again.plan_id, again.search) == expected
    assert Topic.objects.count() == 8
