"""What is done to plans. One function a verb; views, jobs and commands call ``actions.verb(...)``."""

from khuevan.plans.actions.clauses import (
    Seen,
    change,
    confirm,
    confirm_all,
    confirm_sure,
    reopen,
    undo,
)
from khuevan.plans.actions.life import (
    approve,
    cancel,
    close,
    consult,
    issue,
    may_send,
    move,
    override,
    require_sendable,
    run,
    send_back,
    submit,
    supersede,
)
from khuevan.plans.actions.pairs import judge, look_for_pairs
from khuevan.plans.actions.tasks import PartChange, TaskChange
from khuevan.plans.actions.trace import link, remove_parent, set_parent, unlink
from khuevan.plans.actions.upload import add, take_in, upload

__all__ = [
    "PartChange",
    "Seen",
    "TaskChange",
    "add",
    "approve",
    "cancel",
    "change",
    "close",
    "confirm",
    "confirm_all",
    "confirm_sure",
    "consult",
    "issue",
    "judge",
    "link",
    "look_for_pairs",
    "may_send",
    "move",
    "override",
    "remove_parent",
    "reopen",
    "require_sendable",
    "run",
    "send_back",
    "set_parent",
    "submit",
    "supersede",
    "take_in",
    "undo",
    "unlink",
    "upload",
]
