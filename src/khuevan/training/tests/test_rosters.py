from __future__ import annotations

import io
import random
import shutil
import subprocess
import unicodedata

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl.worksheet.datavalidation import DataValidation

from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent
from khuevan.kit.tests.test_vietnamese import ORDERED
from khuevan.training import actions, roster
from khuevan.training.enums import Kind, RunState, SeatState
from khuevan.training.exports import ROSTER, roster_rows
from khuevan.training.models import Nomination, RosterSheet
from khuevan.training.tests import factories


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def run(db):
    """Three seats: one named, one with a code that begins with zeros, one declined."""
    made = factories.asking(state=RunState.NOMINATING)
    for number, name in enumerate(("Bồ Đề", "Yên Hòa", "Đông Anh")):
        factories.seat(made, factories.ward(f"Phường {name}", code=f"0000{number}"))
    factories.nominated(made.seats.get(number=1), "Nguyễn Thị Ánh", phone="0912345678")
    return made


def sheet_of(run) -> bytes:
    file = io.BytesIO()
    ROSTER.write_xlsx(file, roster_rows(run))
    return file.getvalue()


def edited(content: bytes, *cells: tuple[str, object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells:
        book.active[place] = value
    return saved(book)


def saved(book) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def through_libreoffice(content: bytes, folder) -> list[bytes]:
    """As LibreOffice saves it: .xlsx again, and .ods and then .xlsx."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    choice = DataValidation("list", formula1='"a,b"')
    choice.add("I2:I200")  # LibreOffice writes every one of these rows out
    book.active.add_data_validation(choice)
    (folder / "list.xlsx").write_bytes(saved(book))
    convert(folder, "ods", folder / "list.xlsx")
    (folder / "again.ods").write_bytes((folder / "out/list.ods").read_bytes())
    convert(folder, "xlsx", folder / "list.xlsx", folder / "again.ods")
    return [(folder / "out" / name).read_bytes() for name in ("list.xlsx", "again.xlsx")]


def convert(folder, to, *sources):
    subprocess.run(  # noqa: S603 - LibreOffice on our own files
        [shutil.which("soffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless",
         "--convert-to", to, "--outdir", folder / "out", *sources],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def reasons(run, content):
    return [(one.row, one.message) for one in roster.compare(run, content).errors]


# --- there and back


@pytest.mark.shows("TRN-6", "R30")
def test_a_roster_that_went_through_libreoffice_changes_nothing_and_one_cell_is_one_change(
    run, tmp_path
):
    for content in through_libreoffice(sheet_of(run), tmp_path):
        untouched = roster.compare(run, content)
        assert (untouched.errors, untouched.difference.changed) == ((), ())
        assert len(untouched.difference.changes) == 3  # no phantom rows
        difference = roster.compare(run, edited(content, ("E2", "Phó Chủ tịch"))).difference
        assert [(one.key, [f.name for f in one.fields]) for one in difference.changed] == [
            ("1", ["position"])
        ]


@pytest.mark.shows("TRN-6")
def test_form_is_no_difference(run):
    """NFD names and a phone in another spelling are the same person."""
    content = edited(
        sheet_of(run), ("D2", unicodedata.normalize("NFD", "Nguyễn Thị Ánh")),
        ("F2", "+84 912 345 678"),
    )  # fmt: skip
    assert roster.compare(run, content).difference.is_empty


@pytest.mark.shows("R30")
def test_what_was_seen_is_written_new_names_and_changed_ones(run):
    by = run.owner
    content = edited(
        sheet_of(run), ("E2", "Phó Chủ tịch"), ("D3", "Trần Văn Đức"), ("E3", "Công chức"),
        ("F3", "0987654321"),
    )  # fmt: skip
    kept = actions.keep_roster(run, "ds.xlsx", content, by=by)
    assert Nomination.objects.count() == 1
    seen = roster.compare(run, content).digest
    assert actions.apply_roster(kept, seen, by=by) == 2
    active = Nomination.objects.active().order_by("seat__number")
    assert [(one.full_name, one.position, one.phone) for one in active] == [
        ("Nguyễn Thị Ánh", "Phó Chủ tịch", "0912345678"),
        ("Trần Văn Đức", "Công chức", "0987654321"),
    ]
    assert Nomination.objects.count() == 3  # the one before is history
    assert not RosterSheet.objects.exists()
    assert AuditEvent.objects.get(kind=Kind.IMPORTED).after == "2"


def test_a_list_that_changed_since_is_not_written(run):
    content = edited(sheet_of(run), ("E2", "Phó Chủ tịch"))
    kept = actions.keep_roster(run, "ds.xlsx", content, by=run.owner)
    seen = roster.compare(run, content).digest
    Nomination.objects.update(position="Chủ tịch")
    with pytest.raises(Refused, match="changed since you looked"):
        actions.apply_roster(kept, seen, by=run.owner)
    assert Nomination.objects.get().position == "Chủ tịch"


# --- hostile sheets


@pytest.mark.shows("TRN-7")
def test_each_bad_row_says_why(run):
    content = edited(
        sheet_of(run), ("D2", '=HYPERLINK("http://x","y")'), ("B3", "99999"), ("A4", "77"),
        ("A5", "1"), ("B5", "00000"), ("D5", "Lê Văn Hai"), ("E5", "Công chức"),
    )  # fmt: skip
    found = reasons(run, content)
    assert [row for row, _why in found] == [2, 3, 4]
    assert "formula" in found[0][1]
    assert "belongs to Phường Yên Hòa, code 00001, not to “99999”" in found[1][1]
    assert "no seat “77”" in found[2][1]


@pytest.mark.shows("TRN-7")
def test_two_nominees_of_one_seat_are_refused(run):
    content = edited(
        sheet_of(run), ("A5", "1"), ("B5", "00000"), ("D5", "Lê Văn Hai"), ("E5", "Công chức"),
    )  # fmt: skip
    assert reasons(run, content) == [(5, "Seat 1 stands in row 2 already: a seat has one nominee.")]


@pytest.mark.shows("TRN-7")
@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda sheet: sheet.merge_cells("D2:E2"), "merged"),
        (lambda sheet: setattr(sheet.column_dimensions["F"], "hidden", True), "hidden"),
        (lambda sheet: sheet.__setitem__("F2", "12"), "digits are needed"),
        (lambda sheet: sheet.__setitem__("D2", ""), "not taken away by emptying"),
    ],
)
def test_a_layout_that_hides_something_is_refused(run, spoil, why):
    book = openpyxl.load_workbook(io.BytesIO(sheet_of(run)))
    spoil(book.active)
    assert why in reasons(run, saved(book))[0][1]


@pytest.mark.shows("TRN-7")
def test_nothing_of_a_sheet_with_a_bad_row_is_written(client, run):
    client.force_login(run.owner)
    content = edited(sheet_of(run), ("E2", "Phó Chủ tịch"), ("B3", "99999"))
    page = bring(client, run, content)
    assert "cannot be written" not in page
    kept = RosterSheet.objects.get()
    seen = roster.compare(run, content).digest
    client.post(f"/training/{run.pk}/roster/load/{kept.pk}/write/", {"seen": seen})
    assert Nomination.objects.get().position == "Công chức văn hóa - xã hội"


def bring(client, run, content, name="ds.xlsx"):
    file = SimpleUploadedFile(name, content)
    answer = client.post(f"/training/{run.pk}/roster/load/", {"file": file}, follow=True)
    return answer.content.decode()


@pytest.mark.shows("TRN-7")
def test_a_file_of_five_megabytes_is_refused_before_it_is_read(client, run):
    client.force_login(run.owner)
    page = bring(client, run, b"PK" + b"0" * (5 * 1024 * 1024 + 1))
    assert "5 MB" in page
    assert not RosterSheet.objects.exists()


def test_a_sheet_with_a_secret_marking_is_not_kept(run):
    content = edited(sheet_of(run), ("E2", "TUYỆT MẬT"))
    with pytest.raises(Refused, match="state-secret"):
        actions.keep_roster(run, "ds.xlsx", content, by=run.owner)
    assert not RosterSheet.objects.exists()


def test_the_sheet_of_another_person_cannot_be_written(client, run):
    kept = actions.keep_roster(
        run, "ds.xlsx", edited(sheet_of(run), ("E2", "Phó Chủ tịch")), by=run.owner
    )
    client.force_login(factories.officer())
    assert client.get(f"/training/{run.pk}/roster/load/{kept.pk}/").status_code == 404


# --- order


@pytest.mark.shows("TRN-8", "R30")
def test_three_hundred_nominees_stand_in_the_order_of_icu(client, db):
    run = factories.run_with(300)
    names = random.Random(7).sample(ORDERED, 300)
    Nomination.objects.bulk_create(
        factories.nominee_row(seat, name)
        for seat, name in zip(run.seats.order_by("number"), names, strict=True)
    )
    run.seats.update(state=SeatState.VALID)
    client.force_login(run.owner)
    found = [name for page in (1, 2) for name in shown(client, run, f"page={page}")]
    assert found == ORDERED


def shown(client, run, query):
    """The names on a page of the roster, from the top."""
    page = client.get(f"/training/{run.pk}/roster/?{query}").context["page"]
    return [row.nominee_full_name for row in page.page.object_list]


@pytest.mark.parametrize("count", [1, 3])
def test_the_roster_costs_the_same_whatever_its_length(
    client, db, count, django_assert_num_queries
):
    run = factories.run_with(count, state=SeatState.VALID)
    client.force_login(run.owner)
    with django_assert_num_queries(9):
        page = client.get(f"/training/{run.pk}/roster/").content.decode()
    assert page.count("Nguyễn Văn ") >= count


@pytest.mark.shows("R30")
def test_one_person_on_two_seats_is_found(client, run):
    other = run.seats.get(number=2)
    factories.nominated(other, "Nguyễn Thị Ánh", phone="0912345678")
    factories.nominated(run.seats.get(number=3), "Lê Văn Ba", phone="0987654321")
    client.force_login(run.owner)
    assert shown(client, run, "twice=yes&sort=number") == ["Nguyễn Thị Ánh", "Nguyễn Thị Ánh"]
