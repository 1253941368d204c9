"""What a source still bears: its ceiling less what is committed, paid and promised to others."""

from __future__ import annotations

from decimal import Decimal

from khuevan.budget.arithmetic import Room, total
from khuevan.budget.enums import APPROVED, EstimateState
from khuevan.budget.models import Estimate, FundingSource, Line

# Once settled, an estimate holds only what was really paid.
PROMISING = APPROVED - {EstimateState.LOCKED}


def room(source: FundingSource, apart_from: Estimate | None = None) -> Room:
    """``apart_from``: the estimate for which it is asked, so that it does not stand in its own way."""
    lines = Line.objects.filter(estimate__source=source, estimate__state__in=PROMISING)
    if apart_from is not None:
        lines = lines.exclude(estimate=apart_from)
    promised = total(line.granted for line in lines.only("proposed", "appraised"))
    return Room(source.ceiling, Decimal(0), Decimal(0), promised)
