from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from khuevan.budget import actions
from khuevan.budget.enums import EstimateState, Level
from khuevan.budget.models import Estimate, FundingSource, Norm, Remark
from khuevan.budget.tests.factories import basis, estimate, facts, norm, person, preparer, source
from khuevan.documents.models import Paper
from khuevan.people.enums import Role

pytestmark = pytest.mark.django_db


def signed_in(client, role):
    client.force_login(person(role))
    return client


def row(number, **changes):
    values = {
        "pk": "", "ORDER": str(number), "title": "In tài liệu", "kind": "printing", "norm": "",
        "price_source": "3 báo giá", "unit": "bộ", "quantity": "142", "times": "1",
        "price": "35.000",
    } | changes  # fmt: skip
    return {f"lines-{number - 1}-{key}": value for key, value in values.items()}


def sheet(*rows):
    numbered = [row(number, **one) for number, one in enumerate(rows, 1)]
    posted = {"lines-TOTAL_FORMS": str(len(rows)), "lines-INITIAL_FORMS": "0"}
    for one in numbered:
        posted |= one
    return posted


@pytest.mark.shows("R33", "R86")
def test_an_estimate_is_written_in_the_browser_without_a_script(client):
    signed_in(client, Role.LEAD_OFFICER)
    water, money = norm(20_000), source()
    begun = client.post(
        reverse("budget:start"),
        {"title": "Bản tin đối ngoại", "source": money.pk, "on": "27/11/2025"},
    )
    made = Estimate.objects.get()
    assert begun["Location"] == reverse("budget:lines", args=[made.pk])
    kept = client.post(
        begun["Location"],
        sheet(
            {"title": "Thuê hội trường", "kind": "hall", "quantity": "1", "price": "18.000.000"},
            {"title": "Nước uống", "kind": "refreshment", "norm": str(water.pk), "price": "",
             "price_source": "", "unit": ""},
        ),
    )  # fmt: skip
    assert kept["Location"] == made.get_absolute_url()
    assert [(x.title, x.unit, x.proposed) for x in made.lines.all()] == [
        ("Thuê hội trường", "bộ", Decimal(18_000_000)),
        ("Nước uống", "người", Decimal(2_840_000)),
    ]
    page = client.get(made.get_absolute_url()).content.decode()
    assert "20.840.000" in page
    assert "Hai mươi triệu tám trăm bốn mươi nghìn đồng." in page


def test_a_row_struck_out_goes_and_the_others_keep_what_was_said(client):
    made = estimate(facts("Một"), facts("Hai"))
    one, two = made.lines.all()
    actions.remark(made, "Vì sao 142 bộ?", by=person(Role.FINANCE), line=two, is_question=True)
    signed_in(client, Role.LEAD_OFFICER)
    posted = sheet({"pk": str(one.pk), "title": "Một"}, {"pk": str(two.pk), "title": "Hai"})
    posted |= {"lines-INITIAL_FORMS": "2", "lines-0-DELETE": "on"}
    client.post(reverse("budget:lines", args=[made.pk]), posted)
    assert [x.pk for x in made.lines.all()] == [two.pk]
    assert Remark.objects.get().line == two


def test_more_rows_keep_what_was_typed(client):
    made = estimate()
    signed_in(client, Role.LEAD_OFFICER)
    posted = sheet({"title": "Viết dở", "quantity": "abc"}) | {"more": "1"}
    page = client.post(reverse("budget:lines", args=[made.pk]), posted)
    assert page.status_code == 200
    assert page.content.decode().count("Viết dở") == 1
    assert [x.title for x in made.lines.all()] == ["In tài liệu"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("-3", "Không được dưới 0,01."), ("0", "Không được dưới"), ("hai", "không phải là số")],
)
def test_a_wrong_quantity_is_named_and_nothing_is_kept(client, typed, words):
    made = estimate()
    signed_in(client, Role.LEAD_OFFICER)
    answer = client.post(reverse("budget:lines", args=[made.pk]), sheet({"quantity": typed}))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert [x.quantity for x in made.lines.all()] == [142]


@pytest.mark.shows("R40", "R37", "FIN-1")
def test_the_three_pages_of_three_persons(client):
    made = estimate()
    signed_in(client, Role.LEAD_OFFICER)
    client.post(reverse("budget:submit", args=[made.pk]))
    assert client.get(reverse("budget:appraise", args=[made.pk])).status_code == 403
    signed_in(client, Role.FINANCE)
    line = made.lines.get()
    judged = {
        f"{line.pk}-quantity": "142", f"{line.pk}-times": "1", f"{line.pk}-price": "28.000",
        f"{line.pk}-why": "",
    }  # fmt: skip
    refused = client.post(reverse("budget:appraise", args=[made.pk]), judged)
    assert refused.status_code == 400
    judged[f"{line.pk}-why"] = "Lấy giá thấp nhất"
    client.post(reverse("budget:appraise", args=[made.pk]), judged)
    assert client.get(reverse("budget:approve", args=[made.pk])).status_code == 403
    signed_in(client, Role.DIRECTOR)
    assert (
        "Lấy giá thấp nhất"
        in client.get(reverse("budget:approve", args=[made.pk])).content.decode()
    )
    client.post(reverse("budget:approve", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == EstimateState.APPROVED
    page = client.get(made.get_absolute_url()).content.decode()
    assert "<del>4.970.000</del>" in page
    compared = client.get(reverse("budget:versions", args=[made.pk]) + "?from=1&to=2")
    assert "−994.000" in compared.content.decode()


@pytest.mark.shows("R38", "R93")
def test_a_question_on_a_line_is_answered_by_finance(client):
    made = estimate()
    line = made.lines.get()
    signed_in(client, Role.LEAD_OFFICER)
    client.post(
        reverse("budget:remark_line", args=[made.pk, line.pk]),
        {"text": "Lấy mấy báo giá?", "is_question": "on"},
    )
    signed_in(client, Role.FINANCE)
    asked = Remark.objects.get()
    client.post(reverse("budget:settle_remark", args=[asked.pk]), {"answer": "Ba báo giá."})
    asked.refresh_from_db()
    assert (asked.line, asked.answer, asked.settled_by) == (
        line, "Ba báo giá.", person(Role.FINANCE),
    )  # fmt: skip
    signed_in(client, Role.AUDITOR)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Ba báo giá." in page
    assert "<textarea" not in page
    assert "ba báo giá, hợp đồng, biên bản nghiệm thu, hóa đơn" in page


@pytest.mark.shows("R02")
def test_finance_enters_a_source_and_sees_the_tranches_step_by_step(client):
    signed_in(client, Role.FINANCE)
    client.post(
        reverse("budget:source_add"),
        {"name": "Kinh phí đào tạo, bồi dưỡng", "year": "2025", "warn_at": "90"},
    )
    made = FundingSource.objects.get()
    for number, amount in (("3", "30.000.000"), ("4", "10.000.000"), ("5", "-2.000.000")):
        decided = basis(f"{number}879/QĐ-UBND")
        client.post(
            reverse("budget:allocate", args=[made.pk]),
            {"level": "granted", "tranche": number, "amount": amount, "decision": decided.pk},
        )
    page = client.get(made.get_absolute_url()).content.decode()
    for words in ("+10.000.000", "−2.000.000", "40.000.000", "38.000.000", "4879/QĐ-UBND"):
        assert words in page
    assert made.total(Level.GRANTED) == 38_000_000


def test_finance_enters_a_rate_with_its_document(client):
    signed_in(client, Role.FINANCE)
    blank = norm(None, "bcv-1", name="Báo cáo viên")
    form = {"kind": "speaker", "name": "Báo cáo viên", "unit": "buổi", "rate": "1.000.000"}
    answer = client.post(reverse("budget:norm_edit", args=[blank.pk]), form)
    assert answer.status_code == 400
    form |= {"basis": basis("36/2018/TT-BTC").pk, "place": "Điều 5.2.a", "valid_from": "1/1/2025"}
    client.post(reverse("budget:norm_edit", args=[blank.pk]), form)
    kept = Norm.objects.get()
    assert (kept.rate, kept.cited, kept.entered_by) == (
        1_000_000, "36/2018/TT-BTC, Điều 5.2.a", person(Role.FINANCE),
    )  # fmt: skip


@pytest.mark.shows("R34")
def test_the_slip_is_a_paper_of_the_register_once(client):
    made = estimate(by=preparer())
    signed_in(client, Role.LEAD_OFFICER)
    client.post(reverse("budget:slip", args=[made.pk]))
    paper = Paper.objects.get()
    assert (paper.type_code, paper.origin) == ("TTr", f"budget.estimate:{made.pk}")
    assert "Bốn triệu chín trăm bảy mươi nghìn đồng" in paper.versions.get().text
    client.post(reverse("budget:slip", args=[made.pk]))
    assert Paper.objects.count() == 1
    assert paper.subject in client.get(made.get_absolute_url()).content.decode()


def test_the_workbook_holds_formulas_and_no_formula_of_ours_becomes_another(client):
    made = estimate(facts("=1+1", price_source="@SUM(A1)"))
    signed_in(client, Role.AUDITOR)
    content = client.get(reverse("budget:xlsx", args=[made.pk])).content
    cells = load_workbook(io.BytesIO(content)).active
    values = {cell.value: cell.data_type for line in cells.iter_rows() for cell in line}
    assert (values["=1+1"], values["@SUM(A1)"], values["=E7*F7*G7"]) == ("s", "s", "f")


def test_a_word_file_is_given(client):
    made = estimate()
    signed_in(client, Role.DIRECTOR)
    answer = client.get(reverse("budget:docx", args=[made.pk]))
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")


@pytest.mark.parametrize("name", ["budget:index", "budget:sources", "budget:norms"])
def test_lists_ask_the_same_for_one_and_for_three(client, name):
    signed_in(client, Role.FINANCE)
    counts = []
    for number in range(3):
        money = source(name=f"Nguồn {number}")
        rate = norm(20_000, f"n{number}")
        estimate(facts(norm=rate, price=Decimal(1)), facts("B"), source=money)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(name))
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_the_page_asks_the_same_for_one_line_and_for_three(client):
    signed_in(client, Role.FINANCE)
    counts = []
    money = source()
    for count in (1, 3):
        made = estimate(
            *[
                facts(f"Dòng {n}", norm=norm(20_000, f"n{count}{n}"), price=Decimal(1))
                for n in range(count)
            ],
            source=money,
        )
        for line in made.lines.all():
            actions.remark(made, "Xem lại", by=person(Role.FINANCE), line=line)
        client.get(made.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            client.get(made.get_absolute_url())
        counts.append(len(asked))
    assert counts[0] == counts[1]
