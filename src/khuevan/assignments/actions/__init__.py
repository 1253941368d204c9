"""What is done to assignments. Views, jobs and commands call ``actions.verb(...)``."""

from khuevan.assignments.actions.difficulties import answer, forward, raise_difficulty
from khuevan.assignments.actions.endings import call_off, follow_plans
from khuevan.assignments.actions.evaluating import Judged, evaluate, set_criterion
from khuevan.assignments.actions.merging import follow_mergers
from khuevan.assignments.actions.moves import (
    accept,
    cancel,
    hand_to,
    postpone,
    receive,
    receive_all,
    report,
    return_,
    start,
    take_back,
)
from khuevan.assignments.actions.proofs import Proof, add_evidence, withdraw_evidence
from khuevan.assignments.actions.reminding import climb, nudge, nudge_all, nudge_outlook
from khuevan.assignments.actions.sending import (
    dispatch,
    ensure_links,
    outlook,
    plans_to_roll,
    roll,
    send,
)

__all__ = [
    "Judged",
    "Proof",
    "accept",
    "add_evidence",
    "answer",
    "call_off",
    "cancel",
    "climb",
    "dispatch",
    "ensure_links",
    "evaluate",
    "follow_mergers",
    "follow_plans",
    "forward",
    "hand_to",
    "nudge",
    "nudge_all",
    "nudge_outlook",
    "outlook",
    "plans_to_roll",
    "postpone",
    "raise_difficulty",
    "receive",
    "receive_all",
    "report",
    "return_",
    "roll",
    "send",
    "set_criterion",
    "start",
    "take_back",
    "withdraw_evidence",
]
