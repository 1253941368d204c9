"""How alike two pieces of a plan are, by their words alone: the same answer on every machine."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from khuevan.kit.vietnamese import fold

_WORD = re.compile(r"\w+")
# Words that any order of any plan uses: they tell nothing of which work is meant.
_COMMON = frozenset(
    fold(
        "và các của cho về với trong theo tại là được có để từ trên các những một việc công tác "
        "thực hiện triển khai phối hợp chủ trì đơn vị cơ quan liên quan nhiệm vụ kế hoạch nội dung "
        "tổ chức hoạt động năm thành phố sở phòng quy định đảm bảo bảo đảm nghiêm túc kịp thời"
    ).split()
)


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


@lru_cache(maxsize=4096)
def terms(text: str) -> frozenset[str]:
    """Pairs of neighbours, at least one of them telling: Vietnamese words are mostly pairs."""
    found = words(text)
    pairs = pairwise(found)
    return frozenset(f"{a} {b}" for a, b in pairs if a not in _COMMON or b not in _COMMON)


@dataclass(frozen=True, slots=True)
class Piece:
    """A task's words, and the title of the plan that it stands in: "the class" is what it says."""

    text: str
    title: str = ""


class Scale:
    """Weighs terms by how rare they are among the pieces compared (ln of total by count)."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        counts: Counter[str] = Counter()
        total = 0
        for piece in pieces:
            counts.update(terms(piece.text))
            total += 1
        self._weights = {term: math.log((total + 1) / n) for term, n in counts.items()}
        self._most = math.log(total + 1)

    def weight(self, found: Iterable[str]) -> float:
        return sum(self._weights.get(term, self._most) for term in found)

    def likeness(self, a: Piece, b: Piece) -> int:
        """0 to 100. Both must share words of their own; titles only help to fill in the rest."""
        ours, theirs = terms(a.text), terms(b.text)
        shared = ours & theirs
        if not shared:
            return 0
        own = self.weight(shared) / max(min(self.weight(ours), self.weight(theirs)), 1e-9)
        covered = max(self._covered(theirs, a), self._covered(ours, b))
        return round(100 * (0.25 * own + 0.75 * covered))

    def _covered(self, wanted: frozenset[str], by: Piece) -> float:
        has = terms(by.text) | terms(by.title)
        return self.weight(wanted & has) / max(self.weight(wanted), 1e-9)


def ratio(a: str, b: str) -> float:
    """0 to 1: shared terms of two texts against all of theirs (Dice), order left aside."""
    one, two = terms(a), terms(b)
    if not one or not two:
        return float(words(a) == words(b))
    return 2 * len(one & two) / (len(one) + len(two))


def best_pairs(
    left: Sequence[str], right: Sequence[str], *, least: float
) -> list[tuple[int, int, float]]:
    """Each index at most once, best likeness first; ties keep the order of the documents."""
    scored = [(ratio(a, b), i, j) for i, a in enumerate(left) for j, b in enumerate(right)]
    scored = [entry for entry in scored if entry[0] >= least]
    scored.sort(key=lambda entry: (-entry[0], abs(entry[1] - entry[2]), entry[1], entry[2]))
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs = []
    for score, i, j in scored:
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            pairs.append((i, j, score))
    return sorted(pairs)
