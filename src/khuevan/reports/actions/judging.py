"""What the office does with what a unit sent: takes it, or sends single cells back (RPT-3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.assignments.notices import addresses
from khuevan.kit import audit, works
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.actions.links import make_link
from khuevan.people.enums import Purpose
from khuevan.people.models import User
from khuevan.reports import notices
from khuevan.reports.actions.moves import move, reason
from khuevan.reports.enums import CycleState, Kind, ObligationState
from khuevan.reports.models import Cell, CellReturn, Cycle, Indicator, Obligation

AT_ONCE = 500


def return_cell(obligation: Obligation, indicator: Indicator, comment: str, *, by: User) -> None:
    return_cells(obligation, {indicator: comment}, by=by)


@transaction.atomic
def return_cells(obligation: Obligation, comments: Mapping[Indicator, str], *, by: User) -> None:
    """Send these cells back, each with its comment; every other cell stays as it is.

    The unit hears once of all of them.
    """
    if not comments:
        raise Refused(_("Write a comment beside the cell that you send back."))
    _require_open(obligation.cycle)
    state = ObligationState(obligation.state)
    if state == ObligationState.RETURNED:
        # Held, so that the unit cannot send between the look and the return.
        held = Obligation.objects.select_for_update().get(pk=obligation.pk)
        if held.state != ObligationState.RETURNED:
            raise AlreadyDecided(
                _("The unit has just sent its report again. Look at it before you return cells.")
            )
    else:
        move(obligation, ObligationState.RETURNED, by=by, kind=Kind.RETURNED)
    for indicator, words in comments.items():
        _return(obligation, indicator, words, by)
    _tell_returned(obligation, comments, by)


def _tell_returned(obligation: Obligation, comments: Mapping[Indicator, str], by: User) -> None:
    unit = obligation.organisation_id
    if address := addresses([unit]).get(unit):
        make_link(obligation.organisation, Purpose.REPORTS, by=by)
        notices.returned(obligation, comments, notices.links([unit]).get(unit), address)


def _return(obligation: Obligation, indicator: Indicator, words: str, by: User) -> None:
    comment = reason(
        words, _("Say under “%(name)s” what is wrong and how to mend it: the unit reads it.")
        % {"name": indicator.name},
    )  # fmt: skip
    cell, _created = Cell.objects.get_or_create(obligation=obligation, indicator=indicator)
    if cell.returns.filter(settled_at=None).exists():
        raise AlreadyDecided(
            _("“%(name)s” has already been returned and is waited for.") % {"name": indicator.name}
        )
    CellReturn.objects.create(cell=cell, comment=comment, by=by)
    Cell.objects.filter(pk=cell.pk).update(is_returned=True)
    audit.record(Kind.RETURNED, obligation, by=by, why=comment, indicator=indicator.code)


@transaction.atomic
def accept(obligation: Obligation, *, by: User) -> None:
    move(obligation, ObligationState.ACCEPTED, by=by, kind=Kind.ACCEPTED)


def accept_all(cycle: Cycle, *, by: User, seen: datetime) -> int:
    """Accept all that was sent up to the moment that the person saw; how many."""
    waiting = cycle.obligations.filter(state=ObligationState.SENT, sent_at__lte=seen)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    return sum(_accept_chunk(cycle, chunk, seen, by) for chunk in works.chunks(ids, AT_ONCE))


@transaction.atomic
def _accept_chunk(cycle: Cycle, ids: list[int], seen: datetime, by: User) -> int:
    rows = Obligation.objects.select_for_update().filter(
        pk__in=ids, state=ObligationState.SENT, sent_at__lte=seen
    )
    held = list(rows.order_by("pk"))
    Obligation.objects.filter(pk__in=[one.pk for one in held]).update(
        state=ObligationState.ACCEPTED
    )
    happened = [
        audit.Happening(
            Kind.ACCEPTED, one, before=ObligationState.SENT, after=ObligationState.ACCEPTED
        )
        for one in held
    ]
    if happened:
        audit.record_all(happened, by=by)
    return len(held)


@transaction.atomic
def excuse(obligation: Obligation, *, why: str, by: audit.Actor) -> None:
    """The unit need not send this one; the reason stands in the table."""
    _require_open(obligation.cycle)
    why = reason(why, _("Say why the unit need not send this report: it stands in the table."))
    move(obligation, ObligationState.EXCUSED, by=by, kind=Kind.EXCUSED, why=why, excused_why=why)


@transaction.atomic
def ask_again(obligation: Obligation, *, by: User) -> None:
    """Take the excuse back: the unit owes the report after all."""
    _require_open(obligation.cycle)
    move(obligation, ObligationState.OWED, by=by, kind=Kind.EXCUSED, excused_why="")


def _require_open(cycle: Cycle) -> None:
    if cycle.state != CycleState.OPEN:
        raise Refused(
            _("“%(cycle)s” is closed. Open it again before you change what units owe.")
            % {"cycle": cycle.label}
        )


@transaction.atomic
def close_cycle(cycle: Cycle, *, by: User) -> None:
    """Nothing more is waited for; nobody is reminded any more."""
    now = timezone.now()
    won = Cycle.objects.filter(pk=cycle.pk, state=CycleState.OPEN).update(
        state=CycleState.CLOSED, closed_at=now
    )
    cycle.refresh_from_db()
    if not won:
        raise AlreadyDecided(_("This cycle has already been closed."))
    notices.stop_reminders(cycle)
    audit.record(Kind.CLOSED, cycle, by=by, before=CycleState.OPEN, after=CycleState.CLOSED)


@transaction.atomic
def reopen_cycle(cycle: Cycle, *, by: User) -> None:
    won = Cycle.objects.filter(pk=cycle.pk, state=CycleState.CLOSED).update(
        state=CycleState.OPEN, closed_at=None
    )
    cycle.refresh_from_db()
    if not won:
        raise AlreadyDecided(_("This cycle is open already."))
    audit.record(Kind.CLOSED, cycle, by=by, before=CycleState.CLOSED, after=CycleState.OPEN)
