"""A stretch of the report before it is kept: what ``reports.models.Passage`` becomes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from khuevan.reports.composing import tokens
from khuevan.reports.composing.figures import Number, plain
from khuevan.reports.enums import PassageKind


@dataclass(frozen=True, slots=True)
class Piece:
    """``key`` names it from draft to draft; ``facts`` is what tables, charts and quotes hold."""

    key: str
    kind: PassageKind
    text: str = ""
    level: int = 0
    clause: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    pieces: tuple[Piece, ...]
    numbers: dict[str, Number]


def codes(text: str, facts: Mapping[str, Any]) -> list[str]:
    """Every figure that a passage shows: in its words, its table, its chart."""
    return list(dict.fromkeys(tokens.codes(" ".join([text, *_strings(facts)]))))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, Iterable):
        for one in value:
            yield from _strings(one)


def source_hash(piece: Piece, numbers: Mapping[str, Number]) -> str:
    """Of all that the passage says and of every row behind its figures."""
    used = [
        [
            code,
            plain(number.value) if number.value is not None else None,
            plain(number.previous) if number.previous is not None else None,
            [row.packed() for row in number.rows],
        ]
        for code in codes(piece.text, piece.facts)
        if (number := numbers.get(code))
    ]
    kept = {name: value for name, value in piece.facts.items() if name != "chosen"}
    content = [piece.kind, piece.level, piece.text, kept, used]
    packed = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()
