from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khuevan.kit.lists import respond
from khuevan.people import actions
from khuevan.people.enums import Purpose
from khuevan.people.forms import LinkForm, WhyForm
from khuevan.people.http import SignedInRequest
from khuevan.people.models import Organisation, UnitLink
from khuevan.people.permissions import Can, requires
from khuevan.people.views.lists import LINKS, link_state


@require_GET
@requires(Can.LINK_MANAGE)
def links(request: SignedInRequest) -> HttpResponseBase:
    found = UnitLink.objects.select_related("organisation").annotate(
        count_of_uses=Count("uses"), last_use=Max("uses__at")
    )
    return respond(request, LINKS, found, "people/links.html")


@require_GET
@requires(Can.LINK_MANAGE)
def link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every use of one link. The address itself is not shown: only messages carry it."""
    found = get_object_or_404(UnitLink.objects.select_related("organisation", "created_by"), pk=pk)
    context = {"link": found, "state": link_state(found), "form": WhyForm(),
               "uses": found.uses.order_by("-at")[:200]}  # fmt: skip
    return render(request, "people/link.html", context)


@require_POST
@requires(Can.LINK_MANAGE)
def make_link(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return redirect("people:unit", pk=pk)
    made = actions.make_link(organisation, Purpose(form.cleaned_data["purpose"]), by=request.user)
    messages.success(request, _("The link is open. It goes out with the next message to the unit."))
    return redirect("people:link", pk=made.pk)


@require_POST
@requires(Can.LINK_MANAGE)
def revoke_link(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(UnitLink.objects.select_related("organisation"), pk=pk)
    form = WhyForm(request.POST)
    actions.revoke_link(found, by=request.user, why=form.data.get("why", ""))
    return redirect("people:link", pk=pk)


@require_POST
@requires(Can.LINK_MANAGE)
def renew_link(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(UnitLink.objects.select_related("organisation"), pk=pk)
    made = actions.renew(found, by=request.user)
    messages.success(request, _("The old address opens nothing any more; the new one is in force."))
    return redirect("people:link", pk=made.pk)
