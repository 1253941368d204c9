"""The pilot sheet (R24): changes in words, charts, the document, the workbook, reminders, the desk."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from khuevan.documents.tests import factories as documents
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.models import Message, MessageState
from khuevan.kit.workdays import calendar
from khuevan.people.enums import Role
from khuevan.reports import actions, charts, notices, pilots, provenance
from khuevan.reports.actions import Entered
from khuevan.reports.composing.display import as_text, values_of
from khuevan.reports.composing.programme import changed, chart_of
from khuevan.reports.enums import Wanted
from khuevan.reports.pilots import Change
from khuevan.reports.tests import factories
from khuevan.reports.tests.factories import programme, programme_indicator, quarter_value
from khuevan.reports.windows import Quarter, quarters
from khuevan.vanban import writing
from khuevan.vanban.composition import Picture, Table
from khuevan.web.home import home
from khuevan.web.tests.browser import clipped, sideways

pytestmark = [pytest.mark.django_db, pytest.mark.shows("R24")]

QUARTERS = [Quarter(2025, number) for number in (1, 2, 3, 4)]
LATER = date(2026, 1, 20)
LONG = "Số lượt tiếp cận các sản phẩm thông tin đối ngoại bằng tiếng nước ngoài trên nền tảng số"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def lead():
    return factories.officer(email="lead@example.vn")


@pytest.fixture
def office(client, lead):
    client.force_login(lead)
    client.cookies["khuevan_language"] = "en"
    return client


@pytest.fixture
def pilot(lead):
    """Two years' quarters; ended at the end of 2025, so that four are over for good."""
    return programme(lead, ends=date(2025, 12, 14), name_en="Pilot of promoting the city's image")


def filled(pilot, *values, **fields):
    made = programme_indicator(pilot, **fields)
    for quarter, value in zip(QUARTERS, values, strict=False):
        quarter_value(made, quarter, value)
    return made


def sheet(pilot, today=LATER):
    return pilots.sheet(pilot, today, calendar())


def text(response):
    return response.content.decode()


# --- the sheet


def test_quarters_follow_the_cut_off_of_the_reports(pilot):
    assert sheet(pilot).quarters == tuple(QUARTERS)
    assert str(QUARTERS[0].window(pilot)) == "15/12/2024-14/03/2025"
    pilot.cutoff_day = 0
    assert str(QUARTERS[0].window(pilot)) == "01/01/2025-31/03/2025"
    assert quarters(pilot, date(2025, 4, 1), date(2025, 7, 1)) == QUARTERS[1:3]


@pytest.mark.parametrize(
    ("by", "wanted", "verdict", "look", "sign", "vietnamese"),
    [
        (12, Wanted.UP, "better", "done", "▲", "tăng 12, tốt hơn"),
        (-12, Wanted.UP, "worse", "overdue", "▼", "giảm 12, kém hơn"),
        (-12, Wanted.DOWN, "better", "done", "▼", "giảm 12, tốt hơn"),
        (0, Wanted.DOWN, "unchanged", "", "=", "không đổi"),
    ],
)
def test_a_change_is_told_in_words_and_sign(by, wanted, verdict, look, sign, vietnamese):
    change = Change(Decimal(by), wanted)
    assert (change.verdict, change.look, change.sign) == (verdict, look, sign)
    assert changed(change, "lượt") == vietnamese


def test_the_sheet_compares_with_the_value_before_and_with_the_baseline(pilot):
    filled(pilot, 1200, 900)
    filled(pilot, 2500)
    filled(pilot, 40, baseline=None, target=None, wanted=Wanted.DOWN)
    first, second, third = sheet(pilot).lines
    assert (first.change.by, first.since_baseline.by, first.left) == (-300, -100, 1100)
    assert (second.change.by, second.is_reached, second.target_words) == (
        1500, True, "target reached",
    )  # fmt: skip
    assert (third.change, third.left) == (None, None)
    found = sheet(pilot)
    assert (found.better, found.worse, found.reached, found.measured) == (1, 1, 1, 3)
    assert (found.ended, len(found.missing)) == (QUARTERS[3], 3)


def test_the_page_says_changes_in_words_and_links_each_value_to_its_rows(office, pilot):
    made = filled(pilot, 1200, 900, name_en="Reach")
    page = text(office.get(pilot.get_absolute_url()))
    assert "▼" in page
    assert "down 300" in page
    assert "worse" in page
    assert "Pilot of promoting the city's image".replace("'", "&#x27;") in page
    for value in made.values.all():
        assert value.get_absolute_url() in page
    assert reverse("reports:programme_chart", args=[made.pk]) in page
    assert "Reach: Báo cáo năm 2024" in page
    office.cookies["khuevan_language"] = "vi"
    page = text(office.get(pilot.get_absolute_url()))
    assert "giảm 300" in page
    assert "kém hơn" in page
    assert pilot.name_vi in page


def test_who_only_reads_sees_no_way_to_write(client, pilot):
    filled(pilot, 1200)
    client.force_login(factories.officer(Role.DIRECTOR))
    page = text(client.get(pilot.get_absolute_url()))
    assert reverse("reports:programme_edit", args=[pilot.pk]) not in page
    for url in (
        reverse("reports:programme_quarter", args=[pilot.pk, 2025, 1]),
        reverse("reports:programme_edit", args=[pilot.pk]),
        reverse("reports:programme_hand_over", args=[pilot.pk]),
    ):
        assert client.get(url).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_list_sheet_and_entry_cost_the_same_whatever_their_length(office, lead, count):
    for number in range(count):
        pilot = programme(lead, name_vi=f"Thí điểm {number}", ends=date(2025, 12, 14))
        for place in range(count):
            filled(pilot, 1200, 1300, name_vi=f"Chỉ tiêu {place}")
    pages = {
        "list": reverse("reports:programmes"),
        "sheet": pilot.get_absolute_url(),
        "entry": reverse("reports:programme_quarter", args=[pilot.pk, 2025, 4]),
    }
    costs = {}
    for name, url in pages.items():
        with CaptureQueriesContext(connection) as seen:
            assert office.get(url).status_code == 200
        costs[name] = len(seen)
    assert costs == {"list": 6, "sheet": 8, "entry": 6}


# --- chart, document, workbook


def test_the_chart_is_the_same_on_the_page_and_on_paper(office, pilot):
    made = filled(pilot, 1200, 900)
    facts, values = chart_of(sheet(pilot).lines[0])
    assert charts.alt(facts, values) == (
        "Biểu đồ. Lượt tiếp cận 1 (lượt). Mốc 31/12/2024: mốc so sánh 1.000; "
        "Quý I/2025: kết quả 1.200; Quý II/2025: kết quả 900; "
        "Mục tiêu đến 31/12/2026: mục tiêu 2.000."
    )
    answer = office.get(reverse("reports:programme_chart", args=[made.pk]))
    assert (answer["Content-Type"], text(answer)) == ("image/svg+xml", charts.svg(facts, values))
    pictures = [one for one in composed(pilot).body if isinstance(one, Picture)]
    assert [one.content for one in pictures] == [charts.png(facts, values)]
    none = programme_indicator(pilot)
    assert office.get(reverse("reports:programme_chart", args=[none.pk])).status_code == 404


def composed(pilot):
    return actions.compose_programme(pilot, for_=pilot.lead)


def test_the_quarter_is_a_report_in_the_official_form(office, pilot):
    first = filled(pilot, 1200, 900, 950, 1100)
    first.values.filter(quarter=4).update(note="Thêm kênh tiếng Nhật.", link="https://example.vn/a")
    filled(pilot, 2500, name_vi="Bài báo")
    pilot.addressed_to = "UBND Thành phố (để báo cáo)\nBan Chỉ đạo công tác thông tin đối ngoại"
    pilot.save()
    document = composed(pilot)
    assert (document.type_code, document.subject, document.addressed_to) == (
        "BC",
        "Kết quả thực hiện chương trình thí điểm quảng bá hình ảnh quý IV năm 2025",
        ("UBND Thành phố", "Ban Chỉ đạo công tác thông tin đối ngoại"),
    )
    [table] = [one for one in document.body if isinstance(one, Table)]
    assert table.rows[0] == (
        "1", "Lượt tiếp cận 1 (lượt; càng cao càng tốt)", "1.000\n31/12/2024", "900", "950",
        "1.100", "tăng 150, tốt hơn", "2.000\n31/12/2026",
    )  # fmt: skip
    assert table.rows[1][3:6] == ("–", "–", "–")
    words = writing.body_to_text(document.body)
    assert "Chương trình có 02 chỉ tiêu, 01 chỉ tiêu đã có số liệu quý IV năm 2025." in words
    assert "Chưa có số liệu: Bài báo." in words
    assert "Nguồn của mốc so sánh: Lượt tiếp cận 1: Báo cáo năm 2024;" in words
    assert "Thêm kênh tiếng Nhật. Minh chứng: https://example.vn/a." in words
    answer = office.get(reverse("reports:programme_docx", args=[pilot.pk]))
    assert writing.read(answer.content).subject == document.subject
    assert len(document.appendices[0].body[0].head) == 9


def test_the_report_becomes_a_document_once_for_a_quarter(office, pilot):
    documents.department()
    filled(pilot, 1200)
    url = reverse("reports:programme_hand_over", args=[pilot.pk])
    assert "Some indicators have no value" in text(office.get(url))
    assert "/documents/" in office.post(url).url
    with pytest.raises(Refused):
        actions.hand_over_programme(pilot, by=pilot.lead)
    assert audit.history(pilot).first().kind == "reports.programme_reported"


def test_without_indicators_or_quarters_there_is_nothing_to_report(pilot, lead):
    with pytest.raises(Refused, match="no indicator yet"):
        composed(pilot)
    young = programme(lead, starts=timezone.localdate() + timedelta(days=1))
    programme_indicator(young)
    with pytest.raises(Refused, match="No quarter"):
        composed(young)


def test_the_sheet_leaves_as_a_workbook(office, pilot):
    filled(pilot, 1200, "900.5")
    answer = office.get(pilot.get_absolute_url(), {"format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    head, row = list(book.active.iter_rows(values_only=True))
    told = dict(zip(head, row, strict=True))
    assert (told["I/2025"], told["II/2025"], told["Change"], told["Meaning"]) == (
        1200, 900.5, -299.5, "worse",
    )  # fmt: skip
    answer.close()


def test_the_quarterly_report_holds_the_pilot_and_each_figure_opens_to_its_value(client, pilot):
    made = filled(pilot, 1200, 900, 950, 1100)
    filled(pilot, name_vi="Bài báo")
    window = QUARTERS[3].window(pilot)
    cycle = factories.cycle(factories.report_type(), starts=window.starts, ends=window.ends)
    report = actions.draft(cycle, by=pilot.lead)
    table = report.passages.get(key=f"pilot:{pilot.pk}:table")
    before = report.passages.get(order=table.order - 1)
    assert report.passages.get(order=table.order - 2).said == "CHƯƠNG TRÌNH THÍ ĐIỂM"
    assert before.said.endswith("như bảng dưới đây. Chưa có số liệu: Bài báo.")
    values = values_of({one.code: one for one in report.figures.all()})
    assert as_text("table", "", table.facts, values).splitlines()[-1] == (
        "Lượt tiếp cận 1 (lượt) | 1.000 (31/12/2024) | 1.100 | tăng 150, tốt hơn | "
        "2.000 (31/12/2026)"
    )
    number = report.figures.get(code=f"pil.{made.pk}")
    [source] = provenance.trace(number).sources
    client.force_login(pilot.lead)
    assert client.get(source.url).context["one"].value == number.value == 1100
    assert client.get(report_url(report)).status_code == 200
    once = factories.report_type(frequency="once")
    other = factories.cycle(once, starts=window.starts, ends=window.ends)
    assert not actions.draft(other, by=pilot.lead).passages.filter(key__startswith="pilot").exists()


def report_url(report):
    return reverse("reports:consolidation", args=[report.pk])


# --- reminders, the desk


def test_the_lead_is_reminded_by_the_ladder_until_the_values_are_there(pilot, lead):
    made = filled(pilot, 1200, 1300, 1400)
    pilot.__class__.objects.update(created_at=timezone.now() - timedelta(days=900))
    days = calendar()
    window = QUARTERS[3].window(pilot)
    due = sheet(pilot).due
    assert due == days.add(window.ends, 5)
    mornings = [window.ends, days.add(window.ends, 1), days.add(window.ends, 2), days.add(due, -1),
                days.add(due, 1), days.add(due, 5), days.add(due, 9)]  # fmt: skip
    assert [actions.remind_leads(day, by=audit.SYSTEM) for day in mornings] == [0, 1, 0, 1, 1, 1, 0]
    messages = list(Message.objects.order_by("pk"))
    assert {one.to_address for one in messages} == {"lead@example.vn"}
    assert {one.purpose for one in messages} == {notices.PROGRAMME_REMINDER}
    path = reverse("reports:programme_quarter", args=[pilot.pk, 2025, 4])
    assert "01 chỉ tiêu" not in messages[0].body_text
    assert path in messages[0].body_text
    assert "quý IV" in messages[0].subject
    actions.enter_value(made, QUARTERS[3], Entered(Decimal(1500)), by=lead)
    states = set(Message.objects.values_list("state", flat=True))
    assert states == {MessageState.CANCELLED}
    assert actions.remind_leads(days.add(due, 5), by=audit.SYSTEM) == 0


def test_the_desk_tells_the_lead_what_is_missing_and_the_director_one_line(client, pilot, lead):
    made = filled(pilot, 1200, 1300, 1400)
    director = factories.officer(Role.DIRECTOR)
    during = date(2025, 12, 14)
    titles = [card.title for card in home(lead, LATER).lanes[0].cards]
    assert titles == ["1 pilot indicator has no value yet"]
    assert [one.programme for one in home(director, during).pilots] == [pilot]
    assert home(lead, during).pilots == []
    quarter_value(made, QUARTERS[3], 1500)
    assert home(lead, LATER).lanes[0].cards == []
    pilot.ends = None
    pilot.save()
    client.force_login(director)
    client.cookies["khuevan_language"] = "en"
    page = text(client.get("/", follow=True))
    assert "of 1 indicators 1 better and 0 worse than the baseline" in page


def test_the_search_finds_a_programme(office, pilot):
    page = text(office.get("/search/", {"q": "quang ba hinh anh"}, follow=True))
    assert pilot.get_absolute_url() in page


# --- the look


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_fit_and_are_accessible(visit, axe, pilot, lead, width):
    made = filled(pilot, 1200, 900, 950, name_vi=LONG, name_en=LONG, formula="links")
    filled(pilot, 2500, wanted=Wanted.DOWN, name_vi="Phản ánh sai về Thủ đô chưa được đính chính")
    value = made.values.first()
    wrong, always = {}, [pilot.get_absolute_url(), value.get_absolute_url()]
    small = [
        reverse("reports:programmes"),
        reverse("reports:programme_quarter", args=[pilot.pk, 2025, 4]),
        reverse("reports:programme_indicator", args=[made.pk]),
    ]
    for address in [*always, *small] if width == 360 else always:
        page = visit(address, lead, width=width, dark=width == 360)
        found = [*axe(page), *sideways(page), *clipped(page), *page.complaints]
        if found:
            wrong[address] = found
        page.context.close()
    assert wrong == {}
