"""What is done about classes. Views, jobs and commands call ``actions.verb(...)``."""

from khuevan.training.actions.agenda import (
    current as current_agenda,
)
from khuevan.training.actions.agenda import (
    set_agenda,
)
from khuevan.training.actions.attending import (
    hold,
    set_attendance,
)
from khuevan.training.actions.calling import (
    note_call,
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
from khuevan.training.actions.materials import (
    add_material,
    cite_basis,
    mark_read,
    remove_material,
    show_material,
    take_in_bases,
    trainees,
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
from khuevan.training.actions.questions import (
    answer_question,
    ask_question,
    hide_question,
    join_question,
    question_counts,
    show_question,
)
from khuevan.training.actions.reminding import (
    ask_units,
    asking_outlook,
    climb,
    nudge_all,
    nudge_outlook,
    open_and_ask,
    remind_silent,
    tell_units,
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
from khuevan.training.actions.speakers import (
    answer_invitation,
    change_invitation,
    draft_invitation,
    invite_speaker,
    keep_speaker,
    remind_slides,
    send_invitation,
    send_slides,
    thank_speaker,
    withdraw_invitation,
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
    "add_material",
    "add_proof",
    "add_quote",
    "add_seat",
    "answer_invitation",
    "answer_question",
    "answer_survey",
    "ask_question",
    "ask_units",
    "asking_outlook",
    "cancel_run",
    "change_invitation",
    "change_run",
    "check_in",
    "choose_venue",
    "cite_basis",
    "climb",
    "close_survey",
    "current_agenda",
    "decline",
    "dispatch_summons",
    "draft_invitation",
    "draft_summons",
    "facts_of",
    "first_questions",
    "follow_mergers",
    "gate",
    "hide_question",
    "hide_remark",
    "hold",
    "invite_speaker",
    "join",
    "join_question",
    "judge",
    "keep_course",
    "keep_speaker",
    "keep_venue",
    "lock_list",
    "make_device",
    "mark_read",
    "move_run",
    "move_seat",
    "nominate",
    "note_call",
    "nudge_all",
    "nudge_outlook",
    "open_and_ask",
    "open_nominations",
    "open_run",
    "open_survey",
    "opening_problems",
    "override_gate",
    "propose_run",
    "question_counts",
    "questions_of",
    "recall",
    "recall_all",
    "remind_silent",
    "remind_slides",
    "remove_material",
    "remove_quote",
    "require_gate",
    "require_window",
    "seat_units",
    "send_invitation",
    "send_slides",
    "set_agenda",
    "set_attendance",
    "set_questions",
    "show_material",
    "show_question",
    "shut_device",
    "substitute",
    "substitute_until",
    "summon",
    "summonable",
    "summons_outlook",
    "take_in_bases",
    "take_scans",
    "take_seat_away",
    "tell_units",
    "thank_speaker",
    "trace_need",
    "trainees",
    "unlock_list",
    "window_words",
    "withdraw_invitation",
    "write_syllabus",
]
