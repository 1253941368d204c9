"""Web pages and mail saved as .html: blocks as lines, tables as rows."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as parser

from khuevan.vanban.errors import Damaged
from khuevan.vanban.formats import plain, tables
from khuevan.vanban.formats.content import Content

_LEFT_OUT = frozenset(
    {"script", "style", "head", "noscript", "template", "svg", "object", "iframe"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl"}
    | {"dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"}
    | {"hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul"}
)
_DEEPEST = 200
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def read(source: bytes, name: str) -> Content:
    text = _decoded(source)
    try:
        # the text is decoded already: a declaration inside would be refused or misread
        root = parser.document_fromstring(
            re.sub(r"^\s*<\?xml[^>]*\?>", "", text),
            parser=parser.HTMLParser(no_network=True, huge_tree=False, remove_comments=True),
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Damaged(name=name, detail="HTML") from error
    walk = _Walk()
    walk.children(root, 0)
    title = root.findtext(".//title")
    return Content(text="\n".join(walk.finished()), aside=(title,) if title else ())


def _decoded(source: bytes) -> str:
    declared = _CHARSET.search(source[:4000])
    if declared and not source.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return source.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return plain.decode(source)


class _Walk:
    def __init__(self) -> None:
        self._lines: list[str] = []
        self._current: list[str] = []

    def finished(self) -> list[str]:
        self._end_line()
        return self._lines

    def children(self, node: etree._Element, depth: int) -> None:
        self._say(node.text)
        for child in node:
            self._element(child, depth + 1)
            self._say(child.tail)

    def _element(self, node: etree._Element, depth: int) -> None:
        tag = node.tag if isinstance(node.tag, str) else ""
        if not tag or tag in _LEFT_OUT or depth > _DEEPEST:
            return
        if tag == "br":
            self._end_line(always=True)
        elif tag == "table":
            self._end_line()
            self._lines += tables.lines(_table(node, depth))
        elif tag in _BLOCKS:
            self._end_line()
            self._say(_bullet(node))
            self.children(node, depth)
            self._end_line()
        else:
            self.children(node, depth)

    def _say(self, text: str | None) -> None:
        if text:
            self._current.append(text)

    def _end_line(self, *, always: bool = False) -> None:
        line = " ".join("".join(self._current).split())
        self._current = []
        if line or (always and self._lines and self._lines[-1]):
            self._lines.append(line)


def _bullet(node: etree._Element) -> str:
    """The label that a browser shows before a list item."""
    parent = node.getparent()
    if node.tag != "li" or parent is None:
        return ""
    if parent.tag != "ol":
        return "- "
    return f"{sum(1 for item in parent.iterchildren('li') if _comes_first(item, node))}. "


def _comes_first(item: etree._Element, node: etree._Element) -> bool:
    parent = node.getparent()
    return parent is not None and parent.index(item) <= parent.index(node)


def _table(node: etree._Element, depth: int) -> tables.Table:
    rows = [
        [_cell(cell, depth) for cell in row if cell.tag in ("td", "th")]
        for row in node.iter("tr")
        if next(row.iterancestors("table")) is node
    ]
    ruled = node.get("border", "0") not in ("", "0") or "border" in (node.get("style") or "")
    return tables.Table([row for row in rows if row], ruled=ruled)


def _cell(node: etree._Element, depth: int) -> tables.Cell:
    walk = _Walk()
    walk.children(node, depth + 1)
    width = node.get("colspan", "1")
    return tables.Cell(walk.finished(), int(width) if width.isascii() and width.isdigit() else 1)
