from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent
from khuevan.people import actions
from khuevan.people.enums import Kind
from khuevan.people.models import (
    FocalPoint,
    Membership,
    Organisation,
    Succession,
    UnitGroup,
    regroup,
    resolve,
)
from khuevan.people.seeds import seed_units

DAY = date(2026, 7, 1)
BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)
BASIS = "Nghị quyết 99/NQ-UBTVQH"

pytestmark = pytest.mark.django_db


def new_ward():
    return Organisation(kind="ward", code="99001", name_vi="Phường Ven Sông", short_name="Ven Sông")


@pytest.mark.shows("R103", "TRN-3")
def test_after_a_merger_both_views_count_right(hire):
    seed_units()
    by = hire_in(hire)
    wards = list(Organisation.objects.filter(code__in=["00118", "00127"]).order_by("code"))
    counts = {unit.pk: 1 for unit in Organisation.objects.in_group("phuong-xa", BEFORE)}
    heir = actions.merge(wards, new_ward(), on=DAY, basis=BASIS, by=by)

    def seats(day):
        return sum(
            Organisation.objects.in_group(g, day).count() for g in ("so-ban-nganh", "phuong-xa")
        )

    assert (seats(BEFORE), seats(AFTER)) == (142, 141)
    as_it_was, as_it_is = regroup(counts, BEFORE), regroup(counts, AFTER)
    assert (len(as_it_was), sum(as_it_was.values())) == (126, 126)
    assert (len(as_it_is), sum(as_it_is.values()), as_it_is[heir.pk]) == (125, 126, 2)


def hire_in(hire):
    """An officer of the seeded department: the fixture's own would have the same code."""
    from khuevan.people.models import User

    department = Organisation.objects.get(code="SVHTT")
    return User.objects.create_user(
        "lead", full_name="Trần Bình", organisation=department, role="lead_officer"
    )


@pytest.fixture
def hire(db):
    return None


@pytest.fixture
def officer(department):
    from khuevan.people.models import User

    return User.objects.create_user(
        "lead", full_name="Trần Bình", organisation=department, role="lead_officer"
    )


@pytest.fixture
def two(ward, officer):
    group = UnitGroup.objects.create(code="phuong-xa", name_vi="phường, xã")
    units = [ward("Bồ Đề", "00118"), ward("Việt Hưng", "00127")]
    for unit in units:
        Membership.objects.create(group=group, organisation=unit)
        actions.name_focal_point(unit, f"Người {unit.code}", starts=date(2026, 1, 5), by=officer)
    return units


def test_a_merger_closes_rows_opens_one_and_moves_memberships(two, officer):
    heir = actions.merge(two, new_ward(), on=DAY, basis=BASIS, by=officer)
    rows = Organisation.objects.exclude(code="SVHTT").order_by("code")
    assert [(o.code, o.valid_from, o.valid_to) for o in rows] == [
        ("00118", None, BEFORE), ("00127", None, BEFORE), ("99001", DAY, None),
    ]  # fmt: skip
    members = Membership.objects.order_by("pk").values_list("organisation__code", "valid_to")
    assert list(members) == [("00118", BEFORE), ("00127", BEFORE), ("99001", None)]
    assert FocalPoint.objects.filter(valid_to=None).count() == 0
    pairs = Succession.objects.order_by("pk").values_list("predecessor__code", "successor", "basis")
    assert list(pairs) == [("00118", heir.pk, BASIS), ("00127", heir.pk, BASIS)]
    merged = AuditEvent.objects.filter(kind=Kind.ORGANISATION_MERGED)
    assert (merged.count(), set(merged.values_list("why", flat=True))) == (3, {BASIS})


def test_a_unit_that_goes_on_takes_in_another(two, officer):
    stays, goes = two
    actions.merge([goes], stays, on=DAY, basis=BASIS, by=officer)
    stays.refresh_from_db()
    assert stays.valid_to is None
    assert resolve([stays.pk, goes.pk], AFTER) == {stays.pk: (stays.pk,), goes.pk: (stays.pk,)}
    assert resolve([stays.pk, goes.pk], BEFORE) == {stays.pk: (stays.pk,), goes.pk: (goes.pk,)}
    assert Membership.objects.filter(organisation=stays).count() == 1


def test_the_new_unit_stands_for_the_old_ones_backwards_too(two, officer):
    heir = actions.merge(two, new_ward(), on=DAY, basis=BASIS, by=officer)
    assert resolve([heir.pk], BEFORE) == {heir.pk: (two[0].pk, two[1].pk)}


def test_heirs_of_heirs_are_found(two, ward, officer):
    heir = actions.merge(two, new_ward(), on=DAY, basis=BASIS, by=officer)
    last = actions.merge(
        [heir], ward("Long Biên", "00145"), on=date(2027, 1, 1), basis=BASIS, by=officer
    )
    assert resolve([two[0].pk], date(2027, 1, 1)) == {two[0].pk: (last.pk,)}
    assert resolve([two[0].pk], date(2026, 12, 31)) == {two[0].pk: (heir.pk,)}


def test_reading_many_units_takes_two_queries(two, officer, django_assert_num_queries):
    actions.merge(two, new_ward(), on=DAY, basis=BASIS, by=officer)
    with django_assert_num_queries(2):
        resolve([unit.pk for unit in two], AFTER)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda two: {"predecessors": []},
        lambda two: {"basis": " "},
        lambda two: {"successor": two[0]},
        lambda two: {"predecessors": two[:1]},
        lambda two: {"on": date(2020, 1, 1), "predecessors": [began_late(two[0]), two[1]]},
        lambda two: {"predecessors": [ended(two[0]), two[1]]},
    ],
)
def test_an_impossible_merger_is_refused_and_writes_nothing(two, officer, spoil):
    wanted = {"predecessors": two, "successor": new_ward(), "on": DAY, "basis": BASIS, **spoil(two)}
    events = AuditEvent.objects.count()
    with pytest.raises(Refused):
        actions.merge(wanted.pop("predecessors"), wanted.pop("successor"), **wanted, by=officer)
    assert (Succession.objects.count(), Organisation.objects.filter(code="99001").count()) == (0, 0)
    assert AuditEvent.objects.count() == events


def began_late(unit):
    Organisation.objects.filter(pk=unit.pk).update(valid_from=date(2025, 7, 1))
    return unit


def ended(unit):
    Organisation.objects.filter(pk=unit.pk).update(valid_to=date(2026, 1, 1))
    return unit


@pytest.mark.shows("R103")
def test_the_old_districts_mean_todays_wards_and_communes(db):
    seed_units()
    today = set(
        Organisation.objects.in_group("quan-huyen-thi-xa", date(2026, 1, 1)).values_list(
            "code", flat=True
        )
    )
    wards = set(
        Organisation.objects.in_group("phuong-xa", date(2026, 1, 1)).values_list("code", flat=True)
    )
    before = Organisation.objects.in_group("quan-huyen-thi-xa", date(2025, 6, 30))
    assert (len(today), today == wards, before.count()) == (126, True, 30)
    assert set(before.values_list("kind", flat=True)) == {"district"}


@given(st.lists(st.integers(0, 9), min_size=2, max_size=2), st.sampled_from([BEFORE, AFTER]))
@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_the_sum_never_changes(two, officer, figures, day):
    Organisation.objects.filter(code="99001").exists() or actions.merge(
        two, new_ward(), on=DAY, basis=BASIS, by=officer
    )
    counts = {unit.pk: figure for unit, figure in zip(two, figures, strict=True)}
    assert sum(regroup(counts, day).values()) == sum(figures)
