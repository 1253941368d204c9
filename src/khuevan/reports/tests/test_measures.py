from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from khuevan.assignments.enums import EvidenceKind, State
from khuevan.assignments.models import Difficulty, Evidence
from khuevan.assignments.tests import factories as assignments
from khuevan.people.models import Succession
from khuevan.plans.enums import Channel
from khuevan.reports import proposals
from khuevan.reports.formulas import Problem
from khuevan.reports.measures import MEASURES
from khuevan.reports.tests import factories
from khuevan.reports.windows import Window

pytestmark = pytest.mark.django_db
QUARTER = Window(date(2026, 3, 15), date(2026, 6, 14))


def at(month: int, day: int) -> datetime:
    return timezone.make_aware(datetime(2026, month, day, 9, 0))


@pytest.fixture
def plan():
    return assignments.approved()


@pytest.fixture
def worked(plan):
    """A unit with one task done on time, one done late, one owed, one cancelled, one of before."""
    unit = factories.ward("Phường Bồ Đề")
    make = assignments.assignment
    return unit, [
        make(unit, plan=plan, due=date(2026, 4, 10), state=State.DONE, reported_at=at(4, 9),
             done_at=at(4, 13), sent_at=at(3, 20), received_at=at(3, 20)),
        make(unit, plan=plan, due=date(2026, 5, 10), state=State.DONE, reported_at=at(5, 12),
             done_at=at(5, 13), sent_at=at(3, 20)),
        make(unit, plan=plan, due=date(2026, 6, 14), sent_at=at(3, 20)),
        make(unit, plan=plan, due=date(2026, 6, 1), state=State.CANCELLED, sent_at=at(3, 20)),
        make(unit, plan=plan, due=date(2026, 3, 14), state=State.DONE, done_at=at(3, 15),
             reported_at=at(3, 14), sent_at=at(3, 1)),
    ]  # fmt: skip


def test_tasks_are_counted_by_what_became_of_them(worked):
    unit, _tasks = worked
    found = {key: MEASURES[key].by_unit(QUARTER) for key in MEASURES if key.startswith("tasks_")}
    assert {key: counts.get(unit.pk, 0) for key, counts in found.items()} == {
        "tasks_due": 3, "tasks_done": 2, "tasks_on_time": 1, "tasks_late": 2, "tasks_open": 1,
        "tasks_finished": 3, "tasks_given": 3, "tasks_received": 1, "tasks_silent": 1,
        "tasks_done_party": 0, "tasks_done_state": 0, "tasks_done_people": 0,
    }  # fmt: skip


@pytest.mark.shows("RPT-2")
@pytest.mark.parametrize("key", MEASURES)
def test_the_rows_behind_a_figure_add_up_to_it(worked, key, plan):
    unit, _tasks = worked
    measure = MEASURES[key]
    sources = measure.sources(QUARTER, organisations=[unit.pk], plan=plan)
    assert sum(one.share for one in sources) == measure.by_unit(QUARTER, plan).get(unit.pk, 0)
    assert {one.unit_id for one in sources} <= {unit.pk}


def test_a_row_behind_a_figure_has_its_page(worked):
    unit, tasks = worked
    (source,) = MEASURES["tasks_on_time"].sources(QUARTER)
    assert source.target == f"assignments.assignment:{tasks[0].pk}"
    assert source.url == f"/assignments/{tasks[0].pk}/"
    assert source.label.startswith(unit.short_name)


def test_another_plan_has_its_own_figures(worked):
    other = assignments.approved()
    assert MEASURES["tasks_due"].by_unit(QUARTER, other) == {}


def test_evidence_counts_by_kind_and_what_was_withdrawn_does_not(worked):
    _unit, tasks = worked
    one = {"assignment": tasks[0], "by_name": "Chị Tư", "text": "x"}
    Evidence.objects.create(kind=EvidenceKind.PHOTO, at=at(4, 1), **one)
    Evidence.objects.create(kind=EvidenceKind.LINK, at=at(4, 2), **one)
    Evidence.objects.create(kind=EvidenceKind.LINK, at=at(4, 2), withdrawn_at=at(4, 3), **one)
    Evidence.objects.create(kind=EvidenceKind.FILE, at=at(6, 15), **one)
    found = {key: MEASURES[key].total(QUARTER) for key in ("proofs", "photos", "links", "files")}
    assert found == {"proofs": 2, "photos": 1, "links": 1, "files": 0}


def test_difficulties_are_open_when_nobody_had_answered_by_the_end(worked):
    _unit, tasks = worked
    common = {"organisation": tasks[0].organisation, "assignment": tasks[0], "text": "x", "answer_due": date(2026, 5, 1),
              "raised_by_name": "Chị Tư"}  # fmt: skip
    answered = {"state": "answered", "answer": "Có."}
    Difficulty.objects.create(number=1, raised_at=at(2, 1), **common)
    Difficulty.objects.create(
        number=2, raised_at=at(4, 1), answered_at=at(4, 20), **answered, **common
    )
    Difficulty.objects.create(
        number=3, raised_at=at(4, 1), answered_at=at(6, 20), **answered, **common
    )
    keys = ("difficulties_raised", "difficulties_answered", "difficulties_open")
    assert [MEASURES[key].total(QUARTER) for key in keys] == [2, 1, 2]


@pytest.mark.shows("R102")
def test_tasks_are_counted_by_the_three_channels_and_by_goal(plan):
    unit = factories.ward()
    for channel, goal in (
        (Channel.PARTY, "Mục tiêu 1"),
        (Channel.PEOPLE, ""),
        (Channel.PEOPLE, ""),
    ):
        task = assignments.task(plan, unit, channel=channel, framework_goal=goal)
        assignments.assignment(
            unit, task=task, due=date(2026, 4, 1), state=State.DONE, done_at=at(4, 1)
        )
    keys = ("tasks_done_party", "tasks_done_state", "tasks_done_people")
    assert [MEASURES[key].total(QUARTER) for key in keys] == [1, 0, 2]
    assert MEASURES["tasks_done"].by_channel(QUARTER) == {"party": 1, "people": 2}
    assert MEASURES["tasks_done"].by_goal(QUARTER, plan) == {"Mục tiêu 1": 1, "": 2}


@pytest.mark.parametrize("count", [1, 3])
def test_a_measure_costs_one_query_whatever_the_number_of_units(
    plan, count, django_assert_num_queries
):
    for number in range(count):
        unit = factories.ward(f"Phường {number}")
        assignments.assignment(unit, plan=plan, due=date(2026, 4, 1))
    with django_assert_num_queries(1):
        assert len(MEASURES["tasks_due"].by_unit(QUARTER)) == count


@pytest.fixture
def asked():
    kind = factories.report_type()
    factories.indicator(kind, code="due", formula="tasks_due")
    factories.indicator(kind, code="rate", formula="tasks_done / due * 100")
    factories.indicator(kind, code="visits")
    return factories.cycle(kind, starts=QUARTER.starts, ends=QUARTER.ends)


def test_a_form_is_proposed_what_its_formulas_compute(worked, asked):
    unit, _tasks = worked
    idle = factories.ward("Phường Phúc Lợi")
    with translation.override("en"):
        found = proposals.computed(asked, [unit.pk, idle.pk])
    assert found == {
        unit.pk: {"due": Decimal(3), "rate": Decimal("66.67")},
        idle.pk: {"due": Decimal(0), "rate": Problem("Not computable: “Chỉ tiêu 1” is zero.")},
    }


def test_work_of_a_unit_that_was_merged_counts_for_the_one_that_took_it_over(worked, asked):
    unit, _tasks = worked
    heir = factories.ward("Phường Hồng Hà", valid_from=date(2026, 6, 1))
    unit.valid_to = date(2026, 5, 31)
    unit.save()
    Succession.objects.create(predecessor=unit, successor=heir, on=date(2026, 6, 1))
    found = proposals.computed(asked, [heir.pk])
    assert found[heir.pk]["due"] == 3


def test_a_broken_formula_says_so_in_its_place(asked):
    asked.type.indicators.filter(code="due").update(formula="rate + 1")
    with translation.override("en"):
        found = proposals.computed(asked, [7])
    assert "circle" in str(found[7]["due"])


@pytest.mark.parametrize("count", [1, 3])
def test_a_proposal_costs_the_same_for_one_unit_and_for_three(
    asked, count, django_assert_num_queries
):
    units = [factories.ward(f"Phường {number}").pk for number in range(count)]
    with django_assert_num_queries(4):
        proposals.computed(asked, units)


def test_reports_sent_on_time_are_counted_in_the_window_of_their_due_moment():
    cycle = factories.cycle(due_at=at(4, 10))
    factories.sent(of=cycle, at=at(4, 9))
    factories.sent(of=cycle, at=at(4, 12))
    factories.obligation(of=cycle, state="excused", excused_why="Mới lập.")
    found = [MEASURES[key].total(QUARTER) for key in ("reports_due", "reports_on_time")]
    assert found == [2, 1]
