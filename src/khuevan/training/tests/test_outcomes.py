from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from khuevan.kit.audit import SYSTEM
from khuevan.kit.errors import Refused
from khuevan.training import actions, attendance, outcomes
from khuevan.training.enums import CheckInHow, Outcome, RunState, Witness
from khuevan.training.models import Attendance, SelfCheckIn
from khuevan.training.outcomes import Arrival
from khuevan.training.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(monkeypatch):
    """A class of this hour with four nominees; ``seen`` is what the doors have let in."""
    run = make.summoned()
    people = make.filled(run, 4)
    seen: dict[int, Arrival] = {}
    monkeypatch.setattr(outcomes, "arrivals", lambda _run: seen)

    def came(person, minutes=0, **fields):
        at = run.starts_at + timedelta(minutes=minutes)
        known = {"nomination": person.pk, "witness": Witness.DOOR, "place": "Cửa A"} | fields
        seen[person.seat_id] = Arrival(at, **known)

    return run, people, came


def test_whoever_was_seen_is_taken_over_as_present_and_nobody_as_absent(day):
    run, people, came = day
    came(people[0], -5)
    came(people[1], 2, witness=Witness.SELF, place="")

    assert actions.take_over_arrivals(run, by=SYSTEM) == 2
    assert actions.take_over_arrivals(run, by=SYSTEM) == 0

    rows = Attendance.objects.order_by("seat__number")
    assert [(row.seat.number, row.outcome, row.witness) for row in rows] == [
        (1, Outcome.PRESENT, Witness.DOOR), (2, Outcome.PRESENT, Witness.SELF),
    ]  # fmt: skip
    count = outcomes.count(outcomes.standings(run))
    assert (count.seats, count.present, count.open) == (4, 2, 2)


def test_what_an_officer_said_stands_above_what_the_door_saw(day):
    run, people, came = day
    actions.set_attendance(people[0].seat, Outcome.ABSENT, "Quẹt hộ, đã kiểm tra", by=run.owner)
    came(people[0])

    actions.take_over_arrivals(run, by=SYSTEM)

    standing = outcomes.standings(run)[0]
    assert (standing.outcome, standing.is_contradicted) == (Outcome.ABSENT, True)


def test_a_substitute_at_the_door_waits_for_an_officer(day):
    run, people, came = day
    came(people[0], nomination=None, name="Lê Thị Thay")

    actions.take_over_arrivals(run, by=SYSTEM)

    standing = outcomes.standings(run)[0]
    assert (standing.outcome, standing.has_come, standing.waits_for_a_name) == (None, True, True)


def test_the_rest_is_settled_by_an_officer_who_saw_how_many(day):
    run, people, came = day
    came(people[0])
    with pytest.raises(Refused, match="3"):
        actions.settle_rest(run, Outcome.ABSENT, "Không báo", seen=4, by=run.owner)
    with pytest.raises(Refused):
        actions.settle_rest(run, Outcome.ABSENT, "", seen=3, by=run.owner)

    assert actions.settle_rest(run, Outcome.ABSENT, "Không báo", seen=3, by=run.owner) == 3

    count = outcomes.count(outcomes.standings(run))
    assert (count.present, count.absent, count.open) == (1, 3, 0)


def test_closing_the_class_settles_those_who_were_seen(day):
    run, people, came = day
    came(people[0])

    actions.hold(run, by=run.owner)

    assert run.state == RunState.HELD
    assert list(Attendance.objects.values_list("seat", flat=True)) == [people[0].seat_id]


@pytest.mark.shows("R48")
def test_arrivals_by_five_minutes_with_empty_steps(day):
    run, people, came = day
    run.starts_at = timezone.make_aware(datetime(2026, 10, 20, 8, 0))
    for person, minutes in zip(people, (-20, -18, -16, -3), strict=True):
        came(person, minutes)

    rows = outcomes.by_minute(outcomes.standings(run))

    assert rows == [("07:40", 3, 3), ("07:45", 0, 3), ("07:50", 0, 3), ("07:55", 1, 4)]


def test_the_earlier_of_door_and_own_check_in_counts(monkeypatch):
    run = make.summoned()
    [person] = make.filled(run, 1)
    now = timezone.now()
    entry = type("Entry", (), {
        "at": now, "door": "Cửa A", "nomination": person.pk, "name": "",
    })  # fmt: skip
    seen = type("Day", (), {"arrivals": {person.seat_id: entry}})
    monkeypatch.setattr(attendance, "computed", lambda _run: seen)
    SelfCheckIn.objects.create(
        nomination=person, at=now - timedelta(minutes=1), how=CheckInHow.TYPED
    )

    assert outcomes.arrivals(run)[person.seat_id].witness == Witness.SELF


@pytest.mark.parametrize("count", [1, 3])
def test_standings_cost_the_same_whatever_the_number_of_seats(count, django_assert_num_queries):
    run = make.summoned()
    make.filled(run, count)

    with django_assert_num_queries(7):
        assert len(outcomes.standings(run)) == count
