"""Reading back what people did to the file, and files that others wrote."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
import pytest

from khuevan.vanban import writing
from khuevan.vanban.composition import (
    Addressee,
    Authority,
    Heading,
    Item,
    Paragraph,
    Picture,
    Signature,
    Table,
)
from khuevan.vanban.errors import Unreadable
from khuevan.vanban.formats import office
from khuevan.vanban.tests.files import docx as made
from khuevan.vanban.tests.files import p, table
from khuevan.vanban.writing.tests.compositions import example, picture

PLAN = example("KH")


def edited(composition, change):
    document = docx.Document(io.BytesIO(writing.write(composition)))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return writing.read(out.getvalue())


def cells(document):
    return [p for t in document.tables for row in t.rows for c in row.cells for p in c.paragraphs]


def test_a_number_and_a_date_that_a_clerk_typed_into_the_blanks_are_read():
    blank = replace(PLAN, number=None, date=None)

    def type_them(document):
        for paragraph in cells(document):
            if paragraph.text.startswith("Số:"):
                blank_run = next(run for run in paragraph.runs if not run.text.strip())
                blank_run.text = " 123 "
            if "tháng" in paragraph.text:
                paragraph.runs[-1].text = "ngày 05 tháng 3 năm 2026"

    read = edited(blank, type_them)
    assert (read.number, read.symbol, read.date) == (123, PLAN.symbol, date(2026, 3, 5))
    assert replace(read, number=None, date=None) == blank


def test_paragraphs_that_somebody_added_or_changed_in_word_are_read():
    def add(document):
        first = next(p for p in document.paragraphs if p.text.startswith("Sở Văn hóa"))
        first.runs[0].text = "Sở ban hành Kế hoạch, cụ thể:"
        first.insert_paragraph_before("Đoạn thêm vào.")

    read = edited(PLAN, add)
    assert read.body[:2] == (
        Paragraph("Đoạn thêm vào."),
        Paragraph("Sở ban hành Kế hoạch, cụ thể:"),
    )
    assert read.body[2:] == PLAN.body[1:]


def test_words_typed_into_what_the_form_prints_are_not_lost():
    def type_over(document):
        end = next(p for p in document.paragraphs if p.text.endswith("./."))
        end.runs[-1].text = " và gửi về Sở trước ngày 20./."

    read = edited(PLAN, type_over)
    assert read.body[-1].text.endswith("năm 2026. và gửi về Sở trước ngày 20.")


@pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
def test_a_file_that_libreoffice_saved_anew_reads_back_as_the_same_value():
    given = writing.tidy(
        replace(
            example("BC"),
            body=(
                *example("BC").body[:-1],
                Table(("TT", "Việc"), (("1", "Họp\nbáo"),), "Bảng 1", (20, 80), frozenset({0})),
                Picture(picture(100, 60), "Hình 1", "Mô tả", 90),
                Paragraph("Hết."),
            ),
        )
    )
    read = writing.read(office.to_docx(writing.write(given), "a.docx", ".docx"))
    # LibreOffice writes pictures anew and drops what a table says of itself
    assert without_pictures(read) == without_pictures(given)


def without_pictures(given):
    kept = [
        replace(one, content=b"", width_mm=1, alt="") if isinstance(one, Picture)
        else replace(one, widths=()) if isinstance(one, Table) else one
        for one in given.body
    ]  # fmt: skip
    return replace(given, body=tuple(kept))


FOREIGN = "".join(
    p(line)
    for line in (
        "UBND TỈNH HẢI VÂN", "SỞ THƯ VIỆN", "Số: 27/KH-STV", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "Hải Vân, ngày 05 tháng 3 năm 2025", "KẾ HOẠCH",
        "Tổ chức Ngày hội đọc sách năm 2025",
        "Căn cứ Kế hoạch số 48/KH-UBND ngày 19/02/2025 của UBND tỉnh về việc phát triển văn hóa đọc;",
        "I. MỤC ĐÍCH", "- Khuyến khích phong trào đọc sách.", "II. TỔ CHỨC THỰC HIỆN", "1. Phòng Nghiệp vụ",
    )
) + table([p("TT"), p("Việc")], [p("1"), p("Họp")]) + "".join(
    p(line)
    for line in (
        "Trên đây là Kế hoạch./.", "Nơi nhận:", "- UBND tỉnh (để b/c);", "- Lưu: VT, NV.",
        "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Văn Mẫu",
    )
)  # fmt: skip


def test_a_document_of_others_becomes_the_composition_that_it_seems_to_be():
    read = writing.read(made(FOREIGN))
    assert (read.type_code, read.issuer, read.parent_issuer) == (
        "KH",
        "SỞ THƯ VIỆN",
        "UBND TỈNH HẢI VÂN",
    )
    assert (read.number, read.symbol, read.place, read.date) == (
        27,
        "KH-STV",
        "Hải Vân",
        date(2025, 3, 5),
    )
    assert read.subject == "Tổ chức Ngày hội đọc sách năm 2025"
    assert read.bases == (
        "Căn cứ Kế hoạch số 48/KH-UBND ngày 19/02/2025 của UBND tỉnh về việc phát triển văn hóa đọc",
    )
    assert read.body == (
        Heading("I.", "MỤC ĐÍCH"),
        Item("-", "Khuyến khích phong trào đọc sách."),
        Heading("II.", "TỔ CHỨC THỰC HIỆN"),
        Heading("1.", "Phòng Nghiệp vụ"),
        Table(("TT", "Việc"), (("1", "Họp"),)),
        Paragraph("Trên đây là Kế hoạch."),
    )
    assert read.recipients == (Addressee("UBND tỉnh", "để b/c"),)
    assert read.archive == "VT, NV"
    assert read.signatures == (
        Signature("GIÁM ĐỐC", "Trần Văn Mẫu", Authority.DEPUTY, "PHÓ GIÁM ĐỐC"),
    )


@pytest.mark.parametrize(
    ("title", "signature"),
    [
        ("GIÁM ĐỐC", Signature("GIÁM ĐỐC", "Trần Văn Mẫu")),
        ("Q. GIÁM ĐỐC", Signature("GIÁM ĐỐC", "Trần Văn Mẫu", Authority.ACTING)),
        (
            "TM. ỦY BAN NHÂN DÂN|KT. CHỦ TỊCH|PHÓ CHỦ TỊCH",
            Signature(
                "ỦY BAN NHÂN DÂN",
                "Trần Văn Mẫu",
                Authority.COLLECTIVE,
                "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
            ),
        ),
    ],
)
def test_signing_forms_of_others_are_told_apart_and_ours_read_back(title, signature):
    lines = "".join(p(line) for line in title.split("|"))
    body = FOREIGN.replace(p("KT. GIÁM ĐỐC") + p("PHÓ GIÁM ĐỐC"), lines)
    assert writing.read(made(body)).signatures == (signature,)
    ours = replace(PLAN, signatures=(signature,))
    assert writing.read(writing.write(ours)) == ours


def test_a_plan_of_action_is_a_plan():
    body = FOREIGN.replace(p("KẾ HOẠCH"), p("KẾ HOẠCH HÀNH ĐỘNG"))
    assert writing.read(made(body)).type_code == "KH"


def test_what_is_no_document_is_refused_as_the_reader_refuses_it():
    with pytest.raises(Unreadable):
        writing.read(b"PK not a zip")
