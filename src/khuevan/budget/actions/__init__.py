"""What is done with money. Views, jobs and other apps call ``actions.verb(...)``."""

from khuevan.budget.actions.appraising import Judged, appraise, state_availability
from khuevan.budget.actions.drafting import (
    decision_origin,
    draft_decision,
    draft_slip,
    slip_origin,
)
from khuevan.budget.actions.lines import (
    LineFacts,
    carried_over,
    set_frame,
    set_lines,
    start_estimate,
)
from khuevan.budget.actions.listing import add_payee, remove_payee
from khuevan.budget.actions.moves import (
    approve,
    cancel,
    involved,
    return_,
    submit,
    take_back,
)
from khuevan.budget.actions.paying import allow_excess, commit, pay, release, reverse
from khuevan.budget.actions.proving import (
    VoucherFacts,
    add_voucher,
    bring_sign_in,
    explain,
    remove_voucher,
    unwaive,
    waive,
)
from khuevan.budget.actions.remarks import remark, settle_remark, speaks
from khuevan.budget.actions.settling import (
    draft_approval,
    draft_minutes,
    examine,
    lock,
    reopen,
    return_settlement,
    settle,
)
from khuevan.budget.actions.sources import Tranche, allocate, put_usual_norms, set_norm, set_source
from khuevan.budget.actions.supplementing import start_supplement
from khuevan.budget.actions.thresholds import ThresholdFacts, set_threshold

__all__ = [
    "Judged",
    "LineFacts",
    "ThresholdFacts",
    "Tranche",
    "VoucherFacts",
    "add_payee",
    "add_voucher",
    "allocate",
    "allow_excess",
    "appraise",
    "approve",
    "bring_sign_in",
    "cancel",
    "carried_over",
    "commit",
    "decision_origin",
    "draft_approval",
    "draft_decision",
    "draft_minutes",
    "draft_slip",
    "examine",
    "explain",
    "involved",
    "lock",
    "pay",
    "put_usual_norms",
    "release",
    "remark",
    "remove_payee",
    "remove_voucher",
    "reopen",
    "return_",
    "return_settlement",
    "reverse",
    "set_frame",
    "set_lines",
    "set_norm",
    "set_source",
    "set_threshold",
    "settle",
    "settle_remark",
    "slip_origin",
    "speaks",
    "start_estimate",
    "start_supplement",
    "state_availability",
    "submit",
    "take_back",
    "unwaive",
    "waive",
]
