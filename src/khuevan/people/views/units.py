from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khuevan.kit import audit
from khuevan.kit.lists import respond
from khuevan.people import actions, roster
from khuevan.people.forms import (
    ContactForm,
    EndForm,
    ExchangeForm,
    FocalForm,
    LinkForm,
    UnitForm,
)
from khuevan.people.http import SignedInRequest
from khuevan.people.models import ContactPoint, FocalPoint, Organisation
from khuevan.people.permissions import Can, requires
from khuevan.people.views.lists import FOCAL_POINTS, UNITS, day_asked


@require_GET
@requires(Can.UNIT_VIEW)
def index(request: SignedInRequest) -> HttpResponseBase:
    units = roster.with_roster(Organisation.objects.select_related("parent"))
    context = {"day": day_asked(request), "may_edit": request.user.can(Can.UNIT_EDIT)}
    return respond(request, UNITS, units, "people/units.html", context)


@require_GET
@requires(Can.UNIT_VIEW)
def focal_points(request: SignedInRequest) -> HttpResponseBase:
    terms = FocalPoint.objects.select_related("person", "organisation")
    return respond(request, FOCAL_POINTS, terms, "people/focal_points.html")


@require_GET
@requires(Can.UNIT_VIEW)
def tree(request: SignedInRequest) -> HttpResponse:
    day = day_asked(request)
    return render(request, "people/tree.html", {"branches": branches(day), "day": day})


def branches(day: date) -> list[dict[str, Any]]:
    """The tree of a day, one query: those without a parent in force stand at the top."""
    units = list(Organisation.objects.valid(day))
    nodes: dict[int, dict[str, Any]] = {u.pk: {"unit": u, "below": []} for u in units}
    tops: list[dict[str, Any]] = []
    for unit in units:
        above = nodes.get(unit.parent_id) if unit.parent_id else None
        (above["below"] if above else tops).append(nodes[unit.pk])
    return tops


@require_GET
@requires(Can.UNIT_VIEW)
def unit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.select_related("parent"), pk=pk)
    return render(request, "people/unit.html", page_of(request, found))


def page_of(request: SignedInRequest, unit: Organisation) -> dict[str, Any]:
    """Everything about a unit; the same number of queries however much there is."""
    return {
        "unit": unit,
        "may_edit": request.user.can(Can.UNIT_EDIT),
        "may_see_owed": request.user.can(Can.ASSIGNMENT_VIEW_ALL),
        "may_link": request.user.can(Can.LINK_MANAGE),
        "aliases": unit.aliases.order_by("text"),
        "focal_points": unit.focal_points.select_related("person").order_by("-valid_from"),
        "posts": unit.posts.select_related("person").order_by("person__sort_key"),
        "contacts": unit.contacts.select_related("person").order_by("-is_registered", "kind"),
        "memberships": unit.memberships.select_related("group").order_by("group__order"),
        "heirs": unit.successions.select_related("successor"),
        "origins": unit.inheritances.select_related("predecessor"),
        "links": unit.links.order_by("revoked_at", "-created_at")[:20],
        "exchanges": unit.exchanges.all()[:20],
        "children": unit.children.all(),
        "history": audit.history(unit)[:20],
        "link_form": LinkForm(),
    }


@requires(Can.UNIT_EDIT)
def add_unit(request: SignedInRequest) -> HttpResponse:
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = actions.add_unit(form.save(commit=False), by=request.user)
        actions.set_aliases(added, form.cleaned_data["aliases"], by=request.user)
        return redirect("people:unit", pk=added.pk)
    return form_page(request, form, _("Add a unit"), _("Add"))


@requires(Can.UNIT_EDIT)
def edit_unit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organisation, pk=pk)
    form = UnitForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in UnitForm.Meta.fields}
        actions.change_unit(found, values, by=request.user)
        actions.set_aliases(found, form.cleaned_data["aliases"], by=request.user)
        return redirect("people:unit", pk=pk)
    # The bound form has written into `found`; the page is headed by the stored name.
    stored = Organisation.objects.get(pk=pk)
    return form_page(request, form, _("Edit %(unit)s") % {"unit": stored}, _("Save"), stored)


@requires(Can.UNIT_EDIT)
def name_focal_point(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organisation, pk=pk)
    form = FocalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.name_focal_point(found, form.cleaned_data["full_name"],
                                 starts=form.cleaned_data["starts"], by=request.user)  # fmt: skip
        return redirect("people:unit", pk=pk)
    title = _("Focal point of %(unit)s") % {"unit": found}
    return form_page(request, form, title, _("Name a focal point"), found)


@requires(Can.UNIT_EDIT)
def end_focal_point(request: SignedInRequest, pk: int) -> HttpResponse:
    focal = get_object_or_404(
        FocalPoint.objects.select_related("organisation", "person"), pk=pk, valid_to=None
    )
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end_focal_point(focal, on=form.cleaned_data["on"], by=request.user)
        return redirect("people:unit", pk=focal.organisation_id)
    title = _("End the term of %(person)s") % {"person": focal.person}
    return form_page(request, form, title, _("End the term"), focal.organisation)


@requires(Can.UNIT_EDIT)
def add_contact(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organisation, pk=pk)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_contact(found, **form.cleaned_data, by=request.user)
        return redirect("people:unit", pk=pk)
    title = _("Work address of %(unit)s") % {"unit": found}
    return form_page(request, form, title, _("Save"), found)


@require_POST
@requires(Can.UNIT_EDIT)
def remove_contact(request: SignedInRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(ContactPoint.objects.select_related("organisation"), pk=pk)
    actions.remove_contact(contact, by=request.user)
    return redirect("people:unit", pk=contact.organisation_id)


@requires(Can.UNIT_EDIT)
def log_exchange(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organisation, pk=pk)
    form = ExchangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.log_exchange(found, **form.cleaned_data, by=request.user)
        return redirect("people:unit", pk=pk)
    title = _("Exchange with %(unit)s") % {"unit": found}
    return form_page(request, form, title, _("Note it"), found)


def form_page(
    request: HttpRequest, form: Any, title: str, action: str, unit: Organisation | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "action": action, "unit": unit,
               "units": unit_names() if asks_unit(form) else ()}  # fmt: skip
    return render(request, "people/form.html", context, status=200)


def asks_unit(form: Any) -> bool:
    return any(field.widget.attrs.get("list") == "units" for field in form.fields.values())


def unit_names() -> Any:
    """(code, name) of every unit, for the list that opens while one types."""
    return Organisation.objects.filter(valid_to=None).values_list("code", "name_vi")
