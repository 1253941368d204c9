"""Mergers in the middle of a year, reports that follow no plan, pictures, charts, the outline."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from khuevan.assignments.enums import EvidenceKind, State
from khuevan.assignments.models import Assignment, Evidence
from khuevan.assignments.tests import factories as work
from khuevan.documents.models import StoredFile
from khuevan.kit.errors import Refused
from khuevan.people.models import Succession
from khuevan.plans.tests import factories as plans
from khuevan.reports import actions, charts, provenance
from khuevan.reports.composing import outline, tokens
from khuevan.reports.composing.display import Value, values_of
from khuevan.reports.composing.figures import Book, Row, shown
from khuevan.reports.composing.outline import Part
from khuevan.reports.enums import Frequency, IndicatorKind, Total
from khuevan.reports.tests import factories
from khuevan.reports.tests.quarter import ENDS, STARTS, answers, moment, quarter
from khuevan.vanban.composition import Picture, Table

pytestmark = pytest.mark.django_db


# -- mergers


@pytest.mark.shows("R84", "R103")
def test_figures_stay_comparable_when_units_merge_in_the_middle_of_the_year():
    made = quarter(items=12, units=3, difficulties=0)
    first, second, other = made.units
    before = actions.draft(made.cycle, by=made.officer)
    new = work.ward("Phường Mới", valid_from=date(2026, 10, 1))
    for old in (first, second):
        Succession.objects.create(predecessor=old, successor=new, on=date(2026, 10, 1))
        old.valid_to = date(2026, 9, 30)
        old.save()
    later = factories.cycle(
        made.cycle.type, label="Quý IV", starts=date(2026, 9, 15), ends=date(2026, 12, 14),
        plan=made.plan,
    )  # fmt: skip
    answers(later, new, tin_bai=Decimal(40))
    answers(later, other, tin_bai=Decimal(5))
    report = actions.draft(later, by=made.officer)
    news = report.figures.get(code="ind.tin_bai")
    then = {one.name: (one.share, one.before) for one in provenance.trace(news).units}
    today = provenance.trace(news, today=date(2026, 12, 20))
    merged = {one.name: (one.share, one.before) for one in today.units}
    old_sums = before.figures.get(code="ind.tin_bai").value
    assert then["Phường Mới"] == (40, 0)
    assert then[first.name] == (0, 10)
    assert merged == {"Phường Mới": (40, 21), other.name: (5, 0)}
    assert sum(line.before for line in today.units) == old_sums == 21
    assert sum(line.share for line in today.units) == news.value == 45


def test_what_a_merged_unit_did_is_traced_to_it_and_counted_with_its_heir():
    made = quarter(items=6, units=2, difficulties=0)
    old, heir = made.units
    Succession.objects.create(predecessor=old, successor=heir, on=date(2026, 8, 1))
    old.valid_to = date(2026, 7, 31)
    old.save()
    Assignment.objects.filter(organisation=old).update(organisation=heir, sent_to=old)
    report = actions.draft(made.cycle, by=made.officer)
    table = report.passages.get(key="table:units").facts["rows"]
    assert [row[1] for row in table] == [heir.name, "Cộng"]
    given = report.figures.get(code="all.given")
    assert {one.name for one in provenance.trace(given).units} == {old.name, heir.name}
    today = provenance.trace(given, today=date(2026, 12, 1)).units
    assert [(one.name, one.share) for one in today] == [(heir.name, 6)]


# -- reports that follow no plan


@pytest.mark.shows("R85")
def test_an_ad_hoc_request_becomes_a_table_of_all_answers():
    by = work.officer()
    kind = factories.report_type(
        name_vi="Báo cáo nhanh về lễ hội", frequency=Frequency.ONCE,
        outline="I. Tổng hợp trả lời\nII. Nhận xét của cơ quan",
    )  # fmt: skip
    factories.indicator(kind, code="so", name_vi="Số lễ hội", measured_in="lễ hội")
    factories.indicator(
        kind, IndicatorKind.TABLE, code="bang", name_vi="Danh mục lễ hội", columns=["Tên", "Ngày"]
    )
    cycle = factories.cycle(kind, label="Báo cáo nhanh về lễ hội", starts=STARTS, ends=ENDS)
    wards = [work.ward(f"Phường {name}", mail=None) for name in "AB"]
    for number, unit in enumerate(wards, 2):
        sent = answers(cycle, unit, so=Decimal(number))
        sent.content["bang"]["table"] = [[f"Hội {unit.name}", "12/3"]]
        sent.save()
    report = actions.draft(cycle, by=by)
    heads = [one.said for one in report.passages.filter(kind="heading")]
    assert heads == ["TỔNG HỢP TRẢ LỜI", "NHẬN XÉT CỦA CƠ QUAN"]
    assert report.figures.get(code="ind.so").value == 5
    table = report.passages.get(key="table:bang").facts
    assert table["head"] == ["Đơn vị", "Tên", "Ngày"]
    assert [row[:2] for row in table["rows"]] == [
        ["Phường A", "Hội Phường A"], ["Phường B", "Hội Phường B"],
    ]  # fmt: skip
    assert actions.composed(report, for_=by).subject == "Kết quả nhanh về lễ hội"


@pytest.mark.shows("R36")
def test_the_report_after_a_class_follows_the_training_plan():
    by = work.officer()
    plans.offices()
    plan = plans.plan(by)
    kind = factories.report_type(name_vi="Báo cáo kết quả lớp tập huấn", frequency=Frequency.ONCE)
    cycle = factories.cycle(kind, label="Báo cáo kết quả lớp tập huấn", starts=STARTS, ends=ENDS,
                            plan=plan)  # fmt: skip
    report = actions.draft(cycle, by=by)
    quoted = [one.facts["quote"] for one in report.passages.filter(kind="clause")]
    assert quoted == [" ".join(c.text.split()) for c in plan.clauses.order_by("order")]


@pytest.mark.shows("R104")
@pytest.mark.parametrize(
    ("total", "value", "formula"),
    [
        (Total.SUM, 21, ""),
        (Total.MEAN, Decimal("10.5"), "trung bình cộng"),
        (Total.LARGEST, 11, "lớn nhất"),
    ],
)
def test_an_indicator_is_totalled_as_its_type_says(total, value, formula):
    made = quarter(items=1, units=3, difficulties=0)
    made.cycle.type.indicators.filter(code="tin_bai").update(total=total)
    number = actions.draft(made.cycle, by=made.officer).figures.get(code="ind.tin_bai")
    assert (number.value, number.formula) == (value, formula)


def test_a_formula_over_the_whole_is_computed_anew_and_nothing_is_divided_by_nothing():
    made = quarter(items=12, units=3, difficulties=0)
    kind = made.cycle.type
    for code, formula in (("ty_le", "tasks_done / tasks_due * 100"), ("hong", "tin_bai / 0")):
        factories.indicator(kind, code=code, formula=formula, total=Total.FORMULA, measured_in="%")
    report = actions.draft(made.cycle, by=made.officer)
    share, broken = report.figures.get(code="ind.ty_le"), report.figures.get(code="ind.hong")
    due = report.figures.get(code="ms.tasks_due")
    assert due.value == len(due.rows) == Assignment.objects.filter(due__lte=ENDS).count()
    assert [row[0] for row in share.rows] == ["figure:ms.tasks_done", "figure:ms.tasks_due"]
    assert (broken.value, broken.problem != "") == (None, True)


def test_a_cell_that_was_sent_back_is_marked_at_its_number(client):
    made = quarter(items=1, units=2, difficulties=0)
    report = actions.draft(made.cycle, by=made.officer)
    cell = made.indicator.cells.first()
    cell.returns.create(comment="Gấp mười lần quý trước?", by=made.officer)
    client.force_login(made.officer)
    page = client.get(reverse("reports:figure", args=[report.pk, "ind.tin_bai"])).content.decode()
    assert 'class="ref back"' in page
    assert "ô trả lại" in page


def test_what_a_unit_is_still_changing_does_not_count_until_it_is_sent():
    made = quarter(items=1, units=2, difficulties=0)
    made.indicator.cells.update(value=999)
    assert actions.draft(made.cycle, by=made.officer).figures.get(code="ind.tin_bai").value == 10


# -- pictures and charts


def photo(of: Assignment, name: str = "anh.jpg") -> Evidence:
    import io

    target = io.BytesIO()
    Image.new("RGB", (1800, 1200), (180, 84, 58)).save(target, "JPEG")
    stored = StoredFile(
        sha256=name.ljust(64, "0"), name=name, media_type="image/jpeg", size=1, uploaded_by_name="x"
    )
    stored.content.save(name, ContentFile(target.getvalue()), save=False)
    stored.save()
    at = moment(STARTS + timedelta(days=30))
    return Evidence.objects.create(
        assignment=of, kind=EvidenceKind.PHOTO, file=stored, by_name="Chị Tư", at=at
    )


def test_the_officer_chooses_the_pictures_of_a_clause(client):
    made = quarter(items=6, difficulties=0)
    own = Assignment.objects.order_by("pk").first()
    first, second = photo(own, "a.jpg"), photo(own, "b.jpg")
    report = actions.draft(made.cycle, by=made.officer)
    passage = report.passages.get(key=f"pictures:{own.task.clause_id}")
    client.force_login(made.officer)
    url = reverse("reports:pictures", args=[report.pk, passage.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"evidence": [second.pk]})
    actions.redraft(report, by=made.officer)
    body = actions.composed(report, for_=made.officer).body
    pictures = [
        one for one in body if isinstance(one, Picture) and own.organisation.name in one.caption
    ]
    assert len(pictures) == 1
    assert not report.passages.get(key=passage.key).is_stale
    assert first.pk not in report.passages.get(key=passage.key).facts["chosen"]


def test_too_many_pictures_are_refused():
    made = quarter(items=6, difficulties=0)
    own = Assignment.objects.order_by("pk").first()
    proofs = [photo(own, f"{n}.jpg") for n in range(7)]
    report = actions.draft(made.cycle, by=made.officer)
    passage = report.passages.get(kind="pictures")
    with pytest.raises(Refused):
        actions.choose_pictures(passage, [one.pk for one in proofs], by=made.officer)


CHART = {
    "caption": "Tình hình", "head": ["Mục", "Hoàn thành", "Chậm"],
    "rows": [["II.1. Đẩy mạnh tuyên truyền, Ứng Hoà", "{{a}}", "{{b}}"]],
}  # fmt: skip
VALUES = {"a": Value(Decimal(1200), ""), "b": Value(Decimal(3), "")}


def test_a_chart_is_the_same_each_time_and_says_itself_in_words():
    assert charts.svg(CHART, VALUES) == charts.svg(CHART, VALUES)
    assert charts.png(CHART, VALUES)[:8] == b"\x89PNG\r\n\x1a\n"
    assert "Đẩy mạnh" in charts.svg(CHART, VALUES)
    assert charts.alt(CHART, VALUES) == (
        "Biểu đồ. Tình hình. II.1. Đẩy mạnh tuyên truyền, Ứng Hoà: hoàn thành 1.200, chậm 3."
    )


# -- small pure parts


@pytest.mark.parametrize(
    ("value", "measured_in", "padded", "printed"),
    [
        (Decimal("1234"), "", False, "1.234"),
        (Decimal("5"), "", True, "05"),
        (Decimal("0"), "", True, "0"),
        (Decimal("88"), "%", True, "88,0"),
        (Decimal("10.50"), "", False, "10,50"),
        (None, "", False, "–"),
    ],
)
def test_figures_are_printed_as_vietnamese_documents_do(value, measured_in, padded, printed):
    assert shown(value, measured_in, padded=padded) == printed


def test_an_outline_is_filled_by_its_words_and_lacks_nothing():
    written = "I. Tình hình chung\nII. Khó khăn và kiến nghị\nIII. Lời cảm ơn"
    lines = outline.lines(written, (Part.GENERAL, Part.CLAUSES, Part.ANSWERS, Part.DIFFICULTIES))
    assert [(line.label, line.parts) for line in lines] == [
        ("I.", (Part.GENERAL,)),
        ("II.", (Part.CLAUSES,)),
        ("III.", (Part.ANSWERS,)),
        ("IV.", (Part.DIFFICULTIES, Part.PROPOSALS)),
        ("V.", (Part.OFFICE,)),
    ]


def test_two_figures_of_one_value_are_told_apart_in_the_box():
    machine = "Có {{a}} và {{b}} đơn vị."
    show = {"a": "9", "b": "9"}.__getitem__
    box = tokens.editable(machine, machine, show)
    assert box == "Có {9} và {9·2} đơn vị."
    assert tokens.reworded("Đơn vị: {9·2}, {9}.", machine, show) == "Đơn vị: {{b}}, {{a}}."


@pytest.mark.parametrize("word", ["số 130", "130", "năm 130", "1.300", "tổng số 130 đơn vị"])
def test_a_number_typed_in_any_guise_is_found(word):
    with pytest.raises(tokens.Wrong) as wrong:
        tokens.reworded(f"Có {{9}} đơn vị, {word}.", "Có {{a}} đơn vị.", lambda code: "9")
    assert wrong.value.code == "typed"


def test_a_sum_of_figures_leaves_out_those_of_nothing():
    book = Book()
    book.counted("a", "Một", [Row("x:1", "x", Decimal(2))])
    book.counted("b", "Hai", [])
    book.summed("c", "Cộng", ["a", "b"])
    assert [row.target for row in book.numbers["c"].rows] == ["figure:a"]
    assert book.numbers["c"].value == 2


@pytest.mark.parametrize("count", [1, 3])
def test_drafting_asks_the_database_no_more_for_more_units(count, django_assert_max_num_queries):
    made = quarter(items=count * 12, units=count * 2, difficulties=count)
    with django_assert_max_num_queries(38):
        actions.draft(made.cycle, by=made.officer)


def test_a_report_without_any_work_says_so_and_still_holds_the_plan():
    made = quarter(items=1, difficulties=0)
    Evidence.objects.all().delete()
    Assignment.objects.all().delete()
    report = actions.draft(made.cycle, by=made.officer)
    assert report.passages.get(key="overview").text == (
        "Trong kỳ chưa có nhiệm vụ nào của Kế hoạch được giao cho đơn vị."
    )
    assert report.passages.filter(kind="clause").count() == made.plan.clauses.count()


def test_what_was_done_after_the_window_is_not_in_the_report():
    made = quarter(items=1, units=1, difficulties=0)
    Assignment.objects.update(
        state=State.DONE, due=STARTS, done_at=timezone.now(), reported_at=timezone.now()
    )
    Assignment.objects.update(done_at=moment(ENDS + timedelta(days=3)), reported_at=moment(ENDS + timedelta(days=2)))  # fmt: skip
    report = actions.draft(made.cycle, by=made.officer)
    assert report.figures.get(code="all.late").value == 1
    assert any(
        isinstance(b, Table) for b in actions.composed(report, for_=made.officer).appendices[0].body
    )
    assert values_of({one.code: one for one in report.figures.all()})["all.done"].value == 0
