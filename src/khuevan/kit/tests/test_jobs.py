from __future__ import annotations

import socket
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from khuevan.kit import jobs, outbox
from khuevan.kit.models import Message, MessageState, WorkerBeat

pytestmark = pytest.mark.django_db


@task(backend="jobs")
def nothing() -> None:
    """A job of this test."""


def running(*worker_ids: str) -> DBTaskResult:
    result = nothing.enqueue()
    row = DBTaskResult.objects.get(pk=result.id)
    for name in worker_ids:
        row.claim(name)
    return row


def worker(name: str, *, silent: float = 0, host: str = "elsewhere", pid: int = 1) -> WorkerBeat:
    now = timezone.now()
    return WorkerBeat.objects.create(
        name=name, host=host, pid=pid, started_at=now, seen_at=now - timedelta(seconds=silent)
    )


def status(row: DBTaskResult) -> str:
    row.refresh_from_db()
    return row.status


def test_a_job_of_a_silent_worker_goes_back_in_line():
    row = running("dead")
    worker("dead", silent=61)

    assert jobs.sweep() == 1
    assert status(row) == "READY"


def test_a_job_of_an_unknown_worker_goes_back_in_line():
    row = running("unheard of")

    assert jobs.sweep() == 1
    assert status(row) == "READY"


def test_a_job_of_a_living_worker_stays():
    row = running("alive")
    worker("alive", silent=30)

    assert jobs.sweep() == 0
    assert status(row) == "RUNNING"


def test_a_neighbour_whose_process_is_gone_is_dead_at_once():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    row = running("neighbour")
    worker("neighbour", host=socket.gethostname(), pid=gone.pid)

    assert jobs.sweep() == 1
    assert status(row) == "READY"


def test_a_job_that_five_workers_died_with_is_given_up():
    row = running("a", "b", "c", "d", "e")

    assert jobs.sweep() == 1
    assert status(row) == "FAILED"
    assert row.traceback == "Given up: 5 workers died with this job."


def test_a_beat_keeps_one_row():
    jobs.beat("w")
    jobs.beat("w")

    assert [(w.name, w.host) for w in WorkerBeat.objects.all()] == [("w", socket.gethostname())]
    assert jobs.is_alive(WorkerBeat.objects.get())


def test_tidy_forgets_old_texts_and_keeps_who_was_told_what_when():
    old = outbox.put("a", to="a@x.vn", subject="Nhắc", text="Nội dung")
    outbox.put("b", to="b@x.vn", subject="Nhắc", text="Nội dung")
    Message.objects.update(state=MessageState.SENT, sent_at=timezone.now())
    Message.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=401))

    jobs.tidy.call()

    assert dict(Message.objects.values_list("key", "body_text")) == {"a": "", "b": "Nội dung"}
    assert Message.objects.get(key="a").subject == "Nhắc"


def test_tidy_wipes_secrets_that_never_left():
    outbox.put("code", to="không có", subject="Mã", text="123456", secret=True)
    Message.objects.update(created_at=timezone.now() - timedelta(days=2))

    jobs.tidy.call()

    assert Message.objects.get().body_text == ""
