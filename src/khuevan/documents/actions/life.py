"""A document's way from draft to the register of what went out; see ``enums.MOVES``."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents import compositions
from khuevan.documents.actions.words import check_text
from khuevan.documents.enums import MOVES, OUT, Kind, PaperState
from khuevan.documents.models import Paper
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import User
from khuevan.people.permissions import CAN_WORDS, Can
from khuevan.vanban.writing import CannotWrite

SHORTEST_REASON = 10
"""Letters; a full stop is no reason."""

# Who makes a move; the owner's own moves are Can.PAPER_WRITE.
MOVERS: dict[tuple[PaperState, PaperState], Can] = {
    (PaperState.DRAFT, PaperState.CHECKING): Can.PAPER_WRITE,
    (PaperState.CONSULTING, PaperState.CHECKING): Can.PAPER_WRITE,
    (PaperState.DRAFT, PaperState.CONSULTING): Can.PAPER_WRITE,
    (PaperState.CONSULTING, PaperState.DRAFT): Can.PAPER_WRITE,
    (PaperState.CHECKING, PaperState.SUBMITTED): Can.PAPER_CHECK,
    (PaperState.CHECKING, PaperState.DRAFT): Can.PAPER_CHECK,
    (PaperState.SUBMITTED, PaperState.SIGNED): Can.PAPER_SIGN,
    (PaperState.SUBMITTED, PaperState.DRAFT): Can.PAPER_SIGN,
    (PaperState.SIGNED, PaperState.NUMBERED): Can.PAPER_NUMBER,
    (PaperState.NUMBERED, PaperState.ISSUED): Can.PAPER_NUMBER,
    (PaperState.ISSUED, PaperState.REPLACED): Can.PAPER_NUMBER,
    (PaperState.ISSUED, PaperState.WITHDRAWN): Can.PAPER_NUMBER,
    (PaperState.SIGNED, PaperState.CANCELLED): Can.PAPER_NUMBER,
    (PaperState.NUMBERED, PaperState.CANCELLED): Can.PAPER_NUMBER,
}


def mover(seen: PaperState, to: PaperState) -> Can:
    return MOVERS.get((seen, to), Can.PAPER_WRITE)


@transaction.atomic
def move(paper: Paper, to: PaperState, *, by: User, why: str = "", **changes: Any) -> None:
    """The only way from one state to another: allowed, by whom it may, with its line in the audit."""
    seen = PaperState(paper.state)
    if to not in MOVES[seen]:
        raise Refused(
            _("A document that is “%(state)s” cannot become “%(to)s”.")
            % {"state": seen.label, "to": to.label}
        )
    require(by, mover(seen, to))
    won = Paper.objects.filter(pk=paper.pk, state=seen).update(state=to, **changes)
    paper.refresh_from_db()
    if not won:
        raise AlreadyDecided(
            _("Somebody was faster: the document is now “%(state)s”.")
            % {"state": PaperState(paper.state).label}
        )
    audit.record(Kind.PAPER_MOVED, paper, by=by, before=seen, after=to, why=why)


def require(user: User, permission: Can) -> None:
    if not user.can(permission):
        raise Refused(
            _("This takes the power “%(power)s”, which you do not have.")
            % {"power": CAN_WORDS[permission]}
        )


def ask_for_check(paper: Paper, *, by: User) -> None:
    """To another person, who looks at its form (Decree 30, article 12)."""
    if paper.consultations.filter(closed_at=None).exists():
        raise Refused(
            _("Units are still asked for their opinions. Close the round first, then go on.")
        )
    try:
        compositions.printable(compositions.current(paper))
    except CannotWrite as error:
        raise Refused(compositions.in_own_language(error)) from error
    move(paper, PaperState.CHECKING, by=by)


def confirm_form(paper: Paper, *, by: User) -> None:
    """Its form is right: on to signature. Never by the drafter, nor by whoever wrote the last words."""
    if by.pk in {paper.owner_id, compositions.latest(paper).by_id}:
        raise Refused(
            _(
                "You wrote this document, so another person checks its form "
                "(two persons, one decision)."
            )
        )
    now = timezone.now()
    move(paper, PaperState.SUBMITTED, by=by, checked_by=by, checked_at=now, submitted_at=now)


def send_back(paper: Paper, *, why: str, by: User) -> None:
    """From the check or from signature back to its drafter, saying what to mend."""
    require_reason(why, by=by)
    undone = {"checked_by": None, "checked_at": None, "submitted_at": None}
    move(paper, PaperState.DRAFT, by=by, why=why, **undone)


@transaction.atomic
def take_back(paper: Paper, *, by: User) -> None:
    """Whoever drafted it, to mend something before anybody decides."""
    seen = PaperState(paper.state)
    if by.pk != paper.owner_id or seen not in {PaperState.CHECKING, PaperState.SUBMITTED}:
        raise Refused(
            _("Only its drafter takes a document back, and only while it is checked or submitted.")
        )
    undone = {"checked_by": None, "checked_at": None, "submitted_at": None}
    won = Paper.objects.filter(pk=paper.pk, state=seen).update(state=PaperState.DRAFT, **undone)
    paper.refresh_from_db()
    if not won:
        raise AlreadyDecided(
            _("Somebody was faster: the document is now “%(state)s”.")
            % {"state": PaperState(paper.state).label}
        )
    why = _("taken back by its drafter")
    audit.record(Kind.PAPER_MOVED, paper, by=by, before=seen, after=PaperState.DRAFT, why=why)


def sign(paper: Paper, *, by: User) -> None:
    """It was signed, on paper or elsewhere; keys are never held here."""
    move(paper, PaperState.SIGNED, by=by, signed_at=timezone.now())


def cancel(paper: Paper, *, why: str, by: User) -> None:
    """It will not go out. A number that was given stays taken: no other document may bear it."""
    require_reason(why, by=by)
    move(paper, PaperState.CANCELLED, by=by, why=why, ended_why=why.strip()[:500])


def withdraw(paper: Paper, *, why: str, by: User) -> None:
    """Out of force (article 18.4); recipients destroy their copies and say so."""
    require_reason(why, by=by)
    move(paper, PaperState.WITHDRAWN, by=by, why=why, ended_why=why.strip()[:500])


def require_reason(why: str, *, by: User) -> None:
    check_text(why, by=by)
    if len("".join(why.split())) < SHORTEST_REASON:
        raise Refused(
            _(
                "Say why in a few words (at least %(count)d letters); "
                "the reason stays in the history."
            )
            % {"count": SHORTEST_REASON}
        )


def is_out(paper: Paper) -> bool:
    return paper.state in OUT
