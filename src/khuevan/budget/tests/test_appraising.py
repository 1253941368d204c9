"""The appraiser changes quantity, times and rate, strikes a line, remarks: the amount follows."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from khuevan.budget import actions, exports, papers
from khuevan.budget.actions import Judged
from khuevan.budget.enums import EstimateState, LineKind
from khuevan.budget.models import Line
from khuevan.budget.tests.factories import estimate, facts, norm, person
from khuevan.kit.audit import history
from khuevan.kit.errors import Refused
from khuevan.people.enums import Role

pytestmark = pytest.mark.django_db


def submitted():
    made = estimate(
        facts("Nước", kind=LineKind.REFRESHMENT, quantity=Decimal(150), times=Decimal(2), unit="người",
              price=Decimal(20_000)),
        facts("In tài liệu"),
        facts("Hoa tươi", quantity=Decimal(1), price=Decimal(500_000)),
    )  # fmt: skip
    actions.submit(made, by=made.prepared_by)
    return made


def judged_by_finance():
    """Water by other terms, flowers struck, printing as proposed with a remark."""
    made = submitted()
    water, printing, flowers = made.lines.all()
    judged = {
        water.pk: Judged(Decimal(142), Decimal(1), Decimal("18000"), "Một buổi, 142 người"),
        printing.pk: Judged(why="Khớp với ba báo giá"),
        flowers.pk: Judged(why="Không có trong kế hoạch", is_struck=True),
    }
    actions.appraise(made, judged, by=person(Role.FINANCE))
    return made


@pytest.mark.shows("R34", "R40")
def test_amounts_follow_from_the_terms_that_the_appraiser_leaves():
    made = judged_by_finance()
    water, printing, flowers = made.lines.all()
    assert [(x.proposed, x.appraised) for x in (water, printing, flowers)] == [
        (6_000_000, 2_556_000), (4_970_000, 4_970_000), (500_000, 0),
    ]  # fmt: skip
    assert (water.terms.quantity, water.granted_terms.quantity) == (150, 142)
    assert [x.is_changed for x in (water, printing, flowers)] == [True, False, True]
    said = [(e.before, e.after, e.why) for e in history(made) if e.kind == "budget.appraised_line"]
    assert sorted(said) == [
        ("1 × 1 × 500.000 = 500.000 đồng", "0 × 1 × 500.000 = 0 đồng", "Không có trong kế hoạch"),
        ("142 × 1 × 35.000 = 4.970.000 đồng", "142 × 1 × 35.000 = 4.970.000 đồng",
         "Khớp với ba báo giá"),
        ("150 × 2 × 20.000 = 6.000.000 đồng", "142 × 1 × 18.000 = 2.556.000 đồng",
         "Một buổi, 142 người"),
    ]  # fmt: skip


@pytest.mark.shows("FIN-2")
def test_the_workbook_holds_both_as_live_formulas():
    made = judged_by_finance()
    lines = list(made.lines.select_related("norm__basis"))
    sheet = load_workbook(io.BytesIO(exports.to_xlsx(made, lines))).active
    assert [[cell.value for cell in row[3:14]] for row in sheet["A7:N10"]] == [
        ["người", 150, 2, 20000, "=E7*F7*G7", 142, 1, 18000, "=I7*J7*K7", "=L7-H7",
         "Một buổi, 142 người"],
        ["bộ", 142, 1, 35000, "=E8*F8*G8", 142, 1, 35000, "=I8*J8*K8", "=L8-H8",
         "Khớp với ba báo giá"],
        ["bộ", 1, 1, 500000, "=E9*F9*G9", 0, 1, 500000, "=I9*J9*K9", "=L9-H9",
         "Gạt bỏ: Không có trong kế hoạch"],
        [None, None, None, None, "=SUM(H7:H9)", None, None, None, "=SUM(L7:L9)", "=SUM(M7:M9)", None],
    ]  # fmt: skip


def test_what_was_struck_is_not_in_the_decision_and_is_not_carried_over():
    made = judged_by_finance()
    actions.approve(made, by=person(Role.OFFICE_HEAD))
    composed = papers.decision(made, by=person(Role.FINANCE))
    [table] = [x for x in composed.appendices[0].body if hasattr(x, "rows")]
    assert [(row[1], row[4], row[6], row[7]) for row in table.rows] == [
        ("Nước", "142", "18.000", "2.556.000"), ("In tài liệu", "142", "35.000", "4.970.000"),
        ("Tổng cộng", "", "", "7.526.000"),
    ]  # fmt: skip
    again = actions.start_estimate("Lớp sau", by=made.prepared_by, previous=made)
    assert [(x.title, x.quantity, x.price) for x in again.lines.all()] == [
        ("Nước", 142, 18_000), ("In tài liệu", 142, 35_000),
    ]  # fmt: skip
    flowers = made.lines.get(title="Hoa tươi")
    with pytest.raises(Refused, match="gạt bỏ"):
        actions.commit(flowers, Decimal(1), "Cửa hàng hoa", by=person(Role.FINANCE))


@pytest.mark.parametrize(
    ("judged", "words"),
    [
        (Judged(price=Decimal(20_001), why="thử"), "vượt định mức"),
        (Judged(quantity=Decimal(0), why="thử"), "lớn hơn 0"),
        (Judged(price=Decimal(0), why="thử"), "đơn giá"),
        (Judged(quantity=Decimal(10**8), why="thử"), "quá lớn"),
        (Judged(is_struck=True), "lý do"),
    ],
)
def test_norms_and_sense_bind_the_appraiser_as_well(judged, words):
    water = norm(20_000)
    made = estimate(facts("Nước", norm=water, price=Decimal(20_000), price_source=""))
    actions.submit(made, by=made.prepared_by)
    with pytest.raises(Refused, match=words):
        actions.appraise(made, {made.lines.get().pk: judged}, by=person(Role.FINANCE))
    made.refresh_from_db()
    assert made.state == EstimateState.SUBMITTED


@pytest.mark.parametrize(
    "wrong",
    [
        {"appraised": 5}, {"is_struck": True}, {"appraised": 5, "is_struck": True},
        {"appraised": 5, "appraised_quantity": 1, "appraised_times": 1},
        {"appraised": 5, "appraised_quantity": 0, "appraised_times": 1, "appraised_price": 5},
        {"appraised": 5, "appraised_quantity": 1, "appraised_times": 1, "appraised_price": 5,
         "appraised_why": ""},
    ],
)  # fmt: skip
def test_the_table_keeps_amount_and_terms_together(wrong):
    line = estimate().lines.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(**{"appraised_why": "thử"} | wrong)


def fields(line, **changes):
    terms = {"quantity": "142", "times": "1", "price": "35.000", "why": ""} | changes
    return {f"{line.pk}-{name}": value for name, value in terms.items()}


@pytest.mark.shows("R40", "R37")
def test_the_page_computes_without_a_script_and_keeps_what_was_judged(client):
    made = estimate()
    actions.submit(made, by=made.prepared_by)
    line, page = made.lines.get(), reverse("budget:appraise", args=[made.pk])
    client.force_login(person(Role.FINANCE))
    seen = client.post(page, fields(line, quantity="100") | {"compute": "1"})
    assert (seen.status_code, "3.500.000" in seen.content.decode()) == (200, True)
    assert client.post(page, fields(line, strike="on")).status_code == 400
    assert client.post(page, fields(line, quantity="hai")).status_code == 400
    client.post(page, fields(line, quantity="100", why="Đã có 42 bộ"))
    line.refresh_from_db()
    assert (line.appraised, line.appraised_why) == (3_500_000, "Đã có 42 bộ")
    shown = client.get(made.get_absolute_url()).content.decode()
    assert "<del>142</del> <b>100 bộ</b>" in shown


@pytest.mark.parametrize(
    ("title", "words"),
    [("Dự toán: Lớp A", "lớp A"), ("Dự toán kinh phí tuyên truyền", "tuyên truyền"),
     ("Lớp A", "lớp A"), ("QĐ 5", "QĐ 5"), ("Dự toán", "dự toán")],
)  # fmt: skip
def test_a_document_names_an_estimate_once(title, words):
    assert papers.inside(title) == words
