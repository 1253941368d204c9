"""The file itself: order and references that Word insists on, and nothing of the machine in it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import replace

import docx
import pytest
from lxml import etree

from khuevan.vanban import writing
from khuevan.vanban.composition import Appendix, Copy, CopyForm, Paragraph, Picture, Table, Urgency
from khuevan.vanban.formats.docx_styles import Styles
from khuevan.vanban.writing.tests.compositions import ALL_TYPES, example, picture

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The sequences of ECMA-376, part 1, for the properties in use; Word refuses files that break them.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr shd tabs spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps color sz szCs highlight u lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "trPr": "cantSplit trHeight tblHeader jc",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg",
    "style": "name basedOn next link uiPriority qFormat pPr rPr",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
    "font": "panose1 charset family pitch",
    "tbl": "tblPr tblGrid tr",
    "tc": "tcPr p",
    "p": "pPr r",
}  # fmt: skip
FULL = replace(
    example("BC"),
    body=(
        *example("BC").body,
        Table(("TT", "Việc"), (("1", "a"),), "Bảng 1", (1, 3), frozenset({0})),
        Picture(picture(), "Hình 1"),
        Picture(picture(40, 40, "red"), "Hình 2"),
        Picture(picture(), "Hình 1 lần nữa"),
        Paragraph("Hết."),
    ),
    urgency=Urgency.URGENT,
    handling=("LƯU HÀNH NỘI BỘ",),
    contact="Số 47 phố Hàng Dầu",
    appendices=(Appendix("A", (Paragraph("a"),), is_landscape=True), Appendix("B", (Paragraph("b"),), type_code="QC")),
    copy=Copy(CopyForm.FULL, "VĂN PHÒNG SỞ", symbol="SY-VP"),
)  # fmt: skip


@pytest.fixture(scope="module")
def packed():
    return zipfile.ZipFile(io.BytesIO(writing.write(FULL)))


def trees(packed):
    for name in packed.namelist():
        if name.endswith((".xml", ".rels")):
            yield name, etree.fromstring(packed.read(name))


def test_properties_stand_in_the_order_of_the_schema(packed):
    wrong = []
    for name, root in trees(packed):
        for tag, order in ORDERS.items():
            for node in root.iter(W + tag):
                found = [etree.QName(child).localname for child in node]
                steps = order.split()
                if not set(found) <= set(steps) or found != sorted(found, key=steps.index):
                    wrong.append((name, tag, found))
    assert wrong == []


def test_every_part_is_declared_and_every_reference_leads_to_a_part(packed):
    names = set(packed.namelist())
    types = etree.fromstring(packed.read("[Content_Types].xml"))
    declared = {one.get("PartName", "").lstrip("/") for one in types} - {""}
    defaults = {one.get("Extension") for one in types} - {None}
    assert declared <= names
    assert {n for n in names if n not in declared and n.rsplit(".", 1)[1] not in defaults} == set()
    for name, root in trees(packed):
        if name.endswith(".rels"):
            base = posixpath.dirname(posixpath.dirname(name))
            assert {
                posixpath.normpath(posixpath.join(base, one.get("Target"))) for one in root
            } <= names
    document = packed.read("word/document.xml").decode()
    relations = etree.fromstring(packed.read("word/_rels/document.xml.rels"))
    known = {one.get("Id") for one in relations}
    used = {
        value
        for node in etree.fromstring(document.encode()).iter()
        for key, value in node.attrib.items()
        if "officeDocument/2006/relationships" in key
    }
    assert used <= known


def test_equal_pictures_are_stored_once_and_numbered_each(packed):
    assert sorted(n for n in packed.namelist() if n.startswith("word/media/")) == [
        "word/media/image1.png",
        "word/media/image2.png",
    ]
    root = etree.fromstring(packed.read("word/document.xml"))
    ids = [n.get("id") for n in root.iter() if etree.QName(n).localname == "docPr"]
    assert ids == ["1", "2", "3"]


def test_every_style_that_is_used_is_defined(packed):
    defined = {s.get(W + "styleId") for s in etree.fromstring(packed.read("word/styles.xml"))}
    for name, root in trees(packed):
        for tag in ("pStyle", "rStyle"):
            assert {n.get(W + "val") for n in root.iter(W + tag)} <= defined, name


def test_columns_and_cells_have_the_same_widths_and_fill_the_line(packed):
    root = etree.fromstring(packed.read("word/document.xml"))
    for table in root.iter(W + "tbl"):
        grid = [int(one.get(W + "w")) for one in table.find(W + "tblGrid")]
        for row in table.iterfind(W + "tr"):
            assert [int(w.get(W + "w")) for w in row.iter(W + "tcW")] == grid
        assert sum(grid) in (9354, 9355, 14287)


def test_tables_repeat_their_heading_and_keep_their_rows(packed):
    root = etree.fromstring(packed.read("word/document.xml"))
    (data,) = [t for t in root.iter(W + "tbl") if t.find(f"{W}tblPr/{W}tblBorders") is not None]
    rows = data.findall(W + "tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


@pytest.mark.shows("R46")
def test_the_file_holds_no_moment_no_person_and_no_machine(packed):
    assert {one.date_time for one in packed.infolist()} == {(2020, 3, 5, 0, 0, 0)}
    core = packed.read("docProps/core.xml").decode()
    assert "2026-02-05T00:00:00Z" in core
    assert "Báo cáo Tổ chức các hoạt động thông tin đối ngoại năm 2026" in core
    assert "lastModifiedBy" not in core


@pytest.mark.parametrize("key", ALL_TYPES, ids=str)
def test_python_docx_opens_every_type(key):
    document = docx.Document(io.BytesIO(writing.write(example(key[1], key[0]))))
    assert document.core_properties.title
    assert document.sections[0].page_width.mm == pytest.approx(210, abs=0.1)
    assert document.sections[0].left_margin.mm == pytest.approx(30, abs=0.1)
    assert document.sections[0].right_margin.mm == pytest.approx(15, abs=0.1)


def test_every_font_is_times_new_roman(packed):
    styles = Styles(etree.fromstring(packed.read("word/styles.xml")))
    assert styles.default_look.font == "Times New Roman"
    for _, root in trees(packed):
        assert {n.get(W + "ascii") for n in root.iter(W + "rFonts")} <= {"Times New Roman"}
