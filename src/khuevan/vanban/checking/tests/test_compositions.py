"""Drafts: findings with their block, safe fixes, and what the writer writes."""

from dataclasses import replace
from datetime import date

import pytest

from khuevan.vanban import writing
from khuevan.vanban.catalogue import STATE_TYPES
from khuevan.vanban.checking import check, check_composition, mend
from khuevan.vanban.composition import (
    Addressee,
    Appendix,
    Authority,
    Composition,
    Heading,
    Item,
    Paragraph,
    Signature,
    Table,
)

BODY = (
    Paragraph("Sở Thư viện tổ chức Ngày hội đọc sách năm 2026 như sau:"),
    Heading("I.", "MỤC ĐÍCH"),
    Item("-", "Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư."),
    Heading("II.", "TỔ CHỨC THỰC HIỆN"),
    Heading("1.", "Phòng Nghiệp vụ"),
    Item("a)", "Chủ trì xây dựng chương trình."),
    Item("b)", "Báo cáo kết quả (Phụ lục kèm theo)."),
    Table(("STT", "Việc", "Số"), (("1", "Sách", "16"), ("2", "Báo", "126"))),
    Paragraph("Trên đây là nội dung, đề nghị các đơn vị thực hiện."),
)
ADDRESSED = ("CV", "TTr", "ThC")


def draft(code="KH", **changes):
    kind = STATE_TYPES[code]
    composition = Composition(
        type_code=code,
        issuer="Sở Thư viện",
        symbol=f"{kind.abbreviation}-STV" if kind.abbreviation else "STV-NV",
        subject="Tổ chức Ngày hội đọc sách năm 2026",
        body=BODY,
        signatures=(Signature("Giám đốc", "Trần Thị Mẫu", Authority.DEPUTY, "Phó Giám đốc"),),
        parent_issuer="UBND tỉnh Hải Vân",
        number=5,
        place="Hải Vân",
        date=date(2026, 2, 5),
        bases=("Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019",),
        addressed_to=("Ủy ban nhân dân tỉnh Hải Vân",) if code in ADDRESSED else (),
        recipients=(Addressee("UBND tỉnh", "để b/c"), Addressee("Phòng Nghiệp vụ")),
        archive="VT, NV",
        appendices=(Appendix("Danh mục sách", (Paragraph("Truyện thiếu nhi."),)),),
    )
    return replace(composition, **changes)


def said(findings):
    return [(f.rule, f.place.part, f.message.vi) for f in findings]


@pytest.mark.shows("DOC-1", "R100")
@pytest.mark.parametrize("code", STATE_TYPES)
def test_what_the_writer_writes_passes_every_rule_whatever_its_type(code):
    content = writing.write(draft(code))
    assert said(check(content, f"{code}.docx")) == []


@pytest.mark.parametrize("code", STATE_TYPES)
def test_a_draft_in_order_has_no_finding(code):
    assert said(check_composition(draft(code))) == []


def with_item(text):
    body = list(BODY)
    body[2] = Item("-", text)
    return draft(body=tuple(body))


def test_a_finding_names_its_block_and_the_place_in_its_words():
    composition = with_item("Báo cáo Bộ Văn hóa và Thể thao kết quả.")
    (finding,) = check_composition(composition)
    place = finding.place
    assert (finding.rule, place.part, place.block) == ("C206", "body.2", 2)
    assert composition.body[2].text[place.start : place.end] == "Bộ Văn hóa và Thể thao"


def test_a_safe_fix_mends_the_draft_and_the_finding_is_gone():
    composition = with_item("Báo cáo  Bộ Văn hóa và Thể thao kết quả,trước tháng 3.")
    for _ in range(3):
        (finding, *_) = check_composition(composition)
        composition = mend(composition, finding)
    assert composition.body[2].text == (
        "Báo cáo Bộ Văn hóa, Thể thao và Du lịch kết quả, trước tháng 3."
    )
    assert check_composition(composition) == ()


def test_fixes_reach_the_subject_the_grounds_the_labels_the_cells_and_the_signer():
    body = list(BODY)
    body[5] = Item("a.", "Chủ trì xây dựng chương trình.")
    body[7] = Table(("STT", "Việc", "Số"), (("1", "Báo cáo Bộ Văn hóa và Thể thao", "1"),))
    composition = draft(
        subject="Tổ chức Ngày hội đọc sách năm 2026.",
        bases=("Căn cứ kế hoạch số 12/KH-UBND ngày 20/01/2026 của UBND tỉnh về đọc sách",),
        body=tuple(body),
        signatures=(Signature("Giám đốc", "ThS. Trần Thị Mẫu"),),
    )
    findings = check_composition(composition)
    assert {f.rule for f in findings} == {"G332", "V511", "G357", "C206", "G375"}
    for finding in reversed(findings):
        composition = mend(composition, finding)
    assert said(check_composition(composition)) == []
    assert composition.subject == "Tổ chức Ngày hội đọc sách năm 2026"
    assert composition.body[5].label == "a)"
    assert composition.body[7].rows[0][1] == "Báo cáo Bộ Văn hóa, Thể thao và Du lịch"
    assert composition.signatures[0].name == "Trần Thị Mẫu"


def test_a_finding_about_a_fixed_line_of_the_form_points_to_no_block():
    findings = check_composition(draft(archive=""))
    assert [(f.rule, f.place.block, f.fix) for f in findings] == [("G384", None, None)]
