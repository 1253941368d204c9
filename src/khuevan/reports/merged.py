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


def rows(sheet: Sheet, obligations: Sequence[Obligation], on: date) -> list[Group]:
    """In the order of the units; a unit that nobody took over whole stands for itself."""
    heirs = whole_heirs([one.organisation_id for one in obligations], on)
    units = {one.organisation_id: one.organisation for one in obligations}
    units |= {one.pk: one for one in Organisation.objects.filter(pk__in=set(heirs.values()))}
    found: dict[int, list[Row]] = {}
    for row in sheet.rows(obligations):
        unit = row.obligation.organisation_id
        found.setdefault(heirs.get(unit, unit), []).append(row)
    groups = [Group(units[pk], own, _sums(own)) for pk, own in found.items()]
    return sorted(groups, key=lambda group: (group.unit.protocol_order, group.unit.sort_key))


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
