from __future__ import annotations

from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import AuditEvent, DayRule
from khuevan.kit.workdays import calendar
from khuevan.people.models import Membership, Succession
from khuevan.reports import actions, windows
from khuevan.reports.enums import Frequency, Kind, ObligationState
from khuevan.reports.models import Cycle, Obligation
from khuevan.reports.tests import factories
from khuevan.reports.windows import Window

Q1 = Window(date(2030, 12, 15), date(2031, 3, 14))


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def wards():
    return [factories.ward(f"Phường {number}") for number in range(3)]


@pytest.fixture
def owed(db, wards):
    made = factories.report_type()
    made.groups.add(factories.group(*wards))
    made.owed_by.add(wards[0])
    return made


def due(days=4, hour=17):

    day = calendar().add(Q1.ends, days)
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def open_q1(owed, **fields):
    by = fields.pop("by", None) or factories.officer()
    return actions.open_cycle(
        owed, Q1.starts, Q1.ends, fields.pop("due_at", due()), by=by, **fields
    )


@pytest.mark.shows("R84")
def test_opening_gives_each_unit_of_group_and_list_one_obligation(owed, wards):
    cycle = open_q1(owed)
    rows = cycle.obligations.values_list("organisation", "state")
    assert sorted(rows) == [(ward.pk, "owed") for ward in wards]
    assert cycle.label == "Báo cáo quý, quý I năm 2031"
    event = AuditEvent.objects.get(kind=Kind.OPENED)
    assert event.facts["units"] == [ward.pk for ward in wards]


def test_a_unit_that_left_the_group_owes_nothing_and_its_heir_owes_in_its_place(owed, wards):
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(organisation=wards[1]).update(valid_to=yesterday)
    heir = factories.ward("Phường Hợp Nhất")
    wards[0].valid_to = yesterday
    wards[0].save()
    Membership.objects.filter(organisation=wards[0]).update(valid_to=yesterday)
    Succession.objects.create(predecessor=wards[0], successor=heir, on=timezone.localdate())
    assert actions.owing(owed, timezone.localdate()) == sorted([wards[2].pk, heir.pk])


def test_a_period_is_asked_once(owed):
    first = open_q1(owed)
    with pytest.raises(AlreadyDecided, match="one period is asked once"):
        open_q1(owed, label="Another name")
    assert list(Cycle.objects.all()) == [first]


@pytest.mark.django_db
def test_one_unit_owes_a_report_once():
    cycle = factories.cycle()
    one = factories.obligation(of=cycle)
    with pytest.raises(IntegrityError), transaction.atomic():
        Obligation.objects.create(cycle=cycle, organisation=one.organisation)


@pytest.mark.django_db(transaction=True)
def test_two_who_open_the_same_period_at_once_make_one_cycle(owed, wards):
    if connection.vendor == "sqlite":
        pytest.skip("Threads cannot share SQLite in memory; script/test runs this on PostgreSQL.")
    barrier, told = Barrier(2), []

    def attempt():
        try:
            barrier.wait(timeout=60)
            told.append(open_q1(owed, by=audit.SYSTEM))
        except Exception as error:
            told.append(error)
        finally:
            connection.close()

    threads = [Thread(target=attempt) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    refused = [one for one in told if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [AlreadyDecided]
    assert Obligation.objects.count() == len(wards)
    assert AuditEvent.objects.filter(kind=Kind.OPENED).count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"is_active": False}, "no longer in use"),
        ({"nobody": True}, "Nobody owes"),
    ],
)
def test_a_report_that_nobody_can_owe_is_refused(owed, change, sentence):
    if change.pop("nobody", False):
        owed.owed_by.clear()
        owed.groups.clear()
    for name, value in change.items():
        setattr(owed, name, value)
    owed.save()
    with pytest.raises(Refused, match=sentence):
        open_q1(owed)
    assert not Cycle.objects.exists()


@pytest.mark.shows("RPT-5")
def test_a_deadline_on_a_holiday_is_refused_with_the_next_working_day(owed):
    holiday = windows.at_due_time(date(2031, 3, 22))  # a Saturday
    said = r"22/03/2031 is not a working day\. The next one is 17:00 on 24/03/2031"
    with pytest.raises(Refused, match=said):
        open_q1(owed, due_at=holiday)
    DayRule.objects.create(date=date(2031, 3, 20), kind="closed", name="Nghỉ bù")
    with pytest.raises(Refused, match="20/03/2031 is not a working day"):
        open_q1(owed, due_at=windows.at_due_time(date(2031, 3, 20)))


@pytest.mark.shows("RPT-5")
def test_a_due_day_right_after_the_cutoff_is_refused_with_the_earliest(owed):
    with pytest.raises(Refused, match="The earliest due day is 18/03/2031"):
        open_q1(owed, due_at=windows.at_due_time(date(2031, 3, 17)))


def test_a_due_moment_in_the_past_is_refused(owed):
    with pytest.raises(Refused, match="passed already"):
        open_q1(owed, due_at=timezone.now() - timedelta(minutes=1))


def test_a_cycle_knows_the_one_before_it(owed):
    before = factories.cycle(owed, starts=date(2030, 9, 15), ends=date(2030, 12, 14))
    factories.cycle(starts=date(2030, 9, 15), ends=date(2030, 12, 14))
    assert open_q1(owed).previous == before


@pytest.mark.shows("R84")
def test_a_cycle_opens_by_itself_when_its_window_has_ended_once(owed, wards):
    yesterday = timezone.localdate() - timedelta(days=1)
    owed.opens_itself, owed.frequency = True, Frequency.MONTH
    owed.cutoff_day = min(yesterday.day, 28)
    owed.save()
    ended = windows.last_window(owed, timezone.localdate())
    on = ended.ends + timedelta(days=1)
    made = actions.open_due(on, by=audit.SYSTEM)
    again = actions.open_due(on + timedelta(days=1), by=audit.SYSTEM)
    assert ([(c.starts, c.ends) for c in made], again) == ([(ended.starts, ended.ends)], [])
    assert made[0].due_at > timezone.now()
    assert Obligation.objects.count() == len(wards)
    assert actions.untold_cycles() == made


@pytest.mark.parametrize(
    "change",
    [
        {"opens_itself": False}, {"is_active": False}, {"frequency": Frequency.ONCE},
        {"valid_to": date(2020, 1, 1)},
    ],
)  # fmt: skip
def test_what_does_not_open_by_itself_stays_shut(owed, change):
    for name, value in ({"opens_itself": True} | change).items():
        setattr(owed, name, value)
    owed.save()
    on = windows.last_window(owed, timezone.localdate()).ends + timedelta(days=1)
    assert actions.open_due(on, by=audit.SYSTEM) == []


def test_a_type_switched_on_in_the_middle_of_a_quarter_asks_for_no_old_one(owed):
    owed.opens_itself = True
    owed.save()
    on = windows.last_window(owed, timezone.localdate()).ends + timedelta(days=40)
    assert actions.open_due(on, by=audit.SYSTEM) == []


def test_a_cycle_opened_by_mistake_can_be_taken_back_until_a_unit_knows(owed):
    cycle, officer = open_q1(owed), factories.officer()
    actions.take_back(cycle, by=officer)
    assert not Cycle.objects.exists()

    cycle = open_q1(owed)
    cycle.obligations.filter(pk=cycle.obligations.first().pk).update(told_at=timezone.now())
    with pytest.raises(Refused, match="Close the cycle instead"):
        actions.take_back(cycle, by=officer)


def test_the_due_moment_can_move_but_not_to_a_holiday(owed):
    cycle, officer = open_q1(owed), factories.officer()
    actions.move_due(cycle, due(6, 10), by=officer)
    assert cycle.due_at == due(6, 10)
    with pytest.raises(Refused, match="not a working day"):
        actions.move_due(cycle, windows.at_due_time(date(2031, 3, 23)), by=officer)


def test_what_a_merged_unit_still_owed_passes_to_the_one_that_took_it_over(owed, wards):
    cycle = open_q1(owed)
    today = timezone.localdate()
    wards[0].valid_to = today - timedelta(days=1)
    wards[0].save()
    heir = factories.ward("Phường Hợp Nhất")
    Succession.objects.create(predecessor=wards[0], successor=heir, on=today)
    assert [actions.follow_mergers(today, by=audit.SYSTEM) for _ in range(2)] == [1, 0]
    states = dict(cycle.obligations.values_list("organisation", "state"))
    assert states[wards[0].pk] == ObligationState.EXCUSED
    assert states[heir.pk] == ObligationState.OWED
    why = cycle.obligations.get(organisation=wards[0]).excused_why
    assert why == "Merged into Phường Hợp Nhất, which reports for both."
