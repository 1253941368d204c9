"""Signed unit links: an address that opens one purpose for one unit, without an account.

The token stands in the path, never in a query string, is never logged, and `Referrer-Policy:
same-origin` keeps it from other sites. A link that does not open says why and what to do next.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

from khuevan.people.enums import Purpose
from khuevan.people.models import UnitLink, UnitLinkUse

View = Callable[..., HttpResponseBase]


class LinkProblem(StrEnum):
    """Why a link does not open; each has its own page, people/link_<value>.html."""

    FORGED = "forged"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WRONG_PURPOSE = "wrong_purpose"
    OTHER_UNIT = "other_unit"


STATUS = {LinkProblem.EXPIRED: 410, LinkProblem.REVOKED: 410}


class LinkClosed(Exception):
    def __init__(self, problem: LinkProblem, link: UnitLink | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.link = link


def unit_link(purpose: Purpose) -> Callable[[View], View]:
    """Opens a view to the holder of a link, named by the url's `token` (handed on to the view).

    The view finds `request.unit_link`; `access` feeds the reviewed table of who may see what.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                link = find(token, purpose)
            except LinkClosed as closed:
                return closed_page(request, closed)
            UnitLinkUse.objects.create(link=link, action=action_of(request))
            request.unit_link = link  # type: ignore[attr-defined]  # UnitRequest declares it
            try:
                return view(request, *args, token=token, **kwargs)
            except LinkClosed as closed:
                return closed_page(request, closed)

        guarded = never_cache(opened)
        guarded.access = f"link:{purpose}"  # type: ignore[attr-defined]  # read by the access table
        return guarded

    return decorate


def find(token: str, purpose: Purpose, at: datetime | None = None) -> UnitLink:
    """The link of a token, or LinkClosed that says why it does not open."""
    number, _dash, signature = token.partition("-")
    link = by_number(number)
    # Compared even when there is no such row, so that the answer's time says nothing.
    expected = link.signature if link else "0" * 32
    if not constant_time_compare(expected, signature) or link is None:
        raise LinkClosed(LinkProblem.FORGED)
    if link.revoked_at:
        raise LinkClosed(LinkProblem.REVOKED, link)
    if link.expires_at <= (at or timezone.now()):
        raise LinkClosed(LinkProblem.EXPIRED, link)
    if link.purpose != purpose:
        raise LinkClosed(LinkProblem.WRONG_PURPOSE, link)
    return link


def open_links(organisations: Collection[int], purpose: Purpose) -> dict[int, UnitLink]:
    """The open links of these units, their unit with them."""
    live = UnitLink.objects.live(timezone.now()).filter(
        organisation__in=organisations, purpose=purpose
    )
    return {link.organisation_id: link for link in live.select_related("organisation")}


def by_number(number: str) -> UnitLink | None:
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return None
    return UnitLink.objects.select_related("organisation").filter(pk=int(number)).first()


def belongs_elsewhere(link: UnitLink, organisation_id: int) -> None:
    """For a view that names an object: the link must be of the unit to which it belongs."""
    if link.organisation_id != organisation_id:
        raise LinkClosed(LinkProblem.OTHER_UNIT, link)


def closed_page(request: HttpRequest, closed: LinkClosed) -> HttpResponse:
    context = {
        "problem": closed.problem,
        "organisation": closed.link.organisation if closed.link else None,
        "expired_at": closed.link.expires_at if closed.link else None,
        "contact": settings.OFFICE_CONTACT,
    }
    status = STATUS.get(closed.problem, 403)
    return render(request, f"people/link_{closed.problem}.html", context, status=status)


def link_url(link: UnitLink, name: str, **kwargs: object) -> str:
    """The full address of a page behind the link, for a message."""
    return settings.BASE_URL + reverse(name, kwargs={"token": link.token, **kwargs})


def action_of(request: HttpRequest) -> str:
    """What was done, by the name of the page: never the address, which holds the token."""
    match = request.resolver_match
    name = match.view_name if match else ""
    return f"{request.method} {name}"[:60]
