"""The sign-in sheet: printed, photographed, read back, and settled by a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from khuevan.budget import actions as budget
from khuevan.documents import actions as documents
from khuevan.documents import waiting
from khuevan.documents.media import PDF, sniff
from khuevan.documents.models import StoredFile
from khuevan.documents.photos import redraw
from khuevan.kit import audit, works
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import Work
from khuevan.people.models import User
from khuevan.training.actions.attending import set_attendance
from khuevan.training.enums import HAS_NOMINEE, Kind, Outcome, Witness
from khuevan.training.models import Attendance, ClassRun, Nomination, SheetReading, SheetRow
from khuevan.training.printing import reading, signing
from khuevan.training.printing.reading import Row

MOST_FILES = 20


def on_sheet(run: ClassRun) -> list[Nomination]:
    """Everybody who has a row, in the order of the seats, seat and unit with them."""
    found = Nomination.objects.active().filter(seat__run=run, seat__state__in=HAS_NOMINEE)
    return list(found.select_related("seat__organisation").order_by("seat__number"))


def note_print(run: ClassRun, *, by: User) -> None:
    audit.record(Kind.SHEET_PRINTED, run, by=by, rows=len(on_sheet(run)))


def take_sheets(run: ClassRun, files: Sequence[UploadedFile], *, by: User) -> Work:
    """Photographs or a scan wait, sealed, for the job that reads them; nothing is kept before."""
    if not files:
        raise Refused(_("Choose the photographs of the sheet first, one for each page."))
    if len(files) > MOST_FILES:
        raise Refused(
            _("At most %(count)d files at once. Send the others afterwards.")
            % {"count": MOST_FILES}
        )
    tokens = [
        waiting.seal(
            *documents.received(file, ""),
        )
        for file in files
    ]
    return works.start(
        "training.read_sheet", _("Reading a sign-in sheet"), "training.jobs.read_sheets",
        run.pk, by.pk, get_language() or "vi", *tokens, by=by, total=len(tokens),
    )  # fmt: skip


def read_sheet(
    run: ClassRun, file: UploadedFile | bytes, name: str = "", *, by: User
) -> SheetReading:
    """What the file shows, as proposals. Refused without a trace when no row of this class is on it."""
    content, name = documents.received(file, name)
    media = sniff(content)
    if media is None or not (media.is_photo or media is PDF):
        raise Refused(
            _("“%(name)s” is neither a photograph nor a PDF. Photograph the sheet or scan it.")
            % {"name": name}
        )
    rows = reading.read_pages(redraw(content) if media.is_photo else content)
    found, stale, foreign = _sorted(run, rows)
    if not found:
        raise Refused(_nothing_found(name, stale, foreign))
    stored = documents.store(content, name, by=by)
    return _keep(run, stored, found, stale=stale, foreign=foreign, by=by)


def _sorted(run: ClassRun, rows: list[Row]) -> tuple[dict[int, Row], int, int]:
    """By nominee, with the more ink of two; how many rows are of persons since replaced, and foreign."""
    numbers = {number: row for row in rows if (number := signing.parse(row.code)) is not None}
    known = Nomination.objects.filter(pk__in=[n for n in numbers if n < 2**62])
    ours = {
        one.pk: one
        for one in known.select_related("seat")
        if one.seat.run_id == run.pk and signing.is_ours(numbers[one.pk].code, one)
    }
    found: dict[int, Row] = {}
    for row in rows:
        number = signing.parse(row.code)
        if number not in ours or ours[number].ended_at:
            continue
        if number not in found or found[number].ink < row.ink:
            found[number] = row
    stale = sum(one.ended_at is not None for one in ours.values())
    return found, stale, len({row.code for row in rows}) - len(ours)


def _nothing_found(name: str, stale: int, foreign: int) -> str:
    if foreign or stale:
        return _(
            "“%(name)s” shows no row of this class as it is now (%(foreign)d codes of something "
            "else, %(stale)d of persons since replaced). Choose the sheet of this class."
        ) % {"name": name, "foreign": foreign, "stale": stale}
    return _(
        "No row can be made out on “%(name)s”. Lay the sheet flat, take the whole page from "
        "above in good light, without a shadow over the codes."
    ) % {"name": name}


@transaction.atomic
def _keep(
    run: ClassRun, stored: StoredFile, found: dict[int, Row], *, stale: int, foreign: int, by: User
) -> SheetReading:
    made = SheetReading.objects.create(
        run=run, file=stored, read_by=by, pages=max(row.page for row in found.values()),
        stale=stale, foreign=foreign,
    )  # fmt: skip
    SheetRow.objects.bulk_create(
        SheetRow(
            reading=made, nomination_id=number, page=row.page, ink=row.ink, corners=row.corners,
            proposal=row.proposal,
        )
        for number, row in found.items()
    )  # fmt: skip
    audit.record(Kind.SHEET_READ, run, by=by, reading=made.pk, rows=len(found))
    return made


@transaction.atomic
def confirm_sheet(read: SheetReading, signed: Collection[int], *, by: User) -> int:
    """A person says in which of the rows there is a signature: those came. How many.

    A row without one says nothing: that somebody was absent is said elsewhere, with a reason.
    """
    now = timezone.now()
    won = SheetReading.objects.waiting().filter(pk=read.pk)
    if not won.update(confirmed_at=now, confirmed_by=by):
        raise AlreadyDecided(_("Somebody has settled this sheet already."))
    rows = list(read.rows.select_related("nomination__seat"))
    chosen = {row.pk for row in rows if row.pk in set(signed)}
    read.rows.filter(pk__in=chosen).update(is_signed=True)
    read.rows.exclude(pk__in=chosen).update(is_signed=False)
    known = dict(Attendance.objects.filter(seat__run=read.run_id).values_list("seat_id", "outcome"))
    came = [row for row in rows if row.pk in chosen and row.nomination.ended_at is None]
    for row in came:
        seat = row.nomination.seat
        if (before := known.get(seat.pk)) != Outcome.PRESENT:
            why = _("Signed the sheet.") if before else ""
            set_attendance(seat, Outcome.PRESENT, why, by=by, witness=Witness.SHEET)
    audit.record(
        Kind.SHEET_READ, read.run, by=by, reading=read.pk, rows=len(rows), signed=len(chosen)
    )
    if chosen:
        budget.bring_sign_in(audit.key_of(read.run), read.file, by=by)
    return len(chosen)


@transaction.atomic
def drop_sheet(read: SheetReading, *, by: User) -> None:
    """The photograph is no good; what it proposed is forgotten, the file stays as it came."""
    if not SheetReading.objects.waiting().filter(pk=read.pk).update(dropped_at=timezone.now()):
        raise AlreadyDecided(_("Somebody has settled this sheet already."))
    audit.record(Kind.SHEET_READ, read.run, by=by, reading=read.pk, dropped=True)
