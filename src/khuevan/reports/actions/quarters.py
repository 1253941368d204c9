"""The value of a pilot indicator in a quarter: entered, drawn by its formula, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents.actions import check_text, store
from khuevan.documents.models import StoredFile
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import format_date, printed
from khuevan.people.models import User
from khuevan.reports import drawing, notices, pilots
from khuevan.reports.enums import Kind, ValueOrigin
from khuevan.reports.formulas import Problem
from khuevan.reports.models import Programme, ProgrammeIndicator, QuarterValue
from khuevan.reports.windows import Quarter


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person says of a quarter; ``file`` is evidence, like ``link``."""

    value: Decimal
    note: str = ""
    link: str = ""
    file: UploadedFile | None = None


def enter_value(
    indicator: ProgrammeIndicator, quarter: Quarter, entered: Entered, *, by: User
) -> QuarterValue:
    """The first value of a quarter; a second one is refused: it would be a correction."""
    require_ended(indicator.programme, quarter, timezone.localdate())
    check_text(entered.note, entered.link, by=by)
    file = store(entered.file, by=by) if entered.file else None
    return _add(_value(indicator, quarter, entered, file, by), by)


def enter_all(
    quarter: Quarter, entries: Mapping[ProgrammeIndicator, Entered], *, by: User
) -> dict[int, str]:
    """Each for itself; why one was refused, by its indicator. A refused one loses no other."""
    refused: dict[int, str] = {}
    for indicator, entered in entries.items():
        try:
            enter_value(indicator, quarter, entered, by=by)
        except Refused as refusal:
            refused[indicator.pk] = str(refusal)
    return refused


def draw_value(
    indicator: ProgrammeIndicator, quarter: Quarter, *, by: User, note: str = ""
) -> QuarterValue:
    """The first value of a quarter as the formula gives it now, with the rows behind it."""
    require_ended(indicator.programme, quarter, timezone.localdate())
    check_text(note, by=by)
    return _add(_drawn(indicator, quarter, by, note), by)


def correct_value(value: QuarterValue, entered: Entered, why: str, *, by: User) -> QuarterValue:
    """A further version with its reason; the value that stood stays to be read."""
    _require_reason(why)
    check_text(entered.note, entered.link, why, by=by)
    quarter = Quarter(value.year, value.quarter)
    file = store(entered.file, by=by) if entered.file else value.file
    return _replace(value, _value(value.indicator, quarter, entered, file, by), why, by)


def draw_again(value: QuarterValue, why: str, *, by: User) -> QuarterValue:
    """What the formula gives today in place of what stands, with its reason."""
    _require_reason(why)
    check_text(why, by=by)
    quarter = Quarter(value.year, value.quarter)
    fresh = _drawn(value.indicator, quarter, by, value.note)
    fresh.link, fresh.file = value.link, value.file
    return _replace(value, fresh, why, by)


def require_ended(programme: Programme, quarter: Quarter, today: date) -> None:
    """Values are of quarters of the programme that are over."""
    if quarter not in pilots.quarters_of(programme, today):
        raise Refused(
            _("%(quarter)s is no quarter of this programme yet.") % {"quarter": quarter.words}
        )
    ends = quarter.window(programme).ends
    if ends > today:
        raise Refused(
            _("The figures of %(quarter)s are complete on %(day)s: enter them from that day on.")
            % {"quarter": quarter.words, "day": format_date(ends)}
        )


def _require_reason(why: str) -> None:
    if not why.strip():
        raise Refused(_("Say why the value is corrected: the reason stands beside it for good."))


def _value(
    indicator: ProgrammeIndicator, quarter: Quarter, entered: Entered, file: StoredFile | None,
    by: User,
) -> QuarterValue:  # fmt: skip
    return QuarterValue(
        indicator=indicator, year=quarter.year, quarter=quarter.number, value=entered.value,
        note=entered.note.strip(), link=entered.link, file=file, entered_by=by,
    )  # fmt: skip


def _drawn(indicator: ProgrammeIndicator, quarter: Quarter, by: User, note: str) -> QuarterValue:
    if not indicator.formula:
        raise Refused(_("“%(name)s” has no formula: enter its value.") % {"name": indicator.name})
    found = drawing.draw(indicator, quarter)
    if isinstance(found.value, Problem):
        raise Refused(f"{indicator.name}: {found.value}")
    return QuarterValue(
        indicator=indicator, year=quarter.year, quarter=quarter.number, value=found.value,
        note=note.strip(), origin=ValueOrigin.DRAWN, formula=indicator.formula,
        parts=[part.packed() for part in found.parts], entered_by=by,
    )  # fmt: skip


def _add(value: QuarterValue, by: User) -> QuarterValue:
    try:
        with transaction.atomic():
            value.save()
            _record(Kind.PROGRAMME_MEASURED, value, by)
    except IntegrityError as error:
        raise AlreadyDecided(
            _(
                "“%(name)s” has a value for %(quarter)s already. Open it and correct it, with the "
                "reason."
            )
            % {
                "name": value.indicator.name,
                "quarter": Quarter(value.year, value.quarter).words,
            }
        ) from error
    _stop_when_complete(value.indicator.programme)
    return value


@transaction.atomic
def _replace(old: QuarterValue, fresh: QuarterValue, why: str, by: User) -> QuarterValue:
    # One conditional UPDATE decides between two who correct the same value at once.
    won = QuarterValue.objects.standing().filter(pk=old.pk).update(replaced_at=timezone.now())
    if not won:
        raise AlreadyDecided(
            _("Somebody else has corrected this value meanwhile. Look at what stands there now.")
        )
    fresh.version, fresh.why = old.version + 1, why.strip()[:300]
    fresh.save()
    _record(Kind.PROGRAMME_CORRECTED, fresh, by, before=printed(old.value))
    return fresh


def _record(kind: Kind, value: QuarterValue, by: User, before: str = "") -> None:
    audit.record(
        kind, value.indicator.programme, by=by, before=before, after=printed(value.value),
        why=value.why, indicator=value.indicator_id, year=value.year, quarter=value.quarter,
        origin=str(value.origin), value=value.pk,
    )  # fmt: skip


def _stop_when_complete(programme: Programme) -> None:
    """Reminders that wait in the outbox go no longer once nothing is missing."""
    ended = pilots.ended_quarter(programme, timezone.localdate())
    if ended is None:
        return
    measured = QuarterValue.objects.standing().filter(year=ended.year, quarter=ended.number)
    owed = programme.indicators.filter(is_active=True)
    if not owed.exclude(pk__in=measured.values("indicator")).exists():
        notices.stop_programme_reminders(programme)
