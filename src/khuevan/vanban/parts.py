"""The partition of a text: every line goes into exactly one part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from khuevan.vanban.document import Part, PartKind, Span
from khuevan.vanban.lines import Line


@dataclass(slots=True)
class Marks:
    """What each line is; lines marked together make one part."""

    kinds: dict[int, tuple[PartKind, int]] = field(default_factory=dict)
    blocks: int = 0

    def line(self, index: int, kind: PartKind) -> None:
        """Neighbouring lines of the same kind make one part."""
        self.kinds[index] = (kind, 0)

    def block(self, first: int, last: int, kind: PartKind) -> None:
        self.blocks += 1
        for index in range(first, last + 1):
            self.kinds[index] = (kind, self.blocks)


def partition(lines: Sequence[Line], marks: Marks) -> Iterator[Part]:
    """Parts whose spans, put together, are the text from its first to its last character."""
    start, current = 0, None
    for line in lines:
        mark = _mark(line, marks, current)
        if mark != current:
            if current is not None:
                yield Part(current[0], Span(start, line.begin))
            start, current = line.begin, mark
    if current is not None:
        yield Part(current[0], Span(start, lines[-1].after))


def _mark(line: Line, marks: Marks, current: tuple[PartKind, int] | None) -> tuple[PartKind, int]:
    """A blank line inside a block belongs to it; elsewhere blanks are parts of their own."""
    if line.index in marks.kinds:
        return marks.kinds[line.index]
    return (PartKind.BLANK, 0) if line.blank else (PartKind.OTHER, 0)
