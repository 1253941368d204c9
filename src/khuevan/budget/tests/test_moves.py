from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from khuevan.budget import actions
from khuevan.budget.actions import Judged
from khuevan.budget.enums import EstimateState
from khuevan.budget.models import Estimate
from khuevan.budget.tests.factories import estimate, facts, norm, person, preparer, source
from khuevan.kit.audit import history
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.enums import Role
from khuevan.people.models import Delegation, User
from khuevan.people.permissions import ROLES, Can

pytestmark = pytest.mark.django_db


def submitted(*lines, **changes):
    made = estimate(*lines, **changes)
    actions.submit(made, by=made.prepared_by)
    return made


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return str(refused.value)


@pytest.mark.shows("R34", "R40", "R37")
def test_an_estimate_goes_through_three_hands_and_both_amounts_stay():
    made = submitted(facts("Nước", quantity=Decimal(150), price=Decimal(20_000)), facts("In"))
    water = made.lines.get(title="Nước")
    actions.appraise(
        made, {water.pk: Judged(Decimal(142), why="Tính theo 142")}, by=person(Role.FINANCE)
    )
    actions.approve(made, by=person(Role.OFFICE_HEAD))
    assert [(x.title, x.proposed, x.appraised) for x in made.lines.all()] == [
        ("Nước", Decimal(3_000_000), Decimal(2_840_000)),
        ("In", Decimal(4_970_000), Decimal(4_970_000)),
    ]
    assert made.state == EstimateState.APPROVED
    assert [(v.state, v.total) for v in made.versions.all()] == [
        ("approved", Decimal(7_810_000)), ("appraised", Decimal(7_810_000)),
        ("submitted", Decimal(7_970_000)),
    ]  # fmt: skip
    opinion = made.availabilities.get()
    assert (opinion.is_enough, opinion.free, opinion.needed) == (
        True, Decimal(40_000_000), Decimal(7_810_000),
    )  # fmt: skip
    kinds = [event.kind for event in history(made)]
    assert kinds.count("budget.availability") == kinds.count("budget.appraised_line") == 1


def team():
    """One person of each role, and one deputy to whom every one of them lent their powers."""
    today = timezone.localdate()
    everyone = [person(role) for role in Role]
    deputy = person(Role.FOCAL_POINT, "người thay")
    for one in everyone:
        Delegation.objects.create(
            principal=one, deputy=deputy, starts=today, ends=today + timedelta(1), reason="đi họp"
        )
    return [User.objects.get(pk=one.pk) for one in [*everyone, deputy]]


def hands(one, power, taken):
    """The person and, where the power is lent only, the one whom they stand in for; None: not theirs."""
    if power in ROLES[Role(one.role)]:
        return {one.pk}
    lenders = [
        d.principal_id for d in one.delegations_held if power in ROLES[Role(d.principal.role)]
    ]
    if not lenders:
        return None
    return {one.pk, next((pk for pk in lenders if pk not in taken), lenders[0])}


def tried(act):
    """Does it succeed? Whatever it wrote is taken back."""
    try:
        with transaction.atomic():
            act()
            raise ZeroDivisionError
    except ZeroDivisionError:
        return True
    except Refused:
        return False


@pytest.mark.shows("FIN-1")
def test_every_combination_of_roles_with_delegation_is_three_persons():
    everyone = team()
    done = refused = 0
    for writer in [one for one in everyone if one.can(Can.BUDGET_PREPARE)]:
        made = submitted(by=writer, source=source(None) if done else source())
        first = hands(writer, Can.BUDGET_PREPARE, set())
        for appraiser, approver in product(everyone, everyone):
            second = hands(appraiser, Can.BUDGET_APPRAISE, first)
            may = second is not None and not second & first
            third = hands(approver, Can.BUDGET_APPROVE, first | (second or set()))
            wanted = may and third is not None and not third & (first | second)

            def whole(made=made, appraiser=appraiser, approver=approver):
                one = Estimate.objects.get(pk=made.pk)
                actions.appraise(one, {}, by=appraiser)
                actions.approve(one, by=approver)

            if not may and approver is not everyone[0]:
                continue
            assert tried(whole) is wanted, (writer, appraiser, approver)
            done, refused = done + wanted, refused + (not wanted)
    assert done > 10
    assert refused > 50


@pytest.mark.shows("FIN-1")
def test_the_table_itself_refuses_two_hats_and_an_approval_without_hands():
    made = submitted()
    other = person(Role.FINANCE)
    now = timezone.now()
    by_hand = [
        {"appraised_by": made.prepared_by},
        {"approved_by": made.prepared_by},
        {"appraised_by": other, "approved_by": other},
        {"appraised_by": other, "approved_by": person(Role.DIRECTOR), "approved_for": other},
        {"appraised_for": made.prepared_by},
        {"state": EstimateState.APPRAISED},
        {"state": EstimateState.APPROVED, "appraised_by": other, "appraised_at": now},
        {"state": EstimateState.LOCKED},
    ]
    for changes in by_hand:
        with pytest.raises(IntegrityError), transaction.atomic():
            Estimate.objects.filter(pk=made.pk).update(**changes)


def test_nobody_but_the_preparer_writes_lines():
    made = estimate()
    words = refusal(lambda: actions.set_lines(made, [], by=person(Role.EDITOR)))
    assert words.startswith(f"Chỉ {made.prepared_by}, người lập")


@pytest.mark.shows("R26")
def test_over_the_ceiling_is_refused_with_the_figures():
    made = estimate(source=source(4_000_000))
    words = refusal(lambda: actions.submit(made, by=made.prepared_by))
    assert words == (
        "Dự toán cần 4.970.000 đồng, nhưng “Nguồn đào tạo 2025” chỉ còn 4.000.000 đồng trong "
        "4.000.000 đồng được giao. Hãy giảm 970.000 đồng, hoặc chọn nguồn khác."
    )
    assert made.state == EstimateState.DRAFT


@pytest.mark.shows("R37")
def test_what_others_were_promised_is_not_free():
    first = submitted(source=source(8_000_000))
    second = submitted(source=first.source)
    for one in (first,):
        actions.appraise(one, {}, by=person(Role.FINANCE))
        actions.approve(one, by=person(Role.DIRECTOR))
    words = refusal(lambda: actions.appraise(second, {}, by=person(Role.FINANCE)))
    assert "chỉ còn 3.030.000 đồng" in words


def test_a_blank_norm_and_a_norm_out_of_date_stop_the_submission():
    blank = norm(None)
    made = estimate(facts("Nước", norm=blank, price=None))
    assert "chưa có mức chi" in refusal(lambda: actions.submit(made, by=made.prepared_by))
    ended = norm(20_000, "cu", valid_to=date(2025, 6, 30))
    words = refusal(lambda: actions.set_lines(made, [facts("Nước", norm=ended)], by=preparer()))
    assert "không có hiệu lực vào ngày 27/11/2025" in words
    used = norm(20_000, "dang-dung")
    actions.set_lines(
        made, [facts("Nước", norm=used, price=Decimal(20_000), quantity=Decimal(1))], by=preparer()
    )
    used.valid_to = date(2025, 11, 26)
    used.save()
    assert "không có hiệu lực" in refusal(lambda: actions.submit(made, by=made.prepared_by))


def test_a_line_appraised_otherwise_says_why():
    made = submitted()
    line = made.lines.get()
    words = refusal(
        lambda: actions.appraise(made, {line.pk: Judged(Decimal(1))}, by=person(Role.FINANCE))
    )
    assert words == "“In tài liệu”: hãy ghi lý do thẩm định khác với đề nghị."
    assert Estimate.objects.get().state == EstimateState.SUBMITTED


def test_returned_and_submitted_again_it_is_appraised_anew():
    made = submitted()
    actions.appraise(
        made, {made.lines.get().pk: Judged(Decimal(1), why="thử")}, by=person(Role.FINANCE)
    )
    actions.return_(made, "Bổ sung ba báo giá in tài liệu", by=person(Role.DIRECTOR))
    assert (made.state, made.appraised_by, made.returned_why) == (
        EstimateState.RETURNED, None, "Bổ sung ba báo giá in tài liệu",
    )  # fmt: skip
    actions.submit(made, by=made.prepared_by)
    assert made.lines.get().appraised is None


def test_two_appraisers_at_once_one_is_told():
    made = submitted()
    seen = Estimate.objects.get(pk=made.pk)
    actions.appraise(made, {}, by=person(Role.FINANCE))
    with pytest.raises((AlreadyDecided, Refused)):
        actions.appraise(seen, {}, by=person(Role.OFFICE_HEAD))
    assert Estimate.objects.get().appraised_by == person(Role.FINANCE)
