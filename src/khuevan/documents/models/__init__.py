from khuevan.documents.models.bases import Citation, LegalBasis
from khuevan.documents.models.deliveries import (
    Delivery,
    IncomingRequest,
    Recipient,
    RecipientList,
    RequestItem,
)
from khuevan.documents.models.files import StoredFile, by_content
from khuevan.documents.models.opinions import Consultation, Opinion, OpinionRequest
from khuevan.documents.models.papers import Paper, Version

__all__ = [
    "Citation",
    "Consultation",
    "Delivery",
    "IncomingRequest",
    "LegalBasis",
    "Opinion",
    "OpinionRequest",
    "Paper",
    "Recipient",
    "RecipientList",
    "RequestItem",
    "StoredFile",
    "Version",
    "by_content",
]
