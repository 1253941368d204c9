from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import unicodedata
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from khuevan.kit.differences import FieldChange, Record, compare
from khuevan.kit.errors import Refused
from khuevan.kit.exports import Column, Export
from khuevan.kit.spreadsheets import Field, RowError, read, repeated
from khuevan.kit.workbooks import MAX_SIZE

FIELDS = (
    Field("code", "Mã", required=True),
    Field("name", "Tên", aliases=("Họ và tên",), required=True),
    Field("phone", "Điện thoại"),
    Field("since", "Từ ngày", kind="date"),
    Field("tasks", "Số việc", kind="int"),
)
PEOPLE = [
    ("00004", "Nguyễn Thị Ánh", "0912345678", date(2025, 7, 1), 3),
    ("00008", unicodedata.normalize("NFD", "Đặng Văn Ẩn"), "02438251234", date(2024, 2, 29), 0),
    ("00025", "Hoà", "", None, 1200),
    ("00097", "Hòa", "+84 24 3825 1234", date(1999, 12, 31), None),
]
ROSTER = Export(
    "Đầu mối",
    tuple(Column(f.label, lambda row, n=n: row[n], f.kind) for n, f in enumerate(FIELDS)),
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def book(*rows, change=lambda sheet: None) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    change(workbook.active)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


HEADINGS = ["Mã", "Tên", "Điện thoại", "Từ ngày", "Số việc"]


def records(sheet) -> dict[str, Record]:
    return {
        row.text("code"): Record(
            row.text("name"), {f.name: row.text(f.name) for f in FIELDS}, row.number
        )
        for row in sheet.rows
    }


# --- TRN-6: through LibreOffice and back


@pytest.fixture(scope="module")
def round_trip(tmp_path_factory):
    """The exported list as LibreOffice saves it: .xlsx, and .ods saved as .xlsx again."""
    folder = tmp_path_factory.mktemp("office")
    exported = io.BytesIO()
    ROSTER.write_xlsx(exported, PEOPLE)
    content = exported.getvalue()
    (folder / "list.xlsx").write_bytes(with_rows_validated(content))
    for source, to, out in (
        ("list.xlsx", "ods", "ods"), ("list.xlsx", "xlsx", "once"), ("ods/list.ods", "xlsx", "twice"),
    ):  # fmt: skip
        subprocess.run(  # noqa: S603
            [shutil.which("soffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", to, "--outdir", folder / out, folder / source],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return content, {
        "xlsx": (folder / "once/list.xlsx").read_bytes(),
        "ods": (folder / "twice/list.xlsx").read_bytes(),
    }


def with_rows_validated(content: bytes) -> bytes:
    """A choice list over 200 rows: LibreOffice writes every one of them out."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    choice = openpyxl.worksheet.datavalidation.DataValidation("list", formula1='"a,b"')
    choice.add("F2:F200")
    workbook.active.add_data_validation(choice)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


@pytest.mark.shows("TRN-6")
@pytest.mark.parametrize("way", ["xlsx", "ods"])
def test_an_untouched_list_comes_back_without_a_change(round_trip, way):
    before, files = round_trip

    sheet = read(files[way], FIELDS)

    assert sheet.errors == ()
    assert [row.values for row in sheet.rows] == [
        {
            "code": code, "name": unicodedata.normalize("NFC", name), "phone": phone,
            "since": since, "tasks": tasks,
        }
        for code, name, phone, since, tasks in PEOPLE
    ]  # fmt: skip
    assert compare(records(read(before, FIELDS)), records(sheet)).is_empty


@pytest.mark.shows("TRN-6")
def test_one_edited_cell_is_one_change(round_trip):
    before, files = round_trip
    workbook = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    workbook.active["B3"] = "Đặng Văn Ân"
    file = io.BytesIO()
    workbook.save(file)

    found = compare(records(read(before, FIELDS)), records(read(file.getvalue(), FIELDS)))

    assert [(change.key, change.fields, change.row) for change in found.changed] == [
        ("00008", (FieldChange("name", "Đặng Văn Ẩn", "Đặng Văn Ân"),), 3)
    ]
    assert len(found.unchanged) == 3
    assert (found.added, found.removed) == ((), ())


@pytest.mark.shows("TRN-6")
def test_two_hundred_empty_rows_are_no_rows():
    def pad(sheet):
        for number in range(3, 203):
            sheet.cell(number, 1).number_format = "@"
            sheet.cell(number, 2).value = "  "

    sheet = read(book(HEADINGS, ["00004", "An"], change=pad), FIELDS)

    assert [row.number for row in sheet.rows] == [2]
    assert sheet.errors == ()


# --- TRN-7: hostile sheets


@pytest.mark.shows("TRN-7")
def test_a_formula_is_refused_by_row_and_the_other_rows_are_read():
    sheet = read(
        book(HEADINGS, ["00004", '=HYPERLINK("http://x")'], ["00008", "An"], ["=1+1", "Bình"]),
        FIELDS,
    )

    assert [row["code"] for row in sheet.rows] == ["00008"]
    reason = "There is a formula in this cell. Put its value there: copy, paste as values."
    assert sheet.errors == (RowError(2, "Tên", reason), RowError(4, "Mã", reason))


@pytest.mark.shows("TRN-7")
def test_a_formula_in_a_column_that_nobody_reads_is_refused_too():
    sheet = read(book([*HEADINGS, "Ghi chú"], ["00004", "An", "", "", "", "=1+1"]), FIELDS)

    assert (sheet.rows, [e.column for e in sheet.errors]) == ((), ["F"])


@pytest.mark.shows("TRN-7")
def test_merged_cells_are_refused_by_row():
    content = book(
        HEADINGS, ["1", "An"], ["2", "Bình"], ["3", "Chi"],
        change=lambda sheet: sheet.merge_cells("A2:A3"),
    )  # fmt: skip

    sheet = read(content, FIELDS)

    assert [row["code"] for row in sheet.rows] == ["3"]
    assert [(e.row, e.message) for e in sheet.errors if not e.column] == [
        (2, "Cells of this row are merged. Unmerge them and fill each."),
        (3, "Cells of this row are merged. Unmerge them and fill each."),
    ]


@pytest.mark.shows("TRN-7")
def test_a_merged_title_above_the_headings_does_no_harm():
    content = book(
        ["DANH SÁCH ĐẦU MỐI"], [], HEADINGS, ["1", "An"],
        change=lambda sheet: sheet.merge_cells("A1:E1"),
    )  # fmt: skip

    sheet = read(content, FIELDS)

    assert ([row.number for row in sheet.rows], sheet.errors) == ([4], ())


@pytest.mark.shows("TRN-7")
def test_hidden_columns_and_rows_are_named():
    def hide(sheet):
        sheet.column_dimensions["C"].hidden = True
        sheet.row_dimensions[2].hidden = True

    sheet = read(book(HEADINGS, ["1", "An"], ["2", "Bình"], change=hide), FIELDS)

    assert [row["code"] for row in sheet.rows] == ["2"]
    assert sheet.errors == (
        RowError(0, "C", "Column C is hidden. Show it or delete it, so that nothing is taken "
                         "unseen."),
        RowError(2, "", "This row is hidden. Show it or delete it."),
    )  # fmt: skip


@pytest.mark.shows("TRN-7")
def test_a_key_that_stands_twice_is_asked_about_in_every_row():
    sheet = read(book(HEADINGS, ["1", "An"], ["2", "Bình"], ["1", "Chi"]), FIELDS)

    assert repeated(sheet.rows, "code", "Mã") == [
        RowError(2, "Mã", "“1” stands in several rows: 2, 4. Keep one."),
        RowError(4, "Mã", "“1” stands in several rows: 2, 4. Keep one."),
    ]


@pytest.mark.shows("TRN-7")
def test_each_bad_cell_has_its_reason():
    sheet = read(
        book(
            HEADINGS,
            ["1", "", "0912", "1/1/2026", 1],
            ["2", "An", "0912", "hôm qua", 1],
            ["3", "Bình", "0912", "31/12/2025", "nhiều"],
            ["4", "Chi", "0912", datetime(2025, 1, 2), 1.5],
            ["5", "#REF!", "0912", None, None],
        ),
        FIELDS,
    )

    assert [(e.row, e.column, e.message) for e in sheet.errors] == [
        (2, "Tên", "This cell must be filled in."),
        (3, "Từ ngày", "“hôm qua” is not a date; write 05/01/2026."),
        (4, "Số việc", "“nhiều” is not a number."),
        (5, "Số việc", "“1.5” is not a whole number."),
        (6, "Tên", "The cell shows the error #REF!."),
    ]


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read(content, FIELDS)
    return str(caught.value)


UNREADABLE = (
    "This file cannot be read as an Excel workbook. Open it in Excel or LibreOffice, save it "
    "again as .xlsx and upload that file."
)


@pytest.mark.shows("TRN-7")
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", UNREADABLE),
        (b"\x89PNG\r\n\x1a\n a cat", UNREADABLE),
        (b"PK\x03\x04 truncated", UNREADABLE),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
            "This is an old .xls file or one locked with a password. Open it, take the password "
            "off, save it as .xlsx and upload that file.",
        ),
        (
            bytes(MAX_SIZE + 1),
            "The file is larger than 5 MB. Keep only the sheet with the list in it.",
        ),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_own_message(content, message):
    assert refusal(content) == message


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def test_another_zip_is_refused():
    assert refusal(archive(readme=b"hello")) == UNREADABLE


@pytest.mark.shows("TRN-7")
def test_a_zip_bomb_is_not_opened():
    content = archive(**{"xl__worksheets__sheet1.xml": bytes(101 * 2**20)})

    assert len(content) < 200_000
    assert refusal(content) == "The file unpacks to more than 100 MB and was not opened."


@pytest.mark.shows("TRN-7")
def test_a_workbook_with_macros_is_refused():
    source = zipfile.ZipFile(io.BytesIO(book(HEADINGS, ["1", "An"])))
    parts = {name.replace("/", "__"): source.read(name) for name in source.namelist()}

    assert refusal(archive(**parts, **{"xl__vbaProject.bin": b"x"})) == (
        "The file holds macros. Save it as .xlsx without macros and try again."
    )


def test_entities_are_not_expanded():
    source = zipfile.ZipFile(io.BytesIO(book(HEADINGS, ["1", "An"])))
    parts = {name.replace("/", "__"): source.read(name) for name in source.namelist()}
    sheet = parts["xl__worksheets__sheet1.xml"]
    start = sheet.index(b"<worksheet")
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + sheet[start:]

    assert refusal(archive(**{**parts, "xl__worksheets__sheet1.xml": bomb})) == UNREADABLE


def test_missing_headings_are_named():
    assert refusal(book(["Mã", "Địa chỉ"], ["1", "Hà Nội"])) == (
        "The headings were not found in the first 10 rows; missing: “Tên”. "
        "Start from the list that this page exports."
    )


def test_a_heading_that_stands_twice_is_refused():
    assert refusal(book(["Mã", "Tên", "Họ và tên"], ["1", "An", "Bình"])) == (
        "The heading “Tên” stands twice. Keep one of the two columns."
    )


def test_headings_are_found_in_any_spelling_and_order():
    content = book(["HỌ VÀ  TÊN", "Ghi chú", unicodedata.normalize("NFD", " mã ")], ["An", "x", 7])

    sheet = read(content, FIELDS)

    assert [row.values for row in sheet.rows] == [{"name": "An", "code": "7"}]
    assert sheet.ignored == ("Ghi chú",)


@pytest.mark.parametrize(
    ("written", "number"),
    [("1.234.567", Decimal(1234567)), ("1.234,5", Decimal("1234.5")), (2.5, Decimal("2.5")),
     ("-3", Decimal(-3)), ("12 000", Decimal(12000))],
)  # fmt: skip
def test_numbers_are_read_as_vietnamese_and_as_spreadsheets_write_them(written, number):
    fields = (Field("amount", "Số tiền", kind="decimal", required=True),)

    assert read(book(["Số tiền"], [written]), fields).rows[0]["amount"] == number


def test_a_hidden_sheet_is_not_read():
    workbook = openpyxl.load_workbook(io.BytesIO(book(HEADINGS, ["1", "hidden"])))
    workbook.active.sheet_state = "hidden"
    shown = workbook.create_sheet("Danh sách")
    shown.append(HEADINGS)
    shown.append(["2", "shown"])
    workbook.active = shown
    file = io.BytesIO()
    workbook.save(file)

    assert [row["name"] for row in read(file.getvalue(), FIELDS).rows] == ["shown"]


WHOLE = book(HEADINGS, ["1", "An", "0912", "1/1/2026", 1])
DAMAGE = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255))


@settings(max_examples=100, deadline=None)
@given(st.lists(DAMAGE, min_size=1, max_size=20))
def test_a_damaged_file_is_refused_or_read_but_never_crashes(damage):
    content = bytearray(WHOLE)
    for place, byte in damage:
        content[int(place * len(content))] = byte

    with contextlib.suppress(Refused):
        assert len(read(bytes(content), FIELDS).rows) <= 1
