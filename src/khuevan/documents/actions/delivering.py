"""An issued document on its way: one delivery per body, by mail with a link or on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.documents import notices
from khuevan.documents.actions.recipients import adopt_recipients
from khuevan.documents.enums import OUT, DeliveryState, Kind, PaperState, ReceiptRole
from khuevan.documents.models import Delivery, Paper
from khuevan.documents.recipients import expand
from khuevan.kit import audit, works
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import Work
from khuevan.kit.works import Progress
from khuevan.people import actions as people
from khuevan.people.actions.links import make_links
from khuevan.people.enums import Direction, OrganisationKind, Purpose
from khuevan.people.models import Organisation, User
from khuevan.people.notices import addresses

NEEDS_PREVIEW = 10
"""Above this number of bodies a sending must have been looked at first."""
EXPECTED_OF = frozenset({ReceiptRole.IMPLEMENT, ReceiptRole.COORDINATE})
PARTNERS = frozenset({
    OrganisationKind.CENTRAL, OrganisationKind.PARTY, OrganisationKind.PRESS,
    OrganisationKind.PARTNER, OrganisationKind.CITY,
})  # fmt: skip
SENDABLE = (DeliveryState.WAITING, DeliveryState.FAILED)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a sending would do; the preview shows it, the confirmation repeats its number."""

    waiting: list[Delivery]
    unreachable: list[Organisation]
    sample: notices.Letter | None

    @property
    def messages(self) -> int:
        return len(self.waiting) - len(self.unreachable)


@transaction.atomic
def deliver(paper: Paper, *, by: User) -> list[Delivery]:
    """Make the deliveries of a document that is out; twice adds none.

    Up to ten go at once. More wait until somebody has looked at the list (``send_deliveries``).
    """
    if paper.state not in OUT:
        raise Refused(_("The document is not issued yet, so it goes to nobody."))
    adopt_recipients(paper, by=by)
    wanted = expand(paper, paper.date or timezone.localdate())
    known = set(paper.deliveries.values_list("organisation_id", flat=True))
    rows = [
        Delivery(
            paper=paper, organisation_id=body, role=role,
            reply_due=paper.reply_due if role in EXPECTED_OF else None,
        )
        for body, role in wanted
        if body not in known
    ]  # fmt: skip
    made = Delivery.objects.bulk_create(rows)
    _close_requests(paper, by)
    if made:
        bodies = [one.organisation_id for one in made]
        audit.record(
            Kind.DELIVERED, paper, by=by, after=str(len(made)), units=bodies,
            roles=[one.role for one in made],
        )  # fmt: skip
        if len(made) <= NEEDS_PREVIEW:
            send_deliveries(paper, by=by)
    return made


def _close_requests(paper: Paper, by: Actor) -> None:
    """What this document answers is answered."""
    for request in paper.answered_requests.filter(answered_at=None):
        request.answered_at = timezone.now()
        request.save()
        audit.record(Kind.REQUEST_ANSWERED, request, by=by, after=paper.full_number)


def outlook(paper: Paper) -> Outlook:
    waiting = list(_waiting(paper))
    reached = addresses([one.organisation_id for one in waiting])
    first = next((one for one in waiting if one.organisation_id in reached), None)
    return Outlook(
        waiting=waiting,
        unreachable=[
            one.organisation for one in waiting if one.organisation_id not in reached
        ],
        sample=notices.delivered(paper, first.role, first.reply_due, "…") if first else None,
    )  # fmt: skip


def _waiting(paper: Paper) -> list[Delivery]:
    rows = Delivery.objects.filter(paper=paper, state__in=SENDABLE)
    return list(rows.select_related("organisation", "paper"))


def send_deliveries(paper: Paper, *, by: User, seen: int | None = None) -> Work:
    """Send what has not gone; ``seen`` is the number that the preview showed."""
    count = Delivery.objects.filter(paper=paper, state__in=SENDABLE).count()
    if paper.state != PaperState.ISSUED:
        raise Refused(_("Only a document that is issued and stands is sent."))
    if not count:
        raise Refused(_("Nothing to send: the document has gone to each of its recipients."))
    if count > NEEDS_PREVIEW and seen != count:
        raise Refused(
            ngettext(
                "This would go to %(count)d body. Look at the preview and confirm it there.",
                "This would go to %(count)d bodies. Look at the preview and confirm it there.",
                count,
            )
            % {"count": count}
        )
    title = _("Send the document: %(document)s") % {"document": notices.named(paper)}
    return works.start("documents.send", title, "documents.jobs.send_paper", paper.pk, by=by)


def dispatch(paper: Paper, *, by: Actor, progress: Progress) -> int:
    """Send to whom it has not gone, chunk by chunk; how many messages. Safe to run twice."""
    rows = _waiting(paper)
    return sum(_dispatch_chunk(paper, chunk, by, progress) for chunk in progress.in_chunks(rows))


@transaction.atomic
def _dispatch_chunk(paper: Paper, chunk: Sequence[Delivery], by: Actor, progress: Progress) -> int:
    units = [one.organisation_id for one in chunk]
    make_links(units, Purpose.DOCUMENTS, by=by)
    reached, links, now = addresses(units), notices.links(units), timezone.now()
    sent = []
    for one in chunk:
        unit = one.organisation_id
        if unit in reached:
            notices.tell_delivered(one, links[unit], reached[unit])
            sent.append(one)
            one.state, one.problem, one.sent_at = DeliveryState.SENT, "", now
        else:
            one.state = DeliveryState.FAILED
            one.problem = _("No work e-mail: hand it over on paper, or give the link by telephone.")
            progress.fail(unit, f"{one.organisation.name}: {one.problem}")
    Delivery.objects.bulk_update(chunk, ["state", "problem", "sent_at"])
    if sent:
        audit.record(Kind.SENT, paper, by=by, after=str(len(sent)),
                     deliveries=[one.pk for one in sent])  # fmt: skip
    for one in sent:
        note_exchange(one, Direction.TO_THEM, notices.named(paper), by)
    return len(sent)


def note_exchange(delivery: Delivery, direction: Direction, summary: str, by: Actor) -> None:
    """What goes between us and an outside partner, or awaits a reply, stands in its log."""
    if delivery.organisation.kind not in PARTNERS and not delivery.reply_due:
        return
    people.log_exchange(
        delivery.organisation, on=timezone.localdate(), direction=direction,
        summary=f"{summary}: {delivery.paper.subject}"[:500],
        reference=delivery.reply_number if direction == Direction.TO_US
        else delivery.paper.full_number, by=by,
    )  # fmt: skip


@transaction.atomic
def hand_over(delivery: Delivery, *, by: Actor) -> None:
    """Given on paper: noted by whoever gave it."""
    won = Delivery.objects.filter(pk=delivery.pk, state__in=SENDABLE).update(
        state=DeliveryState.BY_HAND, sent_at=timezone.now(), problem=""
    )
    if not won:
        raise AlreadyDecided(_("This has already gone to its recipient."))
    delivery.refresh_from_db()
    audit.record(Kind.HANDED_OVER, delivery.paper, by=by, after=delivery.organisation.name_vi)
    note_exchange(delivery, Direction.TO_THEM, notices.named(delivery.paper), by)


@transaction.atomic
def confirm_receipt(delivery: Delivery, *, by: Actor, who: str = "") -> bool:
    """ "Đã nhận": by the unit itself, or by the office for whoever said so; whether it was new."""
    won = (
        Delivery.objects.filter(pk=delivery.pk, received_at=None)
        .exclude(state=DeliveryState.WAITING)
        .update(
            state=DeliveryState.RECEIVED, received_at=timezone.now(), problem="",
            received_by=(who or by.actor_name)[:200],
        )
    )  # fmt: skip
    delivery.refresh_from_db()
    if won:
        audit.record(
            Kind.RECEIVED, delivery.paper, by=by, after=delivery.organisation.name_vi, why=who
        )
    elif delivery.state == DeliveryState.WAITING:
        raise Refused(_("This has not been sent yet, so nobody can have received it."))
    return bool(won)


# --- the silent ones


def nudge_outlook(paper: Paper) -> list[Delivery]:
    """Who has not confirmed, or has confirmed and not replied although the day has passed."""
    today = timezone.localdate()
    sent = Delivery.objects.filter(paper=paper, sent_at__isnull=False)
    silent = sent.filter(state=DeliveryState.SENT) | sent.reply_overdue(today)
    return list(silent.select_related("organisation", "paper"))


def nudge(paper: Paper, *, by: User, seen: int | None = None) -> Work:
    silent = nudge_outlook(paper)
    if not silent:
        raise Refused(_("Every recipient has answered: there is nobody to remind."))
    if len(silent) > NEEDS_PREVIEW and seen != len(silent):
        raise Refused(
            _("The number of silent units has changed to %(count)d. Look at the preview again.")
            % {"count": len(silent)}
        )
    title = _("Remind silent recipients: %(document)s") % {"document": notices.named(paper)}
    return works.start("documents.nudge", title, "documents.jobs.nudge_paper", paper.pk, by=by)


def nudge_all(paper: Paper, *, by: Actor, progress: Progress) -> int:
    """How many reminders were new; a unit hears at most once a day from this."""
    rows = nudge_outlook(paper)
    count = sum(_nudge_chunk(chunk, by, progress) for chunk in progress.in_chunks(rows))
    if count:
        audit.record(Kind.REMINDED, paper, by=by, after=str(count))
    return count


@transaction.atomic
def _nudge_chunk(chunk: Sequence[Delivery], by: Actor, progress: Progress) -> int:
    units = [one.organisation_id for one in chunk]
    make_links(units, Purpose.DOCUMENTS, by=by)
    reached, links, today = addresses(units), notices.links(units), timezone.localdate()
    told = []
    for one in chunk:
        unit = one.organisation_id
        if unit not in reached:
            progress.fail(unit, _("%(unit)s has no work e-mail: call it.")
                          % {"unit": one.organisation.name})  # fmt: skip
        elif notices.tell_again(one, links[unit], reached[unit], today):
            one.reminders, one.reminded_at = one.reminders + 1, timezone.now()
            told.append(one)
    Delivery.objects.bulk_update(told, ["reminders", "reminded_at"])
    return len(told)


def late_replies(on: date) -> list[Delivery]:
    """Replies that were expected before the day, of every document; the oldest first."""
    rows = Delivery.objects.reply_overdue(on).filter(paper__state=PaperState.ISSUED)
    return list(rows.select_related("paper", "organisation").order_by("reply_due", "pk"))
