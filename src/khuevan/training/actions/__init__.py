"""What is done about classes. Views, jobs and commands call ``actions.verb(...)``."""

from khuevan.training.actions.attending import hold, set_attendance
from khuevan.training.actions.gate import Gate, gate, override_gate, require_gate
from khuevan.training.actions.venues import (
    add_proof,
    add_quote,
    choose_venue,
    keep_venue,
    remove_quote,
)

__all__ = [
    "Gate",
    "add_proof",
    "add_quote",
    "choose_venue",
    "gate",
    "hold",
    "keep_venue",
    "override_gate",
    "remove_quote",
    "require_gate",
    "set_attendance",
]
