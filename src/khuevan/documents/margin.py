"""What stands in the margin of a draft: the linter's findings, each beside the words it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from khuevan.kit.vietnamese import in_own_language
from khuevan.vanban.checking import FACTS, Finding, check_composition, mend
from khuevan.vanban.composition import Block, Composition, Heading, Picture, Table


@dataclass(frozen=True, slots=True)
class Note:
    """One finding in the reader's language; ``fix`` may safely stand for the words ``quoted``."""

    key: str
    rule: str
    severity: str
    words: str
    mend: str
    article: str
    quoted: str = ""
    fix: str | None = None

    @property
    def can_mend(self) -> bool:
        return self.fix is not None


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
    def mendable(self) -> list[Note]:
        return [note for note in self.notes if note.can_mend]

    @property
    def count(self) -> int:
        return len(self.notes)


def margin(composition: Composition, pictures: Mapping[int, int] = MappingProxyType({})) -> Margin:
    """``pictures`` are the stored files of the blocks that are pictures."""
    by_block: dict[int, list[Note]] = {}
    aside: list[Note] = []
    for finding in findings(composition):
        block = finding.place.block
        noted = _note(finding)
        (aside if block is None else by_block.setdefault(block, [])).append(noted)
    lines = tuple(
        Line(index, block, tuple(by_block.get(index, ())), pictures.get(index, 0))
        for index, block in enumerate(composition.body)
    )
    return Margin(lines, tuple(aside))


def findings(composition: Composition) -> tuple[Finding, ...]:
    return check_composition(composition, FACTS)


def key_of(finding: Finding) -> str:
    """One finding among those of a version: its rule, its place and the words there."""
    place = finding.place
    told = [finding.rule, place.part, place.block, place.start, place.words]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def mended(composition: Composition, checked: Composition, keys: Collection[str]) -> Composition:
    """The composition with the safe fixes of these findings made, found in ``checked``: the same
    value as it is shown. Later places first, so that earlier ones stay where they are.
    """
    wanted = [one for one in findings(checked) if one.fix is not None and key_of(one) in keys]
    for one in sorted(wanted, key=lambda f: f.place.start or 0, reverse=True):
        composition = mend(composition, one)
    return composition


def _note(finding: Finding) -> Note:
    return Note(
        key=key_of(finding),
        rule=finding.rule,
        severity=str(finding.severity),
        words=in_own_language(finding.message.vi, finding.message.en),
        mend=in_own_language(finding.mend.vi, finding.mend.en),
        article=finding.article,
        quoted=finding.place.words,
        fix=finding.fix,
    )
