from khuevan.reports.models.answers import Cell, CellReturn, Submission
from khuevan.reports.models.consolidations import Consolidation, Figure, Passage
from khuevan.reports.models.cycles import Cycle, Obligation
from khuevan.reports.models.types import Indicator, ReportType

__all__ = [
    "Cell",
    "CellReturn",
    "Consolidation",
    "Cycle",
    "Figure",
    "Indicator",
    "Obligation",
    "Passage",
    "ReportType",
    "Submission",
]
