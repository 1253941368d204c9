"""The office calls units that do not answer, and notes what came of it."""

from __future__ import annotations

from django.db import transaction

from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.people.models import User
from khuevan.training.enums import CallOutcome, Kind
from khuevan.training.models import Call, Seat


def note_call(seat: Seat, outcome: CallOutcome, note: str = "", *, by: User) -> Call:
    note = " ".join(note.split())[:300]
    check_text(note, by=by)
    return _noted(seat, outcome, note, by)


@transaction.atomic
def _noted(seat: Seat, outcome: CallOutcome, note: str, by: User) -> Call:
    call = Call.objects.create(seat=seat, outcome=outcome, note=note, by_name=by.actor_name)
    audit.record(Kind.CALLED, seat, by=by, after=outcome, why=note)
    return call
