"""The board of a class: one tile for each seat, in groups, and what changed since somebody looked.

One query, whatever the number of seats; pure after that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import cos, radians
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from khuevan.kit.vietnamese import fold
from khuevan.people.enums import OrganisationKind
from khuevan.people.models import regroup
from khuevan.training.enums import SeatState
from khuevan.training.models import ClassRun, Nomination

Words = str | Promise
MOST_AT_ONCE = 5
"""Tiles in one live update: it stays under 2 KB; the next one follows at once."""
LONG_NAME = 15
"""Letters of a unit's name from which its tile is two wide."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a seat looks: the state of the house that it borrows, its words, its letter."""

    key: str
    state: str
    label: Words
    letter: Words


# In the order of the counters above the board. The letter is for print and for the colour-blind.
LOOKS = {
    look.key: look
    for look in (
        Look("silent", "unanswered", _("Not answered"), pgettext_lazy("letter of a tile", "N")),
        Look("late", "overdue", _("Silent past the day"), pgettext_lazy("letter of a tile", "P")),
        Look("check", "received", _("To be checked"), pgettext_lazy("letter of a tile", "C")),
        Look("amend", "returned", _("To be completed"), pgettext_lazy("letter of a tile", "R")),
        Look("change", "doing", _("Substituted, to be checked"),
             pgettext_lazy("letter of a tile", "S")),
        Look("none", "cancelled", _("Sends nobody"), pgettext_lazy("letter of a tile", "X")),
        Look("valid", "done", pgettext_lazy("seat", "Valid"),
             pgettext_lazy("letter of a tile", "V")),
        Look("summoned", "done", pgettext_lazy("seat", "Summoned"),
             pgettext_lazy("letter of a tile", "G")),
    )
}  # fmt: skip
# One sign for each look: what a page tells the server that it shows.
SIGNS = dict(zip(LOOKS, "nlcrsxvg", strict=True))
OF_STATE = {
    SeatState.AMEND: "amend", SeatState.VALID: "valid", SeatState.SUMMONED: "summoned",
    SeatState.DECLINED: "none",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tile:
    pk: int
    number: int
    unit: int
    name: str
    full_name: str
    kind: str
    group: int | None
    group_name: str
    search: str
    look: Look
    place: int
    at: tuple[float, float] | None = None

    @property
    def sign(self) -> str:
        return SIGNS[self.look.key]

    @property
    def is_wide(self) -> bool:
        return len(self.name) > LONG_NAME


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    tiles: list[Tile]
    total: int
    answered: int
    is_wide: bool


@dataclass
class Board:
    run: ClassRun
    tiles: list[Tile]
    shown: list[Tile] = field(default_factory=list)

    @cached_property
    def counts(self) -> dict[str, int]:
        found = dict.fromkeys(LOOKS, 0)
        for tile in self.tiles:
            found[tile.look.key] += 1
        return found

    @property
    def total(self) -> int:
        return len(self.tiles)

    @property
    def silent(self) -> int:
        return self.counts["silent"] + self.counts["late"]

    @property
    def sections(self) -> list[Section]:
        """Groups as the class has them; one of wards and communes is shown as two."""
        every: dict[str, list[Tile]] = {}
        kinds: dict[int | None, set[str]] = {}
        for tile in self.tiles:
            kinds.setdefault(tile.group, set()).add(tile.kind)
        for tile in self.tiles:
            every.setdefault(_heading(tile, kinds[tile.group]), []).append(tile)
        shown = {tile.pk for tile in self.shown}
        return [
            _section(title, tiles, [tile for tile in tiles if tile.pk in shown])
            for title, tiles in every.items()
            if any(tile.pk in shown for tile in tiles)
        ]

    def narrowed(self, show: str = "", words: str = "") -> Board:
        """Only what somebody asked for; the counters stay those of the whole."""
        folded = fold(words)
        self.shown = [
            tile for tile in self.tiles
            if (not show or tile.look.key in show.split("."))
            and (not folded or folded in tile.search)
        ]  # fmt: skip
        return self

    def changed(self, seen: str) -> list[Tile]:
        """Tiles that look otherwise than on a page that shows these signs, in order."""
        pairs = zip(self.tiles, seen.ljust(len(self.tiles), "?"), strict=False)
        return [tile for tile, sign in pairs if tile.sign != sign]


def board(run: ClassRun, on: date | None = None) -> Board:
    late = is_late(run, on)
    tiles = [_tile(row, is_late=late) for row in rows(run.seats.all())]
    return Board(run, tiles, tiles)


def is_late(run: ClassRun, on: date | None = None) -> bool:
    """Has the day passed until which units nominate?"""
    return run.nominate_by is not None and run.nominate_by < (on or timezone.localdate())


def rows(seats: Any) -> Iterable[Mapping[str, Any]]:
    earlier = Nomination.objects.filter(seat=OuterRef("pk"), ended_at__isnull=False)
    found: Iterable[Mapping[str, Any]] = (
        seats.annotate(changed=Exists(earlier))
        .order_by("number")
        .values(
            "pk", "number", "place", "state", "changed", "organisation_id", "group_id",
            "group__name_vi", "group__name_en", "organisation__short_name", "organisation__name_vi",
            "organisation__name_en", "organisation__kind", "organisation__search",
            "organisation__latitude", "organisation__longitude",
        )
    )  # fmt: skip
    return found


def look_of(state: str, *, is_late: bool, is_changed: bool) -> Look:
    if state == SeatState.OPEN:
        return LOOKS["late" if is_late else "silent"]
    if state == SeatState.NOMINATED:
        return LOOKS["change" if is_changed else "check"]
    return LOOKS[OF_STATE[SeatState(state)]]


def _tile(row: Mapping[str, Any], *, is_late: bool) -> Tile:
    is_english = (get_language() or "vi").startswith("en")
    full = row["organisation__name_en"] if is_english else ""
    group = row["group__name_en"] if is_english else ""
    short = row["organisation__short_name"]
    latitude, longitude = row["organisation__latitude"], row["organisation__longitude"]
    return Tile(
        pk=row["pk"], number=row["number"], unit=row["organisation_id"], place=row["place"],
        name=short if row["place"] == 1 else f"{short} ({row['place']})",
        full_name=full or row["organisation__name_vi"], kind=row["organisation__kind"],
        group=row["group_id"], group_name=group or row["group__name_vi"] or "",
        search=row["organisation__search"],
        look=look_of(row["state"], is_late=is_late, is_changed=row["changed"]),
        at=(float(latitude), float(longitude)) if latitude and longitude else None,
    )  # fmt: skip


def _heading(tile: Tile, kinds: set[str]) -> str:
    if tile.group is None:
        return str(_("Named by themselves"))
    if len(kinds) > 1:
        return str(OrganisationKind(tile.kind).label)
    return tile.group_name


def _section(title: str, tiles: Sequence[Tile], shown: list[Tile]) -> Section:
    answered = sum(1 for tile in tiles if tile.look.key not in {"silent", "late"})
    is_wide = any(tile.kind not in {OrganisationKind.WARD, OrganisationKind.COMMUNE}
                  for tile in tiles)  # fmt: skip
    return Section(title, shown, len(tiles), answered, is_wide)


# --- the map


@dataclass(frozen=True, slots=True)
class Dot:
    tile: Tile
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Map:
    width: int
    height: int
    dots: list[Dot]
    elsewhere: list[Tile]


def drawn(tiles: Sequence[Tile], width: int = 900, edge: int = 24) -> Map:
    """Units where they lie; those whose place is not known stand in a list of their own."""
    placed = [tile for tile in tiles if tile.at]
    elsewhere = [tile for tile in tiles if not tile.at]
    if not placed:
        return Map(width, 2 * edge, [], elsewhere)
    points = list(_points(placed))
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    top, bottom = min(y for _x, y in points), max(y for _x, y in points)
    scale = (width - 2 * edge) / max(right - left, 0.01)
    dots = [
        Dot(tile, round(edge + (x - left) * scale, 1), round(edge + (y - top) * scale, 1))
        for tile, (x, y) in zip(placed, points, strict=True)
    ]
    return Map(width, round((bottom - top) * scale) + 2 * edge, dots, elsewhere)


def _points(tiles: Sequence[Tile]) -> Iterator[tuple[float, float]]:
    """East and south, a degree of longitude as long as it is at this latitude."""
    places = [tile.at for tile in tiles if tile.at]
    shrink = cos(radians(sum(latitude for latitude, _east in places) / len(places)))
    for latitude, longitude in places:
        yield longitude * shrink, -latitude


# --- today's units


def in_todays_units(run: ClassRun, on: date) -> dict[int, int]:
    """Seats of each unit, in the units of a day; the sum is the same on every day (TRN-3)."""
    counts: dict[int, int] = {}
    for unit in run.seats.order_by().values_list("organisation_id", flat=True):
        counts[unit] = counts.get(unit, 0) + 1
    return regroup(counts, on)


def as_given(run: ClassRun) -> dict[int, int]:
    """Seats of each unit as they were given when the class was made."""
    counts: dict[int, int] = {}
    for unit, first in run.seats.order_by().values_list("organisation_id", "given_to_id"):
        key = first or unit
        counts[key] = counts.get(key, 0) + 1
    return counts
