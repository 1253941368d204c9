"""Which labelled blocks are headings, and which are items of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from khuevan.vanban.blocks import Block
from khuevan.vanban.labels import Label, Style
from khuevan.vanban.roles import named
from khuevan.vanban.topics import ATTRIBUTE, Topic, attribute_of, topic_of
from khuevan.vanban.units import leading_unit
from khuevan.vanban.verbs import STARTS

_MAX_HEADING_WORDS = 40
_MAX_BARE_WORDS = 25
_MAX_ORDER_WORDS = 90
_SENTENCE = re.compile(r"[.;]$|/\.$")
_COLON = re.compile(r"\s*:\s*")


@dataclass(slots=True)
class _Series:
    """Blocks of one numbering style under one parent."""

    members: int = 0
    plain: int = 0
    with_items: int = 0


@dataclass(frozen=True, slots=True)
class _Tree:
    blocks: Sequence[Block]
    parents: Sequence[int | None]
    children: Sequence[Sequence[int]]
    series: dict[tuple[int | None, Style], _Series]


def headings(blocks: Sequence[Block], parents: Sequence[int | None]) -> tuple[str | None, ...]:
    """For each block the heading's words, or None for an item or a paragraph."""
    children: list[list[int]] = [[] for _ in blocks]
    for index, parent in enumerate(parents):
        if parent is not None:
            children[parent].append(index)
    tree = _Tree(blocks, parents, children, _series(blocks, parents, children))
    return tuple(_heading(tree, index) for index in range(len(blocks)))


def _series(
    blocks: Sequence[Block], parents: Sequence[int | None], children: Sequence[Sequence[int]]
) -> dict[tuple[int | None, Style], _Series]:
    found: dict[tuple[int | None, Style], _Series] = {}
    for index, block in enumerate(blocks):
        if block.label is not None:
            series = found.setdefault((parents[index], block.label.style), _Series())
            series.members += 1
            series.with_items += bool(children[index])
            series.plain += _is_plain(block, children[index])
    return found


def _is_plain(block: Block, own: Sequence[int]) -> bool:
    """A whole sentence with nothing under it."""
    return not own and bool(_SENTENCE.search(block.text)) and ":" not in block.text


def _heading(tree: _Tree, index: int) -> str | None:
    block = tree.blocks[index]
    label = block.label
    if label is None or not label.style.numbered:
        return None
    if label.style <= Style.ARTICLE or _is_attribute(block):
        return _head_words(block)
    own = [tree.blocks[child].label for child in tree.children[index]]
    labelled = [child for child in own if child is not None]
    among_items = _among_items(tree, index, label)
    if labelled:
        if _is_long_order(tree, index):
            return None
        if among_items and not any(child.style.numbered for child in labelled):
            bare_unit = leading_unit(block.text) is not None and not _SENTENCE.search(block.text)
            return _head_words(block) if bare_unit else None
        return _head_words(block) if _heads(block, labelled) else None
    if own and not _SENTENCE.search(block.text) and named(block.text) is None:
        broken = among_items and STARTS.match(block.key) and len(block.text.split()) > 15
        return None if broken else _head_words(block)
    return None if among_items else _titled(tree, index, label)


def _is_long_order(tree: _Tree, index: int) -> bool:
    """A whole paragraph with only "Chủ trì" and "Phối hợp" lines under it is the task itself."""
    long = len(tree.blocks[index].text.split()) > _MAX_HEADING_WORDS
    return long and all(attribute_of(tree.blocks[i].text) for i in tree.children[index])


def _heads(block: Block, labelled: Sequence[Label]) -> bool:
    """A labelled paragraph with items below heads them, unless it is itself the long order."""
    short = len(block.text.split()) <= _MAX_ORDER_WORDS
    return short or any(label.style.numbered for label in labelled)


def _titled(tree: _Tree, index: int, label: Label) -> str | None:
    """A heading without anything under it: "Thời gian: Quý IV" or a bare name."""
    block = tree.blocks[index]
    before, colon, after = block.text.partition(":")
    if colon and after.strip() and len(before.split()) <= 12:
        if leading_unit(before) is not None:
            return None
        return before.strip() if ATTRIBUTE.match(block.key) or _is_topic(before) else None
    if _SENTENCE.search(block.text) or colon or len(block.text.split()) > _MAX_BARE_WORDS:
        return None
    series = tree.series[tree.parents[index], label.style]
    others, with_items = series.members - 1, series.with_items - bool(tree.children[index])
    return block.text if others and 2 * with_items >= others else None


def _among_items(tree: _Tree, index: int, label: Label) -> bool:
    """Whether most of the numbered paragraphs beside it are whole sentences, so not headings."""
    series = tree.series[tree.parents[index], label.style]
    plain = series.plain - _is_plain(tree.blocks[index], tree.children[index])
    return plain >= 2 and 2 * plain > series.members - 1


def _is_topic(text: str) -> bool:
    """ "Chủ đề: ..." tells about something; "Tiết đọc: ..." may be work."""
    short = len(text.split()) <= 8 and text[:1].isupper()
    return short and topic_of(text) not in (None, Topic.TASK)


def _is_attribute(block: Block) -> bool:
    return attribute_of(block.text) is not None and ":" not in block.text


def _head_words(block: Block) -> str:
    """The heading without what a colon adds to it on the same line."""
    before, colon, after = block.text.partition(":")
    if colon and after.strip() and len(before.split()) <= _MAX_HEADING_WORDS:
        return before.strip()
    return _COLON.sub(": ", block.text).rstrip(": ").strip()
