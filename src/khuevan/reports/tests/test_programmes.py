"""Pilot programmes (R24): made from a clause, measured each quarter, corrected with history."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from khuevan.assignments.enums import State
from khuevan.assignments.tests.factories import approved
from khuevan.documents.tests import factories as documents
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.enums import Role
from khuevan.plans.enums import ClauseKind
from khuevan.plans.tests import factories as plans
from khuevan.reports import actions, drawing, pilots
from khuevan.reports.actions import Entered
from khuevan.reports.enums import Kind, ValueOrigin, Wanted
from khuevan.reports.models import Programme, ProgrammeIndicator, QuarterValue, Submission
from khuevan.reports.tests import factories
from khuevan.reports.tests.factories import programme, programme_indicator, quarter_value
from khuevan.reports.windows import Quarter

pytestmark = [pytest.mark.django_db, pytest.mark.shows("R24")]

Q1, Q2 = Quarter(2025, 1), Quarter(2025, 2)
CLAUSE = (
    "(2) Công tác truyền thông quảng bá hình ảnh địa phương; trong đó thành phố được chọn là một "
    "trong các địa phương thí điểm thực hiện."
)


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
    return programme(lead)


@pytest.fixture
def reach(pilot):
    return programme_indicator(pilot)


def text(response):
    return response.content.decode()


# --- from the clause


def test_a_programme_is_made_from_the_plans_clause_in_one_step(office, lead):
    clause = plans.clause(plans.bare_plan(lead, year=2025), ClauseKind.INFORMATION, text=CLAUSE)
    documents.basis("88/QĐ-BVHTTDL")
    url = reverse("reports:programme_from_clause", args=[clause.pk])
    page = office.get(url)
    assert page.context["form"]["name_vi"].value() == (
        "Chương trình thí điểm công tác truyền thông quảng bá hình ảnh địa phương"
    )
    fields = posted(page.context["form"]) | {"decided_by": "88/QĐ-BVHTTDL", "ends": "31/12/2026"}
    answer = office.post(url, fields)
    made = Programme.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.clause, made.lead, made.basis.number, made.starts, made.ends, made.plan) == (
        clause, lead, "88/QĐ-BVHTTDL", date(2025, 1, 1), date(2026, 12, 31), None,
    )  # fmt: skip
    assert audit.history(made).get().kind == Kind.PROGRAMME_CHANGED
    assert office.get(url).url == made.get_absolute_url()
    page = text(office.get(made.get_absolute_url()))
    assert "No indicator yet" in page
    assert "Add a pilot indicator" in page


def posted(form):
    return {field.html_name: value for field in form if (value := field.value()) is not None}


def test_of_one_clause_there_is_one_programme(lead):
    clause = plans.clause(plans.bare_plan(lead), ClauseKind.INFORMATION, text=CLAUSE)
    actions.keep_programme(actions.propose_programme(clause, lead), by=lead)
    with pytest.raises(AlreadyDecided, match="was made already"):
        actions.keep_programme(actions.propose_programme(clause, lead), by=lead)
    assert Programme.objects.count() == 1


def test_the_clauses_drawer_offers_it_only_where_a_pilot_is_named(office, lead):
    plan = approved(lead)
    named = plans.clause(plan, ClauseKind.INFORMATION, text=CLAUSE)
    other = plans.clause(plan, ClauseKind.INFORMATION, text="Trao đổi, giải đáp thắc mắc.")
    offered = {
        one.pk: reverse("reports:programme_from_clause", args=[one.pk])
        in text(office.get(reverse("assignments:clause", args=[plan.pk, one.pk])))
        for one in (named, other)
    }
    assert offered == {named.pk: True, other.pk: False}


def test_a_lead_must_be_able_to_enter_values(pilot, lead):
    pilot.lead = plans.user(Role.FOCAL_POINT)
    with pytest.raises(Refused, match="cannot enter values"):
        actions.keep_programme(pilot, by=lead)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"decided_by": "99/QĐ"}, "is not in the register"),
        ({"ends": "31/12/2024"}, "ends before it begins"),
        ({"cutoff_day": "31"}, "at most 28"),
    ],
)
def test_a_programme_that_breaks_the_rules_is_refused_in_its_form(office, pilot, changes, said):
    url = reverse("reports:programme_edit", args=[pilot.pk])
    fields = posted(office.get(url).context["form"]) | changes
    answer = office.post(url, fields)
    assert (answer.status_code, said in text(answer)) == (400, True)


# --- indicators


def test_an_indicator_has_baseline_direction_and_target(office, pilot):
    url = reverse("reports:programme_indicator_add", args=[pilot.pk])
    fields = {
        "name_vi": "Lượt tiếp cận ở nước ngoài", "measured_in": "lượt", "wanted": "up",
        "baseline": "1.234,5", "baseline_on": "31/12/2024", "baseline_source": "Báo cáo số 5",
        "target": "2.000", "target_by": "31/12/2025", "order": "10", "is_active": "on",
        "formula": "links + photos",
    }  # fmt: skip
    assert office.post(url, fields).url == pilot.get_absolute_url()
    made = ProgrammeIndicator.objects.get()
    assert (made.baseline, made.baseline_on, made.target) == (
        Decimal("1234.5"), date(2024, 12, 31), Decimal(2000),
    )  # fmt: skip
    for wrong, said in (
        ({"baseline_on": ""}, "A baseline is of a day"),
        ({"baseline_source": ""}, "where the baseline is known from"),
        ({"target_by": ""}, "A target is for a day"),
        ({"formula": "visits * 2"}, "There is no measure called “visits”."),
        ({"baseline": "nhiều"}, "is no number"),
    ):
        answer = office.post(url, fields | {"name_vi": "Khác"} | wrong)
        assert (answer.status_code, said in text(answer)) == (400, True), said
    with pytest.raises(Refused, match="already"):
        actions.keep_programme_indicator(
            ProgrammeIndicator(programme=pilot, name_vi=made.name_vi, measured_in="x"),
            by=pilot.lead,
        )


def test_the_database_wants_day_and_source_of_a_baseline(reach):
    for wrong in ({"baseline_source": ""}, {"baseline_on": None}, {"target_by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgrammeIndicator.objects.filter(pk=reach.pk).update(**wrong)


def test_an_indicator_with_values_measures_the_same_for_good(reach, lead):
    quarter_value(reach, Q1, 5)
    reach.wanted = Wanted.DOWN
    with pytest.raises(Refused, match="has values already"):
        actions.keep_programme_indicator(reach, by=lead)
    reach.refresh_from_db()
    assert actions.drop_programme_indicator(reach, by=lead) is False
    reach.refresh_from_db()
    assert (reach.is_active, reach.values.count()) == (False, 1)
    assert actions.drop_programme_indicator(programme_indicator(reach.programme), by=lead) is True


def test_a_formula_is_judged_while_it_is_typed(office, pilot):
    url = reverse("reports:programme_formula", args=[pilot.pk])
    assert "Classes held" in text(office.get(url, {"formula": "classes_held"}))
    assert "There is no measure" in text(office.get(url, {"formula": "visits"}))


# --- values


def test_values_of_a_quarter_are_entered_on_one_page_with_note_and_evidence(office, pilot, reach):
    other = programme_indicator(pilot, name_vi="Bài báo")
    url = reverse("reports:programme_quarter", args=[pilot.pk, 2025, 1])
    page = text(office.get(url))
    assert page.count('name="i') == 8  # value, note, link and file of two
    pdf = SimpleUploadedFile("so-lieu.pdf", documents.plain_pdf())
    answer = office.post(url, {
        f"i{reach.pk}-value": "1.500", f"i{reach.pk}-note": "Theo báo cáo nền tảng",
        f"i{reach.pk}-link": "https://example.vn/a", f"i{reach.pk}-file": pdf,
        f"i{other.pk}-value": "",
    })  # fmt: skip
    assert answer.url == url
    value = QuarterValue.objects.get()
    assert (value.indicator, value.value, value.note, value.link, value.file.name) == (
        reach, Decimal(1500), "Theo báo cáo nền tảng", "https://example.vn/a", "so-lieu.pdf",
    )  # fmt: skip
    assert office.post(url, {f"i{other.pk}-value": "0"}).url == pilot.get_absolute_url()
    kinds = [event.kind for event in audit.history(pilot)]
    assert kinds == [Kind.PROGRAMME_MEASURED] * 2
    opened = office.get(value.get_absolute_url())
    assert "Theo báo cáo nền tảng" in text(opened)
    sent = office.get(reverse("reports:quarter_file", args=[value.pk]))
    assert b"".join(sent.streaming_content).startswith(b"%PDF")
    sent.close()


def test_a_note_without_a_value_and_a_word_for_a_number_are_mended_in_place(office, pilot, reach):
    url = reverse("reports:programme_quarter", args=[pilot.pk, 2025, 1])
    for fields, said in (
        ({"note": "Có ghi chú"}, "Write the value too"),
        ({"value": "nhiều"}, "is no number"),
        ({"value": "5", "link": "javascript:alert(1)"}, "Enter a valid URL"),
    ):
        answer = office.post(url, {f"i{reach.pk}-{name}": one for name, one in fields.items()})
        assert (answer.status_code, said in text(answer)) == (400, True), said
    assert not QuarterValue.objects.exists()


def test_a_secret_note_is_refused_and_nothing_of_it_is_kept(office, pilot, reach):
    url = reverse("reports:programme_quarter", args=[pilot.pk, 2025, 1])
    fields = {f"i{reach.pk}-value": "5", f"i{reach.pk}-note": "MẬT\nSố: 12/BC"}
    with transaction.atomic():
        answer = office.post(url, fields)
    assert (answer.status_code, "state-secret" in text(answer)) == (400, True)
    assert not QuarterValue.objects.exists()


def test_one_value_stands_for_an_indicator_and_quarter(reach, lead):
    actions.enter_value(reach, Q1, Entered(Decimal(5)), by=lead)
    with pytest.raises(AlreadyDecided, match="already"):
        actions.enter_value(reach, Q1, Entered(Decimal(6)), by=lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        quarter_value(reach, Q1, 7, version=2, why="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        quarter_value(reach, Quarter(2025, 5), 7)
    assert QuarterValue.objects.get().value == 5


def test_a_value_waits_until_its_quarter_is_over(reach, lead):
    running = pilots.quarters_of(reach.programme, timezone.localdate())[-1]
    ends = running.window(reach.programme).ends
    if ends > timezone.localdate():
        with pytest.raises(Refused, match="complete on"):
            actions.enter_value(reach, running, Entered(Decimal(5)), by=lead)
    with pytest.raises(Refused, match="no quarter of this programme"):
        actions.enter_value(reach, Quarter(2019, 1), Entered(Decimal(5)), by=lead)


def test_a_value_is_corrected_only_with_its_reason_and_its_history(office, reach, lead):
    first = actions.enter_value(reach, Q1, Entered(Decimal(5), "Lần đầu"), by=lead)
    url = reverse("reports:quarter_correct", args=[first.pk])
    assert office.post(url, {"value": "7"}).status_code == 400
    answer = office.post(url, {"value": "7", "note": "Đếm lại", "why": "Đếm trùng hai tin."})
    second = QuarterValue.objects.standing().get()
    assert (answer.url, second.version, second.value, second.why) == (
        second.get_absolute_url(), 2, 7, "Đếm trùng hai tin.",
    )  # fmt: skip
    first.refresh_from_db()
    assert (first.value, first.note, first.replaced_at is not None) == (5, "Lần đầu", True)
    event = audit.history(reach.programme).first()
    assert (event.kind, event.before, event.after) == (Kind.PROGRAMME_CORRECTED, "5", "7")
    with pytest.raises(AlreadyDecided, match="meanwhile"):
        actions.correct_value(first, Entered(Decimal(8)), "Chậm hơn", by=lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuarterValue.objects.filter(pk=second.pk).update(why="")
    page = text(office.get(first.get_absolute_url()))
    assert "A later version replaced this value" in page
    assert "Đếm trùng hai tin." in page


# --- drawn by a formula


def test_a_value_drawn_from_the_system_opens_to_the_rows_behind_it(office, pilot):
    done = programme_indicator(pilot, name_vi="Tỷ lệ", measured_in="%",
                               formula="tasks_done / tasks_due * 100")  # fmt: skip
    inside = Q1.window(pilot).starts + timedelta(days=3)
    kept = factories.assignment(state=State.DONE, due=inside)
    factories.assignment(state=State.DOING, due=inside)
    factories.assignment(state=State.DONE, due=inside - timedelta(days=30))
    url = reverse("reports:programme_quarter", args=[pilot.pk, 2025, 1])
    office.post(url, {"draw": str(done.pk)})
    value = QuarterValue.objects.get()
    assert (value.value, value.origin, value.formula) == (50, ValueOrigin.DRAWN, done.formula)
    parts = {shown.part.name: shown for shown in drawing.opened(value)}
    assert {name: shown.part.value for name, shown in parts.items()} == {
        "tasks_done": 1, "tasks_due": 2,
    }  # fmt: skip
    assert all(shown.part.adds_up for shown in parts.values())
    [row] = parts["tasks_done"].rows
    assert row.url == reverse("assignments:detail", args=[kept.pk])
    assert row.url in text(office.get(value.get_absolute_url()))
    assert office.get(row.url).status_code == 200


def test_what_was_drawn_stays_and_is_drawn_anew_only_with_a_reason(office, pilot, lead):
    due = programme_indicator(pilot, formula="tasks_due")
    inside = Q1.window(pilot).starts
    factories.assignment(due=inside)
    first = actions.draw_value(due, Q1, by=lead)
    factories.assignment(due=inside)
    first.refresh_from_db()
    assert (first.value, len(drawing.opened(first)[0].rows)) == (1, 1)
    with pytest.raises(Refused, match="Say why"):
        actions.draw_again(first, " ", by=lead)
    url = reverse("reports:quarter_correct", args=[first.pk])
    office.post(url, {"draw": "1", "why": "Đơn vị nhập bổ sung."})
    assert QuarterValue.objects.standing().get().value == 2


def test_a_formula_without_a_figure_says_why_and_writes_nothing(pilot, lead):
    rate = programme_indicator(pilot, formula="tasks_done / tasks_due")
    with pytest.raises(Refused, match="is zero"):
        actions.draw_value(rate, Q1, by=lead)
    with pytest.raises(Refused, match="has no formula"):
        actions.draw_value(programme_indicator(pilot), Q1, by=lead)
    assert not QuarterValue.objects.exists()


def test_a_formula_names_what_units_answered_in_the_quarters_report(office, pilot, lead):
    kind = factories.report_type()
    factories.indicator(kind, code="tin_bai", name_vi="Tin, bài tiếng Anh")
    pilot.report = kind
    pilot.save()
    window = Q1.window(pilot)
    cycle = factories.cycle(kind, starts=window.starts, ends=window.ends)
    for count in (12, 30):
        sent = factories.sent(of=cycle)
        content = {"tin_bai": {"value": str(count)}}
        Submission.objects.create(obligation=sent, version=1, content=content, sent_by="Chị Tư")
    news = programme_indicator(pilot, formula="tin_bai")
    actions.keep_programme_indicator(news, by=lead)
    value = actions.draw_value(news, Q1, by=lead)
    [shown] = drawing.opened(value)
    assert (value.value, shown.part.label) == (42, "Tin, bài tiếng Anh")
    assert [row.row.share for row in shown.rows] == [12, 30]
    assert office.get(shown.rows[0].url).status_code == 200
    with pytest.raises(Refused, match="has no figure yet"):
        actions.draw_value(news, Q2, by=lead)
