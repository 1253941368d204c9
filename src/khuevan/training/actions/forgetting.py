"""Two years after a class nobody is named any more: the seats, units and figures stay."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.training.enums import Kind, RunState
from khuevan.training.models import (
    ApplicationNote,
    Attendance,
    ClassRun,
    Nomination,
    SelfCheckIn,
    SurveyMark,
)

MONTHS_KEPT = 24
NOBODY = "—"


def last_day(run: ClassRun) -> date | None:
    """The last day on which the class's nominees are named; none while it is still ahead."""
    if run.state not in (RunState.HELD, RunState.CANCELLED):
        return None
    moment = run.held_at or run.ends_at or run.created_at
    day = timezone.localdate(moment)
    years, month = divmod(day.month - 1 + MONTHS_KEPT, 12)
    first = date(day.year + years, month + 1, 1)
    try:
        return first.replace(day=day.day)
    except ValueError:  # 29 February
        return first.replace(day=28)


def due_to_forget(today: date) -> list[ClassRun]:
    over = Q(state__in=[RunState.HELD, RunState.CANCELLED])
    runs = ClassRun.objects.filter(over, forgotten_at=None)
    return [run for run in runs if (day := last_day(run)) and day < today]


@transaction.atomic
def forget(run: ClassRun, *, by: Actor, today: date | None = None) -> int:
    """Take out names, positions, phones, addresses and remarks about persons; how many nominees."""
    day = last_day(run)
    if day is None or day >= (today or timezone.localdate()):
        raise Refused(_("The names of this class are still kept: its time is not over."))
    won = ClassRun.objects.filter(pk=run.pk, forgotten_at=None).update(forgotten_at=timezone.now())
    if not won:
        raise AlreadyDecided(_("The names of this class were already deleted."))
    people = Nomination.objects.filter(seat__run=run)
    count = people.update(
        full_name=NOBODY, position=NOBODY, phone="", email="", not_focal_why="", verdict_why="",
        ended_why="", made_by=NOBODY, search="", sort_key="", key="",
    )  # fmt: skip
    Attendance.objects.filter(seat__run=run).exclude(why="").update(why=NOBODY)
    ApplicationNote.objects.filter(seat__run=run).exclude(answered_by="").update(answered_by=NOBODY)
    SelfCheckIn.objects.filter(nomination__seat__run=run).delete()
    SurveyMark.objects.filter(survey__run=run).delete()
    audit.record(Kind.FORGOTTEN, run, by=by, after=str(count))
    run.refresh_from_db()
    return count
