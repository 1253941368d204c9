from khuevan.training.models.courses import ClassRun, Course, SyllabusItem
from khuevan.training.models.seats import Nomination, Seat

__all__ = ["ClassRun", "Course", "Nomination", "Seat", "SyllabusItem"]
