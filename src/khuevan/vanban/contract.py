"""The reading as plain JSON values: the twelve keys of the evaluation contract, and more."""

from __future__ import annotations

from typing import Any

from khuevan.vanban.document import Clause, Document, Doubt


def to_json(document: Document) -> dict[str, Any]:
    return {
        "doc_type": document.doc_type,
        "issuer": _issuer(document),
        "number": document.number,
        "place": document.place,
        "date": document.date.isoformat() if document.date else None,
        "title": document.title,
        "legal_bases": [
            {
                "kind": basis.kind,
                "number": basis.number,
                "date": basis.date.isoformat() if basis.date else None,
                "issuer": basis.issuer,
            }
            for basis in document.legal_bases
        ],
        "sections": [
            {"label": section.label, "heading": section.heading, "level": section.level}
            for section in document.sections
        ],
        "tasks": [
            {
                "path": task.path,
                "text": task.text,
                "lead": list(task.lead),
                "cooperate": list(task.cooperate),
                "deadline": task.deadline,
            }
            for task in document.tasks
        ],
        "recipients": [recipient.text for recipient in document.recipients],
        "signer_title": document.signer_title,
        "signer_name": document.signer_name,
        "symbol": document.symbol,
        "clauses": [_clause(clause) for clause in document.clauses],
        "doubts": [_doubt(doubt) for doubt in document.doubts],
    }


def _issuer(document: Document) -> str | None:
    if document.issuer and document.parent_issuer:
        return f"{document.issuer} ({document.parent_issuer})"
    return document.issuer


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "path": clause.path,
        "label": clause.label,
        "level": clause.level,
        "kind": clause.kind.value,
        "text": clause.text,
        "span": [clause.span.start, clause.span.end],
    }


def _doubt(doubt: Doubt) -> dict[str, Any]:
    where = [doubt.where.start, doubt.where.end] if doubt.where else None
    return {"code": doubt.code, "reason": doubt.reason, "span": where}
