"""The matrix in the units of a day: what units wrote that were merged since, under their heir.

A figure that the type adds up is added up; anything else is shown as each of them wrote it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from khuevan.people.models import Organisation, whole_heirs
from khuevan.reports.enums import Total
from khuevan.reports.matrix import Entry, Row, Sheet
from khuevan.reports.models import Indicator, Obligation


@dataclass(frozen=True, slots=True)
class Sum:
    """One indicator over the units that are one today; no value: it does not add up."""

    indicator: Indicator
    value: Decimal | None
    parts: int


@dataclass(frozen=True, slots=True)
class Group:
    """A unit of today with the rows of those that it took over, and its own."""

    unit: Organisation
    rows: list[Row]
    sums: list[Sum]

    @property
    def is_merged(self) -> bool:
        return len(self.rows) > 1 or self.rows[0].obligation.organisation_id != self.unit.pk


Owed = tuple[Organisation, list[Obligation]]


def units(obligations: Sequence[Obligation], on: date) -> list[Owed]:
    """Each unit of the day with what it and those that it took over owed, in the order of units.

    A unit that nobody took over whole stands for itself. Three queries, and no answer read yet.
    """
    heirs = whole_heirs([one.organisation_id for one in obligations], on)
    bodies = {one.organisation_id: one.organisation for one in obligations}
    bodies |= {one.pk: one for one in Organisation.objects.filter(pk__in=set(heirs.values()))}
    found: dict[int, list[Obligation]] = {}
    for one in obligations:
        found.setdefault(heirs.get(one.organisation_id, one.organisation_id), []).append(one)
    owed = [(bodies[pk], own) for pk, own in found.items()]
    return sorted(owed, key=lambda pair: (pair[0].protocol_order, pair[0].sort_key))


def groups(sheet: Sheet, owed: Sequence[Owed]) -> list[Group]:
    """The answers of these units, read together."""
    rows = {row.obligation.pk: row for row in sheet.rows([one for _, own in owed for one in own])}
    found = [(unit, [rows[one.pk] for one in own]) for unit, own in owed]
    return [Group(unit, own, _sums(own)) for unit, own in found]


def _sums(own: list[Row]) -> list[Sum]:
    return [_sum(list(entries)) for entries in zip(*(row.entries for row in own), strict=True)]


def _sum(entries: list[Entry]) -> Sum:
    indicator = entries[0].indicator
    values = [entry.value for entry in entries if entry.is_figure and entry.value is not None]
    if not values:
        return Sum(indicator, None, 0)
    if indicator.total == Total.SUM:
        return Sum(indicator, sum(values, Decimal(0)), len(values))
    if indicator.total == Total.LARGEST:
        return Sum(indicator, max(values), len(values))
    return Sum(indicator, values[0] if len(values) == 1 else None, len(values))
