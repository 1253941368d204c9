"""Units are told of a report: looked at when many, each exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.assignments.notices import addresses
from khuevan.kit import works
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.models import Work
from khuevan.kit.works import Progress
from khuevan.people.actions.links import make_links
from khuevan.people.enums import Purpose
from khuevan.people.models import Organisation, User
from khuevan.reports import notices
from khuevan.reports.enums import CycleState
from khuevan.reports.models import Cycle, Obligation

NEEDS_PREVIEW = 10
"""Above this number of units a message must have been looked at first."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What telling would do; the preview shows it, the confirmation repeats its figures."""

    units: list[Organisation]
    unreachable: list[Organisation]
    sample: notices.Letter

    @property
    def messages(self) -> int:
        return len(self.units) - len(self.unreachable)


def outlook(cycle: Cycle) -> Outlook:
    untold = cycle.obligations.waited_for().filter(told_at=None)
    units = list(Organisation.objects.filter(pk__in=untold.values("organisation")))
    known = addresses([unit.pk for unit in units])
    return Outlook(
        units, [unit for unit in units if unit.pk not in known], notices.asked(cycle, "…")
    )


def send(cycle: Cycle, *, by: User, seen: int | None = None) -> Work:
    """Start telling the units; more than ten only after the preview. ``seen``: its units."""
    untold = cycle.obligations.waited_for().filter(told_at=None).count()
    if cycle.state != CycleState.OPEN:
        raise Refused(_("This cycle is closed: nobody is told of it any more."))
    if not untold:
        raise Refused(_("Every unit has been told already."))
    if untold > NEEDS_PREVIEW and seen != untold:
        raise Refused(
            _("This would go to %(count)d units. Look at the preview and confirm it there.")
            % {"count": untold}
        )
    title = _("Ask for the report: %(cycle)s") % {"cycle": cycle.label}
    return works.start("reports.tell", title, "reports.jobs.tell", cycle.pk, by=by)


def tell(cycle: Cycle, *, by: Actor, progress: Progress, digest: bool = False) -> None:
    """One message to each unit that was not told; a second run tells nobody twice."""
    untold = cycle.obligations.waited_for().filter(told_at=None).order_by("organisation")
    ids = list(untold.values_list("pk", flat=True))
    whole = (
        Cycle.objects.select_related("type").prefetch_related("type__indicators").get(pk=cycle.pk)
    )
    for chunk in progress.in_chunks(ids):
        _tell_chunk(whole, chunk, by, progress, digest=digest)


@transaction.atomic
def _tell_chunk(
    cycle: Cycle, ids: Sequence[int], by: Actor, progress: Progress, *, digest: bool
) -> None:
    rows = list(Obligation.objects.filter(pk__in=ids).select_related("organisation"))
    units = [row.organisation_id for row in rows]
    make_links(units, Purpose.REPORTS, by=by)
    known, links = addresses(units), notices.links(units)
    for row in rows:
        row.cycle, unit = cycle, row.organisation_id
        if unit in known:
            notices.tell_asked(row, links[unit], known[unit], digest=digest)
        else:
            progress.fail(
                unit,
                _("%(unit)s has no work e-mail: give it the link by telephone or on paper.")
                % {"unit": row.organisation.name},
            )
    Obligation.objects.filter(pk__in=ids).update(told_at=timezone.now())


def untold_cycles() -> list[Cycle]:
    """Open cycles of which some unit was not told: opened by themselves, or a unit came later."""
    untold = Obligation.objects.waited_for().filter(told_at=None)
    told = Q(opened_by=None) | Q(obligations__told_at__isnull=False)
    return list(Cycle.objects.open().filter(told, pk__in=untold.values("cycle")).distinct())
