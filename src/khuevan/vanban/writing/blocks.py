"""Lines and tables of a paper of ours -> the blocks of its body."""

from __future__ import annotations

import re
from collections.abc import Sequence

from khuevan.vanban.composition import Block, Heading, Item, Paragraph, Picture, Table
from khuevan.vanban.writing.lines import Grid, Line, Paper, Piece

_WIDTHS = re.compile(r"rộng ([\d:]+)")
_WIDTH_MM = re.compile(r"\((\d+) mm\)")
_USUAL_MM = 150


def blocks_of(pieces: Sequence[Piece], paper: Paper) -> tuple[Block, ...]:
    """Only what the styles of the body mark; the rest belongs to the form."""
    found: list[Block] = []
    caption = ""
    for index, piece in enumerate(pieces):
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        if isinstance(piece, Grid):
            if piece.rows:
                found.append(_table(piece, caption))
            caption = ""
        elif piece.style == "KVTableCaption" and isinstance(after, Grid):
            caption = piece.text
        elif piece.picture is not None:
            found.append(_picture(piece, after, paper))
        elif (block := _block(piece, after)) is not None:
            found.append(block)
    return tuple(found)


def _block(line: Line, after: Piece | None) -> Block | None:
    if line.style == "KVDivision":
        is_titled = isinstance(after, Line) and after.style == "KVDivisionTitle"
        return Heading(line.label, after.text if isinstance(after, Line) and is_titled else "")
    if line.style in ("KVHeading1", "KVHeading2"):
        return Heading(line.label, line.text)
    if line.style == "KVItem":
        return Item(line.label, line.text)
    if line.style in ("KVBody", "KVTableCaption"):
        return Paragraph(line.text) if line.text.strip() else None
    # a paragraph that somebody added by hand, in a style of his own
    return Paragraph(line.raw) if not line.style and line.raw.strip() else None


def _table(grid: Grid, caption: str) -> Table:
    match = _WIDTHS.search(grid.told)
    widths = tuple(int(share) for share in match[1].split(":")) if match else ()
    columns = len(grid.rows[0])
    return Table(
        grid.rows[0],
        grid.rows[1:],
        caption,
        widths if len(widths) == columns else (),
        frozenset(n for n, style in enumerate(grid.head_styles) if style == "KVCellHeadNumber"),
    )


def _picture(line: Line, after: Piece | None, paper: Paper) -> Picture:
    shown = line.picture
    is_captioned = isinstance(after, Line) and after.style == "KVPictureCaption"
    caption = after.text if isinstance(after, Line) and is_captioned else ""
    if shown is None:
        return Picture(b"", caption)
    match = _WIDTH_MM.search(shown.name)
    width = int(match[1]) if match else _USUAL_MM
    return Picture(paper.picture(shown.relation), caption, shown.alt, width)
