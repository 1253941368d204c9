from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone, translation

from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.models import Message, MessageState, Work
from khuevan.kit.workdays import calendar
from khuevan.kit.works import Progress
from khuevan.people.enums import ContactKind
from khuevan.people.models import ContactPoint, Post, UnitLink
from khuevan.people.models.persons import Person
from khuevan.reports import actions, jobs
from khuevan.reports.enums import ObligationState
from khuevan.reports.models import Obligation
from khuevan.reports.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def officer():
    return factories.officer()


@pytest.fixture
def cycle():
    """Three units, one of them without an address; due in ten working days at 15:00."""
    day = calendar().add(timezone.localdate(), 10)
    due = timezone.make_aware(datetime.combine(day, time(15, 0)))
    made = factories.cycle(due_at=due, label="Báo cáo quý I năm 2026")
    for number in range(3):
        unit = factories.ward(f"Phường {number}", mail=None if number == 2 else "")
        factories.obligation(unit, made)
    Obligation.objects.update(told_at=None)
    return made


def tell(cycle):
    progress = Progress(0)
    actions.tell(cycle, by=audit.SYSTEM, progress=progress)
    return progress


def test_each_unit_is_told_once_with_its_own_link(cycle):
    progress = tell(cycle)
    tell(cycle)
    messages = list(Message.objects.order_by("pk"))
    assert [message.recipient_label for message in messages] == ["Phường 0", "Phường 1"]
    assert "15:00" in messages[0].subject
    links = {link.organisation.name: link.token for link in UnitLink.objects.all()}
    assert links["Phường 0"] in messages[0].body_text
    assert links["Phường 1"] not in messages[0].body_text
    assert [reason for _unit, reason in progress.failures] == [
        "Phường 2 has no work e-mail: give it the link by telephone or on paper."
    ]
    assert not Obligation.objects.filter(told_at=None).exists()


@pytest.mark.shows("RPT-7")
def test_a_worker_killed_between_two_chunks_tells_the_rest_and_nobody_twice(cycle):
    first = cycle.obligations.order_by("organisation").first()

    class Killed(Progress):
        def in_chunks(self, rows, size=1):
            return super().in_chunks(rows, 1)

        def step(self, count=1):
            raise SystemExit

    with pytest.raises(SystemExit):
        actions.tell(cycle, by=audit.SYSTEM, progress=Killed(0))
    assert list(Obligation.objects.exclude(told_at=None)) == [first]
    tell(cycle)
    assert Message.objects.count() == 2


def test_many_units_are_told_only_after_the_preview(cycle, officer, monkeypatch):
    monkeypatch.setattr("khuevan.reports.actions.telling.NEEDS_PREVIEW", 2)
    with pytest.raises(Refused, match="This would go to 3 units"):
        actions.send(cycle, by=officer)
    with pytest.raises(Refused, match="This would go to 3 units"):
        actions.send(cycle, by=officer, seen=2)
    seen = actions.outlook(cycle)
    assert (len(seen.units), seen.messages, len(seen.unreachable)) == (3, 2, 1)
    actions.send(cycle, by=officer, seen=len(seen.units))
    assert Work.objects.get().title == "Ask for the report: Báo cáo quý I năm 2026"


def test_nobody_is_left_to_tell(cycle, officer):
    tell(cycle)
    with pytest.raises(Refused, match="told already"):
        actions.send(cycle, by=officer)


@pytest.fixture
def told(cycle):
    tell(cycle)
    Message.objects.all().delete()
    long_ago = timezone.now() - timedelta(days=30)
    Obligation.objects.update(told_at=long_ago)
    return cycle


def climb(cycle, left):
    """Climb on the morning so many working days before the due day (after it when negative)."""
    day = calendar().add(timezone.localdate(cycle.due_at), -left)
    return actions.climb(day, by=audit.SYSTEM)


@pytest.mark.shows("RPT-7")
def test_the_ladder_climbs_each_rung_once_and_stops_when_the_report_is_sent(told):
    assert [climb(told, left) for left in (6, 5, 5, 4, 2, 2, 1)] == [0, 2, 0, 0, 2, 0, 2]
    sent = told.obligations.first()
    now = timezone.now()
    actions.move(
        sent, ObligationState.SENT, by=audit.SYSTEM, kind="reports.sent", sent_at=now,
        first_sent_at=now,
    )  # fmt: skip
    assert climb(told, -1) == 1
    states = sorted(Message.objects.about(audit.key_of(sent)).values_list("state", flat=True))
    assert states == [MessageState.CANCELLED] * 3


def test_reminders_wait_for_the_morning_mail_and_name_the_days_left(told):
    climb(told, 2)
    message = Message.objects.first()
    assert (message.digest, message.purpose) == (True, "report-reminder")
    assert message.subject.endswith("Báo cáo quý I năm 2026")


def test_whoever_was_asked_today_is_not_reminded_today(told):
    Obligation.objects.update(told_at=timezone.now())
    assert actions.climb(timezone.localdate(), by=audit.SYSTEM) == 0


def test_the_head_of_a_unit_hears_after_two_silent_reminders(told):
    unit = told.obligations.first().organisation
    head = Person.objects.create(full_name="Trần Văn Mẫu")
    Post.objects.create(person=head, organisation=unit, title="Chủ tịch UBND phường")
    ContactPoint.objects.create(
        organisation=unit, person=head, kind=ContactKind.EMAIL, value="chutich@example.vn"
    )
    assert [climb(told, left) for left in (5, 2, 1)] == [2, 2, 3]
    heads = Message.objects.filter(to_address="chutich@example.vn")
    assert [message.key.split(":")[2].startswith("head-T-1") for message in heads] == [True]


@pytest.mark.shows("R85")
def test_a_request_due_to_the_hour_has_a_last_word_two_hours_before(told):
    now = timezone.now()
    told.due_at = now + timedelta(hours=1, minutes=30)
    told.save()
    assert [actions.climb_hours(now, by=audit.SYSTEM) for _ in range(2)] == [2, 0]
    assert not Message.objects.filter(digest=True).exists()
    Obligation.objects.update(told_at=now)
    Message.objects.all().delete()
    assert actions.climb_hours(now, by=audit.SYSTEM) == 0


@pytest.mark.shows("RPT-7")
def test_nudging_all_reaches_a_unit_once_a_day(told, officer):
    work = Work.objects.create(kind="x", title="x", owner=officer, owner_name="x")
    counts = [actions.nudge_all(told, by=officer, progress=Progress(work.pk)) for _ in range(2)]
    assert counts == [2, 0]


def test_nudging_many_wants_the_preview(told, officer, monkeypatch):
    monkeypatch.setattr("khuevan.reports.actions.reminding.NEEDS_PREVIEW", 2)
    assert actions.nudge_outlook(told).messages == 2
    with pytest.raises(Refused, match="Look at the preview again"):
        actions.nudge(told, by=officer, seen=7)
    actions.nudge(told, by=officer, seen=3)
    told.obligations.update(state=ObligationState.EXCUSED, excused_why="Mới thành lập.")
    with pytest.raises(Refused, match="nobody to remind"):
        actions.nudge(told, by=officer)


def test_the_morning_opens_what_is_due_and_tells_its_units():
    unit = factories.ward()
    yesterday = timezone.localdate() - timedelta(days=1)
    kind = factories.report_type(
        opens_itself=True, frequency="month", cutoff_day=min(yesterday.day, 28)
    )
    kind.owed_by.add(unit)
    for _ in range(2):
        jobs.open_cycles.call()
    one = Obligation.objects.get()
    assert one.told_at is not None
    assert [(m.recipient_label, m.digest) for m in Message.objects.all()] == [(unit.name, True)]


@pytest.mark.parametrize("count", [1, 3])
def test_a_chunk_of_reminders_costs_the_same_for_one_and_for_three(
    count, told, django_assert_max_num_queries
):
    told.obligations.exclude(pk__in=told.obligations.all()[:count].values("pk")).delete()
    with django_assert_max_num_queries(30):
        climb(told, 5)
