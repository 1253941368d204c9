"""What the global search looks through, each only as far as the person may see it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.kit import search
from khuevan.kit.search import Hit
from khuevan.people.models import Organisation, Person, User
from khuevan.people.permissions import Can
from khuevan.plans.models import Clause, Plan

MOST = 8


def register_all() -> None:
    search.register("plans", _("Plans"), plans)
    search.register("clauses", _("Clauses and tasks"), clauses)
    search.register("units", _("Units"), units)
    search.register("people", _("Focal points"), people)


def reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the search page requires Can.WORK_VIEW
    return request.user


def plans(query: str, request: HttpRequest) -> list[Hit]:
    found = Plan.objects.visible_to(reader(request)).filter(search__contains=query)[:MOST]
    return [
        Hit(
            plan.title,
            reverse("plans:detail", args=[plan.pk]),
            f"{plan.year} · {plan.get_state_display()}",
        )
        for plan in found
    ]


def clauses(query: str, request: HttpRequest) -> list[Hit]:
    seen = Plan.objects.visible_to(reader(request))
    found = Clause.objects.filter(search__contains=query, plan__in=seen).select_related("plan")[
        :MOST
    ]
    return [
        Hit(
            clause.text[:160],
            f"{reverse('plans:detail', args=[clause.plan_id])}#clause-{clause.pk}",
            f"{clause.plan.title[:60]} · {clause.path}",
            "received",
        )
        for clause in found
    ]


def units(query: str, request: HttpRequest) -> list[Hit]:
    if not reader(request).can(Can.UNIT_VIEW):
        return []
    found = Organisation.objects.valid(timezone.localdate()).filter(search__contains=query)[:MOST]
    return [
        Hit(u.name, reverse("people:unit", args=[u.pk]), u.get_kind_display(), "units")
        for u in found
    ]


def people(query: str, request: HttpRequest) -> list[Hit]:
    """Focal points only: officials found by the work that they answer for."""
    if not reader(request).can(Can.UNIT_EDIT):
        return []
    found = Person.objects.filter(search__contains=query, focal_points__valid_to=None)
    named = (
        found.filter(focal_points__isnull=False)
        .prefetch_related("focal_points__organisation")
        .distinct()[:MOST]
    )
    return [
        Hit(
            person.full_name,
            reverse("people:unit", args=[point.organisation_id]),
            point.organisation.name,
            "person",
        )
        for person in named
        for point in list(person.focal_points.all())[:1]
    ]
