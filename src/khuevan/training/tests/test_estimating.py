from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from khuevan.budget.models import Estimate
from khuevan.budget.tests.factories import norm, source
from khuevan.kit.errors import Refused
from khuevan.people.enums import Role
from khuevan.training import actions
from khuevan.training.enums import RunState, SeatState
from khuevan.training.estimating import propose
from khuevan.training.models import Quote, Speaker, Venue
from khuevan.training.tests.factories import officer, run, seat

pytestmark = pytest.mark.django_db


def quote(of, name, amount):
    venue = Venue.objects.create(name=name, city="Hà Nội")
    return Quote.objects.create(
        run=of, venue=venue, amount=amount, dated=date(2026, 1, 5), added_by_name="Yến"
    )


@pytest.mark.shows("R33")
def test_the_lines_of_a_class_count_its_people_and_take_quotes_fees_and_norms():
    made = run(minutes=240)
    for _number in range(3):
        seat(made)
    seat(made, state=SeatState.DECLINED, declined_why="không còn biên chế")
    quote(made, "Khách sạn A", 18_000_000)
    quote(made, "Khách sạn B", 17_000_000)
    water = norm(20_000, valid_from=date(2020, 1, 1))
    speaker = Speaker.objects.create(full_name="Trần Thị Bình")
    made.invitations.create(
        speaker=speaker, topic="Viết tin", fee=1_000_000, fee_basis="TT 36/2018"
    )
    lines = {line.kind: line for line in propose(made)}
    assert (lines["hall"].price, lines["hall"].price_source) == (
        17_000_000, "2 báo giá, thấp nhất: Khách sạn B",
    )  # fmt: skip
    assert (lines["refreshment"].quantity, lines["refreshment"].norm) == (3, water)
    assert (lines["speaker"].price, lines["speaker"].price_source) == (1_000_000, "TT 36/2018")
    assert (lines["printing"].quantity, lines["printing"].price) == (3, None)


def test_two_norms_of_a_kind_are_left_to_the_officer():
    norm(20_000, "a", valid_from=date(2020, 1, 1))
    norm(30_000, "b", valid_from=date(2020, 1, 1))
    lines = {line.kind: line for line in propose(run())}
    assert (lines["refreshment"].norm, lines["refreshment"].price) == (None, None)


@pytest.mark.shows("R33", "R26")
def test_the_estimate_of_a_class_is_begun_from_its_page_once(client):
    made, money = run(), source()
    for _number in range(2):
        seat(made)
    client.force_login(officer(Role.LEAD_OFFICER))
    page = reverse("training:estimate", args=[made.pk])
    assert client.get(page).status_code == 200
    client.post(page, {"source": money.pk})
    begun = Estimate.objects.get()
    assert (begun.origin, begun.source, begun.lines.count()) == (
        f"training.classrun:{made.pk}", money, 8,
    )  # fmt: skip
    assert client.get(page)["Location"] == begun.get_absolute_url()


def test_from_the_last_estimate_the_people_are_those_of_this_class():
    first, second = run(), run(title="Lớp thứ hai")
    for number in range(5):
        seat(first if number < 2 else second)
    by = officer(Role.LEAD_OFFICER)
    earlier = actions.begin_estimate(first, by=by)
    made = actions.begin_estimate(second, by=by, previous=earlier)
    counted = {line.kind: line.quantity for line in made.lines.all()}
    assert (counted["printing"], counted["hall"]) == (Decimal(3), Decimal(1))


def test_a_class_called_off_needs_none():
    made = run(state=RunState.CANCELLED)
    with pytest.raises(Refused):
        actions.begin_estimate(made, by=officer(Role.LEAD_OFFICER))
