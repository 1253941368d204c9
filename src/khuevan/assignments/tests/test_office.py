from __future__ import annotations

from datetime import date, datetime, timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from khuevan.assignments import actions
from khuevan.assignments.actions import evaluating
from khuevan.assignments.enums import DifficultyState, Formula, Kind, State
from khuevan.assignments.models import Assignment, Criterion, Evaluation
from khuevan.assignments.tests import factories
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent
from khuevan.people.enums import Role

pytestmark = pytest.mark.django_db
UNIT = audit.NamedActor("UBND phường Bồ Đề")
WHY = "Danh sách thiếu chữ ký của lãnh đạo"


@pytest.fixture
def plan():
    return factories.approved()


@pytest.fixture
def office(client, plan):
    client.force_login(plan.owner)
    return client


def reported(**fields):
    own = factories.assignment(**fields)
    actions.add_evidence(own, [actions.Proof(text="Đã làm.")], by=UNIT)
    actions.report(own, by=UNIT)
    return own


# --- receipts


@pytest.mark.shows("R99", "R42")
@pytest.mark.parametrize(
    ("show", "units"),
    [
        ("", ["Phường Im", "Phường Muộn", "Phường Nhận", "Phường Xong"]),
        ("silent", ["Phường Im"]),
        ("late", ["Phường Muộn"]),
        ("owed", ["Phường Im", "Phường Muộn", "Phường Nhận"]),
        ("done", ["Phường Xong"]),
        ("nonsense", ["Phường Im", "Phường Muộn", "Phường Nhận", "Phường Xong"]),
    ],
)
def test_receipts_show_who_is_silent_and_who_is_late(office, plan, show, units):
    today = timezone.localdate()
    task = factories.task(plan)
    rows = (
        ("Im", State.ASSIGNED, 9), ("Muộn", State.DOING, -9), ("Nhận", State.RECEIVED, 9),
        ("Xong", State.DONE, -9),
    )  # fmt: skip
    for name, state, days in rows:
        unit = factories.ward(f"Phường {name}")
        factories.assignment(unit, task=task, state=state, due=today + timedelta(days=days))
    factories.assignment()

    page = office.get(reverse("assignments:receipts", args=[plan.pk]), {"show": show})

    assert [row.object.organisation.name_vi for row in page.context["page"].rows] == units


def test_receipts_leave_as_a_workbook(office, plan, tmp_path):
    factories.assignment(
        factories.ward("Phường Bồ Đề"), task=factories.task(plan), due=date(2026, 12, 1)
    )
    page = office.get(reverse("assignments:receipts", args=[plan.pk]), {"format": "xlsx"})
    file = tmp_path / "receipts.xlsx"
    file.write_bytes(b"".join(page.streaming_content))
    page.close()
    rows = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))
    assert (rows[0][0], rows[1][0], rows[1][4]) == ("Đơn vị", "Phường Bồ Đề", datetime(2026, 12, 1))


@pytest.mark.parametrize("name", ["index", "waiting", "difficulties", "evaluations"])
@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    office, name, count, django_assert_max_num_queries
):
    for _n in range(count):
        own = reported()
        actions.raise_difficulty(own, "Chưa có kinh phí đi lại.", by=UNIT)
        actions.evaluate(
            own.organisation, date(2026, 1, 1), date(2026, 3, 31), {}, note="", by=own.plan.owner
        )
    office.get(reverse(f"assignments:{name}"))
    with django_assert_max_num_queries(12) as queries:
        office.get(reverse(f"assignments:{name}"))
    assert len(queries) == {"index": 7, "waiting": 6, "difficulties": 8, "evaluations": 9}[name]


@pytest.mark.parametrize("count", [1, 3])
def test_detail_costs_the_same_whatever_happened(office, count, django_assert_max_num_queries):
    own = factories.assignment()
    for _n in range(count):
        actions.add_evidence(own, [actions.Proof(text="x")], by=UNIT)
        actions.raise_difficulty(own, "Chưa có kinh phí đi lại.", by=UNIT)
    with django_assert_max_num_queries(12) as queries:
        office.get(reverse("assignments:detail", args=[own.pk]))
    assert len(queries) == 9


# --- judging


def test_accepting_goes_on_to_the_next_report(office):
    own = reported()
    page = office.post(reverse("assignments:accept", args=[own.pk]))
    own.refresh_from_db()
    assert (own.state, page.url) == (State.DONE, reverse("assignments:waiting"))


def test_returning_needs_a_reason_and_says_it(office):
    own = reported()
    url = reverse("assignments:return", args=[own.pk])
    assert office.post(url, {"why": ""}).status_code == 400
    assert office.post(url, {"why": "thiếu"}).status_code == 409
    office.post(url, {"why": WHY})
    own.refresh_from_db()
    assert (own.state, own.last_word) == (State.RETURNED, WHY)


def test_moving_the_day_and_cancelling(office):
    own = factories.assignment()
    office.post(
        reverse("assignments:postpone", args=[own.pk]),
        {"postpone-due": "31/12/2099", "postpone-why": WHY},
    )
    own.refresh_from_db()
    assert own.due == date(2099, 12, 31)
    office.post(reverse("assignments:cancel", args=[own.pk]), {"cancel-why": WHY})
    own.refresh_from_db()
    assert own.state == State.CANCELLED


@pytest.mark.parametrize("due", ["", "31/02/2026", "hôm nào rảnh"])
def test_what_is_no_day_is_said_beside_the_field(office, due):
    own = factories.assignment()
    given = {"postpone-due": due, "postpone-why": WHY}
    page = office.post(reverse("assignments:postpone", args=[own.pk]), given)
    assert (page.status_code, list(page.context["postpone_form"].errors)) == (400, ["due"])


@pytest.mark.shows("SYS-6")
@pytest.mark.parametrize(
    ("role", "codes"),
    [
        (Role.LEAD_OFFICER, {"accept": 302, "return": 302, "cancel": 302, "postpone": 302}),
        (Role.DIRECTOR, {"accept": 302, "return": 302, "cancel": 403, "postpone": 403}),
        (Role.EDITOR, dict.fromkeys(("accept", "return", "cancel", "postpone"), 403)),
        (Role.FOCAL_POINT, dict.fromkeys(("accept", "return", "cancel", "postpone"), 403)),
        (Role.AUDITOR, dict.fromkeys(("accept", "return", "cancel", "postpone"), 403)),
    ],
)
def test_who_may_judge_and_who_may_change(client, role, codes):
    given = {"why": WHY, "cancel-why": WHY, "postpone-why": WHY, "postpone-due": "31/12/2099"}
    client.force_login(factories.officer(role))
    found = {}
    for verb in codes:
        url = reverse(f"assignments:{verb}", args=[reported().pk])
        assert client.get(url).status_code in {403, 405}
        found[verb] = client.post(url, given).status_code
    assert found == codes


def test_a_focal_point_is_taken_to_the_page_of_its_unit(client):
    unit = factories.ward()
    own, foreign = factories.assignment(unit), factories.assignment()
    client.force_login(factories.officer(Role.FOCAL_POINT, organisation=unit))
    page = client.get(reverse("assignments:detail", args=[own.pk]))
    assert page.url == reverse("assignments:own_task", args=[own.pk])
    assert client.get(reverse("assignments:detail", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("assignments:index")).status_code == 403


# --- difficulties


def test_answering_and_forwarding(office):
    one = actions.raise_difficulty(factories.assignment(), "Chưa có kinh phí đi lại.", by=UNIT)
    office.post(reverse("assignments:forward", args=[one.pk]), {"to": "Văn phòng Sở"})
    one.refresh_from_db()
    assert (one.state, one.forwarded_to) == (DifficultyState.FORWARDED, "Văn phòng Sở")
    assert (
        office.post(reverse("assignments:answer", args=[one.pk]), {"answer": ""}).status_code == 400
    )
    office.post(reverse("assignments:answer", args=[one.pk]), {"answer": "Có nguồn rồi."})
    one.refresh_from_db()
    assert (one.state, one.answer) == (DifficultyState.ANSWERED, "Có nguồn rồi.")


@pytest.mark.parametrize(("show", "count"), [("", 2), ("late", 1), ("answered", 0), ("sent", 2)])
def test_difficulties_past_their_clock_are_found(office, show, count):
    late = actions.raise_difficulty(factories.assignment(), "Chưa có kinh phí đi lại.", by=UNIT)
    late.answer_due = date(2026, 1, 1)
    late.save()
    actions.raise_difficulty(factories.assignment(), "Chưa có hội trường đủ chỗ.", by=UNIT)
    page = office.get(reverse("assignments:difficulties"), {"state": show})
    assert len(page.context["page"].rows) == count


# --- evaluation


STARTS, ENDS = date(2026, 7, 1), date(2026, 9, 30)


def at(*day):
    return timezone.make_aware(datetime(*day, 9))


@pytest.fixture
def measured():
    """Four tasks of one quarter: on time, late, returned once, never received."""
    unit = factories.ward()
    facts = (
        {"reported_at": at(2026, 8, 10), "received_at": at(2026, 7, 2), "state": State.DONE},
        {"reported_at": at(2026, 8, 20), "received_at": at(2026, 7, 9), "state": State.WAITING},
        {
            "reported_at": at(2026, 8, 14),
            "received_at": at(2026, 7, 2),
            "state": State.DONE,
            "returns": 1,
        },
        {"state": State.ASSIGNED},
    )
    for one in facts:
        factories.assignment(unit, due=date(2026, 8, 14), sent_at=at(2026, 7, 1), **one)
    factories.assignment(unit, due=date(2026, 8, 14), sent_at=at(2026, 7, 1), state=State.CANCELLED)
    factories.assignment(unit, due=date(2026, 11, 1))
    return unit


@pytest.mark.shows("R59")
def test_figures_come_from_the_record(measured):
    found = evaluating.figures(measured, STARTS, ENDS)
    assert {formula: (one.part, one.whole, one.value) for formula, one in found.items()} == {
        Formula.ON_TIME: (2, 4, 50),
        Formula.RECEIPT: (2, 4, 50),
        Formula.EVIDENCE: (2, 3, 67),
    }


@pytest.mark.shows("R59")
def test_an_evaluation_keeps_figures_judgement_and_remark(office, measured):
    manual = Criterion.objects.get(formula=Formula.MANUAL)
    url = reverse("assignments:evaluate", args=[measured.pk]) + "?starts=2026-07-01&ends=2026-09-30"

    office.post(
        url, {f"value_{manual.pk}": "80", f"remark_{manual.pk}": "Chủ động báo sớm", "note": "Tốt"}
    )

    made = Evaluation.objects.get()
    scores = {score.criterion.formula: score.value for score in made.scores.all()}
    assert scores == {"on_time": 50, "receipt": 50, "evidence": 67, "manual": 80}
    # (40 * 50 + 20 * 50 + 25 * 67 + 15 * 80) / 100
    assert AuditEvent.objects.get(kind=Kind.EVALUATED).after == "59"


def test_a_judgement_without_a_word_is_refused(office, measured):
    manual = Criterion.objects.get(formula=Formula.MANUAL)
    url = reverse("assignments:evaluate", args=[measured.pk])
    page = office.post(url, {f"value_{manual.pk}": "80"})
    assert (page.status_code, list(page.context["form"].errors)) == (400, [f"remark_{manual.pk}"])
    with pytest.raises(Refused):
        actions.evaluate(
            measured, STARTS, ENDS, {manual.pk: actions.Judged(80)}, note="", by=factories.officer()
        )
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize("value", ["-1", "101", "nhiều"])
def test_a_score_is_0_to_100(office, measured, value):
    manual = Criterion.objects.get(formula=Formula.MANUAL)
    given = {f"value_{manual.pk}": value, f"remark_{manual.pk}": "x"}
    page = office.post(reverse("assignments:evaluate", args=[measured.pk]), given)
    assert page.status_code == 400


def test_nothing_to_measure_is_no_zero():
    found = evaluating.figures(factories.ward(), STARTS, ENDS)
    assert [one.value for one in found.values()] == [None, None, None]
    assert evaluating.total({}) is None


def test_the_quarter_before_this_one():
    from khuevan.assignments.views.evaluation import last_quarter

    assert last_quarter(date(2026, 2, 3)) == (date(2025, 10, 1), date(2025, 12, 31))
    assert last_quarter(date(2026, 12, 31)) == (date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.shows("R59")
def test_criteria_are_data_that_the_office_changes(office):
    given = {
        "name_vi": "Tin bài gửi", "name_en": "Items sent", "explanation": "Số tin gửi.",
        "weight": "10", "formula": "manual", "order": "9", "is_active": "on",
    }  # fmt: skip
    office.post(reverse("assignments:criterion_add"), given)
    made = Criterion.objects.get(name_vi="Tin bài gửi")
    office.post(reverse("assignments:criterion", args=[made.pk]), given | {"weight": "12"})
    made.refresh_from_db()
    assert made.weight == 12
    assert AuditEvent.objects.filter(kind=Kind.CRITERION_SET).count() == 2
    assert (
        office.post(reverse("assignments:criterion_add"), given | {"weight": "0"}).status_code
        == 400
    )


def test_living_reads_agree_with_the_assignments(plan):
    """What the matrix shows after real moves: tallies and pulses, not rows."""
    from khuevan.assignments import living

    task = factories.task(plan)
    own = factories.assignment(task=task)
    factories.assignment(task=task)
    actions.add_evidence(own, [actions.Proof(text="Đã làm.")], by=UNIT)
    actions.report(own, by=UNIT)

    standing = living.of_tasks([plan], timezone.localdate())[task.pk]
    assert (standing.total, standing.silent, standing.proofs, standing.last_word) == (
        2,
        1,
        1,
        "Đã làm.",
    )
    assert Assignment.objects.filter(plan=plan).count() == 2
