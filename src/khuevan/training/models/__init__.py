from khuevan.training.models.attendance import Attendance, ClassPhoto, SelfCheckIn
from khuevan.training.models.courses import ClassRun, Course, SyllabusItem
from khuevan.training.models.printing import (
    Certificate,
    GateOpening,
    SheetReading,
    SheetRow,
    Summons,
)
from khuevan.training.models.seats import Nomination, Seat
from khuevan.training.models.surveys import (
    ApplicationNote,
    Remark,
    Survey,
    SurveyMark,
    SurveyQuestion,
    Tally,
)

__all__ = [
    "ApplicationNote",
    "Attendance",
    "Certificate",
    "ClassPhoto",
    "ClassRun",
    "Course",
    "GateOpening",
    "Nomination",
    "Remark",
    "Seat",
    "SelfCheckIn",
    "SheetReading",
    "SheetRow",
    "Summons",
    "Survey",
    "SurveyMark",
    "SurveyQuestion",
    "SyllabusItem",
    "Tally",
]
