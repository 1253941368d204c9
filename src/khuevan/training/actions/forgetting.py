"""Two years after a class nobody is named any more: the seats, units and figures stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents.models import StoredFile
from khuevan.kit import audit, works
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import Message
from khuevan.training.enums import Kind, RunState
from khuevan.training.models import (
    ApplicationNote,
    Attendance,
    Call,
    ClassRun,
    Nomination,
    Question,
    ScanEvent,
    SelfCheckIn,
    SheetReading,
    SurveyMark,
    UnitLetter,
)

MONTHS_KEPT = 24
NOBODY = "—"


def last_day(run: ClassRun) -> date | None:
    """The last day on which the class's nominees are named; none while it is still ahead."""
    if run.state not in (RunState.HELD, RunState.CANCELLED):
        return None
    moment = run.held_at or run.ends_at or run.created_at
    day = timezone.localdate(moment)
    years, month = divmod(day.month - 1 + MONTHS_KEPT, 12)
    first = date(day.year + years, month + 1, 1)
    try:
        return first.replace(day=day.day)
    except ValueError:  # 29 February
        return first.replace(day=28)


def due_to_forget(today: date) -> list[ClassRun]:
    over = Q(state__in=[RunState.HELD, RunState.CANCELLED])
    runs = ClassRun.objects.filter(over, forgotten_at=None)
    return [run for run in runs if (day := last_day(run)) and day < today]


@transaction.atomic
def forget(run: ClassRun, *, by: Actor, today: date | None = None) -> int:
    """Take out names, positions, phones, addresses and remarks about persons; how many nominees."""
    day = last_day(run)
    if day is None or day >= (today or timezone.localdate()):
        raise Refused(_("The names of this class are still kept: its time is not over."))
    won = ClassRun.objects.filter(pk=run.pk, forgotten_at=None).update(forgotten_at=timezone.now())
    if not won:
        raise AlreadyDecided(_("The names of this class were already deleted."))
    count = _unname(run)
    _empty_journals(run)
    _drop_sheets(run)
    _drop_letters(run)
    audit.record(Kind.FORGOTTEN, run, by=by, after=str(count))
    run.refresh_from_db()
    return count


def _unname(run: ClassRun) -> int:
    people = Nomination.objects.filter(seat__run=run)
    keys = [audit.key_of(person) for person in people.only("pk")]
    count = people.update(
        full_name=NOBODY, position=NOBODY, phone="", email="", not_focal_why="", verdict_why="",
        ended_why="", made_by=NOBODY, search="", sort_key="", key="",
    )  # fmt: skip
    Attendance.objects.filter(seat__run=run).exclude(why="").update(why=NOBODY)
    Call.objects.filter(seat__run=run).update(note="")
    Question.objects.filter(run=run).update(nomination=None)
    ApplicationNote.objects.filter(seat__run=run).exclude(answered_by="").update(answered_by=NOBODY)
    SelfCheckIn.objects.filter(nomination__seat__run=run).delete()
    SurveyMark.objects.filter(survey__run=run).delete()
    for some in works.chunks(keys, 500):
        Message.objects.filter(target__in=some).update(
            body_text="", body_html="", ics="", to_address="", recipient_label=NOBODY
        )
    return count


def _empty_journals(run: ClassRun) -> None:
    """The lines of the doors name substitutes and hold tickets; their digests stay."""
    ScanEvent.objects.filter(device__run=run).update(body="")


def _drop_sheets(run: ClassRun) -> None:
    """The pictures of sign-in sheets hold names and signatures; what they proved is settled."""
    readings = SheetReading.objects.filter(run=run)
    files = list(StoredFile.objects.filter(pk__in=readings.values("file")))
    readings.delete()
    _drop_files(files)


def _drop_letters(run: ClassRun) -> None:
    """The letters of units name whom they sent."""
    letters = UnitLetter.objects.filter(seat__run=run)
    files = list(StoredFile.objects.filter(pk__in=letters.values("file")))
    letters.delete()
    _drop_files(files)


def _drop_files(files: Iterable[StoredFile]) -> None:
    for stored in files:
        name, sha256 = str(stored.content.name), stored.sha256
        try:
            with transaction.atomic():
                stored.delete()
        except ProtectedError:
            continue  # it serves elsewhere too, as a voucher say; its keeper decides
        if not StoredFile.objects.filter(sha256=sha256).exists():
            transaction.on_commit(partial(default_storage.delete, name))
