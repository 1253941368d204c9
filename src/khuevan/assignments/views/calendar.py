"""Deadlines for calendar programs: a unit's by its link, a person's by a secret address."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from khuevan.assignments import notices
from khuevan.assignments.models import Assignment
from khuevan.kit.calendars import CONTENT_TYPE
from khuevan.people.enums import Purpose
from khuevan.people.http import SignedInRequest, UnitRequest
from khuevan.people.links import unit_link
from khuevan.people.models import User
from khuevan.people.permissions import Can, public, requires

BACK = timedelta(days=370)
MOST = 2000
"""Events in one feed: calendar programs choke on more."""


def dated(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """What a calendar shows: dated, of the last year and all to come, the cancelled too."""
    since = timezone.localdate() - BACK
    related = rows.select_related("task__clause", "plan", "organisation")
    return related.filter(due__gte=since).order_by("due", "pk")[:MOST]


def answer(name: str, rows: QuerySet[Assignment]) -> HttpResponse:
    response = HttpResponse(notices.feed(name, dated(rows)), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    return response


@unit_link(Purpose.CALENDAR)
def unit(request: UnitRequest, token: str) -> HttpResponse:
    body = request.unit_link.organisation
    name = _("Deadlines of %(unit)s") % {"unit": body.short_name}
    return answer(name, Assignment.objects.of(body.pk))


def person_token(user: User) -> str:
    """Dies with the password: who loses the address changes the password."""
    mac = salted_hmac("khuevan.calendar", f"{user.pk}:{user.password}", algorithm="sha256")
    return f"{user.pk}-{mac.hexdigest()[:32]}"


@public
@never_cache
def person(request: HttpRequest, token: str) -> HttpResponse:
    """Public as a lock is: the token is the key, and it opens one person's deadlines only."""
    number, _dash, _rest = token.partition("-")
    is_number = number.isascii() and number.isdecimal() and len(number) < 18
    user = User.objects.filter(pk=int(number), is_active=True).first() if is_number else None
    expected = person_token(user) if user else "0" * 32
    if not constant_time_compare(expected, token) or user is None:
        raise Http404
    own = Assignment.objects.of(user.organisation_id)
    return answer(_("Deadlines of my unit"), own)


@requires(Can.WORK_VIEW)
def own(request: SignedInRequest) -> HttpResponse:
    path = reverse("assignments:person_feed", args=[person_token(request.user)])
    return render(request, "assignments/calendar.html", {"address": settings.BASE_URL + path})
