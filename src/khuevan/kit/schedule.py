"""The clock: which jobs run at which time. An app says so beside the job, in its jobs.py.

    @schedule.daily("07:30", working_days=True)
    @task()
    def remind() -> None: ...

Why not a package: docs/adr/0004-clock.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task

from khuevan.kit import workdays
from khuevan.kit.models import Tick

QUEUE = "jobs"  # the backend of TASKS on which our own work runs


class Rule(Protocol):
    def latest(self, now: datetime) -> datetime:
        """The last moment, up to `now`, at which the job was due."""


@dataclass(frozen=True, slots=True)
class Every:
    period: timedelta

    def latest(self, now: datetime) -> datetime:
        seconds = self.period.total_seconds()
        return datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=now.tzinfo)


@dataclass(frozen=True, slots=True)
class Daily:
    clock: time
    working_days: bool = False

    def latest(self, now: datetime) -> datetime:
        today = timezone.localtime(now).date()
        day = today if self._at(today) <= now else today - timedelta(days=1)
        if self.working_days:
            day = workdays.calendar().previous_working(day)
        return self._at(day)

    def _at(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, self.clock))


JOBS: dict[str, tuple[Task, Rule]] = {}


def every(**period: float) -> Callable[[Task], Task]:
    """Every so many minutes, hours... (the words of timedelta), in step with the clock."""
    return _registered(Every(timedelta(**period)))


def daily(clock: str, *, working_days: bool = False) -> Callable[[Task], Task]:
    """Each day, or each working day, at "07:30"; once when the worker comes back later."""
    return _registered(Daily(time.fromisoformat(clock), working_days))


def _registered(rule: Rule) -> Callable[[Task], Task]:
    def register(job: Task) -> Task:
        JOBS[job.module_path] = (job, rule)
        return job

    return register


def tick(now: datetime | None = None) -> list[str]:
    """Enqueue what came due since the last tick, each once among all workers; their names."""
    moment = now or timezone.now()
    return [name for name, (job, rule) in JOBS.items() if _enqueue_if_due(name, job, rule, moment)]


@transaction.atomic
def _enqueue_if_due(name: str, job: Task, rule: Rule, now: datetime) -> bool:
    # A new job starts with its next time: an installation at noon sends no morning mail.
    row, created = Tick.objects.get_or_create(name=name, defaults={"last_run": now})
    latest = rule.latest(now)
    if created or row.last_run >= latest:
        return False
    # Of two workers, one finds the row as it was; the job is enqueued in the same transaction.
    won = Tick.objects.filter(pk=row.pk, last_run=row.last_run).update(last_run=now)
    if won:
        job.using(backend=QUEUE).enqueue()
    return bool(won)
