"""For tests of the door: a class that begins within the hour, its doors, the lines of a phone."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from khuevan.assignments.tests.factories import officer, ward
from khuevan.people.models import Organisation, User
from khuevan.training.enums import RunState, SeatState
from khuevan.training.models import ClassRun, Course, Device, Nomination, Seat

__all__ = ["class_run", "course", "door", "line", "nominee", "officer", "seat", "seated", "ward"]


def course(**fields: Any) -> Course:
    count = Course.objects.count() + 1
    defaults = {"theme": "doi-ngoai", "name_vi": f"Bồi dưỡng thông tin đối ngoại {count}"}
    return Course.objects.create(**defaults | fields)


def class_run(**fields: Any) -> ClassRun:
    """A class that begins within the hour, its units summoned."""
    starts = timezone.now() + timedelta(minutes=30)
    defaults = {
        "title": "Lớp bồi dưỡng thông tin đối ngoại", "state": RunState.SUMMONED,
        "starts_at": starts, "ends_at": starts + timedelta(hours=4),
    }  # fmt: skip
    fields = defaults | fields
    fields.setdefault("course", None)
    fields["course"] = fields["course"] or course()
    fields["owner"] = fields.get("owner") or officer()
    return ClassRun.objects.create(**fields)


def seat(run: ClassRun, unit: Organisation | None = None, **fields: Any) -> Seat:
    count = run.seats.count() + 1
    defaults = {"number": count, "organisation": unit or ward(f"Phường Thử {count}")}
    return Seat.objects.create(run=run, **defaults | fields)


def nominee(of: Seat, **fields: Any) -> Nomination:
    defaults = {
        "full_name": f"Nguyễn Văn {of.number}", "position": "Công chức văn hóa - xã hội",
        "made_by": "test",
    }  # fmt: skip
    made = Nomination.objects.create(seat=of, **defaults | fields)
    Seat.objects.filter(pk=of.pk).update(state=SeatState.SUMMONED)
    return made


NAMES = ("Nguyễn Thị Hồng Đào", "Trần Văn Ước", "Lê Đức Ân", "Phạm Thị Ánh", "Đỗ Quang Huy")


def seated(count: int, **fields: Any) -> tuple[ClassRun, list[Nomination]]:
    """A class of as many units, each with its nominee, in few queries."""
    run = class_run(**fields)
    first = ward("Phường Thử 1")
    rest = Organisation.objects.bulk_create(_copy(first, number) for number in range(2, count + 1))
    seats = Seat.objects.bulk_create(
        Seat(run=run, organisation=unit, number=number, state=SeatState.SUMMONED)
        for number, unit in enumerate([first, *rest], 1)
    )
    people = [_person(one) for one in seats]
    return run, Nomination.objects.bulk_create(people)


def _copy(unit: Organisation, number: int) -> Organisation:
    fields = {field.attname: getattr(unit, field.attname) for field in unit._meta.concrete_fields}
    fields |= {"id": None, "name_vi": f"Phường Thử {number}"}
    fields |= {name: f"{fields[name]}-{number}" for name in ("code",) if fields.get(name)}
    return Organisation(**fields)


def _person(of: Seat) -> Nomination:
    made = Nomination(
        seat=of, full_name=f"{NAMES[of.number % 5]} {of.number}", position="Công chức VHXH",
        made_by="test",
    )  # fmt: skip
    made.search = made.sort_key = made.full_name.lower()
    return made


def line(seq: int, kind: str = "scan", **facts: Any) -> str:
    """A line as a phone writes it; ``ago``: seconds before now."""
    at = timezone.now() - timedelta(seconds=facts.pop("ago", 60))
    whole = {"seq": seq, "at": int(at.timestamp() * 1000), "off": 0, "kind": kind, "said": "in"}
    return json.dumps(whole | facts, ensure_ascii=False, separators=(",", ":"))


def door(run: ClassRun, name: str = "Cửa A", by: User | None = None) -> Device:
    return Device.objects.create(run=run, name=name, made_by=by or run.owner)
