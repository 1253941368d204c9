from __future__ import annotations


class Refused(Exception):
    """A rule of the office says no; the translated message says what and how to mend it."""


class AlreadyDecided(Refused):
    """Somebody else was faster: the thing is no longer in the state that the person saw."""
