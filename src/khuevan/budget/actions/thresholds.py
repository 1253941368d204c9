"""Thresholds are entered with their day and source; a settlement that has begun keeps its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget.actions.moves import require_power
from khuevan.budget.enums import Kind, ThresholdKind
from khuevan.budget.models import Threshold
from khuevan.documents.actions import check_text
from khuevan.documents.models import LegalBasis
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import format_date, grouped
from khuevan.people.models import User
from khuevan.people.permissions import Can

MOST = {
    ThresholdKind.EXPLAIN_PERCENT: Decimal(100),
    ThresholdKind.EXPLAIN_AMOUNT: Decimal(10**10),
    ThresholdKind.LATE_AFTER: Decimal(365),
    ThresholdKind.SETTLE_WITHIN: Decimal(365),
}


@dataclass(frozen=True, slots=True)
class ThresholdFacts:
    """What a threshold is from a day on, and what says so."""

    value: Decimal
    valid_from: date
    basis: LegalBasis | None = None
    source: str = ""


def set_threshold(kind: ThresholdKind, facts: ThresholdFacts, *, by: User) -> Threshold:
    """Entered anew for a day; a second entry for the same day puts the first right."""
    check_text(facts.source, by=by)
    require_power(by, Can.BUDGET_KEEP)
    _require_sense(kind, facts)
    with transaction.atomic():
        known = Threshold.objects.select_for_update().filter(kind=kind, valid_from=facts.valid_from)
        before = known.first()
        made = before or Threshold(kind=kind, valid_from=facts.valid_from)
        told = _told(before) if before else ""
        made.value, made.basis, made.source = facts.value, facts.basis, _words(facts.source)
        made.by, made.at = by, timezone.now()
        made.save()
        audit.record(
            Kind.THRESHOLD_CHANGED, made, by=by, before=told, after=_told(made), threshold=kind
        )
        return made


def _words(source: str) -> str:
    return " ".join(source.split())[:300]


def _require_sense(kind: ThresholdKind, facts: ThresholdFacts) -> None:
    most = MOST[kind]
    if not 0 <= facts.value <= most or facts.value % 1:
        raise Refused(_("Write a whole number from 0 to %(most)s.") % {"most": grouped(most)})
    if facts.basis is None and not facts.source.strip():
        raise Refused(_("Say what sets it: a document of the register, or the rule in words."))


def _told(one: Threshold) -> str:
    day, label = format_date(one.valid_from), ThresholdKind(one.kind).label
    return f"{label}: {grouped(one.value)} ({one.cited}; {day})"[:500]
