from __future__ import annotations

import io

import docx as python_docx
import pytest

from khuevan.vanban import legacy
from khuevan.vanban.errors import Damaged, UnsafeArchive
from khuevan.vanban.formats import content, docx
from khuevan.vanban.formats.package import Package
from khuevan.vanban.tests.files import W, numbered, p, part, table
from khuevan.vanban.tests.files import docx as made


def read(body, parts=None):
    return docx.read(Package(made(body, parts), "a.docx"))


def lines(body, parts=None):
    return read(body, parts).text.split("\n")


def r(inner):
    return f"<w:p><w:r>{inner}</w:r></w:p>"


def test_paragraphs_keep_tabs_breaks_and_hyphens():
    body = r('<w:t>Số:</w:t><w:tab/><w:t xml:space="preserve"> a</w:t><w:br/><w:t>b</w:t>') + r(
        "<w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:t>e</w:t>"
    )
    assert lines(body) == ["Số:\t a", "b", "c-de"]


def test_empty_paragraphs_stay_as_empty_lines():
    assert lines(p("a") + "<w:p/>" + p("b")) == ["a", "", "b"]


def test_insertions_are_read_and_deletions_left_out():
    body = (
        "<w:p><w:ins><w:r><w:t>mới</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>dời</w:t></w:r></w:moveFrom></w:p>"
    )
    found = read(body)
    assert found.text == "mới"
    assert found.notices == (content.DELETIONS,)


def test_fields_links_and_controls_give_their_words():
    body = (
        "<w:p><w:hyperlink><w:r><w:t>a</w:t></w:r></w:hyperlink><w:r><w:fldChar/></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>5</w:t></w:r>"
        "<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>b</w:t></w:r></w:sdtContent>"
        "</w:sdt></w:p><w:sdt><w:sdtContent>" + p("c") + "</w:sdtContent></w:sdt>"
    )
    assert lines(body) == ["a5b", "c"]


def test_a_text_box_follows_its_paragraph_once():
    box = f"<w:txbxContent>{p('DỰ THẢO')}{p('lần 2')}</w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing>"
        f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent><w:t>KẾ HOẠCH</w:t></w:r></w:p>"
    )
    assert lines(body + p("x")) == ["KẾ HOẠCH", "DỰ THẢO", "lần 2", "x"]


def test_hidden_words_are_only_for_the_secrecy_check():
    found = read(p("MẬT", run="<w:vanish/>") + p("a"))
    assert found.text == "\na"
    assert "MẬT" in found.aside


def test_capitals_shown_by_formatting_are_capitals():
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="T"><w:rPr><w:caps/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="T2"><w:basedOn w:val="T"/></w:style>',
    )
    body = p("kế hoạch", '<w:pStyle w:val="T2"/>') + p(
        "kế hoạch", '<w:pStyle w:val="T2"/>', '<w:caps w:val="0"/>'
    )
    assert lines(body, {"word/styles.xml": styles}) == ["KẾ HOẠCH", "kế hoạch"]


def test_old_fonts_are_converted_run_by_run():
    tcvn3 = legacy.to_tcvn3("ủy ban nhân dân")
    font = '<w:rFonts w:ascii="{}"/>'
    body = (
        p(tcvn3, run=font.format(".VnTimeH"))
        + p(legacy.to_vni("Kế hoạch"), run=font.format("VNI-Times"))
        + p("Kế hoạch", run=font.format("Times New Roman"))
    )
    found = read(body)
    assert found.text.split("\n") == ["ỦY BAN NHÂN DÂN", "Kế hoạch", "Kế hoạch"]
    assert found.notices == (content.LEGACY,)


def test_the_letter_u_horn_hides_in_a_soft_hyphen():
    body = (
        '<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr>'
        "<w:t>T</w:t><w:softHyphen/><w:t> ph¸p</w:t></w:r></w:p>"
    )
    assert lines(body) == ["Tư pháp"]


def test_footnotes_stand_behind_the_text_with_their_mark():
    notes = part(
        "footnotes",
        f'<w:footnote w:type="separator" w:id="0">{p("x")}</w:footnote>'
        f'<w:footnote w:id="2">{p("Theo báo cáo năm 2024.")}</w:footnote>',
    )
    body = '<w:p><w:r><w:t>Mục tiêu</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    assert lines(body, {"word/footnotes.xml": notes}) == [
        "Mục tiêu[2]",
        "",
        "[2] Theo báo cáo năm 2024.",
    ]


def test_a_table_gives_one_line_a_row():
    body = table((p("TT"), p("Nhiệm vụ")), (p("1"), p("Họp") + p("tổng kết")))
    assert lines(body) == ["TT | Nhiệm vụ", "1 | Họp tổng kết"]


def test_a_letterhead_gives_its_columns_one_after_the_other():
    left = p("UBND TỈNH HẢI VÂN") + p("Số: 1/KH-STV")
    right = p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + p("Hải Vân, ngày 5 tháng 3 năm 2025")
    expected = [
        "UBND TỈNH HẢI VÂN",
        "Số: 1/KH-STV",
        "",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Hải Vân, ngày 5 tháng 3 năm 2025",
    ]
    assert lines(table((left, right))) == expected
    assert lines(table((left, right), borders="nil")) == expected


def test_a_merged_cell_holds_for_every_row_but_is_not_counted_again():
    merged = '<w:tcPr><w:vMerge w:val="{}"/></w:tcPr>'
    start, go_on = merged.format("restart"), merged.format("continue")
    body = table(
        (start + p("1"), p("Họp"), start + p("Phòng A")),
        (go_on + p(""), p("Báo cáo"), go_on + p("")),
    )
    assert lines(body) == ["1 | Họp | Phòng A", " | Báo cáo | Phòng A"]


def test_a_table_in_a_cell_is_read_in_its_place():
    inner = table((p("b"), p("c")), (p("d"), p("e")), (p("f"), p("g")))
    assert lines(table((p("a"), inner), (p("x"), p("y")))) == ["a | b | c d | e f | g", "x | y"]


def test_the_table_of_contents_is_left_out():
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="M1"><w:name w:val="toc 1"/></w:style>',
    )
    body = p("I. MỤC ĐÍCH 2", '<w:pStyle w:val="M1"/>') + p("I. MỤC ĐÍCH")
    assert lines(body, {"word/styles.xml": styles}) == ["I. MỤC ĐÍCH"]


def test_headers_properties_comments_and_watermarks_are_kept_aside():
    header = part("hdr", p("MẬT") + '<w:p><v:shape><v:textpath string="LƯU Ý"/></v:shape></w:p>')
    core = '<c:coreProperties xmlns:c="urn:c"><c:keywords>Độ mật</c:keywords></c:coreProperties>'
    found = read(p("a"), {"word/header1.xml": header, "docProps/core.xml": core})
    assert found.text == "a"
    assert {"MẬT\n", "LƯU Ý", "Độ mật", "keywords: Độ mật"} == set(found.aside)


def test_strict_documents_are_read_as_well():
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = f'<w:document xmlns:w="{strict}"><w:body>{p("Kế hoạch")}</w:body></w:document>'
    assert lines(None, {"word/document.xml": document}) == ["Kế hoạch"]


@pytest.mark.parametrize("part_name", ["word/document.xml", "word/styles.xml"])
def test_entities_are_refused(part_name):
    bomb = (
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        f'<w:document xmlns:w="{W}"><w:body>{p("x").replace("x", "&b;")}</w:body></w:document>'
    )
    with pytest.raises((UnsafeArchive, Damaged)):
        lines(p("a"), {part_name: bomb})


def test_an_outside_entity_is_not_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("không được đọc")
    document = (
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w:document xmlns:w="{W}">'
        "<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
    )
    with pytest.raises(UnsafeArchive):
        lines(None, {"word/document.xml": document})


def test_a_file_of_python_docx_gives_the_words_that_python_docx_gives():
    written = python_docx.Document()
    written.add_heading("KẾ HOẠCH", 1)
    written.add_paragraph("Tổ chức ngày hội")
    grid = written.add_table(2, 2)
    for row in range(2):
        for column in range(2):
            grid.cell(row, column).text = f"ô {row}{column}"
    written.add_paragraph("Hết./.")
    buffer = io.BytesIO()
    written.save(buffer)
    found = docx.read(Package(buffer.getvalue(), "a.docx"))
    words = [para.text for para in python_docx.Document(buffer).paragraphs]
    assert [line for line in found.text.split("\n") if line in words] == words


NUMBERING = part(
    "numbering",
    """<w:abstractNum w:abstractNumId="1">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
    <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%3."/></w:lvl>
    <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%4)"/></w:lvl>
    <w:lvl w:ilvl="4"><w:isLgl/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%5"/></w:lvl>
    </w:abstractNum>
    <w:abstractNum w:abstractNumId="2">
    <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>
    <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="+"/></w:lvl>
    <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
    </w:abstractNum>
    <w:abstractNum w:abstractNumId="3">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Dieu"/>
    <w:lvlText w:val="Điều %1."/></w:lvl></w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
    <w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
    <w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>
    <w:num w:numId="4"><w:abstractNumId w:val="1"/>
    <w:lvlOverride w:ilvl="1"><w:startOverride w:val="7"/></w:lvlOverride></w:num>""",
)


def numbered_lines(*paragraphs):
    return lines("".join(paragraphs), {"word/numbering.xml": NUMBERING})


def test_automatic_numbers_are_spelled_out_and_start_again_below_each_heading():
    assert numbered_lines(
        numbered("MỤC ĐÍCH", 1),
        numbered("Chung", 1, 1),
        numbered("Riêng", 1, 1),
        numbered("Sâu", 1, 2),
        numbered("Chữ", 1, 3),
        numbered("Chữ", 1, 3),
        numbered("NỘI DUNG", 1),
        numbered("Lại từ đầu", 1, 1),
        numbered("Luật", 1, 4),
    ) == [
        "I. MỤC ĐÍCH",
        "1. Chung",
        "2. Riêng",
        "2.1. Sâu",
        "a) Chữ",
        "b) Chữ",
        "II. NỘI DUNG",
        "1. Lại từ đầu",
        "2.1 Luật",
    ]


def test_bullets_become_dashes_and_pluses_but_not_twice():
    assert numbered_lines(
        numbered("một", 2), numbered("hai", 2, 1), numbered("ba", 2, 2), numbered("- bốn", 2)
    ) == ["- một", "+ hai", "+ ba", "- bốn"]


def test_a_second_list_of_the_same_kind_counts_on_unless_told_to_restart():
    assert numbered_lines(
        numbered("A", 1), numbered("a", 1, 1), numbered("b", 4, 1), numbered("c", 4, 1)
    ) == ["I. A", "1. a", "7. b", "8. c"]


def test_numbers_that_hang_on_a_style():
    body = [p("Phạm vi", '<w:pStyle w:val="Dieu"/>'), p("Đối tượng", '<w:pStyle w:val="Dieu"/>')]
    assert numbered_lines(*body) == ["Điều 1. Phạm vi", "Điều 2. Đối tượng"]


def test_numbering_switched_off_and_unknown_lists_give_no_label():
    assert numbered_lines(numbered("a", 0), numbered("b", 99), numbered("c", 1, 8)) == [
        "a",
        "b",
        "c",
    ]


def test_numbered_cells_are_numbered_in_order():
    body = table((numbered("a", 1), numbered("b", 1)), (p("x"), numbered("c", 1)))
    assert numbered_lines(body) == ["I. a | II. b", "x | III. c"]
