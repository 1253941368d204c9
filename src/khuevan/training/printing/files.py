"""The papers of a class as files: all on one roll, one by one in a zip, or a single one."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import IO

from django.db.models import Prefetch
from django.utils import timezone

from khuevan.kit.vietnamese import fold
from khuevan.training.hall import Hall
from khuevan.training.models import Certificate, ClassRun, Nomination
from khuevan.training.printing import confirmations, letters, seating, signing
from khuevan.training.printing.gathering import occasion, people
from khuevan.training.printing.press import press
from khuevan.training.printing.seating import Sitting
from khuevan.vanban import writing

PART = 250
"""Pages in one PDF: a printer takes that many, and memory stays small for a class of thousands."""
IN_MEMORY = 8 * 1024 * 1024


def parts(count: int) -> list[tuple[int, int, int]]:
    """(number, first, last) of each part of so many pages, counted from one."""
    return [
        (number, first + 1, min(first + PART, count))
        for number, first in enumerate(range(0, count, PART), 1)
    ]


def part_of(rows: Sequence[Nomination], number: int) -> Sequence[Nomination]:
    return rows[(number - 1) * PART : number * PART]


def summons_pdf(rows: Sequence[Nomination], run: ClassRun) -> bytes:
    return press("summons", letters.printed(occasion(run), people(rows, run)))


def summons_docx(one: Nomination, run: ClassRun) -> bytes:
    [person] = people([one], run)
    return writing.write(letters.letter(occasion(run), person))


def each_pdf(rows: Sequence[Nomination], run: ClassRun) -> Iterator[tuple[str, bytes]]:
    """A file for each person, named so that a folder shows them in the order of the seats."""
    at = occasion(run)
    for one, person in zip(rows, people(rows, run), strict=True):
        yield f"{stem(one)}.pdf", press("summons", letters.printed(at, [person]))


def each_docx(rows: Sequence[Nomination], run: ClassRun) -> Iterator[tuple[str, bytes]]:
    at = occasion(run)
    for one, person in zip(rows, people(rows, run), strict=True):
        yield f"{stem(one)}.docx", writing.write(letters.letter(at, person))


def zipped(made: Iterator[tuple[str, bytes]]) -> IO[bytes]:
    """One file at a time in memory; the whole on disk when it is large."""
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in made:
            package.writestr(name, content)
    out.seek(0)
    return out


def sheet_pdf(rows: Sequence[Nomination], run: ClassRun) -> bytes:
    """The sign-in sheet of the class."""
    return press("signin", signing.printed(occasion(run), people(rows, run), rows))


def seating_pdf(run: ClassRun, hall: Hall) -> bytes:
    """The plan of the hall: chairs in their rows, then units by their names."""
    active = Prefetch("nominations", Nomination.objects.active(), to_attr="named")
    rows = run.seats.select_related("organisation").order_by("organisation__sort_key", "number")
    seats = [
        Sitting(
            one.number, one.organisation.short_name, one.organisation.name_vi,
            one.named[0].full_name if one.named else "",
        )
        for one in rows.prefetch_related(active)
    ]  # fmt: skip
    return press("seating", seating.printed(occasion(run), hall, seats))


def certificates_pdf(rows: Sequence[Certificate], run: ClassRun) -> bytes:
    """A page for each; their nominations, seats and units must have been fetched with them."""
    named = people([one.nomination for one in rows], run)
    return press("certificate", confirmations.printed(occasion(run, on=_day(rows)), named, rows))


def _day(rows: Sequence[Certificate]) -> date:
    return timezone.localdate(rows[0].issued_at)


def stem(one: Nomination) -> str:
    """ "017-phuong-hoan-kiem": plain letters, for any system's file names."""
    unit = "".join(c if c.isalnum() else "-" for c in fold(one.seat.organisation.name_vi))
    return f"{one.seat.number:03d}-{unit.strip('-')[:60]}"
