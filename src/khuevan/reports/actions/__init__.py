"""What is done to reports. Views, jobs and commands call ``actions.verb(...)``."""

from khuevan.reports.actions.answering import (
    add_picture,
    cells_of,
    prefill,
    remove_picture,
    save_cell,
)
from khuevan.reports.actions.asking import (
    Question,
    ask,
)
from khuevan.reports.actions.drafting import (
    checked_words,
    choose_pictures,
    draft,
    leave_out,
    redraft,
    reword,
    show_of,
)
from khuevan.reports.actions.handing import (
    composed,
    hand_over,
    written,
)
from khuevan.reports.actions.judging import (
    accept,
    accept_all,
    ask_again,
    close_cycle,
    excuse,
    reopen_cycle,
    return_cell,
    return_cells,
)
from khuevan.reports.actions.merging import (
    follow_mergers,
)
from khuevan.reports.actions.moves import (
    move,
)
from khuevan.reports.actions.opening import (
    move_due,
    open_cycle,
    open_due,
    owing,
    take_back,
)
from khuevan.reports.actions.piloting import (
    compose_programme,
    hand_over_programme,
    propose_programme,
    remind_leads,
)
from khuevan.reports.actions.programmes import (
    drop_programme_indicator,
    keep_programme,
    keep_programme_indicator,
    problem_of_programme_formula,
)
from khuevan.reports.actions.quarters import (
    Entered,
    correct_value,
    draw_again,
    draw_value,
    enter_all,
    enter_value,
    require_ended,
)
from khuevan.reports.actions.reminding import (
    climb,
    climb_hours,
    nudge,
    nudge_all,
    nudge_outlook,
)
from khuevan.reports.actions.submitting import (
    submit,
)
from khuevan.reports.actions.telling import (
    outlook,
    send,
    tell,
    untold_cycles,
)
from khuevan.reports.actions.types import (
    drop_indicator,
    keep_indicator,
    keep_type,
    names_for,
    problem_of_formula,
)
from khuevan.reports.actions.watching import (
    compare_sources,
    watch,
)
from khuevan.reports.actions.whole import (
    Entry,
    Outcome,
    save_all,
)

__all__ = [
    "Entered",
    "Entry",
    "Outcome",
    "Question",
    "accept",
    "accept_all",
    "add_picture",
    "ask",
    "ask_again",
    "cells_of",
    "checked_words",
    "choose_pictures",
    "climb",
    "climb_hours",
    "close_cycle",
    "compare_sources",
    "compose_programme",
    "composed",
    "correct_value",
    "draft",
    "draw_again",
    "draw_value",
    "drop_indicator",
    "drop_programme_indicator",
    "enter_all",
    "enter_value",
    "excuse",
    "follow_mergers",
    "hand_over",
    "hand_over_programme",
    "keep_indicator",
    "keep_programme",
    "keep_programme_indicator",
    "keep_type",
    "leave_out",
    "move",
    "move_due",
    "names_for",
    "nudge",
    "nudge_all",
    "nudge_outlook",
    "open_cycle",
    "open_due",
    "outlook",
    "owing",
    "prefill",
    "problem_of_formula",
    "problem_of_programme_formula",
    "propose_programme",
    "redraft",
    "remind_leads",
    "remove_picture",
    "reopen_cycle",
    "require_ended",
    "return_cell",
    "return_cells",
    "reword",
    "save_all",
    "save_cell",
    "send",
    "show_of",
    "submit",
    "take_back",
    "tell",
    "untold_cycles",
    "watch",
    "written",
]
