"""What is done about classes. Views, jobs and commands call ``actions.verb(...)``."""

from khuevan.training.actions.attending import (
    hold,
    set_attendance,
)
from khuevan.training.actions.checking_in import (
    check_in,
)
from khuevan.training.actions.doors import (
    join,
    make_device,
    shut_device,
    take_scans,
)
from khuevan.training.actions.gate import (
    Gate,
    gate,
    override_gate,
    require_gate,
)
from khuevan.training.actions.judging import (
    accept_right,
    judge,
    trace_need,
)
from khuevan.training.actions.nominating import (
    decline,
    nominate,
    substitute,
    substitute_until,
)
from khuevan.training.actions.opening import (
    cancel_run,
    lock_list,
    open_nominations,
    opening_problems,
    unlock_list,
)
from khuevan.training.actions.runs import (
    RunFacts,
    change_run,
    facts_of,
    keep_course,
    move_run,
    open_run,
    require_window,
    window_words,
    write_syllabus,
)
from khuevan.training.actions.seating import (
    add_seat,
    follow_mergers,
    move_seat,
    seat_units,
    take_seat_away,
)
from khuevan.training.actions.summoning import (
    dispatch_summons,
    draft_summons,
    recall,
    recall_all,
    summon,
    summonable,
    summons_outlook,
)
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
from khuevan.training.proposals import (
    propose_run,
)

__all__ = [
    "Asked",
    "Gate",
    "RunFacts",
    "accept_right",
    "add_proof",
    "add_quote",
    "add_seat",
    "answer_survey",
    "cancel_run",
    "change_run",
    "check_in",
    "choose_venue",
    "close_survey",
    "decline",
    "dispatch_summons",
    "draft_summons",
    "facts_of",
    "first_questions",
    "follow_mergers",
    "gate",
    "hide_remark",
    "hold",
    "join",
    "judge",
    "keep_course",
    "keep_venue",
    "lock_list",
    "make_device",
    "move_run",
    "move_seat",
    "nominate",
    "open_nominations",
    "open_run",
    "open_survey",
    "opening_problems",
    "override_gate",
    "propose_run",
    "questions_of",
    "recall",
    "recall_all",
    "remove_quote",
    "require_gate",
    "require_window",
    "seat_units",
    "set_attendance",
    "set_questions",
    "shut_device",
    "substitute",
    "substitute_until",
    "summon",
    "summonable",
    "summons_outlook",
    "take_scans",
    "take_seat_away",
    "trace_need",
    "unlock_list",
    "window_words",
    "write_syllabus",
]
