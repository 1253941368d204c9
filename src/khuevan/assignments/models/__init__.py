from khuevan.assignments.models.assignments import Assignment, Pulse, Tally
from khuevan.assignments.models.proofs import Difficulty, Evidence

__all__ = ["Assignment", "Difficulty", "Evidence", "Pulse", "Tally"]
