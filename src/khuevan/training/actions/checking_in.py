"""A nominee says "I am here" with the code on the screen (CHK-7); one who cannot goes to the door."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.training import rotating
from khuevan.training.enums import Kind, RunState
from khuevan.training.models import ClassRun, Nomination, SelfCheckIn

OPENS = timedelta(hours=2)
"""So long before the class begins the screen may ask people to check in."""
MOST_WRONG = 5
REST = timedelta(minutes=2)
"""After so many wrong codes the person waits so long: a million codes cannot be tried out."""


def check_in(
    nomination: Nomination, code: str, *, by: Actor, at: datetime | None = None
) -> SelfCheckIn:
    """Twice is once. A code that does not fit is counted, and nothing else is kept."""
    now = at or timezone.now()
    run = nomination.seat.run
    require_open(run, now)
    if nomination.ended_at:
        raise Refused(_("Somebody else was named in your place. Ask at the door."))
    row, _created = SelfCheckIn.objects.get_or_create(nomination=nomination)
    if row.at:
        return row
    _require_rested(row, now)
    how = rotating.how_it_fits(run.pk, code, now)
    if how is None:
        _count_wrong(row, now)
        raise Refused(
            _(
                "This code is not, or no longer, the one on the screen. It changes every "
                "30 seconds: type the six digits that stand there now."
            )
        )
    with transaction.atomic():
        won = SelfCheckIn.objects.filter(pk=row.pk, at=None).update(at=now, how=how, wrong=0)
        if won:
            audit.record(
                Kind.CHECKED_IN, nomination.seat, by=by, after=how, nomination=nomination.pk
            )
    row.refresh_from_db()
    return row


def require_open(run: ClassRun, now: datetime) -> None:
    if run.state != RunState.SUMMONED or run.starts_at is None or run.ends_at is None:
        raise Refused(_("Nobody checks in to this class now."))
    if not run.starts_at - OPENS <= now <= run.ends_at:
        raise Refused(
            _("Checking in is open on %(day)s from %(from)s to %(until)s.")
            % {
                "day": f"{timezone.localtime(run.starts_at):%d/%m/%Y}",
                "from": f"{timezone.localtime(run.starts_at - OPENS):%H:%M}",
                "until": f"{timezone.localtime(run.ends_at):%H:%M}",
            }
        )


def is_check_in_open(run: ClassRun, now: datetime) -> bool:
    try:
        require_open(run, now)
    except Refused:
        return False
    return True


def _require_rested(row: SelfCheckIn, now: datetime) -> None:
    if row.wrong >= MOST_WRONG and row.wrong_at and now < row.wrong_at + REST:
        raise Refused(_("Too many wrong codes. Wait two minutes, or show your ticket at the door."))


def _count_wrong(row: SelfCheckIn, now: datetime) -> None:
    """The count starts anew after a rest; it stands although the code is refused."""
    rested = row.wrong_at is not None and now >= row.wrong_at + REST
    SelfCheckIn.objects.filter(pk=row.pk).update(
        wrong=1 if rested else F("wrong") + 1, wrong_at=now
    )
