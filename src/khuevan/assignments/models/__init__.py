from khuevan.assignments.models.assignments import Assignment, Pulse, Tally
from khuevan.assignments.models.difficulties import Difficulty, Topic
from khuevan.assignments.models.evaluations import Criterion, Evaluation, Score
from khuevan.assignments.models.proofs import Evidence

__all__ = [
    "Assignment",
    "Criterion",
    "Difficulty",
    "Evaluation",
    "Evidence",
    "Pulse",
    "Score",
    "Tally",
    "Topic",
]
