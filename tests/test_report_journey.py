"""The second half of the way, in a real browser: a quarter of work becomes the quarter's report.

The real year plan (where ../shared is at hand, else the sample) goes to its units; they report with
photos and a difficulty; the quarter's report is asked of them, filled in on phones, one cell goes
back; the report drafts itself, is checked, signed, numbered and issued. With
KHUEVAN_PICTURES=FOLDER the stops are filmed for the user guide, the report's pages too.
"""

from __future__ import annotations

import subprocess
import tempfile
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation

from khuevan.assignments import actions as assignments
from khuevan.assignments.models import Assignment, Difficulty
from khuevan.documents.enums import PaperState
from khuevan.documents.models import Paper
from khuevan.people.enums import Purpose
from khuevan.people.models import UnitGroup, UnitLink
from khuevan.plans.models import Plan
from khuevan.reports import actions as reports
from khuevan.reports.enums import ObligationState
from khuevan.reports.models import Cell, Consolidation, Cycle, Figure, ReportType
from khuevan.reports.seeds import seed_types
from khuevan.vanban import writing
from khuevan.vanban.composition import Picture
from khuevan.web.demo.paper import typed
from khuevan.web.demo.texts import YEAR
from tests.walking import FILM, PHONE, SHARED, confirm_every_clause, do_jobs, film, photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REAL = SHARED / "plans" / "001_61f27bbfa5689248.txt"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DESK = {"width": 1360, "height": 850}


def at(day: date, hour: int) -> time_machine.travel:
    """That hour in Hà Nội; the clock goes on."""
    return time_machine.travel(datetime.combine(day, time(hour), HANOI))


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    if REAL.exists():
        target = tmp_path / "ke-hoach-ttdn-2025.txt"
        target.write_bytes(REAL.read_bytes())
    else:
        target = tmp_path / YEAR.file_name
        target.write_bytes(typed(YEAR))
    return target


def press(page, action: str) -> None:
    """The button of the form that goes to this address."""
    page.locator(f"form[action$='{action}'] button").first.click()
    page.wait_for_load_state()


@pytest.mark.shows("RPT-1", "RPT-2", "RPT-3", "R58", "R83", "R84", "R97", "R100", "DOC-4")
def test_a_quarter_of_work_becomes_the_quarters_report(visit, users, plan_file):
    with at(date(2025, 9, 16), 9):
        plan = plan_goes_out(visit, users, plan_file)
    with at(date(2025, 10, 20), 9):
        units_work(visit, users, plan)
    with at(date(2025, 12, 8), 9):
        cycle = report_is_asked(visit, users, plan)
    with at(date(2025, 12, 15), 9):
        units_report(visit, users, cycle)
    with at(date(2025, 12, 17), 9):
        paper = report_drafts_itself(visit, users, cycle)
        report_goes_out(visit, users, paper)


def plan_goes_out(visit, users, plan_file) -> Plan:
    page = visit("/plans/upload/", users["chuyenvien"], **DESK)
    page.set_input_files("input[type=file]", str(plan_file))
    page.locator("main form button.btn-main").click()
    page.wait_for_load_state()
    plan = Plan.objects.get()
    page.goto(f"/plans/{plan.pk}/confirm/")
    confirm_every_clause(page)
    page.goto(f"/plans/{plan.pk}/")
    press(page, f"/plans/{plan.pk}/submit/")
    phone = visit(f"/plans/{plan.pk}/decide/", users["giamdoc"], **PHONE)
    press(phone, "/approve/")
    page.goto(f"/plans/{plan.pk}/send/")
    page.locator("main form button.btn-main").click()
    page.wait_for_load_state()
    do_jobs()
    assert Assignment.objects.filter(plan=plan).exists()
    assert page.complaints == phone.complaints == []
    plan.refresh_from_db()
    return plan


def units_work(visit, users, plan: Plan) -> None:
    """Two units on their phones, with photos and a difficulty; the others by the same actions."""
    links = list(
        UnitLink.objects.filter(purpose=Purpose.ASSIGNMENTS, organisation__assignments__plan=plan)
        .distinct()
        .select_related("organisation")
    )
    assert len(links) >= 4
    for link, words in zip(
        links[:2], ("Đã đăng 12 tin, bài tiếng Anh.", "Đã cập nhật 3 mục."), strict=True
    ):
        small = visit(f"/u/{link.token}/", **PHONE, script=False)
        own = Assignment.objects.of(link.organisation_id).order_by("pk").first()
        small.goto(f"/u/{link.token}/{own.pk}/")
        press(small, "/receive/")
        small.goto(f"/u/{link.token}/{own.pk}/")
        small.fill("form[action$='/report/'] textarea[name=text]", words)
        small.set_input_files(
            "input[name=photo]", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photo()}
        )
        small.locator("form[action$='/report/'] button:not([name])").click()
        assert small.complaints == []
    hard = links[2]
    small = visit(f"/u/{hard.token}/", **PHONE)
    own = Assignment.objects.of(hard.organisation_id).order_by("pk").first()
    small.goto(f"/u/{hard.token}/{own.pk}/")
    small.fill(
        "form[action$='/difficulty/'] textarea[name=text]",
        "Chưa có người hiệu đính tiếng Anh cho trang tin của đơn vị.",
    )
    film(small, "11-difficulty-phone")
    press(small, "/difficulty/")
    difficulty = Difficulty.objects.get()
    page = visit(f"/assignments/difficulties/{difficulty.pk}/", users["chuyenvien"], **DESK)
    page.fill("form[action$='/answer/'] textarea", "Sở cử biên tập viên hỗ trợ trong tuần.")
    press(page, "/answer/")
    with translation.override("vi"):
        for link in links[2:]:
            assignments.receive_all(link.organisation_id, by=link)
        for one in Assignment.objects.filter(
            plan=plan, organisation__in=[x.organisation_id for x in links[3:]]
        ):
            link = next(x for x in links if x.organisation_id == one.organisation_id)
            assignments.add_evidence(
                one, [assignments.Proof(text="Đã thực hiện theo kế hoạch.")], by=link
            )
            assignments.report(one, by=link)
        for one in Assignment.objects.filter(plan=plan, state="waiting"):
            assignments.accept(one, by=users["chuyenvien"])


def report_is_asked(visit, users, plan: Plan) -> Cycle:
    seed_types()
    kind = ReportType.objects.get(code="bao-cao-quy")
    kind.groups.set(UnitGroup.objects.filter(code__in=["phong-don-vi-thuoc-so", "so-ban-nganh"]))
    page = visit(f"/reports/types/{kind.pk}/open/", users["chuyenvien"], **DESK)
    page.fill("input[name=starts]", "2025-09-15")
    page.fill("input[name=ends]", "2025-12-14")
    page.fill("input[name=due_day]", "2025-12-17")
    page.select_option("select[name=plan]", str(plan.pk))
    film(page, "12-open-period")
    page.locator("main form button.btn-main").click()
    page.wait_for_load_state()
    cycle = Cycle.objects.get()
    assert (cycle.starts, cycle.ends, cycle.plan) == (date(2025, 9, 15), date(2025, 12, 14), plan)
    page.locator("main form button.btn-main").click()
    page.wait_for_load_state()
    do_jobs()
    assert not cycle.obligations.filter(told_at=None).exists()
    assert page.complaints == []
    return cycle


def units_report(visit, users, cycle: Cycle) -> None:
    """One unit without scripts, its figures already counted; one cell goes back and comes again."""
    links = {
        link.organisation_id: link
        for link in UnitLink.objects.filter(purpose=Purpose.REPORTS).select_related("organisation")
    }
    owed = list(cycle.obligations.select_related("organisation").order_by("pk"))
    done = Assignment.objects.filter(state="done").values_list("organisation_id", flat=True)
    first = next(one for one in owed if one.organisation_id in set(done))
    own = first.organisation_id
    small = visit(f"/reports/u/{links[own].token}/{first.pk}/", **PHONE, script=False)
    for name, value in (("news", "12"), ("news_en", "5"), ("events", "2")):
        small.fill(f"input[name=v-{name}]", value)
    small.fill("textarea[name=t-proposals]", "Đề nghị có bộ tên gọi song ngữ dùng chung.")
    film(small, "13-report-phone", whole=True)
    small.locator("button[name=do][value=send]").click()
    small.wait_for_load_state()
    first.refresh_from_db()
    assert first.state == ObligationState.SENT
    cell = first.cells.get(indicator__code="news")
    assert (cell.value, first.submissions.count()) == (12, 1)

    page = visit(f"/reports/received/{first.pk}/", users["chuyenvien"], **DESK)
    film(page, "14-received")
    page.locator("details:has([name=why-news]) summary").click()
    page.fill("[name=why-news]", "Gồm cả bài đăng lại?")
    press(page, f"/received/{first.pk}/return/")
    first.refresh_from_db()
    assert first.state == ObligationState.RETURNED
    small.goto(f"/reports/u/{links[own].token}/{first.pk}/")
    assert small.locator("input[name^=v-]").count() == 1
    small.fill("input[name=v-news]", "11")
    small.locator("button[name=do][value=send]").click()
    small.wait_for_load_state()
    first.refresh_from_db()
    assert first.submissions.count() == 2
    with translation.override("vi"):
        for one in owed:
            if one.pk != first.pk and one.pk != owed[-1].pk:
                link = links[one.organisation_id]
                for cell in reports.prefill(one):
                    if (
                        cell.value is None
                        and cell.indicator.kind == "figure"
                        and cell.indicator.is_required
                    ):
                        reports.save_cell(one, cell.indicator, reports_answer(3), by=link)
                reports.submit(one, by=link)
    page.goto(f"/reports/cycles/{cycle.pk}/matrix/")
    film(page, "15-report-matrix")
    assert page.complaints == small.complaints == []


def reports_answer(value: int):
    from decimal import Decimal

    from khuevan.reports.rules import Answer

    return Answer(value=Decimal(value))


def report_drafts_itself(visit, users, cycle: Cycle) -> Paper:
    page = visit(f"/reports/cycles/{cycle.pk}/consolidation/", users["chuyenvien"], **DESK)
    press(page, "/draft/")
    own = Consolidation.objects.get()
    film(page, "16-consolidated")
    total = Cell.objects.filter(
        obligation__cycle=cycle, indicator__code="news", obligation__first_sent_at__isnull=False
    )
    figure = Figure.objects.get(consolidation=own, code="ind.news")
    assert figure.value == sum(one.value for one in total)
    assert sum(float(row[2]) for row in figure.rows) == float(figure.value)
    page.goto(f"/reports/consolidations/{own.pk}/figures/{figure.code}/")
    film(page, "17-figure")
    brief = visit(f"/reports/consolidations/{own.pk}/brief/", users["giamdoc"], **PHONE)
    film(brief, "18-brief-phone", whole=True)
    # Every clause of the plan is in the report.
    clauses = {clause.pk for clause in cycle.plan.clauses.filter(kind="task")}
    assert clauses <= set(own.passages.values_list("clause_id", flat=True))
    choose_a_photo(page, own)
    page.goto(f"/reports/consolidations/{own.pk}/hand-over/")
    page.locator("main form button.btn-main").click()
    page.wait_for_load_state()
    paper = Paper.objects.get()
    assert page.complaints == brief.complaints == []
    return paper


def choose_a_photo(page, own: Consolidation) -> None:
    """The officer puts a unit's photo beside the clause that it proves."""
    page.goto(f"/reports/consolidations/{own.pk}/")
    page.goto(page.locator("a[href$='/pictures/']").first.get_attribute("href"))
    page.locator("input[name=evidence]").first.check()
    page.locator("main form button.btn-main").click()
    page.wait_for_load_state()
    assert own.passages.filter(kind="pictures").exists()


def report_goes_out(visit, users, paper: Paper) -> None:
    page = visit(f"/documents/papers/{paper.pk}/", users["chuyenvien"], **DESK)
    film(page, "19-document")
    press(page, f"/papers/{paper.pk}/check/")
    legal = visit(f"/documents/papers/{paper.pk}/", users["phapche"], **DESK)
    press(legal, f"/papers/{paper.pk}/form/")
    phone = visit(f"/documents/papers/{paper.pk}/decide/", users["giamdoc"], **PHONE)
    film(phone, "20-sign-phone")
    press(phone, f"/papers/{paper.pk}/sign/")
    clerk = visit(f"/documents/papers/{paper.pk}/number/", users["vanthu"], **DESK)
    clerk.fill("input[name=number]", "318")
    clerk.fill("input[name=day]", "2025-12-17")
    if clerk.locator("[name=why]").count():
        clerk.fill("[name=why]", "Ký giấy, bản quét lưu tại văn thư.")
    clerk.locator("main form button.btn-main").click()
    clerk.wait_for_load_state()
    paper.refresh_from_db()
    assert (paper.state, paper.full_number) == (PaperState.NUMBERED, "318/BC-SVHTT")
    clerk.goto(f"/documents/papers/{paper.pk}/issue/")
    clerk.locator("main form button.btn-main").click()
    clerk.wait_for_load_state()
    do_jobs()
    paper.refresh_from_db()
    assert paper.state == PaperState.ISSUED
    with clerk.expect_download() as waiting:
        clerk.locator(f"a[href$='/papers/{paper.pk}/docx/']").first.click()
    content = Path(waiting.value.path()).read_bytes()
    read = writing.read(content)
    assert (read.number, read.symbol, read.type_code) == (318, "BC-SVHTT", "BC")
    assert sum(isinstance(block, Picture) for block in read.body) >= 2  # the photo and a chart
    pages(content)
    assert page.complaints == legal.complaints == phone.complaints == clerk.complaints == []


def pages(content: bytes) -> None:
    """The report as LibreOffice prints it, A4; its first pages for the user guide."""
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "bao-cao.pdf"
        pdf.write_bytes(writing.to_pdf(content))
        told = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
        assert "A4" in told
        if FILM:
            target = Path(FILM) / "21-report"
            subprocess.run(["pdftoppm", "-r", "60", "-png", "-l", "4", pdf, target], check=True)
