"""What departments were asked about a plan and what they said; what of it is still to do (R41)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, Sum
from django.utils.translation import gettext as _

from khuevan.documents.enums import Resolution
from khuevan.people.enums import OrganisationKind, Role, TaskPart
from khuevan.people.models import Organisation, User
from khuevan.people.permissions import ROLES, Can
from khuevan.plans.enums import ADVISABLE, Stance
from khuevan.plans.models import Guidance, GuidancePoint, GuidanceRequest, Plan

LOOKS = {Stance.AGREE: "done", Stance.REMARKS: "received", Stance.NOT_YET: "returned"}
ADVISERS = tuple(role for role in Role if Can.PLAN_ADVISE in ROLES[role])


@dataclass(frozen=True, slots=True)
class Standing:
    """One who was asked, the opinion that stands, and those before it."""

    request: GuidanceRequest
    current: Guidance | None
    earlier: Sequence[Guidance]
    points: Sequence[GuidancePoint]
    """Of the current opinion: those that the officer answers."""
    is_outdated: bool
    """A clause has been changed since the opinion was signed."""
    is_late: bool

    @property
    def is_waiting(self) -> bool:
        return self.request.answered_at is None

    @property
    def open_points(self) -> list[GuidancePoint]:
        return [point for point in self.points if point.is_open]

    @property
    def look(self) -> str:
        if self.is_waiting:
            return "overdue" if self.is_late else "unanswered"
        return LOOKS[Stance(self.current.stance)] if self.current else "unanswered"

    @property
    def label(self) -> str:
        if self.is_waiting:
            return _("No opinion, and its day has passed") if self.is_late else _("No opinion yet")
        return str(Stance(self.current.stance).label) if self.current else ""


def of_plan(plan: Plan, today: date) -> list[Standing]:
    """Everybody asked who was not let go again; four queries, two when nobody was."""
    points = GuidancePoint.objects.select_related("resolved_by", "item")
    opinions = Guidance.objects.prefetch_related(Prefetch("points", queryset=points))
    requests = list(
        plan.guidance_requests.standing()
        .select_related("organisation", "person", "asked_by")
        .prefetch_related(Prefetch("guidances", queryset=opinions))
    )
    now = clauses_of(plan) if requests else 0
    return [_standing(one, now, today) for one in requests]


def _standing(request: GuidanceRequest, clauses: int, today: date) -> Standing:
    opinions = list(request.guidances.all())
    current = next((one for one in opinions if one.is_current), None)
    return Standing(
        request,
        current,
        [one for one in opinions if not one.is_current],
        [point for point in current.points.all() if point.needs_reply] if current else [],
        current is not None and current.clauses != clauses,
        request.is_late(today),
    )


def clauses_of(plan: Plan) -> int:
    """What changes with every change of a clause: the sum of their versions."""
    total = plan.clauses.aggregate(total=Sum("version"))["total"]
    return int(total or 0)


@dataclass(frozen=True, slots=True)
class Left:
    """What stands between a plan and the director, as far as guidance goes."""

    missing: list[Standing]
    against: list[Standing]
    open_points: list[GuidancePoint]

    @property
    def warnings(self) -> list[str]:
        """What the officer may go past with a reason; unanswered points are not among it."""
        found = [
            _("%(unit)s was asked and has not given its opinion.") % {"unit": one.request.whom}
            for one in self.missing
        ]
        return found + [
            _("%(unit)s does not agree yet.") % {"unit": one.request.whom} for one in self.against
        ]


def left(standings: Sequence[Standing]) -> Left:
    return Left(
        [one for one in standings if one.is_waiting],
        [
            one for one in standings
            if not one.is_waiting and one.current and one.current.stance == Stance.NOT_YET
        ],
        [point for one in standings for point in one.open_points],
    )  # fmt: skip


# --- whom one may ask


@dataclass(frozen=True, slots=True)
class Askable:
    """A unit, or a person, with whether the plan itself gives it the part of guiding."""

    key: str
    label: str
    is_named: bool = False


def askable(plan: Plan, by: User, on: date) -> list[Askable]:
    """Units of the office with somebody who can answer, then its legal officers by name."""
    people = list(
        User.objects.filter(is_active=True, role__in=ADVISERS)
        .exclude(pk=by.pk)
        .select_related("organisation")
        .order_by("sort_key")
    )
    guiding = guides(plan)
    units = {
        one.organisation.pk: one.organisation
        for one in people
        if one.organisation and one.organisation.kind == OrganisationKind.INTERNAL
    }
    valid = (
        Organisation.objects.valid(on).filter(pk__in=units).order_by("protocol_order", "sort_key")
    )
    found = [Askable(f"u{unit.pk}", unit.name, unit.pk in guiding) for unit in valid]
    return found + [
        Askable(f"p{one.pk}", ", ".join(filter(None, (one.full_name, one.title))))
        for one in people
        if one.role == Role.LEGAL
    ]


def guides(plan: Plan) -> set[int]:
    """The units of which the plan itself says that they guide."""
    rows = plan.tasks.live().filter(units__part=TaskPart.GUIDE, units__organisation__isnull=False)
    return set(rows.values_list("units__organisation", flat=True))


# --- whose turn it is


def waiting_for(user: User) -> list[GuidanceRequest]:
    """What this person may answer, the nearest day first; so what is late comes first."""
    if not user.can(Can.PLAN_ADVISE):
        return []
    rows = GuidanceRequest.objects.waiting().asked_of(user)
    return list(rows.select_related("plan", "organisation", "asked_by__organisation"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan about which this person asked others."""

    plan: Plan
    waited: int
    points: int
    due: date | None


def asked_by(user: User) -> list[Asked]:
    """Plans whose opinions this person gathers; two queries."""
    if not user.can(Can.PLAN_EDIT):
        return []
    requests = GuidanceRequest.objects.standing().filter(
        asked_by=user, plan__state__in=ADVISABLE
    ).select_related("plan")  # fmt: skip
    open_points = Count(
        "guidances__points",
        filter=Q(guidances__is_current=True, guidances__points__needs_reply=True,
                 guidances__points__resolution=Resolution.OPEN),
    )  # fmt: skip
    rows = list(requests.annotate(n_open=open_points).order_by("due", "pk"))
    return [_asked(plan_rows) for plan_rows in _by_plan(rows)]


def _by_plan(rows: Collection[GuidanceRequest]) -> list[list[GuidanceRequest]]:
    found: dict[int, list[GuidanceRequest]] = {}
    for row in rows:
        found.setdefault(row.plan_id, []).append(row)
    return list(found.values())


def _asked(rows: list[GuidanceRequest]) -> Asked:
    waited = [row for row in rows if row.answered_at is None]
    return Asked(
        rows[0].plan,
        len(waited),
        sum(int(vars(row)["n_open"]) for row in rows),
        min((row.due for row in waited), default=None),
    )
