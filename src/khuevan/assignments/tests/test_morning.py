from __future__ import annotations

from collections import Counter

import pytest

from khuevan.assignments.tests import morning

COUNT = 150


@pytest.mark.shows("RPT-7", "R31")
def test_each_unit_is_reminded_exactly_once_though_the_worker_is_killed(tmp_path):
    found = morning.run(tmp_path, COUNT, seconds=0.01)
    assert found.arrived == Counter(f"unit{n}@example.vn" for n in range(COUNT))
    assert found.states == Counter({"sent": COUNT})
    assert found.reminders == COUNT
