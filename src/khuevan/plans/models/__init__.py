from khuevan.plans.models.clauses import Clause, ClauseLink
from khuevan.plans.models.guidance import Guidance, GuidancePoint, GuidanceRequest, ProcedureItem
from khuevan.plans.models.plans import GateOverride, Plan
from khuevan.plans.models.tasks import Task, TaskPair, TaskUnit

__all__ = [
    "Clause",
    "ClauseLink",
    "GateOverride",
    "Guidance",
    "GuidancePoint",
    "GuidanceRequest",
    "Plan",
    "ProcedureItem",
    "Task",
    "TaskPair",
    "TaskUnit",
]
