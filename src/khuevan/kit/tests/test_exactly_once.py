from __future__ import annotations

import signal
from collections import Counter
from contextlib import closing

import pytest

from khuevan.kit.tests.killing import Office, kill_with_children

COUNT = 300


@pytest.fixture
def office(tmp_path):
    with closing(Office(tmp_path, seconds=0.01)) as office:
        office.fill(COUNT)
        yield office


@pytest.mark.shows("RPT-7")
def test_each_message_arrives_exactly_once_though_the_worker_is_killed_twice(office):
    """... and though two workers share the last third."""
    for letters in (COUNT // 3, 2 * COUNT // 3):
        with office.worker() as worker:
            office.wait_for(letters)
            worker.kill()
    with office.worker() as worker, office.worker() as another:
        office.wait_for(COUNT)
        office.wait_for_workers(4)
        for process in (worker, another):
            process.send_signal(signal.SIGTERM)
        assert (worker.wait(60), another.wait(60)) == (0, 0)

    assert office.arrived() == Counter(f"unit{n}@example.vn" for n in range(COUNT))
    assert Counter(office.states().values()) == {"sent": COUNT}


@pytest.mark.shows("RPT-7")
def test_with_its_courier_killed_too_nothing_goes_twice_and_what_is_unsure_is_named(office):
    for letters in (COUNT // 3, 2 * COUNT // 3):
        with office.worker() as worker:
            office.wait_for(letters)
            kill_with_children(worker.pid)
    with office.worker() as worker:
        office.wait_until_settled()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0

    arrived, states = office.arrived(), office.states()
    unsure = {address for address, state in states.items() if state == "unsure"}
    assert set(arrived.values()) == {1}
    # At most the one letter in hand at each kill, and a person is told which it was.
    assert len(unsure) <= 2
    assert {address for address, state in states.items() if state == "sent"} == set(states) - unsure
    assert set(states) - set(arrived) <= unsure
