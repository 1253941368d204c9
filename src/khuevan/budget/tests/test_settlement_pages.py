from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from khuevan.budget import account, actions
from khuevan.budget.enums import EstimateState, LineKind, VoucherKind
from khuevan.budget.models import Commitment, Payee, Payment, Settlement, Voucher
from khuevan.budget.tests import approved
from khuevan.documents.models import Paper
from khuevan.documents.tests.factories import downloaded, person
from khuevan.people.enums import Role
from khuevan.vanban import writing

pytestmark = pytest.mark.django_db
K = VoucherKind


@pytest.fixture
def sign_in(client):
    def signed(role):
        client.force_login(person(role))
        return client

    return signed


def url(name, *args):
    return reverse(f"budget:{name}", args=args)


def words_of(answer):
    return answer.content.decode()


@pytest.mark.shows("R35", "FIN-4")
def test_from_the_first_commitment_to_the_lock_in_the_browser(sign_in):
    one = approved.approved({LineKind.OTHER: 3_000_000})
    line = one.lines.get()
    finance = sign_in(Role.FINANCE)
    spend = {
        "line": line.pk,
        "payee": "Công ty Sen Vàng",
        "amount": "3.000.000",
        "on": "01/10/2025",
    }
    assert finance.post(url("commit", one.pk), spend).status_code == 302
    made = Commitment.objects.get()
    page = finance.get(url("pay", one.pk) + f"?commitment={made.pk}")
    assert 'value="3.000.000"' in words_of(page)
    answer = finance.post(url("pay", one.pk), spend | {"commitment": made.pk})
    assert answer["Location"] == url("spending", one.pk)
    assert Payment.objects.get().amount == 3_000_000

    officer = sign_in(Role.LEAD_OFFICER)
    officer.post(url("settle", one.pk))
    assert "thiếu “Hóa đơn hoặc biên lai”" in words_of(officer.get(url("settlement", one.pk)))
    invoice = {
        "kind": "invoice", "number": "1C25TSV-0000123", "seller": "Công ty Sen Vàng",
        "on": "02/10/2025", "amount": "3.000.000", "papers": "1", "lines": [line.pk],
        "file": SimpleUploadedFile("hd.pdf", approved.paper("hoa don")),
    }  # fmt: skip
    answer = officer.post(url("voucher_add", one.pk), invoice)
    assert answer["Location"] == f"{url('settlement', one.pk)}#vouchers"
    assert "Không thiếu gì" in words_of(officer.get(url("settlement", one.pk)))

    sign_in(Role.FINANCE).post(url("examine", one.pk))
    sign_in(Role.OFFICE_HEAD).post(url("lock", one.pk))
    one.refresh_from_db()
    assert one.state == EstimateState.LOCKED
    assert Settlement.objects.get().figures["paid"] == "3000000"


def test_over_the_ceiling_the_page_says_so_and_nothing_is_kept(sign_in):
    one = approved.approved({LineKind.OTHER: 3_000_000})
    spend = {"line": one.lines.get().pk, "payee": "A", "amount": "3.000.001", "on": "01/10/2025"}
    answer = sign_in(Role.FINANCE).post(url("commit", one.pk), spend, follow=True)
    assert "được duyệt 3.000.000 đồng" in words_of(answer)
    assert not Commitment.objects.exists()


def test_the_checklist_links_to_the_form_with_what_is_missing(sign_in):
    one = approved.spent()
    hall = one.lines.get(kind=LineKind.HALL)
    officer = sign_in(Role.LEAD_OFFICER)
    link = f"{url('voucher_add', one.pk)}?kind=quote&amp;line={hall.pk}"
    assert link in words_of(officer.get(url("settlement", one.pk)))
    form = officer.get(link.replace("&amp;", "&")).context["form"]
    assert (form["kind"].value(), form["lines"].value()) == (
        "quote", [hall.pk],
    )  # fmt: skip


@pytest.mark.shows("R35")
def test_reasons_are_asked_on_a_page_before_what_stays_on_record(sign_in):
    one = approved.proved()
    voucher, line = Voucher.objects.all()[0], one.lines.get(kind=LineKind.REFRESHMENT)
    officer = sign_in(Role.LEAD_OFFICER)
    page = url("voucher_remove", voucher.pk)
    assert officer.post(page, {"why": ""}).status_code == 400
    officer.post(page, {"why": "Nộp nhầm hồ sơ lớp khác"})
    officer.post(url("explain", line.pk), {"text": "Ít hơn 8 người so với danh sách"})
    finance = sign_in(Role.FINANCE)
    finance.post(
        url("waive_line", one.pk, voucher.kind, voucher.lines.get().pk),
        {"why": "Mua theo thỏa thuận khung của Sở"},
    )
    stands = account.of(one)
    assert (stands.missing, stands.waivers[0].why) == ([], "Mua theo thỏa thuận khung của Sở")
    assert "Mua theo thỏa thuận khung" in words_of(finance.get(url("settlement", one.pk)))
    finance.post(url("unwaive", one.waivers.get().pk))
    finance.post(url("reverse", Payment.objects.all()[0].pk), {"why": "Chuyển nhầm số tài khoản"})
    assert Payment.objects.exclude(reverses=None).count() == 1
    assert finance.get(url("waive", one.pk, "nonsense")).status_code == 404


def test_a_locked_settlement_is_reopened_by_a_leader_with_a_reason(sign_in):
    one = approved.locked()
    head = sign_in(Role.OFFICE_HEAD)
    assert "Đã quyết toán, khóa sổ" in words_of(head.get(url("settlement", one.pk)))
    head.post(url("reopen", one.pk), {"why": "Kiểm toán yêu cầu bổ sung"})
    page = words_of(head.get(url("settlement", one.pk)))
    assert "Lần 1: 21.840.000 đồng" in page
    assert "Kiểm toán yêu cầu bổ sung" in page


@pytest.mark.shows("R35")
def test_the_payment_list_is_made_printed_and_computed(sign_in):
    one = approved.approved()
    speaker = one.lines.get(kind=LineKind.SPEAKER)
    officer = sign_in(Role.LEAD_OFFICER)
    row = {"line": speaker.pk, "name": "Lê  Văn An", "post": "Cục TTĐN", "amount": "1.200.000"}
    officer.post(url("payment_list", one.pk), row)
    officer.post(url("payment_list", one.pk), row | {"name": "Trần Thị Bình", "amount": "800.000"})
    assert list(Payee.objects.values_list("name", flat=True)) == ["Lê Văn An", "Trần Thị Bình"]
    over = officer.post(
        url("payment_list", one.pk), row | {"name": "C", "amount": "1"}, follow=True
    )
    assert "sẽ là 2.000.001 đồng, nhưng chỉ được duyệt 2.000.000 đồng" in words_of(over)
    printed = words_of(officer.get(url("payment_list_print", one.pk)))
    assert "Hai triệu đồng" in printed
    assert printed.count('class="sign"') == 2
    officer.post(url("payee_remove", Payee.objects.get(name="Trần Thị Bình").pk))
    sheet = load_workbook(io.BytesIO(officer.get(url("payment_list_xlsx", one.pk)).content)).active
    assert [sheet.cell(6, place).value for place in (2, 3, 5)] == [
        "Lê Văn An",
        "Cục TTĐN",
        1_200_000,
    ]


@pytest.mark.shows("R35")
def test_the_settlement_leaves_as_a_workbook_with_live_formulas(sign_in):
    one = approved.proved()
    finance = sign_in(Role.FINANCE)
    book = load_workbook(io.BytesIO(finance.get(url("settlement_xlsx", one.pk)).content))
    sheet = book.worksheets[0]
    assert [sheet["E5"].value, sheet["D8"].value] == ["=D5-C5", "=SUM(D5:D7)"]


@pytest.mark.shows("R35")
def test_minutes_and_decision_are_drafted_once_it_is_examined(sign_in):
    one = approved.proved()
    actions.settle(one, by=approved.preparer())
    officer = sign_in(Role.LEAD_OFFICER)
    officer.post(url("settlement_minutes", one.pk))
    assert not Paper.objects.exists()
    actions.examine(one, by=approved.finance())
    officer.post(url("settlement_minutes", one.pk))
    officer.post(url("settlement_decision", one.pk))
    minutes, decision = Paper.objects.order_by("pk")
    assert (minutes.type_code, decision.type_code) == ("BB", "QĐ")
    page = words_of(officer.get(url("settlement", one.pk)))
    assert minutes.subject in page
    assert "Soạn biên bản" not in page
    for paper in (minutes, decision):
        text = paper.versions.get().text
        assert "21.840.000 đồng (bằng chữ: Hai mươi mốt triệu tám trăm bốn mươi nghìn đồng)" in text
        answer = officer.get(reverse("documents:docx", args=[paper.pk]))
        assert writing.read(answer.content).subject == paper.subject


# --- supervision


@pytest.mark.shows("R39")
def test_supervision_sees_planned_committed_paid_late_papers_and_alarms_and_changes_nothing(
    sign_in,
):
    one = approved.spent()
    day = timezone.localdate() - timezone.timedelta(days=40)
    Payment.objects.update(on=day)
    actions.allow_excess(one.source, Decimal(500_000), "Chờ quyết định đợt 5", by=approved.head())
    auditor = sign_in(Role.AUDITOR)
    page = words_of(auditor.get(url("supervision")))
    for words in (
        "21.840.000", "chứng từ còn thiếu sau khi chi quá 15 ngày", "Chờ quyết định đợt 5",
        "Đã 30 ngày không có khoản chi mới mà chưa lập quyết toán",
        "Đã cho phép ngoại lệ vượt hạn mức 500.000 đồng",
    ):  # fmt: skip
        assert words in page
    for name in ("commit", "pay", "examine", "lock", "reopen", "settle", "voucher_add"):
        answer = auditor.post(url(name, one.pk), {})
        assert answer.status_code == 403, name
    one.refresh_from_db()
    assert (one.state, Voucher.objects.count()) == (EstimateState.APPROVED, 0)
    sheet = load_workbook(
        io.BytesIO(downloaded(auditor.get(url("supervision") + "?format=xlsx")))
    ).active
    assert [cell.value for cell in sheet[2]][3:6] == [21_840_000, 0, 21_840_000]


@pytest.mark.parametrize("count", [1, 3])
def test_supervision_costs_the_same_whatever_the_number(
    sign_in, count, django_assert_max_num_queries
):
    for number in range(count):
        approved.approved({LineKind.OTHER: 1_000_000}, title=f"Lớp {number}")
    auditor = sign_in(Role.AUDITOR)
    with django_assert_max_num_queries(22):
        page = words_of(auditor.get(url("supervision")))
    assert page.count("Lớp ") >= count
