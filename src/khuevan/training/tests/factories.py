"""Classes, seats and nominees, without the whole of making a class."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from khuevan.assignments.tests.factories import group, ward
from khuevan.assignments.tests.factories import link as assignment_link
from khuevan.kit.vietnamese import fold, name_key, text_key
from khuevan.kit.workdays import calendar
from khuevan.people.enums import OrganisationKind, Purpose
from khuevan.people.models import Membership, Organisation, UnitGroup, UnitLink, User
from khuevan.plans.tests.factories import unit, user
from khuevan.training.enums import RunState, SeatState, Verdict
from khuevan.training.models import ClassRun, Course, Nomination, Seat

__all__ = [
    "asking", "course", "filled", "group", "groups_of_142", "link", "nominated", "nominee", "officer",
    "run", "run_with", "seat", "summoned", "unit", "ward",
]  # fmt: skip

officer = user


def course(name: str = "Kỹ năng thông tin đối ngoại", **fields: Any) -> Course:
    return Course.objects.get_or_create(name_vi=name, defaults={"theme": "ky-nang"} | fields)[0]


def run(owner: User | None = None, **fields: Any) -> ClassRun:
    """A class without seats, half a day long; it begins a fortnight from now."""
    begins: datetime | None = fields.pop("starts_at", timezone.now() + timedelta(days=14))
    defaults = {
        "course": course(), "title": "Lớp tập huấn kỹ năng thông tin đối ngoại",
        "owner": owner or officer(), "starts_at": begins,
        "ends_at": begins + timedelta(hours=4) if begins else None,
    }  # fmt: skip
    return ClassRun.objects.create(**defaults | fields)


def summoned(**fields: Any) -> ClassRun:
    """A class of this very hour whose units were summoned."""
    defaults = {"state": RunState.SUMMONED, "starts_at": timezone.now() - timedelta(minutes=30)}
    return run(**defaults | fields)


def seat(of: ClassRun, organisation: Organisation | None = None, **fields: Any) -> Seat:
    number = of.seats.count() + 1
    body = organisation or unit(f"Phường Số {number}")
    return Seat.objects.create(**{"run": of, "organisation": body, "number": number} | fields)


def nominee(of: Seat, name: str = "", **fields: Any) -> Nomination:
    """A person on the seat, judged to be the right one; the seat says so too."""
    defaults = {
        "full_name": name or f"Trần Thị {of.number}", "position": "Công chức Văn hóa - Xã hội",
        "phone": "0912345678", "made_by": "Đầu mối", "verdict": Verdict.RIGHT,
    }  # fmt: skip
    made = Nomination.objects.create(**{"seat": of} | defaults | fields)
    is_summoned = of.run.state in (RunState.SUMMONED, RunState.HELD)
    of.state = SeatState.SUMMONED if is_summoned else SeatState.VALID
    of.save(update_fields=["state"])
    return made


def filled(of: ClassRun, count: int) -> list[Nomination]:
    """So many seats of new units, each with its nominee."""
    return [nominee(seat(of)) for _ in range(count)]


def asking(owner: User | None = None, **fields: Any) -> ClassRun:
    """A class in six weeks; its units nominate until three weeks from now."""
    today = timezone.localdate()
    starts = timezone.make_aware(datetime.combine(today + timedelta(days=42), time(8)))
    defaults = {
        "starts_at": starts, "ends_at": starts + timedelta(minutes=240),
        "nominate_by": calendar().previous_working(today + timedelta(days=21)),
    }  # fmt: skip
    return run(owner, **defaults | fields)


def nominated(of: Seat | None = None, name: str = "Nguyễn Thị Ánh", **fields: Any) -> Nomination:
    """A nominee on whom nobody has decided; ``state`` is the seat's."""
    of = of or seat(
        asking(state=RunState.NOMINATING), ward(f"Phường {Organisation.objects.count()}")
    )
    state = fields.pop("state", SeatState.NOMINATED)
    Seat.objects.filter(pk=of.pk).update(state=state)
    of.refresh_from_db()
    defaults = {
        "position": "Công chức văn hóa - xã hội", "phone": "0912345678",
        "email": f"nguoi{of.pk}@example.vn", "made_by": of.organisation.name_vi,
    }  # fmt: skip
    return Nomination.objects.create(seat=of, full_name=name, **defaults | fields)


def run_with(
    count: int, *, state: SeatState = SeatState.OPEN, run_state: RunState = RunState.NOMINATING,
    **fields: Any,
) -> ClassRun:  # fmt: skip
    """A class with so many seats of so many wards, with nominees where the state has one; fast."""
    made = asking(state=run_state, **fields)
    start = Organisation.objects.count() + 1
    wards = Organisation.objects.bulk_create(
        unit_row(number, OrganisationKind.WARD) for number in range(start, start + count)
    )
    seats = Seat.objects.bulk_create(
        Seat(run=made, organisation=unit, number=number, state=state)
        for number, unit in enumerate(wards, 1)
    )
    if state not in {SeatState.OPEN, SeatState.DECLINED}:
        Nomination.objects.bulk_create(nominee_row(one) for one in seats)
    return made


def unit_row(number: int, kind: OrganisationKind) -> Organisation:
    name = f"Phường {number:04}"
    return Organisation(
        kind=kind, code=f"U{number:05}", name_vi=name, short_name=name, search=fold(name),
        sort_key=text_key(name),
    )  # fmt: skip


def nominee_row(of: Seat, name: str = "") -> Nomination:
    """A row for bulk_create."""
    name = name or f"Nguyễn Văn {of.number}"
    return Nomination(
        seat=of, full_name=name, position="Công chức", phone=f"09{of.number:08}",
        email=f"n{of.number}@example.vn", made_by="thử", search=fold(name),
        sort_key=name_key(name),
    )  # fmt: skip


def groups_of_142() -> list[UnitGroup]:
    """16 departments and 126 wards and communes, as the real plan names them."""
    made = []
    plan = (
        ("so-ban-nganh", "16 sở, ban, ngành", OrganisationKind.DEPARTMENT, 16, 10),
        ("phuong-xa", "126 phường, xã", OrganisationKind.WARD, 126, 20),
    )
    for code, name, kind, count, order in plan:
        one = UnitGroup.objects.create(
            code=code, name_vi=name, order=order,
            written_as=["sở, ban, ngành"] if order == 10 else ["phường, xã"],
        )  # fmt: skip
        start = Organisation.objects.count() + 1
        units = Organisation.objects.bulk_create(
            unit_row(number, kind) for number in range(start, start + count)
        )
        Membership.objects.bulk_create(
            Membership(group=one, organisation=unit, valid_from=date(2025, 7, 1)) for unit in units
        )
        made.append(one)
    return made


def link(unit: Organisation) -> UnitLink:
    return assignment_link(unit, Purpose.NOMINATION)
