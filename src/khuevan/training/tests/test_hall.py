from __future__ import annotations

import pytest

from khuevan.kit.errors import Refused
from khuevan.training import actions, hall
from khuevan.training.enums import Mode, Outcome, RunState, Witness
from khuevan.training.hall import Hall
from khuevan.training.models import Attendance, Venue
from khuevan.training.tests import factories, printed
from khuevan.training.tests.test_summoning import said
from khuevan.training.tickets import ticket_of

pytestmark = [pytest.mark.django_db, pytest.mark.shows("R48")]


@pytest.mark.parametrize(
    ("number", "chair"), [(1, "A1"), (12, "A12"), (13, "B1"), (142, "L10"), (313, "AA1")]
)
def test_a_number_is_a_chair(number, chair):
    assert Hall(40, 12).chair_of(number) == chair


@pytest.mark.parametrize("seats", [1, 5, 16, 142, 600, 3321])
def test_a_proposed_hall_has_a_chair_for_everybody(seats):
    made = hall.proposed(seats)
    assert made.chairs >= seats > made.chairs - made.columns
    assert made.aisle < made.columns


def test_chairs_stand_in_rows_with_an_aisle_and_gaps_stay_empty():
    first, second = hall.seated(Hall(2, 3, 1), [(1, "a"), (3, "c"), (5, "e")])
    assert (first.name, first.left, first.right) == ("A", ["a"], [None, "c"])
    assert (second.name, second.left, second.right) == ("B", [None], ["e", None])


def test_the_hall_is_typed_once_for_all_classes_in_it():
    venue = Venue.objects.create(name="Khách sạn", city="Hà Nội", capacity=200)
    earlier, run = factories.asking(venue=venue), factories.asking(venue=venue)
    actions.set_hall(earlier, Hall(5, 10, 5), by=run.owner)
    assert hall.hall_of(run, 20) == Hall(5, 10, 5)
    assert hall.hall_of(run, 55) == Hall(6, 10, 5)
    assert hall.hall_of(factories.asking(), 6) == hall.proposed(6)


def test_too_few_chairs_are_refused():
    run = factories.run_with(7)
    with pytest.raises(Refused, match="6"):
        actions.set_hall(run, Hall(2, 3), by=run.owner)
    run.refresh_from_db()
    assert run.hall_rows is None


def test_the_hall_is_typed_on_its_page(client):
    run = factories.run_with(6)
    client.force_login(run.owner)
    base = f"/training/{run.pk}/hall/change/"
    bad = client.post(base, {"rows": "2", "columns": "3", "aisle": "3"})
    assert bad.status_code == 400
    client.post(base, {"rows": "2", "columns": "3", "aisle": "1"})
    run.refresh_from_db()
    assert (run.hall_rows, run.hall_columns, run.hall_aisle) == (2, 3, 1)


def test_the_board_of_the_day_colours_the_chairs_with_letter_and_icon(client):
    run = factories.summoned(hall_rows=2, hall_columns=2)
    people = factories.filled(run, 3)
    for one, outcome in zip(people, (Outcome.PRESENT, Outcome.EXCUSED), strict=False):
        Attendance.objects.create(
            seat=one.seat,
            outcome=outcome,
            witness=Witness.PERSON,
            why="Ốm",
            nomination=one,
            set_by=run.owner,
        )
    client.force_login(run.owner)

    part = client.get(f"/training/{run.pk}/day/", headers={"HX-Request": "true"})

    first, second = part.context["plan"]["rows"]
    assert [(one.number, one.look) for one in first.left] == [(1, "done"), (2, "returned")]
    assert [one and one.look for one in second.left] == ["unanswered", None]
    body = part.content.decode()
    assert body.count('<td data-state="done">') == 1
    assert body.count('<th scope="row"><span class="vh">') == 2


def test_an_online_class_has_no_hall(client):
    run = factories.summoned(mode=Mode.ONLINE)
    factories.filled(run, 1)
    client.force_login(run.owner)
    assert client.get(f"/training/{run.pk}/day/").context["plan"] is None


def test_the_plan_on_paper_shows_chairs_and_where_each_unit_sits(client, tmp_path):
    run = printed.run(RunState.LOCKED, hall_rows=1, hall_columns=3, hall_aisle=1)
    printed.seats(run, 4)
    client.force_login(run.owner)
    answer = client.get(f"/training/{run.pk}/hall.pdf")
    (tmp_path / "plan.pdf").write_bytes(answer.content)
    first, second, *_rest = said(tmp_path, "pdftotext", "-layout", "plan.pdf", "-").split("\f")
    assert "BỤC GIẢNG" in first
    assert "Nguyễn Thị" in first
    assert "4 (B1)" in second


def test_a_trainee_reads_the_chair_once_somebody_has_set_them_up(client):
    run = factories.summoned()
    _first, second = factories.filled(run, 2)
    address = f"/training/t/{ticket_of(second, run.pk)}/"
    assert client.get(address).context["chair"] == ""
    actions.set_hall(run, Hall(2, 1), by=run.owner)
    assert "<strong>B1</strong>" in client.get(address).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_the_hall_costs_the_same_whatever_its_size(
    client, count, django_assert_max_num_queries
):
    run = factories.run_with(count)
    client.force_login(run.owner)
    with django_assert_max_num_queries(16):
        assert client.get(f"/training/{run.pk}/hall/").status_code == 200
