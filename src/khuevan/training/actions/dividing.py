"""A class that is too great for its hall becomes two or more (R12)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.people.models import UnitGroup
from khuevan.training.actions import moving
from khuevan.training.actions.runs import require_time, require_window
from khuevan.training.actions.seating import OPEN_TO_CHANGE
from khuevan.training.enums import Kind
from khuevan.training.models import ClassRun, Material, Seat, SyllabusItem

COPIED = (
    "course", "plan", "clause", "issuer", "owner", "state", "mode", "window_from", "window_to",
    "minutes", "nominate_by", "asks_letter", "venue_rule", "venue", "note", "report_days", "hall_rows",
    "hall_columns", "hall_aisle",
)  # fmt: skip
Times = tuple[datetime | None, datetime | None]


@transaction.atomic
def divide_into(
    run: ClassRun,
    parts: Sequence[Collection[int]],
    title: str,
    *,
    by: Actor,
    times: Times = (None, None),
) -> list[ClassRun]:
    """A class for each further part (keys of seats); ``times`` are those of the second class."""
    made = []
    for number, seats in enumerate(parts):
        at = (None, None) if number else times
        made.append(divide_run(run, seats, titled(title, number), by=by, times=at))
    return made


def titled(title: str, number: int) -> str:
    """ "Lớp (2)", then "Lớp (3)" """
    stem, counted = re.subn(r"\(2\)\s*$", f"({number + 2})", title.strip())
    return stem if counted or not number else f"{stem} ({number + 2})"


@transaction.atomic
def divide_run(
    run: ClassRun,
    seats: Collection[int],
    title: str,
    *,
    by: Actor,
    times: Times = (None, None),
) -> ClassRun:
    """These seats (their keys) with all their history make a second class; no seat is lost."""
    held = ClassRun.objects.select_for_update().get(pk=run.pk)
    if held.state not in OPEN_TO_CHANGE:
        raise Refused(_("The list of this class is locked: open it again before dividing it."))
    moving.require_untold(held)
    chosen = list(held.seats.filter(pk__in=seats).order_by("number"))
    if not chosen or len(chosen) == held.seats.count():
        raise Refused(_("Choose some of the seats for the second class, not none and not all."))
    if not title.strip() or title.strip() == held.title:
        raise Refused(_("Give the second class a title of its own."))
    before = moving.appointment(held)
    second = _second(held, title, times)
    _move(chosen, held, second)
    audit.record(
        Kind.RUN_MADE, second, by=by, after=second.title[:200], seats=len(chosen), of=held.pk
    )
    audit.record(Kind.SEATED, held, by=by, before=f"− {len(chosen)}", after=second.title[:200])
    if held.starts_at:
        moving.tell_moved(chosen, second, before, held.title)
    return second


def _second(held: ClassRun, title: str, times: Times) -> ClassRun:
    """The same course in the same hall, at its own time: syllabus and documents come along."""
    require_time(*times)
    starts, ends = times
    second = ClassRun(
        title=title.strip()[:500], starts_at=starts, ends_at=ends,
        **{name: getattr(held, name) for name in COPIED},
    )  # fmt: skip
    require_window(second)
    second.save()
    parts: dict[int | None, SyllabusItem] = {}
    for item in held.syllabus.prefetch_related("bases"):
        parts[item.pk] = copy = SyllabusItem.objects.create(
            run=second, order=item.order, title=item.title, need=item.need,
            is_restricted=item.is_restricted,
        )  # fmt: skip
        copy.bases.set(item.bases.all())
    for one in held.materials.filter(invitation=None).prefetch_related("sources"):
        sources = list(one.sources.all())
        copied = Material.objects.create(
            run=second, item=parts.get(one.item_id), order=one.order, kind=one.kind,
            title=one.title, basis=one.basis, file=one.file, is_shown=one.is_shown,
            added_by_name=one.added_by_name,
        )  # fmt: skip
        copied.sources.set(sources)
    return second


def _move(seats: Sequence[Seat], held: ClassRun, second: ClassRun) -> None:
    units = {seat.organisation_id for seat in seats}
    moving.move_seats(seats, second)
    for one in (held, second):
        if groups := set(one.seats.exclude(group=None).values_list("group", flat=True)):
            one.groups.set(UnitGroup.objects.filter(pk__in=groups))
    moving.outrun(second, held)
    moving.carry_needs(held, second, units)
    moving.carry_questions(held, second, [seat.pk for seat in seats])
