"""The consolidated report says what classes were held, what came of them and what they cost (R44)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from khuevan.budget import actions as budget
from khuevan.budget.enums import LineKind
from khuevan.budget.models import Allocation, Estimate
from khuevan.budget.tests import approved as money
from khuevan.kit.audit import NamedActor, key_of
from khuevan.plans.enums import ClauseKind
from khuevan.plans.models import Plan
from khuevan.reports import actions, provenance
from khuevan.reports.actions.watching import _something_happened, last_event
from khuevan.reports.composing import tokens
from khuevan.reports.composing.sources import draft_of
from khuevan.reports.models import Consolidation
from khuevan.reports.tests import factories
from khuevan.reports.tests.quarter import ENDS, STARTS, moment, quarter
from khuevan.training import actions as training
from khuevan.training.actions import Application
from khuevan.training.enums import Applied, Moment, Outcome, QuestionForm, QuestionPart
from khuevan.training.models import (
    ApplicationNote,
    ClassRun,
    Survey,
    SurveyQuestion,
    Tally,
)
from khuevan.training.tests import factories as make
from khuevan.vanban import writing

pytestmark = pytest.mark.django_db
HELD = date(2026, 7, 10)
PERSON = "Nguyễn Thị Bí Mật"


@pytest.fixture
def office():
    """A quarter in which one clause of the plan became a class of four units, three of which came."""
    made = quarter(items=6, units=2, difficulties=0)
    clause = made.plan.clauses.filter(kind=ClauseKind.TASK).latest("order")
    run = held(made.plan, clause=clause, units=4)
    asked(run, date(2026, 9, 9))
    return SimpleNamespace(made=made, clause=clause, run=run, by=made.officer, cycle=made.cycle)


def held(plan: Plan | None, *, day: date = HELD, units: int = 4, **fields) -> ClassRun:
    run = make.summoned(
        plan=plan, title="Viết tin song ngữ", starts_at=moment(day, 8), ends_at=moment(day, 12),
        **fields,
    )  # fmt: skip
    for number in range(units):
        place = make.seat(run, make.ward(f"Phường Học {run.pk} {number}"))
        person = make.nominee(place, PERSON)
        said = (Outcome.PRESENT, "") if number else (Outcome.ABSENT, "Không báo")
        training.set_attendance(person.seat, *said, by=run.owner)
    training.hold(run, by=run.owner)
    return run


def asked(run: ClassRun, on: date) -> None:
    came = run.seats.filter(attendance__outcome=Outcome.PRESENT)
    ApplicationNote.objects.bulk_create(
        ApplicationNote(seat=seat, asked_on=on, due=date(2026, 10, 8)) for seat in came
    )


def answered(run: ClassRun, at: datetime, link: str = "https://phuong.vn/en/dinh") -> None:
    note = ApplicationNote.objects.filter(seat__run=run).earliest("pk")
    said = Application(Applied.YES, "Viết lại trang {đình làng}", link)
    training.answer_application(note, said, by=NamedActor("Phường"))
    ApplicationNote.objects.filter(pk=note.pk).update(answered_at=at)


def paid_for(run: ClassRun) -> Estimate:
    made = money.approved(
        {LineKind.HALL: 12_000_000, LineKind.REFRESHMENT: 120_000}, origin=key_of(run)
    )
    Estimate.objects.filter(pk=made.pk).update(approved_at=moment(date(2026, 7, 1)))
    Allocation.objects.update(at=moment(date(2026, 1, 5)))
    hall = made.lines.earliest("order")
    budget.pay(hall, Decimal(11_000_000), "Bà Bí Mật", by=money.finance(), on=date(2026, 7, 12))
    return made


def surveyed(run: ClassRun, replies: int) -> None:
    """Marks of 2 before and 4 after."""
    question = SurveyQuestion.objects.create(
        run=run, order=1, part=QuestionPart.KNOWLEDGE, form=QuestionForm.SCALE, text="Viết tin"
    )
    for when, mark in ((Moment.BEFORE, 2), (Moment.AFTER, 4)):
        survey = Survey.objects.create(
            run=run, moment=when, replies=replies, opened_at=moment(HELD, 7),
            closed_at=moment(HELD, 13),
        )  # fmt: skip
        Tally.objects.create(survey=survey, question=question, choice=mark, count=replies)


def drafted(office) -> Consolidation:
    return actions.draft(office.cycle, by=office.by)


def said(report: Consolidation, key: str) -> str:
    """A passage with its figures filled in."""
    passage = report.passages.get(key=key)
    show = actions.show_of(passage)
    return tokens.filled(passage.text, show)


@pytest.mark.shows("R04", "R36", "R44", "R82", "R86")
def test_a_training_clause_says_what_was_done_learnt_applied_and_paid(office):
    answered(office.run, moment(date(2026, 9, 12)))
    paid_for(office.run)
    surveyed(office.run, 6)
    report = drafted(office)
    text = said(report, f"clause:{office.clause.pk}")
    assert "Đã tổ chức lớp “Viết tin song ngữ” ngày 10/7/2026" in text
    assert "04 chỗ, 04 chỗ có người được cử, 03 người dự (75,0%)." in text
    assert "trước lớp 02, sau lớp 04 (thang năm điểm)." in text
    assert "đã hỏi 03 phiếu, 01 phiếu đã trả lời, 01 đơn vị đã vận dụng" in text
    assert "“Viết lại trang (đình làng)” (https://phuong.vn/en/dinh)" in text
    assert "dự toán được phê duyệt 12.120.000 đồng, đã chi 11.000.000 đồng." in text


@pytest.mark.shows("R44")
def test_the_table_of_classes_and_the_examples_stand_in_the_document(office):
    answered(office.run, moment(date(2026, 9, 12)))
    paid_for(office.run)
    report = drafted(office)
    table = report.passages.get(key="table:classes").facts
    prefix = f"t{office.run.pk}"
    assert table["caption"] == "Các lớp đã tổ chức"
    assert table["rows"] == [
        ["1", "Viết tin song ngữ", "10/7/2026",
         *(f"{{{{{prefix}.{name}}}}}" for name in ("seats", "named", "came", "share", "approved", "paid"))]
    ]  # fmt: skip
    document = actions.composed(report, for_=office.by)
    written = writing.write(document)
    assert written == writing.write(actions.composed(report, for_=office.by))
    words = repr(document)
    assert "BỒI DƯỠNG, TẬP HUẤN VÀ KINH PHÍ" in words
    assert "https://phuong.vn/en/dinh" in words
    # Whoever came, and whoever was paid, is nowhere named.
    assert "Bí Mật" not in words


@pytest.mark.shows("R44", "RPT-2")
def test_every_figure_of_classes_and_money_opens_to_rows_that_add_up(office, client):
    answered(office.run, moment(date(2026, 9, 12)))
    paid_for(office.run)
    surveyed(office.run, 6)
    report = drafted(office)
    client.force_login(office.by)
    seen = [one for one in report.figures.all() if one.code[0] in "tb"]
    assert len(seen) > 25
    for figure in seen:
        traced = provenance.trace(figure)
        assert traced.adds_up, figure.code
        assert all(one.url for one in traced.sources), figure.code
        assert "Bí Mật" not in repr(figure.rows)
    came = report.figures.get(code=f"t{office.run.pk}.came")
    assert {one.url for one in provenance.trace(came).sources} == {
        reverse("training:after", args=[office.run.pk])
    }
    page = client.get(reverse("reports:figure", args=[report.pk, "b.paid"]))
    assert page.status_code == 200
    assert "11.000.000" in page.content.decode()


@pytest.mark.shows("R44")
def test_an_answer_that_comes_later_marks_the_clause_and_nothing_else(office):
    report = drafted(office)
    assert actions.compare_sources(report) == 0
    answered(office.run, moment(date(2026, 9, 13)))
    assert actions.compare_sources(report) == 3  # with the sum, and the example that it lacks
    stale = set(report.passages.filter(is_stale=True).values_list("key", flat=True))
    assert stale == {f"clause:{office.clause.pk}", "applied"}
    actions.redraft(report, by=office.by)
    assert not report.passages.filter(is_stale=True).exists()


def test_what_happens_to_classes_and_money_makes_the_page_look_again(office):
    seq = last_event()
    assert not _something_happened(seq)
    answered(office.run, moment(date(2026, 9, 13)))
    assert _something_happened(seq)


@pytest.mark.shows("R39")
def test_the_clause_on_money_holds_the_sheet_of_sources(office):
    paid_for(office.run)
    clause = office.made.plan.clauses.filter(kind=ClauseKind.TASK).earliest("order")
    clause.kind = ClauseKind.MONEY
    clause.save()
    report = drafted(office)
    text = said(report, f"clause:{clause.pk}")
    assert text == (
        "Kết quả: Đến hết ngày 14/9/2026, dự toán được phê duyệt 12.120.000 đồng; đã cam kết chi "
        "0 đồng, đã chi 11.000.000 đồng, đã quyết toán 0 đồng; 05 chứng từ chậm."
    )
    sheet = report.passages.get(key="table:sources")
    place = report.passages.get(key=f"clause:{clause.pk}").order
    assert sheet.order == place + 1
    values = {one.code: one.value for one in report.figures.all()}
    codes = [cell.strip("{}") for cell in sheet.facts["rows"][0][1:]]
    assert [values[code] for code in codes] == [40_000_000, 12_120_000, 0, 11_000_000, 0]


@pytest.mark.shows("R04")
def test_what_few_answered_is_not_told(office):
    surveyed(office.run, 4)
    text = said(drafted(office), f"clause:{office.clause.pk}")
    assert "thang năm điểm" not in text


@pytest.mark.shows("R44")
def test_what_units_applied_of_last_years_class_stands_in_this_years_report(office):
    before = Plan.objects.create(
        title="Kế hoạch năm trước", owner=office.by, year=2025, issuer=office.made.plan.issuer
    )
    Plan.objects.filter(pk=office.made.plan.pk).update(previous=before)
    office.cycle.plan.refresh_from_db()
    run = held(before, day=date(2026, 5, 5), units=3)
    asked(run, date(2026, 7, 5))
    answered(run, moment(date(2026, 7, 20)), "https://phuong.vn/cu")
    report = drafted(office)
    assert report.passages.get(key="classes").text.startswith("Trong kỳ đã tổ chức")
    values = {one.code: one.value for one in report.figures.all()}
    assert (values["t.classes"], values["t.answered"], values["t.applied"]) == (1, 1, 1)
    told = [one.text for one in report.passages.filter(key__startswith="note:")]
    assert len(told) == 1
    assert "https://phuong.vn/cu" in told[0]


def test_a_report_without_a_plan_has_the_classes_and_the_money_of_its_window(office):
    paid_for(office.run)
    cycle = factories.cycle(
        factories.report_type(), label="Báo cáo Thành phố", starts=STARTS, ends=ENDS
    )
    later = factories.cycle(cycle.type, starts=date(2026, 9, 15), ends=date(2026, 12, 14))
    report = actions.draft(cycle, by=office.by)
    keys = list(report.passages.values_list("key", flat=True))
    assert [key for key in keys if key in {"table:classes", "money", "table:sources"}] == [
        "table:classes", "money", "table:sources",
    ]  # fmt: skip
    assert not actions.draft(later, by=office.by).passages.filter(key="table:classes").exists()


def test_the_same_data_give_the_same_draft(office):
    answered(office.run, moment(date(2026, 9, 12)))
    paid_for(office.run)
    assert draft_of(office.cycle) == draft_of(office.cycle)


@pytest.mark.parametrize("count", [1, 3])
def test_more_classes_ask_the_database_no_more(count, django_assert_max_num_queries):
    made = quarter(items=6, units=2, difficulties=0)
    for _number in range(count):
        run = held(made.plan, units=count + 1)
        asked(run, date(2026, 9, 9))
        surveyed(run, 6)
        paid_for(run)
    with django_assert_max_num_queries(40):
        draft_of(made.cycle)
