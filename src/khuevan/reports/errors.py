from __future__ import annotations

from khuevan.kit.errors import AlreadyDecided, Refused


class CellChanged(AlreadyDecided):
    """Another device wrote into the cell after this one had read it: both answers are shown."""


class CellLocked(Refused):
    """The cell, or the whole report, cannot be written now; what was typed stays where it is."""


class AlreadySent(AlreadyDecided):
    """The report was sent already, from this device or another."""


class ChangedMeanwhile(AlreadyDecided):
    """Another device changed cells that whoever sends has not seen."""


class Incomplete(Refused):
    """Cells lack an answer; ``codes`` names their indicators."""

    def __init__(self, message: str, codes: tuple[str, ...]) -> None:
        super().__init__(message)
        self.codes = codes


class Unreadable(Refused):
    """What was typed cannot stand in the cell; ``code`` as in ``reports.rules``."""
