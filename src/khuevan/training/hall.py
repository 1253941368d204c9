"""How the chairs of a hall stand, and which seat is which chair: pure but for one read.

A seat's number is its chair: along the first row from the left as seen from the stage, then the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Generic, TypeVar

from khuevan.training.models import ClassRun

T = TypeVar("T")
MOST_ROWS, MOST_COLUMNS = 80, 40
WIDE_FROM = 8
"""Chairs in a row from which there is an aisle in the middle."""


@dataclass(frozen=True, slots=True)
class Hall:
    """``aisle``: the number of the chair after which people walk; none for no aisle."""

    rows: int
    columns: int
    aisle: int = 0

    @property
    def chairs(self) -> int:
        return self.rows * self.columns

    def row_of(self, number: int) -> int:
        return (number - 1) // self.columns

    def chair_of(self, number: int) -> str:
        """ "C5": the fifth chair of the third row."""
        return f"{letters(self.row_of(number))}{(number - 1) % self.columns + 1}"


@dataclass(frozen=True, slots=True)
class Chair:
    """A seat as the plan of the hall shows it on the day."""

    number: int
    name: str
    look: str
    letter: str
    words: str


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """A row of chairs; None is an empty chair. ``left`` and ``right`` are what the aisle parts."""

    name: str
    left: list[T | None]
    right: list[T | None]


def letters(row: int) -> str:
    """A to Z, then AA, AB: as sheets name their columns."""
    name = ""
    row += 1
    while row:
        row, rest = divmod(row - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def proposed(seats: int) -> Hall:
    """A hall a little wider than deep."""
    columns = min(max(ceil(sqrt(max(seats, 1) * 1.5)), 4), MOST_COLUMNS)
    aisle = columns // 2 if columns >= WIDE_FROM else 0
    return Hall(max(ceil(seats / columns), 1), columns, aisle)


def hall_of(run: ClassRun, last: int) -> Hall:
    """As typed for the class, else as last typed for one in the same hall, else as proposed.

    ``last`` is the greatest number of a seat: for chairs that are too few, rows are added.
    """
    known = run if run.hall_rows else _earlier(run)
    if known is None or not known.hall_rows or not known.hall_columns:
        return proposed(last)
    rows = max(known.hall_rows, ceil(last / known.hall_columns))
    return Hall(rows, known.hall_columns, known.hall_aisle)


def chair_of(run: ClassRun, number: int) -> str:
    """The chair of a seat once somebody has said how the chairs stand; a proposal promises none."""
    if not run.hall_rows or not run.hall_columns:
        return ""
    return Hall(run.hall_rows, run.hall_columns, run.hall_aisle).chair_of(number)


def _earlier(run: ClassRun) -> ClassRun | None:
    if run.venue_id is None:
        return None
    others = ClassRun.objects.filter(venue=run.venue_id, hall_rows__isnull=False)
    return others.exclude(pk=run.pk).order_by("-created_at", "-pk").first()


def seated(hall: Hall, seats: Iterable[tuple[int, T]]) -> list[Row[T]]:
    """Each seat (its number, and what is shown of it) on its chair."""
    held = dict(seats)
    return list(_rows(hall, held))


def _rows(hall: Hall, held: dict[int, T]) -> Iterator[Row[T]]:
    for row in range(hall.rows):
        first = row * hall.columns + 1
        chairs = [held.get(number) for number in range(first, first + hall.columns)]
        cut = hall.aisle or len(chairs)
        yield Row(letters(row), chairs[:cut], chairs[cut:])
