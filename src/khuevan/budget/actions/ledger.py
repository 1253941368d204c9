"""The arithmetic of a source: what is bound of it. Every change is one conditional UPDATE (FIN-3)."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import DecimalField, F, Sum, Value
from django.utils.translation import gettext as _

from khuevan.budget.models import Balance, Estimate, FundingSource
from khuevan.budget.models.sources import DONG
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import dong

ZERO = Decimal(0)


def of(source: FundingSource) -> Balance:
    found, _new = Balance.objects.get_or_create(
        source=source, defaults={"allocated": source.ceiling}
    )
    return found


def follow(source: FundingSource) -> Balance:
    """After an allocation came or changed, in its transaction: the ceiling moves, or it is refused
    because more than what would be left is committed and paid.
    """
    of(source)
    # Held until the end, so that two allocations at once see each other's sums.
    balance = Balance.objects.select_for_update().get(source=source)
    ceiling = source.ceiling
    bound, allowed = balance.bound, ceiling + balance.excess
    if bound > allowed:
        raise Refused(
            _(
                "“%(source)s” would have %(allowed)s, but %(bound)s are committed or paid already. "
                "Release commitments first, or have a leader allow the excess."
            )
            % {"source": source, "allowed": dong(allowed), "bound": dong(bound)}
        )
    balance.allocated = ceiling
    balance.save(update_fields=["allocated"])
    return balance


def bind(source: FundingSource, *, held: Decimal = ZERO, paid: Decimal = ZERO) -> None:
    """Move what is held and paid; refused when the two together would pass the ceiling."""
    of(source)
    rows, more = Balance.objects.filter(source=source), held + paid
    if more > 0:
        limit = F("allocated") + F("excess") - F("paid") - _amount(more)
        rows = rows.filter(held__lte=limit)
    if rows.update(held=F("held") + _amount(held), paid=F("paid") + _amount(paid)):
        return
    balance = Balance.objects.get(source=source)
    raise Refused(
        _(
            "“%(source)s” has %(ceiling)s; %(bound)s of it are committed or paid and %(free)s are "
            "left, but %(asked)s are asked for. Enter a further allocation, or have a leader allow "
            "the excess with a reason."
        )
        % {
            "source": source, "ceiling": dong(balance.ceiling), "bound": dong(balance.bound),
            "free": dong(balance.free), "asked": dong(more),
        }
    )  # fmt: skip


def _amount(number: Decimal) -> Value:
    return Value(number, output_field=DecimalField(**DONG))


def spent(estimate: Estimate) -> tuple[Decimal, Decimal]:
    """(held, paid) of an estimate, over all its lines."""
    left = estimate.commitments.aggregate(all=Sum(F("amount") - F("paid") - F("released")))["all"]
    return left or ZERO, estimate.payments.net()


def require_room(estimate: Estimate, more: Decimal) -> None:
    """Never more for an estimate than was approved for all its lines. Call with its row held."""
    granted = estimate.lines.granted_sum()
    bound = sum(spent(estimate), ZERO)
    if bound + more > granted:
        raise Refused(
            _(
                "%(granted)s were approved for “%(title)s”; %(bound)s of it are committed or paid, so "
                "%(free)s are left, but %(asked)s are asked for. Enter less, or have a further "
                "estimate approved."
            )
            % {
                "granted": dong(granted), "title": estimate, "bound": dong(bound),
                "free": dong(granted - bound), "asked": dong(more),
            }
        )  # fmt: skip
