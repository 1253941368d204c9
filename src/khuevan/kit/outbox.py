"""Every message that leaves the house: written once, looked at when many, sent exactly once.

How "exactly once" is kept when a worker is killed: docs/adr/0003-outbox-exactly-once.md.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.kit import audit
from khuevan.kit.courier import Journal, Outcome
from khuevan.kit.errors import AlreadyDecided
from khuevan.kit.models import Batch, Message, MessageState

QUIET_FROM, QUIET_UNTIL = time(20, 0), time(7, 0)
DIGEST_AT = time(7, 30)
CHANNELS = {"email": "khuevan.kit.mail.EmailChannel"}


class Kind(models.TextChoices):
    RELEASED = "outbox.released", gettext_lazy("Let messages go")
    DROPPED = "outbox.dropped", gettext_lazy("Threw messages away")
    CONFIRMED = "outbox.confirmed", gettext_lazy("Found that a message had arrived")
    SENT_AGAIN = "outbox.sent_again", gettext_lazy("Had a message sent again")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message before it is put into the outbox; also what a preview shows."""

    subject: str
    text: str
    ics: str = ""


class Channel(Protocol):
    """A way to people: e-mail, later SMS or Zalo (settings.OUTBOX_CHANNELS names the classes)."""

    def problem(self, address: str) -> str:
        """Why nothing can ever be sent to this address; "" when something can."""

    def session(self, journal: Journal) -> AbstractContextManager[Callable[[Message], Outcome]]:
        """A function that sends one message, noting in the journal before and after."""


def adapter(channel: str) -> Channel:
    paths = {**CHANNELS, **getattr(settings, "OUTBOX_CHANNELS", {})}
    found: Channel = import_string(paths[channel])()
    return found


def put(
    key: str,
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    ics: str = "",
    label: str = "",
    purpose: str = "",
    target: models.Model | str = "",
    batch: Batch | None = None,
    digest: bool = False,
    urgent: bool = False,
    secret: bool = False,
    not_before: datetime | None = None,
    channel: str = "email",
    language: str = "vi",
) -> Message:
    """Queue a message, once per `key` ("object:step:recipient") whatever happens; gives its row.

    In an unreleased batch it is held. `digest` waits for the morning mail, `urgent` goes in quiet
    hours too, `secret` has its text wiped once sent. A bad address is FAILED at once, with why.
    """
    problem = adapter(channel).problem(to)
    wanted = not_before or timezone.now()
    state = MessageState.HELD if batch and not batch.approved_at else MessageState.QUEUED
    message, _created = Message.objects.get_or_create(
        key=key,
        defaults={
            "to_address": to[:254],
            "subject": subject[:300],
            "body_text": text,
            "body_html": html,
            "ics": ics,
            "recipient_label": label[:300],
            "purpose": purpose,
            "target": target if isinstance(target, str) else audit.key_of(target),
            "batch": batch,
            "digest": digest,
            "urgent": urgent,
            "secret": secret,
            "channel": channel,
            "language": language,
            "state": MessageState.FAILED if problem else state,
            "last_error": problem,
            "not_before": next_digest(wanted) if digest else wanted if urgent else awake(wanted),
        },
    )
    return message


def cancel(target: models.Model | str, *purposes: str) -> int:
    """Stop what is not yet on its way about `target` (of these purposes, or all); how many."""
    key = target if isinstance(target, str) else audit.key_of(target)
    waiting = Message.objects.stoppable().about(key)
    if purposes:
        waiting = waiting.filter(purpose__in=purposes)
    return waiting.update(state=MessageState.CANCELLED)


def awake(moment: datetime) -> datetime:
    """`moment`, or 07:00 when it falls in the quiet hours of the night."""
    local = timezone.localtime(moment)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return moment
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return _at(day, QUIET_UNTIL)


def next_digest(moment: datetime) -> datetime:
    """The next morning mail, at 07:30."""
    local = timezone.localtime(moment)
    return _at(local.date() + timedelta(days=local.time() > DIGEST_AT), DIGEST_AT)


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


# --- many at once: looked at before they go


@transaction.atomic
def start_batch(title: str, *, by: audit.Actor) -> Batch:
    """A batch whose messages are held until somebody has looked at them and lets them go."""
    return Batch.objects.create(
        title=title, created_by_id=by.actor_id, created_by_name=by.actor_name
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave: how many, to how many addresses, from when; who cannot be reached."""

    total: int
    addresses: int
    first_at: datetime | None
    by_purpose: dict[str, int]
    unreachable: tuple[Message, ...]
    samples: tuple[Message, ...]


def preview(batch: Batch) -> Preview:
    """Four queries, whatever the size of the batch."""
    held = batch.messages.filter(state__in=(MessageState.HELD, MessageState.QUEUED))
    facts = held.aggregate(
        total=Count("pk"), addresses=Count("to_address", distinct=True), first=Min("not_before")
    )
    purposes = held.order_by().values_list("purpose").annotate(count=Count("pk"))
    first = max(facts["first"], awake(timezone.now())) if facts["first"] else None
    return Preview(
        total=facts["total"],
        addresses=facts["addresses"],
        first_at=first,
        by_purpose=dict(purposes),
        unreachable=tuple(batch.messages.filter(state=MessageState.FAILED).order_by("pk")),
        samples=tuple(held.order_by("pk")[:3]),
    )


@transaction.atomic
def release(batch: Batch, *, by: audit.Actor) -> int:
    """Let a batch go; how many messages. Two people cannot both do it."""
    won = Batch.objects.filter(pk=batch.pk, approved_at=None).update(
        approved_at=timezone.now(), approved_by_id=by.actor_id, approved_by_name=by.actor_name
    )
    if not won:
        raise AlreadyDecided(_("These messages have already been let go."))
    count = batch.messages.filter(state=MessageState.HELD).update(state=MessageState.QUEUED)
    audit.record(Kind.RELEASED, batch, by=by, messages=count)
    return count


@transaction.atomic
def drop(batch: Batch, *, by: audit.Actor) -> int:
    """Throw away what a batch still holds; how many messages."""
    count = batch.messages.stoppable().update(state=MessageState.CANCELLED)
    audit.record(Kind.DROPPED, batch, by=by, messages=count)
    return count


# --- a person decides what nobody else can know


@transaction.atomic
def confirm_sent(message: Message, *, by: audit.Actor, why: str) -> None:
    """A person found out that an unsure message did arrive."""
    _decide_unsure(message, {"state": MessageState.SENT, "sent_at": timezone.now()})
    audit.record(Kind.CONFIRMED, message, by=by, why=why)


@transaction.atomic
def send_again(message: Message, *, by: audit.Actor, why: str = "") -> None:
    """A person decides that an unsure or failed message goes (once more)."""
    changes = {"state": MessageState.QUEUED, "attempts": 0, "not_before": awake(timezone.now())}
    _decide_unsure(message, changes)
    audit.record(Kind.SENT_AGAIN, message, by=by, why=why)


def _decide_unsure(message: Message, changes: dict[str, Any]) -> None:
    open_states = (MessageState.UNSURE, MessageState.FAILED)
    if not Message.objects.filter(pk=message.pk, state__in=open_states).update(**changes):
        raise AlreadyDecided(_("Someone else has already decided what happens to this message."))
