"""What units are told of documents: one message, one action, once per key. Nothing here sends."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from khuevan.documents.enums import ReceiptRole
from khuevan.documents.models import Consultation, Delivery, IncomingRequest, OpinionRequest, Paper
from khuevan.kit import outbox
from khuevan.kit.models import Message
from khuevan.kit.outbox import Letter
from khuevan.kit.vietnamese import format_date
from khuevan.people.enums import Purpose
from khuevan.people.links import link_url, open_links
from khuevan.people.models import UnitLink
from khuevan.people.notices import foot
from khuevan.vanban.catalogue import STATE_TYPES

LANGUAGE = "vi"


def links(organisations: Collection[int]) -> dict[int, UnitLink]:
    """The open document links of these units, their unit with them."""
    return open_links(organisations, Purpose.DOCUMENTS)


def named(paper: Paper) -> str:
    """ "Kế hoạch 05/KH-SVHTT ngày 12/01/2026"; a draft by its type and subject."""
    kind = STATE_TYPES[paper.type_code].name if paper.type_code in STATE_TYPES else ""
    number, day = paper.full_number, format_date(paper.date)
    if not number:
        return f"{kind} {paper.subject}".strip()
    return f"{kind} {number} ngày {day}".strip()


def delivered(paper: Paper, role: str, reply_due: date | None, url: str) -> Letter:
    with translation.override(LANGUAGE):
        subject = f"{named(paper)}: {paper.subject}"[:200]
        lines = [
            _("%(document)s on %(subject)s is sent to your unit %(role)s.")
            % {"document": named(paper), "subject": paper.subject,
               "role": ReceiptRole(role).label}
        ]  # fmt: skip
        if reply_due:
            lines.append(_("Please reply by %(day)s.") % {"day": format_date(reply_due)})
        lines.append(_("Open it and confirm receipt here (no password): %(url)s") % {"url": url})
        return Letter(subject, "\n\n".join([*lines, foot()]))


def tell_delivered(delivery: Delivery, link: UnitLink, address: str) -> None:
    letter = delivered(
        delivery.paper, delivery.role, delivery.reply_due,
        link_url(link, "documents:unit_paper", pk=delivery.pk),
    )  # fmt: skip
    outbox.put(
        delivery_key(delivery.pk, "sent"), to=address, subject=letter.subject, text=letter.text,
        label=link.organisation.name_vi, purpose="document", target=delivery, language=LANGUAGE,
    )  # fmt: skip


def delivery_key(pk: int, step: str) -> str:
    return f"delivery:{pk}:{step}"


def tell_again(delivery: Delivery, link: UnitLink, address: str, day: date) -> bool:
    """A reminder to confirm or to reply; at most one a day, whether it was new."""
    asked = timezone.now()
    url = link_url(link, "documents:unit_paper", pk=delivery.pk)
    with translation.override(LANGUAGE):
        name = named(delivery.paper)
        if delivery.received_at:
            subject = _("Reminder: reply expected, %(document)s") % {"document": name}
            first = _("A reply to this document was expected by %(day)s:") % {
                "day": format_date(delivery.reply_due)
            }
        else:
            subject = _("Reminder: please confirm receipt, %(document)s") % {"document": name}
            first = _("Your unit has not yet confirmed that it received this document:")
        action = _("Open it here (no password): %(url)s") % {"url": url}
        text = "\n\n".join([first, f"{name}: {delivery.paper.subject}", action, foot()])
    message = outbox.put(
        delivery_key(delivery.pk, f"nudge-{day}"), to=address, subject=subject, text=text,
        label=link.organisation.name_vi, purpose="document-reminder", target=delivery,
        language=LANGUAGE,
    )  # fmt: skip
    return message.created_at >= asked


def tell_replied(delivery: Delivery) -> None:
    """To the officer who keeps the document."""
    _tell_owner(
        delivery.paper, delivery_key(delivery.pk, "replied"),
        lambda: _("Reply of %(unit)s: %(document)s")
        % {"unit": delivery.organisation.name_vi, "document": named(delivery.paper)},
        delivery.reply_words, reverse("documents:deliveries", args=[delivery.paper_id]),
    )  # fmt: skip


# --- consultations


def asked(consultation: Consultation, url: str) -> Letter:
    with translation.override(LANGUAGE):
        day = format_date(consultation.due)
        subject = _("Opinion asked by %(day)s: %(subject)s") % {
            "day": day, "subject": consultation.paper.subject[:160],
        }  # fmt: skip
        lines = [
            _("Your unit is asked for its opinion on a draft by %(day)s:") % {"day": day},
            named(consultation.paper),
            consultation.note,
            _(
                "Read it, agree with the whole in one tap or write on any clause here "
                "(no password): %(url)s"
            )
            % {"url": url},
        ]
        return Letter(subject, "\n\n".join([*filter(None, lines), foot()]))


def tell_asked(request: OpinionRequest, link: UnitLink, address: str) -> None:
    letter = asked(
        request.consultation, link_url(link, "documents:unit_consultation", pk=request.pk)
    )
    outbox.put(
        f"opinion:{request.pk}:asked", to=address, subject=letter.subject, text=letter.text,
        label=link.organisation.name_vi, purpose="opinion", target=request, language=LANGUAGE,
    )  # fmt: skip


def remind_opinion(
    request: OpinionRequest, link: UnitLink, address: str, step: str, *, digest: bool
) -> bool:
    """Whether the reminder was new; ``step`` is a rung ("T-2") or the day of a nudge by hand."""
    told_at = timezone.now()
    url = link_url(link, "documents:unit_consultation", pk=request.pk)
    consultation = request.consultation
    with translation.override(LANGUAGE):
        subject = _("Reminder: opinion due on %(day)s, %(subject)s") % {
            "day": format_date(consultation.due), "subject": consultation.paper.subject[:160],
        }  # fmt: skip
        first = _("Your unit has not yet said what it thinks of this draft:")
        action = _("Agree in one tap, or write, here (no password): %(url)s") % {"url": url}
        text = "\n\n".join([first, named(consultation.paper), action, foot()])
    message = outbox.put(
        f"opinion:{request.pk}:{step}", to=address, subject=subject, text=text,
        label=link.organisation.name_vi, purpose="opinion-reminder", target=request,
        digest=digest, language=LANGUAGE,
    )  # fmt: skip
    return message.created_at >= told_at


# --- what others ask of us


def request_due(request: IncomingRequest, step: str) -> None:
    """To whoever recorded it: the day of the answer comes near or has passed."""
    with translation.override(LANGUAGE):
        subject = _("Answer due on %(day)s: %(subject)s") % {
            "day": format_date(request.due), "subject": request.subject[:160],
        }  # fmt: skip
        url = settings.BASE_URL + reverse("documents:request", args=[request.pk])
        text = f"{request.organisation.name_vi}\n{request.subject}\n\n{url}"
    if request.by.email:
        outbox.put(
            f"request:{request.pk}:{step}", to=request.by.email, subject=subject, text=text,
            label=request.by.full_name, purpose="request", target=request, digest=True,
            language=LANGUAGE,
        )  # fmt: skip


def troubles(keys: Collection[str]) -> dict[str, Message]:
    """The messages of these keys, to see what became of them; one query."""
    return {one.key: one for one in Message.objects.filter(key__in=keys)}


def _tell_owner(paper: Paper, key: str, subject: object, words: str, path: str) -> None:
    if not paper.owner.email:
        return
    with translation.override(LANGUAGE):
        line = subject() if callable(subject) else str(subject)
        outbox.put(
            key, to=paper.owner.email, subject=line, text=f"{words}\n\n{settings.BASE_URL}{path}",
            label=paper.owner.full_name, purpose="reply", target=paper, language=LANGUAGE,
        )  # fmt: skip
