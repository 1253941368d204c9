"""What is done to reports. Views, jobs and commands call ``actions.verb(...)``."""

from khuevan.reports.actions.answering import (
    add_picture,
    cells_of,
    prefill,
    remove_picture,
    save_cell,
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
from khuevan.reports.actions.merging import follow_mergers
from khuevan.reports.actions.moves import move
from khuevan.reports.actions.opening import move_due, open_cycle, open_due, owing, take_back
from khuevan.reports.actions.reminding import climb, climb_hours, nudge, nudge_all, nudge_outlook
from khuevan.reports.actions.submitting import submit
from khuevan.reports.actions.telling import outlook, send, tell, untold_cycles
from khuevan.reports.actions.whole import Entry, Outcome, save_all

__all__ = [
    "Entry",
    "Outcome",
    "accept",
    "accept_all",
    "add_picture",
    "ask_again",
    "cells_of",
    "climb",
    "climb_hours",
    "close_cycle",
    "excuse",
    "follow_mergers",
    "move",
    "move_due",
    "nudge",
    "nudge_all",
    "nudge_outlook",
    "open_cycle",
    "open_due",
    "outlook",
    "owing",
    "prefill",
    "remove_picture",
    "reopen_cycle",
    "return_cell",
    "return_cells",
    "save_all",
    "save_cell",
    "send",
    "submit",
    "take_back",
    "tell",
    "untold_cycles",
]
