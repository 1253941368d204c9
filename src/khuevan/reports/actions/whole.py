"""The whole form at once, as a browser without script sends it: one refused cell loses no other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.reports import rules
from khuevan.reports.actions.answering import (
    add_picture,
    cells_of,
    hold,
    own_cell,
    passed,
    write,
)
from khuevan.reports.errors import CellChanged
from khuevan.reports.models import Indicator, Obligation
from khuevan.reports.rules import Answer, Typed


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of the form: what was typed, and what the page had shown (``mark_of``)."""

    indicator: Indicator
    typed: Typed
    revision: int
    mark: str
    over: bool = False
    files: tuple[UploadedFile, ...] = ()

    @property
    def is_touched(self) -> bool:
        return mark_of(self.typed) != self.mark


@dataclass(slots=True)
class Outcome:
    """Why cells were not saved, by the code of their indicator."""

    refused: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)


def mark_of(typed: Typed) -> str:
    """A short print of a cell as it was shown: tells an untouched cell from a changed one."""
    plain = json.dumps(rules.clean(typed).as_json(), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def save_all(obligation: Obligation, entries: Iterable[Entry], *, by: Actor) -> Outcome:
    """Save every cell that was touched, each for itself, in one go."""
    outcome, read = Outcome(), []
    entries = list(entries)
    for entry in entries:
        with _refusal_kept(entry, outcome):
            if entry.is_touched or entry.over:
                read.append((entry, passed(entry.indicator, entry.typed, by=by)))
    if read:
        _write_all(obligation, read, outcome)
    for entry in entries:
        with _refusal_kept(entry, outcome):
            for file in entry.files:
                add_picture(obligation, entry.indicator, file, by=by)
    return outcome


@transaction.atomic
def _write_all(
    obligation: Obligation, read: Sequence[tuple[Entry, Answer]], outcome: Outcome
) -> None:
    """A refused cell has written nothing, so the others stay."""
    held = hold(obligation)
    cells = {cell.indicator_id: cell for cell in cells_of(held)}
    revision = held.revision
    for entry, answer in read:
        with _refusal_kept(entry, outcome):
            cell = cells.get(entry.indicator.pk) or own_cell(held, entry.indicator)
            write(held, cell, answer, entry.revision, over=entry.over)
    if held.revision != revision:
        held.save(update_fields=["revision", "state"])
        obligation.revision, obligation.state = held.revision, held.state


@contextmanager
def _refusal_kept(entry: Entry, outcome: Outcome) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        outcome.refused[entry.indicator.code] = str(refusal)
        if isinstance(refusal, CellChanged):
            outcome.changed.add(entry.indicator.code)
