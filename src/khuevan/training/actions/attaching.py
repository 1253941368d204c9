"""A unit attaches the letter that its chairman signed, once it has named somebody or nobody (R43)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from khuevan.documents import actions as documents
from khuevan.documents.media import DOC, DOCX, PDF, sniff
from khuevan.documents.models import StoredFile
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.training.actions.nominating import LISTED, closed_words
from khuevan.training.enums import Kind, RunState, SeatState
from khuevan.training.models import ClassRun, Nomination, Seat, UnitLetter

LONGEST_NUMBER = 80
LANGUAGE = "vi"
FOR_UNITS = frozenset({RunState.NOMINATING})


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What is written of a letter; both may stay open."""

    number: str = ""
    signed_on: date | None = None


def may_attach(seat: Seat, *, at_the_office: bool = False) -> bool:
    """The unit has answered and the list is not locked; ``seat.run`` is at hand."""
    open_in = LISTED if at_the_office else FOR_UNITS
    return seat.run.state in open_in and seat.state != SeatState.OPEN


def attach_letter(
    seats: Sequence[Seat],
    file: UploadedFile | bytes | None,
    facts: LetterFacts = LetterFacts(),
    name: str = "",
    *,
    by: Actor,
    at_the_office: bool = False,
) -> list[UnitLetter]:
    """One letter for these seats of a unit; what stood there before becomes history.

    ``file`` None: the file that stands stays, with another number or date. Twice the same is kept once.
    ``at_the_office``: it came on paper or by the city's document system, and an officer files it, until
    the class is held.
    """
    facts = _tidied(facts)
    open_in = LISTED if at_the_office else FOR_UNITS
    for seat in seats:
        _require_open(seat, open_in)
    documents.check_text(facts.number, by=by)
    passed = _examined(file, name, by=by) if file is not None else None
    return _attach(seats, passed, facts, open_in, by=by)


def _tidied(facts: LetterFacts) -> LetterFacts:
    if facts.signed_on and facts.signed_on > timezone.localdate():
        raise Refused(_("The letter cannot be dated after today."))
    return LetterFacts(" ".join(facts.number.split())[:LONGEST_NUMBER], facts.signed_on)


def _require_open(seat: Seat, open_in: Collection[RunState]) -> None:
    run = ClassRun.objects.get(pk=seat.run_id)
    if run.state not in open_in:
        raise Refused(closed_words(run))
    if Seat.objects.filter(pk=seat.pk, state=SeatState.OPEN).exists():
        raise Refused(_("Name somebody first, or say that your unit sends nobody."))


def _examined(file: UploadedFile | bytes, name: str, *, by: Actor) -> documents.Passed:
    """A photo, a PDF or a Word file that has passed the gate; of anything else nothing is kept."""
    content, name = documents.received(file, name)
    media = sniff(content)
    if media is None or not (media.is_photo or media in (PDF, DOCX, DOC)):
        raise Refused(
            _(
                "“%(name)s” is neither a photo (JPEG, PNG, WebP, TIFF), a PDF nor a Word file. "
                "Photograph the signed letter, or send its scan."
            )
            % {"name": name}
        )
    return documents.examine(content, name, by=by)


@transaction.atomic
def _attach(
    seats: Sequence[Seat], passed: documents.Passed | None, facts: LetterFacts,
    open_in: Collection[RunState], *, by: Actor,
) -> list[UnitLetter]:  # fmt: skip
    now = timezone.now()
    _hold(seats, open_in, now)
    rows = UnitLetter.objects.standing().filter(seat__in=seats).select_related("file")
    standing = {one.seat_id: one for one in rows}
    stored = _stored(seats, standing, passed, by=by)
    active = Nomination.objects.active().filter(seat__in=seats)
    named = dict(active.values_list("seat_id", "pk"))
    found = []
    for seat in seats:
        fresh = UnitLetter(
            seat=seat, nomination_id=named.get(seat.pk), file=stored, number=facts.number,
            signed_on=facts.signed_on, sent_at=now, sent_by=by.actor_name[:200],
        )  # fmt: skip
        found.append(_put(fresh, standing.get(seat.pk), by=by))
    return found


def _hold(seats: Sequence[Seat], open_in: Collection[RunState], now: datetime) -> None:
    """Two who send at once come one after the other; refused when the list was locked meanwhile."""
    open_runs = ClassRun.objects.filter(state__in=sorted(open_in)).values("pk")
    for pk in sorted(seat.pk for seat in seats):
        answered = Seat.objects.filter(pk=pk, run__in=open_runs).exclude(state=SeatState.OPEN)
        if not answered.update(changed_at=now):
            raise AlreadyDecided(_("The seat has changed meanwhile. Look at it as it stands now."))


def _stored(
    seats: Sequence[Seat],
    standing: Mapping[int, UnitLetter],
    passed: documents.Passed | None,
    *,
    by: Actor,
) -> StoredFile:
    """The same content is kept once; a file bears the unit's name, not one that names a person."""
    if passed is None:
        own = standing.get(seats[0].pk)
        if own is None:
            raise Refused(_("Choose the file of the letter first."))
        return own.file
    digest = sha256(passed.content).hexdigest()
    for one in standing.values():
        if one.file.sha256 == digest:
            return one.file
    with translation.override(LANGUAGE):
        name = _("Letter of %(unit)s") % {"unit": seats[0].organisation.name_vi}
    return documents.keep(passed.content, name + passed.media.extension, passed.media, by=by)


def _put(fresh: UnitLetter, before: UnitLetter | None, *, by: Actor) -> UnitLetter:
    if before and _says(before) == _says(fresh):
        return before
    if before:
        UnitLetter.objects.filter(pk=before.pk).update(ended_at=fresh.sent_at)
    fresh.save()
    audit.record(
        Kind.LETTER_SENT, fresh.seat, by=by, before=before.file.sha256[:12] if before else "",
        after=fresh.file.sha256[:12], letter=fresh.pk,
    )  # fmt: skip
    return fresh


def _says(letter: UnitLetter) -> tuple[object, ...]:
    return (letter.file.sha256, letter.number, letter.signed_on, letter.nomination_id)
