from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from khuevan.people.enums import Role, TaskPart
from khuevan.plans import actions
from khuevan.plans.enums import ClauseKind, PlanState
from khuevan.plans.models import Clause, Plan, TaskUnit
from khuevan.plans.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return factories.user()


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


@pytest.mark.parametrize("page", [
    "detail", "confirm", "clauses", "trace", "conflicts", "compare", "decide",
])  # fmt: skip
def test_every_page_of_a_plan_opens(client, page):
    factories.offices()
    plan = factories.plan()
    client.force_login(factories.user(Role.DIRECTOR if page == "decide" else Role.LEAD_OFFICER))

    assert client.get(url(page, plan.pk), follow=True).status_code == 200


def test_upload_reads_the_plan_and_leads_to_its_first_clause(desk):
    factories.offices()
    file = SimpleUploadedFile("kh.txt", factories.TRAINING.encode())

    response = desk.post(url("upload"), {"file": file})

    plan = Plan.objects.get()
    assert response.url == url("confirm", plan.pk)
    assert plan.source.name == "kh.txt"
    assert plan.text == factories.TRAINING


def test_a_contract_is_asked_about_and_taken_when_the_officer_is_sure(desk):
    text = "HỢP ĐỒNG\nThuê hội trường\nBÊN A: Sở\nBÊN B: Khách sạn\nI. NỘI DUNG\n- Bên A thuê hội trường của bên B.\n"

    def post(**more):
        file = SimpleUploadedFile("hd.txt", text.encode())
        return desk.post(url("upload"), {"file": file, **more})

    asked = post()
    assert (asked.status_code, Plan.objects.count()) == (200, 0)
    assert "có vẻ là hợp đồng" in asked.content.decode()

    post(is_sure="on")
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rest of nothing", b"%PDF-1.4\nbroken"])
def test_what_cannot_be_read_leaves_nothing(desk, content):
    desk.post(url("upload"), {"file": SimpleUploadedFile("x.docx", content)})

    assert Plan.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_register_costs_the_same_whatever_its_length(
    desk, officer, django_assert_num_queries, count
):
    for number in range(count):
        factories.bare_plan(officer, title=f"Bản nháp {number}")

    with django_assert_num_queries(7):
        response = desk.get(url("index"))

    assert response.content.decode().count(">Bản nháp ") == count


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("detail", 16), ("clauses", 8), ("clause", 8)])
def test_pages_of_a_plan_cost_the_same_whatever_its_length(
    desk, officer, django_assert_num_queries, count, page, queries
):
    plan = factories.bare_plan(officer)
    for _ in range(count):
        clause = factories.clause(plan)
        factories.task(clause, lead=factories.unit())
    args = [plan.pk, clause.pk] if page == "clause" else [plan.pk]

    with django_assert_num_queries(queries):
        desk.get(url(page, *args))


def posted(clause, do="confirm", **changes):
    """What the browser sends of the clause's card as it stands."""
    fields = {"version": clause.version, "kind": clause.kind, "do": do}
    for task in clause.tasks.all():
        fields |= {
            f"t{task.pk}-text": task.text, f"t{task.pk}-starts": task.starts or "",
            f"t{task.pk}-due": task.due or "", f"t{task.pk}-no_lead_why": task.no_lead_why,
            f"n{task.pk}-name": "", f"n{task.pk}-part": "coordinate",
        }  # fmt: skip
        fields |= {f"u{unit.pk}-part": unit.part for unit in task.units.all()}
    return fields | changes


def decide(desk, clause, **changes):
    address = url("decide_clause", clause.plan_id, clause.pk)
    return desk.post(
        address, posted(clause, **changes), headers={"referer": "http://testserver/x/"}
    )


def test_confirming_goes_on_to_the_next_clause(desk, officer):
    plan = factories.bare_plan(officer)
    first, second = (factories.clause(plan, ClauseKind.PRINCIPLE) for _ in range(2))

    response = decide(desk, first)

    first.refresh_from_db()
    assert (first.kind, first.confirmed_by) == (ClauseKind.PRINCIPLE, officer)
    assert response.url.startswith(url("clause", plan.pk, second.pk))


def test_a_doubtful_name_must_be_answered_before_the_clause_stands(desk, officer):
    plan = factories.bare_plan(officer)
    clause = factories.clause(plan)
    task = factories.task(clause, lead=factories.unit())
    meant = factories.unit("Phòng Hai")
    doubt = TaskUnit.objects.create(
        task=task, part=TaskPart.COORDINATE, as_written="P. 2",
        candidates=[{"label": "Phòng Hai", "organisation": meant.pk, "group": None}],
    )  # fmt: skip

    decide(desk, clause)
    clause.refresh_from_db()
    assert clause.is_confirmed is False

    decide(desk, clause, **{f"u{doubt.pk}-who": f"unit-{meant.pk}"})
    clause.refresh_from_db()
    doubt.refresh_from_db()
    assert (clause.is_confirmed, doubt.organisation) == (True, meant)


@pytest.mark.shows("R54", "R77", "R102")
def test_a_unit_is_added_by_name_and_the_day_by_date(desk, officer):
    plan = factories.bare_plan(officer)
    clause = factories.clause(plan)
    task = factories.task(clause, lead=factories.unit())
    other = factories.unit("Trung tâm Triển lãm")

    decide(desk, clause, **{
        f"n{task.pk}-name": "Trung tâm Triển lãm", f"n{task.pk}-part": "guide",
        f"t{task.pk}-due": "2025-11-20", f"t{task.pk}-every": "lunar", f"t{task.pk}-lunar": "5/1",
        f"t{task.pk}-channel": "people", f"t{task.pk}-framework_goal": "Mục tiêu 2",
    })  # fmt: skip

    task.refresh_from_db()
    assert (task.due, task.recurrence) == (date(2025, 11, 20), "lunar=5/1")
    assert (task.channel, task.framework_goal) == ("people", "Mục tiêu 2")
    assert task.units.get(organisation=other).part == TaskPart.GUIDE


def test_an_impossible_date_is_shown_beside_its_field_and_writes_nothing(desk, officer):
    plan = factories.bare_plan(officer)
    clause = factories.clause(plan)
    task = factories.task(clause, lead=factories.unit())

    response = decide(
        desk, clause, **{f"t{task.pk}-starts": "2025-12-02", f"t{task.pk}-due": "2025-12-01"}
    )

    assert response.status_code == 422
    assert Clause.objects.get().version == 1


@pytest.mark.shows("R73")
def test_split_makes_two_tasks_with_the_same_units(desk, officer):
    plan = factories.bare_plan(officer)
    clause = factories.clause(plan, text="Lập danh sách học viên; gửi giấy mời tới từng đơn vị.")
    task = factories.task(clause, lead=factories.unit())

    decide(desk, clause, do=f"split-{task.pk}")

    tasks = list(clause.tasks.order_by("pk"))
    assert [one.text for one in tasks] == [
        "Lập danh sách học viên;", "gửi giấy mời tới từng đơn vị.",
    ]  # fmt: skip
    assert [one.units.count() for one in tasks] == [1, 1]


def test_bulk_sets_a_lead_for_the_ticked_clauses_only(desk, officer):
    plan = factories.bare_plan(officer)
    one, two, three = (factories.clause(plan) for _ in range(3))
    for clause in (one, two, three):
        factories.task(clause)
    lead = factories.unit("Phòng Bảy")

    desk.post(url("clauses", plan.pk), {
        "row": [f"{one.pk}:1", f"{three.pk}:1"], "name": "Phòng Bảy", "part": "lead", "do": "set",
    })  # fmt: skip

    led = Clause.objects.filter(tasks__units__organisation=lead).order_by("order")
    assert list(led) == [one, three]


def test_a_stranger_to_the_plan_gets_404_and_a_reader_may_not_confirm(client, officer):
    plan = factories.bare_plan(officer)
    client.force_login(factories.user(Role.FOCAL_POINT, organisation=factories.unit()))
    assert client.get(url("detail", plan.pk)).status_code == 404

    client.force_login(factories.user(Role.AUDITOR))
    assert client.get(url("detail", plan.pk)).status_code == 200
    assert client.get(url("confirm", plan.pk)).status_code == 403


def test_director_approves_on_the_decide_page(client, officer):
    plan = factories.ready_plan(officer)
    actions.submit(plan, by=officer)
    director = factories.user(Role.DIRECTOR)
    client.force_login(director)

    client.post(url("approve", plan.pk))

    plan.refresh_from_db()
    assert (plan.state, plan.approved_by) == (PlanState.APPROVED, director)


def test_comparison_comes_as_a_workbook_too(desk, officer):
    old, new = (factories.bare_plan(officer, year=year) for year in (2024, 2025))
    factories.clause(old, text="Mở một lớp tập huấn cho cán bộ.")
    factories.clause(new, text="Mở hai lớp tập huấn cho cán bộ.")

    response = desk.get(url("compare", new.pk), {"with": old.pk, "format": "xlsx"})

    response.close()
    assert response["Content-Type"].endswith("spreadsheetml.sheet")


def test_names_are_offered_without_marks(desk):
    factories.unit("Phòng Truyền thông số")

    response = desk.get(url("names"), {"n1-name": "truyen thong"})

    assert response.content.decode().strip() == '<option value="Phòng Truyền thông số"></option>'
