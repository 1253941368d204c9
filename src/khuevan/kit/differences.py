"""What an import would change, shown before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from khuevan.kit.vietnamese import nfc

_SPACES = re.compile(r"\s+")


class Kind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing, by its stable key: what it is called and which of its fields differ."""

    key: str
    kind: Kind
    label: str
    fields: tuple[FieldChange, ...] = ()
    row: int = 0  # of the file; 0 when the file does not have it


@dataclass(frozen=True, slots=True)
class Record:
    label: str
    fields: Mapping[str, str]
    row: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    changes: tuple[Change, ...]

    def of(self, kind: str) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind == kind)

    @property
    def added(self) -> tuple[Change, ...]:
        return self.of(Kind.ADDED)

    @property
    def changed(self) -> tuple[Change, ...]:
        return self.of(Kind.CHANGED)

    @property
    def unchanged(self) -> tuple[Change, ...]:
        return self.of(Kind.UNCHANGED)

    @property
    def removed(self) -> tuple[Change, ...]:
        return self.of(Kind.REMOVED)

    @property
    def is_empty(self) -> bool:
        return all(change.kind == Kind.UNCHANGED for change in self.changes)


def compare(before: Mapping[str, Record], after: Mapping[str, Record]) -> Difference:
    """In the order of the file, then what the file no longer has.

    Only fields that the file has are compared, and form (NFD, spaces) is not a difference.
    """
    changes = [_change(key, before.get(key), record) for key, record in after.items()]
    gone = (
        Change(key, Kind.REMOVED, record.label)
        for key, record in before.items()
        if key not in after
    )
    return Difference((*changes, *gone))


def _change(key: str, old: Record | None, new: Record) -> Change:
    if old is None:
        fields = _differing(new.fields, {}, new.fields)
        return Change(key, Kind.ADDED, new.label, fields, new.row)
    fields = _differing(new.fields, old.fields, new.fields)
    return Change(key, Kind.CHANGED if fields else Kind.UNCHANGED, new.label, fields, new.row)


def _differing(
    names: Iterable[str], before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[FieldChange, ...]:
    pairs = ((name, before.get(name, ""), after[name]) for name in names)
    return tuple(FieldChange(*pair) for pair in pairs if _plain(pair[1]) != _plain(pair[2]))


def _plain(text: str) -> str:
    return _SPACES.sub(" ", nfc(text)).strip()
