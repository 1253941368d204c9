from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.training import actions
from khuevan.training.enums import Outcome, RunState, Witness
from khuevan.training.models import Attendance
from khuevan.training.tests import factories as make

pytestmark = pytest.mark.django_db


def test_an_officer_says_that_somebody_came_and_the_record_says_who_said_so():
    run = make.summoned()
    person = make.nominee(make.seat(run))

    actions.set_attendance(person.seat, Outcome.PRESENT, by=run.owner)

    row = Attendance.objects.get()
    assert (row.nomination, row.outcome, row.witness, row.set_by) == (
        person, Outcome.PRESENT, Witness.PERSON, run.owner,
    )  # fmt: skip
    assert audit.history(person.seat)[0].after == Outcome.PRESENT


@pytest.mark.parametrize("outcome", [Outcome.EXCUSED, Outcome.ABSENT])
def test_an_empty_seat_needs_a_reason(outcome):
    run = make.summoned()
    seat = make.nominee(make.seat(run)).seat

    with pytest.raises(Refused, match="lý do"):
        actions.set_attendance(seat, outcome, "  ", by=run.owner)

    assert not Attendance.objects.exists()


def test_whoever_changes_what_is_settled_says_why():
    run = make.summoned()
    seat = make.nominee(make.seat(run)).seat
    actions.set_attendance(seat, Outcome.ABSENT, "Không đến, không báo", by=run.owner)

    with pytest.raises(Refused):
        actions.set_attendance(seat, Outcome.PRESENT, by=run.owner)
    actions.set_attendance(seat, Outcome.PRESENT, "Ký bù, đã đối chiếu", by=run.owner)

    assert Attendance.objects.get().outcome == Outcome.PRESENT


def test_nobody_is_present_on_a_seat_without_a_name():
    run = make.summoned()

    with pytest.raises(Refused):
        actions.set_attendance(make.seat(run), Outcome.PRESENT, by=run.owner)


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": Outcome.ABSENT, "witness": Witness.DOOR, "why": "vắng"},
        {"outcome": Outcome.ABSENT, "witness": Witness.PERSON, "why": "vắng"},
        {"outcome": Outcome.PRESENT, "witness": Witness.SHEET},
    ],
    ids=["by machine", "unsigned", "sheet that nobody confirmed"],
)
def test_the_database_takes_no_absence_that_no_person_said(fields):
    seat = make.seat(make.summoned())

    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(seat=seat, **fields)


def test_who_came_is_settled_only_after_the_summons():
    run = make.run()
    seat = make.nominee(make.seat(run)).seat

    with pytest.raises(Refused):
        actions.set_attendance(seat, Outcome.PRESENT, by=run.owner)


def test_a_class_is_held_once_and_not_before_it_begins():
    run = make.summoned(starts_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused):
        actions.hold(run, by=run.owner)
    type(run).objects.filter(pk=run.pk).update(starts_at=timezone.now() - timedelta(hours=5))
    run.refresh_from_db()

    actions.hold(run, by=run.owner)

    run.refresh_from_db()
    assert (run.state, run.held_at is not None) == (RunState.HELD, True)
    with pytest.raises(AlreadyDecided):
        actions.hold(run, by=run.owner)


def test_a_class_whose_units_were_not_summoned_is_not_held():
    run = make.run(starts_at=timezone.now() - timedelta(hours=5))

    with pytest.raises(AlreadyDecided):
        actions.hold(run, by=run.owner)
