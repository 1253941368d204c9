"""What the global search looks through, each only as far as the person may see it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.budget.models import Estimate
from khuevan.documents.models import LegalBasis, Paper
from khuevan.kit import search
from khuevan.kit.search import Hit
from khuevan.kit.vietnamese import fold
from khuevan.people.models import Organisation, Person, User
from khuevan.people.permissions import Can
from khuevan.plans.models import Clause, Plan
from khuevan.reports.models import Cycle, Programme
from khuevan.training.models import ClassRun, Speaker, Venue

MOST = 8
RECENT = 400
"""Cycles of reports among which the search looks."""


def register_all() -> None:
    search.register("plans", _("Plans"), plans)
    search.register("clauses", _("Clauses and tasks"), clauses)
    search.register("papers", _("Documents"), papers)
    search.register("bases", _("Legal bases"), bases)
    search.register("reports", _("Reports"), reports)
    search.register("training", _("Training"), training)
    search.register("estimates", _("Estimates"), estimates)
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


def training(query: str, request: HttpRequest) -> list[Hit]:
    """Classes, then halls and speakers, for those who may see them all."""
    person = reader(request)
    hits = [
        Hit(run.title, run.get_absolute_url(), str(run.get_state_display()), "class")
        for run in ClassRun.objects.visible_to(person).filter(search__contains=query)[:MOST]
    ]
    if person.can(Can.TRAINING_VIEW):
        halls = Venue.objects.filter(search__contains=query)[:MOST]
        hits += [Hit(str(one), one.get_absolute_url(), one.city, "pin") for one in halls]
        speakers = Speaker.objects.filter(search__contains=query)[:MOST]
        hits += [Hit(str(one), one.get_absolute_url(), one.title, "person") for one in speakers]
    return hits


def reports(query: str, request: HttpRequest) -> list[Hit]:
    if not reader(request).can(Can.REPORT_VIEW):
        return []
    named = [one for one in Cycle.objects.all()[:RECENT] if query in fold(one.label)]
    pilots = Programme.objects.visible_to(reader(request)).filter(search__contains=query)[:MOST]
    cycles = [
        Hit(
            one.label,
            reverse("reports:cycle", args=[one.pk]),
            str(one.get_state_display()),
            "report",
        )
        for one in named[:MOST]
    ]
    found = [
        Hit(one.name, one.get_absolute_url(), str(_("Pilot programme")), "report") for one in pilots
    ]
    return [*cycles, *found]


def estimates(query: str, request: HttpRequest) -> list[Hit]:
    found = Estimate.objects.visible_to(reader(request)).filter(search__contains=query)[:MOST]
    return [
        Hit(one.title, one.get_absolute_url(), str(one.get_state_display()), "money")
        for one in found
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


def papers(query: str, request: HttpRequest) -> list[Hit]:
    """The office's documents; a unit finds what was sent to it on its own page."""
    user = reader(request)
    if not user.can(Can.PAPER_VIEW):
        return []
    found = Paper.objects.visible_to(user).filter(search__contains=query)[:MOST]
    return [
        Hit(
            paper.subject,
            paper.get_absolute_url(),
            f"{paper.full_number or paper.symbol} · {paper.get_state_display()}",
            "book",
        )
        for paper in found
    ]


def bases(query: str, request: HttpRequest) -> list[Hit]:
    found = LegalBasis.objects.visible_to(reader(request)).filter(search__contains=query)[:MOST]
    return [
        Hit(
            f"{basis}: {basis.abstract[:120]}",
            basis.get_absolute_url(),
            f"{basis.doc_type} · {basis.get_status_display()}",
            "book",
        )
        for basis in found
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
