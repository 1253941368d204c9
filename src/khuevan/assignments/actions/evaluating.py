"""Units over a period, by published criteria. Persons are never measured, units never ranked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.assignments.enums import Formula, Kind, State
from khuevan.assignments.models import Assignment, Criterion, Evaluation, Score
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.workdays import Calendar, calendar
from khuevan.people.models import Organisation, User

RECEIPT_DAYS = 2
"""Working days within which a task should be received."""


@dataclass(frozen=True, slots=True)
class Figure:
    """``part`` of ``whole``; no value when there was nothing to measure."""

    part: int = 0
    whole: int = 0

    @property
    def value(self) -> int | None:
        return round(100 * self.part / self.whole) if self.whole else None


def figures(organisation: Organisation, starts: date, ends: date) -> dict[Formula, Figure]:
    """What the record says of a unit: tasks due within the days, both included. Two queries."""
    rows = list(
        Assignment.objects.of(organisation.pk)
        .filter(due__gte=starts, due__lte=ends)
        .exclude(state=State.CANCELLED)
    )
    today, days = timezone.localdate(), calendar()
    measured = [row for row in rows if row.reported_at or row.done_at or row.is_late(today)]
    heard = [row for row in rows if row.received_at or _receipt_is_late(row, today, days)]
    reported = [row for row in rows if row.reported_at]
    return {
        Formula.ON_TIME: Figure(sum(map(_is_on_time, measured)), len(measured)),
        Formula.RECEIPT: Figure(sum(_is_prompt(row, days) for row in heard), len(heard)),
        Formula.EVIDENCE: Figure(sum(row.returns == 0 for row in reported), len(reported)),
    }


def _is_on_time(row: Assignment) -> bool:
    moment = row.reported_at or row.done_at
    return bool(moment and row.due and timezone.localdate(moment) <= row.due)


def _is_prompt(row: Assignment, days: Calendar) -> bool:
    if row.received_at is None:
        return False
    return timezone.localdate(row.received_at) <= _receipt_by(row, days)


def _receipt_is_late(row: Assignment, today: date, days: Calendar) -> bool:
    return _receipt_by(row, days) < today


def _receipt_by(row: Assignment, days: Calendar) -> date:
    return days.add(timezone.localdate(row.sent_at), RECEIPT_DAYS)


def total(scores: Mapping[Criterion, int | None]) -> int | None:
    """Weighted mean of what could be measured, 0 to 100; None when nothing could."""
    measured = [(one.weight, value) for one, value in scores.items() if value is not None]
    weights = sum(weight for weight, _value in measured)
    return round(sum(weight * value for weight, value in measured) / weights) if weights else None


@dataclass(frozen=True, slots=True)
class Judged:
    """What an officer says on a criterion that nobody can compute."""

    value: int | None
    remark: str = ""


@transaction.atomic
def evaluate(
    organisation: Organisation,
    starts: date,
    ends: date,
    judged: Mapping[int, Judged],
    *,
    note: str,
    by: User,
) -> Evaluation:
    """Write the evaluation down; computed figures come from the record, not from the form."""
    if starts > ends:
        raise Refused(_("The period ends before it begins. Mend one of the dates."))
    made, created = Evaluation.objects.update_or_create(
        organisation=organisation, starts=starts, ends=ends,
        defaults={"note": note.strip(), "by": by, "at": timezone.now()},
    )  # fmt: skip
    found = figures(organisation, starts, ends)
    made.scores.all().delete()
    scores: dict[Criterion, int | None] = {}
    for criterion in Criterion.objects.filter(is_active=True):
        says = judged.get(criterion.pk, Judged(None))
        is_manual = criterion.formula == Formula.MANUAL
        value = says.value if is_manual else found[Formula(criterion.formula)].value
        if is_manual and value is not None and not says.remark.strip():
            raise Refused(
                _("Say in a few words why, under “%(criterion)s”: the unit reads it.")
                % {"criterion": criterion}
            )
        scores[criterion] = value
        Score.objects.create(
            evaluation=made, criterion=criterion, value=value, remark=says.remark.strip()[:300]
        )
    whole = total(scores)
    audit.record(
        Kind.EVALUATED, made, by=by, before="" if created else "…",
        after="" if whole is None else str(whole), unit=organisation.pk,
    )  # fmt: skip
    return made


@transaction.atomic
def set_criterion(criterion: Criterion, *, by: User) -> None:
    """Add a criterion or change it; past evaluations keep what they found."""
    criterion.save()
    audit.record(
        Kind.CRITERION_SET, criterion, by=by, after=criterion.name_vi, weight=criterion.weight,
        active=criterion.is_active,
    )  # fmt: skip
