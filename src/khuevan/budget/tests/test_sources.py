from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from khuevan.budget import actions
from khuevan.budget.actions import Tranche
from khuevan.budget.enums import Level
from khuevan.budget.models import FundingSource, Norm
from khuevan.budget.seeds import USUAL
from khuevan.budget.tests.factories import basis, estimate, facts, norm, person, source
from khuevan.kit.errors import Refused
from khuevan.people.enums import Role

pytestmark = pytest.mark.django_db


def tranche(number, amount, level=Level.GRANTED, decision="4879/QĐ-UBND"):
    return Tranche(level, number, Decimal(amount), basis(decision, date(2025, 9, 26)))


@pytest.mark.shows("R02", "R26")
def test_tranches_of_two_decisions_give_the_ceiling():
    made = source(None)
    by = person(Role.FINANCE)
    actions.allocate(made, tranche(4, 40_000_000), by=by)
    assert made.ceiling == 40_000_000
    actions.allocate(made, tranche(2, 36_000_000, Level.ASSIGNED, "1240/QĐ-SVHTT"), by=by)
    assert made.ceiling == 36_000_000
    found = FundingSource.objects.with_ceiling().get(pk=made.pk)
    assert (found.granted_sum, found.assigned_sum, found.ceiling_sum) == (
        40_000_000, 36_000_000, 36_000_000,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ((4, 1, Level.GRANTED), "Đợt 4 (Thành phố giao cho Sở) đã nhập: 40.000.000 đồng"),
        ((5, -40_000_001, Level.GRANTED), "giảm nhiều hơn số nguồn đang có"),
        ((1, 50_000_000, Level.ASSIGNED), "Sở phân bổ 50.000.000 đồng, nhưng được giao"),
        ((5, 0, Level.GRANTED), "khác 0"),
    ],
)
def test_a_wrong_tranche_changes_nothing(second, words):
    made = source(None)
    actions.allocate(made, tranche(4, 40_000_000), by=person(Role.FINANCE))
    number, amount, level = second
    with pytest.raises(Refused) as refused:
        actions.allocate(made, tranche(number, amount, level, "9/QĐ-X"), by=person(Role.FINANCE))
    assert words in str(refused.value)
    assert (made.ceiling, made.allocations.count()) == (40_000_000, 1)


@pytest.mark.shows("R33")
def test_a_norm_has_one_rate_on_one_day_and_a_used_one_is_not_rewritten():
    used = norm(20_000)
    estimate(facts("Nước", norm=used, price=Decimal(20_000)))
    used.rate = Decimal(25_000)
    with pytest.raises(Refused, match="đồng này"):
        actions.set_norm(used, by=person(Role.FINANCE))
    used.refresh_from_db()
    following = Norm(
        code=used.code, kind=used.kind, name=used.name, unit=used.unit, rate=Decimal(25_000),
        basis=used.basis, valid_from=date(2026, 1, 1),
    )  # fmt: skip
    with pytest.raises(Refused, match="đã có mức chi từ 01/01/2025 đến …"):
        actions.set_norm(following, by=person(Role.FINANCE))
    used.valid_to = date(2025, 12, 31)
    actions.set_norm(used, by=person(Role.FINANCE))
    actions.set_norm(following, by=person(Role.FINANCE))
    assert [n.rate for n in Norm.objects.valid(date(2026, 3, 1))] == [25_000]
    assert following.entered_by == person(Role.FINANCE)


def test_a_rate_without_its_document_is_refused():
    with pytest.raises(Refused, match="văn bản"):
        actions.set_norm(Norm(code="x", kind="hall", name="X", unit="lần", rate=Decimal(1)),
                         by=person(Role.FINANCE))  # fmt: skip


@pytest.mark.shows("R33")
def test_the_usual_norms_come_without_rates_and_once(client):
    client.force_login(person(Role.FINANCE))
    norm(20_000, "giai-khat")
    client.post(reverse("budget:norms_usual"))
    call_command("seed_budget")
    assert Norm.objects.count() == len(USUAL)
    assert [one.code for one in Norm.objects.entered()] == ["giai-khat"]
