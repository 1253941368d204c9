"""What is done about classes. Views, jobs and commands call ``actions.verb(...)``."""

from khuevan.training.actions.attending import hold, set_attendance

__all__ = ["hold", "set_attendance"]
