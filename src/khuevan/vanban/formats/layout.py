"""Words with their places on a page become lines: columns apart, tables as tables.

The same for a text PDF and for a scan. Where two columns stand side by side (letterhead, and
recipients beside the signature) the left one is given first, then the right one; everywhere else a
wide gap stays a wide gap.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from khuevan.vanban.formats.columns import zones
from khuevan.vanban.formats.tables import Cell, Table
from khuevan.vanban.formats.words import Grid, Line, Page, Word, gather, inside

_WIDE_GAP = 1.2
_NEW_PARAGRAPH = 1.7
_INDENT = 10.0
_ALIGNED = 3.0
_LABEL = re.compile(r"(?:[-–—+•*o]|[(]?(?:\d{1,3}|[a-zđ]|[IVX]{1,5}|[A-Z])(?:[.)/]|\.\d.*)+|Điều)")


def blocks(page: Page) -> list[str | Table]:
    """Lines and tables from top to bottom."""
    free = [word for word in page.words if not any(grid.holds(word) for grid in page.grids)]
    placed: list[tuple[float, str | Table]] = [
        (grid.top, _table(grid, page.words)) for grid in page.grids
    ]
    lines = gather(free)
    placed += _render(lines, page)
    placed.sort(key=lambda pair: pair[0])
    return [block for _, block in placed]


def _render(lines: list[Line], page: Page) -> Iterator[tuple[float, str]]:
    if not lines:
        return
    letter = _letter_width(lines)
    left = min(line.x0 for line in lines)
    pitch = _pitch(lines)
    margin = _margin(lines)
    before: Line | None = None
    is_start = True
    for zone in zones(lines, page.width):
        rendered = zone.columns() if zone.corridor else zone.lines
        for line in rendered:
            gap = 0.0 if before is None else line.baseline - before.baseline
            opens = before is not None and margin.opens(line, before, after_start=is_start)
            if before is not None and (opens or gap > _NEW_PARAGRAPH * pitch or gap < 0):
                yield zone.sort_key(line), ""
            is_start = opens or bool(_LABEL.match(line.words[0].text))
            yield zone.sort_key(line), _spell(line, left, letter)
            before = line


@dataclass(frozen=True, slots=True)
class _Margin:
    """Where the body's lines begin and end."""

    left: float
    right: float

    def opens(self, line: Line, before: Line, *, after_start: bool) -> bool:
        """Whether a line without a label opens a paragraph although no space says so.

        It is set in like the labelled line above it, where a line that goes on would come back to
        the margin; or it is set in behind a line that went on.
        """
        word = line.words[0].text
        if not word[0].isupper() or _LABEL.match(word) or line.x0 < self.left + _INDENT:
            return False
        if self._is_centred(line) or self._is_centred(before):
            return False
        if after_start:
            return abs(line.x0 - before.x0) <= _ALIGNED
        return line.x0 >= before.x0 + _INDENT

    def _is_centred(self, line: Line) -> bool:
        off = abs(line.x0 - self.left - (self.right - line.x1))
        is_short = line.x1 - line.x0 < 0.75 * (self.right - self.left)
        return is_short and off < 2 * _INDENT and line.x0 > self.left + 2 * _INDENT


def _margin(lines: list[Line]) -> _Margin:
    right = sorted(line.x1 for line in lines)[int(0.9 * (len(lines) - 1))]
    starts = Counter(round(line.x0 / _ALIGNED) for line in lines if line.x1 > right - 3 * _INDENT)
    usual = [start for start, times in starts.items() if times > 1]
    left = min(usual, default=min(starts, default=0)) * _ALIGNED
    return _Margin(left, right)


def _spell(line: Line, left: float, letter: float) -> str:
    pieces = [" " * round((line.x0 - left) / letter), line.words[0].text]
    gaps = [word.x0 - before.x1 for before, word in pairwise(line.words)]
    wide = _WIDE_GAP * line.height
    if len(gaps) > 3:  # a justified line of few words has wide gaps everywhere
        wide = max(wide, 1.8 * statistics.median(gaps))
    for gap, word in zip(gaps, line.words[1:], strict=True):
        pieces += [" " * max(3, round(gap / letter)) if gap > wide else " ", word.text]
    return "".join(pieces)


def _letter_width(lines: list[Line]) -> float:
    widths = [
        (word.x1 - word.x0) / len(word.text) for line in lines for word in line.words if word.text
    ]
    return max(statistics.median(widths), 1.0)


def _pitch(lines: list[Line]) -> float:
    steps = [below.baseline - above.baseline for above, below in pairwise(lines)]
    return statistics.median(steps) if steps else 1.0


def _table(grid: Grid, words: list[Word]) -> Table:
    lefts = sorted({cell[0] for cell in grid.cells})
    rows = []
    for top in sorted({cell[1] for cell in grid.cells}):
        row = [_cell(grid, left, top, words, lefts) for left in lefts]
        rows.append([cell for cell in row if cell is not None])
    return Table(rows)


def _cell(
    grid: Grid, left: float, top: float, words: list[Word], lefts: list[float]
) -> Cell | None:
    for cell in grid.cells:
        if cell[0] != left or not cell[1] <= top < cell[3]:
            continue
        if cell[1] < top:
            return Cell([], continues=True)
        found = gather(word for word in words if inside(word, cell))
        columns = sum(cell[0] <= other < cell[2] - 1 for other in lefts)
        return Cell([" ".join(word.text for word in line.words) for line in found], columns)
    return None
