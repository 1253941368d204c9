from __future__ import annotations

import signal
from contextlib import closing

import pytest

from khuevan.kit.tests.killing import Office

JOBS = 500
ENQUEUE = f"""
from django.db import transaction
from khuevan.kit import jobs
with transaction.atomic():
    for _ in range({JOBS}):
        jobs.tidy.enqueue()
"""
COUNT = """
from django_tasks_db.models import DBTaskResult
from khuevan.kit.models import WorkerBeat
results = DBTaskResult.objects
print(results.successful().count(), results.count(), WorkerBeat.objects.count())
"""


@pytest.fixture
def office(tmp_path):
    with closing(Office(tmp_path)) as office:
        office.command("migrate", "--verbosity", "0")
        office.command("shell", "--no-imports", "-c", ENQUEUE)
        yield office


def counts(office) -> list[int]:
    return [int(word) for word in office.command("shell", "--no-imports", "-c", COUNT).split()]


def wait_until(office, reached) -> None:
    for _ in range(60):
        if reached(*counts(office)):
            return
    raise AssertionError(counts(office))


def test_no_job_is_lost_when_the_worker_is_killed_and_it_ends_cleanly_when_asked(office):
    with office.worker() as worker:
        wait_until(office, lambda done, _of, _workers: done > 0)
        worker.kill()
    with office.worker() as worker:
        wait_until(office, lambda done, of, workers: done == of and workers == 2)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0

    # The killed worker's row stays until it is tidied away; the other said goodbye.
    assert counts(office) == [JOBS, JOBS, 1]
