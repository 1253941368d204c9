"""Fills an empty database with one class of so many seats and a door for each line of the queue."""

from __future__ import annotations

from datetime import timedelta

import django

django.setup()

from django.core.management import call_command
from django.utils import timezone

from bench.seed import make_units
from khuevan.people.enums import Role
from khuevan.people.models import User
from khuevan.training.enums import RunState, SeatState
from khuevan.training.models import ClassRun, Course, Device, Nomination, Seat
from khuevan.training.tickets import ticket_of


def fill(seats: int, doors: int) -> dict[str, object]:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    officer = User.objects.create_user(
        "bench", password=None, full_name="Bench", role=Role.LEAD_OFFICER
    )
    course = Course.objects.create(theme="bench", name_vi="Bench")
    starts = timezone.now()
    run = ClassRun.objects.create(
        course=course, title="Bench", owner=officer, state=RunState.SUMMONED, starts_at=starts,
        ends_at=starts + timedelta(hours=4),
    )  # fmt: skip
    Seat.objects.bulk_create(
        Seat(run=run, organisation=unit, number=number, state=SeatState.SUMMONED)
        for number, unit in enumerate(make_units(seats), 1)
    )
    people = Nomination.objects.bulk_create(
        Nomination(seat=seat, full_name=f"Person {seat.number}", position="Bench", made_by="bench")
        for seat in run.seats.all()
    )
    made = [Device.objects.create(run=run, name=f"Door {n}", made_by=officer) for n in range(doors)]
    return {
        "tokens": [one.token for one in made],
        "tickets": [ticket_of(one, run.pk) for one in people],
    }


def kept() -> int:
    from khuevan.training.models import ScanEvent

    return ScanEvent.objects.values("body").distinct().count()
