"""What an import would change, shown before anything is written; two texts word by word."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from khuevan.kit.spreadsheets import RowError
from khuevan.kit.vietnamese import nfc

_SPACES = re.compile(r"\s+")
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


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


def word_diff(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Word by word, every letter of both texts kept: ("same" | "del" | "ins", words)."""
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(b[b1:b2])
            continue
        if a1 < a2:
            yield "del", "".join(a[a1:a2])
        if b1 < b2:
            yield "ins", "".join(b[b1:b2])


def line_diff(old: str, new: str, *, around: int = 1) -> list[list[tuple[str, str]] | None]:
    """Changed lines as pieces of ``word_diff``, with unchanged ones ``around``; None for a gap."""
    a, b = old.splitlines(), new.splitlines()
    rows: list[list[tuple[str, str]] | None] = []
    groups = list(SequenceMatcher(None, a, b, autojunk=False).get_grouped_opcodes(around))
    for place, group in enumerate(groups):
        if group[0][1] > 0 or place:
            rows.append(None)
        for tag, a1, a2, b1, b2 in group:
            rows += _line_rows(tag, a[a1:a2], b[b1:b2])
    if groups and groups[-1][-1][2] < len(a):
        rows.append(None)
    return rows


def _line_rows(tag: str, old: list[str], new: list[str]) -> Iterator[list[tuple[str, str]]]:
    if tag == "equal":
        yield from ([("same", line)] for line in new)
        return
    paired = min(len(old), len(new))
    yield from (list(word_diff(x, y)) for x, y in zip(old[:paired], new[:paired], strict=True))
    yield from ([("del", line)] for line in old[paired:])
    yield from ([("ins", line)] for line in new[paired:])


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a sheet would change; nothing may be written while ``errors`` has a line."""

    difference: Difference
    errors: tuple[RowError, ...]
    ignored: tuple[str, ...]

    @property
    def can_be_written(self) -> bool:
        return not self.errors and not self.difference.is_empty

    @property
    def digest(self) -> str:
        """Stands for what a person saw, so that nothing else is written than that."""
        return hashlib.sha256(repr(self.difference).encode()).hexdigest()
