"""Fills an empty database with a class of many seats, each unit with its link."""

from __future__ import annotations

from datetime import timedelta

import django

django.setup()

from django.core.management import call_command
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from bench.seed import make_units
from khuevan.kit import audit
from khuevan.kit.models import AuditEvent
from khuevan.people.actions.links import make_links
from khuevan.people.enums import Purpose, Role
from khuevan.people.models import UnitLink, User
from khuevan.training.enums import Kind, RunState
from khuevan.training.models import ClassRun, Course, Nomination, Seat


def fill(units: int) -> list[tuple[str, int]]:
    """The address of each unit's form, and its seat."""
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    officer = User.objects.create_user(
        "bench", password=None, full_name="Bench", role=Role.LEAD_OFFICER
    )
    organisations = make_units(units)
    make_links([one.pk for one in organisations], Purpose.NOMINATION, by=officer)
    run = make_run(officer)
    seats = Seat.objects.bulk_create(
        (Seat(run=run, organisation=one, number=n) for n, one in enumerate(organisations, 1)),
        batch_size=1000,
    )
    links = {
        link.organisation_id: link
        for link in UnitLink.objects.filter(purpose=Purpose.NOMINATION).select_related(
            "organisation"
        )
    }
    return [
        (form_of(links[one.organisation_id].token, one.pk), one.pk) for one in seats
    ]  # fmt: skip


def form_of(token: str, seat: int) -> str:
    return reverse("training:unit_name", args=[token, seat, "other"])


def make_run(officer: User) -> ClassRun:
    starts = timezone.now() + timedelta(days=30)
    return ClassRun.objects.create(
        course=Course.objects.create(theme="thu-tai", name_vi="Lớp thử tải"),
        title="Lớp thử tải", owner=officer, state=RunState.NOMINATING, starts_at=starts,
        ends_at=starts + timedelta(hours=4), nominate_by=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip


def held() -> dict[int, list[str]]:
    """Seat -> the references of its active nominees."""
    found: dict[int, list[str]] = {}
    for one in Nomination.objects.active().only("pk", "seat_id"):
        found.setdefault(one.seat_id, []).append(one.reference)
    return found


def faults(seats: list[int]) -> dict[str, int]:
    """What must not be: seats without or with more than one nominee, history nobody made, a broken chain."""
    active = Count("nominations", filter=Q(nominations__ended_at=None))
    rows = Seat.objects.filter(pk__in=seats).annotate(n=active, all=Count("nominations"))
    return {
        "seats without a nominee": rows.filter(n=0).count(),
        "seats with more than one": rows.filter(n__gt=1).count(),
        "nominations beside the active one": sum(one.all - 1 for one in rows if one.all > 1),
        "log lines too many or too few": abs(
            AuditEvent.objects.filter(kind=Kind.NOMINATED).count() - Nomination.objects.count()
        ),
        "breaks of the log's chain": len(list(audit.breaks())),
    }
