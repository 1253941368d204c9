from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connections
from django.utils.crypto import get_random_string
from django.utils.module_loading import autodiscover_modules
from django_tasks_db.management.commands.db_worker import Worker

from khuevan.kit import delivery, jobs, schedule, works
from khuevan.kit.models import WorkerBeat

logger = logging.getLogger("khuevan.worker")

BEAT_SECONDS = 5.0


class Command(BaseCommand):
    help = "Run jobs, send the outbox and keep the clock, until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between looks")

    def handle(self, *, interval: float, **options: Any) -> None:
        # jobs.py of every app says what the clock runs.
        autodiscover_modules("jobs")
        WorkerProcess(interval).run()


class WorkerProcess:
    """Three loops side by side, so that a long job delays neither a message nor the clock."""

    def __init__(self, interval: float) -> None:
        self.name = get_random_string(32)
        self.interval = interval
        self.stopping = threading.Event()
        self.tasks = Worker(
            queue_names=["*"],
            interval=interval,
            batch=False,
            backend_name=schedule.QUEUE,
            startup_delay=False,
            max_tasks=None,
            worker_id=self.name,
            excluded_queue_names=[],
        )

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        jobs.beat(self.name)
        loops = [
            threading.Thread(target=self.repeat, args=("clock", self.keep_house, BEAT_SECONDS)),
            threading.Thread(target=self.repeat, args=("outbox", self.deliver, self.interval)),
            threading.Thread(target=self.repeat, args=("jobs", self.tasks.run, self.interval)),
        ]
        for loop in loops:
            loop.start()
        for loop in loops:
            while loop.is_alive():  # join() with a timeout lets signals in
                loop.join(0.5)
        WorkerBeat.objects.filter(name=self.name).delete()

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Finish what is in hand; a second signal ends at once, and the sweep takes over."""
        if self.stopping.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        self.stopping.set()
        self.tasks.running = False

    def repeat(self, name: str, work: Callable[[], object], seconds: float) -> None:
        """Again and again until told to stop; an error is written down and tried again later."""
        while not self.stopping.is_set():
            try:
                close_old_connections()
                work()
            except Exception:
                logger.exception("worker: the %s loop failed; it goes on", name)
            self.stopping.wait(seconds)
        connections.close_all()

    def keep_house(self) -> None:
        jobs.beat(self.name)
        jobs.sweep()
        works.close_lost()
        schedule.tick()

    def deliver(self) -> None:
        delivery.deliver_due(stop=self.stopping.is_set)
