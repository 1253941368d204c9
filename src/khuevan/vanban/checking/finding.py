"""What the linter says: where, which rule, what is wrong, by which article, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error breaks the decree, a warning nearly always is one, a hint asks a person to look."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Said:
    """The same words in both languages."""

    vi: str
    en: str

    def filled(self, **words: object) -> Said:
        return Said(self.vi.format(**words), self.en.format(**words))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands.

    ``start`` and ``end`` are offsets of the checked text; for a composition, of the words of its
    ``block`` (an index of the body) or of the other ``part`` ("subject", "bases.2"). Both are None
    for what concerns the page as a whole. ``paragraph`` counts the lines that hold words, from 1.
    """

    start: int | None = None
    end: int | None = None
    words: str = ""
    paragraph: int | None = None
    page: int | None = None
    block: int | None = None
    part: str = ""
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """``fix`` is what may safely stand instead of the words of ``place``; None when a person must
    decide."""

    rule: str
    severity: Severity
    place: Place
    message: Said
    article: str
    mend: Said
    fix: str | None = None


def apply_fixes(text: str, findings: Iterable[Finding]) -> str:
    """The text with every safe fix made; of two that overlap, the first in the text wins."""
    pieces: list[str] = []
    at = 0
    for finding in sorted(findings, key=lambda one: (one.place.start or 0, one.place.end or 0)):
        start, end = finding.place.start, finding.place.end
        if finding.fix is None or start is None or end is None or start < at:
            continue
        pieces += [text[at:start], finding.fix]
        at = end
    return "".join([*pieces, text[at:]])
