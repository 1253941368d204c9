"""The whole form at once, as a browser without script sends it: one refused cell loses no other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile

from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.reports import rules
from khuevan.reports.actions.answering import add_picture, save_cell
from khuevan.reports.errors import CellChanged
from khuevan.reports.models import Indicator, Obligation
from khuevan.reports.rules import Typed


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
    """Save every cell that was touched, each for itself."""
    outcome = Outcome()
    for entry in entries:
        code = entry.indicator.code
        try:
            if entry.is_touched or entry.over:
                save_cell(
                    obligation, entry.indicator, entry.typed, entry.revision, by=by,
                    over=entry.over,
                )  # fmt: skip
            for file in entry.files:
                add_picture(obligation, entry.indicator, file, by=by)
        except CellChanged as refusal:
            outcome.refused[code] = str(refusal)
            outcome.changed.add(code)
        except Refused as refusal:
            outcome.refused[code] = str(refusal)
    return outcome
