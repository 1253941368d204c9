"""Signed personal pages, without an account: a trainee's by the ticket, a speaker's by the invitation.

The token stands in the path, never in a query string, and no log line holds it whole. A view says
whose page it is and receives the pass; ``access`` feeds the reviewed table of who may see what::

    @holder(Holder.TICKET)
    def materials(request: HttpRequest, own: TraineePass) -> HttpResponse: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

from khuevan.training import tickets
from khuevan.training.enums import InvitationState
from khuevan.training.models import ClassRun, Invitation, Nomination, Seat

View = Callable[..., HttpResponseBase]


class Holder(StrEnum):
    TICKET = "ticket"
    SPEAKER = "speaker"


class Closed(StrEnum):
    """Why a personal page does not open; training/pass_closed.html says it in words."""

    FORGED = "forged"
    PASSED_ON = "passed_on"  # another person has the seat now, or the unit sends nobody
    WITHDRAWN = "withdrawn"  # the invitation was taken back


class PassClosed(Exception):
    def __init__(self, why: Closed, run: ClassRun | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.run = run


@dataclass(frozen=True, slots=True)
class TraineePass:
    """The pages of one nominee; it acts under the person's name and unit."""

    token: str
    nomination: Nomination

    @property
    def seat(self) -> Seat:
        return self.nomination.seat

    @property
    def run(self) -> ClassRun:
        return self.nomination.seat.run

    @property
    def actor_id(self) -> None:
        return None

    @property
    def actor_name(self) -> str:
        return f"{self.nomination.full_name} ({self.seat.organisation.name_vi})"

    def url(self, page: str = "", **kwargs: object) -> str:
        """ "" is the first page, else the name after ``training:trainee_``."""
        name = f"training:trainee_{page}" if page else "training:trainee"
        return reverse(name, kwargs={"token": self.token, **kwargs})


@dataclass(frozen=True, slots=True)
class SpeakerPass:
    """The private page of a speaker about one invitation."""

    token: str
    invitation: Invitation

    @property
    def run(self) -> ClassRun:
        return self.invitation.run

    @property
    def actor_id(self) -> None:
        return None

    @property
    def actor_name(self) -> str:
        return self.invitation.speaker.full_name

    def url(self, page: str = "", **kwargs: object) -> str:
        name = f"training:speaker_{page}" if page else "training:speaker_page"
        return reverse(name, kwargs={"token": self.token, **kwargs})


def holder(kind: Holder) -> Callable[[View], View]:
    """Opens a view to whoever holds the ticket or the invitation named by the url's ``token``."""
    find: Callable[[str], TraineePass | SpeakerPass] = (
        find_ticket if kind is Holder.TICKET else find_invitation
    )

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            try:
                own = find(token)
            except PassClosed as closed:
                return closed_page(request, closed)
            return view(request, own, **kwargs)

        guarded = never_cache(opened)
        guarded.access = f"link:{kind}"  # type: ignore[attr-defined]  # read by the access table
        return guarded

    return decorate


def find_ticket(token: str) -> TraineePass:
    """The pass of a ticket's text, or PassClosed that says why it does not open."""
    ticket = tickets.parse(token)
    if ticket is None:
        raise PassClosed(Closed.FORGED)
    related = Nomination.objects.select_related("seat__organisation", "seat__run__venue")
    found = related.filter(pk=ticket.nomination).first() if ticket.nomination < 2**62 else None
    if found is None or not tickets.is_signed(ticket, found):
        raise PassClosed(Closed.FORGED)
    if found.ended_at:
        raise PassClosed(Closed.PASSED_ON, found.seat.run)
    # Written before the class was divided or joined, it still leads to the seat, where that is now.
    return TraineePass(tickets.ticket_of(found, found.seat.run_id), found)


def find_invitation(token: str) -> SpeakerPass:
    number, _dash, signature = token.partition("-")
    found = None
    if number.isascii() and number.isdecimal() and len(number) <= 18:
        related = Invitation.objects.select_related("speaker", "run__venue", "run__owner")
        found = related.filter(pk=int(number)).first()
    # Compared even when there is no such row, so that the answer's time says nothing.
    expected = found.signature if found else "0" * 32
    if not constant_time_compare(expected, signature) or found is None:
        raise PassClosed(Closed.FORGED)
    if found.state in {InvitationState.WITHDRAWN, InvitationState.DRAFT}:
        raise PassClosed(Closed.WITHDRAWN, found.run)
    return SpeakerPass(token, found)


def closed_page(request: HttpRequest, closed: PassClosed) -> HttpResponse:
    context = {"why": closed.why, "run": closed.run, "contact": settings.OFFICE_CONTACT}
    status = 403 if closed.why is Closed.FORGED else 410
    return render(request, "training/pass_closed.html", context, status=status)


def trainee_url(nomination: Nomination, run: int) -> str:
    """The full address of a trainee's page, for a message or a printed code."""
    token = tickets.ticket_of(nomination, run)
    return settings.BASE_URL + reverse("training:trainee", args=[token])


def speaker_url(invitation: Invitation) -> str:
    return settings.BASE_URL + reverse("training:speaker_page", args=[invitation.token])
