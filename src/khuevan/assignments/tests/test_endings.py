from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from khuevan.assignments import actions, jobs
from khuevan.assignments.enums import State
from khuevan.assignments.models import Assignment, Tally
from khuevan.assignments.tests import factories
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.models import Message, MessageState
from khuevan.plans import actions as plans
from khuevan.plans.enums import PlanState

pytestmark = pytest.mark.django_db
WHY = "Thành phố đã có kế hoạch chung"
TODAY = timezone.localdate()


def follow():
    return actions.follow_plans(by=audit.SYSTEM)


@pytest.fixture
def plan():
    return factories.approved()


def test_a_cancelled_plan_takes_back_what_is_open_and_says_why(plan):
    owed = factories.assignment(plan=plan, state=State.DOING)
    done = factories.assignment(plan=plan, state=State.DONE)
    plans.cancel(plan, why=WHY, by=plan.owner)

    assert (follow(), follow()) == (1, 0)

    owed.refresh_from_db()
    done.refresh_from_db()
    assert (owed.state, done.state) == (State.CANCELLED, State.DONE)
    assert owed.last_word == f"Kế hoạch đã bị hủy: {WHY}"
    assert audit.history(owed).get().why == owed.last_word
    rows = Tally.objects.exclude(count=0).values_list("state", "count")
    assert dict(rows) == {"cancelled": 1, "done": 1}


def test_a_superseded_plan_too(plan):
    owed = factories.assignment(plan=plan)
    plans.supersede(plan, why=WHY, by=plan.owner)

    follow()

    owed.refresh_from_db()
    assert (owed.state, owed.last_word) == (
        State.CANCELLED,
        f"Kế hoạch này được thay bằng kế hoạch khác: {WHY}",
    )


def test_a_unit_gets_one_letter_whatever_it_owed_and_calendars_drop_it(plan):
    unit = factories.ward()
    factories.assignment(unit, plan=plan)
    factories.assignment(unit, plan=plan)
    single = factories.assignment(plan=plan)
    plans.cancel(plan, why=WHY, by=plan.owner)

    follow()

    letters = {m.to_address: m for m in Message.objects.filter(purpose="cancelled")}
    assert set(letters) == {f"unit{unit.pk}@example.vn", f"unit{single.organisation_id}@example.vn"}
    both = letters[f"unit{unit.pk}@example.vn"]
    assert (both.body_text.count("Cử công chức"), WHY in both.body_text) == (2, True)
    assert both.ics.count("STATUS:CANCELLED") == 2
    alone = letters[f"unit{single.organisation_id}@example.vn"]
    assert "METHOD:CANCEL" in alone.ics
    assert "SEQUENCE:1" in alone.ics


def test_what_waits_in_the_outbox_about_the_plan_does_not_leave(plan):
    unit = factories.ward()
    factories.task(plan, unit, due=TODAY + timedelta(days=1))
    factories.dispatch(plan)
    plan.refresh_from_db()
    plans.cancel(plan, why=WHY, by=plan.owner)

    follow()

    assert Message.objects.get(purpose="assigned").state == MessageState.CANCELLED


@pytest.mark.parametrize("state", [PlanState.CANCELLED, PlanState.SUPERSEDED, PlanState.CLOSED])
def test_nobody_is_reminded_of_a_plan_that_is_over(plan, state):
    factories.assignment(plan=plan, due=TODAY + timedelta(days=1))
    Assignment.objects.update(sent_at=timezone.now() - timedelta(days=90))
    plans.move(plan, state, why=WHY, by=plan.owner)

    assert actions.climb(TODAY, by=audit.SYSTEM) == 0
    with pytest.raises(Refused, match=r"^Kế hoạch đã kết thúc"):
        actions.nudge(plan, by=plan.owner)


def test_what_never_went_out_is_cancelled_without_a_letter(plan):
    owed = factories.assignment(plan=plan, told_at=None)
    plans.cancel(plan, why=WHY, by=plan.owner)

    follow()

    owed.refresh_from_db()
    assert (owed.state, Message.objects.count()) == (State.CANCELLED, 0)


def test_a_plan_sent_while_approved_runs_once_it_is_issued():
    plan = factories.approved(state=PlanState.APPROVED, number="", date=None)
    factories.task(plan, factories.ward())
    factories.dispatch(plan)
    plan.refresh_from_db()
    assert plan.state == PlanState.APPROVED
    plans.issue(plan, number="77/KH-SVHTT", day=date(2026, 3, 5), by=plan.owner)

    jobs.follow.func()

    plan.refresh_from_db()
    assert plan.state == PlanState.RUNNING


def test_an_issued_plan_that_never_went_out_waits(plan):
    follow()

    plan.refresh_from_db()
    assert plan.state == PlanState.ISSUED
