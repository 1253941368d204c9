"""The papers of an estimate begin as drafts of the register of documents; people go on with them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from khuevan.budget import papers
from khuevan.budget.enums import Kind
from khuevan.budget.models import Estimate
from khuevan.documents.actions import start_paper
from khuevan.documents.models import Paper
from khuevan.documents.samples import department_of
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.people.models import User


def slip_origin(estimate: Estimate) -> str:
    return audit.key_of(estimate)


def decision_origin(estimate: Estimate) -> str:
    return f"{audit.key_of(estimate)}:decision"


def draft_slip(estimate: Estimate, *, by: User) -> Paper:
    """The submission slip (tờ trình) with the lines as its appendix; one alive."""
    if not estimate.lines.exists():
        raise Refused(_("The estimate has no line yet. Add what is to be paid for."))
    issuer = papers.unit_of(by)
    origin = slip_origin(estimate)
    paper = start_paper(papers.slip(estimate, by=by), by=by, issuer=issuer, origin=origin)
    audit.record(Kind.PAPER_DRAFTED, estimate, by=by, after=paper.subject[:200], paper=paper.pk)
    return paper


def draft_decision(estimate: Estimate, *, by: User) -> Paper:
    """The decision that an approval becomes on paper, signed by the director."""
    if not estimate.is_approved:
        raise Refused(_("The decision is drafted when the estimate is approved."))
    composed, origin = papers.decision(estimate, by=by), decision_origin(estimate)
    paper = start_paper(composed, by=by, issuer=department_of(by), origin=origin)
    audit.record(Kind.PAPER_DRAFTED, estimate, by=by, after=paper.subject[:200], paper=paper.pk)
    return paper
