"""What stands in the margin of a draft: the linter's findings, each beside the words it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from khuevan.vanban.composition import Block, Composition, Heading, Picture, Table


@dataclass(frozen=True, slots=True)
class Note:
    """One finding in the reader's language; ``can_mend``: one click mends it safely."""

    key: str
    rule: str
    severity: str
    words: str
    mend: str
    article: str
    can_mend: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A block of the body as the sheet draws it, with its notes."""

    index: int
    block: Block
    notes: tuple[Note, ...]
    file: int = 0
    """The stored file of a picture."""

    @property
    def kind(self) -> str:
        return type(self.block).__name__.lower()

    @property
    def text(self) -> str:
        if isinstance(self.block, Table | Picture):
            return self.block.caption
        label = getattr(self.block, "label", "")
        return f"{label} {self.block.text}".strip()

    @property
    def level(self) -> int:
        """2 for parts (I, A), 3 for what stands below."""
        label = self.block.label if isinstance(self.block, Heading) else ""
        return 2 if label.rstrip(".").isupper() else 3


@dataclass(frozen=True, slots=True)
class Margin:
    lines: tuple[Line, ...]
    aside: tuple[Note, ...]
    """What concerns no block: letterhead, subject, recipients, the whole."""

    @property
    def notes(self) -> list[Note]:
        return [*self.aside, *(note for line in self.lines for note in line.notes)]

    @property
    def count(self) -> int:
        return len(self.notes)


def margin(composition: Composition, pictures: Mapping[int, int] = MappingProxyType({})) -> Margin:
    """``pictures`` are the stored files of the blocks that are pictures."""
    by_block: dict[int, list[Note]] = {}
    aside: list[Note] = []
    for key, finding in enumerate(findings(composition)):
        block = finding.place.block
        noted = _note(str(key), finding)
        (aside if block is None else by_block.setdefault(block, [])).append(noted)
    lines = tuple(
        Line(index, block, tuple(by_block.get(index, ())), pictures.get(index, 0))
        for index, block in enumerate(composition.body)
    )
    return Margin(lines, tuple(aside))


def findings(composition: Composition) -> tuple[Any, ...]:
    return ()


def _note(key: str, finding: Any) -> Note:
    raise NotImplementedError
