from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PaperState(models.TextChoices):
    """A document of ours, from its first draft to its end (Decree 30/2020, articles 10 to 18)."""

    DRAFT = "draft", pgettext_lazy("document", "Draft")
    CONSULTING = "consulting", pgettext_lazy("document", "Out for opinions")
    CHECKING = "checking", _("With whoever checks its form")
    SUBMITTED = "submitted", _("Submitted for signature")
    SIGNED = "signed", _("Signed, waiting for its number")
    NUMBERED = "numbered", _("Numbered, ready to issue")
    ISSUED = "issued", pgettext_lazy("document", "Issued")
    REPLACED = "replaced", _("Replaced")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CANCELLED = "cancelled", pgettext_lazy("document", "Cancelled")


WRITABLE = frozenset({PaperState.DRAFT, PaperState.CONSULTING})
OUT = frozenset({PaperState.ISSUED, PaperState.REPLACED, PaperState.WITHDRAWN})

# The only moves there are: from -> to. Who may make them, and what must hold, stands in actions.
MOVES: dict[PaperState, frozenset[PaperState]] = {
    PaperState.DRAFT: frozenset({PaperState.CONSULTING, PaperState.CHECKING, PaperState.CANCELLED}),
    PaperState.CONSULTING: frozenset({PaperState.DRAFT, PaperState.CHECKING, PaperState.CANCELLED}),
    PaperState.CHECKING: frozenset({PaperState.SUBMITTED, PaperState.DRAFT, PaperState.CANCELLED}),
    PaperState.SUBMITTED: frozenset({PaperState.SIGNED, PaperState.DRAFT, PaperState.CANCELLED}),
    PaperState.SIGNED: frozenset({PaperState.NUMBERED, PaperState.CANCELLED}),
    PaperState.NUMBERED: frozenset({PaperState.ISSUED, PaperState.CANCELLED}),
    PaperState.ISSUED: frozenset({PaperState.REPLACED, PaperState.WITHDRAWN}),
    PaperState.REPLACED: frozenset(),
    PaperState.WITHDRAWN: frozenset(),
    PaperState.CANCELLED: frozenset(),
}


class Relation(models.TextChoices):
    """What a document does to an earlier one (article 18.3 and 18.4)."""

    AMENDS = "amends", _("amends")
    CORRECTS = "corrects", _("corrects the form of")
    REPLACES = "replaces", _("replaces")
    WITHDRAWS = "withdraws", _("withdraws")
    ANSWERS = "answers", _("answers")


class ReceiptRole(models.TextChoices):
    """What a recipient gets the document for: "(để b/c)", "(để thực hiện)", "(để biết)"."""

    REPORT = "report", _("to be reported to")
    IMPLEMENT = "implement", _("to implement")
    COORDINATE = "coordinate", _("to coordinate")
    KNOW = "know", _("for information")


class Place(models.TextChoices):
    """Where a recipient stands in the document."""

    LISTED = "listed", _("in the list of recipients")
    ADDRESSED = "addressed", _("addressed to")
    ARCHIVE = "archive", _("archive")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Not sent yet")
    SENT = "sent", pgettext_lazy("delivery", "Sent")
    BY_HAND = "by_hand", _("Handed over on paper")
    RECEIVED = "received", pgettext_lazy("delivery", "Receipt confirmed")
    FAILED = "failed", pgettext_lazy("delivery", "Could not be delivered")


class BasisStatus(models.TextChoices):
    UNKNOWN = "unknown", _("Not checked")
    IN_FORCE = "in_force", _("In force")
    AMENDED = "amended", _("In force, amended")
    REPLACED = "replaced", pgettext_lazy("legal basis", "Replaced")
    EXPIRED = "expired", _("No longer in force")


class Resolution(models.TextChoices):
    """What became of an opinion: "tiếp thu, giải trình"."""

    OPEN = "open", _("Not decided yet")
    TAKEN = "taken", _("Taken up")
    PARTLY = "partly", _("Taken up in part")
    EXPLAINED = "explained", _("Not taken up, with the reason")


class Verdict(models.TextChoices):
    """What is known of a digital signature."""

    TRUSTED = "trusted", pgettext_lazy("signature", "Valid and trusted")
    UNKNOWN_ROOT = "unknown_root", pgettext_lazy("signature", "Valid, issued by an unknown root")
    EXPIRED = "expired", pgettext_lazy("signature", "Valid, certificate run out since")
    ALTERED = "altered", pgettext_lazy("signature", "Changed after signing")
    REVOKED = "revoked", pgettext_lazy("signature", "Certificate revoked")
    UNREADABLE = "unreadable", pgettext_lazy("signature", "Cannot be read")


class Kind(models.TextChoices):
    """Audit kinds of this app."""

    STORED = "documents.stored", _("File stored")
    REFUSED_SECRET = "documents.refused_secret", _("Refused: state-secret marking")
    RECIPIENTS_SET = "documents.recipients_set", _("Recipients set")
    RECIPIENT_SETTLED = "documents.recipient_settled", _("Recipient told apart")
    LIST_KEPT = "documents.list_kept", _("List of recipients kept")
    DELIVERED = "documents.delivered", _("Deliveries made")
    SENT = "documents.sent", _("Document sent to its recipients")
    HANDED_OVER = "documents.handed_over", _("Document handed over on paper")
    RECEIVED = "documents.received", _("Receipt of a document confirmed")
    REPLIED = "documents.replied", _("Reply recorded")
    REMINDED = "documents.reminded", _("Silent recipients reminded")
    CONSULTED = "documents.consulted", _("Opinions asked")
    OPINION_GIVEN = "documents.opinion_given", _("Opinion given")
    OPINION_RESOLVED = "documents.opinion_resolved", _("Opinion decided")
    CONSULTATION_CLOSED = "documents.consultation_closed", _("Consultation closed")
    REQUESTED = "documents.requested", _("Request of another body recorded")
    REQUEST_ANSWERED = "documents.request_answered", _("Request answered")
    EXPORTED = "documents.exported", _("Exported to the city's document system")
    IMPORTED = "documents.imported", _("Answer of the city's document system taken in")
    DOWNLOADED = "documents.downloaded", _("File downloaded")
    BASIS_ADDED = "documents.basis_added", _("Legal basis registered")
    BASIS_CHANGED = "documents.basis_changed", _("Legal basis changed")
    BASIS_STATUS = "documents.basis_status", _("Force of a legal basis noted")
    PAPER_STARTED = "documents.paper_started", _("Document started")
    PAPER_REVISED = "documents.paper_revised", _("New version of a document")
    PAPER_REPLY_DUE = "documents.paper_reply_due", _("Day for answers to a document set")
    PAPER_MOVED = "documents.paper_moved", _("Document moved on")
    PAPER_SIGNED_FILE = "documents.paper_signed_file", _("Signed file of a document taken in")
    PAPER_NUMBERED = "documents.paper_numbered", _("Number and date given to a document")
    PAPER_RELATED = "documents.paper_related", _("Document related to an earlier one")
