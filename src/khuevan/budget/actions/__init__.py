"""What is done with money. Views, jobs and other apps call ``actions.verb(...)``."""

from khuevan.budget.actions.lines import LineFacts, set_lines, start_estimate

__all__ = ["LineFacts", "set_lines", "start_estimate"]
