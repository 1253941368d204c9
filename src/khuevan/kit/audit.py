from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from khuevan.kit.models import AuditEvent, AuditHead

START = "0" * 64


class Actor(Protocol):
    """Who does something: an account, the holder of a unit link, or the system itself."""

    @property
    def actor_id(self) -> int | None: ...
    @property
    def actor_name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class NamedActor:
    actor_name: str
    actor_id: int | None = None


SYSTEM = NamedActor("Khuê Văn")
Fact = str | int | bool | list[str] | list[int] | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One of several events that are written together; see ``record`` for the fields."""

    kind: str
    target: Model
    before: str = ""
    after: str = ""
    why: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


@transaction.atomic
def record(
    kind: str,
    target: Model,
    *,
    by: Actor,
    before: str = "",
    after: str = "",
    why: str = "",
    **facts: Fact,
) -> AuditEvent:
    """Write one link of the chain in the caller's transaction. ``facts`` hold plain JSON values."""
    [event] = record_all([Happening(kind, target, before, after, why, facts)], by=by)
    return event


@transaction.atomic
def record_all(happenings: Sequence[Happening], *, by: Actor) -> list[AuditEvent]:
    """As many links of the chain as events, in their order, in four queries whatever their number."""
    # get_or_create first: the head row is born with the first event of an installation.
    AuditHead.objects.get_or_create(pk=1)
    head = AuditHead.objects.select_for_update().get(pk=1)
    events: list[AuditEvent] = []
    for one in happenings:
        event = _next(head, one, by)
        head.seq, head.hash = event.seq, event.hash
        events.append(event)
    AuditEvent.objects.bulk_create(events)
    AuditHead.objects.filter(pk=1).update(seq=head.seq, hash=head.hash)
    return events


def _next(head: AuditHead, one: Happening, by: Actor) -> AuditEvent:
    event = AuditEvent(
        seq=head.seq + 1,
        kind=str(one.kind),
        target=key_of(one.target),
        by_id=by.actor_id,
        by_name=by.actor_name[:200],
        at=timezone.now(),
        before=one.before,
        after=one.after,
        why=one.why,
        facts=dict(one.facts),
        previous=head.hash,
    )
    event.hash = digest(event)
    return event


def history(target: Model) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(target=key_of(target)).order_by("-seq")


def key_of(target: Model) -> str:
    return f"{target._meta.label_lower}:{target.pk}"


def digest(event: AuditEvent) -> str:
    content = [
        event.previous, event.seq, event.kind, event.target, event.by_id, event.by_name,
        event.at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds"),
        event.before, event.after, event.why, event.facts,
    ]  # fmt: skip
    packed = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold; ``code`` is altered, missing or cut."""

    seq: int
    code: str


def breaks() -> Iterator[Break]:
    """Every break of the chain, in order; nothing when it holds."""
    expected, previous = 1, START
    for event in AuditEvent.objects.order_by("seq").iterator(chunk_size=2000):
        if event.seq != expected:
            yield Break(expected, "missing")
        elif event.previous != previous or digest(event) != event.hash:
            yield Break(event.seq, "altered")
        expected, previous = event.seq + 1, event.hash
    head = AuditHead.objects.filter(pk=1).first()
    if head and (head.seq != expected - 1 or head.hash != previous):
        yield Break(expected, "cut")
