"""Amending, correcting, replacing, withdrawing (article 18.3 and 18.4): each by a new document."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from khuevan.documents import compositions
from khuevan.documents.actions.life import is_out
from khuevan.documents.actions.papers import start_paper
from khuevan.documents.enums import Kind, PaperState, Relation
from khuevan.documents.models import Paper
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.people.models import User
from khuevan.vanban.catalogue import state_type
from khuevan.vanban.composition import Block, Composition, Item, Paragraph, Regime

# A mistake in the words is mended by a document of equal form, one of form by a công văn.
BY_LETTER = frozenset({Relation.CORRECTS, Relation.WITHDRAWS, Relation.ANSWERS})


def start_related(paper: Paper, relation: Relation, *, by: User) -> Paper:
    """The draft that amends, corrects, replaces, withdraws or answers a document that went out."""
    if not is_out(paper) or (paper.state != PaperState.ISSUED and relation != Relation.ANSWERS):
        raise Refused(
            _("Only a document that went out and is in force is amended, corrected or withdrawn.")
        )
    open_one = paper.relating.filter(relation=relation, state__in=_UNDER_WAY).first()
    if open_one:
        raise Refused(
            _("“%(subject)s” is under way already. Go on there.") % {"subject": open_one.subject}
        )
    with transaction.atomic():
        made = start_paper(related_draft(paper, relation), by=by, issuer=paper.issuer)
        made.relation, made.related_to = relation, paper
        made.save()
        audit.record(Kind.PAPER_RELATED, made, by=by, after=relation, to=audit.key_of(paper))
    return made


_UNDER_WAY = [
    PaperState.DRAFT, PaperState.CONSULTING, PaperState.CHECKING, PaperState.SUBMITTED,
    PaperState.SIGNED, PaperState.NUMBERED,
]  # fmt: skip


def related_draft(paper: Paper, relation: Relation) -> Composition:
    old = compositions.current(paper)
    named = f"{state_type(paper.type_code).name} số {paper.full_number}"
    dated = f"{named} ngày {paper.date:%d/%m/%Y}" if paper.date else named
    fresh = replace(old, number=None, date=None, urgency=None, appendices=())
    if relation == Relation.REPLACES:
        return replace(fresh, appendices=old.appendices)
    subject = {
        Relation.AMENDS: f"Sửa đổi, bổ sung một số nội dung của {dated}",
        Relation.CORRECTS: f"đính chính {dated}",
        Relation.WITHDRAWS: f"thu hồi {dated}",
        Relation.ANSWERS: f"trả lời {dated}",
    }[relation]
    draft = replace(fresh, subject=subject, body=_body(relation, dated, old))
    if relation not in BY_LETTER or paper.regime == Regime.PARTY:
        return draft
    return replace(
        draft,
        type_code="CV",
        symbol=_letter_symbol(paper),
        bases=(),
        addressed_to=tuple(one.name for one in old.recipients if one.name != "Như trên"),
    )


def _letter_symbol(paper: Paper) -> str:
    """A công văn bears issuer and drafting unit, no type: SVHTT-TTBCXB."""
    unit = paper.owner.organisation
    code = paper.issuer.code
    if unit is None or unit.pk == paper.issuer_id:
        return paper.symbol if paper.type_code == "CV" else f"{code}-VP"
    return f"{code}-{unit.code.removeprefix(f'{code}-')}"


def _body(relation: Relation, dated: str, old: Composition) -> tuple[Block, ...]:
    issuer = old.issuer.capitalize() if old.issuer.isupper() else old.issuer
    if relation == Relation.AMENDS:
        return (
            Paragraph(f"{issuer} sửa đổi, bổ sung một số nội dung của {dated} như sau:"),
            Item("1.", "Sửa đổi mục … như sau: “…”."),
            Item("2.", "Các nội dung khác không thay đổi."),
        )
    if relation == Relation.CORRECTS:
        return (
            Paragraph(
                f"Do sơ suất về thể thức, kỹ thuật trình bày, {dated} có sai sót. {issuer} đính chính như sau:"
            ),
            Item("-", "Tại mục …, đã in: “…”; nay sửa là: “…”."),
            Paragraph("Các nội dung khác không thay đổi."),
        )
    if relation == Relation.WITHDRAWS:
        return (
            Paragraph(f"{issuer} thu hồi {dated}. Lý do: …"),
            Paragraph(
                "Đề nghị các cơ quan, đơn vị đã nhận văn bản gửi lại bản giấy, hủy bỏ bản điện tử và "
                f"thông báo cho {issuer} biết."
            ),
        )
    return (Paragraph(f"Trả lời {dated}, {issuer} có ý kiến như sau:"), Item("1.", "…"))
