"""Two years side by side: which clauses are new, which were dropped, which say something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from khuevan.kit.differences import word_diff
from khuevan.plans.likeness import best_pairs, ratio
from khuevan.plans.models import Clause, Plan

ALIKE = 0.45
"""Least likeness at which two clauses count as one that was reworded."""


class Change(StrEnum):
    NEW = "new"
    DROPPED = "dropped"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Row:
    change: Change
    before: Clause | None
    after: Clause | None
    pieces: tuple[tuple[str, str], ...] = ()
    """Changed text as [("same" | "del" | "ins", words)]."""

    @property
    def place(self) -> str:
        clause = self.after or self.before
        return clause.path if clause else ""


def rows(before: Sequence[Clause], after: Sequence[Clause]) -> list[Row]:
    """In the order of the newer plan; what was dropped stands where it used to follow."""
    pairs = best_pairs([c.text for c in before], [c.text for c in after], least=ALIKE)
    earlier = {j: before[i] for i, j, _score in pairs}
    kept = {i for i, _j, _score in pairs}
    found = [_row(earlier.get(j), clause) for j, clause in enumerate(after)]
    return _with_dropped(found, before, kept)


def _row(old: Clause | None, new: Clause) -> Row:
    if old is None:
        return Row(Change.NEW, None, new)
    if _plain(old.text) == _plain(new.text):
        return Row(Change.SAME, old, new)
    return Row(Change.CHANGED, old, new, tuple(word_diff(old.text, new.text)))


def _with_dropped(found: list[Row], before: Sequence[Clause], kept: set[int]) -> list[Row]:
    place = {row.before.pk: n for n, row in enumerate(found) if row.before}
    after_row: dict[int, list[Row]] = {}
    last = -1
    for i, clause in enumerate(before):
        if i in kept:
            last = place[clause.pk]
        else:
            after_row.setdefault(last, []).append(Row(Change.DROPPED, clause, None))
    out = list(after_row.get(-1, []))
    for n, row in enumerate(found):
        out += [row, *after_row.get(n, [])]
    return out


def likest(plan: Plan, others: Iterable[Plan]) -> Plan | None:
    """The plan whose title is likest; None when none is."""
    scored = [(ratio(plan.title, other.title), other) for other in others]
    best = max(scored, key=lambda one: (one[0], one[1].pk), default=None)
    return best[1] if best and best[0] >= ALIKE else None


def _plain(text: str) -> str:
    return " ".join(text.split())
