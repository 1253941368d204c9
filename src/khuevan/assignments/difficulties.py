"""The consolidated table of difficulties over a window (R97); reports read it and quote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.assignments.enums import ANSWERED, DifficultyState
from khuevan.assignments.models import Difficulty
from khuevan.plans.models import Plan


@dataclass(frozen=True, slots=True)
class Row:
    """One problem, with all units that have it, and what became of it."""

    pk: int
    number: int
    text: str
    units: tuple[str, ...]
    unit_ids: tuple[int, ...]
    topic: str
    clause: str
    state: DifficultyState
    is_late: bool
    forwarded_to: str
    answer: str
    raised_at: datetime
    answered_at: datetime | None
    url: str

    @property
    def is_answered(self) -> bool:
        return self.state in ANSWERED


def rows_of(
    starts: date,
    ends: date,
    *,
    organisations: Collection[int] | None = None,
    plan: Plan | int | None = None,
) -> QuerySet[Difficulty]:
    """Raised from ``starts`` to ``ends``, both days included; also what a measure counts."""
    first, last = _moment(starts, time.min), _moment(ends, time.max)
    found = Difficulty.objects.filter(raised_at__range=(first, last))
    if organisations is not None:
        found = found.filter(organisation__in=organisations)
    if plan is not None:
        found = found.filter(plan=plan)
    return found


def table(
    starts: date,
    ends: date,
    *,
    organisations: Collection[int] | None = None,
    plan: Plan | int | None = None,
    today: date | None = None,
) -> list[Row]:
    """By topic, then number, in two queries; joined ones stand in the row of the first of them."""
    found = rows_of(starts, ends, organisations=organisations, plan=plan).select_related(
        "organisation", "topic", "assignment__task__clause"
    )
    day = today or timezone.localdate()
    by_head: dict[int, list[Difficulty]] = {}
    for one in found.order_by("topic__order", "topic", "number"):
        by_head.setdefault(one.duplicate_of_id or one.pk, []).append(one)
    return [_row(pk, same, day) for pk, same in by_head.items()]


def _row(head_pk: int, same: list[Difficulty], today: date) -> Row:
    """The head speaks for all; when it was raised outside the window, its first copy does."""
    head = next((one for one in same if one.pk == head_pk), same[0])
    units = {one.organisation_id: one.organisation.name for one in (head, *same)}
    return Row(
        pk=head.pk,
        number=head.number,
        text=head.text,
        units=tuple(units.values()),
        unit_ids=tuple(units),
        topic=head.topic.name if head.topic else _("Not classified yet"),
        clause=head.assignment.task.clause.path if head.assignment else "",
        state=DifficultyState(head.state),
        is_late=head.is_late(today),
        forwarded_to=head.forwarded_to,
        answer="" if head.is_open else head.answer,
        raised_at=head.raised_at,
        answered_at=head.answered_at,
        url=reverse("assignments:difficulty", args=[head.pk]),
    )


def by_topic(rows: Iterable[Row]) -> dict[str, int]:
    return dict(Counter(row.topic for row in rows))


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
