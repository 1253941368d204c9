"""The plan as itself: its whole text in order, cut where clauses and parts begin and end.

Joined together, the blocks are the source letter by letter; what is known of a clause stands beside
its block and never in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from khuevan.plans.models import Clause, Plan

# Their line breaks are part of what they say; elsewhere lines were broken by the page's width.
_BY_LINES = frozenset(
    {"letterhead", "number", "place_date", "recipients", "signature", "stamp", "table_row"}
)
_ROMAN = re.compile(r"\W*[IVXLC]+\s*[.)/-]|\W*(?:phần|chương|mục)\b|\W*[A-Z]\s*[.)]", re.IGNORECASE)


_TITLE = ("type", "title")
_HEAD = frozenset({"letterhead", "number", "place_date", *_TITLE})
_MOTTO = re.compile(r"\W*(?:CỘNG H(?:ÒA|OÀ)|ĐẢNG CỘNG SẢN)")


@dataclass(frozen=True, slots=True)
class Decoration:
    """What the margin says of a clause: state (of kit.components.State or ""), note, figures.

    ``figures`` are (icon, number, words); ``url`` opens the clause; ``on`` marks the one open.
    """

    state: str = ""
    note: str = ""
    figures: tuple[tuple[str, int, str], ...] = ()
    url: str = ""
    on: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    kind: str
    text: str
    start: int
    clause: Clause | None = None
    decoration: Decoration = field(default_factory=Decoration)

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    @property
    def anchor(self) -> str:
        return f"clause-{self.clause.pk}" if self.clause else f"at-{self.start}"

    @property
    def is_heading(self) -> bool:
        return self.kind == "heading"

    @property
    def keeps_lines(self) -> bool:
        return self.kind in _BY_LINES

    @property
    def level(self) -> int:
        """2 for the parts of a plan (I, II, A), 3 for what stands below."""
        return 2 if _ROMAN.match(self.text) else 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """What ``plans/_sheet.html`` draws."""

    blocks: tuple[Block, ...]

    @property
    def _opening(self) -> int:
        """How many blocks stand before the title's end: letterhead, number, place, type, title."""
        count = 0
        for place, block in enumerate(self.blocks):
            if block.kind in _HEAD or block.is_blank:
                count = place + 1 if block.kind in _HEAD else count
            else:
                break
        return count

    @property
    def head(self) -> tuple[list[str], list[str]]:
        """The lines of the letterhead, left and right of the paper; the motto begins the right."""
        left: list[str] = []
        right: list[str] = []
        for block in self.blocks[: self._opening]:
            if block.kind not in _TITLE:
                for line in filter(str.strip, block.text.splitlines()):
                    (right if right or _MOTTO.match(line) else left).append(line)
        return left, right

    @property
    def doc_type(self) -> str:
        return self._of("type")

    @property
    def title(self) -> str:
        return self._of("title")

    def _of(self, kind: str) -> str:
        return " ".join(b.text for b in self.blocks[: self._opening] if b.kind == kind)

    @property
    def body(self) -> tuple[Block, ...]:
        return self.blocks[self._opening :]

    @property
    def outline(self) -> list[Block]:
        return [block for block in self.blocks if block.is_heading]

    @property
    def text(self) -> str:
        return "".join(block.text for block in self.blocks)


def sheet(
    plan: Plan,
    clauses: Sequence[Clause] | None = None,
    decorations: Mapping[int, Decoration] | None = None,
) -> Sheet:
    """The plan's blocks. ``decorations`` are by clause id; clauses are fetched when not given."""
    known = list(plan.clauses.all()) if clauses is None else clauses
    shown = decorations or {}
    pieces = _pieces(plan, known)
    blocks = []
    for (clause_id, kind, _run), run in groupby(pieces, key=lambda p: (p.clause_id, p.kind, p.run)):
        cut = list(run)
        clause = cut[0].clause
        blocks.append(
            Block(
                kind,
                plan.text[cut[0].start : cut[-1].end],
                cut[0].start,
                clause,
                shown.get(clause_id, Decoration()) if clause else Decoration(),
            )
        )
    return Sheet(tuple(blocks))


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    kind: str
    clause: Clause | None
    run: int
    """Parts that are no clause stay apart; a clause over several parts is one block."""

    @property
    def clause_id(self) -> int:
        return self.clause.pk if self.clause else 0


def _pieces(plan: Plan, clauses: Iterable[Clause]) -> list[_Piece]:
    parts = [(str(kind), int(start), int(end)) for kind, start, end in plan.parts]
    spans = sorted(clauses, key=lambda c: (c.start, -c.end))
    length = len(plan.text)
    cuts = {0, length}
    cuts.update(n for _kind, start, end in parts for n in (start, end))
    cuts.update(n for c in spans for n in (c.start, c.end))
    edges = sorted(n for n in cuts if 0 <= n <= length)
    found, part, next_clause = [], 0, 0
    open_clauses: list[Clause] = []
    for start, end in pairwise(edges):
        while part + 1 < len(parts) and parts[part][2] <= start:
            part += 1
        while next_clause < len(spans) and spans[next_clause].start <= start:
            open_clauses.append(spans[next_clause])
            next_clause += 1
        open_clauses = [c for c in open_clauses if c.end > start]
        clause = open_clauses[-1] if open_clauses else None
        kind = parts[part][0] if parts else "other"
        found.append(
            _Piece(start, end, "clause" if clause else kind, clause, 0 if clause else part)
        )
    return found
