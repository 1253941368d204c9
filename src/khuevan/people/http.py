from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from khuevan.people.models import UnitLink, User


class SignedInRequest(HttpRequest):
    """What a view behind @requires receives."""

    user: User
    htmx: HtmxDetails


class UnitRequest(HttpRequest):
    """What a view behind @unit_link receives: no account, a link scoped to unit and purpose."""

    unit_link: UnitLink
    htmx: HtmxDetails
