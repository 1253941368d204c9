"""Who came, from the journals of several doors; what they disagree on is listed, never merged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from khuevan.training import actions, attendance
from khuevan.training.enums import Said, Trouble
from khuevan.training.models import Device, Nomination, ScanEvent
from khuevan.training.tests.doors import class_run, door, line, nominee, seat, seated
from khuevan.training.tickets import ticket_of

pytestmark = pytest.mark.django_db


def ticket(of: Nomination) -> str:
    return ticket_of(of, of.seat.run_id)


def findings(run):
    found = attendance.computed(run).findings
    return [(one.trouble, [(e.door, e.seq) for e in one.entries]) for one in found]


def arrived(run):
    return {seat: (one.door, one.seq) for seat, one in attendance.computed(run).arrivals.items()}


@pytest.fixture
def two():
    run, people = seated(2)
    return run, people, door(run, "Cửa A"), door(run, "Cửa B")


@pytest.mark.shows("CHK-2")
def test_a_line_is_kept_once_to_the_byte_however_often_it_comes(two):
    run, people, one, _other = two
    lines = [line(1, ticket=ticket(people[0])), line(2, ticket=ticket(people[1]), name="Đỗ Ước")]

    first = actions.take_scans(one, [lines[1]])
    again = actions.take_scans(one, [*lines, lines[0]])

    assert (first.fresh, again.fresh, again.kept) == (1, 1, [1, 2, 1])
    assert list(one.events.values_list("seq", "body")) == [(1, lines[0]), (2, lines[1])]
    assert len(arrived(run)) == 2


@pytest.mark.shows("CHK-2")
def test_another_content_under_a_taken_number_is_kept_beside_it(two):
    run, people, one, _other = two
    mine, others = line(1, ticket=ticket(people[0])), line(1, ticket=ticket(people[1]))
    actions.take_scans(one, [mine])
    taken = [actions.take_scans(one, [others]) for _ in range(2)]

    assert [each.kept for each in taken] == [[1], [1]]
    assert sorted(ScanEvent.objects.values_list("body", flat=True)) == sorted([mine, others])
    assert len(arrived(run)) == 2


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "7", '"x"', '{"seq":0,"at":1,"kind":"scan"}', '{"seq":1.5,"at":1,"kind":"scan"}',
     '{"seq":true,"at":1,"kind":"scan"}', '{"seq":1,"kind":"scan"}', '{"seq":1,"at":1,"kind":"x"}',
     '{"seq":1,"at":"x","kind":"scan"}', "\ud800", "x" * 5000, "[" * 3000],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named_and_the_others_are_kept(two, body):
    _run, people, one, _other = two
    taken = actions.take_scans(one, [body, line(9, ticket=ticket(people[0]))])
    assert (len(taken.bad), taken.kept, one.events.count()) == (1, [9], 1)


def test_the_journal_refuses_every_change_but_forgetting(two):
    _run, people, one, _other = two
    actions.take_scans(one, [line(1, ticket=ticket(people[0]))])
    for change in ({"body": "{}"}, {"seq": 7}, {"kind": "void"}, {"digest": "0"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ScanEvent.objects.update(**change)
    assert ScanEvent.objects.update(body="") == 1


@pytest.mark.shows("CHK-2")
def test_one_ticket_at_two_doors_arrives_once_and_is_listed(two):
    run, people, one, other = two
    actions.take_scans(other, [line(1, ticket=ticket(people[0]), ago=90)])
    actions.take_scans(
        one,
        [line(1, ticket=ticket(people[0]), ago=60),
         line(2, ticket=ticket(people[0]), ago=30, said="twice")],
    )  # fmt: skip
    seat = people[0].seat_id
    assert arrived(run) == {seat: ("Cửa B", 1)}
    assert findings(run) == [(Trouble.TWICE, [("Cửa B", 1), ("Cửa A", 1), ("Cửa A", 2)])]


def end(person, seconds_ago):
    person.ended_at = timezone.now() - timedelta(seconds=seconds_ago)
    person.save()


@pytest.mark.shows("CHK-2", "CHK-4")
@pytest.mark.parametrize(
    ("ended", "came", "trouble"), [(300, 0, Trouble.ENDED), (10, 1, Trouble.ENDED_LATER)]
)
def test_a_ticket_cancelled_while_the_door_did_not_know_is_for_a_person(two, ended, came, trouble):
    run, people, one, _other = two
    end(people[0], ended)
    actions.take_scans(one, [line(1, ticket=ticket(people[0]))])
    assert (len(arrived(run)), findings(run)) == (came, [(trouble, [("Cửa A", 1)])])


@pytest.mark.shows("CHK-4")
def test_no_phone_can_let_in_what_the_servers_key_did_not_sign(two):
    run, people, one, _other = two
    elsewhere = nominee(seat(class_run(), people[0].seat.organisation))
    genuine = ticket(people[0])
    forged = genuine[:-1] + ("A" if genuine[-1] != "A" else "B")
    texts = [forged, ticket(elsewhere), "", "KV1.1.ZZZZ.AAAAAAAAAAAAAAAAAAAA"]
    actions.take_scans(one, [line(n, ticket=text) for n, text in enumerate(texts, 1)])

    judged = [each.judged for each in attendance.computed(run).entries]
    assert judged == [
        Said.FORGED,
        Said.OTHER,
        Said.STRANGE,
        Said.OTHER if run.pk != 1 else Said.FORGED,
    ]
    assert arrived(run) == {}
    assert [trouble for trouble, _ in findings(run)] == [Trouble.MISJUDGED] * 4


def test_a_genuine_ticket_turned_away_is_not_forgotten(two):
    run, people, one, _other = two
    actions.take_scans(one, [line(1, ticket=ticket(people[0]), said="unknown")])
    assert (arrived(run), findings(run)) == ({}, [(Trouble.TURNED_AWAY, [("Cửa A", 1)])])


def test_found_by_name_taken_back_and_a_substitute(two):
    run, people, one, _other = two
    seat = people[1].seat_id
    actions.take_scans(one, [
        line(1, "name", n=people[0].pk), line(2, "void", of=1),
        line(3, "substitute", s=seat, name="Đặng Thị Ưng", position="Công chức"),
        line(4, "substitute", s=10**9, name="Ai Đó", position="?"),
    ])  # fmt: skip
    assert arrived(run) == {seat: ("Cửa A", 3)}
    assert findings(run) == [
        (Trouble.SUBSTITUTE, [("Cửa A", 3)]),
        (Trouble.MISJUDGED, [("Cửa A", 4)]),
        (Trouble.SUBSTITUTE, [("Cửa A", 4)]),
    ]
    actions.take_scans(one, [line(5, ticket=ticket(people[1]))])
    assert (Trouble.SEAT_TWICE, [("Cửa A", 3), ("Cửa A", 5)]) in findings(run)


def test_a_clock_that_is_wrong_is_counted_out_or_not_believed(two):
    run, people, one, _other = two
    seven = 7 * 60 * 1000
    skewed = line(1, ticket=ticket(people[0]), ago=60 - 420, off=-seven)
    mad = line(2, ticket=ticket(people[1]), ago=-(10**9))
    now = timezone.now()
    actions.take_scans(one, [skewed, mad], at=now)

    first, second = attendance.computed(run).entries
    assert abs((now - first.at).total_seconds() - 60) < 2
    assert (second.at, second.is_timed_by_us) == (now, True)
    assert findings(run) == [(Trouble.CLOCK, [("Cửa A", 2)])]


@pytest.mark.parametrize("count", [1, 3])
def test_computing_costs_three_queries_whatever_the_number(count, django_assert_num_queries):
    run, people = seated(count)
    for number in range(count):
        actions.take_scans(door(run, f"Cửa {number}"), [line(1, ticket=ticket(people[number]))])
    with django_assert_num_queries(3):
        assert len(attendance.computed(run).arrivals) == count


def test_every_further_phone_at_a_door_keeps_a_journal_of_its_own(two):
    _run, _people, one, _other = two
    rows = [actions.join(one, phone, by=one) for phone in ("a" * 32, "b" * 32, "a" * 32, "b" * 32)]
    assert [row.pk for row in rows[:2]] == [row.pk for row in rows[2:]]
    assert [row.label for row in rows[:2]] == ["Cửa A", "Cửa A (2)"]
    assert Device.objects.count() == 3
