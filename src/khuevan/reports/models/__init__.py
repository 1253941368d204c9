from khuevan.reports.models.answers import (
    Cell,
    CellPicture,
    CellReturn,
    EarlierAnswer,
    Submission,
)
from khuevan.reports.models.consolidations import Consolidation, Figure, Passage
from khuevan.reports.models.cycles import Cycle, Obligation
from khuevan.reports.models.programmes import Programme, ProgrammeIndicator, QuarterValue
from khuevan.reports.models.types import Indicator, ReportType

__all__ = [
    "Cell",
    "CellPicture",
    "CellReturn",
    "Consolidation",
    "Cycle",
    "EarlierAnswer",
    "Figure",
    "Indicator",
    "Obligation",
    "Passage",
    "Programme",
    "ProgrammeIndicator",
    "QuarterValue",
    "ReportType",
    "Submission",
]
