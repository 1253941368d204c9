"""Words with their places on a page, and the lines that they make."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field

_SAME_LINE = 0.4
"""Of the letters' height: how far two baselines on one line may stand apart."""


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
        return any(inside(word, cell) for cell in self.cells)

    @property
    def top(self) -> float:
        return min(cell[1] for cell in self.cells)


@dataclass(slots=True)
class Page:
    width: float
    words: list[Word] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)


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


def inside(word: Word, cell: tuple[float, float, float, float]) -> bool:
    x, y = (word.x0 + word.x1) / 2, word.baseline - word.height / 3
    return cell[0] <= x < cell[2] and cell[1] <= y < cell[3]
