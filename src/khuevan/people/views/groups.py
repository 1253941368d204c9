from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khuevan.kit import audit
from khuevan.people import actions
from khuevan.people.forms import GroupForm, LeaveForm, MemberForm, MergeForm
from khuevan.people.http import SignedInRequest
from khuevan.people.models import Membership, UnitGroup, valid_on
from khuevan.people.permissions import Can, requires
from khuevan.people.views.lists import day_asked
from khuevan.people.views.units import form_page, unit_names


@require_GET
@requires(Can.UNIT_VIEW)
def groups(request: SignedInRequest) -> HttpResponse:
    day = day_asked(request)
    open_on = Q(pk__in=Membership.objects.filter(valid_on(day)).values("group"))
    members = Count("memberships", Q(memberships__in=Membership.objects.filter(valid_on(day))))
    found = UnitGroup.objects.select_related("succeeded_by").annotate(size=members)
    context = {"groups": found, "day": day, "filled": UnitGroup.objects.filter(open_on).count()}
    return render(request, "people/groups.html", context)


@require_GET
@requires(Can.UNIT_VIEW)
def group(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_object_or_404(UnitGroup.objects.select_related("succeeded_by"), code=code)
    day = day_asked(request)
    means = found.on(day)
    context = {
        "group": found, "day": day, "means": means,
        "members": Membership.objects.filter(valid_on(day), group=means)
        .select_related("organisation")
        .order_by("organisation__protocol_order", "organisation__sort_key"),
        "may_edit": request.user.can(Can.UNIT_EDIT), "history": audit.history(found)[:20],
    }  # fmt: skip
    return render(request, "people/group.html", context)


@requires(Can.UNIT_EDIT)
def edit_group(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_object_or_404(UnitGroup, code=code)
    form = GroupForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.change_group(UnitGroup.objects.get(pk=found.pk), form.cleaned_data, by=request.user)
        return redirect("people:group", code=code)
    title = _("Edit the group %(group)s") % {"group": UnitGroup.objects.get(pk=found.pk)}
    return form_page(request, form, title, _("Save"))


@requires(Can.UNIT_EDIT)
def add_member(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_object_or_404(UnitGroup, code=code)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_member(found, form.cleaned_data["organisation"],
                           starts=form.cleaned_data["starts"], by=request.user)  # fmt: skip
        return redirect("people:group", code=code)
    return form_page(request, form, _("Add a unit to %(group)s") % {"group": found}, _("Add"))


@require_POST
@requires(Can.UNIT_EDIT)
def end_member(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_object_or_404(UnitGroup, code=code)
    form = LeaveForm(request.POST, group=found)
    if form.is_valid():
        member = form.cleaned_data["member"]
        actions.end_member(member, on=form.cleaned_data["on"], by=request.user)
        return redirect("people:group", code=code)
    return form_page(request, form, _("Leave %(group)s") % {"group": found}, _("Save"))


@requires(Can.UNIT_EDIT)
def merge(request: SignedInRequest) -> HttpResponse:
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        heir = actions.merge(
            form.cleaned_data["predecessors"], form.heir(), on=form.cleaned_data["on"],
            basis=form.cleaned_data["basis"], by=request.user,
        )  # fmt: skip
        return redirect("people:unit", pk=heir.pk)
    return render(request, "people/merge.html", {"form": form, "units": unit_names()})
