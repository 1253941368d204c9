"""What stands between the head and the end, and what is attached behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from khuevan.vanban import letterhead
from khuevan.vanban.blocks import Block, blocks, pages, setting
from khuevan.vanban.columns import spaced_tables
from khuevan.vanban.ending import Ending
from khuevan.vanban.lines import Line
from khuevan.vanban.tables import Table, barred_tables
from khuevan.vanban.topics import Topic, topic_of
from khuevan.vanban.types import opening_type

_ANNEX = re.compile(
    r"(?:phụ lục|biểu mẫu|danh mục|danh sách|phần phụ lục)(?:\s+(?:số\s+)?(?:[ivx]+|\d+"
    r"|[a-z]))?\s*[:.]?$|phụ lục\s"
)
_APPENDED = re.compile(r"\(?\s*(?:ban hành\s+)?kèm theo")
_NUMBERED = re.compile(r"(?:[IVX]+|[A-Z]|\d{1,2})\s*[./)]|[-+•]|\|")
_PROSE = re.compile(r"(?:căn cứ|thực hiện|trên cơ sở|để |nhằm|điều \d|phần |chương )")
_TITLE_LINES = 8


@dataclass(frozen=True, slots=True)
class Body:
    """``attached`` leads from the first line of an attached document to what it is about at first:
    None for a plan, INFORMATION for an annex that does not say that it assigns work."""

    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    attached: dict[int, Topic | None]
    pages: frozenset[int]
    marks: dict[int, str]


@dataclass(slots=True)
class _Heads:
    """The letterheads and titles of attached documents, as they are met."""

    marks: dict[int, str] = field(default_factory=dict)
    starts: dict[int, Topic | None] = field(default_factory=dict)
    titled: int = 0
    annex: bool = False
    words: list[str] = field(default_factory=list)


def read_body(all_lines: Sequence[Line], start: int, endings: Sequence[Ending]) -> Body:
    ended = {i for ending in endings for i in range(ending.first, ending.after)}
    heads = _Heads()
    kept = [
        line
        for line in all_lines[start:]
        if line.index not in ended and not _is_head(line, endings[0].after, heads)
    ]
    numbered = pages(kept)
    tables = _tables(kept)
    cuts = {ending.after for ending in endings} | set(heads.starts)
    found = _blocks(kept, tables, cuts, numbered)
    return Body(found, tables, _first_blocks(found, heads.starts), numbered, heads.marks)


def _tables(kept: Sequence[Line]) -> tuple[Table, ...]:
    barred = barred_tables(kept)
    taken = {i for table in barred for i in range(table.first, table.last + 1)}
    spaced = spaced_tables([line for line in kept if line.index not in taken])
    return tuple(sorted((*barred, *spaced), key=lambda table: table.first))


def _blocks(
    kept: Sequence[Line], tables: Sequence[Table], cuts: set[int], numbered: frozenset[int]
) -> tuple[Block, ...]:
    in_table = {i for table in tables for i in range(table.first, table.last + 1)}
    how = setting([line for line in kept if line.index not in in_table])
    found: list[Block] = []
    run: list[Line] = []
    for line in kept:
        if line.index in in_table or line.index in cuts:
            found.extend(blocks(run, how, numbered))
            run = []
        if line.index not in in_table:
            run.append(line)
    found.extend(blocks(run, how, numbered))
    return tuple(found)


def _first_blocks(
    found: Sequence[Block], starts: dict[int, Topic | None]
) -> dict[int, Topic | None]:
    """The first block at or after each start."""
    result: dict[int, Topic | None] = {}
    remaining = iter(found)
    block = next(remaining, None)
    for at in sorted(starts):
        while block is not None and block.first < at:
            block = next(remaining, None)
        if block is None:
            break
        result[block.first] = starts[at]
    return result


def _is_head(line: Line, after: int, heads: _Heads) -> bool:
    """Whether the line belongs to the head of an attached document; blank lines never do."""
    if not line.text or line.index < after:
        return False
    if letterhead.MOTTO.search(line.key):
        heads.marks[line.index] = "letterhead"
        heads.titled = 0
        return True
    kind = opening_type(line.text)
    if kind or _ANNEX.match(line.key):
        heads.annex, heads.titled, heads.words = kind is None, 1, [line.text]
        heads.marks[line.index] = "type"
        _restart(line, heads)
        return True
    if heads.titled and heads.titled < _TITLE_LINES and not _begins_body(line):
        heads.words.append(line.text)
        heads.marks[line.index] = "title"
        _restart(line, heads)
        closed = _APPENDED.match(line.key) and line.text.endswith(")")
        heads.titled = _TITLE_LINES if closed else heads.titled + 1
        return True
    heads.titled = 0
    return False


def _restart(line: Line, heads: _Heads) -> None:
    topic = None
    if heads.annex and topic_of(" ".join(heads.words)) is not Topic.TASK:
        topic = Topic.INFORMATION
    heads.starts = {at: t for at, t in heads.starts.items() if at != line.index}
    heads.starts[line.index + 1] = topic


def _begins_body(line: Line) -> bool:
    if "|" in line.text or len(line.text) > 200:
        return True
    return bool(_NUMBERED.match(line.text) or _PROSE.match(line.key))
