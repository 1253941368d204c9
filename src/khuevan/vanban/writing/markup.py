"""WordprocessingML, written: runs, paragraphs, tables and sections as strings.

Two character styles carry the round trip: words that the form itself prints ("Số: ", ";", "./.")
are runs of ``PRINTED``, labels ("I.", "TM.") are runs of ``LABEL``; the rest is what was composed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from khuevan.vanban.writing.metrics import even_sides_mm, twips

PRINTED, LABEL = "KVPrinted", "KVLabel"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BREAK = "<w:br/>"


def run(text: str, style: str = "", properties: str = "") -> str:
    """A run; line breaks inside the text stay."""
    if not text:
        return ""
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    look = f"<w:rPr>{named}{properties}</w:rPr>" if named or properties else ""
    words = _BREAK.join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")
    )
    return f"<w:r>{look}{words}</w:r>"


def printed(text: str) -> str:
    return run(text, PRINTED)


def label(text: str, properties: str = "") -> str:
    return run(text, LABEL, properties)


def upper(text: str) -> str:
    """Run properties that print in capitals what is not yet in capitals."""
    return "" if text == text.upper() else "<w:caps/>"


def paragraph(style: str, *runs: str, properties: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{"".join(runs)}</w:p>'


def indents(left_mm: float = 0, right_mm: float = 0, hanging_mm: float = 0) -> str:
    hanging = f' w:hanging="{twips(hanging_mm)}"' if hanging_mm else ' w:firstLine="0"'
    return f'<w:ind w:left="{twips(left_mm)}" w:right="{twips(right_mm)}"{hanging}/>'


def centred(text: str, size: float, width: float, *, bold: bool = True) -> str:
    """Paragraph properties under which a long centred text breaks evenly; "" for a short one."""
    side = even_sides_mm(text, size, width, bold=bold)
    return indents(side, side) if side else ""


def rule(length_mm: float, width_mm: float) -> str:
    """A centred line in a small paragraph of its own: borders of a paragraph with words squeeze them."""
    side = max((width_mm - length_mm) / 2, 0)
    line = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
    return paragraph("KVRule", properties=line + indents(side, side))


def columns(
    widths_mm: Sequence[float], rows: Iterable[Sequence[str]], *, whole: bool = True
) -> str:
    """A table without lines, for the letterhead and the signature; cells hold paragraphs.

    Column and cell widths are both set, or programs take their own. ``whole``: no row breaks.
    """
    widths = [twips(width) for width in widths_mm]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    keep = "<w:trPr><w:cantSplit/></w:trPr>" if whole else ""
    body = "".join(
        f"<w:tr>{keep}{''.join(_cell(c, w) for c, w in zip(row, widths, strict=True))}</w:tr>"
        for row in rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="left"/>'
        f'<w:tblLayout w:type="fixed"/>{_NO_MARGINS}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


_NO_MARGINS = (
    '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
)


def _cell(content: str, width: int) -> str:
    inner = content or paragraph("KVGap")
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'


def attribute(text: str) -> str:
    return quoteattr(text, {"\n": "&#10;"})
