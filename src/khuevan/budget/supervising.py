"""What supervision (giám sát) sees of the money: planned, committed, paid, late papers, alarms (R39)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.budget import account
from khuevan.budget.account import Account
from khuevan.budget.arithmetic import total
from khuevan.budget.enums import APPROVED, EstimateState
from khuevan.budget.models import Balance, Estimate, FundingSource
from khuevan.kit.vietnamese import dong


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and what was approved (planned), committed and paid of it."""

    source: FundingSource
    ceiling: Decimal
    excess: Decimal
    planned: Decimal
    held: Decimal
    paid: Decimal

    @property
    def free(self) -> Decimal:
        return self.ceiling + self.excess - self.held - self.paid

    @property
    def share(self) -> int:
        """Committed and paid, in per cent of the ceiling; 0 of nothing."""
        return int((self.held + self.paid) * 100 / self.ceiling) if self.ceiling > 0 else 0

    @property
    def is_alarming(self) -> bool:
        return self.share >= self.source.warn_at or self.planned > self.ceiling


@dataclass(frozen=True, slots=True)
class Alarm:
    words: str
    estimate: Estimate | None = None
    source: FundingSource | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    sources: tuple[SourceRow, ...]
    accounts: tuple[Account, ...]
    alarms: tuple[Alarm, ...]

    @property
    def planned(self) -> Decimal:
        return total(one.approved for one in self.accounts)

    @property
    def held(self) -> Decimal:
        return total(one.held for one in self.accounts)

    @property
    def paid(self) -> Decimal:
        return total(one.paid for one in self.accounts)


def watch(year: int, today: date) -> Watch:
    """A budget year: its sources, the approved estimates on them, and what asks for attention."""
    sources = list(FundingSource.objects.filter(year=year).with_ceiling())
    estimates = Estimate.objects.filter(source__in=sources, state__in=APPROVED)
    accounts = account.of_all(estimates.select_related("source").order_by("created_at", "pk"))
    rows = [_row(one, accounts) for one in _with_balances(sources)]
    alarms = [alarm for row in rows for alarm in _of_source(row)]
    alarms += [alarm for one in accounts for alarm in _of_account(one, today)]
    return Watch(tuple(rows), tuple(accounts), tuple(alarms))


def _with_balances(sources: Sequence[FundingSource]) -> list[tuple[FundingSource, Balance]]:
    known = {one.source_id: one for one in Balance.objects.filter(source__in=sources)}
    return [(one, known.get(one.pk) or Balance(source=one)) for one in sources]


def _row(pair: tuple[FundingSource, Balance], accounts: Sequence[Account]) -> SourceRow:
    source, balance = pair
    planned = total(one.approved for one in accounts if one.estimate.source_id == source.pk)
    ceiling: Decimal = source.ceiling_sum  # type: ignore[attr-defined]  # annotated by with_ceiling
    return SourceRow(source, ceiling, balance.excess, planned, balance.held, balance.paid)


def _of_source(row: SourceRow) -> list[Alarm]:
    found = []
    if row.excess:
        words = _("%(excess)s beyond the ceiling were allowed by exception.")
        found.append(Alarm(words % {"excess": dong(row.excess)}, source=row.source))
    if row.planned > row.ceiling:
        words = _("%(planned)s are approved, %(over)s more than the source has.")
        over = dong(row.planned - row.ceiling)
        found.append(Alarm(words % {"planned": dong(row.planned), "over": over}, source=row.source))
    if row.share >= row.source.warn_at:
        words = _("%(share)d %% of the ceiling are committed or paid.") % {"share": row.share}
        found.append(Alarm(words, source=row.source))
    return found


def _of_account(one: Account, today: date) -> list[Alarm]:
    found, estimate = [], one.estimate
    if late := len(one.late(today)):
        words = ngettext(
            "%(count)d voucher is missing more than %(days)d days after its payment.",
            "%(count)d vouchers are missing more than %(days)d days after their payment.",
            late,
        )
        found.append(Alarm(words % {"count": late, "days": one.rules.late_after}, estimate))
    over = [line for line in one.lines if line.paid + line.held > line.approved]
    if over:
        names = "; ".join(line.title for line in over)
        found.append(Alarm(_("Spent beyond the approved line: %(names)s.") % {"names": names}, estimate))  # fmt: skip
    if estimate.state == EstimateState.APPROVED and _is_overdue(one, today):
        words = _("Nothing was paid for %(days)d days, and the settlement has not begun.")
        found.append(Alarm(words % {"days": one.rules.settle_within}, estimate))
    return found


def _is_overdue(one: Account, today: date) -> bool:
    last = max((line.paid_on for line in one.lines if line.paid_on), default=None)
    return last is not None and today - last > timedelta(days=one.rules.settle_within)
