"""Every kind of file that comes in, and every kind of wrong file, with its own clear refusal."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from difflib import SequenceMatcher

import docx as python_docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from khuevan.vanban import errors, intake
from khuevan.vanban.errors import Unreadable
from khuevan.vanban.formats import ocr, office
from khuevan.vanban.formats.kinds import Kind
from khuevan.vanban.tests import files
from khuevan.vanban.tests.files import PLAN, lines_down, p


def stripped(text):
    return [line.strip() for line in text.replace("\f", "\n").split("\n") if line.strip()]


def refusal(source, name="a.docx", **options):
    with pytest.raises(Unreadable) as refused:
        intake.extract(source, name=name, **options)
    return refused.value


def assert_same_lines(lines, *, scanned):
    """A scan may lose a dot or an accent, but no line and no word."""
    assert len(lines) == len(PLAN.split("\n"))
    if scanned:
        assert SequenceMatcher(None, "\n".join(lines), PLAN).ratio() > 0.985
    else:
        assert lines == PLAN.split("\n")


WHOLE = {
    "ke-hoach.docx": (files.docx(), Kind.DOCX),
    "ke-hoach.pdf": (files.pdf(lines_down(PLAN)), Kind.PDF),
    "ke-hoach.txt": (PLAN.encode(), Kind.TEXT),
    "ke-hoach.md": (PLAN.encode("utf-16"), Kind.TEXT),
    "ke-hoach.html": (
        f"<html><body>{''.join(f'<p>{line}</p>' for line in PLAN.split(chr(10)))}</body></html>".encode(),
        Kind.HTML,
    ),
    "ke-hoach.png": (files.picture(PLAN), Kind.IMAGE),
    "ke-hoach.tiff": (files.picture(PLAN, form="TIFF"), Kind.IMAGE),
    "ke-hoach.jpg": (files.picture(PLAN, form="JPEG", turn=90), Kind.IMAGE),
}


@pytest.mark.parametrize("name", WHOLE)
def test_one_plan_in_every_format_gives_the_same_lines(name):
    source, kind = WHOLE[name]
    found = intake.extract(source, name=name)
    assert found.kind is kind
    assert_same_lines(stripped(found.text), scanned=kind is Kind.IMAGE)
    assert [notice.code for notice in found.warnings] == (["scanned"] if kind is Kind.IMAGE else [])


@pytest.mark.parametrize("suffix", [".doc", ".rtf", ".odt"])
def test_formats_of_libreoffice(suffix, tmp_path):
    source = libreoffice(files.docx(), suffix, tmp_path)
    found = intake.extract(source, name=f"a{suffix}")
    assert found.kind == suffix[1:]
    assert stripped(found.text) == PLAN.split("\n")
    assert found.warnings == ()


def libreoffice(source, suffix, folder):
    """The same document saved by LibreOffice in another format."""
    given = folder / "in.docx"
    given.write_bytes(source)
    wanted = {".doc": "doc:MS Word 97", ".rtf": "rtf", ".odt": "odt", ".pdf": "pdf"}[suffix]
    office.run(office.program(), folder, [given], wanted, 90)
    return (folder / "out" / f"in{suffix}").read_bytes()


def test_a_scan_inside_a_pdf_and_inside_a_word_file(tmp_path):
    picture = files.picture(PLAN)
    buffer = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(buffer, "PDF", resolution=150)
    found = intake.extract(buffer.getvalue(), name="a.pdf")
    assert found.scanned
    assert_same_lines(stripped(found.text), scanned=True)

    pasted = python_docx.Document()
    pasted.add_picture(io.BytesIO(picture))
    buffer = io.BytesIO()
    pasted.save(buffer)
    found = intake.extract(buffer.getvalue(), name="a.docx")
    assert found.scanned
    assert_same_lines(stripped(found.text), scanned=True)


def test_a_word_file_and_its_pdf_say_the_same(tmp_path):
    pdf = libreoffice(files.docx(), ".pdf", tmp_path)
    assert stripped(intake.extract(pdf, name="a.pdf").text) == PLAN.split("\n")


def test_read_file_gives_the_document_with_what_to_know_about_the_file(tmp_path):
    path = tmp_path / "ke-hoach.docx"
    path.write_bytes(files.pdf(lines_down(PLAN)))
    document = intake.read_file(path)
    assert (document.doc_type, document.number) == ("KẾ HOẠCH", "27/KH-STV")
    assert document.doubts[0].code == "mislabelled"
    assert "".join(part.span.of(document.text) for part in document.parts) == document.text


def test_text_is_cleaned(tmp_path):
    found = intake.extract(
        "\ufeffKê\u0301 hoa\u0323ch\u00a0số\u200b 1\r\nhai".encode(), name="a.txt"
    )
    assert found.text == "Kế hoạch số 1\nhai"


# -- wrong files ------------------------------------------------------------------------------


def zipped(**parts):
    return files.archive({name.replace("__", "/"): text for name, text in parts.items()})


def escaping():
    return files.archive({"word/document.xml": "<a/>", "../../etc/passwd": "x"})


def with_macro():
    return files.docx(parts={"word/vbaProject.bin": b"code"})


def bomb():
    return files.docx(parts={"word/media/a.xml": b"\0" * (40 * 2**20)})


def locked_zip():
    raw = bytearray(files.docx())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.find(mark)
        while place >= 0:
            raw[place + at] |= 1
            place = raw.find(mark, place + 4)
    return bytes(raw)


WRONG = {
    "empty": (b"", "a.docx", "empty"),
    "blank": (b" \n\t\0", "a.txt", "empty"),
    "no words": (files.docx(p("")), "a.docx", "empty"),
    "truncated docx": (files.docx()[:400], "a.docx", "damaged"),
    "truncated pdf": (files.pdf(lines_down(PLAN))[:200], "a.pdf", "damaged"),
    "truncated picture": (files.picture(PLAN)[:2000], "a.png", "damaged"),
    "truncated doc": (files.ole({"WordDocument": b"x"})[:700], "a.doc", "damaged"),
    "noise named docx": (bytes(range(256)) * 9, "a.docx", "damaged"),
    "noise": (bytes(range(256)) * 9, "a.bin", "not_a_document"),
    "program named docx": (b"MZ\x90\0\3\0\0\0", "a.docx", "not_a_document"),
    "zip named docx": (zipped(a="b"), "a.docx", "not_a_document"),
    "encrypted docx": (files.ole({"EncryptedPackage": b"x"}), "a.docx", "encrypted"),
    "encrypted doc": (files.ole({"WordDocument": bytes(11) + b"\1"}), "a.doc", "encrypted"),
    "encrypted pdf": (files.pdf(lines_down(PLAN), encrypted=True), "a.pdf", "encrypted"),
    "encrypted zip": (locked_zip(), "a.docx", "encrypted"),
    "macros": (with_macro(), "a.docm", "macros"),
    "macros in doc": (
        files.ole({"WordDocument": bytes(12), "Macros/VBA/M1": b"x"}), "a.doc", "macros",
    ),
    "xlsx": (zipped(xl__workbook="<a/>"), "a.xlsx", "spreadsheet"),
    "xls": (files.ole({"Workbook": b"x"}), "a.xls", "spreadsheet"),
    "pptx": (zipped(ppt__presentation="<a/>"), "a.pptx", "not_a_document"),
    "path traversal": (escaping(), "a.docx", "unsafe_archive"),
    "zip bomb": (bomb(), "a.docx", "archive_bomb"),
    "cat": (files.cat(), "meo.jpg", "no_document_in_picture"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_each_wrong_file_gets_its_own_refusal(case):
    source, name, code = WRONG[case]
    refused = refusal(source, name)
    assert refused.code == code
    for message in (refused.message_vi, refused.message_en):
        assert name in message
        assert "{" not in message


def test_every_refusal_speaks_both_languages_and_has_its_own_code():
    kinds = Unreadable.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds) == 16
    assert len({kind.vi for kind in kinds} | {kind.en for kind in kinds}) == 2 * len(kinds)


def test_too_large_is_refused_before_it_is_opened():
    refused = refusal(files.docx() + bytes(2**20), limit=2**20)
    assert refused.code == "too_large"
    assert refused.params == {"name": "a.docx", "size_mb": 2, "limit_mb": 1}


def test_a_bomb_is_not_inflated(monkeypatch):
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("inflated"))
    assert refusal(bomb()).code == "archive_bomb"


def test_a_pdf_named_docx_is_read_with_a_warning():
    found = intake.extract(files.pdf(lines_down(PLAN)), name="a.docx")
    assert [notice.code for notice in found.warnings] == ["mislabelled"]
    assert found.kind is Kind.PDF


def test_a_contract_is_read_with_a_warning():
    text = "HỢP ĐỒNG DỊCH VỤ\nSố: 1/HĐ\nBÊN A: Sở Thư viện\nBÊN B: Công ty In Mẫu"
    found = intake.extract(text.encode(), name="a.txt")
    assert [notice.code for notice in found.warnings] == ["looks_like_contract"]
    assert "HỢP ĐỒNG DỊCH VỤ" in found.warnings[0].vi


@pytest.mark.parametrize("source", [files.picture(PLAN), files.cat()])
def test_pictures_without_ocr(source, monkeypatch):
    assert refusal(source, "a.png", ocr=False).code == "no_text"
    monkeypatch.setattr(ocr, "missing", lambda: "tesseract")
    refused = refusal(source, "a.png")
    assert refused.code == "ocr_missing"
    assert "apt-get install tesseract-ocr tesseract-ocr-vie" in refused.message_vi


def test_doc_without_libreoffice(monkeypatch):
    monkeypatch.setattr(office, "program", lambda: None)
    refused = refusal(files.ole({"WordDocument": bytes(12)}), "a.doc")
    assert refused.code == "office_missing"
    assert "apt-get install libreoffice-writer-nogui" in refused.message_en


def test_libreoffice_that_hangs_is_ended(tmp_path, monkeypatch):
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nsleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(office, "program", lambda: str(slow))
    with pytest.raises(errors.OfficeFailed):
        office.to_docx(b"x", "a.doc", ".doc", seconds=1)


# -- state secrets ----------------------------------------------------------------------------


def stamped(word, *, tilt, colour, form="PNG"):
    """The scan of the plan with a framed stamp, as a clerk would press it."""
    page = Image.open(io.BytesIO(files.picture(PLAN))).convert("RGB")
    font = ImageFont.truetype(files.FONT.replace("Regular", "Bold"), 56)
    stamp = Image.new("RGBA", (len(word) * 56 + 90, 120), (0, 0, 0, 0))
    draw = ImageDraw.Draw(stamp)
    draw.text((30, 15), word, font=font, fill=colour)
    draw.rectangle((8, 8, 52 + draw.textlength(word, font=font), 104), outline=colour, width=5)
    turned = stamp.rotate(tilt, expand=True, resample=Image.Resampling.BICUBIC)
    page.paste(turned, (1060, 80), turned)
    buffer = io.BytesIO()
    page.save(buffer, form, **({"resolution": 200} if form == "PDF" else {}))
    return buffer.getvalue()


def in_header():
    return files.docx(parts={"word/header1.xml": files.part("hdr", p("TỐI MẬT"))})


def in_box():
    box = f"<w:txbxContent>{p('M Ậ T')}</w:txbxContent>"
    return files.docx(f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>" + p("KẾ HOẠCH"))


def in_properties():
    core = '<c:coreProperties xmlns:c="urn:c"><c:category>Tuyệt mật</c:category></c:coreProperties>'
    return files.docx(parts={"docProps/core.xml": core})


def in_picture_of_word():
    made = python_docx.Document()
    for line in PLAN.split("\n"):
        made.add_paragraph(line)
    made.add_picture(io.BytesIO(stamped("MẬT", tilt=0, colour=(200, 20, 30))))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


SECRET = {
    "text": (("TUYỆT MẬT\n" + PLAN).encode(), "a.txt"),
    "docx": (files.docx(p("MẬT") + p("KẾ HOẠCH")), "a.docx"),
    "docx header": (in_header(), "a.docx"),
    "docx box": (in_box(), "a.docx"),
    "docx properties": (in_properties(), "a.docx"),
    "docx picture": (in_picture_of_word(), "a.docx"),
    "register number": (PLAN.replace("27/KH-STV", "05/M-STV").encode(), "a.txt"),
    "pdf": (files.pdf([(400, 800, "TỐI MẬT"), *lines_down(PLAN)]), "a.pdf"),
    "pdf annotation": (files.pdf(lines_down(PLAN), note="Độ mật: Mật"), "a.pdf"),
    "scan": (files.picture("TỐI MẬT\n\n" + PLAN), "a.png"),
    "red stamp": (stamped("MẬT", tilt=0, colour=(200, 20, 30)), "a.png"),
    "tilted stamp": (stamped("TUYỆT MẬT", tilt=6, colour=(200, 20, 30)), "a.png"),
    "pale stamp": (stamped("TỐI MẬT", tilt=-3, colour=(240, 110, 110)), "a.png"),
    "a stamp and nothing else": (files.picture("\n\n\nTỐI MẬT"), "a.png"),
    "black stamp in a scanned pdf": (stamped("MẬT", tilt=2, colour="black", form="PDF"), "a.pdf"),
}


@pytest.mark.shows("DOC-3")
@pytest.mark.parametrize("case", SECRET)
def test_a_secret_document_is_refused_and_its_words_are_not_repeated(case):
    source, name = SECRET[case]
    refused = refusal(source, name)
    assert refused.code == "secret"
    assert "văn thư" in refused.message_vi
    assert "Ngày hội" not in refused.message_vi + str(refused.params) + str(refused)


@pytest.mark.shows("DOC-3")
def test_nothing_of_a_refused_file_stays_on_disk(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    made = tmp_path / "made"
    made.mkdir()
    source = libreoffice(files.docx(p("TỐI MẬT") + p(PLAN)), ".doc", made)
    assert refusal(source, "a.doc").code == "secret"
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


@pytest.mark.shows("DOC-3")
def test_an_urgent_stamp_and_words_about_secrecy_pass():
    scan = stamped("HỎA TỐC", tilt=3, colour=(200, 20, 30))
    assert intake.extract(scan, name="a.png").scanned
    text = PLAN + "\n- Bảo vệ bí mật nhà nước, bảo mật thông tin; không đưa tài liệu mật lên mạng."
    assert intake.extract(text.encode(), name="a.txt").text == text


# -- anything at all --------------------------------------------------------------------------

FAST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def survives(source, name):
    """Reading gives text or a refusal that speaks, never another error."""
    with suppress(Unreadable):
        assert intake.extract(source, name=name, ocr=False).text


@FAST
@given(st.binary(max_size=400), st.sampled_from(["a.docx", "a.pdf", "a.txt", "a.html", ""]))
def test_any_bytes(source, name):
    survives(source, name)


STARTS = [b"PK\x03\x04", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"<html>"]
STARTS += [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"RIFF0000WEBP", b"GIF89a"]


@FAST
@given(st.sampled_from(STARTS), st.binary(max_size=1500))
def test_any_bytes_behind_a_known_start(start, rest):
    survives(start + rest, "a")


def mutated(draw, source):
    raw = bytearray(source)
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, len(raw) - 1))
        raw[place] = draw(st.integers(0, 255))
    return (
        bytes(raw[: draw(st.integers(len(raw) // 2, len(raw)))])
        if draw(st.booleans())
        else bytes(raw)
    )


@FAST
@given(st.data())
def test_a_damaged_docx(data):
    survives(mutated(data.draw, files.docx()), "a.docx")


@FAST
@given(st.data())
def test_damaged_xml_inside_a_whole_zip(data):
    with zipfile.ZipFile(io.BytesIO(files.docx())) as whole:
        xml = whole.read("word/document.xml")
    survives(files.docx(parts={"word/document.xml": mutated(data.draw, xml)}), "a.docx")


@FAST
@given(st.data())
def test_a_damaged_pdf(data):
    survives(mutated(data.draw, files.pdf(lines_down(PLAN), note="x")), "a.pdf")


@FAST
@given(st.data())
def test_a_damaged_old_word_file(data):
    source = mutated(data.draw, files.ole({"WordDocument": bytes(12), "Macros/VBA/dir": b"x"}))
    with suppress(Unreadable):
        assert office.inspect_ole(source, "a.doc") in (True, False)
