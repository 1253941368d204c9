from __future__ import annotations

import io
import shutil
import subprocess
import unicodedata
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from khuevan.kit.models import AuditEvent
from khuevan.people import actions
from khuevan.people.enums import ContactKind
from khuevan.people.models import ContactPoint, FocalPoint, Organisation, SheetUpload

pytestmark = pytest.mark.django_db


@pytest.fixture
def units(ward, hire):
    officer = hire()
    made = [ward("Bồ Đề", "00118"), ward("Yên Hòa", "00175"), ward("Đông Anh", "00454")]
    for number, unit in enumerate(made):
        actions.name_focal_point(unit, f"Nguyễn Văn {number}", starts=date(2026, 1, 5), by=officer)
        actions.set_contact(
            unit, ContactKind.EMAIL, f"w{number}@example.vn", is_registered=True, by=officer
        )
        actions.set_contact(
            unit, ContactKind.PHONE, f"091234567{number}", is_registered=True, by=officer
        )
    return made


@pytest.fixture
def browser(enter, units):
    return enter()


def taken(browser):
    return b"".join(browser.get("/units/roster.xlsx").streaming_content)


def changed(content, *cells):
    book = load_workbook(io.BytesIO(content))
    for place, value in cells:
        book.active[place] = value
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(browser, content, name="danh-sach.xlsx"):
    return browser.post("/units/import/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def row_of(content, code):
    sheet = load_workbook(io.BytesIO(content)).active
    return next(cell.row for cell in sheet["A"] if cell.value == code)


def write(browser):
    upload = SheetUpload.objects.get()
    seen = browser.get(f"/units/import/{upload.pk}/").context["comparison"].digest
    return browser.post(f"/units/import/{upload.pk}/write/", {"seen": seen})


@pytest.mark.shows("TRN-6")
def test_a_sheet_that_comes_back_untouched_changes_nothing(browser):
    page = bring(browser, taken(browser))
    comparison = page.context["comparison"]
    assert (comparison.difference.changed, comparison.errors, comparison.can_be_written) == (
        (),
        (),
        False,
    )


@pytest.mark.shows("TRN-6")
def test_one_edited_cell_is_one_difference_and_nothing_is_written_before_yes(browser):
    content = taken(browser)
    row = row_of(content, "00118")
    bring(browser, changed(content, (f"E{row}", "Trần Thị Mới"), (f"F{row}", "01/11/2026")))
    assert FocalPoint.objects.filter(person__full_name="Trần Thị Mới").count() == 0
    write(browser)
    focal = FocalPoint.objects.get(organisation__code="00118", valid_to=None)
    assert (focal.person.full_name, focal.valid_from) == ("Trần Thị Mới", date(2026, 11, 1))
    assert SheetUpload.objects.count() == 0


@pytest.mark.shows("TRN-6")
def test_a_sheet_saved_by_libreoffice_changes_nothing(browser, tmp_path):
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed: apt install libreoffice-calc")
    (tmp_path / "a.xlsx").write_bytes(taken(browser))
    subprocess.run(  # noqa: S603 - our own words
        [shutil.which("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "out", tmp_path / "a.xlsx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    comparison = bring(browser, (tmp_path / "out" / "a.xlsx").read_bytes()).context["comparison"]
    assert (comparison.difference.changed, comparison.errors) == ((), ())


def test_names_in_another_form_and_phones_written_otherwise_are_no_change(browser):
    content = taken(browser)
    row = row_of(content, "00175")
    same = changed(
        content,
        (f"B{row}", unicodedata.normalize("NFD", "Phường Yên Hòa")),
        (f"H{row}", "+84 912 345 671"),
    )
    assert bring(browser, same).context["comparison"].difference.is_empty


@pytest.mark.shows("TRN-7")
@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        ([("A2", "99999")], [2]),
        ([("A3", "SAME"), ("A2", "SAME")], [2, 2, 3, 3]),
        ([("B2", "")], [2]),
        ([("G2", "không phải thư")], [2]),
        ([("H2", "gọi sau")], [2]),
        ([("F2", "mai")], [2]),
        ([("E2", "")], [2]),
        ([("E2", '=HYPERLINK("http://example.vn","x")')], [2]),
        ([("E2", "x" * 200)], [2]),
    ],
)
def test_a_wrong_row_says_why_and_nothing_is_written(browser, cells, rows):
    before = AuditEvent.objects.count()
    page = bring(browser, changed(taken(browser), *cells))
    errors = page.context["comparison"].errors
    assert [error.row for error in errors] == rows
    assert all(error.message for error in errors)
    upload = SheetUpload.objects.get()
    seen = page.context["comparison"].digest
    browser.post(f"/units/import/{upload.pk}/write/", {"seen": seen})
    assert AuditEvent.objects.count() == before


def test_a_column_left_out_changes_nothing_and_a_strange_one_is_named(browser):
    book = Workbook()
    for line in (["Mã đơn vị", "Điện thoại", "Ghi chú riêng"], ["00118", "0987654321", "abc"]):
        book.active.append(line)
    comparison = bring(browser, saved(book)).context["comparison"]
    change = comparison.difference.changed[0]
    assert [(f.name, f.before, f.after) for f in change.fields] == [
        ("phone", "0912345670", "0987654321")
    ]
    assert comparison.ignored == ("Ghi chú riêng",)


def test_what_was_not_seen_is_not_written(browser, units, hire):
    content = taken(browser)
    row = row_of(content, "00118")
    bring(browser, changed(content, (f"D{row}", "Bồ Đề mới")))
    upload = SheetUpload.objects.get()
    seen = browser.get(f"/units/import/{upload.pk}/").context["comparison"].digest
    actions.change_unit(units[0], {"short_name": "Đã đổi"}, by=hire())
    answer = browser.post(f"/units/import/{upload.pk}/write/", {"seen": seen})
    assert (answer.status_code, SheetUpload.objects.count()) == (409, 1)
    assert Organisation.objects.get(code="00118").short_name == "Đã đổi"


def test_an_emptied_address_is_removed_and_a_new_one_takes_its_place(browser):
    content = taken(browser)
    first, second = row_of(content, "00118"), row_of(content, "00175")
    bring(browser, changed(content, (f"G{first}", ""), (f"G{second}", "moi@example.vn")))
    write(browser)
    registered = ContactPoint.objects.filter(kind="email", is_registered=True)
    assert sorted(registered.values_list("value", flat=True)) == ["moi@example.vn", "w2@example.vn"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0old", b"meo meo"])
def test_a_file_that_is_no_sheet_is_refused_and_not_kept(browser, content):
    answer = browser.post("/units/import/", {"file": SimpleUploadedFile("a.xlsx", content or b" ")})
    assert (answer.status_code, SheetUpload.objects.count()) == (409, 0)


def test_a_sheet_belongs_to_who_brought_it(browser, enter):
    bring(browser, taken(browser))
    pk = SheetUpload.objects.get().pk
    assert enter().get(f"/units/import/{pk}/").status_code == 404
    browser.post(f"/units/import/{pk}/drop/")
    assert SheetUpload.objects.count() == 0
