from __future__ import annotations

from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from khuevan.assignments import actions
from khuevan.assignments.enums import State
from khuevan.assignments.tests import factories
from khuevan.kit import audit
from khuevan.people.enums import Role, TaskPart
from khuevan.plans.enums import ClauseKind
from khuevan.plans.tests import factories as plans

pytestmark = pytest.mark.django_db
UNIT = audit.NamedActor("UBND phường Bồ Đề")
TODAY = timezone.localdate
HTMX = {"HTTP_HX_REQUEST": "true"}
BACK = HTMX | {"HTTP_HX_HISTORY_RESTORE_REQUEST": "true"}
VIEWS = ("living", "matrix", "months", "units")


@pytest.fixture
def plan():
    return factories.approved(title="Kế hoạch năm")


@pytest.fixture
def office(client, plan):
    client.force_login(plan.owner)
    return client


def address(name, plan, *more):
    return reverse(f"assignments:{name}", args=[plan.pk, *more])


def ordered(plan, text, *units, due=None, **fields):
    """A confirmed task clause in its own words, led by these units."""
    task = factories.task(plan, *units, text=text, due=due, **fields)
    task.clause.text = text
    task.clause.save()
    return task


def owed(task, unit, state=State.ASSIGNED, **fields):
    return factories.assignment(unit, task=task, state=state, due=task.due, **fields)


@pytest.fixture
def three(plan):
    """Three clauses: one late, one done, one that was never sent."""
    bo_de, hoan_kiem = factories.ward("Phường Bồ Đề"), factories.ward("Phường Hoàn Kiếm")
    late = ordered(plan, "Rà soát biển chỉ dẫn.", bo_de, due=TODAY() - timedelta(days=9))
    done = ordered(plan, "Cử công chức tập huấn.", hoan_kiem, due=TODAY() + timedelta(days=9))
    unsent = ordered(plan, "Đăng lịch lễ hội.", bo_de, deadline_text="hằng quý")
    owed(late, bo_de)
    owed(late, hoan_kiem, State.RECEIVED)
    owed(done, hoan_kiem, State.DONE)
    return late, done, unsent


# --- the matrix


@pytest.mark.shows("R73")
def test_the_matrix_says_of_every_clause_who_leads_when_and_how_it_stands(office, plan, three):
    late, done, unsent = three
    page = office.get(address("matrix", plan))
    assert [
        (
            row.clause.pk, row.leads_words, row.due_words, row.standing.look,
            (row.standing.done, row.standing.total), row.standing.gap,
        )
        for row in page.context["rows"]
    ] == [
        (late.clause_id, "Phường Bồ Đề", f"{late.due:%d/%m/%Y}", "overdue", (0, 2), 3),
        (done.clause_id, "Phường Hoàn Kiếm", f"{done.due:%d/%m/%Y}", "done", (1, 1), 0),
        (unsent.clause_id, "Phường Bồ Đề", "hằng quý", "", (0, 0), 0),
    ]  # fmt: skip
    whole = page.context["whole"]
    assert (whole.done, whole.total, whole.late) == (1, 3, 2)
    assert page.context["leads"] == ["Phường Bồ Đề", "Phường Hoàn Kiếm"]
    assert page.context["looks"] == ["overdue", "done"]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({}, [0, 1, 2]),
        ({"q": "bien chi dan"}, [0]),
        ({"q": "BIỂN chỉ"}, [0]),
        ({"q": "không có"}, []),
        ({"lead": "Phường Bồ Đề"}, [0, 2]),
        ({"lead": "Phường Bồ"}, []),
        ({"state": "done"}, [1]),
        ({"state": "overdue", "lead": "Phường Hoàn Kiếm"}, []),
        ({"gaps": "1"}, [0]),
    ],
)
def test_filters_of_the_matrix(office, plan, three, query, left):
    page = office.get(address("matrix", plan), query)
    assert [row.clause.pk for row in page.context["rows"]] == [three[n].clause_id for n in left]
    assert (page.context["all"], page.context["gaps"]) == (3, 1)


def test_htmx_gets_the_table_alone_and_history_the_whole_page(office, plan, three):
    for name, part in (("matrix", "_matrix"), ("units", "_plan_units")):
        where = address(name, plan)
        part_only = office.get(where, **HTMX)
        assert [part_only.templates[0].name, b"<html" in part_only.content] == [
            f"assignments/{part}.html",
            False,
        ]
        for whole in (office.get(where), office.get(where, **BACK)):
            assert b"<html" in whole.content
            assert part_only.content.strip() in whole.content


def test_the_matrix_of_a_plan_without_task_clauses_says_what_to_do(office, plan):
    plans.clause(plan, ClauseKind.PRINCIPLE)
    page = office.get(address("matrix", plan))
    assert (page.context["rows"], page.context["all"]) == ([], 0)
    assert reverse("plans:detail", args=[plan.pk]) in page.content.decode().split("<main")[1]


def sheet_of(answer, tmp_path):
    file = tmp_path / "sheet.xlsx"
    file.write_bytes(b"".join(answer.streaming_content))
    answer.close()
    rows = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))
    return [[str(cell) if cell is not None else "" for cell in row] for row in rows]


@pytest.mark.shows("RPT-7")
def test_the_matrix_leaves_as_a_workbook_with_the_rows_that_are_shown(
    office, plan, three, tmp_path
):
    late = three[0]
    rows = sheet_of(office.get(address("matrix", plan), {"format": "xlsx", "gaps": "1"}), tmp_path)
    found = [row for row in rows if row[0] == late.clause.path]
    assert [row[:3] + row[5:11] for row in found] == [
        [late.clause.path, late.clause.text, "Phường Bồ Đề", "Quá hạn", "0", "2", "2", "1", "0"]
    ]
    assert [row for row in rows if row[0] == three[1].clause.path] == []


# --- by unit


@pytest.mark.shows("R42")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Phường Bồ Đề", "Phường Hoàn Kiếm"]),
        ({"show": "silent"}, ["Phường Bồ Đề"]),
        ({"show": "late"}, ["Phường Bồ Đề", "Phường Hoàn Kiếm"]),
        ({"show": "open"}, ["Phường Bồ Đề", "Phường Hoàn Kiếm"]),
        ({"q": "hoan kiem"}, ["Phường Hoàn Kiếm"]),
        ({"q": "hoan kiem", "show": "silent"}, []),
        ({"show": "nonsense"}, ["Phường Bồ Đề", "Phường Hoàn Kiếm"]),
    ],
)
def test_units_of_the_plan_and_their_filters(office, plan, three, query, names):
    page = office.get(address("units", plan), query)
    assert sorted(row.name for row in page.context["page"]) == names


def test_figures_of_a_unit_and_its_workbook(office, plan, three, tmp_path):
    page = office.get(address("units", plan))
    figures = {r.name: (r.total, r.done, r.late, r.silent) for r in page.context["page"]}
    assert figures == {"Phường Bồ Đề": (1, 0, 1, 1), "Phường Hoàn Kiếm": (2, 1, 1, 0)}
    rows = sheet_of(
        office.get(address("units", plan), {"format": "xlsx", "show": "silent"}), tmp_path
    )
    assert [row[1:] for row in rows if row[1].startswith("Phường")] == [
        ["Phường Bồ Đề", "1", "0", "1", "1"]
    ]


# --- by month


def test_months_hold_every_due_day_and_put_the_undated_last(office, plan):
    unit = factories.ward()
    march = ordered(plan, "Gửi danh mục.", unit, due=date(2026, 3, 25))
    may = ordered(plan, "Gửi báo cáo.", unit, due=date(2026, 5, 4))
    undated = ordered(plan, "Trang trí.", unit)
    owed(march, unit, State.DONE)
    # A task that comes again falls due on more days than one.
    factories.assignment(factories.ward("Phường Hai"), task=march, due=date(2026, 4, 25))

    page = office.get(address("months", plan))

    months = page.context["months"]
    assert [(month.first, [(d.day, d.task) for d in month.dues]) for month in months] == [
        (date(2026, 3, 1), [(date(2026, 3, 25), march)]),
        (date(2026, 4, 1), [(date(2026, 4, 25), march)]),
        (date(2026, 5, 1), [(date(2026, 5, 4), may)]),
    ]
    assert [[len(own) for _day, own in week] for week in months[0].weeks] == [
        [0] * 7, [0] * 7, [0] * 7, [0] * 7, [0, 0, 1, 0, 0, 0, 0], [0] * 7,
    ]  # fmt: skip
    assert [due.standing.look for month in months for due in month.dues] == ["done", "overdue", ""]
    assert [due.task for due in page.context["undated"]] == [undated]


# --- the living plan and its drawer


@pytest.mark.shows("R71")
def test_the_living_plan_is_its_own_text_with_a_state_at_each_clause(office):
    plan = plans.plan(factories.officer())
    office.force_login(plan.owner)
    page = office.get(address("living", plan))
    assert page.context["sheet"].blocks != []
    clauses = [block for block in page.context["sheet"].blocks if block.clause]
    assert [block.clause.pk for block in clauses] == list(plan.clauses.values_list("pk", flat=True))
    assert page.context["whole"].total == 0


def test_the_drawer_tells_tasks_units_evidence_difficulties_and_history(office, plan):
    lead, helps = factories.ward("Phường Bồ Đề"), factories.ward("Phường Hoàn Kiếm")
    task = ordered(plan, "Cử công chức tập huấn.", lead, due=TODAY() - timedelta(days=2))
    task.units.create(organisation=helps, part=TaskPart.COORDINATE)
    own, silent = owed(task, lead, State.DOING), owed(task, helps)
    actions.add_evidence(own, [actions.Proof(text="Đã cử ba người.")], by=UNIT)
    actions.raise_difficulty(own, "Chưa có người dịch.", by=UNIT)
    audit.record("plans.clause_confirmed", task.clause, by=plan.owner)

    page = office.get(address("clause", plan, task.clause_id), **HTMX)

    seen = page.context
    assert page.templates[0].name == "assignments/_clause.html"
    assert [(line.task, [names for _part, names in line.parts]) for line in seen["tasks"]] == [
        (task, ["Phường Bồ Đề", "Phường Hoàn Kiếm"])
    ]
    assert (seen["standing"].look, seen["standing"].total, seen["standing"].late) == (
        "overdue", 2, 2,
    )  # fmt: skip
    assert (list(seen["silent"]), seen["silent_count"]) == ([silent], 1)
    assert list(seen["late"]) == [own, silent]
    assert ([one.text for one in seen["proofs"]], seen["proof_count"]) == (["Đã cử ba người."], 1)
    assert [one.text for one in seen["difficulties"]] == ["Chưa có người dịch."]
    assert [words.split(":")[0] for _at, words in seen["history"]] == [plan.owner.full_name]


def test_withdrawn_evidence_is_not_in_the_drawer(office, plan):
    unit = factories.ward()
    task = ordered(plan, "Một việc.", unit)
    own = owed(task, unit, State.DOING)
    actions.add_evidence(own, [actions.Proof(text="Nhầm."), actions.Proof(text="Đúng.")], by=UNIT)
    actions.withdraw_evidence(own.evidence.get(text="Nhầm."), by=UNIT)
    page = office.get(address("clause", plan, task.clause_id), **HTMX)
    assert [one.text for one in page.context["proofs"]] == ["Đúng."]


def test_without_scripts_a_clause_opens_the_whole_page_with_its_drawer(office, plan, three):
    clause = three[0].clause
    page = office.get(address("clause", plan, clause.pk))
    assert (page.context["clause"], page.context["selected"]) == (clause, clause.pk)
    assert page.templates[0].name == "assignments/living.html"


def test_a_clause_of_another_plan_is_not_found(office, plan):
    stranger = plans.clause(factories.approved())
    assert office.get(address("clause", plan, stranger.pk)).status_code == 404


# --- who may, and how much it costs


@pytest.mark.parametrize("name", VIEWS)
def test_a_focal_point_does_not_see_what_other_units_owe(client, plan, name):
    client.force_login(factories.officer(Role.FOCAL_POINT))
    assert client.get(address(name, plan)).status_code == 403


@pytest.mark.shows("R73")
@pytest.mark.parametrize(
    ("name", "most"),
    [("living", 12), ("matrix", 12), ("months", 12), ("units", 12), ("clause", 32)],
)
def test_as_many_queries_for_three_clauses_and_units_as_for_one(
    office, plan, name, most, django_assert_max_num_queries
):
    def grow():
        unit = factories.ward(f"Phường {plan.clauses.count()}")
        task = ordered(plan, f"Việc {plan.clauses.count()}.", unit, due=TODAY())
        owed(task, unit)
        return task

    def count():
        more = [first.clause_id] if name == "clause" else []
        with django_assert_max_num_queries(99) as seen:
            assert office.get(address(name, plan, *more)).status_code == 200
        return len(seen)

    first = grow()
    count()  # what is looked up once per process
    one = count()
    for _turn in range(2):
        grow()
        owed(first, factories.ward(f"Phường khác {_turn}"))
    assert count() == one
    assert one <= most
