from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest
import recurring_ical_events
from django.urls import reverse
from django.utils import timezone

from khuevan.assignments import actions
from khuevan.assignments.enums import State
from khuevan.assignments.models import Assignment
from khuevan.assignments.tests import factories
from khuevan.assignments.views.calendar import person_token
from khuevan.kit import audit
from khuevan.kit.tests import calendar_clients
from khuevan.people.enums import Purpose, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    unit = factories.ward()
    today = timezone.localdate()
    for days in (3, 40, 200):
        factories.assignment(unit, due=today + timedelta(days=days))
    factories.assignment(unit, due=None)
    cancelled = factories.assignment(unit, due=today + timedelta(days=5))
    actions.cancel(cancelled, why="Thành phố đã bỏ việc này", by=audit.SYSTEM)
    factories.assignment()
    return unit


def feed(client, unit):
    link = factories.link(unit, Purpose.CALENDAR)
    return client.get(reverse("assignments:feed", args=[link.token]))


@pytest.mark.shows("CAL-1")
def test_feed_gives_the_same_deadlines_as_the_database(client, unit):
    page = feed(client, unit)
    calendar = icalendar.Calendar.from_ical(page.content)
    dated = Assignment.objects.of(unit.pk).exclude(due=None)

    events = calendar.walk("VEVENT")
    assert [problem for event in events for problem in event.errors] == []
    assert {(str(e["UID"]), e["DTSTART"].dt) for e in events} == {
        (f"assignment-{own.pk}@khuevan", own.due) for own in dated
    }
    today = timezone.localdate()
    found = recurring_ical_events.of(calendar).between(today, today + timedelta(days=400))
    assert sorted(e["DTSTART"].dt for e in found) == sorted(own.due for own in dated)
    assert page["Content-Type"].startswith("text/calendar")
    assert max(len(line) for line in page.content.split(b"\r\n")) <= 75


@pytest.mark.shows("CAL-3")
def test_what_was_cancelled_says_so(client, unit):
    events = icalendar.Calendar.from_ical(feed(client, unit).content).walk("VEVENT")
    cancelled = [event for event in events if event["STATUS"] == "CANCELLED"]
    assert [(event["SEQUENCE"]) for event in cancelled] == [1]


@pytest.mark.shows("CAL-1")
@pytest.mark.parametrize("client_name", ["ical_js", "libical"])
def test_real_clients_read_the_same_days(client, unit, tmp_path, client_name):
    file = tmp_path / "deadlines.ics"
    file.write_bytes(feed(client, unit).content)

    seen = getattr(calendar_clients, client_name)(file)

    dated = Assignment.objects.of(unit.pk).exclude(due=None)
    assert seen == sorted(
        (
            f"assignment-{own.pk}@khuevan",
            own.due.isoformat(),
            "CANCELLED" if own.state == State.CANCELLED else "CONFIRMED",
        )
        for own in dated
    )


def test_a_feed_costs_the_same_for_many(client, django_assert_max_num_queries):
    unit = factories.ward()
    link = factories.link(unit, Purpose.CALENDAR)
    for _n in range(5):
        factories.assignment(unit)
    with django_assert_max_num_queries(4):
        client.get(reverse("assignments:feed", args=[link.token]))


def test_a_task_link_is_no_calendar_link(client, unit):
    token = factories.link(unit).token
    assert client.get(reverse("assignments:feed", args=[token])).status_code == 403


def test_a_person_has_a_secret_address_that_dies_with_the_password(client, unit):
    person = factories.officer(Role.FOCAL_POINT, organisation=unit)
    person.set_password("một câu dài")
    person.save()
    client.force_login(person)
    page = client.get(reverse("assignments:own_calendar"))
    address = page.context["address"].removeprefix("http://127.0.0.1:8000")
    client.logout()

    found = client.get(address)
    assert len(icalendar.Calendar.from_ical(found.content).walk("VEVENT")) == 4

    person.set_password("câu khác")
    person.save()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "1", "1-" + "0" * 32, "-", "٣-0"])
def test_a_forged_address_opens_nothing(client, unit, token):
    assert client.get(reverse("assignments:person_feed", args=[token])).status_code == 404


def test_a_closed_account_has_no_feed(client, unit):
    person = factories.officer(Role.FOCAL_POINT, organisation=unit, is_active=False)
    url = reverse("assignments:person_feed", args=[person_token(person)])
    assert client.get(url).status_code == 404


def test_states_of_the_office_do_not_hide_a_deadline(client):
    unit = factories.ward()
    for state in (State.DONE, State.WAITING):
        factories.assignment(unit, state=state, due=date.today() + timedelta(days=9))
    assert len(icalendar.Calendar.from_ical(feed(client, unit).content).walk("VEVENT")) == 2
