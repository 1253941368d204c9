from khuevan.training.models.attendance import Attendance, ClassPhoto, SelfCheckIn
from khuevan.training.models.courses import ClassRun, Course, SyllabusItem
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
    "ClassPhoto",
    "ClassRun",
    "Course",
    "Nomination",
    "Remark",
    "Seat",
    "SelfCheckIn",
    "Survey",
    "SurveyMark",
    "SurveyQuestion",
    "SyllabusItem",
    "Tally",
]
