from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone, translation

from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent, Message, MessageState, Work
from khuevan.kit.workdays import calendar
from khuevan.kit.works import Progress
from khuevan.people.enums import ContactKind, Purpose
from khuevan.people.models import ContactPoint, Person, Post, UnitLink
from khuevan.training import actions
from khuevan.training.actions import reminding
from khuevan.training.enums import Kind, RunState, SeatState
from khuevan.training.models import Seat
from khuevan.training.nominees import Nominee
from khuevan.training.tests import factories


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def run(db):
    made = factories.asking(state=RunState.NOMINATING)
    for name in ("Phường Một", "Phường Hai"):
        factories.seat(made, factories.ward(name))
    return made


def progress_of(by):
    return Progress(Work.objects.create(kind="test", title="", owner=by, owner_name="x").pk)


def tell(run):
    by = run.owner
    actions.tell_units(run, by=by, progress=progress_of(by))


def told(run, days=30):
    """As if the units had been told so many days ago."""
    Seat.objects.filter(run=run).update(told_at=timezone.now() - timedelta(days=days))


def test_each_unit_is_told_once_with_its_own_link(run):
    seat = run.seats.first()
    factories.seat(run, seat.organisation, place=2)
    tell(run)
    tell(run)
    messages = Message.objects.order_by("pk")
    assert [one.recipient_label for one in messages] == ["Phường Hai", "Phường Một"]
    assert "2 chỗ" in messages[1].body_text
    link = UnitLink.objects.get(organisation=seat.organisation, purpose=Purpose.NOMINATION)
    assert f"/u/{link.token}/{seat.pk}/" in messages[1].body_text
    assert run.seats.filter(told_at=None).count() == 0


def test_opening_needs_the_preview_above_ten_units(db):
    run = factories.run_with(11, run_state=RunState.PREPARING)
    with pytest.raises(Refused, match="Look at the preview"):
        actions.open_and_ask(run, by=run.owner)
    run.refresh_from_db()
    assert run.state == RunState.PREPARING
    actions.open_and_ask(run, by=run.owner, seen=11)
    assert run.state == RunState.NOMINATING


@pytest.mark.shows("R31")
def test_the_ladder_has_four_rungs_and_each_is_climbed_once(run):
    told(run)
    days, due = calendar(), run.nominate_by
    sent = {}
    day = days.add(due, -12)
    while day <= due:
        sent[days.between(day, due)] = actions.climb(day, by=run.owner)
        assert actions.climb(day, by=run.owner) == 0
        day = days.add(day, 1)
    assert {left: n for left, n in sent.items() if n} == {10: 2, 5: 2, 2: 2, 1: 2}


@pytest.mark.shows("R31")
def test_the_head_hears_only_after_two_silent_reminders(run):
    told(run)
    unit = run.seats.first().organisation
    head = Person.objects.create(full_name="Bà Chủ tịch")
    Post.objects.create(person=head, organisation=unit, title="Chủ tịch UBND phường")
    ContactPoint.objects.create(
        organisation=unit, person=head, kind=ContactKind.EMAIL, value="chutich@example.vn"
    )
    days = calendar()
    for left in (10, 5, 2):
        actions.climb(days.add(run.nominate_by, -left), by=run.owner)
    to_head = Message.objects.filter(to_address="chutich@example.vn")
    assert [one.key.split(":")[3].startswith("head-T-2-") for one in to_head] == [True]
    assert "đã được nhắc hai lần" in to_head.get().body_text


@pytest.mark.shows("R31")
def test_reminders_wait_for_the_morning_digest_and_stop_when_the_unit_answers(run):
    told(run)
    actions.climb(calendar().add(run.nominate_by, -10), by=run.owner)
    assert {timezone.localtime(m.not_before).strftime("%H:%M") for m in Message.objects.all()} == {
        "07:30"
    }
    seat = run.seats.first()
    facts = Nominee("Nguyễn Thị Hương", "Công chức văn hóa", phone="0912345678")
    actions.nominate(seat, facts, by=run.owner)
    states = dict(Message.objects.values_list("recipient_label", "state"))
    assert states["Phường Một"] == MessageState.CANCELLED
    assert states["Phường Hai"] != MessageState.CANCELLED
    assert actions.climb(calendar().add(run.nominate_by, -5), by=run.owner) == 1


@pytest.mark.shows("R31")
def test_one_click_reminds_all_silent_units_once_a_day(run):
    answered = factories.seat(run, state=SeatState.VALID)
    mute = factories.seat(run, factories.ward("Phường Không Thư", mail=None))
    by = run.owner
    outlook = actions.nudge_outlook(run)
    assert [unit.name_vi for unit in outlook.unreachable] == ["Phường Không Thư"]
    first, second = progress_of(by), progress_of(by)
    assert actions.nudge_all(run, by=by, progress=first) == 2
    assert actions.nudge_all(run, by=by, progress=second) == 0
    assert {m.recipient_label for m in Message.objects.all()} == {"Phường Một", "Phường Hai"}
    assert AuditEvent.objects.filter(kind=Kind.REMINDED).count() == 1
    mute.refresh_from_db()
    answered.refresh_from_db()
    assert (mute.reminders, answered.reminders) == (0, 0)


def test_nobody_is_reminded_of_a_locked_class(run):
    run.state = RunState.LOCKED
    run.save()
    with pytest.raises(Refused, match="not nominating"):
        actions.remind_silent(run, by=run.owner)
    told(run)
    assert actions.climb(calendar().add(run.nominate_by, -5), by=run.owner) == 0


def test_a_rung_that_passed_before_the_unit_was_told_is_not_climbed(run):
    days = calendar()
    yesterday = days.add(run.nominate_by, -10) - timedelta(days=1)
    at = timezone.make_aware(datetime.combine(yesterday, datetime.min.time()))
    Seat.objects.filter(run=run).update(told_at=at + timedelta(days=2))
    seat = run.seats.select_related("run").first()
    assert reminding.step_of(seat, days.add(run.nominate_by, -9), days) == ""
    assert reminding.step_of(seat, days.add(run.nominate_by, -5), days) == "T-5"


def test_the_preview_names_the_message_and_the_number(client, run):
    client.force_login(run.owner)
    page = client.get(f"/training/{run.pk}/remind/").content.decode()
    assert 'name="units" value="2"' in page
    assert "Sở chờ đơn vị cử người" in page
    answer = client.post(f"/training/{run.pk}/remind/", {"units": "2"})
    assert answer.status_code == 302
    assert answer.url.startswith("/works/")
