"""The lines of a view, and the cells that columns leave in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from khuevan.vanban.view import View

_LINE = re.compile(
    r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]|$)"
)
_BREAKS = "\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029"
_GAP = re.compile(r"\t+ *| {3,}| *\|+ *")
_BULLET = re.compile(r"[-–—+*•·]\s+")
_RULE = re.compile(r"[-_=*.…·\s~]{3,}$")
_PAGE_NUMBER = re.compile(
    r"(?:-\s*)?\d{1,3}(?:\s*-)?$|(?:trang|page)\s*\d{1,3}(?:\s*[/|]\s*\d{1,3})?$"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line between wide gaps; ``column`` is where it begins on the page."""

    start: int
    text: str
    key: str
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """``[start, stop)`` holds the line's words, ``[begin, after)`` all of it with its break."""

    index: int
    begin: int
    start: int
    stop: int
    after: int
    text: str
    indent: int
    page: View = field(repr=False, compare=False)

    @property
    def key(self) -> str:
        """Cut out when asked for: a copy for every line would weigh as much as the text."""
        return self.page.key[self.start : self.stop]

    @property
    def blank(self) -> bool:
        return not self.text

    @property
    def right(self) -> int:
        return self.indent + len(self.text)


def lines(view: View) -> tuple[Line, ...]:
    found: list[Line] = []
    for match in _LINE.finditer(view.text):
        if match.end() > match.start():
            found.append(_line(view, len(found), match.start(), match.end()))
    return tuple(found)


def _line(view: View, index: int, begin: int, after: int) -> Line:
    raw = view.text[begin:after].rstrip(_BREAKS)
    words = raw.strip()
    lead = len(raw) - len(raw.lstrip())
    if _RULE.fullmatch(words):
        words = ""
    start = begin + lead
    stop = start + len(words)
    indent = len(raw[:lead].expandtabs(8))
    return Line(index, begin, start, stop, after, words, indent, view)


def cells(line: Line) -> list[Cell]:
    """The line cut at tabs, bars and gaps of three spaces."""
    found: list[Cell] = []
    at = 0
    bullet = _BULLET.match(line.text)
    for gap in _GAP.finditer(line.text, bullet.end() if bullet else 0):
        if gap.start() > at:
            found.append(_cell(line, at, gap.start()))
        at = gap.end()
    if at < len(line.text) or not found:
        found.append(_cell(line, at, len(line.text)))
    return found


def _cell(line: Line, at: int, end: int) -> Cell:
    return Cell(line.start + at, line.text[at:end], line.key[at:end], line.indent + at)


def is_page_number(line: Line, before: Line | None, after: Line | None) -> bool:
    """A number alone on its line; in running text it must stand apart or in the margin."""
    if not _PAGE_NUMBER.fullmatch(line.key):
        return False
    apart = (before is None or before.blank) and (after is None or after.blank)
    return apart or line.indent >= 20 or (before is None or before.blank) or not line.key.isdigit()


def neighbours(all_lines: Sequence[Line], index: int) -> tuple[Line | None, Line | None]:
    before = all_lines[index - 1] if index else None
    after = all_lines[index + 1] if index + 1 < len(all_lines) else None
    return before, after
