from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from khuevan.budget.enums import EstimateState
from khuevan.budget.models import Estimate, FundingSource
from khuevan.kit import audit
from khuevan.kit.vietnamese import fold, name_key
from khuevan.people.enums import ContactKind, OrganisationKind, Role
from khuevan.people.models import ContactPoint, Organisation, User
from khuevan.plans.enums import PlanState
from khuevan.plans.models import Plan
from khuevan.plans.tests import factories as plans
from khuevan.training.enums import RunState, SeatState
from khuevan.training.models import ClassRun, Course, Nomination, Seat, Venue

officer = plans.user
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
BEGINS = datetime(2026, 12, 18, 8, 0, tzinfo=HANOI)


def course(name: str = "Kỹ năng thông tin đối ngoại", **fields: Any) -> Course:
    made, _new = Course.objects.get_or_create(name_vi=name, defaults={"theme": "ttdn"} | fields)
    return made


def plan(state: PlanState = PlanState.APPROVED, owner: User | None = None) -> Plan:
    number = f"{Plan.objects.count() + 1}/KH-SVHTT"
    return plans.bare_plan(
        owner or officer(), state=state, number=number, date=date(2026, 1, 5), year=2026
    )


def run(state: RunState = RunState.PREPARING, **fields: Any) -> ClassRun:
    """A half-day class of an approved plan, its time set."""
    owner = fields.pop("owner", None) or officer()
    defaults: dict[str, Any] = {
        "title": "Tập huấn kỹ năng thông tin đối ngoại năm 2026",
        "starts_at": BEGINS, "ends_at": BEGINS + timedelta(hours=4),
        "issuer": Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT).first()
        or plans.unit("Sở Văn hóa và Thể thao", code="SVHTT", kind=OrganisationKind.DEPARTMENT),
    }  # fmt: skip
    if "venue" not in fields:
        defaults["venue"] = venue()
    if state == RunState.HELD:
        defaults["held_at"] = timezone.now()
    if "plan" not in fields:
        defaults["plan"] = plan(owner=owner)
    if "course" not in fields:
        defaults["course"] = course()
    return ClassRun.objects.create(owner=owner, state=state, **defaults | fields)


def venue(name: str = "Khách sạn Mẫu") -> Venue:
    made, _new = Venue.objects.get_or_create(
        name=name, hall="Hội trường tầng 3", city="Hà Nội",
        defaults={"address": "12 phố Mẫu, phường Hoàn Kiếm", "capacity": 5000},
    )  # fmt: skip
    return made


def estimate(of: ClassRun, state: EstimateState = EstimateState.APPROVED) -> Estimate:
    """Everybody who must have looked at it has, so that any state can be given to it."""
    now = timezone.now()
    source, _new = FundingSource.objects.get_or_create(name="Nguồn đào tạo", year=2026)
    return Estimate.objects.create(
        title=of.title, origin=audit.key_of(of), state=state, source=source,
        prepared_by=officer(), appraised_by=officer(), appraised_at=now, approved_by=officer(),
        approved_at=now,
    )  # fmt: skip


def wards(count: int, *, mail: bool = True) -> list[Organisation]:
    """So many wards, in one query and one for their addresses."""
    first = Organisation.objects.count() + 1
    made = Organisation.objects.bulk_create(
        Organisation(
            code=f"P{first + n:05}", kind=OrganisationKind.WARD, name_vi=f"Phường Mẫu {first + n}",
            search=fold(f"Phường Mẫu {first + n}"),
        )
        for n in range(count)
    )  # fmt: skip
    if mail:
        ContactPoint.objects.bulk_create(
            ContactPoint(
                organisation=one, kind=ContactKind.EMAIL, is_registered=True,
                value=f"{one.code.lower()}@example.vn",
            )
            for one in made
        )  # fmt: skip
    return made


def seats(of: ClassRun, count: int, state: SeatState = SeatState.VALID, **more: Any) -> list[Seat]:
    """Seats of so many new wards; those whose state has a nominee get one each, by name."""
    first = of.seats.count() + 1
    made = Seat.objects.bulk_create(
        Seat(run=of, organisation=ward, number=first + n, state=state)
        for n, ward in enumerate(wards(count))
    )
    if state not in {SeatState.OPEN, SeatState.DECLINED}:
        Nomination.objects.bulk_create(nominee(one, **more) for one in made)
    return made


def nominee(of: Seat, **fields: Any) -> Nomination:
    """Not yet saved."""
    name = fields.pop("full_name", f"Nguyễn Thị Hồng {of.number}")
    return Nomination(
        seat=of, full_name=name, search=fold(name), sort_key=name_key(name),
        made_by=of.organisation.name_vi,
        **{
            "position": "Công chức Văn hóa - Xã hội", "phone": f"09{of.number:08}",
            "email": f"canbo{of.pk}@example.vn",
        } | fields,
    )  # fmt: skip


def director() -> User:
    return officer(Role.DIRECTOR)
