"""From what the reader found to what an officer is asked: clauses, tasks, parts, days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from khuevan.kit.recurrence import Every, Recurrence
from khuevan.kit.vietnamese import fold
from khuevan.people.enums import TaskPart
from khuevan.people.names import Index, Match
from khuevan.plans.deadlines import Window, window
from khuevan.vanban import document as read
from khuevan.vanban.contract import to_json

_YEAR = re.compile(r"\b(20\d\d)\b")
_REPEATS = (
    (re.compile(r"\b(hằng|hàng|mỗi)\s+tuần\b", re.IGNORECASE), Every.WEEKLY),
    (re.compile(r"\b(hằng|hàng|mỗi)\s+tháng\b", re.IGNORECASE), Every.MONTHLY),
    (re.compile(r"\b(hằng|hàng|mỗi)\s+quý\b", re.IGNORECASE), Every.QUARTERLY),
    (re.compile(r"\b(hằng|hàng|mỗi)\s+năm\b", re.IGNORECASE), Every.YEARLY),
)
# A task that begins so gives its unit this part, and no lead, unless the words name one.
_FIRST_WORDS = (
    ("thẩm định", (TaskPart.APPRAISE,)),
    ("phê duyệt", (TaskPart.APPROVE,)),
    ("hướng dẫn", (TaskPart.GUIDE,)),
    ("phối hợp", (TaskPart.COORDINATE,)),
)


@dataclass(frozen=True, slots=True)
class ProposedPart:
    part: TaskPart
    match: Match

    @property
    def candidates(self) -> list[dict[str, Any]]:
        """What to offer for a doubtful name, as the row keeps it."""
        if self.match.sure:
            return []
        return [
            {"label": c.label, "organisation": c.organisation_id, "group": c.group_id}
            for c in self.match.candidates
        ]


@dataclass(frozen=True, slots=True)
class ProposedTask:
    text: str
    deadline_text: str = ""
    starts: date | None = None
    due: date | None = None
    recurrence: str = ""
    no_lead_why: str = ""
    parts: tuple[ProposedPart, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedClause:
    clause: read.Clause
    heading: str
    task: ProposedTask | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    year: int
    on: date
    clauses: tuple[ProposedClause, ...]
    reading: dict[str, Any] = field(default_factory=dict)


def propose(document: read.Document, index: Index, *, year: int) -> Proposal:
    tasks = {task.path: task for task in document.tasks}
    clauses = sorted(_all_clauses(document), key=lambda c: (c.span.start, -c.span.end))
    found = [
        ProposedClause(
            clause,
            _heading(document.sections, clause),
            _task(tasks[clause.path], index, year, document.date) if clause.path in tasks else None,
        )
        for clause in clauses
    ]
    return Proposal(year, index.on, tuple(found), _reading(document))


def plan_year(document: read.Document, today: date) -> int:
    """The year in the title, else of the date, else of the newest ground, else this one."""
    printed = _YEAR.findall(document.title or "")
    if printed:
        return int(printed[-1])
    if document.date:
        return document.date.year
    dated = [basis.date for basis in document.legal_bases if basis.date]
    return max(dated).year if dated else today.year


def day_of_names(document: read.Document, year: int, today: date) -> date:
    """The day whose map of units the plan speaks of: its date; a draft without one was written
    after its newest ground, so that a plan of February 2025 still knows districts."""
    if document.date:
        return document.date
    if year >= today.year:
        return today
    dated = [b.date for b in document.legal_bases if b.date and b.date <= today]
    return max([d for d in dated if d.year == year], default=date(year, 12, 31))


def _all_clauses(document: read.Document) -> Iterator[read.Clause]:
    """Clauses, and tasks that stand in a heading: those become clauses of their own."""
    yield from document.clauses
    known = {clause.path for clause in document.clauses}
    spans = {clause.span for clause in document.clauses}
    for task in document.tasks:
        if task.path not in known and task.span not in spans:
            yield read.Clause(task.path, "", 1, task.text, read.ClauseKind.TASK, task.span)


def _heading(sections: Sequence[read.Section], clause: read.Clause) -> str:
    """The nearest heading above, as printed."""
    above = [s for s in sections if s.span.start <= clause.span.start]
    return f"{above[-1].label}. {above[-1].heading}"[:500] if above else ""


def _task(task: read.Task, index: Index, year: int, written: date | None) -> ProposedTask:
    words = task.deadline or ""
    found = window(words, year=year, written=written) if words else None
    days = found or Window(None, date.max)
    parts = tuple(_parts(task, index))
    leads = any(part.part == TaskPart.LEAD for part in parts)
    return ProposedTask(
        text=task.text,
        deadline_text=words[:300],
        starts=days.starts,
        due=found.due if found else None,
        recurrence=_recurrence(words),
        no_lead_why="" if leads or not parts else _only_this_part(task),
        parts=parts,
    )


def _only_this_part(task: read.Task) -> str:
    named = first_parts(task.text)
    return str(_("the plan itself gives only this part")) if named else ""


def first_parts(text: str) -> tuple[TaskPart, ...]:
    """The part that a task's first word gives its unit; () for the ordinary: to lead."""
    start = fold(text)
    for words, parts in _FIRST_WORDS:
        if start.startswith(fold(words)):
            also_approves = parts == (TaskPart.APPRAISE,) and "phe duyet" in start[:40]
            return (*parts, TaskPart.APPROVE) if also_approves else parts
    return ()


def _parts(task: read.Task, index: Index) -> Iterator[ProposedPart]:
    own = first_parts(task.text) or (TaskPart.LEAD,)
    seen = set()
    for part, names in [*((p, task.lead) for p in own), (TaskPart.COORDINATE, task.cooperate)]:
        for name in names:
            for match in index.match_all(name):
                key = (part, match.organisation_id, match.group_id, match.written)
                who = (part, match.organisation_id, match.group_id)
                if key not in seen and (not match.sure or who not in seen):
                    seen |= {key, who}
                    yield ProposedPart(part, match)


def _recurrence(words: str) -> str:
    for pattern, every in _REPEATS:
        if pattern.search(words):
            return str(Recurrence(every))
    return ""


def _reading(document: read.Document) -> dict[str, Any]:
    """What the page shows of the reading besides the rows; the clauses have rows of their own."""
    values = to_json(document)
    for name in ("clauses", "tasks"):
        values.pop(name, None)
    for shown, basis in zip(values["legal_bases"], document.legal_bases, strict=True):
        shown |= {"text": basis.text, "span": [basis.span.start, basis.span.end]}
    return values | {"scanned": any(d.code == "scanned" for d in document.doubts)}
