"""The kit's own jobs and what the worker does between jobs."""

from __future__ import annotations

import os
import socket
from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from khuevan.kit import archive, schedule
from khuevan.kit.models import Message, MessageState, WorkerBeat

SILENCE = timedelta(seconds=60)  # after this without a beat, a worker counts as dead
MOST_WORKERS = 5  # a job that so many workers died with is not given to another
KEEP_RESULTS = timedelta(days=30)
KEEP_SECRETS = timedelta(days=1)  # codes and links that never left have long expired
KEEP_TEXTS = timedelta(days=400)


@schedule.daily("03:10")
@task(backend="jobs")
def tidy() -> None:
    """Old results of jobs, workers of yesterday, and texts that a year's report needs no more."""
    now = timezone.now()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RESULTS).delete()
    WorkerBeat.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    Message.objects.filter(secret=True, created_at__lt=now - KEEP_SECRETS).update(
        body_text="", body_html=""
    )
    Message.objects.filter(
        state__in=(MessageState.SENT, MessageState.MERGED, MessageState.CANCELLED),
        created_at__lt=now - KEEP_TEXTS,
    ).update(body_text="", body_html="", ics="")


@schedule.daily("02:20")
@task(backend="jobs")
def export() -> None:
    """Tonight's archive of everything; see settings.EXPORTS_KEEP."""
    archive.nightly(timezone.localtime())


def beat(name: str) -> None:
    """The worker is alive."""
    now = timezone.now()
    WorkerBeat.objects.update_or_create(
        name=name,
        defaults={"seen_at": now},
        create_defaults={
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "started_at": now,
            "seen_at": now,
        },
    )


def sweep() -> int:
    """Give jobs of dead workers to the living: django-tasks-db leaves them running for ever.

    How many went back into the queue. A job that several workers died with is failed instead.
    """
    alive = {worker.name for worker in WorkerBeat.objects.all() if is_alive(worker)}
    swept = 0
    for job in DBTaskResult.objects.running().filter(backend_name=schedule.QUEUE):
        if job.worker_ids and job.worker_ids[-1] in alive:
            continue
        state = TaskResultStatus.READY
        if len(job.worker_ids) >= MOST_WORKERS:
            state = TaskResultStatus.FAILED
        # The worker list decides: whoever claimed the job meanwhile has added a name to it.
        swept += (
            DBTaskResult.objects.running()
            .filter(pk=job.pk, started_at=job.started_at)
            .update(
                status=state,
                finished_at=timezone.now() if state == TaskResultStatus.FAILED else None,
                traceback=f"Given up: {len(job.worker_ids)} workers died with this job.",
            )
        )
    return swept


def is_alive(worker: WorkerBeat) -> bool:
    """Heard of lately, and, when it is a neighbour on this machine, still a process."""
    if timezone.now() - worker.seen_at > SILENCE:
        return False
    return worker.host != socket.gethostname() or _is_running(worker.pid)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
