"""What is done about classes. Views, jobs and commands call ``actions.verb(...)``."""

from khuevan.training.actions.attending import hold, set_attendance
from khuevan.training.actions.gate import Gate, gate, override_gate, require_gate

__all__ = [
    "Gate",
    "gate",
    "hold",
    "override_gate",
    "require_gate",
    "set_attendance",
]
