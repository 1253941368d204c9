"""A morning of reminders in processes of its own: many units, one job, a worker that is killed."""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from khuevan.kit.tests.killing import Office

FILL = """
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from khuevan.assignments import jobs
from khuevan.assignments.models import Assignment
from khuevan.assignments.tests import factories
from khuevan.kit.workdays import add_working_days
from khuevan.people.enums import ContactKind, OrganisationKind, TaskPart
from khuevan.people.models import ContactPoint, Organisation
with transaction.atomic():
    today = timezone.localdate()
    plan = factories.approved()
    due = add_working_days(today, 1)
    task = factories.task(plan, due=due, text="Cử công chức dự tập huấn.")
    units = Organisation.objects.bulk_create(Organisation(
        kind=OrganisationKind.COMMUNE, code=f"X{{n:05d}}", name_vi=f"Xã {{n}}",
        short_name=f"Xã {{n}}", search=f"xa {{n}}", sort_key=f"{{n:05d}}",
    ) for n in range({count}))
    ContactPoint.objects.bulk_create(ContactPoint(
        organisation=unit, kind=ContactKind.EMAIL, is_registered=True,
        value=f"unit{{n}}@example.vn",
    ) for n, unit in enumerate(units))
    Assignment.objects.bulk_create(Assignment(
        task=task, plan=plan, organisation=unit, part=TaskPart.LEAD, due=due,
        sent_at=timezone.now() - timedelta(days=60), told_at=timezone.now(),
    ) for unit in units)
jobs.remind.enqueue()
"""
# The morning mail waits for 07:30; here the morning comes when all is written.
SUNRISE = """
from django.utils import timezone
from khuevan.kit.models import Message
Message.objects.filter(state="queued").update(not_before=timezone.now(), urgent=True)
"""
FACTS = """
import json
from django.db.models import Sum
from khuevan.assignments.models import Assignment
from khuevan.kit.models import Message
from django_tasks_db.models import DBTaskResult
print(json.dumps({
    "messages": Message.objects.count(),
    "jobs": list(DBTaskResult.objects.filter(task_path__endswith="remind").values_list("status", flat=True)),
    "reminders": Assignment.objects.aggregate(n=Sum("reminders"))["n"] or 0,
}))
"""


@dataclass(frozen=True, slots=True)
class Morning:
    arrived: Counter[str]
    states: Counter[str]
    reminders: int
    written_in: float
    sent_in: float


def run(folder: Path, count: int, seconds: float = 0, database_url: str = "") -> Morning:
    """Remind ``count`` units; the worker dies by kill -9 while it writes and twice while it sends."""
    with closing(Office(folder, seconds, database_url)) as office:
        office.command("migrate", "--verbosity", "0")
        office.command("shell", "--no-imports", "-c", FILL.format(count=count))
        began = time.monotonic()
        with office.worker() as worker:
            wait(office, count // 4)
            worker.kill()
        with office.worker():
            wait(office, count, done=True)
        written = time.monotonic() - began
        reminders = facts(office)["reminders"]
        office.command("shell", "--no-imports", "-c", SUNRISE)
        began = time.monotonic()
        for letters in (count // 3, 2 * count // 3):
            with office.worker() as worker:
                office.wait_for(letters)
                worker.kill()
        with office.worker():
            office.wait_for(count, seconds=900)
            office.wait_until_settled(seconds=900)
        sent = time.monotonic() - began
        return Morning(
            office.arrived(), Counter(office.states().values()), reminders, written, sent
        )


def facts(office: Office) -> dict:
    return json.loads(office.command("shell", "--no-imports", "-c", FACTS))


def wait(office: Office, messages: int, *, done: bool = False, seconds: float = 600) -> None:
    """Until so many messages are written, and the job itself has ended."""
    until = time.monotonic() + seconds
    while True:
        now = facts(office)
        if now["messages"] >= messages and (not done or "SUCCESSFUL" in now["jobs"]):
            return
        assert time.monotonic() < until, now
