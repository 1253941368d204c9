"""Tables that a PDF leaves as columns of spaces, their header printed again on every page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from khuevan.vanban.lines import Cell, Line, cells
from khuevan.vanban.tables import Row, Table, classify
from khuevan.vanban.view import joined

_NUMBER_HEAD = re.compile(r"(?:s\.?)?tt\.?$|số tt$")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2})*\.?$")
_GROUP = re.compile(r"[IVX]{1,5}[.)]?\s+\S")
_END = re.compile(r"(?:phụ lục|nơi nhận|trên đây|ghi chú\s*:)")
_LOOSE = 2
"""Prose lines in a row that end a table."""


@dataclass(frozen=True, slots=True)
class _Header:
    """``at`` is the position of the lowest header line, ``first`` that of the highest."""

    first: int
    at: int
    names: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def numbered(self) -> bool:
        return bool(_NUMBER_HEAD.match(self.names[0].lower()))


@dataclass(frozen=True, slots=True)
class _Slice:
    """A body line cut at the table's columns."""

    line: Line
    cells: tuple[str, ...]


def spaced_tables(lines: Sequence[Line]) -> tuple[Table, ...]:
    found: list[Table] = []
    position = 0
    while position < len(lines):
        header = _header(lines, position)
        if header is None:
            position += 1
            continue
        after = _after(lines, header)
        rows = _rows(lines[header.at + 1 : after], header)
        if rows:
            names = Row(header.names, lines[header.first].index, lines[header.at].index, 0, 0)
            found.append(Table((names, *rows), lines[header.first].index, rows[-1].last))
        position = max(after, position + 1)
    return tuple(found)


def _header(lines: Sequence[Line], position: int) -> _Header | None:
    line = lines[position]
    if "   " not in line.text or "|" in line.text:
        return None
    found = cells(line)
    numbered = bool(_NUMBER_HEAD.match(found[0].key)) and len(found) >= 3
    if not numbered and (len(found) < 3 or classify([cell.text for cell in found]) is None):
        return None
    names, spans = [c.text for c in found], [(c.column, c.column + len(c.text)) for c in found]
    first = position
    for above in range(position - 1, max(position - 3, -1), -1):
        upper = cells(lines[above]) if lines[above].text else []
        if not upper or not _sits_above(upper, spans):
            break
        _add_above(upper, names, spans)
        first = above
    return _Header(first, position, tuple(names), tuple(spans))


def _sits_above(upper: Sequence[Cell], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the line above only holds the upper halves of header cells."""
    short = all(len(cell.text) <= 30 for cell in upper)
    return short and len(upper) <= len(spans) and upper[0].column > spans[0][1]


def _add_above(upper: Sequence[Cell], names: list[str], spans: list[tuple[int, int]]) -> None:
    for cell in upper:
        start, stop = cell.column, cell.column + len(cell.text)
        for i, (a, b) in enumerate(spans):
            if start < b + 2 and a < stop + 2:
                names[i] = f"{cell.text} {names[i]}"
                spans[i] = (min(a, start), max(b, stop))
                break


def _after(lines: Sequence[Line], header: _Header) -> int:
    """The position after the table's last line on this page."""
    loose = 0
    for position in range(header.at + 1, len(lines)):
        line = lines[position]
        if not line.text:
            continue
        following = _header(lines, position)
        if _END.match(line.key) or following:
            return following.first if following else position
        loose = loose + 1 if _is_prose(line, header) else 0
        if loose == _LOOSE:
            return _back(lines, position, header)
    return len(lines)


def _is_prose(line: Line, header: _Header) -> bool:
    """Whether the line runs on across the columns without a gap."""
    across = line.indent < header.spans[1][0] and line.right > header.spans[2][0]
    return across and "   " not in line.text


def _back(lines: Sequence[Line], position: int, header: _Header) -> int:
    """The first of the prose lines that end the table."""
    while position > header.at + 1 and (
        not lines[position - 1].text or _is_prose(lines[position - 1], header)
    ):
        position -= 1
    return position


def _rows(body: Sequence[Line], header: _Header) -> list[Row]:
    inside = [line for line in body if line.text and not _is_prose(line, header)]
    cuts = _cuts(inside, header)
    chunks = _chunks(body, header, cuts)
    centred = any(
        len(chunk) > 1 and _anchors(chunk, header)[:1] not in ([0], []) for chunk in chunks
    )
    rows: list[Row] = []
    for chunk in chunks:
        anchors = _anchors(chunk, header)
        if not anchors and rows:
            rows[-1] = _extended(rows[-1], chunk)
        for first, last in _extents(len(chunk), anchors, centred=centred):
            rows.append(_row(chunk[first : last + 1]))
    return rows


def _cuts(inside: Sequence[Line], header: _Header) -> tuple[int, ...]:
    """Where one column ends and the next begins: the emptiest place between two header cells."""
    cuts = []
    for left, right in zip(header.spans, header.spans[1:], strict=False):
        low, high = (left[0] + left[1]) // 2 + 1, (right[0] + right[1]) // 2
        filled = [_filled(inside, x) for x in range(low, max(high, low + 1))]
        least = min(filled)
        best = max(_runs(filled, least), key=lambda run: run[1] - run[0])
        cuts.append(low + (best[0] + best[1]) // 2)
    return tuple(cuts)


def _filled(inside: Sequence[Line], column: int) -> int:
    return sum(
        1
        for line in inside
        if 0 <= column - line.indent < len(line.text) and line.text[column - line.indent] != " "
    )


def _runs(filled: Sequence[int], least: int) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for i, count in enumerate(filled):
        if count != least:
            continue
        if runs and runs[-1][1] == i - 1:
            runs[-1] = (runs[-1][0], i)
        else:
            runs.append((i, i))
    return runs


def _slice(line: Line, cuts: Sequence[int]) -> _Slice:
    at, pieces = 0, []
    for cut in (*cuts, line.right + 1):
        stop = min(max(cut - line.indent, at), len(line.text))
        while at < stop < len(line.text) and line.text[stop - 1] != " " and line.text[stop] != " ":
            stop -= 1
        pieces.append(line.text[at:stop].strip())
        at = stop
    return _Slice(line, tuple(pieces))


def _chunks(body: Sequence[Line], header: _Header, cuts: Sequence[int]) -> list[list[_Slice]]:
    """The lines between blank lines; a line across the columns heads a group of rows."""
    chunks: list[list[_Slice]] = [[]]
    for line in body:
        if not line.text or _is_prose(line, header) or _GROUP.match(line.text):
            chunks.append([])
        elif not _is_page(line):
            chunks[-1].append(_slice(line, cuts))
    return [chunk for chunk in chunks if chunk]


def _is_page(line: Line) -> bool:
    return line.text.isdigit() and line.indent > 20


def _anchors(chunk: Sequence[_Slice], header: _Header) -> list[int]:
    """The lines that bear a row's number, or its first cell in a table without numbers."""
    if header.numbered:
        return [i for i, piece in enumerate(chunk) if _NUMBER.match(piece.cells[0])]
    return [i for i, piece in enumerate(chunk) if piece.cells[0]]


def _extents(size: int, anchors: Sequence[int], *, centred: bool) -> list[tuple[int, int]]:
    """First and last line of each row; a centred number has as many lines below it as above."""
    extents = []
    start = 0
    for i, anchor in enumerate(anchors):
        following = anchors[i + 1] if i + 1 < len(anchors) else None
        if following is None:
            last = size - 1
        elif centred:
            last = min(max(anchor + (anchor - start), anchor), following - 1)
        else:
            last = following - 1
        extents.append((start, last))
        start = last + 1
    return extents


def _row(pieces: Sequence[_Slice]) -> Row:
    width = len(pieces[0].cells)
    words = tuple(joined(" ".join(piece.cells[i] for piece in pieces)) for i in range(width))
    first, last = pieces[0].line, pieces[-1].line
    return Row(words, first.index, last.index, first.start, last.stop)


def _extended(row: Row, chunk: Sequence[_Slice]) -> Row:
    """A row with the lines that a page break or a blank line cut off from it."""
    more = _row(chunk)
    words = tuple(joined(f"{a} {b}") for a, b in zip(row.cells, more.cells, strict=False))
    return Row(words, row.first, more.last, row.start, more.stop)
