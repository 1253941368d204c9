from khuevan.plans.models.clauses import Clause, ClauseLink
from khuevan.plans.models.plans import GateOverride, Plan
from khuevan.plans.models.tasks import Task, TaskPair, TaskUnit

__all__ = ["Clause", "ClauseLink", "GateOverride", "Plan", "Task", "TaskPair", "TaskUnit"]
