"""The facts that rules ask: dated, each with its source, kept as tables and never in code."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "facts"


@dataclass(frozen=True, slots=True)
class Body:
    """A body or place that existed from one day to another; None means open."""

    name: str
    since: date | None
    until: date | None
    """The first day on which it was no more."""
    successor: str
    source: str


@dataclass(frozen=True, slots=True)
class Name:
    """A wrong form of an official name and the right one."""

    wrong: str
    right: str
    source: str
    unless: str = ""
    """Words that, standing directly behind, make it another, right name."""


@dataclass(frozen=True, slots=True)
class Repealed:
    """A document that is no longer in force from a day on."""

    number: str
    until: date
    replaced_by: str
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """All that is known; an application may pass its own register and tree instead of the tables.

    Compared by identity: patterns made from a value are remembered for it.
    """

    bodies: tuple[Body, ...] = ()
    places: tuple[Body, ...] = ()
    names: tuple[Name, ...] = ()
    official: tuple[str, ...] = ()
    """Official names in their right capitals."""
    repealed: tuple[Repealed, ...] = ()
    abbreviations: frozenset[str] = frozenset()
    """Those that need no introduction."""
    typos: dict[str, str] = field(default_factory=dict)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _bodies(name: str) -> tuple[Body, ...]:
    return tuple(
        Body(row["name"], _day(row["since"]), _day(row["until"]), row["successor"], row["source"])
        for row in _rows(name)
    )


@lru_cache(maxsize=1)
def load() -> Facts:
    """The tables that come with the package."""
    return Facts(
        bodies=_bodies("bodies"),
        places=_bodies("places"),
        names=tuple(
            Name(row["wrong"], row["right"], row["source"], row["unless"]) for row in _rows("names")
        ),
        official=tuple(row["name"] for row in _rows("official")),
        repealed=tuple(
            Repealed(
                row["number"],
                date.fromisoformat(row["until"]),
                row["replaced_by"],
                row["source"],
            )
            for row in _rows("repealed")
        ),
        abbreviations=frozenset(row["abbreviation"] for row in _rows("abbreviations")),
        typos={row["wrong"]: row["right"] for row in _rows("typos")},
    )
