"""What a unit made of what was learnt: asked sixty days after the class, due at ninety (R44)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents import actions as documents
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.workdays import Calendar, calendar
from khuevan.people.actions.links import make_links
from khuevan.people.enums import Purpose
from khuevan.people.links import open_links
from khuevan.people.notices import addresses
from khuevan.training import asking as notices
from khuevan.training.enums import Applied, Kind, Outcome, RunState
from khuevan.training.models import ApplicationNote, Seat
from khuevan.training.models.surveys import ASKED_AFTER, DUE_AFTER

BEFORE = (2, 10)
"""Working days before the day at which a unit that has not answered hears again; once more when late."""
DID = frozenset({Applied.YES, Applied.PARTLY})


@dataclass(frozen=True, slots=True)
class Application:
    """The five answers: applied or not, what, an example, how many colleagues, what is wished for."""

    applied: Applied
    what: str = ""
    example_url: str = ""
    shared_with: int | None = None
    wish: str = ""


@transaction.atomic
def ask_application(today: date, *, by: Actor) -> int:
    """A note for each seat whose nominee came, sixty days ago or more; how many are new."""
    since = today - ASKED_AFTER
    seats = (
        Seat.objects.filter(
            run__state=RunState.HELD, run__forgotten_at=None, run__ends_at__date__lte=since,
            attendance__outcome=Outcome.PRESENT, application=None,
        )
        .select_related("run", "organisation")
        .order_by("run", "number")
    )  # fmt: skip
    days = calendar()
    notes = ApplicationNote.objects.bulk_create(
        ApplicationNote(seat=seat, asked_on=today, due=_due(seat, today, days)) for seat in seats
    )
    _tell(notes, "asked", by=by)
    return len(notes)


def _due(seat: Seat, today: date, days: Calendar) -> date:
    """Ninety days after the class; never less than a working week from now."""
    ended = timezone.localdate(seat.run.ends_at)
    return max(days.next_working(ended + DUE_AFTER), days.add(today, 5))


def remind_application(today: date, *, by: Actor) -> int:
    """The rungs of today; how many messages. Twice on one day changes nothing."""
    days = calendar()
    soon = days.add(today, max(BEFORE))
    owed = ApplicationNote.objects.owed().filter(due__lte=soon, seat__run__forgotten_at=None)
    rungs: dict[str, list[ApplicationNote]] = {}
    for note in owed.select_related("seat__run", "seat__organisation").order_by("pk"):
        if step := step_of(note, today, days):
            rungs.setdefault(step, []).append(note)
    return sum(_tell(notes, step, by=by) for step, notes in rungs.items())


def step_of(note: ApplicationNote, today: date, days: Calendar) -> str:
    if note.due < today:
        return "late"
    left = days.between(today, note.due)
    rung = next((one for one in BEFORE if one >= left), None)
    if rung is None or note.asked_on >= days.add(note.due, -rung):
        return ""
    return f"T-{rung}"


def _tell(notes: Iterable[ApplicationNote], step: str, *, by: Actor) -> int:
    told = list(notes)
    units = [note.seat.organisation_id for note in told]
    make_links(units, Purpose.NOMINATION, by=by)
    links, known = open_links(units, Purpose.NOMINATION), addresses(units)
    count = 0
    for note in told:
        unit = note.seat.organisation_id
        if unit in known:
            notices.tell_application(note, step, links[unit], known[unit])
            count += 1
    return count


def answer_application(note: ApplicationNote, said: Application, *, by: Actor) -> None:
    """The unit answers, or changes its answer while the class is remembered."""
    run = note.seat.run
    if run.forgotten_at:
        raise Refused(_("This class is closed for good; its notes are changed no more."))
    if said.applied in DID and not said.what.strip():
        raise Refused(_("Say in a few words what was applied and in which work."))
    documents.check_text(said.what, said.wish, said.example_url, by=by)
    with transaction.atomic():
        before = note.applied
        ApplicationNote.objects.filter(pk=note.pk).update(
            applied=said.applied, what=said.what.strip()[:1000],
            example_url=said.example_url[:500], shared_with=said.shared_with,
            wish=said.wish.strip()[:1000], answered_at=timezone.now(),
            answered_by=by.actor_name[:200],
        )  # fmt: skip
        audit.record(
            Kind.APPLIED, note.seat, by=by, before=before, after=said.applied, run=run.pk,
            example=said.example_url[:200],
        )  # fmt: skip
    note.refresh_from_db()


def notes_of(run_pk: int) -> list[ApplicationNote]:
    """In the order of the seats."""
    rows = ApplicationNote.objects.filter(seat__run=run_pk)
    return list(rows.select_related("seat__organisation").order_by("seat__number"))
