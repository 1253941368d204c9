"""The payment list as a Word file: A4 across, room to sign, the three who answer for it below."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from khuevan.budget.paylist import PayList, Row
from khuevan.kit.vietnamese import amount_in_words, grouped

HEAD = (
    "TT", "Họ và tên", "Chức vụ, đơn vị", "Nội dung chi", "Số tiền trước thuế (đồng)",
    "Thuế TNCN khấu trừ (đồng)", "Số tiền thực nhận (đồng)", "Ký nhận",
)  # fmt: skip
WIDTHS_MM = (10, 42, 52, 50, 28, 28, 28, 24)
MONEY = frozenset({4, 5, 6})
LEFT, CENTRE, RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT,
)  # fmt: skip
TO_SIGN_IN_MM = 12
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round the list: whose it is, what for, from which money, who made it."""

    parent: str
    office: str
    title: str
    source: str
    preparer: str


def write(frame: Frame, made: PayList) -> bytes:
    document = _across()
    _letterhead(document, frame)
    _line(document, "BẢNG KÊ CHI TIỀN", CENTRE, bold=True, size=14, before=8)
    _line(document, frame.title, CENTRE, bold=True)
    _line(document, f"Nguồn kinh phí: {frame.source}", CENTRE, after=6)
    _table(document, made)
    _words(document, made)
    _signatures(document, frame)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _across() -> Docx:
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(20), Mm(15)
    section.top_margin = section.bottom_margin = Mm(15)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    normal.paragraph_format.space_after = Pt(0)
    return document


def _letterhead(document: Docx, frame: Frame) -> None:
    table = _bare(document, (105, 157))
    left, right = table.rows[0].cells
    _say(left.paragraphs[0], frame.parent, CENTRE)
    _say(left.add_paragraph(), frame.office, CENTRE, bold=True)
    _say(right.paragraphs[0], MOTTO[0], CENTRE, bold=True)
    _say(right.add_paragraph(), MOTTO[1], CENTRE, bold=True)
    right.paragraphs[1].runs[0].underline = True


def _table(document: Docx, made: PayList) -> None:
    table = document.add_table(rows=1, cols=len(HEAD))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, WIDTHS_MM, strict=True):
        column.width = Mm(width)
    head = table.rows[0]
    _fill(head, HEAD, bold=True, centred=True)
    _mark(head, "w:tblHeader")
    for row in made.rows:
        added = table.add_row()
        _fill(added, _cells(row))
        added.height, added.height_rule = Mm(TO_SIGN_IN_MM), WD_ROW_HEIGHT_RULE.AT_LEAST
    _fill(table.add_row(), ("", "Tổng cộng", "", "", *_money(made), ""), bold=True)


def _cells(row: Row) -> tuple[str, ...]:
    """Tax and net stay blank, to be written by hand, while no rate of withholding is in force."""
    return str(row.number), row.name, row.post, row.content, *_money(row), ""


def _money(one: Row | PayList) -> tuple[str, str, str]:
    tax, net = one.tax, one.net
    return (
        grouped(one.amount), "" if tax is None else grouped(tax), "" if net is None else grouped(net),
    )  # fmt: skip


def _words(document: Docx, made: PayList) -> None:
    if made.net is None:
        head, words = "Số tiền trước thuế bằng chữ", amount_in_words(made.amount)
    else:
        head, words = "Số tiền thực nhận bằng chữ", amount_in_words(made.net)
    _line(document, f"{head}: {words}.", LEFT, italic=True, before=6)
    if made.rule is not None and made.rule.cited:
        cited = f"Khấu trừ thuế thu nhập cá nhân theo {made.rule.cited}."
        _line(document, cited, LEFT, italic=True)


def _signatures(document: Docx, frame: Frame) -> None:
    place = "Hà Nội, ngày …… tháng …… năm 20……"
    _line(
        document, place, RIGHT, italic=True, before=6, after=4
    ).paragraph_format.keep_with_next = True
    table = _bare(document, (87, 88, 87))
    _mark(table.rows[0], "w:cantSplit")
    offices = ("NGƯỜI LẬP", "PHỤ TRÁCH KẾ TOÁN", "THỦ TRƯỞNG ĐƠN VỊ")
    names = (frame.preparer, "", "")
    for cell, office, name in zip(table.rows[0].cells, offices, names, strict=True):
        _say(cell.paragraphs[0], office, CENTRE, bold=True)
        _say(cell.add_paragraph(), "(Ký, họ tên)", CENTRE, italic=True)
        room = cell.add_paragraph()
        room.paragraph_format.space_after = Pt(52)
        _say(cell.add_paragraph(), name, CENTRE, bold=True)


def _bare(document: Docx, widths: Sequence[int]) -> Table:
    """A row without lines, to set things side by side."""
    table = document.add_table(rows=1, cols=len(widths))
    table.autofit = False
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _fill(
    row: _Row, cells: Sequence[str], *, bold: bool = False, centred: bool = False
) -> None:  # fmt: skip
    for place, (cell, words) in enumerate(zip(row.cells, cells, strict=True)):
        _set(cell, WIDTHS_MM[place])
        even = CENTRE if centred or place == 0 else RIGHT if place in MONEY else LEFT
        _say(cell.paragraphs[0], words, even, bold=bold)
    _mark(row, "w:cantSplit")


def _set(cell: _Cell, width: int) -> None:
    cell.width, cell.vertical_alignment = Mm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _mark(row: _Row, name: str) -> None:
    """``w:tblHeader`` repeats a row on every page, ``w:cantSplit`` keeps it on one."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _line(
    document: Docx, words: str, even: WD_ALIGN_PARAGRAPH, *, bold: bool = False,
    italic: bool = False, size: int = 12, before: int = 0, after: int = 0,
) -> Paragraph:  # fmt: skip
    made = document.add_paragraph()
    _say(made, words, even, bold=bold, italic=italic, size=size)
    made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(before), Pt(after)
    return made


def _say(
    into: Paragraph, words: str, even: WD_ALIGN_PARAGRAPH, *, bold: bool = False,
    italic: bool = False, size: int = 12,
) -> None:  # fmt: skip
    into.alignment = even
    run = into.add_run(words)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
