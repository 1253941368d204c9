"""Ways to divide a class whose hall is too small (R12): one read, pure after it; nothing is written.

A unit's seats stay together. Cut along its groups a class keeps its people among their like; cut along
the alphabet the classes are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.training.models import ClassRun

MOST_CLASSES = 20


class Cut(StrEnum):
    GROUPS = "groups"
    ALPHABET = "alphabet"


@dataclass(frozen=True, slots=True)
class Place:
    """A seat as far as dividing is concerned."""

    pk: int
    unit: int
    unit_name: str
    sort_key: str
    group: int | None
    group_name: str


@dataclass(frozen=True, slots=True)
class Part:
    """The seats of one of the classes; ``name`` says whose they are."""

    seats: tuple[int, ...]
    name: str

    @property
    def size(self) -> int:
        return len(self.seats)


@dataclass(frozen=True, slots=True)
class Way:
    cut: Cut
    parts: tuple[Part, ...]
    capacity: int | None

    @property
    def fits(self) -> bool:
        return self.capacity is None or all(part.size <= self.capacity for part in self.parts)

    @property
    def words(self) -> str:
        """ "71 + 71 seats: An Khánh – Kim Liên; Kim Anh – Yên Xuân" """
        sizes = " + ".join(str(part.size) for part in self.parts)
        total = sum(part.size for part in self.parts)
        names = "; ".join(part.name for part in self.parts)
        cut = _("By groups") if self.cut == Cut.GROUPS else _("By the alphabet")
        count = ngettext("%(sizes)s seat", "%(sizes)s seats", total) % {"sizes": sizes}
        return f"{cut}: {count} ({names})"


def lacking(run: ClassRun, seats: int) -> int:
    """How many seats the hall is short of; none while no hall is chosen or its size is unknown."""
    capacity = run.venue.capacity if run.venue else None
    return max(seats - capacity, 0) if capacity else 0


def ways(run: ClassRun) -> list[Way]:
    """The best first: what fits the hall, and of that what keeps groups together."""
    rows = places_of(run)
    capacity = run.venue.capacity if run.venue else None
    units = len({row.unit for row in rows})
    if units < 2:
        return []
    wanted = ceil(len(rows) / capacity) if capacity else 2
    count = min(max(wanted, 2), units, MOST_CLASSES)
    found = [Way(Cut.ALPHABET, by_alphabet(rows, count), capacity)]
    if parts := by_groups(rows, count, capacity):
        found.insert(0, Way(Cut.GROUPS, parts, capacity))
    return sorted(found, key=lambda way: not way.fits)


def places_of(run: ClassRun) -> list[Place]:
    rows = run.seats.order_by("number").select_related("organisation", "group")
    return [
        Place(
            seat.pk, seat.organisation_id, seat.organisation.short_name or seat.organisation.name,
            seat.organisation.sort_key, seat.group_id, seat.group.name if seat.group else "",
        )
        for seat in rows
    ]  # fmt: skip


def by_groups(rows: Sequence[Place], count: int, capacity: int | None) -> tuple[Part, ...]:
    """Whole groups, the greatest first, each into the class that is smallest; none of one group."""
    groups: dict[int | None, list[Place]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    whole = {row.unit for row in rows}
    is_mixed = sum(len({row.unit for row in held}) for held in groups.values()) > len(whole)
    if len(groups) < count or is_mixed:
        return ()
    bins: list[list[list[Place]]] = [[] for _number in range(count)]
    for held in sorted(groups.values(), key=len, reverse=True):
        min(bins, key=lambda one: sum(map(len, one))).append(held)
    parts = [
        Part(
            tuple(row.pk for held in one for row in held),
            ", ".join(held[0].group_name or _("named by themselves") for held in one),
        )
        for one in bins
    ]
    return tuple(parts)


def by_alphabet(rows: Sequence[Place], count: int) -> tuple[Part, ...]:
    """Classes as equal as whole units let them be, in the order of the units' names."""
    units = [
        list(held)
        for _unit, held in groupby(
            sorted(rows, key=lambda row: (row.sort_key, row.unit)), lambda row: row.unit
        )
    ]
    parts: list[Part] = []
    rest = len(rows)
    while units:
        left = count - len(parts)
        share, taken = ceil(rest / left), [units.pop(0)]
        while units and len(units) >= left and sum(map(len, taken)) + len(units[0]) <= share:
            taken.append(units.pop(0))
        if left == 1:
            taken, units = taken + units, []
        rest -= sum(map(len, taken))
        parts.append(_span(taken))
    return tuple(parts)


def _span(units: Iterable[list[Place]]) -> Part:
    held = [row for unit in units for row in unit]
    first, last = held[0].unit_name, held[-1].unit_name
    name = first if first == last else f"{first} – {last}"
    return Part(tuple(row.pk for row in held), name)
