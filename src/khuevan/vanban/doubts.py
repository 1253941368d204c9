"""What the reader is not sure of, with a code to branch on and a reason to read."""

from __future__ import annotations

from khuevan.vanban.document import Document, Doubt
from khuevan.vanban.header import Header


def doubts(document: Document, header: Header, *, inferred: bool) -> tuple[Doubt, ...]:
    found = [*_head_doubts(document, header, inferred=inferred), *_end_doubts(document)]
    return tuple(found)


def _head_doubts(document: Document, header: Header, *, inferred: bool) -> list[Doubt]:
    found = []
    if document.doc_type is None:
        found.append(Doubt(None, "type-missing", "No document type is printed above the title."))
    if document.issuer is None:
        found.append(Doubt(None, "issuer-missing", "No issuing body is printed."))
    elif inferred:
        found.append(
            Doubt(
                None,
                "issuer-inferred",
                "There is no letterhead; the issuer is the body that the opening words name.",
            )
        )
    if document.number is None:
        code = "number-blank" if document.symbol else "number-missing"
        found.append(
            Doubt(
                None,
                code,
                "The number is left blank." if document.symbol else "No number is printed.",
            )
        )
    if document.date is None:
        code = "date-blank" if header.dated else "date-missing"
        found.append(
            Doubt(
                None,
                code,
                "Day, month or year is left blank or unreadable."
                if header.dated
                else "No date is printed.",
            )
        )
    return found


def _end_doubts(document: Document) -> list[Doubt]:
    found = []
    if document.signer_name is None:
        found.append(Doubt(None, "signer-missing", "No signer's name is printed."))
    if not document.recipients:
        found.append(Doubt(None, "recipients-missing", "No list of recipients is printed."))
    for task in document.tasks:
        if task.cooperate and task.text.lower().startswith("phối hợp"):
            found.append(
                Doubt(
                    task.span,
                    "cooperates-or-leads",
                    "The unit may lead this work or only cooperate in it.",
                )
            )
    return found
