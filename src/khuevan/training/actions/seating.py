"""Seats are given to units, from groups or by name; a merger passes them on, none is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import Organisation, UnitGroup, whole_heirs
from khuevan.training.enums import SEAT_MOVES, Kind, RunState, SeatState
from khuevan.training.models import ClassRun, Seat

CHUNK = 500
OPEN_TO_CHANGE = frozenset({RunState.PREPARING, RunState.NOMINATING})


@transaction.atomic
def seat_units(
    run: ClassRun,
    groups: Iterable[UnitGroup] = (),
    units: Iterable[Organisation] = (),
    *,
    by: Actor,
    each: int = 1,
    on: date | None = None,
) -> int:
    """A seat, or ``each`` so many, for every unit that has none yet; how many seats were made."""
    ClassRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in OPEN_TO_CHANGE:
        raise Refused(_("The list of this class is locked: open it again before giving seats."))
    has = set(run.seats.values_list("organisation_id", flat=True))
    number = run.seats.aggregate(last=Max("number"))["last"] or 0
    seats = []
    for unit, group in _wanted(groups, units, on or timezone.localdate()):
        if unit in has:
            continue
        has.add(unit)
        for place in range(1, each + 1):
            number += 1
            seats.append(
                Seat(run=run, organisation_id=unit, group=group, number=number, place=place)
            )
    Seat.objects.bulk_create(seats, batch_size=CHUNK)
    if seats:
        audit.record(Kind.SEATED, run, by=by, after=str(len(seats)), first=seats[0].number)
    return len(seats)


def _wanted(
    groups: Iterable[UnitGroup], units: Iterable[Organisation], on: date
) -> list[tuple[int, UnitGroup | None]]:
    """Units in the order of protocol, group by group; then those named by themselves."""
    found: list[tuple[int, UnitGroup | None]] = []
    for group in sorted(groups, key=lambda one: (one.order, one.code)):
        members = group.members_on(on).order_by("protocol_order", "sort_key")
        found += [(pk, group) for pk in members.values_list("pk", flat=True)]
    named = sorted(units, key=lambda unit: (unit.protocol_order, unit.sort_key))
    return [*found, *((unit.pk, None) for unit in named)]


@transaction.atomic
def add_seat(run: ClassRun, unit: Organisation, *, by: Actor) -> Seat:
    """One more seat for a unit that has some already, or none."""
    ClassRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in OPEN_TO_CHANGE:
        raise Refused(_("The list of this class is locked: open it again before giving seats."))
    last = run.seats.aggregate(
        number=Max("number"), place=Max("place", filter=Q(organisation=unit))
    )
    seat = Seat.objects.create(
        run=run, organisation=unit, number=(last["number"] or 0) + 1,
        place=(last["place"] or 0) + 1,
    )  # fmt: skip
    audit.record(Kind.SEATED, run, by=by, after=f"+ {unit.name_vi}"[:200], seat=seat.number)
    return seat


@transaction.atomic
def take_seat_away(seat: Seat, *, by: Actor, why: str) -> None:
    """A seat that nobody was named for; one with a history stays, "sends nobody" says it."""
    if not why.strip():
        raise Refused(_("Say why the seat is taken away."))
    if seat.run.state not in OPEN_TO_CHANGE:
        raise Refused(_("The list of this class is locked: open it again before giving seats."))
    if seat.nominations.exists():
        raise Refused(_("Somebody was named for this seat: it stays, with its history."))
    if seat.letters.exists():
        raise Refused(_("A letter of the unit came for this seat: it stays, with its history."))
    audit.record(
        Kind.SEATED, seat.run, by=by, before=f"− {seat.organisation.name_vi}"[:200], why=why,
        seat=seat.number,
    )  # fmt: skip
    seat.delete()


# --- from state to state


@transaction.atomic
def move_seat(
    seat: Seat, to: SeatState, *, by: Actor, kind: Kind, why: str = "", **changes: Any
) -> None:
    """The only way from one state of a seat to another; see enums.SEAT_MOVES."""
    seen = SeatState(seat.state)
    if to not in SEAT_MOVES[seen]:
        raise Refused(
            _("A seat that is “%(state)s” cannot become “%(to)s”. Look at it as it stands now.")
            % {"state": seen.label, "to": to.label}
        )
    changes |= {"state": to, "changed_at": timezone.now()}
    won = Seat.objects.filter(pk=seat.pk, state=seen).update(**changes)
    seat.refresh_from_db()
    if not won:
        raise AlreadyDecided(
            _("Somebody was faster: the seat is now “%(state)s”.")
            % {"state": SeatState(seat.state).label}
        )
    audit.record(kind, seat, by=by, before=seen, after=to, why=why)


# --- mergers


def follow_mergers(on: date, *, by: Actor) -> int:
    """Seats of units that are no more pass to the unit that took them over whole; how many.

    In a class still to come the heir answers for all the seats that it inherits; a class that was
    held stays as it was, and is read in today's units by ``board.in_todays_units``.
    """
    gone = Seat.objects.filter(
        organisation__valid_to__lt=on, run__in=ClassRun.objects.live()
    ).select_related("organisation", "run")
    rows = list(gone.order_by("run", "number"))
    heirs = whole_heirs({row.organisation_id for row in rows}, on) if rows else {}
    passed = [row for row in rows if row.organisation_id in heirs]
    for row in passed:
        _pass_on(row, heirs[row.organisation_id], by)
    return len(passed)


@transaction.atomic
def _pass_on(seat: Seat, heir_id: int, by: Actor) -> None:
    heir = Organisation.objects.get(pk=heir_id)
    taken = seat.run.seats.filter(organisation=heir).aggregate(last=Max("place"))["last"] or 0
    Seat.objects.filter(pk=seat.pk).update(
        organisation=heir, place=taken + 1, given_to=seat.given_to_id or seat.organisation_id,
        changed_at=timezone.now(),
    )  # fmt: skip
    audit.record(
        Kind.SEATED, seat, by=by, before=seat.organisation.name_vi, after=heir.name_vi,
        why=str(_("Merged into %(unit)s") % {"unit": heir.name_vi}), successor=heir.pk,
    )  # fmt: skip
