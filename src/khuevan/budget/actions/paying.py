"""Money is committed and paid, never beyond what was approved nor beyond what the source has."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget.actions import ledger
from khuevan.budget.actions.moves import require_power
from khuevan.budget.enums import EstimateState, Kind
from khuevan.budget.models import (
    Balance,
    Commitment,
    Estimate,
    Excess,
    FundingSource,
    Line,
    Payment,
)
from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import dong, format_date
from khuevan.people.models import User
from khuevan.people.permissions import Can

SPENDING = frozenset({EstimateState.APPROVED, EstimateState.SETTLING})
SHORTEST_REASON = 10
"""Letters; a full stop is no reason."""


def commit(
    line: Line,
    amount: Decimal,
    payee: str,
    *,
    by: User,
    reference: str = "",
    on: date | None = None,
) -> Commitment:
    """Promise money of an approved line to somebody."""
    check_text(payee, reference, by=by)
    require_power(by, Can.BUDGET_KEEP)
    with transaction.atomic():
        estimate = held(line.estimate_id, SPENDING)
        source = source_of(estimate)
        require_amount(amount)
        require_standing(line)
        ledger.require_room(estimate, amount)
        ledger.bind(source, held=amount)
        made = Commitment.objects.create(
            estimate=estimate, line=line, source=source, payee=_named(payee), amount=amount,
            reference=reference.strip(), on=on or timezone.localdate(), by=by,
        )  # fmt: skip
        audit.record(
            Kind.COMMITTED, estimate, by=by, after=dong(amount), line=line.title, payee=made.payee,
            commitment=made.pk,
        )  # fmt: skip
        return made


def release(commitment: Commitment, why: str, *, by: User) -> None:
    """What is left of a commitment will not be paid: the source has it again."""
    check_text(why, by=by)
    require_power(by, Can.BUDGET_KEEP)
    with transaction.atomic():
        estimate = held(commitment.estimate_id, SPENDING)
        require_reason(why)
        locked = Commitment.objects.select_for_update().get(pk=commitment.pk)
        left = locked.left
        if left <= 0:
            raise AlreadyDecided(_("Nothing is left of this commitment: it was paid or released."))
        locked.released = F("released") + left
        locked.save(update_fields=["released"])
        ledger.bind(locked.source, held=-left)
        audit.record(
            Kind.COMMITTED, estimate, by=by, before=dong(left), after=dong(0), why=why,
            commitment=locked.pk, payee=locked.payee,
        )  # fmt: skip


def pay(
    line: Line,
    amount: Decimal,
    payee: str,
    *,
    by: User,
    commitment: Commitment | None = None,
    reference: str = "",
    on: date | None = None,
) -> Payment:
    """Enter a payment; of a commitment, at most what is left of it."""
    check_text(payee, reference, by=by)
    require_power(by, Can.BUDGET_KEEP)
    with transaction.atomic():
        estimate = held(line.estimate_id, SPENDING)
        source = source_of(estimate)
        day = on or timezone.localdate()
        require_amount(amount)
        require_standing(line)
        if day > timezone.localdate():
            raise Refused(_("%(day)s is still to come: enter a payment once it was made.")
                          % {"day": format_date(day)})  # fmt: skip
        from_held = _drawn(commitment, line, amount)
        if not from_held:
            ledger.require_room(estimate, amount)
        ledger.bind(source, held=-from_held, paid=amount)
        made = Payment.objects.create(
            estimate=estimate, line=line, source=source, commitment=commitment, payee=_named(payee),
            amount=amount, reference=reference.strip(), on=day, by=by,
        )  # fmt: skip
        audit.record(
            Kind.PAID, estimate, by=by, after=dong(amount), line=line.title, payee=made.payee,
            payment=made.pk, on=day.isoformat(),
        )  # fmt: skip
        return made


def _drawn(commitment: Commitment | None, line: Line, amount: Decimal) -> Decimal:
    """How much of a payment was held for it already."""
    if commitment is None:
        return Decimal(0)
    if commitment.line_id != line.pk:
        raise Refused(_("This commitment is of another line. Choose it there."))
    won = Commitment.objects.filter(
        pk=commitment.pk, amount__gte=F("paid") + F("released") + amount
    ).update(paid=F("paid") + amount)
    if not won:
        commitment.refresh_from_db()
        raise Refused(
            _(
                "%(left)s are left of the commitment to %(payee)s, so %(asked)s cannot be paid of it."
            )
            % {"left": dong(commitment.left), "payee": commitment.payee, "asked": dong(amount)}
        )
    return amount


def reverse(payment: Payment, why: str, *, by: User) -> Payment:
    """Take a payment back by a row of its own; what it was paid from is held again."""
    check_text(why, by=by)
    require_power(by, Can.BUDGET_KEEP)
    with transaction.atomic():
        estimate = held(payment.estimate_id, SPENDING)
        require_reason(why)
        if payment.reverses_id:
            raise Refused(_("This row is a reversal itself. Enter the payment anew."))
        if Payment.objects.filter(reverses=payment).exists():
            raise AlreadyDecided(_("This payment was reversed already."))
        again = payment.amount if payment.commitment_id else Decimal(0)
        if payment.commitment_id:
            Commitment.objects.filter(pk=payment.commitment_id).update(paid=F("paid") - again)
        ledger.bind(payment.source, held=again, paid=-payment.amount)
        made = Payment.objects.create(
            estimate=estimate, line=payment.line, source=payment.source, reverses=payment,
            commitment=payment.commitment, payee=payment.payee, amount=payment.amount, why=why.strip(),
            reference=payment.reference, on=timezone.localdate(), by=by,
        )  # fmt: skip
        audit.record(
            Kind.PAID, estimate, by=by, before=dong(payment.amount), after=dong(0), why=why,
            payment=made.pk, reverses=payment.pk,
        )  # fmt: skip
        return made


def allow_excess(source: FundingSource, amount: Decimal, why: str, *, by: User) -> Excess:
    """A leader lets a source go beyond its ceiling: the one exception there is, and it is logged."""
    check_text(why, by=by)
    require_power(by, Can.BUDGET_APPROVE)
    with transaction.atomic():
        require_amount(amount)
        require_reason(why)
        ledger.of(source)
        made = Excess.objects.create(source=source, amount=amount, why=why.strip(), by=by)
        Balance.objects.filter(source=source).update(excess=F("excess") + amount)
        audit.record(Kind.EXCEEDED, source, by=by, after=dong(amount), why=why)
        return made


def held(estimate_id: int, states: Collection[EstimateState]) -> Estimate:
    """The estimate with its row held until the end, in one of these states."""
    estimate = Estimate.objects.select_for_update(of=("self",)).get(pk=estimate_id)
    if estimate.state not in states:
        raise AlreadyDecided(
            _("“%(title)s” is now “%(state)s”: this cannot be done in that state.")
            % {"title": estimate, "state": EstimateState(estimate.state).label}
        )
    return estimate


def require_standing(line: Line) -> None:
    if line.is_struck:
        raise Refused(
            _("“%(title)s” was struck by the appraisal: nothing may be spent on it.")
            % {"title": line.title}
        )


def source_of(estimate: Estimate) -> FundingSource:
    if estimate.source is None:
        raise Refused(_("“%(title)s” has no funding source yet.") % {"title": estimate})
    return estimate.source


def require_reason(why: str) -> None:
    if len("".join(why.split())) < SHORTEST_REASON:
        raise Refused(
            _("Say why in a few words (at least %(count)d letters); it stays on record.")
            % {"count": SHORTEST_REASON}
        )


def _named(payee: str) -> str:
    name = " ".join(payee.split())
    if not name:
        raise Refused(_("Write to whom the money goes."))
    return name[:200]


def require_amount(amount: Decimal) -> None:
    if amount <= 0 or amount != amount.to_integral_value():
        raise Refused(_("Enter the amount in whole đồng, more than nought."))
