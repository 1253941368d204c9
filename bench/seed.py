"""Fills an empty database with a country of units and a plan of many clauses."""

from __future__ import annotations

import itertools
from datetime import timedelta

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from khuevan.assignments.enums import State
from khuevan.assignments.models import Assignment, Pulse, Tally
from khuevan.kit.vietnamese import fold, text_key
from khuevan.people.enums import OrganisationKind, Purpose, Role, TaskPart
from khuevan.people.models import Organisation, UnitLink, User
from khuevan.plans.enums import ClauseKind, PlanState
from khuevan.plans.models import Clause, Plan, Task, TaskUnit

STATES = [State.ASSIGNED, State.RECEIVED, State.DOING, State.WAITING, State.DONE]


def fill(units: int, clauses: int, assignments: int) -> dict[str, str]:
    """Seed, and give back the paths to load and the queries that each costs."""
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    officer = User.objects.create_user(
        "bench", password=None, full_name="Bench", role=Role.LEAD_OFFICER
    )
    organisations = make_units(units)
    plan = make_plan(officer, clauses)
    send(plan, organisations, assignments)
    now = timezone.now()
    link = UnitLink.objects.create(
        organisation=organisations[0],
        purpose=Purpose.ASSIGNMENTS,
        expires_at=now + timedelta(days=9),
    )
    facts = {
        "cookie": f"{settings.SESSION_COOKIE_NAME}={session(officer)}",
        "unit_page": reverse("assignments:unit", args=[link.token]),
        "matrix_page": reverse("assignments:matrix", args=[plan.pk]),
        "living_page": reverse("assignments:living", args=[plan.pk]),
    }
    facts |= {
        f"queries:{facts[page]}": queries(facts[page], officer)
        for page in ("unit_page", "matrix_page", "living_page")
    }
    connection.close()
    return facts


def make_units(count: int) -> list[Organisation]:
    rows = [
        Organisation(
            kind=OrganisationKind.COMMUNE, code=f"N{n:05d}", name_vi=f"Xã Thử Tải {n}", short_name=f"Thử Tải {n}",
            search=fold(f"Xã Thử Tải {n} N{n:05d}"), sort_key=text_key(f"Thử Tải {n}"),
        )
        for n in range(1, count + 1)
    ]  # fmt: skip
    return Organisation.objects.bulk_create(rows, batch_size=500)


def make_plan(officer: User, clauses: int) -> Plan:
    lines = [
        f"- Nhiệm vụ số {n}: cung cấp thông tin sự kiện, báo cáo kết quả trước ngày 15/12/2026.\n"
        for n in range(1, clauses + 1)
    ]
    ends = list(itertools.accumulate(len(line) for line in lines))
    starts = [0, *ends[:-1]]
    plan = Plan.objects.create(
        title="Kế hoạch thử tải", year=2026, owner=officer, text="".join(lines), number="1/KH-TT",
        state=PlanState.RUNNING, date=timezone.localdate(),
        parts=[["clause", a, b] for a, b in zip(starts, ends, strict=True)],
    )  # fmt: skip
    Clause.objects.bulk_create(
        Clause(
            plan=plan, order=n, path=f"II.-{n}", text=line.strip("- \n"), start=a, end=b,
            kind=ClauseKind.TASK, proposed_kind=ClauseKind.TASK, confirmed_by=officer, confirmed_at=timezone.now(),
        )
        for n, (line, a, b) in enumerate(zip(lines, starts, ends, strict=True), start=1)
    )  # fmt: skip
    return plan


def send(plan: Plan, organisations: list[Organisation], count: int) -> None:
    today = timezone.localdate()
    tasks = Task.objects.bulk_create(
        Task(plan=plan, clause=clause, text=clause.text, due=today + timedelta(days=n - 20))
        for n, clause in enumerate(plan.clauses.all())
    )
    each = -(-count // len(tasks))
    rows, tallies = [], {}
    for n, task in enumerate(tasks):
        for m in range(min(each, count - len(rows))):
            unit = organisations[0] if m == 0 else organisations[(n * 97 + m) % len(organisations)]
            state = STATES[(n + m) % len(STATES)]
            rows.append(
                Assignment(
                    task=task, plan=plan, organisation=unit, part=TaskPart.LEAD, due=task.due, state=state,
                    period=task.due.isoformat(), done_at=timezone.now() if state == State.DONE else None,
                )
            )  # fmt: skip
            tallies[task.pk, task.due, state] = tallies.get((task.pk, task.due, state), 0) + 1
    unique = {(row.task_id, row.organisation_id): row for row in rows}
    Assignment.objects.bulk_create(unique.values(), batch_size=1000)
    TaskUnit.objects.bulk_create(
        TaskUnit(task=task, organisation=organisations[0], part=TaskPart.LEAD) for task in tasks
    )
    Pulse.objects.bulk_create(
        Pulse(
            task=task,
            plan=plan,
            proofs=300,
            last_word="Đã báo cáo",
            last_word_at=timezone.now(),
            last_unit=organisations[0],
        )
        for task in tasks
    )
    Tally.objects.bulk_create(
        Tally(task_id=task, plan=plan, due=due, state=state, count=n)
        for (task, due, state), n in tallies.items()
    )


def session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def queries(path: str, user: User) -> str:
    client = Client()
    client.force_login(user)
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(path)
    return f"{len(captured)}" if response.status_code == 200 else f"HTTP {response.status_code}"
