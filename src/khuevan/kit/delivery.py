"""The worker's side of the outbox: claim, hand over, write down, and settle what a crash left.

How "exactly once" is kept when a worker is killed: docs/adr/0003-outbox-exactly-once.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone, translation
from django.utils.translation import ngettext

from khuevan.kit.courier import Journal, Outcome
from khuevan.kit.models import Message, MessageState
from khuevan.kit.outbox import adapter, awake
from khuevan.kit.vietnamese import format_date

CHUNK = 20  # messages claimed at once; a killed worker leaves at most so many to be settled
LEASE = timedelta(hours=1)
PAUSE = timedelta(minutes=1)  # when the mail server cannot be reached
RETRIES = (1, 5, 15, 60, 240)  # minutes


def folder() -> Path:
    return Path(settings.VAR) / "outbox"


def deliver_due(now: datetime | None = None, *, stop: Callable[[], bool] = bool) -> int:
    """Send what is due until nothing is or `stop()` says so; how many were settled."""
    moment = now or timezone.now()
    settle_abandoned(moment)
    merge_digests(moment)
    channels = due(moment).order_by().values_list("channel", flat=True).distinct()
    return sum(_drain(channel, moment, stop) for channel in [*channels])


def due(now: datetime) -> QuerySet[Message]:
    """What may go now; at night only what is urgent."""
    ready = Message.objects.due(now)
    return ready if awake(now) == now else ready.filter(urgent=True)


def _drain(channel: str, now: datetime, stop: Callable[[], bool]) -> int:
    settled = 0
    journal = Journal.create(folder())
    try:
        with adapter(channel).session(journal) as send:
            while not stop() and (claimed := _claim(channel, journal.name, now)):
                for message in claimed:
                    outcome = send(message)
                    settle(message, outcome, now)
                    settled += 1
                    if outcome.word == "down" or stop():
                        return settled
    finally:
        # Also after an error: the journal, not this process's memory, says what was sent.
        _settle_by(journal, now)
    return settled


def _claim(channel: str, session: str, now: datetime) -> list[Message]:
    """Take the next few; of two workers who want the same row, the UPDATE lets one have it."""
    waiting = due(now).filter(channel=channel).order_by("-urgent", "not_before", "pk")
    chosen = [*waiting.values_list("pk", flat=True)[:CHUNK]]
    Message.objects.filter(pk__in=chosen, state=MessageState.QUEUED).update(
        state=MessageState.SENDING,
        claimed_by=session,
        claimed_until=timezone.now() + LEASE,
    )
    return [*Message.objects.claimed_by(session).order_by("-urgent", "not_before", "pk")]


def settle(message: Message, outcome: Outcome | None, now: datetime) -> None:
    """Write down what became of a claimed message; without an outcome it goes back in line."""
    changes: dict[str, Any] = {"claimed_by": "", "claimed_until": None}
    if outcome is None:
        changes |= {"state": MessageState.QUEUED}
    else:
        changes |= _consequence(message, outcome, now)
    Message.objects.claimed_by(message.claimed_by).filter(pk=message.pk).update(**changes)


def _consequence(message: Message, outcome: Outcome, now: datetime) -> dict[str, Any]:
    attempts = message.attempts + 1
    match outcome.word:
        case "sent":
            wiped = {"body_text": "", "body_html": ""} if message.secret else {}
            return {
                "state": MessageState.SENT,
                "sent_at": timezone.now(),
                "attempts": attempts,
                "last_error": "",
                **wiped,
            }
        case "later" if attempts <= len(RETRIES):
            return {
                "state": MessageState.QUEUED,
                "not_before": now + timedelta(minutes=RETRIES[attempts - 1]),
                "attempts": attempts,
                "last_error": outcome.why,
            }
        case "down":
            return {
                "state": MessageState.QUEUED,
                "not_before": now + PAUSE,
                "last_error": outcome.why,
            }
        case "refused" | "later":
            state = MessageState.FAILED
        case _:
            state = MessageState.UNSURE
    return {"state": state, "attempts": attempts, "last_error": outcome.why}


def settle_abandoned(now: datetime) -> None:
    """What workers left behind when they were killed, by what their journals say."""
    for journal in Journal.abandoned(folder()):
        _settle_by(journal, now)
    # The lease matters only when the journal itself is out of reach: another machine, a lost disk.
    lost = Message.objects.filter(state=MessageState.SENDING, claimed_until__lt=timezone.now())
    for message in lost:
        settle(message, Outcome("unsure", f"{message.claimed_by}: the journal is lost"), now)


def _settle_by(journal: Journal, now: datetime) -> None:
    """Nothing noted: it never left. "handing" as the last word: nobody knows, a person is asked."""
    outcomes = journal.outcomes()
    for message in Message.objects.claimed_by(journal.name):
        settle(message, outcomes.get(message.pk), now)
    journal.discard()


# --- the morning mail


def merge_digests(now: datetime) -> None:
    """Notices of one person that are due together become one mail."""
    parts = due(now).filter(digest=True, ics="").order_by()
    counted = parts.values_list("channel", "to_address", "language").annotate(count=Count("pk"))
    for channel, address, language, _count in [*counted.filter(count__gt=1)]:
        _merge(parts.filter(channel=channel, to_address=address, language=language).order_by("pk"))


@transaction.atomic
def _merge(parts: QuerySet[Message]) -> None:
    chosen = [*parts.select_for_update()]
    if len(chosen) < 2:
        return  # another worker has merged them meanwhile
    first = chosen[0]
    with translation.override(first.language):
        digest, _created = Message.objects.get_or_create(
            key=f"digest:{first.pk}",
            defaults={
                "channel": first.channel,
                "to_address": first.to_address,
                "recipient_label": first.recipient_label,
                "language": first.language,
                "subject": _digest_subject(len(chosen)),
                "body_text": _digest_text(chosen),
                "purpose": "digest",
                "not_before": first.not_before,
            },
        )
    Message.objects.filter(pk__in=[part.pk for part in chosen], state=MessageState.QUEUED).update(
        state=MessageState.MERGED, merged_into=digest
    )


def _digest_subject(count: int) -> str:
    return ngettext(
        "Morning notice, %(day)s: %(count)d matter",
        "Morning notice, %(day)s: %(count)d matters",
        count,
    ) % {"day": format_date(timezone.localdate()), "count": count}


def _digest_text(parts: Iterable[Message]) -> str:
    return "\n\n".join(
        f"{number}. {part.subject}\n\n{part.body_text.strip()}"
        for number, part in enumerate(parts, start=1)
    )
