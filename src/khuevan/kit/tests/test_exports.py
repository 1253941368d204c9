from __future__ import annotations

import csv
import io
import tempfile
import tracemalloc
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone

from khuevan.kit.exports import Column, Export

ROSTER = Export(
    name="Đơn vị – đầu mối",
    columns=(
        Column("Mã", lambda row: row[0]),
        Column("Tên", lambda row: row[1]),
        Column("Điện thoại", lambda row: row[2]),
        Column("Số việc", lambda row: row[3], "int"),
        Column("Kinh phí", lambda row: row[4], "decimal"),
        Column("Từ ngày", lambda row: row[5], "date"),
        Column("Gửi lúc", lambda row: row[6], "datetime"),
    ),
)
WARD = (
    "00004", "UBND phường Ba Đình", "0912345678", 12, Decimal("1234567.50"), date(2025, 7, 1),
    datetime(2026, 1, 5, 1, 30, tzinfo=UTC),
)  # fmt: skip
ATTACKS = ('=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "http://x.vn")


def xlsx(rows) -> bytes:
    file = io.BytesIO()
    ROSTER.write_xlsx(file, rows)
    return file.getvalue()


def cells(content: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_xlsx_keeps_each_kind_of_value():
    assert cells(xlsx([WARD])) == [
        ["Mã", "Tên", "Điện thoại", "Số việc", "Kinh phí", "Từ ngày", "Gửi lúc"],
        ["00004", "UBND phường Ba Đình", "0912345678", 12, 1234567.5,
         datetime(2025, 7, 1), datetime(2026, 1, 5, 8, 30)],
    ]  # fmt: skip


def test_xlsx_writes_codes_and_phones_in_the_text_format():
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx([WARD]))).active

    assert [sheet.cell(2, n).number_format for n in (1, 3, 6)] == ["@", "@", "dd/mm/yyyy"]


def test_xlsx_holds_no_formula_and_no_link():
    content = xlsx([(attack, attack, attack, None, None, None, None) for attack in ATTACKS])

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [(row[0].value, row[0].data_type) for row in sheet.iter_rows(min_row=2)] == [
        (attack, "s") for attack in ATTACKS
    ]
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert (xml.count(b"<f>"), xml.count(b"hyperlink")) == (0, 0)


def test_xlsx_cuts_a_cell_that_is_too_long_and_says_so():
    [[_, *_rest], [cell, *_empty]] = cells(xlsx([("x" * 40_000, *[None] * 6)]))

    assert (len(cell), cell[-1]) == (32_767, "…")


def test_xlsx_of_no_rows_has_its_headings():
    assert cells(xlsx([])) == [[str(column.label) for column in ROSTER.columns]]


def test_a_national_list_takes_little_memory():
    tracemalloc.start()
    with tempfile.TemporaryFile() as file:
        ROSTER.write_xlsx(file, (WARD for _ in range(3_321)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 20 * 2**20


def test_csv_is_exact():
    lines = b"".join(ROSTER.to_csv([WARD]).streaming_content)

    assert lines.decode() == (
        "\ufeffMã,Tên,Điện thoại,Số việc,Kinh phí,Từ ngày,Gửi lúc\r\n"
        "00004,UBND phường Ba Đình,0912345678,12,1234567.50,01/07/2025,05/01/2026 08:30\r\n"
    )


def test_csv_disarms_formulas_but_not_numbers():
    rows = [(attack, "", "", -5, None, None, None) for attack in ATTACKS[:5]]

    text = b"".join(ROSTER.to_csv(rows).streaming_content).decode()

    written = list(csv.reader(io.StringIO(text)))[1:]
    assert [(row[0], row[3]) for row in written] == [(f"'{attack}", "-5") for attack in ATTACKS[:5]]


def test_print_rows_are_what_people_read():
    assert list(ROSTER.table([WARD])) == [
        ["00004", "UBND phường Ba Đình", "0912345678", "12", "1234567.50", "01/07/2025",
         "05/01/2026 08:30"],
    ]  # fmt: skip


@pytest.mark.django_db  # a closed answer looks after the connections
def test_the_download_has_a_plain_name():
    with closing(ROSTER.respond([], "xlsx")) as response:
        pass

    today = timezone.localdate()
    assert response["Content-Disposition"] == (
        f'attachment; filename="don-vi-dau-moi-{today}.xlsx"'
    )
