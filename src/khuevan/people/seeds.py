"""The facts of the tree in `seeds/*.csv`, each with its source, put into an installation.

Safe to run again: what is there already, perhaps corrected by the office, is left as it stands.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from khuevan.kit import audit
from khuevan.kit.vietnamese import fold
from khuevan.people.enums import Kind
from khuevan.people.models import Alias, Membership, Organisation, Succession, UnitGroup

FOLDER = Path(__file__).parent / "seeds"
OWN_DEPARTMENT = "SVHTT"


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many rows of each kind were new."""

    organisations: int
    aliases: int
    groups: int
    memberships: int
    successions: int

    @property
    def total(self) -> int:
        return sum((self.organisations, self.aliases, self.groups, self.memberships,
                    self.successions))  # fmt: skip


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@transaction.atomic
def seed_units() -> Seeded:
    organisations = _add_organisations()
    ids = dict(Organisation.objects.values_list("code", "pk"))
    aliases = _add_aliases(ids)
    groups = _add_groups()
    memberships = _add_memberships(ids)
    successions = _add_successions(ids)
    for group in groups:
        members = Membership.objects.filter(group=group).count()
        audit.record(Kind.IMPORTED, group, by=audit.SYSTEM, after=str(members))
    return Seeded(organisations, aliases, len(groups), memberships, successions)


def _add_organisations() -> int:
    """Parents stand before their children in the file."""
    ids = dict(Organisation.objects.values_list("code", "pk"))
    added = 0
    for row in rows("organisations"):
        if row["code"] in ids:
            continue
        organisation = Organisation(
            code=row["code"], kind=row["kind"], name_vi=row["name_vi"], name_en=row["name_en"],
            short_name=row["short_name"], parent_id=ids.get(row["parent"]),
            valid_from=_day(row["valid_from"]), valid_to=_day(row["valid_to"]),
            is_confirmed=row["is_confirmed"] == "yes", note=row["note"], source=row["source"],
            latitude=_decimal(row["latitude"]), longitude=_decimal(row["longitude"]),
            protocol_order=int(row["protocol_order"]),
        )  # fmt: skip
        organisation.save()
        ids[organisation.code] = organisation.pk
        added += 1
    return added


def _add_aliases(ids: dict[str, int]) -> int:
    known = set(Alias.objects.values_list("organisation_id", "folded"))
    added = []
    for row in rows("aliases"):
        key = (ids[row["code"]], fold(row["text"]))
        if key not in known:
            known.add(key)
            added.append(Alias(
                organisation_id=key[0], text=row["text"], folded=key[1],
                valid_from=_day(row["valid_from"]), valid_to=_day(row["valid_to"]),
            ))  # fmt: skip
    return len(Alias.objects.bulk_create(added))


def _add_groups() -> list[UnitGroup]:
    added = []
    for row in rows("groups"):
        group, is_new = UnitGroup.objects.get_or_create(
            code=row["code"],
            defaults={
                "name_vi": row["name_vi"], "name_en": row["name_en"], "note": row["note"],
                "order": int(row["order"]), "is_confirmed": row["is_confirmed"] == "yes",
                "written_as": row["written_as"].split("|"),
                "succeeded_by": UnitGroup.objects.filter(code=row["succeeded_by"]).first(),
                "succeeded_on": _day(row["succeeded_on"]),
            },
        )  # fmt: skip
        if is_new:
            added.append(group)
    return added


def _add_memberships(ids: dict[str, int]) -> int:
    groups = dict(UnitGroup.objects.values_list("code", "pk"))
    known = set(Membership.objects.values_list("group_id", "organisation_id"))
    added = [
        Membership(
            group_id=groups[row["group"]], organisation_id=ids[row["code"]],
            valid_from=_day(row["valid_from"]), valid_to=_day(row["valid_to"]),
        )
        for row in rows("memberships")
        if (groups[row["group"]], ids[row["code"]]) not in known
    ]  # fmt: skip
    return len(Membership.objects.bulk_create(added))


def _add_successions(ids: dict[str, int]) -> int:
    known = set(Succession.objects.values_list("predecessor_id", "successor_id"))
    added = [
        Succession(
            predecessor_id=ids[row["predecessor"]], successor_id=ids[row["successor"]],
            on=date.fromisoformat(row["on"]), is_whole=row["is_whole"] == "yes",
            is_confirmed=row["is_confirmed"] == "yes", basis=row["basis"],
        )
        for row in rows("successions")
        if (ids[row["predecessor"]], ids[row["successor"]]) not in known
    ]  # fmt: skip
    return len(Succession.objects.bulk_create(added))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None
