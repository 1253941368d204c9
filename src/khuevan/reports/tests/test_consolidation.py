"""RPT-1, RPT-2: the quarter from its evidence, every number equal to SQL and open to its rows."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.urls import reverse

from khuevan.assignments import actions as assignments
from khuevan.assignments.models import Assignment, Difficulty
from khuevan.documents.models import Paper
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.enums import Role
from khuevan.plans.models import Clause
from khuevan.reports import actions, jobs, provenance
from khuevan.reports.composing import tokens
from khuevan.reports.models import Consolidation, Passage
from khuevan.reports.tests.factories import officer
from khuevan.reports.tests.quarter import ENDS, Quarter, quarter
from khuevan.vanban import writing
from khuevan.vanban.composition import Heading, Item, Paragraph, Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def work() -> Quarter:
    return quarter()


@pytest.fixture
def report(work: Quarter) -> Consolidation:
    return actions.draft(work.cycle, by=work.officer)


def sql(query: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int(cursor.fetchone()[0] or 0)


# Written without the ORM and without the code under test, in UTC: Hà Nội is seven hours ahead.
BEGIN, END = "2026-06-14 17:00:00", "2026-09-14 17:00:00"
SCOPE = """
  FROM assignments_assignment a JOIN plans_task t ON t.id = a.task_id
  WHERE a.plan_id = %s AND a.state <> 'cancelled' AND a.sent_at < %s
    AND NOT (a.state = 'done' AND a.done_at < %s)
"""
DONE = " AND a.state = 'done' AND a.done_at < %s"


def counted(plan: int, more: str = "", *values: object) -> int:
    return sql(f"SELECT count(*) {SCOPE}{more}", plan, END, BEGIN, *values)


@pytest.mark.shows("RPT-1", "R83", "R84")
def test_every_number_of_the_report_equals_an_independent_sql(work, report):
    plan, figure = work.plan.pk, figures(report)
    spoken = f" AND a.reported_at < '{END}'"
    done = counted(plan, DONE, END)
    assert figure["all.given"] == counted(plan) == 120
    assert figure["all.done"] == done
    assert figure["all.waiting"] == counted(plan, " AND a.state = 'waiting'" + spoken)
    late = " AND a.state NOT IN ('done', 'waiting') AND a.due <= %s"
    assert figure["all.late"] == counted(plan, late, ENDS)
    doing = 120 - done - figure["all.waiting"] - figure["all.late"]
    assert figure.get("all.doing", 0) == doing
    on_time = DONE + " AND date(a.reported_at) <= a.due"
    assert figure["all.ontime"] == counted(plan, on_time, END)
    for clause in Clause.objects.filter(plan=plan):
        own = counted(plan, " AND t.clause_id = %s", clause.pk)
        assert figure.get(f"c{clause.pk}.given", 0) == own
        assert figure.get(f"c{clause.pk}.done", 0) == counted(
            plan, DONE + " AND t.clause_id = %s", END, clause.pk
        )
    for unit in work.units:
        assert figure[f"u{unit.pk}.given"] == counted(plan, " AND a.organisation_id = %s", unit.pk)
    for channel in ("party", "state", "people"):
        assert figure[f"k.{channel}.given"] == counted(plan, " AND t.channel = %s", channel)
    news = (
        "SELECT sum(c.value) FROM reports_cell c JOIN reports_indicator i ON i.id = c.indicator_id"
    )
    assert figure["ind.tin_bai"] == sql(f"{news} WHERE i.code = 'tin_bai'")
    assert figure["dif.raised"] == sql("SELECT count(*) FROM assignments_difficulty") == 14
    answered = "SELECT count(*) FROM assignments_difficulty WHERE answered_at < %s"
    assert figure["dif.answered"] == sql(answered, END) == 11


def figures(report: Consolidation) -> dict[str, Decimal]:
    return {one.code: one.value for one in report.figures.all() if one.value is not None}


@pytest.mark.shows("RPT-1")
def test_the_document_holds_every_clause_in_the_plans_order(work, report):
    document = actions.composed(report, for_=work.officer)
    text = "\n".join(block.text for block in document.body if isinstance(block, Item))
    clauses = [" ".join(c.text.split()) for c in work.plan.clauses.order_by("order")]
    places = [text.find(clause) for clause in clauses]
    assert -1 not in places
    assert all(before < after for before, after in pairwise(places))


@pytest.mark.shows("RPT-1")
def test_every_number_of_the_document_is_a_figure_or_a_date_or_a_quotation(work, report):
    """No digit stands in the file that neither a source nor the plan nor a unit gave."""
    figure = {one.code: one for one in report.figures.all()}
    for passage in report.passages.all():
        bare = tokens.TOKEN.sub(" ", passage.text)
        bare = re.sub(r"“[^”]*”", " ", bare)  # what units wrote
        bare = re.sub(r"\d{1,2}/\d{1,2}/\d{4}|số \S+", " ", bare)
        if passage.kind in {"clause", "figures", "difficulties"}:
            assert re.findall(r"\d+", bare) == []
        for code in tokens.codes(passage.text):
            assert figure[code].rows, code


@pytest.mark.shows("RPT-2", "R83")
def test_the_rows_of_every_figure_add_up_to_it_and_every_link_opens(work, report, client):
    client.force_login(work.officer)
    urls: dict[str, str] = {}
    for one in report.figures.all():
        traced = provenance.trace(one)
        assert traced.adds_up, one.code
        if not one.formula:
            assert sum(Decimal(row[2]) for row in one.rows) == one.value, one.code
        for source in traced.sources:
            assert source.url, (one.code, source.target)
            urls[source.url] = one.code
        urls[reverse("reports:figure", args=[report.pk, one.code])] = one.code
    dead = {url: code for url, code in urls.items() if client.get(url).status_code != 200}
    assert dead == {}


@pytest.mark.shows("RPT-2")
def test_a_figure_by_unit_adds_up_to_the_same(work, report):
    whole = report.figures.get(code="all.given")
    assert sum(line.share for line in provenance.trace(whole).units) == whole.value == 120


@pytest.mark.shows("R84")
def test_nothing_done_on_a_clause_is_said_plainly():
    work = quarter(items=1, difficulties=0)
    report = actions.draft(work.cycle, by=work.officer)
    told = [p.text for p in report.passages.filter(kind="clause", clause__kind="task")]
    plain = "Kết quả: Trong kỳ chưa giao nhiệm vụ cho đơn vị nào ở nội dung này."
    assert sum(text.startswith(plain) for text in told) == len(told) - 1


@pytest.mark.shows("R83")
def test_the_same_data_give_the_same_file(work, report):
    first = actions.written(report, for_=work.officer, with_trace=True)
    actions.redraft(report, by=work.officer)
    again = Consolidation.objects.get(pk=report.pk)
    assert actions.written(again, for_=work.officer, with_trace=True) == first


def test_drafting_twice_gives_one_report(work, report):
    assert actions.draft(work.cycle, by=work.officer) == report
    assert Consolidation.objects.count() == 1


# -- words, not numbers


def overview(report: Consolidation) -> Passage:
    return report.passages.get(key="overview")


def boxed(passage: Passage) -> str:
    return tokens.editable(passage.said, passage.text, actions.show_of(passage))


def test_an_officer_rewords_and_moves_figures(work, report):
    own = overview(report)
    words = "Nhìn chung tốt. " + boxed(own)
    actions.reword(own, words, by=work.officer)
    own.refresh_from_db()
    assert own.words.startswith("Nhìn chung tốt. ")
    assert tokens.codes(own.words) == tokens.codes(own.text)
    actions.reword(own, "", by=work.officer)
    assert overview(report).words == ""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda box: box.replace("{120}", "", 1), "thiếu"),
        (lambda box: box.replace("{120}", "{121}", 1), "không có số"),
        (lambda box: box + " Thêm 35 đơn vị.", "không có nguồn"),
    ],
)
def test_a_figure_lost_invented_or_typed_is_refused(work, report, change, says):
    own = overview(report)
    with pytest.raises(Refused) as refused:
        actions.reword(own, change(boxed(own)), by=work.officer)
    assert says in str(refused.value)
    assert overview(report).words == ""


def test_a_figure_typed_without_braces_is_taken_for_itself(work, report):
    own = overview(report)
    actions.reword(own, boxed(own).replace("{120}", "120"), by=work.officer)
    assert tokens.codes(overview(report).said) == tokens.codes(own.text)


def test_days_years_and_numbers_of_documents_may_be_written(work, report):
    own = overview(report)
    words = " Theo Nghị quyết số 47/NQ-CP ngày 15/4/2024, mục II.2, giai đoạn 2025 - 2030."
    actions.reword(own, boxed(own) + words, by=work.officer)
    assert overview(report).words.endswith("giai đoạn 2025 - 2030.")


def test_a_secret_marking_in_the_words_is_refused(work, report):
    own = overview(report)
    with pytest.raises(Refused):
        actions.reword(own, boxed(own) + "\nTỐI MẬT\n", by=work.officer)
    assert overview(report).words == ""


# -- sources change


def accept_one(work: Quarter) -> Assignment:
    waiting = Assignment.objects.filter(plan=work.plan, state="waiting").first()
    assert waiting is not None
    assignments.accept(waiting, by=work.officer)
    # As if it had been accepted within the window.
    Assignment.objects.filter(pk=waiting.pk).update(done_at=waiting.reported_at)
    return waiting


def test_a_changed_source_marks_the_passage_and_shows_what_changed(work, report):
    waiting = accept_one(work)
    assert actions.compare_sources(report, by=work.officer) > 0
    stale = {one.key: one for one in report.passages.filter(is_stale=True)}
    assert f"clause:{waiting.task.clause_id}" in stale
    assert stale["overview"].fresh != ""
    assert not report.passages.get(key="difficulties").is_stale


def test_bringing_up_to_date_keeps_the_officers_words(work, report):
    own = overview(report)
    actions.reword(own, "Nhìn chung tốt. " + boxed(own), by=work.officer)
    before = figures(report)["all.done"]
    accept_one(work)
    actions.compare_sources(report, by=work.officer)
    actions.redraft(report, by=work.officer)
    kept = overview(report)
    assert kept.pk == own.pk
    assert kept.words.startswith("Nhìn chung tốt. ")
    assert not kept.is_stale
    assert figures(report)["all.done"] == before + 1


def test_words_whose_figures_are_gone_are_set_aside_not_lost(work, report):
    own = report.passages.filter(kind="clause", text__contains="proofs").first()
    actions.reword(own, "Lời của tôi: " + boxed(own), by=work.officer)
    Difficulty.objects.all().delete()
    Assignment.objects.filter(task__clause=own.clause_id).delete()
    actions.redraft(report, by=work.officer)
    again = report.passages.get(key=own.key)
    assert again.words == ""
    assert again.set_aside.startswith("Lời của tôi: ")


def test_opening_the_page_after_a_change_marks_what_is_stale(work, report, client):
    accept_one(work)
    Consolidation.objects.update(checked_at="2026-01-01T00:00:00Z")
    client.force_login(work.officer)
    page = client.get(reverse("reports:consolidation", args=[report.pk])).content.decode()
    assert "không còn đúng với dữ liệu" in page


def test_a_great_report_is_compared_by_a_job(work, report, monkeypatch):
    monkeypatch.setattr("khuevan.reports.actions.watching.MANY", 10)
    asked = []
    monkeypatch.setattr(
        "khuevan.reports.actions.watching.later", lambda job, pk: asked.append((job, pk))
    )
    accept_one(work)
    Consolidation.objects.update(checked_at="2026-01-01T00:00:00Z")
    report.refresh_from_db()
    actions.watch(report)
    assert asked == [("reports.jobs.compare_sources", report.pk)]
    assert not report.passages.filter(is_stale=True).exists()
    jobs.compare_sources.func(report.pk)
    assert report.passages.filter(is_stale=True).exists()


# -- into documents


@pytest.mark.shows("R84")
def test_handing_over_makes_a_draft_document_of_ours(work, report):
    paper = actions.hand_over(report, by=work.officer, with_trace=True)
    assert Paper.objects.get() == paper
    assert (paper.type_code, paper.number, paper.symbol) == ("BC", None, "BC-SVHTT")
    report.refresh_from_db()
    assert report.paper == paper
    with pytest.raises(AlreadyDecided):
        actions.redraft(report, by=work.officer)


def test_a_stale_report_is_not_handed_over(work, report):
    accept_one(work)
    actions.compare_sources(report, by=work.officer)
    with pytest.raises(Refused):
        actions.hand_over(report, by=work.officer)
    assert not Paper.objects.exists()


@pytest.mark.shows("RPT-1", "RPT-2")
def test_the_file_reads_back_with_its_trace(work, report):
    content = actions.written(report, for_=work.officer, with_trace=True)
    read = writing.read(content)
    titles = [one.title for one in read.appendices]
    assert titles == ["Kết quả thực hiện nhiệm vụ của từng đơn vị", "Nguồn số liệu"]
    assert any(isinstance(block, Table) for block in read.appendices[1].body)
    assert any(isinstance(block, Heading) for block in read.body)
    assert any(isinstance(block, Paragraph) for block in read.body)


def test_a_passage_left_out_is_not_in_the_file(work, report):
    own = report.passages.get(key="difficulties")
    actions.leave_out(own, True, by=work.officer)
    text = str(actions.composed(report, for_=work.officer).body)
    assert "khó khăn, vướng mắc của các đơn vị" not in text


# -- comparing


def test_the_next_quarter_is_compared_with_this_one(work, report):
    from khuevan.reports.tests import factories

    later = factories.cycle(
        work.cycle.type, label="Quý IV", starts="2026-09-15", ends="2026-12-14", plan=work.plan
    )
    later.refresh_from_db()
    second = actions.draft(later, by=work.officer)
    done = second.figures.get(code="all.done")
    assert done.previous == figures(report)["all.done"]
    compared = second.passages.get(key="compared")
    assert compared.text.startswith("So với báo cáo kết quả công tác")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_its_length(count, client, django_assert_max_num_queries):
    work = quarter(items=count * 20, difficulties=count)
    report = actions.draft(work.cycle, by=work.officer)
    client.force_login(work.officer)
    with django_assert_max_num_queries(22):
        assert client.get(reverse("reports:consolidation", args=[report.pk])).status_code == 200


@pytest.mark.parametrize("name", ["consolidation", "brief", "compared", "hand_over", "docx"])
def test_every_page_of_the_report_opens(name, work, report, client):
    client.force_login(work.officer)
    assert client.get(reverse(f"reports:{name}", args=[report.pk])).status_code == 200


def test_a_unit_does_not_see_the_report(work, report, client):
    client.force_login(officer(Role.FOCAL_POINT))
    assert client.get(reverse("reports:consolidation", args=[report.pk])).status_code == 403
