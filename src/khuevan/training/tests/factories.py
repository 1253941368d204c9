from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from khuevan.people.models import Organisation, User
from khuevan.plans.tests.factories import unit, user
from khuevan.training.enums import RunState, SeatState, Verdict
from khuevan.training.models import ClassRun, Course, Nomination, Seat

officer = user


def course(name: str = "Kỹ năng thông tin đối ngoại", **fields: Any) -> Course:
    return Course.objects.get_or_create(name_vi=name, defaults={"theme": "ky-nang"} | fields)[0]


def run(owner: User | None = None, **fields: Any) -> ClassRun:
    """A class without seats, half a day long; it begins a fortnight from now."""
    begins: datetime = fields.pop("starts_at", timezone.now() + timedelta(days=14))
    defaults = {
        "course": course(), "title": "Lớp tập huấn kỹ năng thông tin đối ngoại",
        "owner": owner or officer(), "starts_at": begins, "ends_at": begins + timedelta(hours=4),
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
