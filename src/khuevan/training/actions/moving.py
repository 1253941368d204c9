"""Seats go over from one class to another with what hangs on them: history, needs, questions, word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import fold
from khuevan.people.notices import addresses
from khuevan.training import notices
from khuevan.training.models import (
    ClassRun,
    Need,
    Nomination,
    Question,
    Seat,
    Summons,
    SyllabusItem,
)
from khuevan.training.nominees import LONGEST_NEED
from khuevan.training.printing import mails


@dataclass(frozen=True, slots=True)
class Appointment:
    """What was said of a class: when and where. What differs from it must be told."""

    starts_at: object
    ends_at: object
    mode: str
    venue: int | None
    words: str


def appointment(run: ClassRun) -> Appointment:
    return Appointment(run.starts_at, run.ends_at, run.mode, run.venue_id, notices.when(run))


def require_untold(*runs: ClassRun) -> None:
    """Nobody has a summons yet: the ticket in it opens the door of one class alone."""
    live = Summons.objects.live().filter(nomination__seat__run__in=runs)
    if live.exists():
        raise Refused(
            _("Some people have their summons already, with the ticket of their class: "
              "they stay in it.")
        )  # fmt: skip


def move_seats(seats: Sequence[Seat], to: ClassRun) -> None:
    """They come after those that are there; keys, nominees and histories stay what they are."""
    number = to.seats.aggregate(last=Max("number"))["last"] or 0
    places = dict(to.seats.order_by().values_list("organisation_id").annotate(last=Max("place")))
    for seat in seats:
        number += 1
        places[seat.organisation_id] = places.get(seat.organisation_id, 0) + 1
        seat.run, seat.number, seat.place = to, number, places[seat.organisation_id]
        seat.changed_at = timezone.now()
    Seat.objects.bulk_update(seats, ["run", "number", "place", "changed_at"], batch_size=500)


def outrun(to: ClassRun, *others: ClassRun) -> None:
    """Its revision passes theirs, or a calendar would take its next entry for an old one."""
    to.revision = max(one.revision for one in (to, *others)) + 1
    to.save(update_fields=["revision"])


# --- what units and nominees asked


def carry_needs(of: ClassRun, to: ClassRun, units: Collection[int]) -> None:
    """Needs of units that have all their seats in the other class now (R08)."""
    gone = set(units) - set(of.seats.values_list("organisation_id", flat=True))
    there = {one.organisation_id: one for one in to.needs.filter(organisation__in=gone)}
    parts = {fold(one.title): one for one in to.syllabus.all()}
    rows = of.needs.filter(organisation__in=gone).select_related("answered_by")
    for need in rows.prefetch_related("topics"):
        topics = [parts[fold(one.title)] for one in need.topics.all() if fold(one.title) in parts]
        answered = parts.get(fold(need.answered_by.title)) if need.answered_by else None
        if held := there.get(need.organisation_id):
            _join_needs(held, need, topics)
            continue
        need.run, need.answered_by = to, answered
        need.save()
        need.topics.set(topics)


def _join_needs(held: Need, other: Need, topics: Sequence[SyllabusItem]) -> None:
    """One of each unit in a class: the words of both, each once."""
    if other.text and other.text not in held.text:
        held.text = "; ".join(part for part in (held.text, other.text) if part)[:LONGEST_NEED]
        held.save(update_fields=["text"])
    held.topics.add(*topics)
    other.delete()


def carry_questions(of: ClassRun, to: ClassRun, seats: Collection[int]) -> None:
    """Questions go with whoever asked them, but for those joined to another that stays."""
    asked = of.questions.filter(nomination__seat__in=seats, joined_to=None)
    heads = list(asked.values_list("pk", flat=True))
    Question.objects.filter(pk__in=heads).update(run=to)
    Question.objects.filter(joined_to__in=heads).update(run=to)


# --- who is told


def to_tell(seats: Sequence[Seat]) -> list[Seat]:
    """Seats of which somebody was told when their class is."""
    named = set(
        Nomination.objects.active().filter(seat__in=seats).values_list("seat_id", flat=True)
    )
    return [seat for seat in seats if seat.told_at or seat.pk in named]


def tell_moved(seats: Sequence[Seat], to: ClassRun, before: Appointment, old: str) -> int:
    """Whoever knew another day hears the new one: the unit by its link, the person by theirs."""
    if appointment(to) == before:
        return 0
    told = to_tell(seats)
    units = {seat.organisation_id for seat in told}
    links, known = notices.links(units), addresses(units)
    active = Nomination.objects.active().filter(seat__in=told).select_related("seat__organisation")
    persons = {one.seat_id: one for one in active}
    for seat in told:
        seat.run = to
        of_unit, link = known.get(seat.organisation_id), links.pop(seat.organisation_id, None)
        if of_unit and link:  # once, however many seats
            notices.tell_moved(seat, link, of_unit, before.words, old)
        if (one := persons.get(seat.pk)) and one.email and one.email != of_unit:
            one.seat = seat
            mails.put_moved(one, before.words, old)
    return len(told)
