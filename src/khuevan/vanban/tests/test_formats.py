"""Text files, web pages, and what a file really is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan.vanban import legacy
from khuevan.vanban.errors import HasMacros
from khuevan.vanban.formats import content, html, kinds, office, plain
from khuevan.vanban.formats.kinds import Kind
from khuevan.vanban.tests import files

SENTENCE = "ủy ban nhân dân thành phố giao các sở, ngành xây dựng kế hoạch chi tiết"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_text_in_every_form(encoding):
    text = SENTENCE + " - Kế hoạch và phân công, báo cáo trong tháng 3\n" * 3
    assert plain.read(text.encode(encoding)).text == text


def test_windows_vietnamese():
    text = "ủy ban nhân dân, quý ba"
    encoded = text.replace("ủ", "u\u0309").replace("ý", "y\u0301").encode("cp1258")
    assert legacy.clean(plain.decode(encoded)) == text


@pytest.mark.parametrize("convert", [legacy.to_tcvn3, legacy.to_vni])
def test_old_codes_in_a_text_file(convert):
    found = plain.read(convert(SENTENCE).encode("latin-1"))
    assert found.text == SENTENCE
    assert found.notices == (content.LEGACY,)


def test_a_letter_cut_in_two_at_the_end_is_dropped():
    assert plain.decode("Kế hoạch ủ".encode()[:-1]) == "Kế hoạch "


@given(st.binary())
def test_decoding_never_fails(source):
    plain.read(source)


PAGE = """<!DOCTYPE html><html><head><title>Kế hoạch</title><style>p {}</style></head><body>
<h1>KẾ   HOẠCH</h1><p>Tổ chức<br>ngày hội</p><script>alert(1)</script>
<ol><li>Họp</li><li>Báo cáo<ul><li>tuần</li></ul></li></ol>
<table border="1"><tr><th>TT</th><th>Việc</th></tr><tr><td>1</td><td>Họp</td></tr></table>
cuối</body></html>"""


def test_a_web_page_gives_its_blocks_as_lines():
    found = html.read(PAGE.encode(), "a.html")
    assert found.text.split("\n") == [
        "KẾ HOẠCH",
        "Tổ chức",
        "ngày hội",
        "1. Họp",
        "2. Báo cáo",
        "- tuần",
        "TT | Việc",
        "1 | Họp",
        "cuối",
    ]
    assert found.aside == ("Kế hoạch",)


def test_the_charset_that_a_page_declares():
    page = '<html><meta charset="utf-16"><body><p>x</p></body></html>'
    assert html.read(page.encode(), "a").text == "x"
    page = '<html><meta charset="windows-1258"><body><p>Quy\xec</p></body></html>'
    assert legacy.clean(html.read(page.encode("latin-1"), "a").text) == "Quý"


@given(st.text())
def test_any_page_is_read(text):
    html.read(f"<html><body>{text}</body>".encode("utf-8", "surrogatepass"), "a")


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (files.docx(), Kind.ZIP),
        (b"\xef\xbb\xbf%PDF-1.7", Kind.PDF),
        (b"{\\rtf1}", Kind.RTF),
        (files.ole({"WordDocument": b"a"}), Kind.DOC),
        (files.cat(), Kind.IMAGE),
        (b"BM\x9a\x00\x00\x00\x00\x00\x00\x00", Kind.IMAGE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Kind.IMAGE),
        (PAGE.encode(), Kind.HTML),
        ("BMW của Sở".encode(), Kind.TEXT),
        ("Kế hoạch".encode("utf-16"), Kind.TEXT),
        (legacy.to_tcvn3(SENTENCE).encode("latin-1"), Kind.TEXT),
        (bytes(range(256)) * 4, None),
    ],
)
def test_a_file_is_what_its_bytes_say(source, kind):
    assert kinds.sniff(source) is kind


def test_programs_archives_and_films_are_foreign():
    assert kinds.foreign(b"MZ\x90\x00\x03\x00") == "chương trình Windows (.exe)"
    assert kinds.foreign(b"\x7fELF\x02") == "chương trình Linux"
    assert kinds.foreign(b"Rar!\x1a\x07") == "tệp nén RAR"
    assert kinds.foreign(b"\x00\x00\x00\x20ftypisom") == "phim"
    assert kinds.foreign(b"MZ la ten viet tat") is None
    assert kinds.foreign(files.docx()) is None


def test_an_empty_macro_project_is_tolerated_and_code_is_not():
    empty = {"WordDocument": bytes(12), "Macros/VBA/dir": b"x", "Macros/VBA/_VBA_PROJECT": b"x"}
    assert office.inspect_ole(files.ole(empty), "a.doc") is True
    assert office.inspect_ole(files.ole({"WordDocument": bytes(12)}), "a.doc") is False
    with pytest.raises(HasMacros):
        office.inspect_ole(files.ole({**empty, "Macros/VBA/Module1": b"Sub A"}), "a.doc")
