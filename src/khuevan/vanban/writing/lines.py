"""A .docx of ours taken apart: sections of lines, tables and pictures, each line with its style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from khuevan.vanban.formats.package import Package, main_part
from khuevan.vanban.writing.letterhead import COUNTRY, MOTTO, PARTY
from khuevan.vanban.writing.markup import LABEL, PRINTED, R, W
from khuevan.vanban.writing.styles import NAMES

_W, _R = f"{{{W}}}", f"{{{R}}}"
_VAL = _W + "val"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_ABOUT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_CELLS = frozenset({"KVCell", "KVCellHead", "KVCellNumber", "KVCellHeadNumber"})
_EDGES = ("word/header", "word/footer")
_WORDS = {PRINTED: "printed", LABEL: "label"}
_STYLE_NAMES = {"KV printed by the form": PRINTED, "KV label": LABEL} | NAMES

FIXED = re.compile(
    r"[\s;.*()/-]*|Số:? ?|V/v |Kính gửi: ?|- Lưu:? |Nơi nhận:|QUYẾT (?:ĐỊNH|NGHỊ):|\./\.|, "
    r"|ngày [\d ]+ tháng [\d ]+ năm [\d ]+|Phụ lục(?: [IVXLC]+)?|\(Kèm theo .*\)| điện:"
    rf"|{COUNTRY}|{MOTTO}|{PARTY}"
)
"""What the form prints by itself; anything else in such a run was typed over it by hand."""


@dataclass(frozen=True, slots=True)
class Line:
    """``text`` was composed, ``label`` is its label, ``raw`` everything that the line shows."""

    style: str
    text: str
    label: str
    raw: str
    is_whole: bool = True
    picture: Shown | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    relation: str
    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of data: rows of cells, the style of each heading cell, the shares of its columns."""

    rows: tuple[tuple[str, ...], ...]
    head_styles: tuple[str, ...]
    told: str


Piece = Line | Grid


@dataclass(slots=True)
class Section:
    pieces: list[Piece] = field(default_factory=list)
    is_landscape: bool = False


@dataclass(slots=True)
class Paper:
    package: Package
    sections: list[Section]
    core: dict[str, str]
    edges: list[Line]
    targets: dict[str, str]

    def edge_line(self, style: str) -> Line | None:
        return next((line for line in self.edges if line.style == style), None)

    def edge(self, style: str) -> str:
        line = self.edge_line(style)
        return line.text if line else ""

    def picture(self, relation: str) -> bytes:
        target = self.targets.get(relation, "")
        part = target.lstrip("/") if target.startswith("/") else f"word/{target}"
        return self.package.read(part) if part in self.package.parts else b""


def open_paper(package: Package) -> Paper:
    keys = _style_keys(package)
    root = package.xml(main_part(package) or "word/document.xml")
    body = root.find(_W + "body") if root is not None else None
    sections = _sections(body, keys) if body is not None else [Section()]
    core = package.xml("docProps/core.xml")
    told = {} if core is None else {str(node.tag): node.text or "" for node in core}
    return Paper(package, sections, told, list(_edge_lines(package, keys)), _targets(package))


def _style_keys(package: Package) -> dict[str, str]:
    """Style id -> our key, by the name that people see."""
    root = package.xml("word/styles.xml")
    keys = {}
    for style in () if root is None else root.iterfind(_W + "style"):
        name = style.find(_W + "name")
        shown = name.get(_VAL, "") if name is not None else ""
        if shown in _STYLE_NAMES:
            keys[style.get(_W + "styleId", "")] = _STYLE_NAMES[shown]
    return keys


def _sections(body: etree._Element, keys: dict[str, str]) -> list[Section]:
    sections = [Section()]
    for node in body:
        if node.tag == _W + "sectPr":
            sections[-1].is_landscape = _is_landscape(node)
            continue
        sections[-1].pieces += _pieces(node, keys)
        ends = node.find(f"{_W}pPr/{_W}sectPr") if node.tag == _W + "p" else None
        if ends is not None:
            sections[-1].is_landscape = _is_landscape(ends)
            sections.append(Section())
    return sections


def _is_landscape(node: etree._Element) -> bool:
    size = node.find(_W + "pgSz")
    return size is not None and size.get(_W + "orient") == "landscape"


def _pieces(node: etree._Element, keys: dict[str, str]) -> Iterator[Piece]:
    if node.tag == _W + "p":
        yield _line(node, keys)
    elif node.tag == _W + "tbl":
        if _is_grid(node, keys):
            yield _grid(node, keys)
        else:
            for cell in node.iter(_W + "tc"):
                for child in cell:
                    yield from _pieces(child, keys)
    elif isinstance(node.tag, str):
        for child in node:
            yield from _pieces(child, keys)


def _is_grid(table: etree._Element, keys: dict[str, str]) -> bool:
    first = next(table.iter(_W + "pStyle"), None)
    return (
        first is None
        or keys.get(first.get(_VAL, "")) in _CELLS
        or not keys.get(first.get(_VAL, ""))
    )


def _grid(table: etree._Element, keys: dict[str, str]) -> Grid:
    rows, styles = [], []
    for index, row in enumerate(table.iterfind(_W + "tr")):
        cells = []
        for cell in row.iterfind(_W + "tc"):
            lines = [_line(one, keys) for one in cell.iterfind(_W + "p")]
            cells.append("\n".join(line.raw for line in lines))
            if index == 0:
                styles.append(lines[0].style if lines else "")
        rows.append(tuple(cells))
    told = table.find(f"{_W}tblPr/{_W}tblDescription")
    return Grid(tuple(rows), tuple(styles), told.get(_VAL, "") if told is not None else "")


def _line(node: etree._Element, keys: dict[str, str]) -> Line:
    named = node.find(f"{_W}pPr/{_W}pStyle")
    style = keys.get(named.get(_VAL, ""), "") if named is not None else ""
    text, label, raw, whole = [], [], [], True
    for run in node.iter(_W + "r"):
        words = _words(run)
        character = run.find(f"{_W}rPr/{_W}rStyle")
        kind = keys.get(character.get(_VAL, ""), "") if character is not None else ""
        raw.append(words)
        if kind == LABEL:
            label.append(words)
        elif kind != PRINTED:
            text.append(words)
        elif not _is_fixed(words, style):
            text.append(words)
            whole = False
    return Line(style, "".join(text), "".join(label), "".join(raw), whole, _shown(node))


def _is_fixed(words: str, style: str) -> bool:
    # the names of types and senders are printed by the form too, whatever they say
    return style in ("KVType", "KVEnacted", "KVAddressedHead") or FIXED.fullmatch(words) is not None


def _words(run: etree._Element) -> str:
    pieces = []
    for node in run:
        if node.tag == _W + "t":
            pieces.append(node.text or "")
        elif node.tag in (_W + "br", _W + "cr"):
            pieces.append("\n")
        elif node.tag == _W + "tab":
            pieces.append(" ")
    return "".join(pieces)


def _shown(node: etree._Element) -> Shown | None:
    blip = next(node.iter(_BLIP), None)
    if blip is None:
        return None
    about = next(node.iter(_ABOUT), None)
    name, alt = ("", "") if about is None else (about.get("name", ""), about.get("descr", ""))
    return Shown(blip.get(_R + "embed", ""), name, alt)


def _edge_lines(package: Package, keys: dict[str, str]) -> Iterator[Line]:
    for part in sorted(package.parts):
        if part.startswith(_EDGES) and part.endswith(".xml"):
            root = package.xml(part)
            if root is not None:
                yield from (_line(node, keys) for node in root.iter(_W + "p"))


def _targets(package: Package) -> dict[str, str]:
    root = package.xml("word/_rels/document.xml.rels")
    return {} if root is None else {one.get("Id", ""): one.get("Target", "") for one in root}
