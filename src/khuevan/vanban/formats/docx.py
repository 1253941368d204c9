"""Word documents (.docx): the body as lines, in order, with the labels that Word would print.

The XML is walked directly: python-docx builds an object for every run, and the reader has to stay
within three times its time while it also resolves numbering, tables, boxes and notes.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from khuevan.vanban import legacy
from khuevan.vanban.errors import NotADocument
from khuevan.vanban.formats import content, tables
from khuevan.vanban.formats.content import Content, Notice
from khuevan.vanban.formats.docx_styles import NO_STYLE, Look, Style, Styles, look_of, number_of
from khuevan.vanban.formats.numbering import VAL, Numbering, W
from khuevan.vanban.formats.package import Package, main_part

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
P, R, T, TBL = W + "p", W + "r", W + "t", W + "tbl"
_BOX = W + "txbxContent"
_PROPERTIES = frozenset({W + "pPr", W + "rPr", W + "sdtPr", W + "sdtEndPr", W + "tcPr"})
_LEFT_OUT = frozenset(
    {W + "del", W + "moveFrom", W + "instrText", W + "delText", MC + "Fallback"} | _PROPERTIES
)
_FIXED = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "softHyphen": "",
}
_SYMBOLS = {"F0E0": "→", "F0FC": "✓", "F0FE": "☑", "F0A8": "□", "F06F": "□", "F071": "□"}
_TEXTPATH = "{urn:schemas-microsoft-com:vml}textpath"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_ASIDE_PARTS = ("word/header", "word/footer", "word/comments")
_PROPERTY_PARTS = ("docProps/core.xml", "docProps/custom.xml", "docProps/app.xml")


def read(package: Package) -> Content:
    path = main_part(package)
    root = package.xml(path) if path else None
    body = None if root is None else root.find(W + "body")
    if body is None:
        raise NotADocument(name=package.name, found="zip")
    reader = _Reader(package)
    lines = list(reader.blocks(body))
    lines += _notes(package, reader)
    return Content(
        text="\n".join(lines),
        pages=_pages(package),
        aside=(*reader.aside, *_aside(package, root)),
        notices=tuple(reader.notices()),
    )


def pictures(package: Package, most: int) -> list[bytes]:
    """Embedded scans and photographs, in the order of their names; drawings and icons left out."""
    names = sorted(
        part
        for part in package.parts
        if part.startswith("word/media/")
        and part.lower().endswith((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"))
    )
    return [package.read(name) for name in names[:most]]


class _Reader:
    """One pass over the body; numbering counts on, so paragraphs are met once and in order."""

    def __init__(self, package: Package) -> None:
        self.styles = Styles(package.xml("word/styles.xml"))
        self.numbering = Numbering(package.xml("word/numbering.xml"))
        self.aside: list[str] = []
        self._boxes: list[etree._Element] = []
        self._converted = self._deleted = False

    def notices(self) -> Iterator[Notice]:
        if self._converted:
            yield content.LEGACY
        if self._deleted:
            yield content.DELETIONS

    def blocks(self, parent: etree._Element) -> Iterator[str]:
        """The lines of a body, cell, note or box."""
        for node in parent:
            if node.tag == P:
                yield from self._paragraph(node)
            elif node.tag == TBL:
                yield from tables.lines(self._table(node))
            elif isinstance(node.tag, str) and node.tag not in _LEFT_OUT:
                yield from self.blocks(node)  # w:sdt, w:ins, w:customXml around paragraphs

    def _paragraph(self, node: etree._Element) -> Iterator[str]:
        properties = node.find(W + "pPr")
        style = self._style_of(properties)
        if style.is_contents:
            return
        words: list[str] = []
        outer = len(self._boxes)
        self._inline(node, style.look, words)
        text = "".join(words)
        label = self._label(properties, style) if self.numbering or text else ""
        yield from _labelled(label, text).split("\n")
        boxes, self._boxes = self._boxes[outer:], self._boxes[:outer]
        for box in boxes:
            yield from filter(str.strip, self.blocks(box))

    def _style_of(self, properties: etree._Element | None) -> Style:
        key = self.styles.default_paragraph
        if properties is not None and (named := properties.find(W + "pStyle")) is not None:
            key = named.get(VAL, "")
        style = self.styles.get(key)
        if style.num_id is None and key in self.numbering.by_style:
            num_id, level = self.numbering.by_style[key]
            return Style(style.look, num_id, level, is_contents=style.is_contents)
        return style

    def _label(self, properties: etree._Element | None, style: Style) -> str:
        num_id, level = number_of(properties)
        num_id = style.num_id if num_id is None else num_id
        level = style.level if level is None else level
        if not num_id or num_id == "0":
            return ""
        return self.numbering.label(num_id, level or 0)

    def _inline(self, parent: etree._Element, look: Look, words: list[str]) -> None:
        for node in parent:
            tag = node.tag
            if tag == R:
                self._run(node, look, words)
            elif tag == _BOX:
                self._boxes.append(node)
            elif tag == _MATH_TEXT:
                words.append(node.text or "")
            elif tag in _LEFT_OUT:
                self._deleted |= tag == W + "del"
            elif isinstance(tag, str):
                self._inline(node, look, words)

    def _run(self, run: etree._Element, look: Look, words: list[str]) -> None:
        properties = run.find(W + "rPr")
        if properties is not None and len(properties):
            look = self._look(properties, look)
        pieces: list[str] = []
        for node in run:
            tag = node.tag
            if tag == T:
                pieces.append(node.text or "")
            elif tag in _FIXED:
                pieces.append(self._fixed(node, look))
            elif tag == W + "sym":
                pieces.append(_SYMBOLS.get(node.get(W + "char", "").upper(), "•"))
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                pieces.append(f"[{node.get(W + 'id')}]")
            elif isinstance(tag, str) and tag not in _LEFT_OUT:
                self._inline(node, look, pieces)  # drawings, with text boxes in them
        self._add("".join(pieces), look, words)

    def _look(self, properties: etree._Element, look: Look) -> Look:
        named = properties.find(W + "rStyle")
        if named is not None:
            look = self.styles.get(named.get(VAL)).look.over(look)
        return look_of(properties).over(look)

    def _fixed(self, node: etree._Element, look: Look) -> str:
        if node.tag == W + "softHyphen" and self._font(look).lower().startswith(".vn"):
            return "\u00ad"  # the code of ư in TCVN3
        return _FIXED[str(node.tag)]

    def _font(self, look: Look) -> str:
        return look.font or self.styles.default_look.font or ""

    def _add(self, text: str, look: Look, words: list[str]) -> None:
        if not text:
            return
        if look.hidden:
            self.aside.append(text)
            return
        converted = legacy.from_font(text, self._font(look))
        self._converted |= converted != text
        words.append(converted.upper() if look.capitals else converted)

    def _table(self, node: etree._Element) -> tables.Table:
        properties = node.find(W + "tblPr")
        named = None if properties is None else properties.find(W + "tblStyle")
        style = NO_STYLE if named is None else self.styles.get(named.get(VAL))
        rows = [self._row(row) for row in _rows(node)]
        return tables.Table(rows, ruled=style.bordered or _is_ruled(node, properties))

    def _row(self, node: etree._Element) -> list[tables.Cell]:
        return [self._cell(cell) for cell in _through_wrappers(node, W + "tc")]

    def _cell(self, node: etree._Element) -> tables.Cell:
        properties = node.find(W + "tcPr")
        merge = None if properties is None else properties.find(W + "vMerge")
        continues = merge is not None and merge.get(VAL, "continue") == "continue"
        span = None if properties is None else properties.find(W + "gridSpan")
        width = span.get(VAL, "1") if span is not None else "1"
        return tables.Cell(
            list(self.blocks(node)),
            columns=min(int(width), 64) if width.isascii() and width.isdigit() else 1,
            continues=continues,
        )


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return _through_wrappers(table, W + "tr")


def _through_wrappers(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children of this tag, also inside content controls and tracked insertions."""
    for node in parent:
        if node.tag == tag:
            yield node
        elif node.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
            yield from _through_wrappers(node, tag)


def _is_ruled(table: etree._Element, properties: etree._Element | None) -> bool:
    borders = None if properties is None else properties.find(W + "tblBorders")
    if borders is not None:
        return any(
            (side := borders.find(W + name)) is not None
            and side.get(VAL, "nil") not in ("nil", "none")
            for name in ("insideH", "insideV")
        )
    return next(table.iter(W + "tcBorders"), None) is not None


def _labelled(label: str, text: str) -> str:
    if not label:
        return text
    stripped = text.lstrip()
    if label in "-+" and stripped[:1] in ("-", "–", "+", "•"):
        return text  # typed by hand as well
    return f"{label} {stripped}" if stripped else ""


def _notes(package: Package, reader: _Reader) -> list[str]:
    """Footnotes and endnotes behind the text, each behind the mark that stands in the text."""
    lines = []
    for part, tag in (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote")):
        root = package.xml(part)
        for note in () if root is None else root.iterfind(W + tag):
            if note.get(W + "type") is None:
                text = " ".join(line.strip() for line in reader.blocks(note)).strip()
                lines += [f"[{note.get(W + 'id')}] {text}"] if text else []
    return ["", *lines] if lines else []


def _aside(package: Package, root: etree._Element | None) -> Iterator[str]:
    """Everything else that may bear a marking: headers, comments, properties, watermarks."""
    for part in sorted(package.parts):
        if part.startswith(_ASIDE_PARTS) and part.endswith(".xml"):
            node = package.xml(part)
            if node is not None:
                yield from _watermarks(node)
                yield "\n".join(_plain_paragraphs(node))
        elif part in _PROPERTY_PARTS:
            yield from _properties(package.xml(part))
    if root is not None:
        yield from _watermarks(root)


def _plain_paragraphs(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter(P):
        yield "".join(node.text or "" for node in paragraph.iter(T))


def _watermarks(root: etree._Element) -> Iterator[str]:
    for node in root.iter(_TEXTPATH):
        yield node.get("string") or ""


def _properties(root: etree._Element | None) -> Iterator[str]:
    for node in () if root is None else root:
        text = " ".join("".join(node.itertext()).split())
        if text:
            yield text
            yield f"{node.get('name') or etree.QName(node).localname}: {text}"


def _pages(package: Package) -> int | None:
    root = package.xml("docProps/app.xml")
    for node in () if root is None else root:
        pages = (node.text or "").strip()
        if etree.QName(node).localname == "Pages" and pages.isascii() and pages.isdigit():
            return int(pages)
    return None
