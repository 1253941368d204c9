"""What a settlement leaves the house as: one file that proves itself."""

from __future__ import annotations

import hashlib
import io
import zipfile
from decimal import Decimal

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from khuevan.budget import actions, packages
from khuevan.budget.enums import LineKind
from khuevan.budget.models import Voucher
from khuevan.budget.paylist import LEAST, PERCENT
from khuevan.budget.tests import approved, factories
from khuevan.documents.tests.factories import downloaded, person
from khuevan.people.enums import Role
from khuevan.vanban import writing

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled():
    made = approved.locked()
    actions.draft_minutes(made, by=approved.preparer())
    return made


def listed(made):
    speaker = made.lines.get(kind=LineKind.SPEAKER)
    for name, amount in (("Nguyễn Thị Hồng Nhung", 1_200_000), ("Lê Văn An", 800_000)):
        actions.add_payee(
            speaker, name, Decimal(amount), by=approved.preparer(), post="Cục Thông tin đối ngoại"
        )


def opened(client, made):
    client.force_login(person(Role.AUDITOR))
    answer = client.get(reverse("budget:settlement_zip", args=[made.pk]))
    return zipfile.ZipFile(io.BytesIO(downloaded(answer)))


@pytest.mark.shows("R35", "FIN-4")
def test_the_package_holds_all_and_its_index_names_every_voucher_with_its_hash(client, settled):
    with opened(client, settled) as archive:
        held = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
        sheet = load_workbook(io.BytesIO(archive.read("00-muc-luc.xlsx"))).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        sums = archive.read("SHA256SUMS.txt").decode().splitlines()
    inside = {
        name: sha for name, sha in held.items() if name not in {"00-muc-luc.xlsx", "SHA256SUMS.txt"}
    }
    assert {row[1]: row[7] for row in rows} == inside
    assert sums == [f"{row[7]}  {row[1]}" for row in rows]
    proofs = [row for row in rows if row[1].startswith("chung-tu/")]
    assert sorted((row[3] or "", row[5], row[7]) for row in proofs) == sorted(
        (one.number, one.amount and int(one.amount), one.sha256) for one in Voucher.objects.all()
    )
    written = [row[1] for row in rows if not row[1].startswith("chung-tu/")]
    assert written[:3] == ["quyet-toan.xlsx", "quyet-toan.docx", "du-toan.xlsx"]
    assert [name.startswith("van-ban/01-") for name in written[3:]] == [True]


def test_a_list_of_persons_is_in_the_package_in_both_forms(client):
    made = approved.approved()
    listed(made)
    with opened(client, made) as archive:
        names = set(archive.namelist())
    assert {"bang-ke-chi-tien.xlsx", "bang-ke-chi-tien.docx"} <= names


@pytest.mark.shows("R35")
def test_the_report_of_a_settlement_says_both_sums_and_lists_the_vouchers(settled):
    report = writing.read(packages.settlement_docx(settled))
    words = writing.body_to_text(report.body)
    assert "3. Số đề nghị quyết toán: 21.840.000 đồng (bằng chữ: Hai mươi mốt triệu" in words
    assert len(report.appendices[0].body[0].rows) == Voucher.objects.count()
    assert "điểm chưa xong" not in words


def test_the_report_of_an_open_settlement_says_what_is_missing():
    words = writing.body_to_text(writing.read(packages.settlement_docx(approved.spent())).body)
    assert "điểm chưa xong tại ngày lập báo cáo" in words


@pytest.mark.shows("R35")
def test_the_payment_list_in_word_leaves_tax_blank_until_its_norms_are_entered():
    made = approved.approved()
    listed(made)

    def rows():
        table = Document(io.BytesIO(packages.payment_list_docx(made))).tables[1]
        return [[cell.text for cell in row.cells][1:] for row in table.rows[1:]]

    assert [row[3:6] for row in rows()] == [
        ["1.200.000", "", ""], ["800.000", "", ""], ["2.000.000", "", ""],
    ]  # fmt: skip
    factories.norm(10, PERCENT, name="Thuế TNCN", unit="%", kind=LineKind.SPEAKER)
    factories.norm(1_000_000, LEAST, name="Từ mức", unit="lần chi", kind=LineKind.SPEAKER)
    assert rows() == [
        ["Nguyễn Thị Hồng Nhung", "Cục Thông tin đối ngoại", "Thù lao báo cáo viên", "1.200.000", "120.000",
         "1.080.000", ""],
        ["Lê Văn An", "Cục Thông tin đối ngoại", "Thù lao báo cáo viên", "800.000", "0", "800.000", ""],
        ["Tổng cộng", "", "", "2.000.000", "120.000", "1.880.000", ""],
    ]  # fmt: skip
    told = [one.text for one in Document(io.BytesIO(packages.payment_list_docx(made))).paragraphs]
    assert "Số tiền thực nhận bằng chữ: Một triệu tám trăm tám mươi nghìn đồng." in told
