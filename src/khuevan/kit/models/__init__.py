from khuevan.kit.models.audit import AuditEvent, AuditHead
from khuevan.kit.models.days import DayKind, DayRule
from khuevan.kit.models.filters import SavedFilter
from khuevan.kit.models.outbox import Batch, Message, MessageState
from khuevan.kit.models.works import Tick, Work, WorkerBeat, WorkState

__all__ = [
    "AuditEvent",
    "AuditHead",
    "Batch",
    "DayKind",
    "DayRule",
    "Message",
    "MessageState",
    "SavedFilter",
    "Tick",
    "Work",
    "WorkState",
    "WorkerBeat",
]
