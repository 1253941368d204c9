from khuevan.plans.models.clauses import Clause, ClauseLink
from khuevan.plans.models.plans import GateOverride, Plan
from khuevan.plans.models.tasks import Task, TaskUnit

__all__ = ["Clause", "ClauseLink", "GateOverride", "Plan", "Task", "TaskUnit"]
