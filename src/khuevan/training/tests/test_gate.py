"""Nobody is summoned before plan and estimate are approved; the director may say otherwise."""

from __future__ import annotations

import pytest

from khuevan.budget.enums import APPROVED, EstimateState
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.enums import Role
from khuevan.plans.enums import SENDABLE, PlanState
from khuevan.training import actions
from khuevan.training.enums import Kind, Mode, RunState
from khuevan.training.models import GateOpening
from khuevan.training.tests import printed as factories

WHY = "Thành phố yêu cầu tổ chức ngay trong tuần này."


@pytest.mark.shows("TRN-4", "R29")
@pytest.mark.django_db
def test_the_gate_is_shut_at_every_state_of_the_estimate_but_the_approved_ones():
    run = factories.run()
    estimate = factories.estimate(run)

    is_open = {}
    for state in EstimateState:
        estimate.state = state
        estimate.save()
        is_open[state] = actions.gate(run).is_open

    assert {state for state, yes in is_open.items() if yes} == APPROVED


@pytest.mark.shows("TRN-4", "R29")
@pytest.mark.django_db
def test_the_gate_is_shut_at_every_state_of_the_plan_but_the_approved_ones():
    run = factories.run()
    factories.estimate(run)

    is_open = {}
    for state in PlanState:
        run.plan.state = state
        run.plan.save()
        is_open[state] = actions.gate(run).is_open

    assert {state for state, yes in is_open.items() if yes} == SENDABLE


@pytest.mark.django_db
def test_a_shut_gate_says_everything_that_is_lacking():
    run = factories.run(plan=factories.plan(PlanState.SUBMITTED))
    bare = factories.run(plan=None, venue=None)

    assert actions.gate(run).reasons == (
        "Kế hoạch đang ở trạng thái “Trình ký”, chưa được phê duyệt.",
        "Lớp chưa có dự toán.",
    )
    assert [one.code for one in actions.gate(bare).lacking] == ["plan", "estimate", "venue"]


@pytest.mark.django_db
def test_the_estimate_of_another_class_opens_nothing():
    run, other = factories.run(), factories.run()
    factories.estimate(other)

    assert not actions.gate(run).is_open


@pytest.mark.shows("TRN-4", "R29")
@pytest.mark.django_db
def test_the_director_opens_it_with_a_reason_that_stays():
    run, director = factories.run(), factories.director()
    factories.estimate(run, EstimateState.APPRAISED)

    actions.override_gate(run, WHY, by=director)

    assert actions.gate(run).is_open
    event = audit.history(run).get(kind=Kind.GATE_OPENED)
    assert (event.by_id, event.why, event.facts) == (director.pk, WHY, {"lacking": ["estimate"]})


@pytest.mark.parametrize(
    ("role", "why"), [(Role.LEAD_OFFICER, WHY), (Role.FINANCE, WHY), (Role.DIRECTOR, " . ")]
)
@pytest.mark.django_db
def test_nobody_else_opens_it_and_nobody_without_a_reason(role, why):
    run = factories.run()

    with pytest.raises(Refused):
        actions.override_gate(run, why, by=factories.officer(role))

    assert not GateOpening.objects.exists()


@pytest.mark.django_db
def test_it_is_opened_once_and_not_when_there_is_no_need():
    run, met, director = factories.run(), factories.run(), factories.director()
    factories.estimate(met)
    actions.override_gate(run, WHY, by=director)

    with pytest.raises(AlreadyDecided):
        actions.override_gate(run, WHY, by=director)
    with pytest.raises(Refused):
        actions.override_gate(met, WHY, by=director)
    with pytest.raises(Refused):
        actions.override_gate(factories.run(RunState.CANCELLED), WHY, by=director)


@pytest.mark.django_db
def test_a_hall_below_the_rule_shuts_it_unless_it_was_taken_for_that_very_reason():
    lead = factories.officer()
    run = factories.run(venue_rule={"stars": 3}, venue=None)
    factories.estimate(run)
    run.venue = hall = factories.venue()
    unproven = actions.gate(run)

    actions.choose_venue(run, hall, why="Nhà khách của thành phố, miễn phí.", by=lead)
    taken = actions.gate(run)
    run.venue_rule = {"stars": 3, "city": "Huế"}

    assert (unproven.is_open, taken.is_open, actions.gate(run).is_open) == (False, True, False)


@pytest.mark.django_db
def test_an_online_class_needs_no_hall():
    run = factories.run(venue=None, mode=Mode.ONLINE)
    factories.estimate(run)

    assert actions.gate(run).is_open
