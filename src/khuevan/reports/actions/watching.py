"""Whether the sources of a report changed since it was drafted: marks, never words."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from khuevan.assignments.models import Assignment
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.later import later
from khuevan.kit.models import AuditEvent, AuditHead
from khuevan.reports.composing.display import as_text, values_of
from khuevan.reports.composing.passages import source_hash
from khuevan.reports.composing.sources import draft_of
from khuevan.reports.enums import ConsolidationState, Kind
from khuevan.reports.models import Consolidation, Passage

REST = timedelta(seconds=60)
"""A page that many people open does not compare again within this time."""
OWN = (
    Kind.DRAFTED, Kind.REDRAFTED, Kind.REWORDED, Kind.LEFT_OUT, Kind.PICTURES_CHOSEN,
    Kind.HANDED_OVER,
)  # fmt: skip
SOURCES = ("assignments.", "reports.", "plans.", "people.", "training.", "budget.")


MANY = 5000
"""Above so many assignments and reports, comparing takes seconds: a job does it."""


def watch(consolidation: Consolidation, *, by: Actor = audit.SYSTEM) -> None:
    """Compare with the sources when something happened since the last time; else one query."""
    is_settled = consolidation.state != ConsolidationState.DRAFTING
    rested = timezone.now() - consolidation.checked_at >= REST
    if is_settled or not rested or not _something_happened(consolidation.checked_seq):
        return
    if _size(consolidation) <= MANY:
        compare_sources(consolidation, by=by)
        return
    Consolidation.objects.filter(pk=consolidation.pk).update(checked_at=timezone.now())
    later("reports.jobs.compare_sources", consolidation.pk)


def _size(consolidation: Consolidation) -> int:
    given = Assignment.objects.filter(plan=consolidation.plan_id).count()
    return given + consolidation.cycle.obligations.count()


def _something_happened(since: int) -> bool:
    of_sources = Q()
    for start in SOURCES:
        of_sources |= Q(kind__startswith=start)
    return AuditEvent.objects.filter(of_sources, seq__gt=since).exclude(kind__in=OWN).exists()


@transaction.atomic
def compare_sources(consolidation: Consolidation, *, by: Actor = audit.SYSTEM) -> int:
    """Mark the passages whose sources changed since; how many. ``by`` changes nothing but marks."""
    seq, fresh = last_event(), draft_of(consolidation.cycle)
    values = values_of(fresh.numbers)
    pieces = {piece.key: piece for piece in fresh.pieces}
    changed = []
    passages = list(consolidation.passages.all())
    for passage in passages:
        piece = pieces.pop(passage.key, None)
        is_stale = piece is None or source_hash(piece, fresh.numbers) != passage.source_hash
        said = as_text(piece.kind, piece.text, piece.facts, values) if piece and is_stale else ""
        if (passage.is_stale, passage.fresh) != (is_stale, said):
            passage.is_stale, passage.fresh = is_stale, said
            changed.append(passage)
    Passage.objects.bulk_update(changed, ["is_stale", "fresh"], batch_size=200)
    Consolidation.objects.filter(pk=consolidation.pk).update(
        checked_seq=seq, checked_at=timezone.now(), lacking=len(pieces)
    )
    consolidation.checked_seq, consolidation.lacking = seq, len(pieces)
    return sum(1 for passage in passages if passage.is_stale) + len(pieces)


def last_event() -> int:
    return AuditHead.objects.values_list("seq", flat=True).first() or 0
