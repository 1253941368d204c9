from __future__ import annotations

import pytest

from khuevan.budget import actions, waiting
from khuevan.budget.enums import EstimateState, LineKind
from khuevan.budget.models import Estimate
from khuevan.budget.tests import approved, factories
from khuevan.documents.tests.factories import person
from khuevan.people.enums import Role

pytestmark = pytest.mark.django_db


def turns(user):
    return [turn.label for turn in waiting.for_person(user)]


def everybody():
    return [turns(one) for one in (approved.preparer(), approved.finance(), approved.head())]


@pytest.mark.shows("R33", "R35")
def test_each_step_waits_for_another_person():
    one = factories.estimate(source=factories.source())
    assert everybody() == [["Dự toán đang lập"], [], []]
    actions.submit(one, by=approved.preparer())
    assert everybody() == [[], ["Dự toán cần thẩm định"], ["Dự toán cần thẩm định"]]
    one.refresh_from_db()
    actions.appraise(one, {}, "", by=approved.finance())
    assert everybody() == [[], [], ["Dự toán cần phê duyệt"]]
    assert turns(person(Role.AUDITOR)) == []


@pytest.mark.shows("R35")
def test_a_settlement_waits_for_its_preparer_while_it_has_gaps_then_for_the_examiner():
    one = approved.spent()
    actions.settle(one, by=approved.preparer())
    assert everybody() == [["Hồ sơ quyết toán còn thiếu"], [], []]
    other = approved.proved(prices={LineKind.OTHER: 1_000_000}, title="Lớp thứ hai")
    Estimate.objects.filter(pk=one.pk).update(state=EstimateState.LOCKED)
    actions.settle(other, by=approved.preparer())
    assert everybody() == [[], ["Quyết toán cần thẩm tra"], ["Quyết toán cần thẩm tra"]]
    actions.examine(other, by=approved.finance())
    assert everybody() == [[], [], ["Quyết toán cần khóa"]]
