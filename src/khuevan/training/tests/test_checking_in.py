from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from khuevan.kit.audit import NamedActor
from khuevan.kit.errors import Refused
from khuevan.training import actions, rotating
from khuevan.training.enums import CheckInHow, RunState
from khuevan.training.models import SelfCheckIn
from khuevan.training.tests import factories as make

BY = NamedActor("Học viên")


@pytest.fixture
def person(db):
    return make.nominee(make.seat(make.summoned()))


@pytest.mark.shows("CHK-7")
@pytest.mark.parametrize(
    ("read", "how"), [(rotating.token, CheckInHow.SCANNED), (rotating.digits, CheckInHow.TYPED)]
)
@pytest.mark.parametrize("late", [0, 29])
def test_the_code_on_the_screen_checks_in_whether_scanned_or_typed(person, read, how, late):
    shown = timezone.now()

    row = actions.check_in(
        person, read(person.seat.run_id, shown), by=BY, at=shown + timedelta(seconds=late)
    )

    assert (row.how, row.at) == (how, shown + timedelta(seconds=late))


@pytest.mark.shows("CHK-7")
@pytest.mark.parametrize("read", [rotating.token, rotating.digits])
@pytest.mark.parametrize("second", range(0, 30, 7))
def test_a_forwarded_picture_of_the_screen_is_refused_after_a_minute(person, read, second):
    """Whenever within its window the picture was taken."""
    begin = timezone.now()
    taken = begin + timedelta(seconds=rotating.seconds_left(begin) + second)
    code = read(person.seat.run_id, taken)

    with pytest.raises(Refused, match="30 giây"):
        actions.check_in(person, code, by=BY, at=taken + timedelta(seconds=60))

    assert SelfCheckIn.objects.get().at is None


@pytest.mark.shows("CHK-7")
def test_the_digits_may_be_typed_with_gaps_from_the_back_row(person):
    now = timezone.now()
    code = rotating.digits(person.seat.run_id, now)

    row = actions.check_in(person, f" {code[:3]} {code[3:]} ", by=BY, at=now)

    assert row.how == CheckInHow.TYPED


def test_the_code_of_another_class_does_not_fit(person):
    now = timezone.now()

    with pytest.raises(Refused):
        actions.check_in(person, rotating.token(person.seat.run_id + 1, now), by=BY, at=now)


def test_after_five_wrong_codes_even_the_right_one_waits_two_minutes(person):
    now = timezone.now()
    for _ in range(5):
        with pytest.raises(Refused):
            actions.check_in(person, "000000x", by=BY, at=now)

    with pytest.raises(Refused, match="2 phút"):
        actions.check_in(person, rotating.digits(person.seat.run_id, now), by=BY, at=now)

    later = now + timedelta(minutes=2)
    row = actions.check_in(person, rotating.digits(person.seat.run_id, later), by=BY, at=later)
    assert row.at == later


def test_checking_in_twice_is_once(person):
    now = timezone.now()
    first = actions.check_in(person, rotating.digits(person.seat.run_id, now), by=BY, at=now)

    again = actions.check_in(person, "whatever", by=BY, at=now + timedelta(minutes=5))

    assert (again.pk, again.at) == (first.pk, first.at)


def test_whoever_was_substituted_does_not_check_in(person):
    person.ended_at = timezone.now()
    person.save()

    with pytest.raises(Refused):
        actions.check_in(person, rotating.digits(person.seat.run_id, timezone.now()), by=BY)


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_at": timezone.now() + timedelta(hours=3)},
        {"starts_at": timezone.now() - timedelta(hours=9)},
        {"state": RunState.LOCKED},
    ],
    ids=["too early", "over", "not summoned"],
)
def test_checking_in_is_open_around_the_class_only(db, fields):
    person = make.nominee(make.seat(make.summoned(**fields)))

    with pytest.raises(Refused):
        actions.check_in(person, rotating.digits(person.seat.run_id, timezone.now()), by=BY)

    assert not SelfCheckIn.objects.exists()
