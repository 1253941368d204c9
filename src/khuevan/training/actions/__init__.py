"""What is done about classes. Views, jobs and commands call ``actions.verb(...)``."""

from khuevan.training.actions.attending import hold, set_attendance
from khuevan.training.actions.checking_in import check_in
from khuevan.training.actions.doors import join, make_device, shut_device, take_scans
from khuevan.training.actions.gate import Gate, gate, override_gate, require_gate
from khuevan.training.actions.judging import accept_right, judge, trace_need
from khuevan.training.actions.nominating import decline, nominate, substitute, substitute_until
from khuevan.training.actions.surveying import (
    Asked,
    answer_survey,
    close_survey,
    first_questions,
    hide_remark,
    open_survey,
    questions_of,
    set_questions,
)
from khuevan.training.actions.venues import (
    add_proof,
    add_quote,
    choose_venue,
    keep_venue,
    remove_quote,
)

__all__ = [
    "Asked",
    "Gate",
    "accept_right",
    "add_proof",
    "add_quote",
    "answer_survey",
    "check_in",
    "choose_venue",
    "close_survey",
    "decline",
    "first_questions",
    "gate",
    "hide_remark",
    "hold",
    "join",
    "judge",
    "keep_venue",
    "make_device",
    "nominate",
    "open_survey",
    "override_gate",
    "questions_of",
    "remove_quote",
    "require_gate",
    "set_attendance",
    "set_questions",
    "shut_device",
    "substitute",
    "substitute_until",
    "take_scans",
    "trace_need",
]
