"""The history of an assignment, as people read it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from khuevan.assignments.enums import Kind
from khuevan.assignments.models import Assignment
from khuevan.kit import audit


class Line(NamedTuple):
    at: datetime
    words: str
    by: str
    why: str


def lines(assignment: Assignment, limit: int = 50) -> list[Line]:
    known = dict(Kind.choices)
    return [
        Line(event.at, str(known.get(event.kind, event.kind)), event.by_name, event.why)
        for event in audit.history(assignment)[:limit]
    ]
