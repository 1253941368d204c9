from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.differences import Change
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import parse_date
from khuevan.people import roster
from khuevan.people.actions import focal as focal_actions
from khuevan.people.actions.units import change_unit
from khuevan.people.enums import ContactKind, Kind
from khuevan.people.models import FocalPoint, Organisation, SheetUpload, User

NAMES = ("name_vi", "name_en", "short_name")
KINDS = {"email": ContactKind.EMAIL, "phone": ContactKind.PHONE}


@transaction.atomic
def keep_sheet(name: str, content: bytes, *, by: User) -> SheetUpload:
    """Keep an upload until it is confirmed or dropped; those forgotten for a week go."""
    roster.compare(content)  # refuses a file that is no roster before it is kept
    SheetUpload.objects.forgotten(timezone.now()).delete()
    return SheetUpload.objects.create(name=name[:200], content=content, by=by)


@transaction.atomic
def drop_sheet(upload: SheetUpload, *, by: User) -> None:
    SheetUpload.objects.filter(pk=upload.pk, by=by).delete()


@transaction.atomic
def apply_sheet(upload: SheetUpload, seen: str, *, by: User) -> int:
    """Write exactly the differences that the person saw (`seen`), all or none; how many units."""
    fresh = SheetUpload.objects.select_for_update().filter(pk=upload.pk, by=by).first()
    if fresh is None:
        raise Refused(_("This sheet has been written or dropped already."))
    comparison = roster.compare(bytes(fresh.content))
    if comparison.digest != seen:
        raise Refused(_("The units changed since you looked. Look at the differences again."))
    if not comparison.can_be_written:
        raise Refused(_("There is nothing to write, or a row is still wrong."))
    changes = comparison.difference.changed
    units = {unit.code: unit for unit in Organisation.objects.filter(
        code__in=[change.key for change in changes])}  # fmt: skip
    for change in changes:
        _write(units[change.key], change, by)
    audit.record(Kind.IMPORTED, fresh, by=by, after=str(len(changes)), why=fresh.name)
    fresh.delete()
    return len(changes)


def _write(organisation: Organisation, change: Change, by: User) -> None:
    after = {field.name: field.after for field in change.fields}
    names = {name: after[name] for name in NAMES if name in after}
    if names:
        change_unit(organisation, names, by=by)
    for name in KINDS.keys() & after.keys():
        _write_contact(organisation, KINDS[name], after[name], by)
    if "focal" in after or "since" in after:
        _write_focal(organisation, after.get("focal"), parse_date(after.get("since", "")), by)


def _write_contact(organisation: Organisation, kind: ContactKind, value: str, by: User) -> None:
    if value:
        focal_actions.set_contact(organisation, kind, value, is_registered=True, by=by)
        return
    for contact in organisation.contacts.filter(kind=kind, is_registered=True):
        focal_actions.remove_contact(contact, by=by)


def _write_focal(
    organisation: Organisation, name: str | None, since: date | None, by: User
) -> None:
    """A new name begins a term, an emptied name ends it, a day alone mends the beginning."""
    today = timezone.localdate()
    current = organisation.focal_points.filter(topic=focal_actions.TOPIC, valid_to=None).first()
    if name:
        focal_actions.name_focal_point(organisation, name, starts=since or today, by=by)
    elif current and name == "":
        focal_actions.end_focal_point(current, on=max(today, current.valid_from), by=by)
    elif current and since:
        _mend_beginning(current, since, by)


def _mend_beginning(current: FocalPoint, since: date, by: User) -> None:
    before, current.valid_from = current.valid_from, since
    current.save(update_fields=["valid_from"])
    audit.record(Kind.FOCAL_POINT_NAMED, current.organisation, by=by,
                 before=before.isoformat(), after=since.isoformat())  # fmt: skip
