"""What a source still bears: its ceiling less what is committed, paid and promised to others."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import F, Sum

from khuevan.budget.arithmetic import Room, total
from khuevan.budget.enums import APPROVED, EstimateState
from khuevan.budget.models import Balance, Commitment, Estimate, FundingSource, Line, Payment
from khuevan.budget.models.spending import CommitmentQuerySet

ZERO = Decimal(0)

# Once settled, an estimate holds only what was really paid.
PROMISING = APPROVED - {EstimateState.LOCKED}


def room(source: FundingSource, apart_from: Estimate | None = None) -> Room:
    """``apart_from``: the estimate for which it is asked, so that it does not stand in its own way."""
    approved = Estimate.objects.filter(source=source, state__in=PROMISING)
    if apart_from is not None:
        approved = approved.exclude(pk=apart_from.pk)
    lines = Line.objects.filter(estimate__in=approved).only("proposed", "appraised")
    granted = total(line.granted for line in lines)
    # What is committed or paid of an approved estimate is promised no longer.
    bound = left(Commitment.objects.filter(estimate__in=approved))
    bound += Payment.objects.filter(estimate__in=approved).net()
    balance = Balance.objects.filter(source=source).first() or Balance(source=source)
    held, paid = balance.held, balance.paid
    if apart_from is not None:
        held -= left(apart_from.commitments.all())
        paid -= apart_from.payments.net()
    return Room(source.ceiling + balance.excess, held, paid, granted - bound)


def left(commitments: CommitmentQuerySet) -> Decimal:
    return commitments.aggregate(all=Sum(F("amount") - F("paid") - F("released")))["all"] or ZERO
