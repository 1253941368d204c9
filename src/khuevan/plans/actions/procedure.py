"""The legal officer keeps the checklist of procedure: dated, each item with its source."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.kit.audit import Actor, Happening
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import format_date
from khuevan.people.models import User
from khuevan.plans import seeds
from khuevan.plans.enums import Kind
from khuevan.plans.models import ProcedureItem


def set_item(item: ProcedureItem, *, by: User) -> ProcedureItem:
    """Add an item or change one.

    An item that opinions have answered is not written over: the new words hold from their own first
    day, and the old ones end the day before.
    """
    check_text(item.text_vi, item.text_en, item.place, by=by)
    with transaction.atomic():
        before = (
            ProcedureItem.objects.select_for_update().filter(pk=item.pk).first()
            if item.pk
            else None
        )
        told = _told(before)
        if before and item.valid_from != before.valid_from and before.points.exists():
            item = _follow(before, item)
        _require_free_days(item)
        item.kept_by, item.kept_at = by, timezone.now()
        item.save()
        audit.record(
            Kind.PROCEDURE_CHANGED, item, by=by, before=told, after=_told(item), code=item.code
        )
    return item


def _follow(before: ProcedureItem, item: ProcedureItem) -> ProcedureItem:
    if item.valid_from < before.valid_from:
        raise Refused(
            _("Opinions have answered this item since %(day)s: new words begin after that.")
            % {"day": format_date(before.valid_from)}
        )
    before.valid_to = item.valid_from - timedelta(days=1)
    before.save()
    item.pk = None
    item._state.adding = True
    return item


def end_item(item: ProcedureItem, last_day: date, *, by: User) -> None:
    """From the next day on it is asked no more; opinions that answered it keep it."""
    if last_day < item.valid_from:
        raise Refused(_("Its last day cannot be before its first."))
    with transaction.atomic():
        told = _told(item)
        ProcedureItem.objects.filter(pk=item.pk).update(
            valid_to=last_day, kept_by=by, kept_at=timezone.now()
        )
        item.refresh_from_db()
        audit.record(
            Kind.PROCEDURE_CHANGED, item, by=by, before=told, after=_told(item), code=item.code
        )


@transaction.atomic
def put_usual_items(*, by: Actor) -> int:
    """The items that a plan of a department usually has to meet; what is there stays."""
    made = ProcedureItem.objects.bulk_create(seeds.missing())
    audit.record_all(
        [Happening(Kind.PROCEDURE_CHANGED, item, after=_told(item)) for item in made], by=by
    )
    return len(made)


def _require_free_days(item: ProcedureItem) -> None:
    """Two rows of one code never hold on one day."""
    for other in ProcedureItem.objects.filter(code=item.code).exclude(pk=item.pk):
        apart = (other.valid_to and other.valid_to < item.valid_from) or (
            item.valid_to and item.valid_to < other.valid_from
        )
        if not apart:
            raise Refused(
                _("“%(code)s” holds from %(from)s already. End that one first, or begin later.")
                % {"code": item.code, "from": format_date(other.valid_from)}
            )


def _told(item: ProcedureItem | None) -> str:
    if item is None:
        return ""
    span = f"{format_date(item.valid_from)}–{format_date(item.valid_to)}"
    return f"{item.text_vi} ({item.cited}; {span})"[:500]
