"""Sources and their tranches, norms: what money there is, and how much may be asked for a thing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget import seeds
from khuevan.budget.actions import ledger
from khuevan.budget.enums import Kind, Level
from khuevan.budget.models import Allocation, FundingSource, Norm
from khuevan.documents.models import LegalBasis
from khuevan.kit import audit
from khuevan.kit.audit import Actor, Happening
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import dong, format_date, grouped
from khuevan.people.models import User


@transaction.atomic
def set_source(source: FundingSource, *, by: User) -> FundingSource:
    """A new source, or its name, note and alarm."""
    before = FundingSource.objects.filter(pk=source.pk).first() if source.pk else None
    source.save()
    audit.record(
        Kind.SOURCE_CHANGED, source, by=by, before=str(before or ""), after=str(source),
        warn_at=source.warn_at, is_closed=source.is_closed,
    )  # fmt: skip
    return source


@dataclass(frozen=True, slots=True)
class Tranche:
    level: Level
    number: int
    amount: Decimal
    decision: LegalBasis
    note: str = ""


@transaction.atomic
def allocate(source: FundingSource, tranche: Tranche, *, by: User) -> Allocation:
    """What one decision adds to a source, or takes away. A tranche is entered once, never changed:
    a mistake is put right by another.
    """
    held = FundingSource.objects.select_for_update().get(pk=source.pk)
    before = held.ceiling
    if held.is_closed:
        raise Refused(_("“%(source)s” is closed. Open it again first.") % {"source": held})
    try:
        with transaction.atomic():
            made = Allocation.objects.create(
                source=held, level=tranche.level, tranche=tranche.number, amount=tranche.amount,
                decision=tranche.decision, note=tranche.note.strip()[:500], by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(_of_the_same_tranche(held, tranche)) from error
    _require_sums(held)
    ledger.follow(held)
    audit.record(
        Kind.ALLOCATED, held, by=by, before=dong(before), after=dong(held.ceiling),
        tranche=tranche.number, level=tranche.level, amount=dong(tranche.amount),
        decision=str(tranche.decision),
    )  # fmt: skip
    return made


def _of_the_same_tranche(source: FundingSource, tranche: Tranche) -> str:
    there = source.allocations.filter(level=tranche.level, tranche=tranche.number).first()
    if there is None:
        return _("A tranche changes the source by some amount, above or below zero.")
    return _(
        "Tranche %(number)d (%(level)s) was entered already: %(amount)s by %(decision)s. "
        "A later decision is a tranche of its own."
    ) % {
        "number": tranche.number, "level": Level(tranche.level).label, "amount": dong(there.amount),
        "decision": there.decision,
    }  # fmt: skip


def _require_sums(source: FundingSource) -> None:
    granted, assigned = source.total(Level.GRANTED), source.total(Level.ASSIGNED)
    if granted < 0 or assigned < 0:
        raise Refused(_("The tranche takes away more than the source has."))
    if assigned > granted > 0:
        raise Refused(
            _("The office would assign %(assigned)s, but was granted %(granted)s.")
            % {"assigned": dong(assigned), "granted": dong(granted)}
        )


@transaction.atomic
def set_norm(norm: Norm, *, by: User) -> Norm:
    """A rate with its document and days. One that estimates use is not rewritten: it is ended, and
    the next begins.
    """
    before = Norm.objects.select_for_update().filter(pk=norm.pk).first() if norm.pk else None
    if before and before.rate is not None and before.rate != norm.rate and before.lines.exists():
        raise Refused(
            _(
                "Estimates were computed with this rate of %(rate)s đồng. Give it a last valid day and "
                "enter the new rate as a norm of its own."
            )
            % {"rate": grouped(before.rate)}
        )
    if norm.rate is not None and (norm.basis is None or norm.valid_from is None):
        raise Refused(_("A rate needs its document and the day from which it is valid."))
    _require_free_days(norm)
    if norm.rate is None:
        norm.entered_by = norm.entered_at = None
    elif before is None or before.rate != norm.rate or norm.entered_by is None:
        norm.entered_by, norm.entered_at = by, timezone.now()
    norm.save()
    audit.record(
        Kind.NORM_CHANGED, norm, by=by, before=_told(before), after=_told(norm), code=norm.code
    )
    return norm


@transaction.atomic
def put_usual_norms(*, by: Actor) -> int:
    """The norms that estimates usually ask for, each without its rate; what is there stays."""
    made = Norm.objects.bulk_create(seeds.missing())
    audit.record_all(
        [Happening(Kind.NORM_CHANGED, norm, after=_told(norm)) for norm in made], by=by
    )
    return len(made)


def _require_free_days(norm: Norm) -> None:
    """One rate on one day: spans of the same code do not overlap."""
    for other in Norm.objects.filter(code=norm.code).exclude(pk=norm.pk):
        apart = (other.valid_to and norm.valid_from and other.valid_to < norm.valid_from) or (
            norm.valid_to and other.valid_from and norm.valid_to < other.valid_from
        )
        if not apart:
            raise Refused(
                _(
                    "“%(name)s” has a rate from %(start)s to %(end)s already. Give it a last valid day "
                    "before this one begins."
                )
                % {
                    "name": other.name, "start": format_date(other.valid_from) or "…",
                    "end": format_date(other.valid_to) or "…",
                }
            )  # fmt: skip


def _told(norm: Norm | None) -> str:
    if norm is None:
        return ""
    rate = grouped(norm.rate) if norm.rate is not None else "–"
    span = f"{format_date(norm.valid_from)}–{format_date(norm.valid_to)}"
    return f"{norm.name}: {rate} ({norm.cited or '–'}; {span})"[:500]
