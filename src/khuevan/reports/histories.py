"""What units wrote in earlier periods of the same report, so that periods can be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from django.utils import timezone

from khuevan.reports.models import Cell, Cycle
from khuevan.reports.outliers import MOST_PERIODS
from khuevan.reports.proposals import predecessors

History = dict[int, dict[str, list[Decimal]]]


def earlier_cycles(cycle: Cycle) -> list[Cycle]:
    """The cycles of the type that ended before this one began, the last first."""
    before = Cycle.objects.filter(type=cycle.type_id, ends__lt=cycle.starts)
    return list(before.order_by("-ends", "-pk")[:MOST_PERIODS])


def of_units(cycle: Cycle, organisations: Collection[int]) -> History:
    """Unit -> indicator code -> its figures of earlier periods, the last first.

    What units that were merged wrote is added up under the one that took them over. Four queries
    at most, whatever the number of units.
    """
    cycles = earlier_cycles(cycle)
    if not cycles or not organisations:
        return {}
    into = predecessors(organisations, timezone.localdate(cycle.opened_at))
    rows = Cell.objects.filter(
        obligation__cycle__in=cycles, obligation__first_sent_at__isnull=False,
        obligation__organisation__in={*organisations, *into}, value__isnull=False,
    )  # fmt: skip
    columns = ("obligation__organisation_id", "obligation__cycle_id", "indicator__code", "value")
    sums: dict[tuple[int, str], dict[int, Decimal]] = defaultdict(dict)
    for unit, period, code, value in rows.order_by().values_list(*columns):
        own = sums[into.get(unit, unit), code]
        own[period] = own.get(period, Decimal(0)) + value
    found: History = defaultdict(dict)
    for (unit, code), own in sums.items():
        found[unit][code] = [own[one.pk] for one in cycles if one.pk in own]
    return dict(found)
