"""What the reader was not sure of, in the words of the office; the reader itself knows no language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from khuevan.plans.models import Clause, Plan

WORDS = {
    "type-missing": _("No type of document is printed above the title."),
    "issuer-missing": _("No issuing body is printed."),
    "issuer-inferred": _("There is no letterhead; the issuer was taken from the opening words."),
    "number-missing": _("No number is printed."),
    "number-blank": _("The number is left blank."),
    "number-unreadable": _("The number cannot be read."),
    "date-missing": _("No date is printed."),
    "date-blank": _("Day, month or year is left blank or cannot be read."),
    "signer-missing": _("No signer's name is printed."),
    "recipients-missing": _("No list of recipients is printed."),
    "cooperates-or-leads": _("The unit may lead this work or only cooperate in it."),
    "scanned": _("Read from a scan: letters may be wrong. Compare with the file as it came."),
    "signed": _("The file carries a digital signature; reading does not verify it."),
    "legacy_encoding": _("The document used an old Vietnamese font; it was turned into Unicode."),
    "tracked_deletions": _("The document has tracked changes: deleted text was left out."),
    "empty_macro_project": _("The file has an empty macro project; nothing was run."),
    "mislabelled": _("The file's name says another format than its content."),
    "looks_like_contract": _("This looks like a contract: check before assigning tasks."),
}


def of_plan(plan: Plan) -> list[str]:
    """What concerns the document as a whole."""
    return [_words(doubt) for doubt in plan.reading.get("doubts", []) if not doubt.get("span")]


def of_clause(plan: Plan, clause: Clause) -> list[str]:
    return [_words(doubt) for doubt in _overlapping(plan, clause)]


def is_doubted(plan: Plan, clause: Clause) -> bool:
    return any(True for _doubt in _overlapping(plan, clause))


def _overlapping(plan: Plan, clause: Clause) -> Iterator[dict[str, Any]]:
    for doubt in plan.reading.get("doubts", []):
        span = doubt.get("span")
        if span and span[0] < clause.end and clause.start < span[1]:
            yield doubt


def _words(doubt: dict[str, Any]) -> str:
    return str(WORDS.get(doubt["code"], doubt["reason"]))
