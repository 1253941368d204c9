from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuevan.kit.audit import history
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import AuditEvent
from khuevan.people.enums import Role, TaskPart
from khuevan.people.models import Delegation
from khuevan.plans import actions
from khuevan.plans.actions import BulkChange, PartChange, Seen, TaskChange
from khuevan.plans.enums import MOVES, ClauseKind, Kind, PlanState
from khuevan.plans.models import Clause, Plan, Task, TaskUnit
from khuevan.plans.tests import factories

pytestmark = pytest.mark.django_db
REASON = "Thành phố giao gấp, chờ ký sau."


@pytest.fixture
def officer():
    return factories.user()


@pytest.fixture
def director():
    return factories.user(Role.DIRECTOR)


@pytest.fixture
def ready(officer):
    return factories.ready_plan(officer)


# -- confirming


def test_the_second_officer_is_told_what_the_first_one_did(officer):
    clause = factories.clause(factories.bare_plan(officer), ClauseKind.PRINCIPLE)
    other = factories.user(full_name="Trần Thị Bình")
    actions.confirm(clause, ClauseKind.MONEY, version=1, by=other)

    with pytest.raises(AlreadyDecided, match="Trần Thị Bình") as refusal:
        actions.confirm(clause, ClauseKind.PRINCIPLE, version=1, by=officer)

    assert str(ClauseKind.MONEY.label) in str(refusal.value)
    assert Clause.objects.get().confirmed_by == other


def test_a_task_clause_needs_a_task(officer):
    clause = factories.clause(factories.bare_plan(officer))

    with pytest.raises(Refused):
        actions.confirm(clause, ClauseKind.TASK, version=1, by=officer)

    clause.refresh_from_db()
    assert (clause.version, clause.is_confirmed) == (1, False)


def test_undo_puts_back_kind_tasks_and_parts_letter_by_letter(officer):
    clause = factories.clause(factories.bare_plan(officer))
    task = factories.task(clause, lead=factories.unit("Phòng Một"), evidence_wanted="Ảnh")
    before = list(task.units.values_list("organisation", "part"))
    part = PartChange(TaskPart.LEAD, pk=task.units.get().pk, remove=True)
    actions.confirm(
        clause, ClauseKind.PRINCIPLE, [TaskChange("Khác", pk=task.pk, parts=(part,))],
        version=1, by=officer,
    )  # fmt: skip

    actions.undo(clause.plan, by=officer)

    clause.refresh_from_db()
    task.refresh_from_db()
    assert (clause.kind, clause.is_confirmed) == (ClauseKind.TASK, False)
    assert (task.text, task.evidence_wanted) == (clause.text, "Ảnh")
    assert list(task.units.values_list("organisation", "part")) == before


def test_undo_takes_back_the_steps_one_after_the_other_and_then_says_so(officer):
    plan = factories.bare_plan(officer)
    clauses = [factories.clause(plan, ClauseKind.PRINCIPLE) for _ in range(2)]
    for clause in clauses:
        actions.confirm(clause, ClauseKind.MONEY, version=1, by=officer)

    undone = [actions.undo(plan, by=officer)[0].pk for _ in clauses]

    assert undone == [clauses[1].pk, clauses[0].pk]
    assert plan.clauses.confirmed().count() == 0
    with pytest.raises(Refused):
        actions.undo(plan, by=officer)


def test_undo_of_a_bulk_step_takes_back_all_of_it_and_nothing_of_others(officer):
    plan = factories.bare_plan(officer)
    other, *mine = (factories.clause(plan, ClauseKind.PRINCIPLE) for _ in range(3))
    actions.confirm(other, ClauseKind.PRINCIPLE, version=1, by=factories.user())
    actions.confirm_sure(plan, by=officer)

    actions.undo(plan, by=officer)

    assert list(plan.clauses.confirmed()) == [other]
    assert all(clause.pk != other.pk for clause in mine)


def test_undo_is_refused_when_somebody_changed_the_clause_since(officer):
    clause = factories.clause(factories.bare_plan(officer), ClauseKind.PRINCIPLE)
    actions.confirm(clause, ClauseKind.PRINCIPLE, version=1, by=officer)
    actions.confirm(clause, ClauseKind.MONEY, version=2, by=factories.user())

    with pytest.raises(AlreadyDecided):
        actions.undo(clause.plan, by=officer)


def test_confirm_sure_leaves_what_was_doubted(officer):
    plan = factories.bare_plan(officer)
    sure = factories.clause(plan, ClauseKind.PRINCIPLE)
    asked = factories.clause(plan)
    task = factories.task(asked, lead=factories.unit())
    TaskUnit.objects.create(task=task, part=TaskPart.COORDINATE, as_written="P. X")

    assert actions.confirm_sure(plan, by=officer) == 1
    assert list(plan.clauses.confirmed()) == [sure]


def test_bulk_is_all_or_nothing_when_one_clause_is_stale(officer):
    plan = factories.bare_plan(officer)
    one, two = (factories.clause(plan, ClauseKind.PRINCIPLE) for _ in range(2))

    with pytest.raises(AlreadyDecided):
        actions.change_all(
            [Seen(one, 1), Seen(two, 7)], BulkChange(kind=ClauseKind.MONEY), by=officer
        )

    assert set(plan.clauses.values_list("kind", flat=True)) == {ClauseKind.PRINCIPLE}


def test_vague_names_stay_words_and_give_nobody_work(officer):
    clause = factories.clause(factories.bare_plan(officer))
    task = factories.task(clause, lead=factories.unit())
    TaskUnit.objects.create(task=task, part=TaskPart.COORDINATE, as_written="các đơn vị liên quan")

    actions.keep_words(clause.plan, by=officer)

    assert TaskUnit.objects.doubtful().count() == 0
    assert task.units.named().count() == 1


def test_the_same_unit_twice_in_one_part_becomes_one_line(officer):
    clause = factories.clause(factories.bare_plan(officer))
    lead = factories.unit()
    task = factories.task(clause, lead=lead)
    again = PartChange(TaskPart.LEAD, organisation_id=lead.pk, as_written="Phòng")

    actions.change(clause, [TaskChange("Việc", pk=task.pk, parts=(again,))], version=1, by=officer)

    assert task.units.count() == 1


# -- life


def test_a_plan_is_not_submitted_while_something_is_left(officer):
    plan = factories.bare_plan(officer)
    clause = factories.clause(plan)
    factories.task(clause)
    for _ in range(2):
        with pytest.raises(Refused, match=clause.path):
            actions.submit(plan, by=officer)
        actions.confirm(
            clause, ClauseKind.TASK, version=Clause.objects.get().version, by=officer
        )  # still nobody leads
    task = clause.tasks.get()
    change = TaskChange(task.text, pk=task.pk, no_lead_why="Việc chung của Sở")
    actions.change(clause, [change], version=Clause.objects.get().version, by=officer)

    actions.submit(plan, by=officer)

    assert (plan.state, plan.submitted_by) == (PlanState.SUBMITTED, officer)


def test_whoever_submits_does_not_approve_even_as_the_directors_deputy(officer, director, ready):
    today = ready.created_at.date()
    Delegation.objects.create(
        principal=director, deputy=officer, starts=today, ends=today, reason="Đi công tác"
    )
    actions.submit(ready, by=officer)

    with pytest.raises(Refused):
        actions.approve(ready, by=officer)

    actions.approve(ready, by=director)
    assert ready.state == PlanState.APPROVED


def test_returned_plan_says_why_and_can_be_edited_again(officer, director, ready):
    actions.submit(ready, by=officer)
    with pytest.raises(Refused):
        actions.send_back(ready, why=".", by=director)

    actions.send_back(ready, why="Thiếu hạn của mục IV.1", by=director)

    assert (ready.is_editable, ready.submitted_by) == (True, None)
    assert history(ready).first().why == "Thiếu hạn của mục IV.1"


def test_clauses_of_a_submitted_plan_stand(officer, ready):
    actions.submit(ready, by=officer)
    clause = ready.clauses.get()

    with pytest.raises(Refused):
        actions.reopen(clause, version=clause.version, by=officer)


@pytest.mark.shows("DOC-4")
def test_no_plan_is_issued_without_its_own_number(officer, director):
    plans = [factories.ready_plan(officer) for _ in range(2)]
    for plan in plans:
        actions.submit(plan, by=officer)
        actions.approve(plan, by=director)
    day = plans[0].created_at.date()
    for number in ("", "  ", "/KH-SVHTT"):
        with pytest.raises(Refused):
            actions.issue(plans[0], number=number, day=day, by=officer)
    actions.issue(plans[0], number="125 /KH-SVHTT", day=day, by=officer)

    with pytest.raises(Refused, match="125/KH-SVHTT"):
        actions.issue(plans[1], number="125/KH-SVHTT", day=day, by=officer)

    assert [Plan.objects.get(pk=p.pk).number for p in plans] == ["125/KH-SVHTT", ""]


@pytest.mark.shows("R29")
def test_nothing_goes_out_before_approval_but_by_the_directors_word(officer, director, ready):
    with pytest.raises(Refused):
        actions.require_sendable(ready)
    with pytest.raises(Refused):
        actions.override(ready, reason=REASON, by=officer)
    with pytest.raises(Refused):
        actions.override(ready, reason="gấp", by=director)

    actions.override(ready, reason=REASON, by=director)

    assert actions.may_send(ready) is True
    event = history(ready).first()
    assert (event.kind, event.by, event.why) == (Kind.OVERRIDDEN, director, REASON)


@pytest.mark.shows("R29")
@pytest.mark.parametrize("state", PlanState)
def test_the_gate_is_open_only_in_these_states(officer, state):
    plan = factories.bare_plan(officer, state=state, number="1/KH", date=date(2025, 1, 1))

    assert actions.may_send(plan) is (state in {"approved", "issued", "running"})


@pytest.mark.shows("R29")
@pytest.mark.parametrize("state", [PlanState.CLOSED, PlanState.CANCELLED, PlanState.SUPERSEDED])
def test_an_override_does_not_outlive_the_plan(officer, director, state):
    plan = factories.bare_plan(officer)
    actions.override(plan, reason=REASON, by=director)
    Plan.objects.filter(pk=plan.pk).update(state=state)
    plan.refresh_from_db()

    assert actions.may_send(plan) is False


@pytest.mark.shows("SYS-4")
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(wanted=st.lists(st.sampled_from(PlanState), max_size=9))
def test_no_move_outside_the_table_and_none_without_its_audit_line(officer, wanted):
    plan = factories.bare_plan(officer, number="", date=date(2025, 3, 1))
    Plan.objects.filter(pk=plan.pk).update(number=f"{plan.pk}/KH")
    plan.refresh_from_db()
    made = []
    for state in wanted:
        before = PlanState(plan.state)
        try:
            actions.move(plan, state, by=officer, why=REASON)
        except Refused:
            assert (state in MOVES[before], plan.state) == (False, before)
        else:
            made.append((before, state))
    lines = AuditEvent.objects.filter(
        kind=Kind.STATE_CHANGED, target=f"plans.plan:{plan.pk}"
    ).order_by("seq")

    assert [(line.before, line.after) for line in lines] == made


@pytest.mark.shows("SYS-4")
def test_of_two_who_move_a_plan_at_once_the_second_is_refused(officer, ready):
    stale = Plan.objects.get(pk=ready.pk)
    actions.move(ready, PlanState.CONSULTING, by=officer)

    with pytest.raises(AlreadyDecided):
        actions.cancel(stale, why=REASON, by=officer)

    assert Plan.objects.get().state == PlanState.CONSULTING


def test_endings_ask_for_a_reason(officer):
    plan = factories.bare_plan(
        officer, state=PlanState.RUNNING, number="1/KH", date=date(2025, 1, 1)
    )

    with pytest.raises(Refused):
        actions.close(plan, why="", by=officer)


# -- above and below


@pytest.mark.shows("R22", "R60")
def test_links_are_read_both_ways_and_name_what_is_missing(officer):
    city, ours = (factories.bare_plan(officer, title=title) for title in ("Thành phố", "Sở"))
    above = [factories.clause(city) for _ in range(2)]
    below = [factories.clause(ours) for _ in range(2)]

    actions.link(below[0], above[0], by=officer)

    assert list(ours.parents.all()) == [city]
    assert list(ours.clauses.uncited()) == [below[1]]
    assert list(city.clauses.unfulfilled()) == [above[1]]


def test_a_plan_is_never_its_own_ancestor(officer):
    a, b, c = (factories.bare_plan(officer) for _ in range(3))
    actions.set_parent(b, a, by=officer)
    actions.set_parent(c, b, by=officer)

    for plan, parent in ((a, c), (a, a)):
        with pytest.raises(Refused):
            actions.set_parent(plan, parent, by=officer)


@pytest.mark.shows("R101")
def test_tasks_that_nobody_took_are_listed_words_alone_do_not_count(officer):
    plan = factories.bare_plan(officer)
    taken, words_only, without = (factories.clause(plan) for _ in range(3))
    factories.task(taken, lead=factories.unit())
    task = factories.task(words_only)
    TaskUnit.objects.create(task=task, part=TaskPart.LEAD, as_written="ai đó", is_words_only=True)

    assert list(plan.clauses.untaken()) == [words_only, without]


def test_live_tasks_leave_out_those_of_principles(officer):
    plan = factories.bare_plan(officer)
    ordering, principle = factories.clause(plan), factories.clause(plan, ClauseKind.PRINCIPLE)
    kept = factories.task(ordering)
    factories.task(principle)

    assert list(Task.objects.live()) == [kept]
