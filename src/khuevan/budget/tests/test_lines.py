from __future__ import annotations

from decimal import Decimal

import pytest

from khuevan.budget import actions
from khuevan.budget.models import Estimate, Line
from khuevan.budget.tests.factories import DAY, estimate, facts, norm, preparer
from khuevan.kit.errors import Refused

pytestmark = pytest.mark.django_db


def test_a_line_is_quantity_times_times_price_in_whole_dong():
    made = estimate(facts(quantity=Decimal("2.5"), times=Decimal("1.5"), price=Decimal(3)))
    assert [line.proposed for line in made.lines.all()] == [Decimal(11)]


@pytest.mark.shows("R33")
def test_an_estimate_begins_from_the_last_with_the_rates_of_today():
    old = norm(15_000)
    last = estimate(facts("Nước", norm=old, price=Decimal(15_000)), facts("In"))
    old.valid_to = DAY.replace(year=2024, month=12, day=31)
    old.valid_from = DAY.replace(year=2024, month=1)
    old.save()
    new = norm(20_000, valid_from=DAY.replace(month=1))
    made = actions.start_estimate("Lớp sau", by=preparer(), previous=last, on=DAY)
    assert [(x.title, x.norm, x.price) for x in made.lines.all()] == [
        ("Nước", new, Decimal(15_000)), ("In", None, Decimal(35_000)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quantity": Decimal(-1)}, "Dòng 2, “In tài liệu”: số lượng và số lần phải lớn hơn 0."),
        ({"price": Decimal(-1)}, "Dòng 2, “In tài liệu”: đơn giá không được âm."),
        ({"title": " "}, "Dòng 2, “”: hãy ghi nội dung chi."),
    ],
)
def test_an_impossible_line_is_named_and_nothing_changes(changes, words):
    made = estimate(facts("Cũ"))
    title = changes.pop("title", "In tài liệu")
    with pytest.raises(Refused) as refused:
        actions.set_lines(made, [facts("Mới"), facts(title, **changes)], by=made.prepared_by)
    assert (str(refused.value), [line.title for line in made.lines.all()]) == (words, ["Cũ"])


def test_one_origin_has_one_estimate():
    estimate(origin="training.classrun:1")
    with pytest.raises(Refused):
        estimate(origin="training.classrun:1", source=None)
    assert Estimate.objects.of("training.classrun:1").count() == 1
    assert Line.objects.count() == 1
