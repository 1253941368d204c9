"""What people say about an estimate and its lines: comments, questions to finance, their answers."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget.enums import Kind
from khuevan.budget.models import Estimate, Line, Remark
from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import User
from khuevan.people.permissions import Can

SPEAKS = (Can.BUDGET_PREPARE, Can.BUDGET_APPRAISE, Can.BUDGET_APPROVE, Can.BUDGET_KEEP)


def remark(
    estimate: Estimate, text: str, *, by: User, line: Line | None = None, is_question: bool = False
) -> Remark:
    """A comment, or a question to finance, on a line or on the whole; never taken back."""
    check_text(text, by=by)
    _require_voice(by)
    text = text.strip()
    if not text:
        raise Refused(_("Write the comment first."))
    with transaction.atomic():
        made = Remark.objects.create(
            estimate=estimate, line=line, line_title=line.title if line else "", text=text[:1000],
            is_question=is_question, by=by,
        )  # fmt: skip
        audit.record(
            Kind.COMMENTED, estimate, by=by, after=made.text[:200], line=made.line_title,
            is_question=is_question,
        )  # fmt: skip
    return made


def settle_remark(remark: Remark, answer: str, *, by: User) -> None:
    """Answered or done: it asks for nothing any more."""
    check_text(answer, by=by)
    _require_voice(by)
    if remark.is_question and not answer.strip():
        raise Refused(_("Write the answer to the question."))
    with transaction.atomic():
        won = Remark.objects.filter(pk=remark.pk, settled_at=None).update(
            settled_at=timezone.now(), settled_by=by, answer=answer.strip()[:1000]
        )
        remark.refresh_from_db()
        if not won:
            raise AlreadyDecided(_("Somebody settled this comment already."))
        audit.record(
            Kind.COMMENTED, remark.estimate, by=by, before=remark.text[:200],
            after=remark.answer[:200], line=remark.line_title,
        )  # fmt: skip


def speaks(user: User) -> bool:
    """May this account comment on estimates? Who supervises only reads them."""
    return any(user.can(power) for power in SPEAKS)


def _require_voice(by: User) -> None:
    if not speaks(by):
        raise Refused(_("Your account reads estimates; it does not comment on them."))
