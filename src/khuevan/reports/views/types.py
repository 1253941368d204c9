"""Report types as data: the list, a type with what it asks, its form, the indicators'."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.kit.workdays import calendar
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.reports import actions, formulas, windows
from khuevan.reports.enums import Frequency
from khuevan.reports.forms.types import IndicatorForm, TypeForm
from khuevan.reports.measures import MEASURES
from khuevan.reports.models import Indicator, ReportType
from khuevan.reports.views.office import crumbs

PERIODS_SHOWN = 4


@requires(Can.REPORT_VIEW)
def types(request: SignedInRequest) -> HttpResponse:
    asked = Count("indicators", filter=Q(indicators__is_active=True))
    rows = ReportType.objects.periodic().annotate(asked=asked).order_by("-is_active", "code")
    facts = {
        "types": rows, "crumbs": crumbs(), "may_edit": request.user.can(Can.REPORT_EDIT),
    }  # fmt: skip
    return render(request, "reports/types.html", facts)


def found(pk: int) -> ReportType:
    return get_object_or_404(ReportType.objects.select_related("basis"), pk=pk)


@requires(Can.REPORT_VIEW)
def type_page(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found(pk)
    facts = {
        "type": one,
        "indicators": one.indicators.order_by("-is_active", "order", "pk"),
        "groups": one.groups.all(),
        "units": one.owed_by.all()[:50],
        "periods": periods(one),
        "cycles": one.cycles.all()[:8],
        "owing": len(actions.owing(one, timezone.localdate())),
        "is_periodic": one.frequency != Frequency.ONCE,
        "may_edit": request.user.can(Can.REPORT_EDIT),
        "crumbs": [*crumbs(), (_("Report types"), reverse("reports:types"))],
    }
    return render(request, "reports/type.html", facts)


def periods(one: ReportType) -> list[tuple[str, windows.Window, Any]]:
    """The windows of this year with their due moments, as the rules of the type give them."""
    days = calendar()
    found = windows.windows_of_year(one, timezone.localdate().year)
    return [(windows.period_words(one, w), w, windows.due_at(one, w, days)) for w in found]


@requires(Can.REPORT_EDIT)
def edit(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    one = found(pk) if pk else ReportType()
    form = TypeForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        kept = actions.keep_type(
            form.save(commit=False), by=request.user, groups=list(cleaned["groups"]),
            units=cleaned["units"],
        )  # fmt: skip
        messages.success(request, _("Kept. Cycles that are open already stay as they are."))
        return redirect("reports:type", pk=kept.pk)
    trail = [*crumbs(), (_("Report types"), reverse("reports:types"))]
    facts = {"form": form, "type": one, "crumbs": trail}
    return render(request, "reports/type_form.html", facts, status=400 if form.errors else 200)


@requires(Can.REPORT_EDIT)
def indicator(
    request: SignedInRequest, pk: int | None = None, type_pk: int | None = None
) -> HttpResponse:
    one = get_object_or_404(Indicator.objects.select_related("type"), pk=pk) if pk else None
    if one is None:
        one = Indicator(type=found(type_pk or 0), order=next_place(type_pk or 0))
    form = IndicatorForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        actions.keep_indicator(form.save(commit=False), by=request.user)
        messages.success(request, _("Kept."))
        return redirect("reports:type", pk=one.type_id)
    facts = {
        "form": form,
        "one": one,
        "type": one.type,
        "measures": MEASURES.values(),
        "figures": one.type.indicators.filter(is_active=True, kind="figure").exclude(pk=one.pk),
        "check_url": reverse("reports:formula", args=[one.type_id]) + f"?of={one.code}",
        "crumbs": [*crumbs(), (one.type.name, reverse("reports:type", args=[one.type_id]))],
    }
    return render(request, "reports/indicator_form.html", facts, status=400 if form.errors else 200)


def next_place(type_pk: int) -> int:
    last = Indicator.objects.filter(type=type_pk).order_by("-order").first()
    return min(last.order + 10, 32_000) if last else 10


@require_POST
@requires(Can.REPORT_EDIT)
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Indicator.objects.select_related("type"), pk=pk)
    if actions.drop_indicator(one, by=request.user):
        messages.success(request, _("Removed."))
    else:
        messages.info(request, _("Out of use; what units answered stays."))
    return redirect("reports:type", pk=one.type_id)


@requires(Can.REPORT_EDIT)
def formula(request: SignedInRequest, pk: int) -> HttpResponse:
    """While somebody types: is it a formula, and what does it name?"""
    one = found(pk)
    text = request.GET.get("formula", "")[:1000].strip()
    names = actions.names_for(one, request.GET.get("of", "")[:40])
    problem = formulas.problem_of(text, names) if text else ""
    used = formulas.parse(text, names).names if text and not problem else frozenset()
    labels = dict(one.indicators.values_list("code", "name_vi"))
    words = [labels.get(name) or str(MEASURES[name].label) for name in sorted(used)]
    facts = {"text": text, "problem": problem, "words": words}
    return render(request, "reports/_formula.html", facts)
