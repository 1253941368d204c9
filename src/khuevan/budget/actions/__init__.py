"""What is done with money. Views, jobs and other apps call ``actions.verb(...)``."""

from khuevan.budget.actions.lines import LineFacts, set_frame, set_lines, start_estimate
from khuevan.budget.actions.moves import (
    Judged,
    appraise,
    approve,
    cancel,
    return_,
    state_availability,
    submit,
    take_back,
)
from khuevan.budget.actions.remarks import remark, settle_remark
from khuevan.budget.actions.sources import Tranche, allocate, set_norm, set_source

__all__ = [
    "Judged",
    "LineFacts",
    "Tranche",
    "allocate",
    "appraise",
    "approve",
    "cancel",
    "remark",
    "return_",
    "set_frame",
    "set_lines",
    "set_norm",
    "set_source",
    "settle_remark",
    "start_estimate",
    "state_availability",
    "submit",
    "take_back",
]
