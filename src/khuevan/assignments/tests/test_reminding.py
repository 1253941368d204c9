from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from khuevan.assignments import actions, jobs
from khuevan.assignments.actions.reminding import step_of
from khuevan.assignments.enums import Kind, State
from khuevan.assignments.tests import factories
from khuevan.kit import audit, delivery
from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent, Message, MessageState, Work
from khuevan.kit.workdays import Calendar
from khuevan.kit.works import Progress
from khuevan.people.enums import ContactKind, Role
from khuevan.people.models import ContactPoint, Person, Post

pytestmark = pytest.mark.django_db
# Friday; the weeks around it have no holiday.
DUE = date(2026, 10, 23)
LONG_AGO = timezone.make_aware(datetime(2026, 9, 1, 9))


def on(day, **fields):
    """An assignment sent long ago, due on DUE, as it stands on the day."""
    return step_of(factories.Assignment(due=DUE, sent_at=LONG_AGO, **fields), day, Calendar())


@pytest.mark.shows("R31")
@pytest.mark.parametrize(
    ("day", "step"),
    [
        (date(2026, 10, 8), ""),  # eleven working days before
        (date(2026, 10, 9), "T-10"),
        (date(2026, 10, 12), "T-10"),  # caught up, if the ninth was missed
        (date(2026, 10, 16), "T-5"),
        (date(2026, 10, 20), "T-5"),
        (date(2026, 10, 21), "T-2"),
        (date(2026, 10, 22), "T-1"),
        (date(2026, 10, 23), "T-1"),
        (date(2026, 10, 24), ""),  # Saturday: not yet one working day late
        (date(2026, 10, 26), "late-1"),
        (date(2026, 10, 30), "late-1"),
        (date(2026, 11, 2), "late-6"),
        (date(2026, 11, 9), "late-11"),
        (date(2026, 12, 31), "late-16"),
    ],
)
def test_ladder_counts_working_days(day, step):
    assert on(day) == step


def test_no_rung_that_had_passed_when_the_task_was_sent():
    sent = timezone.make_aware(datetime(2026, 10, 20, 9))  # three working days before
    own = factories.Assignment(due=DUE, sent_at=sent)
    assert step_of(own, date(2026, 10, 20), Calendar()) == ""
    assert step_of(own, date(2026, 10, 21), Calendar()) == "T-2"


def test_a_task_without_a_day_has_no_ladder():
    own = factories.Assignment(due=None, sent_at=LONG_AGO)
    assert step_of(own, date(2026, 10, 20), Calendar()) == ""


def owing(unit=None, **fields):
    return factories.assignment(unit or factories.ward(), due=DUE, **{"sent_at": LONG_AGO} | fields)


def climb(day):
    return actions.climb(day, by=audit.SYSTEM)


@pytest.mark.shows("R31", "RPT-7")
def test_each_rung_is_sent_once_however_often_the_job_runs():
    own = owing(factories.ward(mail="a@example.vn"))
    for day in (9, 9, 12, 16, 16, 21, 22, 22):
        climb(date(2026, 10, day))
    steps = [
        key.split(":")[2] for key in Message.objects.order_by("pk").values_list("key", flat=True)
    ]
    assert steps == [f"T-{n}-2026-10-23" for n in (10, 5, 2, 1)]
    own.refresh_from_db()
    assert own.reminders == 4


@pytest.mark.parametrize("state", [State.WAITING, State.DONE, State.CANCELLED])
def test_who_owes_nothing_hears_nothing(state):
    owing(state=state)
    assert climb(date(2026, 10, 22)) == 0


def test_each_reminder_states_clause_day_and_one_action():
    own = owing(factories.ward(mail="a@example.vn"))
    climb(date(2026, 10, 21))
    message = Message.objects.get()
    url = factories.link(own.organisation).token
    assert message.subject == "Còn 2 ngày làm việc: Cử công chức dự tập huấn."
    for words in ("Điều khoản I.-1", "Hạn: 23/10/2026", own.plan.number, f"/u/{url}/{own.pk}/"):
        assert words in message.body_text
    assert message.body_text.count("http") == 1


@pytest.mark.shows("R31")
def test_the_head_of_the_unit_hears_only_after_two_reminders_without_answer():
    unit = factories.ward(mail="vanthu@example.vn")
    head = Person.objects.create(full_name="Trần Văn Chủ")
    Post.objects.create(person=head, organisation=unit, title="Chủ tịch UBND phường")
    ContactPoint.objects.create(
        organisation=unit, person=head, kind=ContactKind.EMAIL, value="chutich@example.vn"
    )
    own = owing(unit)

    climb(date(2026, 10, 9))
    climb(date(2026, 10, 16))
    assert not Message.objects.filter(to_address="chutich@example.vn").exists()
    climb(date(2026, 10, 21))
    assert Message.objects.filter(to_address="chutich@example.vn").count() == 1

    actions.receive(own, by=audit.SYSTEM)
    climb(date(2026, 10, 22))
    assert Message.objects.filter(to_address="chutich@example.vn").count() == 1
    assert Message.objects.filter(to_address="vanthu@example.vn").count() == 4


@pytest.mark.shows("R31")
def test_several_tasks_of_one_unit_become_one_mail_in_the_morning(mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    unit = factories.ward(mail="a@example.vn")
    for _n in range(3):
        owing(unit)
    climb(date(2026, 10, 21))

    waits = Message.objects.filter(state=MessageState.QUEUED)
    moments = {timezone.localtime(m.not_before).strftime("%H:%M") for m in waits}
    assert (waits.count(), moments) == (3, {"07:30"})

    delivery.deliver_due(waits.first().not_before + timedelta(minutes=1))
    assert [mail.to for mail in mailoutbox] == [["a@example.vn"]]
    assert mailoutbox[0].body.count("Hạn: 23/10/2026") == 3


def test_a_new_due_day_begins_a_new_ladder():
    own = owing(factories.ward(mail="a@example.vn"))
    climb(date(2026, 10, 22))
    own.due = date(2099, 10, 23)
    own.save()
    assert Message.objects.filter(state=MessageState.QUEUED).count() == 1
    climb(date(2099, 10, 22))
    assert Message.objects.count() == 2


def test_reminding_costs_the_same_number_of_reads_for_one_and_three(django_assert_max_num_queries):
    unit = factories.ward(mail="a@example.vn")
    factories.link(unit)
    owing(unit)
    with django_assert_max_num_queries(40):
        climb(date(2026, 10, 21))


# --- by hand


def nudge(plan):
    work = Work.objects.create(kind="test", title="", owner=plan.owner, owner_name="")
    return actions.nudge_all(plan, by=plan.owner, progress=Progress(work.pk))


@pytest.mark.shows("R31", "R99")
def test_all_silent_units_are_reminded_once_a_day():
    plan = factories.approved()
    task = factories.task(plan)
    for n in range(3):
        factories.assignment(factories.ward(f"Phường {n}"), task=task)
    factories.assignment(task=task, state=State.RECEIVED)

    assert nudge(plan) == 3
    assert nudge(plan) == 0

    assert Message.objects.filter(purpose="nudge").count() == 3
    assert AuditEvent.objects.get(kind=Kind.REMINDED).after == "3"


def test_nobody_to_remind_is_said():
    plan = factories.approved()
    with pytest.raises(Refused, match="Mọi đơn vị đã trả lời"):
        actions.nudge(plan, by=plan.owner)


@pytest.mark.shows("R31")
def test_preview_shows_text_channel_and_last_reminder(client):
    plan = factories.approved()
    task = factories.task(plan, text="Cử công chức.")
    for n in range(11):
        factories.assignment(factories.ward(f"Phường {n}"), task=task, reminded_at=LONG_AGO)
    factories.assignment(factories.ward("Xã Xa", mail=None), task=task)
    client.force_login(plan.owner)
    url = reverse("assignments:remind", args=[plan.pk])

    body = client.get(url).content.decode()
    for words in (
        "Nhắc 12 đơn vị",
        "Cử công chức.",
        "thư điện tử",
        "01/09/2026",
        "chưa nhắc",
        "Xã Xa",
    ):
        assert words in body
    assert client.post(url, {"units": "11"}).status_code == 409
    assert not Message.objects.exists()
    assert client.post(url, {"units": "12"}).status_code == 302


@pytest.mark.shows("SYS-6")
@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.EDITOR, Role.AUDITOR, Role.DIRECTOR])
def test_only_who_may_remind_sees_the_page(client, role):
    client.force_login(factories.officer(role))
    page = client.get(reverse("assignments:remind", args=[factories.approved().pk]))
    assert page.status_code == 403


def test_jobs_run_for_whoever_asked():
    plan = factories.approved()
    factories.task(plan, factories.ward())
    work = Work.objects.create(kind="test", title="", owner=plan.owner, owner_name="")
    jobs.send_plan.func(work.pk, plan.pk)
    jobs.nudge.func(work.pk, plan.pk)
    jobs.remind.func()
    jobs.roll.func()
    kinds = set(AuditEvent.objects.filter(by=plan.owner).values_list("kind", flat=True))
    assert {Kind.SENT, Kind.REMINDED} <= kinds
