"""A roster comes back as a sheet: kept, looked at, then written as seen, all or nothing."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.kit.differences import Change
from khuevan.kit.errors import Refused
from khuevan.people.models import User
from khuevan.training import roster
from khuevan.training.actions.nominating import nominate, substitute
from khuevan.training.enums import Kind, RunState
from khuevan.training.models import ClassRun, RosterSheet, Seat


def keep_roster(run: ClassRun, name: str, content: bytes, *, by: User) -> RosterSheet:
    """Keep an upload until it is confirmed or dropped; one with a secret marking is not kept."""
    comparison = roster.compare(run, content)  # refuses a file that is no roster of this class
    words = [field.after for change in comparison.difference.changes for field in change.fields]
    check_text(name, *words, by=by)
    with transaction.atomic():
        RosterSheet.objects.forgotten(timezone.now()).delete()
        return RosterSheet.objects.create(run=run, name=name[:200], content=content, by=by)


@transaction.atomic
def drop_roster(sheet: RosterSheet, *, by: User) -> None:
    RosterSheet.objects.filter(pk=sheet.pk, by=by).delete()


@transaction.atomic
def apply_roster(sheet: RosterSheet, seen: str, *, by: User) -> int:
    """Write exactly the differences that the person saw (``seen``), all or none; how many seats."""
    fresh = RosterSheet.objects.select_for_update().filter(pk=sheet.pk, by=by).first()
    if fresh is None:
        raise Refused(_("This sheet has been written or dropped already."))
    run = fresh.run
    if run.state not in {RunState.NOMINATING, RunState.LOCKED, RunState.SUMMONED}:
        raise Refused(_("Units are not nominating for this class now: nothing was written."))
    comparison = roster.compare(run, bytes(fresh.content))
    if comparison.digest != seen:
        raise Refused(_("The list changed since you looked. Look at the differences again."))
    if not comparison.can_be_written:
        raise Refused(_("There is nothing to write, or a row is still wrong."))
    stored = roster.held(run)
    changes = comparison.difference.changed
    for change in changes:
        _write(stored[change.key], change, by)
    audit.record(Kind.IMPORTED, run, by=by, after=str(len(changes)), why=fresh.name)
    fresh.delete()
    return len(changes)


def _write(own: roster.Held, change: Change, by: User) -> None:
    fields = own.fields | {field.name: field.after for field in change.fields}
    facts = roster.nominee_of(fields, own)
    seat = Seat.objects.select_related("run", "organisation").get(pk=own.pk)
    if own.fields["full_name"]:
        substitute(seat, facts, _("Taken from the roster as a sheet"), by=by)
    else:
        nominate(seat, facts, by=by)
