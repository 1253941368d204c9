"""Units merge while a report is open: what the old one still owed passes to the new one."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from khuevan.kit.audit import Actor
from khuevan.people.models import Organisation, whole_heirs
from khuevan.reports.actions.judging import excuse
from khuevan.reports.enums import CycleState
from khuevan.reports.models import Obligation


def follow_mergers(on: date, *, by: Actor) -> int:
    """What a unit that is no more still owed passes to the one that took it over; how many."""
    gone = Obligation.objects.waited_for().filter(
        cycle__state=CycleState.OPEN, organisation__valid_to__lt=on
    )
    rows = list(gone.select_related("cycle", "organisation"))
    heirs = whole_heirs({row.organisation_id for row in rows}, on) if rows else {}
    count = 0
    for row in rows:
        if heir := heirs.get(row.organisation_id):
            _pass_on(row, Organisation.objects.get(pk=heir), by)
            count += 1
    return count


@transaction.atomic
def _pass_on(row: Obligation, heir: Organisation, by: Actor) -> None:
    Obligation.objects.get_or_create(cycle=row.cycle, organisation=heir)
    why = _("Merged into %(unit)s, which reports for both.") % {"unit": heir.name_vi}
    excuse(row, why=why, by=by)
