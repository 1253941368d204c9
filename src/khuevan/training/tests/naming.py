"""What tests about naming persons start from: wards with links and focal points, seats, nominees."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from khuevan.assignments.tests import factories as assignments
from khuevan.people.actions.links import make_link
from khuevan.people.enums import Purpose, Role
from khuevan.people.models import FocalPoint, Organisation, Person, Post, UnitLink, User
from khuevan.training.enums import RunState, SeatState
from khuevan.training.models import ClassRun, Course, Nomination, Seat
from khuevan.training.nominees import Nominee

officer = assignments.officer
ward = assignments.ward


def course(**fields: Any) -> Course:
    count = Course.objects.count() + 1
    defaults = {"theme": "nghiep-vu", "name_vi": f"Nghiệp vụ thông tin đối ngoại {count}"}
    return Course.objects.create(**defaults | fields)


def run(
    state: RunState = RunState.NOMINATING, *, owner: User | None = None, **fields: Any
) -> ClassRun:
    """A class in three weeks, half a day, whose units nominate."""
    day = timezone.localdate() + timedelta(days=21)
    starts = timezone.make_aware(datetime.combine(day, time(7, 30)))
    defaults = {
        "course": fields.pop("course", None) or course(),
        "title": "Tập huấn nghiệp vụ thông tin đối ngoại", "owner": owner or officer(),
        "starts_at": starts, "ends_at": starts + timedelta(hours=4),
        "nominate_by": timezone.localdate() + timedelta(days=7),
    }  # fmt: skip
    return ClassRun.objects.create(state=state, **defaults | fields)


def seat(of: ClassRun | None = None, unit: Organisation | None = None, **fields: Any) -> Seat:
    of = of or run()
    number = of.seats.count() + 1
    unit = unit or ward(f"Phường {Organisation.objects.count() + 1}")
    return Seat.objects.create(**{"run": of, "organisation": unit, "number": number} | fields)


def facts(name: str = "Nguyễn Thị Hương", **fields: Any) -> Nominee:
    defaults = {"position": "Công chức văn hóa - xã hội", "phone": "0912 345 678"}
    return Nominee(full_name=name, **defaults | fields)


def nomination(
    of: Seat | None = None, *, state: SeatState = SeatState.NOMINATED, **fields: Any
) -> Nomination:
    """A person on a seat, without the whole of naming; ``state`` is the seat's."""
    of = of or seat()
    Seat.objects.filter(pk=of.pk).update(state=state)
    of.refresh_from_db()
    number = Nomination.objects.count() + 1
    defaults = {
        "full_name": f"Trần Văn {number}", "position": "Công chức văn hóa - xã hội",
        "phone": f"09{number:08d}", "made_by": of.organisation.name_vi,
    }  # fmt: skip
    return Nomination.objects.create(seat=of, **defaults | fields)


def focal(
    unit: Organisation, name: str = "Lê Thị Mai", *, position: str = "Công chức văn hóa - xã hội",
    phone: str = "0987654321", email: str = "mai@example.vn",
) -> FocalPoint:  # fmt: skip
    person = Person.objects.create(full_name=name)
    Post.objects.create(person=person, organisation=unit, title=position)
    for kind, value in (("phone", phone), ("email", email)):
        if value:
            unit.contacts.create(kind=kind, value=value, person=person)
    return FocalPoint.objects.create(
        organisation=unit, person=person, valid_from=timezone.localdate() - timedelta(days=90)
    )


def link(unit: Organisation) -> UnitLink:
    return make_link(unit, Purpose.NOMINATION, by=officer(Role.LEAD_OFFICER))
