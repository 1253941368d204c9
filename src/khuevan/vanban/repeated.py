"""Work that the prose describes and a table of tasks assigns: one task, not two."""

from __future__ import annotations

from collections.abc import Sequence

from khuevan.vanban.document import Task

_FEWEST_ROWS = 5
_SAMPLE = 80
_ALIKE = 0.6
_SHARE = 0.3


def without_repeated(written: Sequence[Task], tabled: Sequence[Task]) -> tuple[Task, ...]:
    """Leave out the unassigned tasks of the prose when many of them stand in the table again."""
    open_tasks = [t for t in written if not (t.lead or t.cooperate or t.deadline)]
    if len(tabled) < _FEWEST_ROWS or not open_tasks:
        return tuple(written)
    rows = [_words(row) for row in tabled]
    step = max(1, len(open_tasks) // _SAMPLE)
    sample = open_tasks[::step]
    again = sum(1 for task in sample if _stands_in(_words(task), rows))
    if again < _SHARE * len(sample):
        return tuple(written)
    return tuple(t for t in written if t.lead or t.cooperate or t.deadline)


def _words(task: Task) -> frozenset[str]:
    return frozenset(task.text.lower().split()[:24])


def _stands_in(words: frozenset[str], rows: Sequence[frozenset[str]]) -> bool:
    return any(len(words & row) >= _ALIKE * min(len(words), len(row)) for row in rows)
