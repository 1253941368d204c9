"""The report leaves the desk: as a file, and as a document of ours on its way to be signed."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from khuevan.documents import actions as documents
from khuevan.documents.enums import PaperState
from khuevan.documents.models import Paper
from khuevan.kit import audit
from khuevan.kit.audit import key_of
from khuevan.kit.errors import Refused
from khuevan.people.models import User
from khuevan.reports.actions.drafting import require_drafting
from khuevan.reports.composing import paper
from khuevan.reports.enums import ConsolidationState, Kind
from khuevan.reports.models import Consolidation
from khuevan.vanban import writing
from khuevan.vanban.composition import Composition


def written(consolidation: Consolidation, *, for_: User, with_trace: bool = False) -> bytes:
    """The report as .docx: the same draft gives the same bytes."""
    return writing.write(composed(consolidation, for_=for_, with_trace=with_trace))


def composed(consolidation: Consolidation, *, for_: User, with_trace: bool = False) -> Composition:
    office = paper.office_of(consolidation.plan, for_)
    return paper.composition(consolidation, office, with_trace=with_trace)


def hand_over(consolidation: Consolidation, *, by: User, with_trace: bool = False) -> Paper:
    """Make the document of the report; from now on its words change there.

    A document that was cancelled may be followed by another one.
    """
    if consolidation.paper and consolidation.paper.state == PaperState.CANCELLED:
        _take_back(consolidation, by)
    require_drafting(consolidation)
    if stale := consolidation.passages.filter(is_stale=True, is_left_out=False).count():
        raise Refused(
            _(
                "The sources of %(count)d passages changed since the draft. Bring the report up to "
                "date first, so that what is signed says what the data say."
            )
            % {"count": stale}
        )
    office = paper.office_of(consolidation.plan, by)
    if office.organisation.pk is None:
        raise Refused(
            _("It is not known which department issues the report. Set the unit of your account.")
        )
    composition = paper.composition(consolidation, office, with_trace=with_trace)
    with transaction.atomic():
        made = documents.start_paper(
            composition, by=by, issuer=office.organisation, origin=key_of(consolidation),
            note=_("From the data of the system"),
        )  # fmt: skip
        consolidation.state, consolidation.paper = ConsolidationState.SETTLED, made
        consolidation.save(update_fields=["state", "paper"])
        audit.record(
            Kind.HANDED_OVER, consolidation, by=by, after=made.subject[:200], paper=made.pk
        )
    return made


def _take_back(consolidation: Consolidation, by: User) -> None:
    with transaction.atomic():
        consolidation.state, consolidation.paper = ConsolidationState.DRAFTING, None
        consolidation.save(update_fields=["state", "paper"])
        audit.record(Kind.HANDED_OVER, consolidation, by=by, before="document cancelled")
