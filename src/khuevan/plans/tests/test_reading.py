"""A plan read into clauses, tasks and parts: sample plans in our own wording, then the real ones."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from khuevan.kit.models import AuditEvent
from khuevan.people.enums import TaskPart
from khuevan.people.seeds import seed_units
from khuevan.plans import actions
from khuevan.plans.conflicts import conflicts, of_clauses
from khuevan.plans.enums import ClauseKind
from khuevan.plans.models import Clause, Plan, Task, TaskPair, TaskUnit
from khuevan.plans.proposals import first_parts
from khuevan.plans.sheet import Decoration, sheet
from khuevan.plans.tests import factories

pytestmark = pytest.mark.django_db
REAL = Path(__file__).parents[5] / "shared" / "plans"
BULLET = re.compile(r"^[ \t]*[-+•][ \t]+\S", re.MULTILINE)


@pytest.fixture
def training():
    factories.offices()
    return factories.plan()


def parts_of(plan, path):
    units = TaskUnit.objects.filter(task__clause__plan=plan, task__clause__path=path)
    return [(unit.part, unit.name, unit.is_doubtful) for unit in units]


@pytest.mark.shows("PLN-1")
def test_the_sheet_gives_the_text_back_letter_by_letter(training):
    shown = sheet(training)

    assert shown.text == training.text == factories.TRAINING
    assert {block.clause.pk for block in shown.blocks if block.clause} == set(
        training.clauses.values_list("pk", flat=True)
    )


@pytest.mark.shows("PLN-1", "R58")
def test_every_bullet_is_a_clause_in_its_own_words(training):
    body = training.text[: training.text.index("Nơi nhận")]
    starts = {found.end() - 1 for found in BULLET.finditer(body)}
    spans = list(training.clauses.values_list("start", "end"))

    assert [s for s in starts if not any(a <= s < b for a, b in spans)] == []
    for clause in training.clauses.all():
        assert " ".join(training.text[clause.start : clause.end].split()).endswith(clause.text)


def test_sure_names_are_matched_and_doubtful_ones_asked(training):
    office = "Phòng Thông tin - Báo chí - Xuất bản"

    assert parts_of(training, "IV.1.-1") == [
        (TaskPart.LEAD, office, False),
        (TaskPart.COORDINATE, "các đơn vị có liên quan", True),
    ]


def test_the_first_word_gives_the_part():
    assert first_parts("Thẩm định và phê duyệt dự toán") == (TaskPart.APPRAISE, TaskPart.APPROVE)
    assert first_parts("Hướng dẫn Phòng A") == (TaskPart.GUIDE,)
    assert first_parts("Phối hợp Phòng A") == (TaskPart.COORDINATE,)
    assert first_parts("Chủ trì, phối hợp Phòng A") == ()


def test_appraisal_and_guidance_are_no_lead_and_say_why(training):
    appraisal = Task.objects.get(clause__plan=training, text__startswith="Thẩm định")
    guidance = Task.objects.get(clause__plan=training, text__startswith="Hướng dẫn")

    assert [unit.part for unit in appraisal.units.all()] == [TaskPart.APPRAISE, TaskPart.APPROVE]
    assert [unit.part for unit in guidance.units.all()] == [TaskPart.GUIDE]
    assert guidance.no_lead_why != ""


def test_a_day_in_the_words_becomes_the_due_day(training):
    task = Task.objects.get(clause__plan=training, clause__path="IV.1.-1")

    assert (task.deadline_text, task.due) == ("trước ngày 15/11/2025", date(2025, 11, 15))


def test_decorations_stand_beside_the_words_never_in_them(training):
    clause = training.clauses.first()

    shown = sheet(training, decorations={clause.pk: Decoration(state="done", note="ghi chú")})

    block = next(b for b in shown.blocks if b.clause == clause)
    assert (block.decoration.note, shown.text) == ("ghi chú", training.text)


@pytest.mark.shows("PLN-2")
def test_two_plans_keep_their_own_leads_and_both_show_the_conflict(training):
    year = factories.plan(training.owner, factories.YEAR)
    asked = conflicts(training)
    assert [one.is_confirmed for one in asked] == [False] * len(asked)
    pair = next(
        one for one in asked if one.theirs.text.startswith("Chủ trì, phối hợp") and
        one.ours.text.startswith("Chủ trì xây dựng")
    )  # fmt: skip
    parts_before = list(TaskUnit.objects.order_by("pk").values_list("task", "organisation", "part"))

    actions.judge(pair.pair, is_same=True, by=training.owner)

    (ours,) = [one for one in conflicts(training) if one.is_confirmed]
    (theirs,) = [one for one in conflicts(year) if one.is_confirmed]
    assert ours.our_leads == theirs.their_leads == ["Phòng Thông tin - Báo chí - Xuất bản"]
    assert ours.their_leads == theirs.our_leads == ["Phòng Tổ chức - Pháp chế"]
    assert list(of_clauses(conflicts(year))) == [theirs.ours.clause_id]
    assert parts_before == list(
        TaskUnit.objects.order_by("pk").values_list("task", "organisation", "part")
    )


@pytest.mark.shows("PLN-2")
def test_a_dismissed_pair_is_not_asked_again(training):
    factories.plan(training.owner, factories.YEAR)
    for one in conflicts(training):
        actions.judge(one.pair, is_same=False, by=training.owner)

    actions.look_for_pairs(training)

    assert conflicts(training) == []


@pytest.mark.shows("R22")
def test_a_plan_that_is_cited_by_its_number_is_offered_as_parent(training):
    from khuevan.plans.trace import bases

    city = factories.bare_plan(number="48/KH-UBND", date=date(2025, 2, 19))

    (basis,) = [one for one in bases(training, training.owner) if one.number == "48/KH-UBND"]

    assert (basis.plan, basis.proposes_parent) == (city, True)


def test_taking_in_the_same_numbered_plan_twice_is_refused(training):
    from khuevan.kit.errors import Refused

    factories.plan(training.owner, factories.YEAR)
    with pytest.raises(Refused, match="12/KH-SVHTT"):
        factories.plan(training.owner, factories.YEAR)

    assert Plan.objects.count() == 2


def test_a_text_without_clauses_leaves_nothing(training):
    from khuevan.kit.errors import Refused

    before = AuditEvent.objects.count()
    with pytest.raises(Refused):
        factories.plan(training.owner, "Kính gửi các anh chị. Chúc một ngày tốt lành.")

    assert (Plan.objects.count(), AuditEvent.objects.count()) == (1, before)


# -- the two real plans; they are not part of the repository


@pytest.fixture
def real():
    if not REAL.is_dir():
        pytest.skip("the two real plans are not on this machine")
    seed_units()
    officer = factories.user()
    files = sorted(REAL.glob("*.txt"))
    return [actions.upload(file.read_bytes(), file.name, by=officer) for file in files]


@pytest.mark.shows("PLN-1")
def test_real_plans_lose_no_letter_and_no_bullet(real):
    for plan in real:
        body = plan.text[: plan.text.index("Nơi nhận")]
        spans = list(plan.clauses.values_list("start", "end"))
        starts = [found.end() - 1 for found in BULLET.finditer(body)]

        assert sheet(plan).text == plan.text
        assert [s for s in starts if not any(a <= s < b for a, b in spans)] == []
        assert len(starts) > 20


@pytest.mark.shows("PLN-1")
def test_no_task_of_the_real_plans_is_without_a_clause(real):
    for plan in real:
        assert plan.tasks.exclude(clause__kind=ClauseKind.TASK).count() == 0
        assert plan.clauses.ordering_work().filter(tasks=None).count() == 0


@pytest.mark.shows("PLN-2")
def test_real_plans_disagree_on_who_leads_the_training(real):
    training, year = real
    asked = conflicts(training)

    leads = {(tuple(c.our_leads), tuple(c.their_leads)) for c in asked}
    assert (
        ("Phòng Thông tin - Báo chí - Xuất bản",), ("Phòng Tổ chức - Pháp chế",),
    ) in leads  # fmt: skip
    assert asked[0].theirs.clause.heading == "4. Phòng Tổ chức - Pháp chế"
    assert TaskPair.objects.count() > 0
    assert Clause.objects.filter(plan=year).exists()
