"""How a .docx is set: its sections, and every paragraph with the look of its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from khuevan.vanban.checking.look import (
    Looks,
    ParagraphLook,
    RunLook,
    paragraph_look,
    points,
    run_look,
)
from khuevan.vanban.formats.numbering import VAL, W
from khuevan.vanban.formats.package import Package, main_part

_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MM = 25.4 / 72
_LEFT_OUT = frozenset(W + name for name in ("del", "moveFrom", "instrText", "delText"))
_NOT_BLOCKS = _LEFT_OUT | {W + "sectPr", W + "tcPr", W + "sdtPr"}
_BOX = W + "txbxContent"
_LINES = re.compile(
    r"(?:prst=\"(?:line|straightConnector1)\"|<v:line|o:connectortype|type=\"#_x0000_t32\")"
)
_DRAWN = frozenset({W + "drawing", W + "pict", W + "object"})


@dataclass(frozen=True, slots=True)
class Header:
    """One header or footer that prints a page number."""

    align: str
    size: float
    italic: bool
    bold: bool
    is_footer: bool
    kind: str
    """"default", "first" or "even"."""


@dataclass(frozen=True, slots=True)
class Section:
    """Lengths in millimetres."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    first_differs: bool
    number_form: str
    restarts: bool
    numbers: tuple[Header, ...]

    @property
    def is_across(self) -> bool:
        return self.width > self.height


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that holds words, with what all its runs agree on; None where they differ."""

    text: str
    look: ParagraphLook
    sizes: tuple[float, ...]
    fonts: frozenset[str]
    bold: bool | None
    italic: bool | None
    coloured: bool
    capitals: bool
    ruled: bool
    """A line drawn below: a border, or a drawing here or in the empty paragraph that follows."""
    cell: tuple[int, int, int] | None = None
    """(table, row, column) it stands in."""
    is_grid: bool = False
    """In a table that shows its lines."""
    boxed: bool = False
    section: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    raw: str
    """All words as stored, before any normalising."""


def read_sheet(content: bytes, name: str) -> Sheet:
    package = Package(content, name)
    path = main_part(package)
    root = package.xml(path) if path else None
    body = None if root is None else root.find(W + "body")
    if body is None:
        return Sheet((), (), "")
    reader = _Reader(Looks(package.xml("word/styles.xml")), _numbered(package))
    found = list(reader.blocks(body, None, grid=False))
    nodes = [*reader.breaks, *body.findall(W + "sectPr")]
    inherited: dict[tuple[str, bool], Header | None] = {}
    sections = []
    for node in nodes:
        section, inherited = _section(node, reader.headers, inherited)
        sections.append(section)
    raw = "".join(node.text or "" for node in body.iter(W + "t"))
    return Sheet(tuple(sections), tuple(_with_rules(found)), raw)


class _Reader:
    def __init__(self, looks: Looks, headers: dict[str, Header] | None = None) -> None:
        self.looks = looks
        self.headers = headers or {}
        self.breaks: list[etree._Element] = []
        self._tables = 0

    def blocks(
        self, parent: etree._Element, cell: tuple[int, int, int] | None, *, grid: bool
    ) -> Iterator[Paragraph]:
        for node in parent:
            if node.tag == W + "p":
                yield from self._paragraph(node, cell, grid=grid)
            elif node.tag == W + "tbl":
                yield from self._table(node)
            elif isinstance(node.tag, str) and node.tag not in _NOT_BLOCKS:
                yield from self.blocks(node, cell, grid=grid)

    def _table(self, table: etree._Element) -> Iterator[Paragraph]:
        number = self._tables
        self._tables += 1
        grid = _shows_lines(table)
        for row, tr in enumerate(table.iter(W + "tr")):
            for column, tc in enumerate(tr.iterchildren(W + "tc")):
                yield from self.blocks(tc, (number, row, column), grid=grid)

    def _paragraph(
        self, node: etree._Element, cell: tuple[int, int, int] | None, *, grid: bool
    ) -> Iterator[Paragraph]:
        properties = node.find(W + "pPr")
        base, look = self.looks_of(properties)
        runs = [
            (text, one)
            for run in _runs(node)
            if (text := _words(run)) and (one := self.run_look(run, base))
        ]
        drawn = any(_is_line(part) for part in node.iter(*_DRAWN))
        yield _paragraph(runs, look, drawn=drawn, cell=cell, grid=grid, section=len(self.breaks))
        for box in node.iter(_BOX):
            if not any(up.tag == _MC_FALLBACK for up in box.iterancestors()):
                for inner in self.blocks(box, None, grid=False):
                    yield replace(inner, boxed=True)
        section = None if properties is None else properties.find(W + "sectPr")
        if section is not None:
            self.breaks.append(section)

    def looks_of(self, properties: etree._Element | None) -> tuple[RunLook, ParagraphLook]:
        key = self.looks.default_paragraph
        if properties is not None and (named := properties.find(W + "pStyle")) is not None:
            key = named.get(VAL, "")
        run, paragraph = self.looks.style(key)
        own = paragraph_look(properties)
        return run.over(self.looks.run), own.over(paragraph).over(self.looks.paragraph)

    def run_look(self, run: etree._Element, base: RunLook) -> RunLook:
        properties = run.find(W + "rPr")
        if properties is None or not len(properties):
            return base
        named = properties.find(W + "rStyle")
        if named is not None:
            base = self.looks.style(named.get(VAL, ""))[0].over(base)
        return run_look(properties).over(base)


def _runs(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The runs of a paragraph itself, not those of its boxes or of deleted text."""
    for node in paragraph:
        if node.tag == W + "r":
            yield node
        elif isinstance(node.tag, str) and node.tag not in _LEFT_OUT and node.tag != W + "pPr":
            yield from _runs(node)


def _words(run: etree._Element) -> str:
    pieces = []
    for node in run:
        if node.tag == W + "t":
            pieces.append(node.text or "")
        elif node.tag in (W + "tab", W + "br", W + "cr"):
            pieces.append(" " if node.tag == W + "tab" else "\n")
        elif node.tag == W + "noBreakHyphen":
            pieces.append("-")
    return "".join(pieces)


def _paragraph(
    runs: list[tuple[str, RunLook]],
    look: ParagraphLook,
    *,
    drawn: bool,
    cell: tuple[int, int, int] | None,
    grid: bool,
    section: int,
) -> Paragraph:
    text = "".join(words for words, _ in runs)
    seen = [(words, one) for words, one in runs if words.strip()]
    lettered = [one for words, one in seen if any(c.isalnum() for c in words)]
    looks = lettered or [one for _, one in seen]
    return Paragraph(
        text=text.strip(),
        look=look,
        sizes=tuple(dict.fromkeys(one.size or 10.0 for one in looks)),
        fonts=frozenset(one.font or "" for one in looks),
        bold=_agreed([bool(one.bold) for one in looks]),
        italic=_agreed([bool(one.italic) for one in looks]),
        coloured=any(one.coloured for one in looks),
        capitals=bool(looks) and all(one.capitals for one in looks),
        ruled=bool(look.ruled) or drawn,
        cell=cell,
        is_grid=grid,
        section=section,
    )


def _agreed(flags: list[bool]) -> bool | None:
    return flags[0] if flags and len(set(flags)) == 1 else None


def _with_rules(found: list[Paragraph]) -> Iterator[Paragraph]:
    """Paragraphs with words; a line in an empty paragraph belongs to the words before it."""
    held: Paragraph | None = None
    for paragraph in found:
        if paragraph.text and not set(paragraph.text) <= set("-_–—.* \n"):
            if held:
                yield held
            held = paragraph
        elif held and (paragraph.ruled or len(paragraph.text) >= 3):
            same = held.cell is None or paragraph.cell is None or held.cell[0] == paragraph.cell[0]
            held = replace(held, ruled=held.ruled or same)
    if held:
        yield held


def _is_line(node: etree._Element) -> bool:
    return bool(_LINES.search(etree.tostring(node, encoding="unicode")))


def _shows_lines(table: etree._Element) -> bool:
    borders = table.find(f"{W}tblPr/{W}tblBorders")
    if borders is not None:
        return any(
            (side := borders.find(W + name)) is not None
            and side.get(VAL, "nil") not in ("nil", "none")
            for name in ("insideH", "insideV")
        )
    if (named := table.find(f"{W}tblPr/{W}tblStyle")) is not None:
        return "grid" in named.get(VAL, "").lower()
    return next(table.iter(W + "tcBorders"), None) is not None


def _numbered(package: Package) -> dict[str, Header]:
    """The headers and footers that print a page number, by the id of their relation."""
    relations = package.xml("word/_rels/document.xml.rels")
    looks = Looks(package.xml("word/styles.xml"))
    found = {}
    for relation in () if relations is None else relations:
        target = "word/" + (relation.get("Target") or "").removeprefix("/word/")
        kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
        if kind in ("header", "footer") and target in package.parts:
            root = package.xml(target)
            header = None if root is None else _page_number(root, looks, is_footer=kind == "footer")
            if header:
                found[relation.get("Id") or ""] = header
    return found


def _page_number(root: etree._Element, looks: Looks, *, is_footer: bool) -> Header | None:
    paragraph = next(_number_paragraphs(root), None)
    if paragraph is None:
        return None
    reader = _Reader(looks)
    base, look = reader.looks_of(paragraph.find(W + "pPr"))
    inner = [reader.run_look(node, base) for node in _runs(paragraph) if len(node)]
    chosen = inner[-1] if inner else base
    align = _number_align(paragraph, look.align or "left")
    size, bold = chosen.size or 10.0, bool(chosen.bold)
    return Header(align, size, bool(chosen.italic), bold, is_footer, "default")


def _number_paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    """The innermost paragraphs that print the number of the page, with a field in one piece or
    in several."""
    for node in root.iter(W + "instrText", W + "fldSimple"):
        if re.search(r"\bPAGE\b", (node.text or "") + node.get(W + "instr", "")):
            yield from (up for up in node.iterancestors() if up.tag == W + "p")


def _number_align(paragraph: etree._Element, align: str) -> str:
    """Where the number stands on the line; in a frame or box, where that stands."""
    frame = paragraph.find(f"{W}pPr/{W}framePr")
    if frame is not None:
        return frame.get(W + "xAlign", align)
    boxes = [node for node in paragraph.iterancestors() if node.tag == _BOX]
    if not boxes:
        return align
    anchor = next((n for n in boxes[0].iterancestors() if n.tag == _WP + "anchor"), None)
    placed = None if anchor is None else anchor.find(f"{_WP}positionH/{_WP}align")
    return "center" if placed is None else placed.text or "center"


_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_Inherited = dict[tuple[str, bool], Header | None]


def _section(
    node: etree._Element, headers: dict[str, Header], inherited: _Inherited
) -> tuple[Section, _Inherited]:
    size, margin = node.find(W + "pgSz"), node.find(W + "pgMar")
    number, title = node.find(W + "pgNumType"), node.find(W + "titlePg")
    known = dict(inherited)
    for reference in node.iterchildren(W + "headerReference", W + "footerReference"):
        kind = reference.get(W + "type", "default")
        header = headers.get(reference.get(_R_ID) or "")
        is_footer = reference.tag == W + "footerReference"
        known[kind, is_footer] = replace(header, kind=kind) if header else None
    first = title is not None and title.get(VAL, "1") not in ("0", "false", "off")
    section = Section(
        width=_mm(size, "w"),
        height=_mm(size, "h"),
        top=_mm(margin, "top"),
        bottom=_mm(margin, "bottom"),
        left=_mm(margin, "left"),
        right=_mm(margin, "right"),
        first_differs=first,
        number_form="decimal" if number is None else number.get(W + "fmt", "decimal"),
        restarts=number is not None and number.get(W + "start") is not None,
        numbers=tuple(h for (kind, _), h in known.items() if h and (kind != "first" or first)),
    )
    return section, known


def _mm(node: etree._Element | None, name: str) -> float:
    length = None if node is None else points(node.get(W + name))
    return round(abs(length or 0.0) * _MM, 1)
