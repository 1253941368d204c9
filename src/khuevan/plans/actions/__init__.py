"""What is done to plans: one function a verb, called as ``actions.verb(...)``."""

from khuevan.plans.actions.advising import Opinion, Reply, give_guidance, may_give
from khuevan.plans.actions.asking import (
    answer_point,
    ask,
    nudge_guidance,
    remind_guidance,
    withdraw_question,
)
from khuevan.plans.actions.bulk import BulkChange, change_all, keep_words, of_task, split
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
from khuevan.plans.actions.procedure import end_item, put_usual_items, set_item
from khuevan.plans.actions.tasks import PartChange, TaskChange
from khuevan.plans.actions.trace import link, remove_parent, set_parent, unlink
from khuevan.plans.actions.upload import (
    LooksLikeContract,
    add,
    is_contract,
    receive,
    take_in,
    upload,
)

__all__ = [
    "BulkChange",
    "LooksLikeContract",
    "Opinion",
    "PartChange",
    "Reply",
    "Seen",
    "TaskChange",
    "add",
    "answer_point",
    "approve",
    "ask",
    "cancel",
    "change",
    "change_all",
    "close",
    "confirm",
    "confirm_all",
    "confirm_sure",
    "end_item",
    "give_guidance",
    "is_contract",
    "issue",
    "judge",
    "keep_words",
    "link",
    "look_for_pairs",
    "may_give",
    "may_send",
    "move",
    "nudge_guidance",
    "of_task",
    "override",
    "put_usual_items",
    "receive",
    "remind_guidance",
    "remove_parent",
    "reopen",
    "require_sendable",
    "run",
    "send_back",
    "set_item",
    "set_parent",
    "split",
    "submit",
    "supersede",
    "take_in",
    "undo",
    "unlink",
    "upload",
    "withdraw_question",
]
