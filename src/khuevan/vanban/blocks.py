"""Lines joined into blocks: one labelled item, paragraph or table line after another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from khuevan.vanban.labels import Label, Style, read_label
from khuevan.vanban.lines import Line, is_page_number, neighbours
from khuevan.vanban.view import joined, key, pattern

_TERMINAL = re.compile(r"[.;:!?…](?:[”\"')\]]*)$|/\.$")
_OPENING = re.compile(
    r"(?:theo đề nghị|xét (?:đề nghị|tờ trình)|quyết định\s*:$"
    r"|trên đây là|trên đây|trên là|nơi nhận|trong quá trình|căn cứ|yêu cầu các|đề nghị các"
    r"|kèm theo|"
    r"\(kèm theo|nhận được|quyết định này|kế hoạch này)(?!\w)"
)
_FOOTNOTE = pattern(r"\d{1,2}\s{2,}\S|\d{1,2}\s+(?=[A-ZÀ-Ỹ])")
_HANGING = re.compile(
    r"(?<!\w)(?:và|của|các|những|về|theo|cho|với|tại|trong|đến|từ|là|để|số|ngày|hoặc|do|bằng|như"
    r"|giữa|nhằm|trên)$|[,(]$"
)
_MAY_HANG = re.compile(r"(?<!\w)(?:thực hiện|triển khai|ban hành|tổ chức|xây dựng)$")
PAGE_LINES = 130


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive lines ``[first, last]`` that say one thing; ``text`` leaves the label out."""

    label: Label | None
    first: int
    last: int
    start: int
    stop: int
    text: str
    indent: int

    @property
    def key(self) -> str:
        return key(self.text)


@dataclass(frozen=True, slots=True)
class Setting:
    """How the lines of a text are set: ``width`` 0 when every paragraph is one line."""

    width: int
    double: bool


def setting(lines: Sequence[Line]) -> Setting:
    """Whether lines were broken at a width, and whether a blank line follows each."""
    rights = sorted(line.right for line in lines if line.text)
    if not rights:
        return Setting(0, False)
    width = rights[min(len(rights) - 1, int(len(rights) * 0.9))]
    blanks = sum(1 for a, b in pairwise(lines) if a.text and not b.text)
    return Setting(width if width <= PAGE_LINES else 0, blanks > 0.6 * len(rights))


def pages(lines: Sequence[Line]) -> frozenset[int]:
    """The lines that hold nothing but a page number."""
    found = set()
    for position, line in enumerate(lines):
        if line.text and is_page_number(line, *neighbours(lines, position)):
            found.add(line.index)
    return frozenset(found)


def blocks(lines: Sequence[Line], how: Setting, skip: frozenset[int]) -> tuple[Block, ...]:
    """Join the lines; those in ``skip`` belong to no block but do not break one either."""
    found: list[Block] = []
    group: list[Line] = []
    label: Label | None = None
    gap = 0
    for line in lines:
        if not line.text or line.index in skip:
            # The blank lines around a page number say nothing about paragraphs.
            gap = gap + 1 if not line.text else -PAGE_LINES
            continue
        fresh = _label(line, group, label, how)
        if group and fresh is None and _continues(group, line, how, gap, label):
            group.append(line)
        else:
            if group:
                found.append(_block(group, label))
            group, label = [line], fresh
        gap = 0
    if group:
        found.append(_block(group, label))
    return tuple(found)


def _block(group: Sequence[Line], label: Label | None) -> Block:
    width = label.width if label else 0
    text = joined(" ".join([group[0].text[width:], *(line.text for line in group[1:])]))
    first, last = group[0], group[-1]
    return Block(label, first.index, last.index, first.start, last.stop, text, first.indent)


def _label(line: Line, group: Sequence[Line], current: Label | None, how: Setting) -> Label | None:
    """The label of a line, unless the line is the rest of a broken sentence that looks like one."""
    label = read_label(line.text)
    if label is None or not group or not how.width:
        return label
    previous = group[-1]
    if _TERMINAL.search(previous.text) or not _full(previous, line, how):
        return label
    rest = line.text[label.width :]
    if label.style is Style.BULLET:
        wrapped = line.indent <= previous.indent and not rest[:1].isupper()
    elif label.style in (Style.ARABIC, Style.ALPHA, Style.ROMAN, Style.UPPER):
        wrapped = not _follows(label, current) and label.ordinal != 1
    else:
        wrapped = label.style is Style.DOTTED and rest[:1].islower()
    return None if wrapped else label


def _follows(label: Label, current: Label | None) -> bool:
    return (
        current is None or current.style is not label.style or label.ordinal == current.ordinal + 1
    )


def _continues(
    group: Sequence[Line], line: Line, how: Setting, gap: int, label: Label | None
) -> bool:
    """Whether a line without a label goes on with the block before it."""
    previous, first = group[-1], line.text[0]
    if _awaits_words(group, label, gap):
        return True
    if how.width and gap <= 1 and _open_parenthesis(group):
        return True
    ended = bool(_TERMINAL.search(previous.text))
    if how.width and not ended and gap <= 2 and _hangs(previous, how):
        return True
    if _FOOTNOTE.match(line.text) and gap and how.width:
        return False
    if first.islower() and not (ended and gap > 1):
        return not (ended and not how.width)
    if not how.width or (_OPENING.match(line.key) and (ended or not _full(previous, line, how))):
        return False
    return gap <= (1 if how.double else 0) and _runs_on(previous, line, how, label, ended=ended)


def _runs_on(previous: Line, line: Line, how: Setting, label: Label | None, *, ended: bool) -> bool:
    """Whether lines broken at a width go on, by how full the line before is."""
    full = _full(previous, line, how)
    if ended:
        return full and line.indent <= previous.indent + 1
    if full:
        return True
    bullet = label is None or not label.style.numbered
    return not line.text[0].isupper() or (bullet and previous.right > 0.75 * how.width)


def _awaits_words(group: Sequence[Line], label: Label | None, gap: int) -> bool:
    """ "PHẦN I" alone on its line has its heading on the next."""
    if label is None or label.style > Style.ROMAN or len(group) > 1 or gap > 2:
        return False
    return len(group[0].text) <= label.width


def _hangs(previous: Line, how: Setting) -> bool:
    """Whether the line stops at a word that must be followed by another."""
    if _HANGING.search(previous.key):
        return True
    return previous.right > 0.5 * how.width and bool(_MAY_HANG.search(previous.key))


def _open_parenthesis(group: Sequence[Line]) -> bool:
    """Whether a parenthesis of the last lines is still open."""
    tail = " ".join(line.text for line in group[-3:])
    return tail.count("(") > tail.count(")")


def _full(previous: Line, line: Line, how: Setting) -> bool:
    """Whether the next line's first word would not have fitted on the line before."""
    word = line.text.split(maxsplit=1)[0]
    return previous.right + 1 + len(word) >= how.width * 0.93
