from __future__ import annotations

import io
from datetime import date

import pytest

from khuevan.vanban import __main__ as program
from khuevan.vanban import writing
from khuevan.vanban.catalogue import STATE_TYPES
from khuevan.vanban.composition import (
    Addressee,
    Appendix,
    Authority,
    Heading,
    Item,
    Paragraph,
    Picture,
    Regime,
    Signature,
    Urgency,
)
from khuevan.vanban.writing import command, errors, script
from khuevan.vanban.writing.tests.compositions import ALL_TYPES, example, picture

TEXT = """\
Loại: Kế hoạch
Cơ quan chủ quản: UBND THÀNH PHỐ HÀ NỘI
Cơ quan: SỞ VĂN HÓA VÀ THỂ THAO
Số: 7
Ký hiệu: KH-SVHTT
Ngày: 05/02/2026
Địa danh: Hà Nội
Độ khẩn: khẩn
Trích yếu: Tổ chức hội nghị năm 2026
Căn cứ Kế hoạch số 48/KH-UBND ngày 19/02/2025 của UBND Thành phố;
Nơi nhận: UBND Thành phố (để b/c)
Nơi nhận: Các phòng thuộc Sở
Lưu: VT, TTBCXB
Ký: KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC / Trần Thị Hương

Sở xây dựng Kế hoạch như sau:
I. MỤC ĐÍCH
- Quảng bá hình ảnh.
![Hình 1](anh.png)
=== Phụ lục ngang: Danh mục
Theo bảng.
"""


def test_a_text_becomes_the_document_that_it_describes(tmp_path):
    (tmp_path / "anh.png").write_bytes(picture())
    read = script.from_text(TEXT, tmp_path)
    assert (read.type_code, read.number, read.date) == ("KH", 7, date(2026, 2, 5))
    assert (read.urgency, read.archive) == (Urgency.URGENT, "VT, TTBCXB")
    assert read.recipients == (
        Addressee("UBND Thành phố", "để b/c"),
        Addressee("Các phòng thuộc Sở"),
    )
    assert read.signatures == (
        Signature("GIÁM ĐỐC", "Trần Thị Hương", Authority.DEPUTY, "PHÓ GIÁM ĐỐC"),
    )
    assert read.body == (
        Paragraph("Sở xây dựng Kế hoạch như sau:"),
        Heading("I.", "MỤC ĐÍCH"),
        Item("-", "Quảng bá hình ảnh."),
        Picture(picture(), "Hình 1"),
    )
    assert read.appendices == (Appendix("Danh mục", (Paragraph("Theo bảng."),), True),)


@pytest.mark.parametrize(("regime", "code"), ALL_TYPES)
def test_every_type_is_the_same_after_its_way_through_text(regime, code):
    given = example(code, regime)
    assert writing.tidy(script.from_text(script.to_text(given))) == given


@pytest.mark.parametrize(
    ("old", "new", "reason", "line"),
    [
        ("Lưu: VT", "Lưuu: VT", errors.UnknownField, 13),
        ("Số: 7", "Số: bảy", errors.BadField, 4),
        ("05/02/2026", "31/02/2026", errors.BadField, 6),
        (": khẩn", ": gấp", errors.BadField, 8),
        ("anh.png", "thieu.png", errors.NoPictureFile, 19),
        ("anh.png", "../anh.png", errors.NoPictureFile, 19),
    ],
)
def test_a_slip_in_the_text_is_told_with_its_line(tmp_path, old, new, reason, line):
    (tmp_path / "anh.png").write_bytes(picture())
    folder = tmp_path / "inner"
    folder.mkdir()
    (folder / "anh.png").write_bytes(picture())
    with pytest.raises(reason) as refused:
        script.from_text(TEXT.replace(old, new), folder)
    assert refused.value.params["line"] == line


def test_an_unknown_type_is_refused():
    with pytest.raises(errors.UnknownType):
        script.from_text(TEXT.replace("Kế hoạch\n", "Kế hoặc\n", 1))
    assert script.from_text("Loại: KL\nHệ: Đảng\nCơ quan: A\n\nb").regime is Regime.PARTY


def test_the_command_writes_a_file_and_its_text_back(tmp_path, capsys):
    (tmp_path / "anh.png").write_bytes(picture())
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert program.main(["write", str(tmp_path / "a.txt")]) == 0
    made = tmp_path / "a.docx"
    assert capsys.readouterr().out.strip() == str(made)
    assert writing.read(made.read_bytes()).subject == "Tổ chức hội nghị năm 2026"
    assert program.main(["write", str(made), "-o", str(tmp_path / "b.txt")]) == 0
    assert "Ký: KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC / Trần Thị Hương" in (tmp_path / "b.txt").read_text(
        "utf-8"
    )


def test_the_command_says_what_is_wrong_and_goes_on(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("Loại: KH\n\n", encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(b"PK nothing")
    files = [str(tmp_path / name) for name in ("a.txt", "b.docx", "c.txt")]
    assert program.main(["write", *files]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert "Chưa có tên cơ quan ban hành" in said[0]


@pytest.mark.parametrize("code", STATE_TYPES)
def test_each_type_has_a_text_to_begin_with(code):
    out, err = io.StringIO(), io.StringIO()
    assert command.main(["--form", STATE_TYPES[code].name], out, err) == 0
    assert script.from_text(out.getvalue()).type_code == code


def test_a_form_of_no_type_is_refused():
    assert command.main(["--form", "Bài thơ"], io.StringIO(), io.StringIO()) == 1
