from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from khuevan.kit.errors import Refused
from khuevan.people.enums import ContactKind, OrganisationKind, Role
from khuevan.people.models import ContactPoint, regroup
from khuevan.training import actions
from khuevan.training.board import as_given, board, drawn, in_todays_units
from khuevan.training.enums import CallOutcome, RunState, SeatState
from khuevan.training.models import Call, Seat
from khuevan.training.tests import factories


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def seats_of(run, *states):
    for state in states:
        factories.seat(run, state=state, declined_why="bận" if state == "declined" else "")


@pytest.mark.shows("R15")
def test_a_tile_says_how_its_seat_stands_and_the_counters_add_up(db):
    run = factories.asking(state=RunState.NOMINATING)
    seats_of(run, "open", "amend", "valid", "declined", "open")
    factories.nominated(factories.seat(run))
    first = factories.nominated(factories.seat(run), "Lê An")
    first.ended_at = timezone.now()
    first.save()
    factories.nominated(first.seat, "Lê Ánh")

    own = board(run)

    assert [tile.look.key for tile in own.tiles] == [
        "silent", "amend", "valid", "none", "silent", "check", "change",
    ]  # fmt: skip
    assert (own.total, own.silent, sum(own.counts.values())) == (7, 2, 7)
    late = board(run, on=run.nominate_by + timedelta(days=1))
    assert late.counts["late"] == 2


def test_groups_of_wards_and_communes_are_two_sections(db):
    run = factories.asking()
    group = factories.group()
    for number, kind in enumerate(("ward", "commune", "ward")):
        unit = factories.ward(f"Đơn vị {number}", kind=OrganisationKind(kind))
        factories.seat(run, unit, group=group)
    assert [(one.title, one.total, one.answered) for one in board(run).sections] == [
        ("Ward", 2, 0), ("Commune", 1, 0),
    ]  # fmt: skip


def test_the_board_is_narrowed_by_state_and_by_words_without_accents(db):
    run = factories.asking()
    factories.seat(run, factories.ward("Phường Bồ Đề"), state="valid")
    factories.seat(run, factories.ward("Phường Đống Đa"))
    names = lambda own: [tile.full_name for tile in own.shown]  # noqa: E731 - said twice below
    assert names(board(run).narrowed(words="bo de")) == ["Phường Bồ Đề"]
    assert names(board(run).narrowed("silent")) == ["Phường Đống Đa"]


@pytest.mark.shows("TRN-3")
def test_seats_count_the_same_in_the_units_of_then_and_of_now(db):
    run = factories.run_with(4)
    old, heir = run.seats.first(), factories.ward("Phường Mới")
    Seat.objects.filter(pk=old.pk).update(organisation=heir, given_to=old.organisation)
    today = timezone.localdate()
    assert sum(as_given(run).values()) == sum(in_todays_units(run, today).values()) == 4
    assert as_given(run)[old.organisation_id] == in_todays_units(run, today)[heir.pk] == 1
    assert regroup({heir.pk: 1}, today) == {heir.pk: 1}


def test_units_lie_on_the_map_north_above_and_east_to_the_right(db):
    run = factories.asking()
    places = {"A": (21.1, 105.8), "B": (21.0, 105.9), "C": (None, None)}
    for name, (latitude, longitude) in places.items():
        unit = factories.ward(name, latitude=latitude, longitude=longitude)
        factories.seat(run, unit)
    chart = drawn(board(run).tiles)
    north, east = chart.dots
    assert (north.tile.name, east.tile.name) == ("A", "B")
    assert north.y < east.y
    assert north.x < east.x
    assert [tile.name for tile in chart.elsewhere] == ["C"]


# --- pages


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("page", ["board/", "board/?view=map", "seats/", "calls/"])
def test_a_page_of_seats_costs_the_same_whatever_their_number(
    client, db, count, page, django_assert_max_num_queries
):
    run = factories.run_with(count)
    client.force_login(factories.officer())
    with django_assert_max_num_queries(10) as first:
        answer = client.get(f"/training/{run.pk}/{page}")
    assert answer.content.decode().count("Phường 000") >= count
    assert len(first) <= 9


def test_the_live_board_sends_what_looks_otherwise_and_nothing_more(client, db):
    run = factories.run_with(142)
    client.force_login(factories.officer())
    url = f"/training/{run.pk}/board/live/"
    same = client.get(url, {"seen": "n" * 142})
    assert (same.status_code, same.content) == (204, b"")

    changed = list(run.seats.all()[:7])
    Seat.objects.filter(pk__in=[seat.pk for seat in changed]).update(state=SeatState.VALID)
    answer = client.get(url, {"seen": "n" * 142})
    body = answer.content.decode()
    assert [f'id="s{seat.pk}"' in body for seat in changed] == [True] * 5 + [False] * 2
    assert '<b id="n-valid" hx-swap-oob="true">7</b>' in body
    assert len(answer.content) < 2048
    assert answer["HX-Trigger-After-Settle"] == "more"

    rest = client.get(url, {"seen": "v" * 5 + "n" * 137}).content.decode()
    assert [f'id="s{seat.pk}"' in rest for seat in changed] == [False] * 5 + [True] * 2


def test_a_panel_shows_nominee_history_and_whom_to_call(client, db):
    nominee = factories.nominated()
    unit = nominee.seat.organisation
    ContactPoint.objects.create(organisation=unit, kind=ContactKind.PHONE, value="02438254321")
    actions.note_call(nominee.seat, CallOutcome.PROMISED, "chị Hoa", by=factories.officer())
    client.force_login(factories.officer())
    url = f"/training/{nominee.seat.run_id}/board/seats/{nominee.seat_id}/"
    part = client.get(url, HTTP_HX_REQUEST="true").content.decode()
    page = client.get(url).content.decode()
    for words in ("Nguyễn Thị Ánh", "tel:02438254321", "chị Hoa"):
        assert (words in part, words in page) == (True, True)
    assert ("<html" in part, "<html" in page) == (False, True)


def test_a_call_is_noted_by_whoever_reminds_and_by_nobody_else(client, db):
    seat = factories.seat(factories.asking(state=RunState.NOMINATING))
    url = f"/training/{seat.run_id}/board/seats/{seat.pk}/call/"
    client.force_login(factories.officer(Role.AUDITOR))
    assert client.post(url, {"outcome": "promised"}).status_code == 403
    client.force_login(factories.officer())
    client.post(url, {"outcome": "promised", "note": "sẽ cử chiều nay", "back": "calls"})
    assert Call.objects.get().note == "sẽ cử chiều nay"
    page = client.get(f"/training/{seat.run_id}/calls/").content.decode()
    assert "sẽ cử chiều nay" in page


def test_seats_are_given_and_taken_on_their_pages(client, db):
    run = factories.asking()
    factories.ward("Phường Bồ Đề")
    client.force_login(factories.officer())
    client.post(f"/training/{run.pk}/seats/give/", {"units": "Phường Bồ Đề", "each": "2"})
    first, second = run.seats.all()
    assert (first.organisation.name_vi, second.place) == ("Phường Bồ Đề", 2)
    client.post(f"/training/{run.pk}/board/seats/{second.pk}/take/", {"why": "thừa"})
    assert list(run.seats.all()) == [first]


def test_a_secret_in_the_note_of_a_call_is_refused(db):
    seat = factories.seat(factories.asking(state=RunState.NOMINATING))
    with pytest.raises(Refused):
        actions.note_call(seat, CallOutcome.REACHED, "TUYỆT MẬT",
                          by=factories.officer())  # fmt: skip
    assert not Call.objects.exists()
