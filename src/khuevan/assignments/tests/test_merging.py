from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from khuevan.assignments import actions, jobs, living
from khuevan.assignments.enums import Kind, State
from khuevan.assignments.models import Assignment, Tally
from khuevan.assignments.tests import factories
from khuevan.kit import audit, schedule
from khuevan.kit.models import AuditEvent, Message, MessageState
from khuevan.people import actions as people
from khuevan.people.enums import Purpose, Role
from khuevan.people.models import Succession, UnitLink

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)
BASIS = "Nghị quyết 99/NQ-UBTVQH"


def merged(*old, into, by=None):
    people.merge(old, into, on=TODAY, basis=BASIS, by=by or factories.officer())
    return into


def follow():
    return actions.follow_mergers(TODAY, by=audit.SYSTEM)


def tallies(plan):
    rows = Tally.objects.filter(plan=plan).exclude(count=0)
    return Counter(dict(rows.values_list("state", "count")))


def counted(plan):
    return Counter(Assignment.objects.filter(plan=plan).values_list("state", flat=True))


def shown(plan, **options):
    rows = living.unit_rows(plan, TODAY, **options)
    return {row.name: (row.total, row.done, row.silent) for row in rows if row.total}


@pytest.fixture
def two():
    return factories.ward("Phường Một"), factories.ward("Phường Hai")


@pytest.mark.shows("R103")
def test_what_a_merged_unit_owes_is_owed_by_its_successor_as_it_stands(two):
    one, heir = two
    owed = factories.assignment(one, state=State.DOING, reminders=2, handed_to="Hoa")
    done = factories.assignment(one, state=State.DONE, plan=owed.plan)
    merged(one, into=heir)

    assert follow() == 1

    owed.refresh_from_db()
    done.refresh_from_db()
    assert (owed.organisation, owed.sent_to, owed.state) == (heir, one, State.DOING)
    assert (owed.handed_to, owed.reminders, owed.sequence) == ("Hoa", 0, 1)
    assert (done.organisation, done.sent_to) == (one, None)
    event = audit.history(owed).get(kind=Kind.TAKEN_OVER)
    assert (event.before, event.after) == ("Phường Một", "Phường Hai")
    assert event.why == "Sáp nhập vào Phường Hai"
    assert tallies(owed.plan) == counted(owed.plan) == {"doing": 1, "done": 1}


@pytest.mark.shows("R103")
def test_the_same_task_is_not_owed_twice(two):
    one, heir = two
    own = factories.assignment(heir)
    double = factories.assignment(one, task=own.task, state=State.RECEIVED, due=own.due)
    other = factories.assignment(one, task=own.task, period="2026-12-31", due=own.due)
    merged(one, into=heir)

    assert follow() == 2

    double.refresh_from_db()
    other.refresh_from_db()
    assert (double.organisation, double.state, double.merged_into) == (one, State.CANCELLED, own)
    assert double.last_word == "Sáp nhập vào Phường Hai"
    assert audit.history(double).get().kind == Kind.CANCELLED
    assert (other.organisation, other.state) == (heir, State.ASSIGNED)
    assert tallies(own.plan) == counted(own.plan) == {"assigned": 2, "cancelled": 1}


@pytest.mark.shows("R103")
def test_of_two_old_units_the_one_further_on_is_passed_on(two):
    one, other = two
    silent = factories.assignment(one)
    further = factories.assignment(other, task=silent.task, state=State.WAITING, due=silent.due)
    heir = merged(one, other, into=new_ward())

    follow()

    further.refresh_from_db()
    silent.refresh_from_db()
    assert (further.organisation, further.state) == (heir, State.WAITING)
    assert (silent.state, silent.merged_into) == (State.CANCELLED, further)


def new_ward():
    from khuevan.people.models import Organisation

    name = "Phường Ven Sông"
    return Organisation(kind="ward", code="99001", name_vi=name, short_name=name)


@pytest.mark.shows("R103")
def test_totals_are_right_in_todays_units_and_as_it_was_sent(two):
    one, other = two
    first = factories.assignment(one, state=State.DONE)
    factories.assignment(other, task=first.task, due=first.due)
    second = factories.assignment(one, plan=first.plan)
    double = factories.assignment(other, task=second.task, due=second.due)
    before = shown(first.plan)
    merged(one, other, into=new_ward())
    follow()

    # Of the second task one of two stays; of the first, what Một has done and what Hai still owes.
    assert shown(first.plan) == {"Phường Ven Sông": (3, 1, 2)}
    assert shown(first.plan, as_sent=True) == before
    assert before == {"Phường Một": (2, 1, 1), "Phường Hai": (2, 0, 2)}

    actions.receive(Assignment.objects.get(pk=second.pk), by=factories.officer())
    assert shown(first.plan, as_sent=True) == {"Phường Một": (2, 1, 0), "Phường Hai": (2, 0, 1)}
    double.refresh_from_db()
    assert double.merged_into == second


@pytest.mark.shows("R103")
def test_heirs_of_heirs_carry_on_and_doubles_follow(two):
    one, other = two
    own = factories.assignment(other)
    double = factories.assignment(one, task=own.task, due=own.due)
    last = factories.ward("Phường Ba")
    third = factories.assignment(last, task=own.task, due=own.due)
    merged(one, into=other)
    follow()
    tomorrow = TODAY + timedelta(days=1)
    people.merge([other], last, on=tomorrow, basis=BASIS, by=factories.officer())
    actions.follow_mergers(tomorrow, by=audit.SYSTEM)

    double.refresh_from_db()
    own.refresh_from_db()
    assert (own.merged_into, double.merged_into) == (third, third)


@pytest.mark.shows("R103")
def test_the_old_links_close_and_the_successor_gets_one_letter(two):
    one, heir = two
    lead = factories.officer()
    owed = factories.assignment(one, plan=factories.approved(lead))
    factories.assignment(one, plan=owed.plan)
    factories.link(one)
    merged(one, into=heir, by=lead)

    follow()

    assert not UnitLink.objects.filter(organisation=one, revoked_at=None).exists()
    letter = Message.objects.get(purpose="taken-over")
    assert letter.to_address == f"unit{heir.pk}@example.vn"
    assert letter.body_text.count("Cử công chức dự tập huấn.") == 2
    assert "Phường Một" in letter.body_text
    token = UnitLink.objects.get(organisation=heir, purpose=Purpose.ASSIGNMENTS).token
    assert token in letter.body_text


def test_a_queued_reminder_to_the_old_unit_is_stopped(two):
    one, heir = two
    owed = factories.assignment(one, due=TODAY + timedelta(days=1))
    Assignment.objects.update(sent_at=timezone.now() - timedelta(days=90))
    actions.climb(TODAY, by=audit.SYSTEM)
    merged(one, into=heir)

    follow()

    reminder = Message.objects.get(purpose="reminder")
    assert (reminder.state, Assignment.objects.get(pk=owed.pk).organisation) == (
        MessageState.CANCELLED,
        heir,
    )


@pytest.mark.shows("R103")
@pytest.mark.parametrize("state", [State.ASSIGNED, State.DONE])
def test_sending_again_asks_the_successor_for_nothing_that_is_there_already(two, state):
    one, heir = two
    plan = factories.approved()
    task = factories.task(plan, one)
    factories.assignment(one, task=task, state=state)
    merged(one, into=heir)

    factories.dispatch(plan)
    follow()

    [left] = Assignment.objects.all()
    assert (left.organisation, left.state) == (heir if state == State.ASSIGNED else one, state)


def test_twice_changes_nothing(two):
    one, heir = two
    factories.assignment(one)
    factories.link(one)
    merged(one, into=heir)
    follow()
    before = (AuditEvent.objects.count(), Message.objects.count())

    assert (follow(), AuditEvent.objects.count(), Message.objects.count()) == (0, *before)


@pytest.mark.parametrize("spoil", [{"is_whole": False}, {"is_confirmed": False}])
def test_what_nobody_took_over_whole_for_sure_stays(two, spoil):
    one, heir = two
    owed = factories.assignment(one)
    merged(one, into=heir)
    Succession.objects.update(**spoil)

    assert follow() == 0
    owed.refresh_from_db()
    assert (owed.organisation, owed.state) == (one, State.ASSIGNED)


def test_a_divided_unit_keeps_its_tasks(two):
    one, heir = two
    factories.assignment(one)
    merged(one, into=heir)
    Succession.objects.create(predecessor=one, successor=factories.ward("Phường Ba"), on=TODAY)

    assert follow() == 0


def test_nothing_moves_before_the_day(two):
    one, heir = two
    factories.assignment(one)
    people.merge([one], heir, on=TODAY + timedelta(days=1), basis=BASIS, by=factories.officer())

    assert follow() == 0
    assert actions.follow_mergers(TODAY + timedelta(days=1), by=audit.SYSTEM) == 1


def test_the_clock_runs_it_every_few_minutes(two):
    one, heir = two
    owed = factories.assignment(one)
    merged(one, into=heir)

    jobs.follow.func()

    assert Assignment.objects.get(pk=owed.pk).organisation == heir
    assert schedule.JOBS["khuevan.assignments.jobs.follow"][1] == schedule.Every(
        timedelta(minutes=5)
    )
    call_command("verify_audit")


@pytest.mark.shows("R103")
def test_the_page_by_unit_offers_both_views(two, client):
    one, heir = two
    plan = factories.assignment(one).plan
    merged(one, into=heir)
    follow()
    client.force_login(factories.officer(Role.LEAD_OFFICER))
    url = reverse("assignments:units", args=[plan.pk])

    today, sent = client.get(url), client.get(url, {"units": "sent"})

    assert [row.name for row in today.context["page"]] == ["Phường Hai"]
    assert [row.name for row in sent.context["page"]] == ["Phường Một"]
    assert 'value="sent" selected' in sent.content.decode()
