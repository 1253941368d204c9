"""The body: headings, items, paragraphs, tables and pictures, closed by "./."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from khuevan.vanban.composition import Block, Heading, Item, Paragraph, Picture, Table
from khuevan.vanban.writing import pictures
from khuevan.vanban.writing.markup import attribute, label, paragraph, printed, run, upper
from khuevan.vanban.writing.metrics import EMU_A_MM, twips

_DIVISION = re.compile(r"(?:phần|chương|mục|tiểu mục)\b", re.IGNORECASE)
_UPPER_LABEL = re.compile(r"(?:[IVXLC]+|[A-ZĐ])\s*[.)/-]*$")
_BOLD_LABEL = re.compile(r"điều\b", re.IGNORECASE)
_KEPT = "<w:keepNext/>"
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_COUNT = re.compile(r"S?TT|Số TT|Số thứ tự", re.IGNORECASE)
_CENTRED = '<w:jc w:val="center"/>'
_LONG_CELL = 600
_PIXELS_A_MM = 96 / 25.4
_TALLEST_MM = 215.0
_TALLEST_ACROSS_MM = 135.0


@dataclass(slots=True)
class Media:
    """The pictures of one document: the same bytes are stored once."""

    parts: dict[str, bytes] = field(default_factory=dict)
    shown: int = 0
    _known: dict[bytes, str] = field(default_factory=dict)

    def store(self, content: bytes, extension: str) -> str:
        if content not in self._known:
            key = f"rIdP{len(self._known) + 1}"
            self._known[content] = key
            self.parts[f"media/image{len(self._known)}.{extension}"] = content
        return self._known[content]

    def targets(self) -> Iterator[tuple[str, str]]:
        yield from zip(self._known.values(), self.parts, strict=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where blocks stand: how wide the line is, and whether the form closes them with "./."."""

    media: Media
    width_mm: float = 165.0
    closes: bool = True
    is_across: bool = False


def blocks(given: Sequence[Block], place: Place) -> Iterator[str]:
    for index, block in enumerate(given):
        last = index == len(given) - 1
        if isinstance(block, Table):
            yield from _table(block, place)
        elif isinstance(block, Picture):
            yield from _picture(block, place)
        elif isinstance(block, Heading):
            yield from _heading(block)
        else:
            end = _end(block.text) if last and place.closes else ""
            yield _text(block, end, _KEPT if last else "")
        if last and place.closes and not isinstance(block, Paragraph | Item):
            yield paragraph("KVEnd", printed("./."))


def _end(text: str) -> str:
    return printed("/." if text.endswith(".") else "./.")


def _text(block: Paragraph | Item, end: str, properties: str) -> str:
    if isinstance(block, Paragraph):
        return paragraph("KVBody", run(block.text), end, properties=properties)
    bold = "<w:b/>" if _BOLD_LABEL.match(block.label) else ""
    gap = printed(" ") if block.text else ""
    return paragraph(
        "KVItem", label(block.label, bold), gap, run(block.text), end, properties=properties
    )


def _heading(block: Heading) -> Iterator[str]:
    if _DIVISION.match(block.label):
        yield paragraph("KVDivision", label(block.label))
        if block.text:
            yield paragraph("KVDivisionTitle", run(block.text, properties=upper(block.text)))
        return
    is_upper = bool(_UPPER_LABEL.match(block.label))
    caps = upper(block.text) if is_upper else ""
    gap = printed(" ") if block.label and block.text else ""
    style = "KVHeading1" if is_upper else "KVHeading2"
    yield paragraph(style, label(block.label), gap, run(block.text, properties=caps))


def _table(table: Table, place: Place) -> Iterator[str]:
    if table.caption:
        yield paragraph("KVTableCaption", run(table.caption))
    widths = _widths(table, twips(place.width_mm))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    told = f"Bảng {len(table.head)} cột" + (
        f", rộng {':'.join(map(str, table.widths))}" if table.widths else ""
    )
    yield (
        (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="70" w:type="dxa"/>'
            '<w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
            f"<w:tblDescription w:val={attribute(told)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        )
        + _head_row(table, widths)
        + "".join(_row(table, row, widths) for row in table.rows)
        + "</w:tbl>"
    )
    yield paragraph("KVGap")


def _widths(table: Table, line: int) -> list[int]:
    """Column widths in twips that fill the line exactly."""
    shares = table.widths or (1,) * len(table.head)
    total = sum(shares)
    edges = [round(line * sum(shares[:n]) / total) for n in range(len(shares) + 1)]
    return [max(after - before, 1) for before, after in pairwise(edges)]


def _head_row(table: Table, widths: Sequence[int]) -> str:
    cells = "".join(
        _cell(
            text,
            width,
            "KVCellHeadNumber" if column in table.numeric else "KVCellHead",
            middle=True,
        )
        for column, (text, width) in enumerate(zip(table.head, widths, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(table: Table, row: Sequence[str], widths: Sequence[int]) -> str:
    counts = _COUNT.fullmatch(table.head[0]) is not None and 0 not in table.numeric
    cells = "".join(
        _cell(
            text,
            width,
            "KVCellNumber" if column in table.numeric else "KVCell",
            properties=_CENTRED if counts and column == 0 else "",
        )
        for column, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    # a row that fills a page by itself has to break, or programs cut it off
    keep = "<w:trPr><w:cantSplit/></w:trPr>" if max(map(len, row)) < _LONG_CELL else ""
    return f"<w:tr>{keep}{cells}</w:tr>"


def _cell(text: str, width: int, style: str, *, middle: bool = False, properties: str = "") -> str:
    align = '<w:vAlign w:val="center"/>' if middle else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{align}</w:tcPr>'
        f"{paragraph(style, run(text), properties=properties)}</w:tc>"
    )


def _picture(picture: Picture, place: Place) -> Iterator[str]:
    size = pictures.size(picture.content)
    key = place.media.store(picture.content, size.extension)
    place.media.shown += 1
    tallest = _TALLEST_ACROSS_MM if place.is_across else _TALLEST_MM
    natural = max(size.width / _PIXELS_A_MM, 10)
    wide = max(
        min(picture.width_mm, place.width_mm, natural, tallest * size.width / size.height), 1
    )
    extent = (round(wide * EMU_A_MM), max(round(wide * size.height / size.width * EMU_A_MM), 1))
    style = "KVPicture" if picture.caption else "KVPictureLone"
    yield paragraph(style, _drawing(picture, key, place.media.shown, extent))
    if picture.caption:
        yield paragraph("KVPictureCaption", run(picture.caption))


def _drawing(picture: Picture, key: str, number: int, extent: tuple[int, int]) -> str:
    wide, high = extent
    name = f"Hình {number} ({picture.width_mm} mm)"
    about = f'id="{number}" name={attribute(name)} descr={attribute(picture.alt)}'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr {about}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"<pic:pic><pic:nvPicPr><pic:cNvPr {about}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
