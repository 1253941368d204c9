"""Where two columns stand side by side: the letterhead, and the recipients beside the signature."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from khuevan.vanban.formats.words import Line, gather

_MIN_CORRIDOR = 4.0
_COLUMN_GAP = 0.6
"""Of the letters' height: the least gap between words that may part two columns."""
_POSTS = (
    *("giamdoc", "chutich", "hieutruong", "truongphong", "truongban", "botruong", "thutruong"),
    *("chanhvanphong", "bithu", "cuctruong", "vutruong", "thutuong", "vientruong", "uyban"),
)
_LETTERHEADS = ("conghoaxahoichunghia", "dangcongsanvietnam")


@dataclass(frozen=True, slots=True)
class Zone:
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


def zones(lines: list[Line], width: float) -> Iterator[Zone]:
    start = 0
    while start < len(lines):
        found = _next_zone(lines, start, width)
        if found is None:
            yield Zone(lines[start:])
            return
        first, last, corridor = found
        if first > start:
            yield Zone(lines[start:first])
        yield Zone(lines[first : last + 1], corridor)
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


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in plain if char.isalnum())
