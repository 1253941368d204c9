"""The signed letters of units, as lists and pages show them: which stands, of whom it speaks.

Rows come annotated by ``models.letter_fields``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from khuevan.kit.vietnamese import format_date
from khuevan.training.enums import LetterStanding
from khuevan.training.models import ClassRun, Nomination, Seat, UnitLetter, letter_fields

LOOKS = {
    LetterStanding.THERE: "done", LetterStanding.OLD: "returned",
    LetterStanding.NONE: "unanswered",
}  # fmt: skip


def standing_of(letter_for: str | None, nominee_key: str | None) -> LetterStanding:
    """``letter_for``: the order key of whom it came for; None when no letter stands."""
    if letter_for is None:
        return LetterStanding.NONE
    return LetterStanding.THERE if letter_for == (nominee_key or "") else LetterStanding.OLD


def of_letter(letter: UnitLetter | None, nominee_key: str | None) -> LetterStanding:
    if letter is None:
        return LetterStanding.NONE
    return standing_of(letter.nomination.sort_key if letter.nomination else "", nominee_key)


def shown(seat: Seat, nominee: Nomination | None) -> dict[str, Any]:
    """What the unit's page and the panel of the board say of the letters of a seat."""
    letters = list(seat.letters.select_related("file", "nomination"))
    own = next((one for one in letters if one.ended_at is None), None)
    standing = of_letter(own, nominee.sort_key if nominee else "")
    return {
        "letter": own,
        "letters": letters,
        "letters_before": [one for one in letters if one.ended_at],
        "letter_words": named(own.number, own.signed_on) if own else "",
        "letter_standing": standing,
        "letter_look": LOOKS[standing],
    }


def named(number: str, signed_on: date | None) -> str:
    """ "Số 12/CV-UBND, ngày 01/12/2026"; "" when neither was written."""
    parts = (
        _("No. %(number)s") % {"number": number} if number else "",
        _("of %(day)s") % {"day": format_date(signed_on)} if signed_on else "",
    )
    return " ".join(part for part in parts if part)


def of_row(row: Any, key: str = "nominee_sort_key") -> str:
    """What a sheet says of the letter of a row's seat; nothing when there is none."""
    standing = standing_of(row.letter_for, getattr(row, key))
    if standing == LetterStanding.NONE:
        return ""
    words = named(row.letter_number, row.letter_signed_on)
    if standing == LetterStanding.OLD and words:
        return f"{words} ({str(standing.label).lower()})"
    return words or str(standing.label)


def narrowed(rows: QuerySet[Any], value: str, *, key: str) -> QuerySet[Any]:
    """Rows whose letter stands so; ``key``: where the order key of who is named now stands."""
    is_same = Q(letter_for=Coalesce(F(key), Value("")))
    match value:
        case LetterStanding.THERE:
            return rows.filter(is_same)
        case LetterStanding.OLD:
            return rows.filter(letter_for__isnull=False).exclude(is_same)
    return rows.filter(letter_for=None)


def owing(run: ClassRun) -> QuerySet[Seat]:
    """Seats with a nominee of whom no letter speaks."""
    rows = run.seats.filled().with_nominees().annotate(**letter_fields())
    is_same = Q(letter_for=Coalesce(F("nominee_sort_key"), Value("")))
    return rows.filter(Q(letter_for=None) | ~is_same)
