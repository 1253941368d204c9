"""Replies to our letters, and our replies to what others ask (R62, R03)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents import notices
from khuevan.documents.actions.delivering import note_exchange
from khuevan.documents.actions.papers import start_paper
from khuevan.documents.actions.words import check_text
from khuevan.documents.enums import DeliveryState, Kind
from khuevan.documents.models import (
    Delivery,
    IncomingRequest,
    Paper,
    RequestItem,
    StoredFile,
)
from khuevan.kit import audit, workdays
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people import actions as people
from khuevan.people.enums import Direction
from khuevan.people.models import Organisation, User
from khuevan.vanban.composition import Composition, Item, Paragraph, Signature

MOST_ITEMS = 100


def record_reply(
    delivery: Delivery, words: str, *, by: Actor, number: str = "", file: StoredFile | None = None
) -> None:
    """The reply of a body, given by itself or recorded by the office; one reply, never written over."""
    check_text(words, number, by=by)
    words = words.strip()
    if not words and file is None:
        raise Refused(_("Write the reply, or add its file."))
    with transaction.atomic():
        now = timezone.now()
        won = (
            Delivery.objects.filter(pk=delivery.pk, replied_at=None)
            .exclude(state=DeliveryState.WAITING)
            .update(
                replied_at=now, replied_by=by.actor_name[:200], reply_words=words,
                reply_number=number.strip()[:80], reply_file=file,
            )
        )  # fmt: skip
        if not won:
            raise AlreadyDecided(
                _(
                    "A reply has already been recorded. Nothing was written over; send a further "
                    "word to the office."
                )
            )
        # Who replies has received.
        Delivery.objects.filter(pk=delivery.pk, received_at=None).update(
            state=DeliveryState.RECEIVED, received_at=now, received_by=by.actor_name[:200]
        )
        delivery.refresh_from_db()
        audit.record(
            Kind.REPLIED, delivery.paper, by=by, after=delivery.organisation.name_vi,
            why=delivery.reply_number, file=file.pk if file else None,
        )  # fmt: skip
        note_exchange(delivery, Direction.TO_US, _("Reply"), by)
        if by.actor_id != delivery.paper.owner_id:
            notices.tell_replied(delivery)


# --- what others ask of us


def record_request(
    organisation: Organisation,
    subject: str,
    items: Sequence[str],
    *,
    by: User,
    number: str = "",
    on: date | None = None,
    due: date | None = None,
    file: StoredFile | None = None,
) -> IncomingRequest:
    """A letter that asks us for something: from whom, by when, point by point."""
    check_text(subject, number, *items, by=by)
    points = [" ".join(one.split())[:500] for one in items if one.strip()]
    if len(points) > MOST_ITEMS:
        raise Refused(
            _("%(count)d points are too many: the limit is %(limit)d.")
            % {"count": len(points), "limit": MOST_ITEMS}
        )
    with transaction.atomic():
        made = IncomingRequest.objects.create(
            organisation=organisation, number=number, date=on, subject=subject[:500], due=due,
            file=file, by=by,
        )  # fmt: skip
        RequestItem.objects.bulk_create(
            RequestItem(request=made, order=order, text=one) for order, one in enumerate(points, 1)
        )
        audit.record(Kind.REQUESTED, made, by=by, after=subject[:200], why=number)
        people.log_exchange(
            organisation, on=on or timezone.localdate(), direction=Direction.TO_US,
            summary=subject[:500], reference=number[:200], by=by,
        )  # fmt: skip
    return made


def answer_item(item: RequestItem, answer: str, *, by: Actor, is_done: bool) -> None:
    """What we did or say on one point of the checklist."""
    check_text(answer, by=by)
    with transaction.atomic():
        item.answer, item.is_done = answer.strip(), is_done
        item.save()
        audit.record(Kind.REQUEST_ANSWERED, item.request, by=by, after=item.text[:200])


def draft_reply(request: IncomingRequest, *, by: User, issuer: Organisation) -> Paper:
    """A letter (công văn) that answers point by point, from the answers of the checklist."""
    if request.reply_id:
        raise AlreadyDecided(_("A reply to this request has been begun already. Go on there."))
    paper = start_paper(
        _letter(request, issuer), by=by, issuer=issuer, origin=audit.key_of(request),
        note=_("Begun from the request"),
    )  # fmt: skip
    IncomingRequest.objects.filter(pk=request.pk, reply=None).update(reply=paper)
    return paper


def _letter(request: IncomingRequest, issuer: Organisation) -> Composition:
    of = f"số {request.number}" if request.number else "nêu trên"
    day = f" ngày {request.date:%d/%m/%Y}" if request.date else ""
    sender = request.organisation.name_vi
    first = f"{issuer.name_vi} nhận được Công văn {of}{day} của {sender} về {request.subject}."
    items = tuple(
        Item(f"{order}.", f"{one.text}: {one.answer or '…'}")
        for order, one in enumerate(request.items.all(), 1)
    )
    parent = issuer.parent
    return Composition(
        type_code="CV",
        issuer=issuer.name_vi.upper(),
        parent_issuer=parent.short_name.upper() if parent else "",
        symbol=f"{issuer.code}",
        subject=f"trả lời về {request.subject}"[:500],
        body=(
            Paragraph(first), Paragraph(f"{issuer.name_vi} báo cáo như sau:"), *items,
            Paragraph(f"{issuer.name_vi} trân trọng báo cáo {sender}."),
        ),
        signatures=(Signature("GIÁM ĐỐC", ""),),
        place="Hà Nội",
        addressed_to=(sender,),
    )  # fmt: skip


@transaction.atomic
def close_request(request: IncomingRequest, *, by: Actor) -> None:
    """Answered: by our document, or in another way that the office knows of."""
    won = IncomingRequest.objects.filter(pk=request.pk, answered_at=None).update(
        answered_at=timezone.now()
    )
    if not won:
        raise AlreadyDecided(_("This request has already been closed."))
    audit.record(Kind.REQUEST_ANSWERED, request, by=by, after=request.subject[:200])


def remind_requests(today: date, *, by: Actor) -> int:
    """To whoever recorded a request: two working days before the answer is due, and once late."""
    days = workdays.calendar()
    count = 0
    for one in IncomingRequest.objects.filter(answered_at=None, due__isnull=False).select_related(
        "by", "organisation"
    ):
        assert one.due is not None  # noqa: S101 - asked for in the filter
        step = "late" if one.due < today else "T-2" if days.between(today, one.due) <= 2 else ""
        if step:
            notices.request_due(one, f"{step}-{one.due}")
            count += 1
    return count
