"""A consolidation as its page draws it: the paper in the middle, every figure a link."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from khuevan.reports import charts
from khuevan.reports.composing import tokens
from khuevan.reports.composing.display import Value, as_text, shower, values_of
from khuevan.reports.composing.passages import codes
from khuevan.reports.enums import PassageKind
from khuevan.reports.models import Figure, Passage

_PIECES = re.compile(r"(\{\{[\w.-]+\}\})")
# Its words are the officer's to change; a heading of the plan and a table are not.
WORDED = frozenset({
    PassageKind.CLAUSE, PassageKind.FIGURES, PassageKind.DIFFICULTIES, PassageKind.PROPOSALS,
    PassageKind.WORDS,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """Words, or a figure with its code; ``look`` is "warn" (cannot be computed) or "back"
    (a cell was sent back)."""

    text: str
    code: str = ""
    label: str = ""
    look: str = ""


Segments = list[Segment]


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage on the page."""

    passage: Passage
    text: Segments
    head: list[str] = field(default_factory=list)
    rows: list[list[Segments]] = field(default_factory=list)
    numeric: frozenset[int] = frozenset()
    alt: str = ""
    photos: list[dict[str, object]] = field(default_factory=list)
    chosen: list[dict[str, object]] = field(default_factory=list)
    changes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.passage.kind

    @property
    def label(self) -> str:
        return str(self.passage.facts.get("label", ""))

    @property
    def quote(self) -> str:
        return str(self.passage.facts.get("quote", ""))

    @property
    def caption(self) -> str:
        return str(self.passage.facts.get("caption", ""))

    @property
    def appendix(self) -> str:
        return str(self.passage.facts.get("appendix", ""))

    @property
    def is_worded(self) -> bool:
        return self.passage.kind in WORDED

    @property
    def anchor(self) -> str:
        return f"p-{self.passage.pk}"


def page(
    passages: Sequence[Passage], figures: Mapping[str, Figure], returned: frozenset[str]
) -> list[Shown]:
    values = values_of(figures)
    return [_shown(one, figures, values, returned) for one in passages]


def _shown(
    passage: Passage,
    figures: Mapping[str, Figure],
    values: Mapping[str, Value],
    returned: frozenset[str],
) -> Shown:
    facts, kind = passage.facts, passage.kind

    def cut(text: str, *, padded: bool) -> Segments:
        show = shower(values, padded=padded)
        return [
            _figure(piece[2:-2], show(piece[2:-2]), figures, returned) if at % 2 else Segment(piece)
            for at, piece in enumerate(_PIECES.split(text))
            if piece
        ]

    is_table = kind in (PassageKind.TABLE, PassageKind.CHART)
    rows = facts.get("rows", []) if is_table else []
    offered, chosen = facts.get("offered", []), set(facts.get("chosen", []))
    return Shown(
        passage=passage,
        text=cut(passage.said, padded=True),
        head=list(facts.get("head", [])),
        rows=[[cut(str(cell), padded=False) for cell in row] for row in rows],
        numeric=frozenset(facts.get("numeric", range(1, 9) if kind == PassageKind.CHART else ())),
        alt=charts.alt(facts, values) if kind == PassageKind.CHART else "",
        photos=offered,
        chosen=[one for one in offered if one["evidence"] in chosen],
        changes=_changes(passage, values) if passage.is_stale else [],
    )


def _figure(
    code: str, value: str, figures: Mapping[str, Figure], returned: frozenset[str]
) -> Segment:
    known = figures.get(code)
    look = "warn" if known is None or known.problem else "back" if code in returned else ""
    return Segment(value, code, known.label if known else code, look)


def _changes(passage: Passage, values: Mapping[str, Value]) -> list[tuple[str, str]]:
    """What the passage says and what it would say, word by word; a figure is one word."""
    before = as_text(passage.kind, passage.text, passage.facts, values).split()
    after = passage.fresh.split()
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", " ".join(before[a:b])))
            continue
        found += [("del", " ".join(before[a:b]))] if b > a else []
        found += [("ins", " ".join(after[c:d]))] if d > c else []
    return found


@dataclass(slots=True)
class Entry:
    """A line of the outline beside the paper."""

    text: str
    anchor: str
    level: int
    figures: int = 0
    stale: int = 0


def outline(shown: Sequence[Shown]) -> list[Entry]:
    """The headings, each with how many figures stand under it and how many passages are stale."""
    found: list[Entry] = []
    for one in shown:
        if one.kind == PassageKind.HEADING:
            text = tokens.filled(one.passage.said, lambda code: code).partition(" (mục ")[0]
            found.append(Entry(f"{one.label} {text}".strip(), one.anchor, one.passage.level))
        elif one.appendix:
            found.append(Entry(one.appendix, one.anchor, 1))
        if not found:
            continue
        found[-1].figures += len(
            codes(one.passage.said, {"rows": one.passage.facts.get("rows", [])})
        )
        found[-1].stale += one.passage.is_stale
    return found
