from __future__ import annotations

import io
import re
import struct
import zlib
from dataclasses import replace
from datetime import date, datetime

import pytest
from PIL import Image

from khuevan.vanban import writing
from khuevan.vanban.composition import (
    Appendix,
    Copy,
    CopyForm,
    Paragraph,
    Picture,
    Regime,
    Signature,
    Table,
)
from khuevan.vanban.formats.package import Package
from khuevan.vanban.writing import errors
from khuevan.vanban.writing.tests.compositions import example, picture

PLAN = example("KH")
HEAD = ("TT", "Nhiệm vụ")


def table(**changes):
    return replace(PLAN, body=(Table(**({"head": HEAD, "rows": ()} | changes)),))


def shown(content):
    return replace(PLAN, body=(Picture(content),))


def too_many_pixels():
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    return out.getvalue()


def bomb():
    """A picture of 900 million pixels by its own word."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    small = picture()
    told = small[:16] + head + struct.pack(">I", zlib.crc32(b"IHDR" + head)) + small[33:]
    return told


REFUSED = {
    errors.UnknownType: replace(PLAN, type_code="XX"),
    errors.NoIssuer: replace(PLAN, issuer=" \n"),
    errors.NoSubject: replace(PLAN, subject="\u200b"),
    errors.NoBody: replace(PLAN, body=(Paragraph("  "),)),
    errors.BadNumber: replace(PLAN, number=0),
    errors.NumberWithoutDate: replace(PLAN, date=None),
    errors.NumberWithoutSymbol: replace(PLAN, symbol=""),
    errors.BadSymbol: replace(PLAN, symbol="KH SVHTT"),
    errors.NoName: replace(PLAN, signatures=(Signature("", "Trần Thị Hương"),)),
    errors.NoTableHead: table(head=()),
    errors.RaggedTable: table(rows=(("1", "a"), ("2",))),
    errors.BadColumns: table(widths=(1, 2, 3)),
    errors.TooManyColumns: table(head=("x",) * 61),
    errors.BrokenPicture: shown(picture(200, 200, "red", "JPEG")[:200]),
    errors.PictureTooLarge: shown(bytes(60 * 2**20)),
    errors.TooManyPixels: shown(too_many_pixels()),
    errors.NaiveTime: replace(
        PLAN, copy=Copy(CopyForm.FULL, "VĂN PHÒNG SỞ", signed_at=datetime(2026, 1, 2))
    ),
}  # fmt: skip


@pytest.mark.shows("R46")
@pytest.mark.parametrize("reason", REFUSED, ids=lambda reason: reason.code)
def test_what_cannot_be_written_is_refused_in_both_languages(reason):
    with pytest.raises(reason) as refused:
        writing.write(REFUSED[reason])
    assert isinstance(refused.value, writing.CannotWrite)
    for words in (refused.value.message_vi, refused.value.message_en):
        assert re.search(r"[.!]$", words)
        assert "{" not in words


def test_every_reason_has_a_code_of_its_own_and_fills_its_words():
    reasons = [one for one in vars(errors).values() if isinstance(one, type)]
    assert len({one.code for one in reasons}) == len(reasons)
    for one in reasons:
        assert set(re.findall(r"{(\w+)}", one.vi)) == set(re.findall(r"{(\w+)}", one.en))


@pytest.mark.parametrize(
    "changes",
    [{"numeric": frozenset({2})}, {"widths": (0, 5)}, {"widths": (1,)}],
)
def test_columns_that_are_not_there_are_refused(changes):
    with pytest.raises(errors.BadColumns):
        writing.write(table(**changes))


def test_an_appendix_without_text_and_one_of_an_unknown_type_are_refused():
    with pytest.raises(errors.NoBody, match="Phụ lục 1"):
        writing.write(replace(PLAN, appendices=(Appendix("A", ()),)))
    with pytest.raises(errors.UnknownType):
        writing.write(replace(PLAN, appendices=(Appendix("A", (Paragraph("b"),), type_code="ZZ"),)))


def test_a_party_type_is_unknown_to_the_state_and_the_other_way_round():
    with pytest.raises(errors.UnknownType):
        writing.write(replace(PLAN, type_code="KL"))
    with pytest.raises(errors.UnknownType):
        writing.write(replace(PLAN, regime=Regime.PARTY, type_code="PB"))


def test_a_number_of_a_copy_follows_the_same_rules():
    copy = Copy(CopyForm.FULL, "VĂN PHÒNG SỞ", symbol="SY-VP", number=2)
    with pytest.raises(errors.NumberWithoutDate):
        writing.write(replace(PLAN, copy=copy))
    writing.write(replace(PLAN, copy=replace(copy, date=date(2026, 1, 2))))


def photo(orientation=1, size=(120, 80)):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Khuevan-Phone"
    exif[0x8825] = {2: (21.0, 1.0, 42.0), 4: (105.0, 51.0, 0.0)}
    return picture(*size, "olive", "JPEG", exif=exif, comment=b"Khuevan-Comment")


@pytest.mark.parametrize("orientation", [1, 6])
def test_photos_lose_their_place_and_device(orientation):
    given = photo(orientation)
    assert b"Khuevan-Phone" in given
    written = writing.write(shown(given))
    stored = Package(written, "a.docx").read("word/media/image1.jpeg")
    for told in (b"Khuevan-Phone", b"Khuevan-Comment", b"Exif"):
        assert told not in stored
    with Image.open(io.BytesIO(stored)) as opened:
        assert opened.size == ((120, 80) if orientation == 1 else (80, 120))
        assert not opened.getexif()


def test_a_clean_photo_keeps_every_byte_of_its_pixels():
    clean = picture(64, 48, "navy", "JPEG")
    assert writing.tidy(shown(clean)).body[0].content == clean


def test_a_png_loses_its_words():
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", "Khuevan-Author")
    given = picture(30, 30, "red", "PNG", pnginfo=words)
    assert b"Khuevan-Author" in given
    stored = writing.tidy(shown(given)).body[0].content
    assert b"Khuevan-Author" not in stored
    with Image.open(io.BytesIO(stored)) as opened:
        opened.load()
        assert opened.size == (30, 30)


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(errors.TooManyPixels):
        writing.write(shown(bomb()))


def test_a_gif_is_no_picture_for_a_document():
    with pytest.raises(errors.BrokenPicture):
        writing.write(shown(picture(5, 5, "red", "GIF")))


def test_a_text_that_calls_a_picture_which_is_not_there_names_the_line():
    with pytest.raises(errors.MissingPicture) as refused:
        writing.body_from_text("Đoạn một.\n![Hình](picture:2)", [Picture(picture())])
    assert refused.value.params == {"line": 2, "number": 2, "count": 1}


def test_a_cell_of_a_hundred_thousand_letters_is_written_and_may_break_over_pages():
    long = "dài " * 25_000
    given = table(rows=((long.strip(), "b"),))
    written = writing.write(given)
    assert writing.read(written) == writing.tidy(given)
    xml = Package(written, "a.docx").read("word/document.xml").decode()
    assert xml.count("<w:cantSplit/></w:trPr>") < xml.count("<w:tr>")


def test_control_characters_and_half_letters_never_reach_the_file():
    given = replace(PLAN, subject="Kế\x00 hoạch\x0b\ud800 nă\u0323m\ufeff 2026")
    assert writing.read(writing.write(given)).subject == "Kế hoạch\nnặm 2026"
