from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from khuevan.assignments.enums import State
from khuevan.assignments.living import Standing


def standing(late: int = 0, **states: int) -> Standing:
    return Standing(Counter({State(name): count for name, count in states.items()}), late=late)


@pytest.mark.parametrize(
    ("known", "look"),
    [
        (standing(), ""),
        (standing(cancelled=2), "cancelled"),
        (standing(assigned=3), "unanswered"),
        (standing(assigned=3, received=1), "received"),
        (standing(assigned=3, received=1, doing=1), "doing"),
        (standing(assigned=3, waiting=1), "doing"),
        (standing(assigned=2, done=1), "doing"),
        (standing(done=4), "done"),
        (standing(done=4, cancelled=1), "done"),
        (standing(doing=2, returned=1), "returned"),
        (standing(doing=2, returned=1, late=1), "overdue"),
    ],
)
def test_the_loudest_state_is_shown(known, look):
    assert known.look == look


@pytest.mark.parametrize(
    ("known", "gap"),
    [
        (standing(), 0),
        (standing(done=3), 0),
        (standing(assigned=3), 1),
        (standing(assigned=3, late=3), 3),
        (standing(done=2, assigned=1), 1),
        (standing(done=1, assigned=2), 2),
        (standing(done=2, assigned=1, late=1), 2),
    ],
)
def test_gap_grows_with_what_is_missing(known, gap):
    assert known.gap == gap


def test_cancelled_units_owe_nothing():
    known = standing(done=1, doing=1, cancelled=5)
    assert (known.total, known.done, known.missing) == (2, 1, 1)


def test_strip_reads_from_done_to_silent_and_adds_waiting_to_doing():
    known = standing(assigned=37, received=12, doing=2, waiting=3, done=86, returned=4, cancelled=1)
    assert known.strip == [
        ("done", 86), ("doing", 5), ("received", 12), ("returned", 4), ("unanswered", 37)
    ]  # fmt: skip


def test_joining_adds_counts_and_keeps_the_latest_word():
    whole = standing(done=1)
    whole.tasks, whole.proofs = 1, 2
    older = standing(assigned=2, late=1)
    older.tasks, older.proofs = 1, 1
    older.last_word, older.last_word_at, older.last_unit = (
        "đã nhận",
        datetime(2026, 11, 1, tzinfo=UTC),
        "Ba Đình",
    )
    newer = standing(doing=1)
    newer.last_word, newer.last_word_at, newer.last_unit = (
        "đang làm",
        datetime(2026, 11, 2, tzinfo=UTC),
        "Ngọc Hà",
    )

    whole.join(newer)
    whole.join(older)

    assert whole == Standing(
        Counter({State.DONE: 1, State.ASSIGNED: 2, State.DOING: 1}),
        late=1, tasks=2, proofs=3,
        last_word="đang làm", last_word_at=datetime(2026, 11, 2, tzinfo=UTC), last_unit="Ngọc Hà",
    )  # fmt: skip
