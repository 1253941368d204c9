"""Long jobs that somebody waits for: progress that can be left and found again, failures by row.

A job of this kind commits row by row (no transaction around the whole), so that its progress is
seen and a second run, after a killed worker, finds what is already done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.later import later
from khuevan.kit.models import Work, WorkState

LEASE = timedelta(minutes=5)
EVERY = timedelta(milliseconds=500)  # between two writes of progress
GIVE_UP = timedelta(hours=1)  # after the lease: by then a living worker would have taken it up
AT_ONCE = 50  # rows in one transaction
MOST_FAILURES = 1000  # kept with their reasons; all are counted

Item = TypeVar("Item")


@transaction.atomic
def start(
    kind: str, title: str, job: str, *ids: int | str, by: Actor, total: int | None = None
) -> Work:
    """Have `job` (a path as for `later`) run as `job(work_id, *ids)`; the row to look at."""
    work = Work.objects.create(
        kind=kind, title=title[:300], owner_id=by.actor_id, owner_name=by.actor_name, total=total
    )
    later(job, work.pk, *ids)
    return work


def chunks(rows: list[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    return (rows[first : first + size] for first in range(0, len(rows), size))


class Progress:
    """What a running job says about itself; written at most twice a second."""

    def __init__(self, work_id: int) -> None:
        self.work_id = work_id
        self.total: int | None = None
        self.done = 0
        self.failed = 0
        self.failures: list[tuple[int, str]] = []
        self.result_url = ""
        self.written_at: datetime | None = None

    def over(self, items: Iterable[Item], total: int | None = None) -> Iterator[Item]:
        """Each item in turn, counted as done when the next is asked for."""
        if total is None and isinstance(items, Sized):
            total = len(items)
        self.expect(total)
        for item in items:
            yield item
            self.step()

    def in_chunks(self, rows: list[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
        """The rows by the handful, added to what was done before and counted likewise."""
        self.expect(self.done + len(rows))
        for chunk in chunks(rows, size):
            yield chunk
            self.step(len(chunk))

    def expect(self, total: int | None) -> None:
        self.total = total
        self._write()

    def step(self, count: int = 1) -> None:
        self.done += count
        if self.written_at is None or timezone.now() - self.written_at >= EVERY:
            self._write()

    def fail(self, row: int, reason: str) -> None:
        """This row could not be done; the reason is a sentence for the person who waits."""
        self.failed += 1
        if len(self.failures) < MOST_FAILURES:
            self.failures.append((row, reason))

    def _write(self, **more: object) -> None:
        self.written_at = timezone.now()
        Work.objects.filter(pk=self.work_id).update(
            total=self.total,
            done=self.done,
            failed=self.failed,
            failures=self.failures,
            result_url=self.result_url,
            lease_until=self.written_at + LEASE,
            **more,
        )

    def finish(self, state: WorkState, error: str = "") -> None:
        self._write(state=state, error=error, finished_at=timezone.now())


@contextmanager
def running(work_id: int) -> Iterator[Progress]:
    """Around the body of the job: running, then done, or stopped with a reason.

    A refusal's own sentence is shown and the job counts as run; any other error goes on to the
    task's record, where an administrator finds it. A second run starts its counts afresh.
    """
    progress = Progress(work_id)
    progress._write(state=WorkState.RUNNING, started_at=timezone.now(), finished_at=None, error="")
    try:
        yield progress
    except Refused as refusal:
        progress.finish(WorkState.FAILED, str(refusal))
    except Exception:
        progress.finish(
            WorkState.FAILED,
            _("Something went wrong that nobody foresaw. The administrator finds it in the log."),
        )
        raise
    else:
        progress.finish(WorkState.DONE)


def close_lost() -> int:
    """Say of works whose job was given up that they will not end by themselves; how many."""
    now = timezone.now()
    lost = Work.objects.filter(state=WorkState.RUNNING, lease_until__lt=now - GIVE_UP)
    return lost.update(
        state=WorkState.FAILED,
        finished_at=now,
        error=_("The work was interrupted and could not be resumed. Start it again."),
    )
