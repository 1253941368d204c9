"""What Word's styles say about text: font, capitals, hidden, automatic numbering."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from khuevan.vanban.formats.numbering import VAL, W

_DEEPEST_BASE = 20


@dataclass(frozen=True, slots=True)
class Look:
    """None: not said here, ask further up."""

    font: str | None = None
    capitals: bool | None = None
    hidden: bool | None = None

    def over(self, base: Look) -> Look:
        return Look(
            base.font if self.font is None else self.font,
            base.capitals if self.capitals is None else self.capitals,
            base.hidden if self.hidden is None else self.hidden,
        )


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Style:
    look: Look = PLAIN
    num_id: str | None = None
    level: int | None = None
    bordered: bool = False
    is_contents: bool = False
    """A line of the table of contents, which Word generates."""


NO_STYLE = Style()


class Styles:
    def __init__(self, root: etree._Element | None) -> None:
        self._nodes: dict[str, etree._Element] = {}
        self._resolved: dict[str, Style] = {}
        self.default_look = PLAIN
        self.default_paragraph = ""
        if root is None:
            return
        for node in root.iterfind(W + "style"):
            key = node.get(W + "styleId", "")
            self._nodes[key] = node
            if node.get(W + "default") in ("1", "true") and node.get(W + "type") == "paragraph":
                self.default_paragraph = key
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.default_look = look_of(defaults)

    def get(self, key: str | None) -> Style:
        key = key or ""
        if key not in self._resolved:
            self._resolved[key] = self._resolve(key, _DEEPEST_BASE)
        return self._resolved[key]

    def _resolve(self, key: str, depth: int) -> Style:
        node = self._nodes.get(key)
        if node is None or depth == 0:
            return NO_STYLE
        based = node.find(W + "basedOn")
        base = NO_STYLE if based is None else self._resolve(based.get(VAL, ""), depth - 1)
        num_id, level = number_of(node.find(W + "pPr"))
        name = node.find(W + "name")
        return Style(
            look=look_of(node.find(W + "rPr")).over(base.look),
            num_id=base.num_id if num_id is None else num_id,
            level=base.level if level is None else level,
            bordered=base.bordered or has_borders(node.find(W + "tblPr")),
            is_contents=name is not None and name.get(VAL, "").lower().startswith("toc "),
        )


def look_of(properties: etree._Element | None) -> Look:
    if properties is None:
        return PLAIN
    fonts = properties.find(W + "rFonts")
    font = None if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi")
    return Look(font, _flag(properties, "caps"), _flag(properties, "vanish"))


def number_of(properties: etree._Element | None) -> tuple[str | None, int | None]:
    """(numId, level) that paragraph properties name; numId "0" switches numbering off."""
    if properties is None:
        return None, None
    node = properties.find(W + "numPr")
    if node is None:
        return None, None
    num_id, level = node.find(W + "numId"), node.find(W + "ilvl")
    depth = level.get(VAL, "") if level is not None else ""
    return (
        None if num_id is None else num_id.get(VAL),
        int(depth) if depth.isascii() and depth.isdigit() else None,
    )


def has_borders(properties: etree._Element | None) -> bool:
    """Whether table properties draw lines between cells."""
    borders = None if properties is None else properties.find(W + "tblBorders")
    if borders is None:
        return False
    inner = (borders.find(W + "insideH"), borders.find(W + "insideV"))
    return any(side is not None and side.get(VAL, "nil") not in ("nil", "none") for side in inner)


def _flag(properties: etree._Element, name: str) -> bool | None:
    node = properties.find(W + name)
    return None if node is None else node.get(VAL, "1") not in ("0", "false", "off")
