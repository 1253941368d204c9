"""What of the pilot programmes waits for a person, and the line that whoever approves reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit.vietnamese import format_date
from khuevan.kit.workdays import calendar
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.reports import pilots
from khuevan.reports.models import Programme

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Turn:
    """A quarter that is over and lacks values, for the lead of its programme."""

    title: str
    programme: str
    note: str
    is_late: bool
    url: str


def for_person(user: User, today: date) -> list[Turn]:
    if not user.can(Can.PROGRAMME_EDIT):
        return []
    return [
        turn
        for one in _sheets(Programme.objects.filter(lead=user), today)
        if (turn := _turn(one, today))
    ]


def _turn(sheet: pilots.Sheet, today: date) -> Turn | None:
    if sheet.ended is None or sheet.due is None or not sheet.missing:
        return None
    missing, quarter = len(sheet.missing), sheet.ended
    words = ngettext(
        "%(count)s pilot indicator has no value yet", "%(count)s pilot indicators have no value yet",
        missing,
    )  # fmt: skip
    return Turn(
        title=words % {"count": missing},
        programme=f"{sheet.programme.name} · {quarter.words}",
        note=_("Due %(day)s") % {"day": format_date(sheet.due)},
        is_late=sheet.due < today,
        url=reverse(
            "reports:programme_quarter", args=[sheet.programme.pk, quarter.year, quarter.number]
        ),
    )


def for_approver(user: User, today: date) -> list[pilots.Sheet]:
    """One line for each pilot programme that runs, on the desk of whoever approves plans."""
    if not user.can(Can.PLAN_APPROVE):
        return []
    runs = Q(ends=None) | Q(ends__gte=today)
    rows = Programme.objects.visible_to(user).filter(runs, starts__lte=today)
    return _sheets(rows, today)


def _sheets(rows: QuerySet[Programme], today: date) -> list[pilots.Sheet]:
    """The calendar is asked only when there is a programme: most desks have none."""
    known = list(rows.order_by("-starts", "pk")[:SHOWN])
    return pilots.sheets(known, today, calendar()) if known else []
