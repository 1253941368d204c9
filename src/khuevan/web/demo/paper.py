"""Types a sample plan as .docx on the page that Nghị định 30/2020/NĐ-CP asks for."""

from __future__ import annotations

import io
from collections.abc import Iterable

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from khuevan.web.demo.texts import DASH, H1, PROSE, Paper

CENTRE, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
COUNTRY = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def typed(paper: Paper) -> bytes:
    """The plan as the bytes of a .docx file."""
    document = blank_page()
    letterhead(document, paper)
    subject(document, paper)
    for basis in paper.bases:
        say(document.add_paragraph(), basis, italic=True, indent=True)
    for kind, text in paper.body:
        line(document, kind, text)
    ending(document, paper)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def blank_page() -> Docx:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.paragraph_format.space_after = Pt(6)
    return document


def letterhead(document: Docx, paper: Paper) -> None:
    left, right = two_cells(document, Cm(6.6), Cm(9.9))
    above = [(paper.issuer_above, False)] if paper.issuer_above else []
    number = f"{paper.number:02d}" if paper.number else "        "
    fill(left, [*above, (paper.issuer, True), (f"Số: {number}/{paper.symbol}", False)], Pt(13))
    fill(right, [(COUNTRY[0], True), (COUNTRY[1], True), (paper.place_date, False)], Pt(13))


def subject(document: Docx, paper: Paper) -> None:
    for text in ("KẾ HOẠCH", paper.title):
        say(document.add_paragraph(), text, bold=True).alignment = CENTRE


def line(document: Docx, kind: str, text: str) -> None:
    words = f"- {text}" if kind == DASH else text
    paragraph = say(
        document.add_paragraph(), words, bold=kind not in {DASH, PROSE}, indent=kind != H1
    )
    paragraph.alignment = JUSTIFY if kind in {DASH, PROSE} else WD_ALIGN_PARAGRAPH.LEFT


def ending(document: Docx, paper: Paper) -> None:
    left, right = two_cells(document, Cm(8.5), Cm(8))
    fill(left, [("Nơi nhận:", True)], Pt(12), centred=False)
    for recipient in paper.recipients:
        say(left.add_paragraph(), f"- {recipient}", size=Pt(11)).paragraph_format.space_after = Pt(
            0
        )
    titles = [(title, True) for title in paper.signer_title.split("\n")]
    fill(right, [*titles, ("", False), ("", False), ("", False), (paper.signer, True)], Pt(14))


def two_cells(document: Docx, *widths: Cm) -> tuple[_Cell, _Cell]:
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = width
    left, right = table.rows[0].cells
    return left, right


def fill(cell: _Cell, lines: Iterable[tuple[str, bool]], size: Pt, *, centred: bool = True) -> None:
    for index, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        say(paragraph, text, bold=bold, size=size).paragraph_format.space_after = Pt(0)
        paragraph.alignment = CENTRE if centred else WD_ALIGN_PARAGRAPH.LEFT


def say(
    paragraph: Paragraph,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: Pt | None = None,
    indent: bool = False,
) -> Paragraph:
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = size
    if indent:
        paragraph.paragraph_format.first_line_indent = Cm(1)
    return paragraph
