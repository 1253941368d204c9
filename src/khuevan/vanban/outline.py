"""Blocks put in order under their headings: which are headings, how deep, and under which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from khuevan.vanban.blocks import Block
from khuevan.vanban.headings import headings
from khuevan.vanban.labels import Label, Style

_SENTENCE = re.compile(r"[.;]$|/\.$")
_LEAD_IN_RANK = Style.DATED - 1
ORDERED = re.compile(r"(?:giao|phân công|đề nghị|yêu cầu)(?: cho)?\s")


@dataclass(frozen=True, slots=True)
class Node:
    """A block in the outline. ``level`` is 0 unless it is a heading; ``parent`` indexes the nodes."""

    block: Block
    parent: int | None
    heading: str | None
    level: int
    depth: int


@dataclass(slots=True)
class _Open:
    rank: int
    node: int
    style: Style
    mark: str
    indent: int


def outline(blocks: Sequence[Block], restarts: frozenset[int]) -> tuple[Node, ...]:
    """``restarts`` are the first lines of attached documents, where numbering begins anew."""
    parents: list[int | None] = []
    stack: list[_Open] = []
    for index, block in enumerate(blocks):
        if block.first in restarts:
            stack.clear()
        if block.label is None:
            if _orders_below(block):
                _close_items(stack)
                parents.append(stack[-1].node if stack else None)
                stack.append(_Open(_LEAD_IN_RANK, index, Style.DATED, ":", block.indent))
            else:
                parents.append(_headed(stack, blocks))
            continue
        _close(stack, block)
        parents.append(stack[-1].node if stack else None)
        stack.append(
            _Open(block.label.rank, index, block.label.style, _mark(block.label), block.indent)
        )
    return _nodes(blocks, parents)


def _headed(stack: Sequence[_Open], blocks: Sequence[Block]) -> int | None:
    """What a plain paragraph stands under: the last label that is not a sentence of its own."""
    for opened in reversed(stack):
        if opened.style.numbered and not _SENTENCE.search(blocks[opened.node].text):
            return opened.node
    return None


def _orders_below(block: Block) -> bool:
    """ "Giao Phòng A:" on a line of its own orders the items under it."""
    return block.text.endswith(":") and ORDERED.match(block.key) is not None


def _close_items(stack: list[_Open]) -> None:
    while stack and not stack[-1].style.numbered:
        stack.pop()


def _mark(label: Label) -> str:
    return label.mark if label.style is Style.BULLET else label.text


def _close(stack: list[_Open], block: Block) -> None:
    """Pop what the new label does not stand under."""
    label = block.label
    assert label is not None  # noqa: S101 - callers pass labelled blocks only
    if label.style is Style.BULLET:
        _close_bullets(stack, label.mark, block.indent)
        return
    if label.style is Style.ARTICLE:
        stack.clear()
        return
    nested = label.style is Style.ALPHA and label.ordinal == 1 and _tops(stack, Style.PAREN)
    if nested:
        return
    while stack and stack[-1].rank >= label.rank:
        stack.pop()
    if label.style is Style.DOTTED and _misnumbered(stack, label):
        stack.pop()


def _misnumbered(stack: list[_Open], label: Label) -> bool:
    """2.1 right after 1 is a slip for 2, not a part of 1."""
    return _tops(stack, Style.ARABIC) and stack[-1].mark != label.text.split(".")[0]


def _tops(stack: list[_Open], style: Style) -> bool:
    return bool(stack) and stack[-1].style is style


def _close_bullets(stack: list[_Open], mark: str, indent: int) -> None:
    """A mark seen before in the list closes down to it; a new one opens a list inside."""
    while stack and stack[-1].style is Style.DATED and stack[-1].rank == Style.DATED:
        stack.pop()
    bullets = [o for o in stack if o.style is Style.BULLET]
    known = next((o for o in reversed(bullets) if o.mark == mark), None)
    if known is None and mark != "+" and any(o.mark == "+" for o in bullets):
        known = next(o for o in bullets if o.style is Style.BULLET)
    if known is None:
        return
    while stack and stack[-1] is not known:
        stack.pop()
    stack.pop()


def _nodes(blocks: Sequence[Block], parents: Sequence[int | None]) -> tuple[Node, ...]:
    found = headings(blocks, parents)
    nodes: list[Node] = []
    for block, parent, heading in zip(blocks, parents, found, strict=True):
        above = nodes[parent] if parent is not None else None
        level = _level(block, above, nodes) if heading is not None else 0
        depth = above.depth + 1 if above else 0
        nodes.append(Node(block, parent, heading, level, depth))
    return tuple(nodes)


def _level(block: Block, above: Node | None, nodes: Sequence[Node]) -> int:
    if block.label and block.label.style is Style.ARTICLE:
        return 1
    level = 1
    while above is not None:
        level += above.heading is not None
        above = nodes[above.parent] if above.parent is not None else None
    return level
