"""The account of an estimate: approved, held, paid and proved, line by line, in a few reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import F, Max, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget import checklist, thresholds
from khuevan.budget.checklist import Brought, Item, Spent, Waived
from khuevan.budget.enums import EstimateState, LineKind, VoucherKind
from khuevan.budget.models import (
    Commitment,
    Estimate,
    Explanation,
    Line,
    Payment,
    Settlement,
    Voucher,
    Waiver,
)
from khuevan.budget.models.spending import NET
from khuevan.budget.thresholds import AT_FIRST, Thresholds
from khuevan.kit.vietnamese import dong

ZERO = Decimal(0)


@dataclass(frozen=True)
class Account:
    """What stands today. ``problems`` says in sentences why it cannot be locked."""

    estimate: Estimate
    lines: tuple[Spent, ...]
    vouchers: tuple[Brought, ...] = ()
    waivers: tuple[Waived, ...] = ()
    rules: Thresholds = AT_FIRST
    supplements: tuple[Estimate, ...] = ()

    @cached_property
    def items(self) -> list[Item]:
        return checklist.items(self.lines, self.vouchers, self.waivers)

    @property
    def missing(self) -> list[Item]:
        return [item for item in self.items if item.is_missing]

    def late(self, today: date) -> list[Item]:
        return [item for item in self.items if item.is_late(today, self.rules.late_after)]

    @cached_property
    def unexplained(self) -> list[Spent]:
        rules = self.rules
        return checklist.unexplained(
            self.lines, percent=rules.explain_percent, amount=rules.explain_amount
        )

    @property
    def unproved(self) -> Decimal:
        return checklist.unproved(self.lines, self.vouchers)

    @property
    def approved(self) -> Decimal:
        return sum((line.approved for line in self.lines), ZERO)

    @property
    def held(self) -> Decimal:
        return sum((line.held for line in self.lines), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((line.paid for line in self.lines), ZERO)

    @property
    def left(self) -> Decimal:
        return self.approved - self.held - self.paid

    @property
    def difference(self) -> Decimal:
        return self.paid - self.approved

    def title_of(self, item: Item) -> str:
        """The line that a point of the checklist is about."""
        return self.title_of_line(item.line)

    def title_of_line(self, pk: int | None) -> str:
        named = (f"{line.number}. {line.title}" for line in self.lines if line.line == pk)
        return next(named, _("The whole"))

    @cached_property
    def problems(self) -> list[str]:
        told = [
            _("%(line)s: “%(voucher)s” is missing (%(here)d of %(wanted)d).")
            % {
                "line": self.title_of(item), "voucher": VoucherKind(item.kind).label,
                "here": item.here, "wanted": item.wanted,
            }
            for item in self.missing
        ]  # fmt: skip
        told += [
            _("%(line)s: %(held)s are committed and neither paid nor released.")
            % {"line": f"{line.number}. {line.title}", "held": dong(line.held)}
            for line in self.lines if line.held > 0
        ]  # fmt: skip
        told += [
            _("%(line)s: the difference of %(amount)s is not explained.")
            % {"line": f"{line.number}. {line.title}", "amount": dong(line.difference)}
            for line in self.unexplained
        ]
        told += [
            _("“%(title)s” is “%(state)s”: supplements are settled and locked first.")
            % {"title": one.title, "state": one.get_state_display()}
            for one in self.supplements if one.state != EstimateState.LOCKED
        ]  # fmt: skip
        if self.unproved:
            told.append(
                _(
                    "Paid and proved differ by %(amount)s: look at the amounts of invoices and lists."
                )
                % {"amount": dong(self.unproved)}
            )
        return told

    @property
    def is_complete(self) -> bool:
        return not self.problems


def of(estimate: Estimate) -> Account:
    return next(iter(of_all([estimate])))


def of_all(estimates: Iterable[Estimate]) -> list[Account]:
    """The accounts of several estimates in the same few reads."""
    chosen = list(estimates)
    lines: dict[int, list[Spent]] = defaultdict(list)
    held, paid = _held(chosen), _paid(chosen)
    said = dict(Explanation.objects.filter(line__estimate__in=chosen).values_list("line", "text"))
    for line in Line.objects.filter(estimate__in=chosen, is_struck=False).order_by("order", "pk"):
        amount, last = paid.get(line.pk, (ZERO, None))
        lines[line.estimate_id].append(
            Spent(
                line.pk, line.order, line.title, LineKind(line.kind), line.granted,
                held.get(line.pk, ZERO), amount, last, said.get(line.pk, ""),
            )
        )  # fmt: skip
    vouchers, waivers, rules = _vouchers(chosen), _waivers(chosen), _rules(chosen)
    added = _supplements(chosen)
    return [
        Account(
            one, tuple(lines[one.pk]), tuple(vouchers[one.pk]), tuple(waivers[one.pk]), rules[one.pk],
            tuple(added[one.pk]),
        )
        for one in chosen
    ]  # fmt: skip


def _supplements(estimates: list[Estimate]) -> dict[int, list[Estimate]]:
    found: dict[int, list[Estimate]] = defaultdict(list)
    rows = Estimate.objects.filter(supplements__in=estimates).order_by("pk")
    for one in rows.exclude(state=EstimateState.CANCELLED):
        found[one.supplements_id or 0].append(one)
    return found


def _rules(estimates: list[Estimate]) -> dict[int, Thresholds]:
    """Those of the day on which the settlement began; before it begins those of today."""
    today = thresholds.on(timezone.localdate())
    begun = Settlement.objects.current().filter(estimate__in=estimates)
    kept = dict(begun.values_list("estimate", "rules"))
    return {one.pk: thresholds.read(kept[one.pk]) if one.pk in kept else today for one in estimates}


def _held(estimates: list[Estimate]) -> dict[int, Decimal]:
    rows = Commitment.objects.filter(estimate__in=estimates).order_by().values_list("line")
    still = Sum(F("amount") - F("paid") - F("released"))
    return dict(rows.annotate(still=still))


def _paid(estimates: list[Estimate]) -> dict[int, tuple[Decimal, date | None]]:
    rows = Payment.objects.filter(estimate__in=estimates).order_by().values_list("line")
    summed = rows.annotate(went=Sum(NET), last=Max("on"))
    return {line: (amount, last) for line, amount, last in summed}


def standing(estimates: Iterable[Estimate]) -> QuerySet[Voucher]:
    found = Voucher.objects.standing().filter(estimate__in=list(estimates))
    return found.select_related("file").prefetch_related("lines")


def _vouchers(estimates: list[Estimate]) -> dict[int, list[Brought]]:
    found: dict[int, list[Brought]] = defaultdict(list)
    for one in standing(estimates):
        lines = frozenset(line.pk for line in one.lines.all())
        found[one.estimate_id].append(
            Brought(VoucherKind(one.kind), lines, one.amount or ZERO, one.papers)
        )
    for supplement, sheet in _sheets_of_mains(estimates):
        found[supplement.pk].append(sheet)
    return found


def _sheets_of_mains(estimates: list[Estimate]) -> Iterator[tuple[Estimate, Brought]]:
    """Who came signed once: a supplement is proved by the sheet that lies with the first estimate."""
    mains = {one.supplements_id for one in estimates if one.supplements_id}
    if not mains:
        return
    sheets = Voucher.objects.standing().filter(estimate__in=mains, kind=VoucherKind.SIGN_IN)
    for sheet in sheets:
        for one in estimates:
            if one.supplements_id == sheet.estimate_id:
                yield one, Brought(VoucherKind.SIGN_IN, frozenset(), ZERO, sheet.papers)


def _waivers(estimates: list[Estimate]) -> dict[int, list[Waived]]:
    found: dict[int, list[Waived]] = defaultdict(list)
    for one in Waiver.objects.filter(estimate__in=estimates):
        found[one.estimate_id].append(Waived(VoucherKind(one.kind), one.line_id, one.why))
    return found
