from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from khuevan.kit import audit
from khuevan.kit.models import Message, Work
from khuevan.kit.workdays import calendar
from khuevan.kit.works import running
from khuevan.people.enums import Role
from khuevan.people.models import Succession
from khuevan.plans.tests.factories import user
from khuevan.reports import actions, matrix, merged
from khuevan.reports.enums import CycleState, IndicatorKind, ObligationState, Total
from khuevan.reports.models import Cycle, Obligation, Submission
from khuevan.reports.tests import factories

pytestmark = pytest.mark.django_db
WHY = "Con số này gấp mười lần quý trước, đề nghị kiểm tra."


@pytest.fixture
def officer():
    return factories.officer()


@pytest.fixture
def office(client, officer):
    client.force_login(officer)
    client.cookies["khuevan_language"] = "en"
    return client


@pytest.fixture
def kind():
    made = factories.report_type()
    factories.indicator(made, code="news", name_vi="Tin, bài", measured_in="tin")
    factories.indicator(made, IndicatorKind.TEXT, code="words", name_vi="Kiến nghị")
    return made


@pytest.fixture
def cycle(kind):
    return factories.cycle(kind, label="Báo cáo quý I năm 2026")


def submitted(cycle, name="Phường Bồ Đề", *, news=None, words="", version=1, **fields):
    unit = fields.pop("unit", None) or factories.ward(name)
    made = factories.sent(unit, cycle, **fields)
    for code, answer in (("news", {"value": news}), ("words", {"text": words})):
        found = cycle.type.indicators.get(code=code)
        factories.cell(made, found, answer.get("value"), text=answer.get("text", ""))
    content = {
        "news": {"value": None if news is None else str(news), "text": "", "table": [],
                 "files": [], "note": ""},
        "words": {"value": None, "text": words, "table": [], "files": [], "note": ""},
    }  # fmt: skip
    Submission.objects.create(
        obligation=made, version=version, content=content, sent_by="Chị Tư", sent_at=made.sent_at
    )
    return made


def text(response):
    return response.content.decode()


# --- all cycles


def test_index_says_how_many_sent_are_waited_for_and_were_on_time(office, cycle):
    submitted(cycle, "Phường A")
    submitted(cycle, "Phường B", at=cycle.due_at + timedelta(hours=1))
    factories.obligation(of=cycle)
    factories.obligation(of=cycle, state="excused", excused_why="Mới thành lập.")
    page = office.get(reverse("reports:index"))
    (row,) = page.context["page"].rows
    cells = [cell.text for cell in row.cells]
    assert [cells[place] for place in (3, 5, 6)] == ["2/3", "0", "33"]
    assert f"/reports/cycles/{cycle.pk}/matrix/?show=silent" in cells[4]


@pytest.mark.parametrize("count", [1, 3])
def test_index_costs_the_same_for_one_cycle_and_for_three(
    office, kind, count, django_assert_num_queries
):
    for _ in range(count):
        submitted(factories.cycle(kind))
    office.get(reverse("reports:index"))
    with django_assert_num_queries(8):
        page = office.get(reverse("reports:index"))
    assert len(page.context["page"].rows) == count


def test_an_empty_index_says_what_to_do_first(office):
    assert "/reports/ask/" in text(office.get(reverse("reports:index")))


@pytest.mark.parametrize("name", ["index", "types"])
def test_an_empty_page_names_no_action_to_whoever_may_not_take_it(client, name):
    client.force_login(user(Role.AUDITOR))
    page = text(client.get(reverse(f"reports:{name}")))
    assert "/reports/ask/" not in page
    assert "/reports/types/add/" not in page


# --- one cycle, as answers arrive


@pytest.mark.shows("RPT-4", "R85")
def test_an_answer_is_on_the_page_within_the_next_look(office, cycle):
    one = factories.obligation(factories.ward("Phường A"), cycle)
    page = office.get(reverse("reports:cycle", args=[cycle.pk]))
    assert 'hx-trigger="every 4s"' in text(page)
    mark = page.context["mark"]
    again = office.get(page.request["PATH_INFO"], {"live": 1, "mark": mark})
    assert again.status_code == 204

    Obligation.objects.filter(pk=one.pk).delete()
    submitted(cycle, news=12, unit=one.organisation)
    after = office.get(page.request["PATH_INFO"], {"live": 1, "mark": mark})
    assert 'data-label="Tin, bài" class="num">12' in text(after)


def test_a_large_cycle_shows_who_arrived_last_instead_of_all(office, cycle, monkeypatch):
    monkeypatch.setattr("khuevan.reports.views.office.LIVE_UP_TO", 1)
    submitted(cycle, "Phường A")
    submitted(cycle, "Phường B")
    page = office.get(reverse("reports:cycle", args=[cycle.pk]))
    assert [one.organisation.name for one in page.context["latest"]] == ["Phường B", "Phường A"]
    assert "rows" not in page.context


def test_accepting_all_takes_what_the_page_showed(office, cycle):
    shown = submitted(cycle, "Phường A", at=timezone.now() - timedelta(hours=1))
    page = office.get(reverse("reports:cycle", args=[cycle.pk]))
    late = submitted(cycle, "Phường B", at=timezone.now() + timedelta(minutes=1))
    office.post(
        reverse("reports:accept_all", args=[cycle.pk]), {"seen": page.context["now"].isoformat()}
    )
    states = [Obligation.objects.get(pk=one.pk).state for one in (shown, late)]
    assert states == ["accepted", "sent"]


@pytest.mark.parametrize("seen", ["", "yesterday", "9" * 400, "2026-13-45T00:00"])
def test_nonsense_accepts_nothing(office, cycle, seen):
    one = submitted(cycle)
    answer = office.post(reverse("reports:accept_all", args=[cycle.pk]), {"seen": seen})
    one.refresh_from_db()
    assert (answer.status_code, one.state) == (302, "sent")


def test_a_cycle_is_closed_and_opened_again(office, cycle):
    office.post(reverse("reports:close", args=[cycle.pk]))
    cycle.refresh_from_db()
    assert cycle.state == CycleState.CLOSED
    office.post(reverse("reports:reopen", args=[cycle.pk]))
    cycle.refresh_from_db()
    assert cycle.state == CycleState.OPEN


def test_the_due_moment_moves_on_the_page_and_says_why_it_cannot(office, cycle):
    monday = calendar().add(timezone.localdate(), 6)
    url = reverse("reports:due", args=[cycle.pk])
    cycle.type.frequency = "once"
    cycle.type.save()
    office.post(url, {"due_day": f"{monday:%d/%m/%Y}", "due_time": "10:30"})
    cycle.refresh_from_db()
    assert timezone.localtime(cycle.due_at).strftime("%d/%m/%Y %H:%M") == f"{monday:%d/%m/%Y} 10:30"
    sunday = monday + timedelta(days=6 - monday.weekday())
    answer = office.post(url, {"due_day": f"{sunday:%d/%m/%Y}", "due_time": "10:30"})
    assert answer.status_code == 400
    assert "is not a working day. The next one is" in text(answer)


def test_telling_shows_the_message_and_starts_a_work(office, cycle):
    factories.obligation(factories.ward("Phường A"), cycle, told_at=None)
    url = reverse("reports:tell", args=[cycle.pk])
    page = office.get(url)
    assert "Phường A" in text(page)
    assert page.context["outlook"].sample.subject in text(page).replace("&#x27;", "'")
    office.post(url, {"units": "1"})
    assert Work.objects.count() == 1


def test_the_silent_are_listed_and_reminded_with_one_click(office, cycle):
    factories.obligation(factories.ward("Phường Im"), cycle)
    submitted(cycle, "Phường Nói")
    url = reverse("reports:remind", args=[cycle.pk])
    page = office.get(url)
    assert [unit.name for unit, _last in page.context["outlook"].units] == ["Phường Im"]
    office.post(url, {"units": "1"})
    assert Work.objects.get().kind == "reports.nudge"


# --- the matrix


@pytest.fixture
def full(cycle):
    """Four units: sent, sent late, silent, returned."""
    submitted(cycle, "Phường A", news=12, words="Không")
    submitted(cycle, "Phường B", news=30, at=cycle.due_at + timedelta(hours=1))
    factories.obligation(factories.ward("Phường C"), cycle)
    submitted(cycle, "Phường D", news=3, state=ObligationState.RETURNED)
    return cycle


@pytest.mark.shows("R99")
@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("", "ABCD"), ("sent", "ABD"), ("silent", "C"), ("late", "B"), ("returned", "D"),
        ("accepted", ""), ("nonsense", "ABCD"),
    ],
)  # fmt: skip
def test_the_matrix_is_narrowed_to_who_matters(office, full, show, names):
    page = office.get(reverse("reports:matrix", args=[full.pk]), {"show": show})
    found = [row.obligation.organisation.name for row in page.context.get("rows", [])]
    assert found == [f"Phường {letter}" for letter in names]


def test_the_matrix_is_searched_without_marks(office, full):
    submitted(full, "Phường Dịch Vọng")
    page = office.get(reverse("reports:matrix", args=[full.pk]), {"q": "dich vong"})
    names = [row.obligation.organisation.name for row in page.context["rows"]]
    assert names == ["Phường Dịch Vọng"]


def test_the_last_row_adds_up_all_that_was_sent(office, full):
    page = office.get(reverse("reports:matrix", args=[full.pk]), {"q": "phuong d"})
    news = full.type.indicators.get(code="news")
    assert page.context["totals"] == {news.pk: 45}


@pytest.mark.parametrize(
    ("total", "expected"),
    [(Total.SUM, 45), (Total.MEAN, 15), (Total.LARGEST, 30), (Total.NONE, None)],
)
def test_figures_of_many_units_become_what_the_type_says(full, total, expected):
    full.type.indicators.filter(code="news").update(total=total)
    (found,) = matrix.Sheet(full).totals().values()
    assert found == expected


def test_a_rate_of_the_whole_is_computed_from_sums_never_from_rates(full):
    rate = factories.indicator(
        full.type, code="rate", formula="news / 90 * 100", total=Total.FORMULA
    )
    assert matrix.Sheet(full).totals()[rate.pk] == 50
    rate.formula = "news / tasks_due"
    rate.save()
    with translation.override("en"):
        found = matrix.Sheet(full).totals()[rate.pk]
    assert str(found) == "Not computable: “Tasks due” is zero."


def test_what_a_unit_is_still_writing_is_not_shown(office, full):
    one = full.obligations.get(organisation__name_vi="Phường C")
    factories.cell(one, full.type.indicators.get(code="news"), 777)
    assert "777" not in text(office.get(reverse("reports:matrix", args=[full.pk])))


def test_the_matrix_shows_the_last_version(office, full):
    one = full.obligations.get(organisation__name_vi="Phường A")
    content = one.submissions.get().content
    content["news"]["value"] = "13.00"
    Submission.objects.create(obligation=one, version=2, content=content, sent_by="Chị Tư")
    rows = office.get(reverse("reports:matrix", args=[full.pk])).context["rows"]
    assert rows[0].entries[0].words == "13"


@pytest.fixture
def unusual(kind):
    """Three quarters at 12, 11, 12; now 170."""
    unit, today = factories.ward("Phường Bồ Đề"), timezone.localdate()
    for back, news in ((400, 12), (300, 11), (200, 12)):
        ends = today - timedelta(days=back)
        submitted(
            factories.cycle(kind, starts=ends - timedelta(days=80), ends=ends), unit=unit, news=news
        )
    return submitted(
        factories.cycle(kind, starts=today - timedelta(days=90), ends=today), unit=unit, news=170
    )


def test_an_unusual_figure_has_a_badge_with_words(office, unusual):
    url = reverse("reports:matrix", args=[unusual.cycle_id])
    said = "Unusually high: 170; in the last 3 periods from 11 to 12"
    assert said in text(office.get(url))
    assert said in text(office.get(reverse("reports:received", args=[unusual.pk])))


@pytest.mark.shows("RPT-6")
@pytest.mark.parametrize("count", [1, 3])
def test_the_matrix_costs_the_same_for_one_unit_and_for_three(
    office, kind, count, django_assert_num_queries
):
    before = factories.cycle(kind)
    cycle = factories.cycle(kind)
    for number in range(count):
        unit = factories.ward(f"Phường {number}")
        submitted(before, unit=unit, news=1)
        submitted(cycle, unit=unit, news=2, state=ObligationState.RETURNED)
    url = reverse("reports:matrix", args=[cycle.pk])
    office.get(url)
    with django_assert_num_queries(13):
        assert len(office.get(url).context["rows"]) == count


def sheet_of(response):
    content = b"".join(response.streaming_content)
    return openpyxl.load_workbook(BytesIO(content)).active


@pytest.mark.shows("RPT-6")
def test_the_workbook_holds_figures_as_figures_and_runs_nothing(office, full):
    one = full.obligations.get(organisation__name_vi="Phường A")
    content = one.submissions.get().content
    content["words"]["text"] = '=HYPERLINK("http://x","y")'
    Submission.objects.filter(obligation=one).update(content=content)
    url = reverse("reports:matrix", args=[full.pk]) + "?format=xlsx"
    rows = list(sheet_of(office.get(url)).iter_rows())
    assert [cell.value for cell in rows[0]][5:7] == ["Tin, bài (tin)", "Kiến nghị"]
    first = rows[1]
    assert (first[5].value, first[5].data_type) == (12, "n")
    assert (first[6].value, first[6].data_type) == ('=HYPERLINK("http://x","y")', "s")
    assert [row[1].value for row in rows[1:]] == [f"Phường {letter}" for letter in "ABCD"]


def test_the_matrix_prints_every_row(office, full, monkeypatch):
    monkeypatch.setattr("khuevan.reports.views.table.ROWS", 1)
    page = text(office.get(reverse("reports:matrix", args=[full.pk]), {"format": "print"}))
    assert [f"Phường {letter}" in page for letter in "ABCD"] == [True] * 4


@pytest.mark.shows("R83")
def test_units_merged_in_mid_year_stay_comparable_in_both_views(office, full):
    heir = factories.ward("Phường Hợp Nhất")
    yesterday = timezone.localdate() - timedelta(days=1)
    for letter in "AB":
        old = full.obligations.get(organisation__name_vi=f"Phường {letter}").organisation
        old.valid_to = yesterday
        old.save()
        Succession.objects.create(predecessor=old, successor=heir, on=timezone.localdate())
    url = reverse("reports:matrix", args=[full.pk])
    owed = office.get(url).context["rows"]
    assert [row.obligation.organisation.name for row in owed] == [f"Phường {n}" for n in "ABCD"]

    page = office.get(url, {"units": "now"})
    groups = {group.unit.name: group for group in page.context["groups"]}
    assert sorted(groups) == ["Phường C", "Phường D", "Phường Hợp Nhất"]
    (news, words) = groups["Phường Hợp Nhất"].sums
    assert (news.value, words.value) == (42, None)
    assert sum(g.sums[0].value or 0 for g in groups.values()) == 45
    assert "from 2 units" in text(page)


def test_what_does_not_add_up_is_not_added_up(full):
    full.type.indicators.filter(code="news").update(total=Total.MEAN)
    heir = factories.ward("Phường Hợp Nhất")
    for letter in "AB":
        old = full.obligations.get(organisation__name_vi=f"Phường {letter}").organisation
        old.valid_to = timezone.localdate() - timedelta(days=1)
        old.save()
        Succession.objects.create(predecessor=old, successor=heir, on=timezone.localdate())
    rows = list(full.obligations.select_related("organisation"))
    groups = merged.groups(matrix.Sheet(full), merged.units(rows, timezone.localdate()))
    assert {group.unit.name: group.sums[0].value for group in groups if group.is_merged} == {
        "Phường Hợp Nhất": None
    }


# --- what one unit sent


@pytest.mark.shows("RPT-3")
def test_cells_with_a_comment_are_returned_from_the_page(office, full):
    one = full.obligations.get(organisation__name_vi="Phường A")
    url = reverse("reports:return", args=[one.pk])
    office.post(url, {"why-news": WHY, "why-words": "  "})
    one.refresh_from_db()
    assert one.state == ObligationState.RETURNED
    assert list(one.cells.values_list("indicator__code", "is_returned").order_by("pk")) == [
        ("news", True), ("words", False),
    ]  # fmt: skip
    page = text(office.get(reverse("reports:received", args=[one.pk])))
    assert page.count(WHY) == 2  # beside its cell, and in the history
    assert 'id="why-news"' not in page
    assert Message.objects.filter(purpose="report-returned").count() == 1


def test_a_comment_that_is_too_short_keeps_what_was_typed_beside_the_others(office, full):
    one = full.obligations.get(organisation__name_vi="Phường A")
    answer = office.post(
        reverse("reports:return", args=[one.pk]), {"why-news": WHY, "why-words": "sai"}
    )
    assert answer.status_code == 409
    page = text(answer)
    assert (f">{WHY}</textarea>" in page, ">sai</textarea>" in page) == (True, True)
    one.refresh_from_db()
    assert one.state == ObligationState.SENT


def test_accepting_one_leads_to_the_next_that_waits(office, full):
    first, second = full.obligations.filter(state="sent").order_by("sent_at")
    answer = office.post(reverse("reports:accept", args=[first.pk]))
    assert answer.url == reverse("reports:received", args=[second.pk])
    answer = office.post(reverse("reports:accept", args=[second.pk]))
    assert answer.url == reverse("reports:cycle", args=[full.pk])


def test_a_unit_is_excused_and_asked_again_on_its_page(office, full):
    one = full.obligations.get(organisation__name_vi="Phường C")
    answer = office.post(reverse("reports:excuse", args=[one.pk]), {"why": ""})
    assert answer.status_code == 400
    office.post(reverse("reports:excuse", args=[one.pk]), {"why": "Đơn vị mới thành lập."})
    one.refresh_from_db()
    assert one.state == "excused"
    office.post(reverse("reports:again", args=[one.pk]))
    one.refresh_from_db()
    assert one.state == "owed"


def test_whoever_may_only_look_finds_no_button(client, full):
    client.force_login(factories.officer(Role.AUDITOR))
    one = full.obligations.get(organisation__name_vi="Phường A")
    page = text(client.get(reverse("reports:received", args=[one.pk])))
    assert "textarea" not in page
    assert client.post(reverse("reports:accept", args=[one.pk])).status_code == 403


def test_a_focal_point_sees_nothing_of_the_office(client, full):
    client.force_login(factories.officer(Role.FOCAL_POINT))
    for name, pk in (("matrix", full.pk), ("received", full.obligations.first().pk)):
        assert client.get(reverse(f"reports:{name}", args=[pk])).status_code == 403


# --- asking


def post_ask(office, **changes):
    day = calendar().add(timezone.localdate(), 2)
    answers = {
        "title": "Số tin bài về Ngày Quốc khánh", "units": "phuong bo de", "due_time": "15:30",
        "due_day": f"{day:%d/%m/%Y}", "q-TOTAL_FORMS": "6", "q-INITIAL_FORMS": "0",
        "q-0-text": "Đã đăng bao nhiêu tin?", "q-0-kind": "figure", "q-0-measured_in": "tin",
        "q-2-text": "Nêu một ví dụ", "q-2-kind": "text", "instructions": "Báo đến 15 giờ.",
    }  # fmt: skip
    return office.post(reverse("reports:ask"), answers | changes)


@pytest.mark.shows("RPT-4", "R85")
def test_a_request_of_142_units_takes_two_pages_and_goes_out_once(office, officer):
    members = [factories.ward(f"Phường số {number}") for number in range(142)]
    group = factories.group(*members)
    answer = post_ask(office, units="", groups=[group.pk])
    cycle = Cycle.objects.get()
    assert answer.url == reverse("reports:tell", args=[cycle.pk])
    preview = office.get(answer.url)
    assert len(preview.context["outlook"].units) == 142
    office.post(answer.url, {"units": "142"})
    with running(Work.objects.get().pk) as progress:
        actions.tell(cycle, by=officer, progress=progress)
    assert Message.objects.filter(purpose="report-asked").count() == 142
    assert timezone.localtime(cycle.due_at).strftime("%H:%M") == "15:30"


def test_a_request_has_the_questions_that_were_written(office):
    factories.ward("Phường Bồ Đề")
    post_ask(office)
    cycle = Cycle.objects.get()
    asked = cycle.type.indicators.values_list("code", "name_vi", "kind", "measured_in")
    assert list(asked) == [
        ("q1", "Đã đăng bao nhiêu tin?", "figure", "tin"), ("q2", "Nêu một ví dụ", "text", ""),
    ]  # fmt: skip
    assert cycle.label == "Số tin bài về Ngày Quốc khánh"
    assert [one.organisation.name for one in cycle.obligations.all()] == ["Phường Bồ Đề"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"units": "Phường Không Có"}, "no unit has this name"),
        ({"units": ""}, "Choose a group, or write units below."),
        ({"q-0-text": "", "q-2-text": ""}, "Write at least one question."),
        ({"due_day": "03/02/2030"}, "is not a working day. The next one is"),
        ({"due_day": "01/10/2025"}, "passed already"),
        ({"due_day": "sớm nhất có thể"}, "is no day"),
        ({"title": ""}, "required"),
    ],
)
def test_a_request_that_cannot_go_says_why_and_keeps_what_was_typed(office, changes, said):
    factories.ward("Phường Bồ Đề")
    answer = post_ask(office, **changes)
    page = text(answer)
    assert (answer.status_code, Cycle.objects.count()) == (400, 0)
    assert said in page
    assert "Báo đến 15 giờ." in page


def test_a_period_is_opened_with_what_the_type_says(office, kind):
    kind.owed_by.add(factories.ward())
    url = reverse("reports:open", args=[kind.pk])
    form = office.get(url).context["form"]
    answer = office.post(url, {
        "starts": f"{form.initial['starts']:%Y-%m-%d}", "ends": f"{form.initial['ends']:%Y-%m-%d}",
        "due_day": f"{form.initial['due_day']:%Y-%m-%d}", "due_time": "17:00",
    })  # fmt: skip
    cycle = Cycle.objects.get()
    assert answer.url == reverse("reports:tell", args=[cycle.pk])
    assert (cycle.starts.day, cycle.ends.day) == (15, 14)
    assert audit.history(cycle).count() == 1
