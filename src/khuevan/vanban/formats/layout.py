"""Words with their places on a page become lines: columns apart, tables as tables.

The same for a text PDF and for a scan. Where two columns stand side by side (letterhead, and
recipients beside the signature) the left one is given first, then the right one; everywhere else a
wide gap stays a wide gap.
"""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from khuevan.vanban.formats.tables import Cell, Table

_SAME_LINE = 0.4
"""Of the letters' height: how far two baselines on one line may stand apart."""
_MIN_CORRIDOR = 4.0
_COLUMN_GAP = 0.6
"""Of the letters' height: the least gap between words that may part two columns."""
_WIDE_GAP = 1.2
_NEW_PARAGRAPH = 1.7
_POSTS = (
    *("giamdoc", "chutich", "hieutruong", "truongphong", "truongban", "botruong", "thutruong"),
    *("chanhvanphong", "bithu", "cuctruong", "vutruong", "thutuong", "vientruong", "uyban"),
)
_LETTERHEADS = ("conghoaxahoichunghia", "dangcongsanvietnam")


@dataclass(frozen=True, slots=True)
class Word:
    """Lengths in points, measured from the top left corner of the page."""

    text: str
    x0: float
    x1: float
    baseline: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    words: tuple[Word, ...]

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def baseline(self) -> float:
        return statistics.median(word.baseline for word in self.words)

    @property
    def height(self) -> float:
        return statistics.median(word.height for word in self.words)


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a ruled table: (x0, top, x1, bottom) each."""

    cells: tuple[tuple[float, float, float, float], ...]

    def holds(self, word: Word) -> bool:
        return any(_inside(word, cell) for cell in self.cells)

    @property
    def top(self) -> float:
        return min(cell[1] for cell in self.cells)


@dataclass(slots=True)
class Page:
    width: float
    words: list[Word] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)


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


def gather(words: Iterable[Word]) -> list[Line]:
    """Words on one baseline make a line."""
    groups: list[list[Word]] = []
    level = height = 0.0
    for word in sorted(words, key=lambda word: (word.baseline, word.x0)):
        if groups and word.baseline - level <= _SAME_LINE * max(height, word.height):
            groups[-1].append(word)
        else:
            groups.append([word])
            level, height = word.baseline, word.height
    return [Line(tuple(sorted(group, key=lambda word: word.x0))) for group in groups]


def _render(lines: list[Line], page: Page) -> Iterator[tuple[float, str]]:
    if not lines:
        return
    letter = _letter_width(lines)
    left = min(line.x0 for line in lines)
    pitch = _pitch(lines)
    before: Line | None = None
    for zone in _zones(lines, page.width):
        rendered = zone.columns() if zone.corridor else zone.lines
        for line in rendered:
            gap = 0.0 if before is None else line.baseline - before.baseline
            if before is not None and (gap > _NEW_PARAGRAPH * pitch or gap < 0):
                yield zone.sort_key(line), ""
            yield zone.sort_key(line), _spell(line, left, letter)
            before = line


@dataclass(frozen=True, slots=True)
class _Zone:
    """Consecutive lines; with a corridor, two columns on either side of it."""

    lines: Sequence[Line]
    corridor: tuple[float, float] | None = None

    def columns(self) -> list[Line]:
        middle = sum(self.corridor or (0, 0)) / 2
        words = [word for line in self.lines for word in line.words]
        return [
            *gather(word for word in words if word.x0 < middle),
            *gather(word for word in words if word.x0 >= middle),
        ]

    def sort_key(self, line: Line) -> float:
        """A zone of two columns stays together when tables are put between the lines."""
        return self.lines[0].baseline if self.corridor else line.baseline


def _zones(lines: list[Line], width: float) -> Iterator[_Zone]:
    start = 0
    while start < len(lines):
        found = _next_zone(lines, start, width)
        if found is None:
            yield _Zone(lines[start:])
            return
        first, last, corridor = found
        if first > start:
            yield _Zone(lines[start:first])
        yield _Zone(lines[first : last + 1], corridor)
        start = last + 1


def _next_zone(
    lines: list[Line], start: int, width: float
) -> tuple[int, int, tuple[float, float]] | None:
    for index in range(start, len(lines)):
        line = lines[index]
        corridor = (
            _letterhead_gap(line, width) or _recipients_gap(line, width) or _signer_gap(line, width)
        )
        if corridor and (zone := _grow(lines, start, index, corridor, width)):
            return zone
    return None


def _letterhead_gap(line: Line, width: float) -> tuple[float, float] | None:
    """The gap left of the national motto, when it stands in the right half."""
    letters, starts = "", []
    for word in line.words:
        starts.append(len(letters))
        letters += _fold(word.text)
    for phrase in _LETTERHEADS:
        at = letters.find(phrase)
        if at in starts:
            index = starts.index(at)
            left = line.words[index - 1].x1 if index else 0.0
            right = line.words[index].x0
            return (left, right) if right > 0.3 * width and right - left > _MIN_CORRIDOR else None
    return None


def _recipients_gap(line: Line, width: float) -> tuple[float, float] | None:
    """The gap right of "Nơi nhận:", when it stands at the left."""
    if len(line.words) < 2 or line.x0 > 0.4 * width:
        return None
    first, second = line.words[0], line.words[1]
    if _fold(first.text) != "noi" or not _fold(second.text).startswith("nhan"):
        return None
    after = [word for word in line.words[2:] if word.text.strip(" :.")]
    return second.x1, after[0].x0 if after else width


def _signer_gap(line: Line, width: float) -> tuple[float, float] | None:
    """The gap left of a signer's post in capitals; "Nơi nhận" itself is often lost in a scan."""
    for before, word in pairwise(line.words):
        if word.x0 < 0.4 * width or word.x0 - before.x1 < 2 * line.height:
            continue
        right = [other.text for other in line.words if other.x0 >= word.x0]
        post = _fold("".join(right))
        if "".join(right).isupper() and any(title in post for title in _POSTS):
            return before.x1, word.x0
    return None


def _grow(
    lines: list[Line], start: int, anchor: int, corridor: tuple[float, float], width: float
) -> tuple[int, int, tuple[float, float]] | None:
    """Takes in lines above and below as long as the corridor between the columns stays open."""
    first = last = anchor
    while first > start and _stands_right(lines[first - 1], lines[first], corridor):
        narrowed = _narrow(corridor, lines[first - 1])
        if narrowed is None:
            break
        corridor, first = narrowed, first - 1
    while last + 1 < len(lines):
        narrowed = _narrow(corridor, lines[last + 1])
        if narrowed is None:
            break
        corridor, last = narrowed, last + 1
    words = [word for line in lines[first : last + 1] for word in line.words]
    middle = sum(corridor) / 2
    has_both = any(w.x0 >= middle for w in words) and any(w.x1 <= middle for w in words)
    return (first, last, corridor) if has_both and corridor[1] < width else None


def _stands_right(above: Line, below: Line, corridor: tuple[float, float]) -> bool:
    """Above the first line of a zone only what is near and keeps off the corridor belongs to it."""
    near = below.baseline - above.baseline < 2.5 * max(above.height, below.height)
    return near and (above.x0 >= corridor[0] or _narrow(corridor, above) is not None)


def _narrow(corridor: tuple[float, float], line: Line) -> tuple[float, float] | None:
    """What of the corridor is left beside this line's words, None when they close it."""
    best: tuple[float, float] | None = None
    for left, right, inner in _gaps(line):
        low, high = max(left, corridor[0]), min(right, corridor[1])
        if high - low < _MIN_CORRIDOR or (inner and right - left < _COLUMN_GAP * line.height):
            continue
        if best is None or high - low > best[1] - best[0]:
            best = low, high
    return best


def _gaps(line: Line) -> Iterator[tuple[float, float, bool]]:
    """White stretches of a line: (from, to, whether between two words)."""
    edge = float("-inf")
    for word in line.words:
        if word.x0 > edge:
            yield edge, word.x0, edge != float("-inf")
        edge = max(edge, word.x1)
    yield edge, float("inf"), False


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
        inside = gather(word for word in words if _inside(word, cell))
        columns = sum(cell[0] <= other < cell[2] - 1 for other in lefts)
        return Cell([" ".join(word.text for word in line.words) for line in inside], columns)
    return None


def _inside(word: Word, cell: tuple[float, float, float, float]) -> bool:
    x, y = (word.x0 + word.x1) / 2, word.baseline - word.height / 3
    return cell[0] <= x < cell[2] and cell[1] <= y < cell[3]


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in plain if char.isalnum())
