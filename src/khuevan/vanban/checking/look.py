"""How a .docx says words look: defaults, styles and what is set by hand, resolved as Word does."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any

from lxml import etree

from khuevan.vanban.formats.numbering import VAL, W

_DEEPEST_BASE = 20
_DARK = 0x30
"""Up to here a part of a colour cannot be told from black on paper."""


@dataclass(frozen=True, slots=True)
class RunLook:
    """None: not said here, ask further up. Sizes in points."""

    font: str | None = None
    size: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    capitals: bool | None = None
    coloured: bool | None = None

    def over(self, base: RunLook) -> RunLook:
        return RunLook(*(_first(self, base, name) for name in _RUN_FIELDS))


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """Lengths in points; ``spacing`` is a multiple of single, None when given exactly."""

    align: str | None = None
    first: float | None = None
    left: float | None = None
    before: float | None = None
    after: float | None = None
    spacing: float | None = None
    exact: float | None = None
    ruled: bool | None = None
    level: int | None = None

    def over(self, base: ParagraphLook) -> ParagraphLook:
        return ParagraphLook(*(_first(self, base, name) for name in _PARAGRAPH_FIELDS))


_RUN_FIELDS = tuple(one.name for one in fields(RunLook))
_PARAGRAPH_FIELDS = tuple(one.name for one in fields(ParagraphLook))
NO_RUN, NO_PARAGRAPH = RunLook(), ParagraphLook()


def _first(upper: object, lower: object, name: str) -> Any:
    value = getattr(upper, name)
    return getattr(lower, name) if value is None else value


class Looks:
    """The styles of one document."""

    def __init__(self, root: etree._Element | None) -> None:
        self._nodes: dict[str, etree._Element] = {}
        self._resolved: dict[str, tuple[RunLook, ParagraphLook]] = {}
        self.default_paragraph = ""
        self.run, self.paragraph = NO_RUN, NO_PARAGRAPH
        if root is None:
            return
        for node in root.iterfind(W + "style"):
            key = node.get(W + "styleId", "")
            self._nodes[key] = node
            if node.get(W + "default") in ("1", "true") and node.get(W + "type") == "paragraph":
                self.default_paragraph = key
        self.run = run_look(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        self.paragraph = paragraph_look(root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr"))

    def style(self, key: str) -> tuple[RunLook, ParagraphLook]:
        if key not in self._resolved:
            self._resolved[key] = self._resolve(key, _DEEPEST_BASE)
        return self._resolved[key]

    def _resolve(self, key: str, depth: int) -> tuple[RunLook, ParagraphLook]:
        node = self._nodes.get(key)
        if node is None or depth == 0:
            return NO_RUN, NO_PARAGRAPH
        based = node.find(W + "basedOn")
        run, paragraph = (
            (NO_RUN, NO_PARAGRAPH)
            if based is None
            else self._resolve(based.get(VAL, ""), depth - 1)
        )
        return (
            run_look(node.find(W + "rPr")).over(run),
            paragraph_look(node.find(W + "pPr")).over(paragraph),
        )


def run_look(node: etree._Element | None) -> RunLook:
    if node is None or not len(node):
        return NO_RUN
    fonts, size, colour = node.find(W + "rFonts"), node.find(W + "sz"), node.find(W + "color")
    font = None
    if fonts is not None:
        font = fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or fonts.get(W + "cs")
    return RunLook(
        font=font,
        size=_half(size),
        bold=_flag(node, "b"),
        italic=_flag(node, "i"),
        capitals=_flag(node, "caps"),
        coloured=None if colour is None else _is_coloured(colour.get(VAL, "auto")),
    )


def paragraph_look(node: etree._Element | None) -> ParagraphLook:
    if node is None or not len(node):
        return NO_PARAGRAPH
    align, borders = node.find(W + "jc"), node.find(W + "pBdr")
    first, left = _indents(node.find(W + "ind"))
    before, after, spacing, exact = _spacing(node.find(W + "spacing"))
    outline = node.find(W + "outlineLvl")
    return ParagraphLook(
        align=None if align is None else align.get(VAL),
        first=first,
        left=left,
        before=before,
        after=after,
        spacing=spacing,
        exact=exact,
        ruled=None if borders is None else _has_line(borders.find(W + "bottom")),
        level=None if outline is None else _whole(outline.get(VAL)),
    )


def _indents(node: etree._Element | None) -> tuple[float | None, float | None]:
    if node is None:
        return None, None
    hanging = points(node.get(W + "hanging"))
    first = points(node.get(W + "firstLine"))
    left = points(node.get(W + "left") or node.get(W + "start"))
    return (-hanging if hanging else first), left


def _spacing(
    node: etree._Element | None,
) -> tuple[float | None, float | None, float | None, float | None]:
    if node is None:
        return None, None, None, None
    line = points(node.get(W + "line"))
    rule = node.get(W + "lineRule", "auto")
    return (
        _automatic(node, "before"),
        _automatic(node, "after"),
        None if line is None or rule != "auto" else line / 12,
        line if line is not None and rule == "exact" else None,
    )


def _automatic(node: etree._Element, side: str) -> float | None:
    if node.get(f"{W}{side}Autospacing") in ("1", "true", "on"):
        return 14.0  # what Word and browsers put there
    return points(node.get(W + side))


def points(twips: str | None) -> float | None:
    try:
        return None if twips is None else float(twips) / 20
    except ValueError:
        return None


def _half(node: etree._Element | None) -> float | None:
    try:
        return None if node is None else float(node.get(VAL, "")) / 2
    except ValueError:
        return None


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _has_line(node: etree._Element | None) -> bool:
    return node is not None and node.get(VAL, "nil") not in ("nil", "none")


def _is_coloured(colour: str) -> bool:
    if not re.fullmatch(r"[0-9a-fA-F]{6}", colour):
        return False
    return any(int(colour[at : at + 2], 16) > _DARK for at in (0, 2, 4))


def _flag(node: etree._Element, name: str) -> bool | None:
    found = node.find(W + name)
    return None if found is None else found.get(VAL, "1") not in ("0", "false", "off")
