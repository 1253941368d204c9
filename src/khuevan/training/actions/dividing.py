"""A class that is too great for its hall becomes two; two become one again (R12)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.training.actions.seating import OPEN_TO_CHANGE
from khuevan.training.enums import Kind
from khuevan.training.models import ClassRun, Seat, SyllabusItem

COPIED = (
    "course", "plan", "clause", "issuer", "owner", "state", "mode", "window_from", "window_to",
    "minutes", "nominate_by", "venue_rule", "note",
)  # fmt: skip


@transaction.atomic
def divide_run(run: ClassRun, seats: Collection[int], title: str, *, by: Actor) -> ClassRun:
    """These seats (their keys) with all their history make a second class; no seat is lost."""
    held = ClassRun.objects.select_for_update().get(pk=run.pk)
    if held.state not in OPEN_TO_CHANGE:
        raise Refused(_("The list of this class is locked: open it again before dividing it."))
    moving = list(held.seats.filter(pk__in=seats).order_by("number"))
    if not moving or len(moving) == held.seats.count():
        raise Refused(_("Choose some of the seats for the second class, not none and not all."))
    if not title.strip() or title.strip() == held.title:
        raise Refused(_("Give the second class a title of its own."))
    second = ClassRun.objects.create(
        title=title.strip()[:500], **{name: getattr(held, name) for name in COPIED}
    )
    second.groups.set(held.groups.all())
    for item in held.syllabus.prefetch_related("bases"):
        copy = SyllabusItem.objects.create(
            run=second, order=item.order, title=item.title, need=item.need
        )
        copy.bases.set(item.bases.all())
    _move(moving, second)
    audit.record(
        Kind.RUN_MADE, second, by=by, after=second.title[:200], seats=len(moving), of=held.pk
    )
    audit.record(Kind.SEATED, held, by=by, before=f"− {len(moving)}", after=second.title[:200])
    return second


@transaction.atomic
def join_run(run: ClassRun, other: ClassRun, *, by: Actor) -> int:
    """All seats of ``other`` come into ``run``, with their history; ``other`` stays empty."""
    keys = sorted([run.pk, other.pk])
    held = {one.pk: one for one in ClassRun.objects.select_for_update().filter(pk__in=keys)}
    if len(held) != 2 or any(one.state not in OPEN_TO_CHANGE for one in held.values()):
        raise Refused(_("Both classes must still be open to changes of their lists."))
    if run.course_id != other.course_id:
        raise Refused(_("Only classes of the same course can be joined."))
    moving = list(other.seats.order_by("number"))
    _move(moving, run)
    audit.record(Kind.SEATED, run, by=by, after=f"+ {len(moving)}", why=other.title[:200])
    return len(moving)


def _move(seats: list[Seat], to: ClassRun) -> None:
    number = to.seats.aggregate(last=Max("number"))["last"] or 0
    places = dict(to.seats.order_by().values_list("organisation_id").annotate(last=Max("place")))
    for seat in seats:
        number += 1
        places[seat.organisation_id] = places.get(seat.organisation_id, 0) + 1
        seat.run, seat.number, seat.place = to, number, places[seat.organisation_id]
        seat.changed_at = timezone.now()
    Seat.objects.bulk_update(seats, ["run", "number", "place", "changed_at"], batch_size=500)
