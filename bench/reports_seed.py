"""Fills an empty database with a country that reports: units, indicators, four periods of cells."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from bench.seed import make_units, queries, session
from khuevan.people.enums import Purpose, Role
from khuevan.people.models import Organisation, UnitLink, User
from khuevan.reports.enums import CycleState, Frequency, IndicatorKind, ObligationState
from khuevan.reports.models import Cell, Cycle, Indicator, Obligation, ReportType, Submission

PERIODS = 4
WORDS = "Đã tổ chức hoạt động văn hóa đối ngoại, giới thiệu di tích bằng hai thứ tiếng."
KINDS = (IndicatorKind.FIGURE,) * 20 + (IndicatorKind.TEXT,) * 4


def fill(units: int, indicators: int) -> dict[str, object]:
    """Three periods that were sent and one that is owed; what the load needs to know."""
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    officer = User.objects.create_user(
        "bench", password=None, full_name="Bench", role=Role.LEAD_OFFICER
    )
    organisations = make_units(units)
    asked = make_type(indicators)
    cycles = [make_cycle(asked[0].type, number, officer) for number in range(PERIODS)]
    for cycle in cycles[:-1]:
        send_all(cycle, organisations, asked)
    owed = Obligation.objects.bulk_create(
        (Obligation(cycle=cycles[-1], organisation=unit) for unit in organisations), batch_size=1000
    )
    links = make_links(organisations)
    analyse()
    return {
        "cookie": session(officer),
        "officer": officer.pk,
        "cycle": cycles[-1].pk,
        "last": cycles[-2].pk,
        "units": [
            [reverse("reports:unit", args=[link.token]), one.pk]
            for link, one in zip(links, owed, strict=True)
        ],
    }


def make_type(count: int) -> list[Indicator]:
    made = ReportType.objects.create(
        code="thu-tai", name_vi="Báo cáo thử tải", frequency=Frequency.QUARTER
    )
    return Indicator.objects.bulk_create(
        Indicator(
            type=made, code=f"ct{n}", name_vi=f"Chỉ tiêu số {n}", kind=KINDS[n % len(KINDS)],
            formula=("tasks_done", "proofs", "")[n % 3] if KINDS[n % len(KINDS)] == "figure" else "",
            order=n, heading=f"Nhóm {n // 6 + 1}", measured_in="việc",
        )
        for n in range(count)
    )  # fmt: skip


def make_cycle(kind: ReportType, number: int, officer: User) -> Cycle:
    today = timezone.localdate()
    starts = today - timedelta(days=90 * (PERIODS - number))
    is_open = number == PERIODS - 1
    due = timezone.now() + timedelta(days=2 if is_open else -90 * (PERIODS - 1 - number))
    return Cycle.objects.create(
        type=kind, label=f"Kỳ {number + 1}", starts=starts, ends=starts + timedelta(days=89),
        due_at=due, opened_by=officer,
        state=CycleState.OPEN if is_open else CycleState.CLOSED,
        closed_at=None if is_open else due,
    )  # fmt: skip


def send_all(cycle: Cycle, organisations: list[Organisation], asked: list[Indicator]) -> None:
    chance = random.Random(cycle.pk)
    sent = cycle.due_at - timedelta(hours=1)
    rows = Obligation.objects.bulk_create(
        (
            Obligation(
                cycle=cycle, organisation=unit, state=ObligationState.ACCEPTED, first_sent_at=sent,
                sent_at=sent, sent_by=unit.name_vi, revision=1,
            )
            for unit in organisations
        ),
        batch_size=1000,
    )  # fmt: skip
    batch: list[Cell] = []
    for cell in cells(rows, asked, chance):
        batch.append(cell)
        if len(batch) == 5000:
            Cell.objects.bulk_create(batch, batch_size=1000)
            batch = []
    Cell.objects.bulk_create(batch, batch_size=1000)
    Submission.objects.bulk_create(
        (
            Submission(obligation=one, version=1, content={}, sent_at=sent, sent_by="")
            for one in rows
        ),
        batch_size=1000,
    )


def cells(rows: list[Obligation], asked: list[Indicator], chance: random.Random) -> Iterator[Cell]:
    for one in rows:
        for indicator in asked:
            is_figure = indicator.kind == IndicatorKind.FIGURE
            yield Cell(
                obligation=one, indicator=indicator, is_own=True, revision=1,
                value=Decimal(chance.randint(0, 200)) if is_figure else None,
                text="" if is_figure else WORDS,
            )  # fmt: skip


def make_links(organisations: list[Organisation]) -> list[UnitLink]:
    until = timezone.now() + timedelta(days=9)
    return UnitLink.objects.bulk_create(
        (
            UnitLink(organisation=unit, purpose=Purpose.REPORTS, expires_at=until)
            for unit in organisations
        ),
        batch_size=1000,
    )


def analyse() -> None:
    """As a database that has lived for a while: its planner knows the tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def office_pages(facts: dict[str, object]) -> list[tuple[str, str, str]]:
    """(name, address, queries) of the pages that show all units of a period, full and open."""
    officer = User.objects.get(pk=facts["officer"])
    found = []
    for name, view, pk in (
        ("matrix, all sent", "reports:matrix", facts["last"]),
        ("matrix, open period", "reports:matrix", facts["cycle"]),
        ("cycle", "reports:cycle", facts["cycle"]),
    ):
        try:
            address = reverse(view, args=[pk])
        except NoReverseMatch:
            continue
        found.append((name, address, queries(address, officer)))
    connection.close()
    return found


def acknowledged(cycle: int) -> dict[str, int]:
    """What stands in the database: {obligation: versions sent} of the open period."""
    rows = Submission.objects.filter(obligation__cycle=cycle)
    found: dict[str, int] = {}
    for pk in rows.values_list("obligation", flat=True):
        found[str(pk)] = found.get(str(pk), 0) + 1
    connection.close()
    return found
