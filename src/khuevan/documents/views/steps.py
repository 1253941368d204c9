"""Who may do what with a document now: one table, shown on its page and obeyed by its buttons."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khuevan.documents.enums import PaperState
from khuevan.documents.models import Paper
from khuevan.people.enums import Role
from khuevan.people.models import User
from khuevan.people.permissions import ROLES, Can

MOST_NAMES = 6

# What is waited for in each state, and the power that it takes.
WAITS: dict[PaperState, tuple[str | Promise, Can]] = {
    PaperState.DRAFT: (_("It is being written."), Can.PAPER_WRITE),
    PaperState.CONSULTING: (_("Units are asked for their opinions."), Can.PAPER_WRITE),
    PaperState.CHECKING: (_("Its form waits to be checked by another person."), Can.PAPER_CHECK),
    PaperState.SUBMITTED: (_("It waits for signature."), Can.PAPER_SIGN),
    PaperState.SIGNED: (_("It waits for its number and the signed file."), Can.PAPER_NUMBER),
    PaperState.NUMBERED: (_("It is ready to go out."), Can.PAPER_NUMBER),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """For what a document waits and who may do it."""

    words: str | Promise
    people: list[User]
    more: int


def waiting_for(paper: Paper) -> Waiting | None:
    """The accounts that may move it now; never its drafter where another person must decide."""
    if PaperState(paper.state) not in WAITS:
        return None
    words, power = WAITS[PaperState(paper.state)]
    if power == Can.PAPER_WRITE:
        return Waiting(words, [paper.owner], 0)
    roles = [role for role in Role if power in ROLES[role]]
    people = User.objects.filter(role__in=roles, is_active=True).order_by("sort_key")
    if power == Can.PAPER_CHECK:
        people = people.exclude(pk=paper.owner_id)
    found = list(people)
    return Waiting(words, found[:MOST_NAMES], max(0, len(found) - MOST_NAMES))


@dataclass(frozen=True, slots=True)
class Step:
    """A button: posted at once, or a page that asks first."""

    label: str | Promise
    url: str
    icon: str = ""
    posts: bool = False
    is_main: bool = False


def steps(paper: Paper, user: User) -> list[Step]:
    """What this person may do now, the likeliest first."""
    found: list[Step] = []
    state = PaperState(paper.state)
    is_owner = paper.owner_id == user.pk
    if state in {PaperState.DRAFT, PaperState.CONSULTING} and user.can(Can.PAPER_WRITE):
        found += [
            _step(paper, "edit", _("Write"), "correct", is_main=True),
            _step(paper, "ask_check", _("Have its form checked"), "send", posts=True),
        ]
    if state == PaperState.CHECKING and user.can(Can.PAPER_CHECK) and not is_owner:
        found += [
            _step(paper, "confirm_form", _("The form is right"), "done", posts=True, is_main=True),
            _step(paper, "send_back", _("Return"), "returned"),
        ]
    if state == PaperState.SUBMITTED and user.can(Can.PAPER_SIGN):
        found += [_step(paper, "decide", _("Read and decide"), "done", is_main=True)]
    if state in {PaperState.CHECKING, PaperState.SUBMITTED} and is_owner:
        found += [_step(paper, "take_back", _("Take back"), "undo", posts=True)]
    if state == PaperState.SIGNED and user.can(Can.PAPER_NUMBER):
        found += [_step(paper, "number", _("Number and signed file"), "received", is_main=True)]
    if state == PaperState.NUMBERED and user.can(Can.PAPER_NUMBER):
        found += [_step(paper, "issue", _("Issue"), "send", is_main=True)]
    return found + _endings(paper, user, state)


def _endings(paper: Paper, user: User, state: PaperState) -> list[Step]:
    if state == PaperState.ISSUED and user.can(Can.PAPER_WRITE):
        return [_step(paper, "relate", _("Amend, correct, replace, withdraw"), "correct")]
    before_signature = {
        PaperState.DRAFT, PaperState.CONSULTING, PaperState.CHECKING, PaperState.SUBMITTED,
    }  # fmt: skip
    with_clerk = {PaperState.SIGNED, PaperState.NUMBERED}
    if (state in before_signature and user.can(Can.PAPER_WRITE)) or (
        state in with_clerk and user.can(Can.PAPER_NUMBER)
    ):
        return [_step(paper, "cancel", _("Cancel the document"), "cancelled")]
    return []


def _step(
    paper: Paper, name: str, label: str | Promise, icon: str, *, posts: bool = False,
    is_main: bool = False,
) -> Step:  # fmt: skip
    return Step(label, reverse(f"documents:{name}", args=[paper.pk]), icon, posts, is_main)
