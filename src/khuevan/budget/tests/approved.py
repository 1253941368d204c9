"""Estimates that were approved, with what was spent and brought for them: what settlements need."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from khuevan.budget import account, actions
from khuevan.budget.actions import LineFacts, VoucherFacts
from khuevan.budget.enums import EstimateState, LineKind, VoucherKind
from khuevan.budget.models import Estimate, FundingSource, Voucher
from khuevan.budget.tests import factories
from khuevan.documents.tests.factories import person
from khuevan.people.enums import Role
from khuevan.people.models import User
from khuevan.vanban.tests import files

PRICES = {LineKind.HALL: 17_000_000, LineKind.SPEAKER: 2_000_000, LineKind.REFRESHMENT: 2_840_000}


def finance() -> User:
    return person(Role.FINANCE)


def head() -> User:
    return person(Role.OFFICE_HEAD)


def preparer() -> User:
    return factories.preparer()


def approved(prices: dict[LineKind, int] | None = None, **changes: Any) -> Estimate:
    """One line for each kind of spending, approved by three persons."""
    lines = [
        LineFacts(str(kind.label), kind, price=Decimal(price), price_source="Báo giá")
        for kind, price in (prices or PRICES).items()
    ]
    changes.setdefault("source", FundingSource.objects.first() or factories.source())
    made = factories.estimate(*lines, **changes)
    now = timezone.now()
    Estimate.objects.filter(pk=made.pk).update(
        state=EstimateState.APPROVED, appraised_by=finance(), appraised_at=now,
        approved_by=head(), approved_at=now,
    )  # fmt: skip
    made.refresh_from_db()
    return made


def spent(**changes: Any) -> Estimate:
    """Everything paid as approved; nothing proved yet."""
    made = approved(**changes)
    for line in made.lines.all():
        actions.pay(line, line.granted, "Công ty Sen Vàng", by=finance())
    return made


def paper(words: str) -> bytes:
    return files.pdf(files.lines_down(words))


def voucher(estimate: Estimate, kind: VoucherKind, *lines: Any, **changes: Any) -> Voucher:
    """A voucher whose content and number no other has."""
    count = Voucher.objects.count() + 1
    values: dict[str, Any] = {"number": f"{count:07d}", "seller": "Công ty Sen Vàng"} | changes
    facts = VoucherFacts(kind, lines=lines, **values)
    return actions.add_voucher(
        estimate, facts, paper(f"chung tu {count}"), name=f"chung-tu-{count}.pdf", by=preparer()
    )


def proved(**changes: Any) -> Estimate:
    """Everything paid and every point of the checklist here."""
    made = spent(**changes)
    amounts = {one.line: one.paid for one in account.of(made).lines}
    lines = {line.pk: line for line in made.lines.all()}
    for item in account.of(made).items:
        about = [lines[item.line]] if item.line else []
        proving = item.kind in {VoucherKind.INVOICE, VoucherKind.PAYMENT_LIST}
        for _number in range(item.wanted):
            voucher(made, item.kind, *about, amount=amounts[item.line] if proving else None)
    return made


def locked() -> Estimate:
    made = proved()
    actions.settle(made, by=preparer())
    actions.examine(made, by=finance())
    actions.lock(made, by=head())
    made.refresh_from_db()
    return made
