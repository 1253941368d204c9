"""Pilot programmes: the list, the sheet of one, its form, its indicators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from khuevan.kit.lists import Column, Empty, Filter, ListDef, for_reader, respond
from khuevan.kit.workdays import calendar
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.plans.models import Clause, Plan
from khuevan.reports import actions, drawing, exports, formulas, pilots
from khuevan.reports.forms.programmes import ProgrammeForm, ProgrammeIndicatorForm
from khuevan.reports.models import Programme, ProgrammeIndicator, QuarterValue

QUARTERS_SHOWN = 4


def linked(one: Programme) -> str:
    return format_html('<a class="link" href="{}">{}</a>', one.get_absolute_url(), one.name)


PROGRAMMES = ListDef(
    name="reports.programmes",
    title=gettext_lazy("Pilot programmes"),
    columns=(
        Column("name", gettext_lazy("Programme"), lambda p: p.name, linked, ("name_vi",), head=True,
               width=60),
        Column("lead", gettext_lazy("Who leads"), lambda p: p.lead.full_name),
        Column("starts", gettext_lazy("From"), lambda p: p.starts, order=("starts",), kind="date"),
        Column("ends", gettext_lazy("until"), lambda p: p.ends, order=("ends",), kind="date"),
        Column("basis", gettext_lazy("Decided by"), lambda p: p.basis.number if p.basis else ""),
        Column("indicators", gettext_lazy("Indicators"), lambda p: p.n_indicators, kind="int"),
        Column("values", gettext_lazy("Values"), lambda p: p.n_values, kind="int"),
    ),
    filters=(
        Filter(
            "now", gettext_lazy("Running"), (("yes", gettext_lazy("Running today")),),
            lambda rows, _value: rows.filter(
                Q(ends=None) | Q(ends__gte=timezone.localdate()), starts__lte=timezone.localdate()
            ),
        ),
    ),
    search=("search",),
    order=("-starts", "pk"),
    empty=Empty(
        gettext_lazy("No pilot programme yet"),
        gettext_lazy(
            "A pilot that the city was chosen for is kept here: its indicators, where they started, "
            "their value each quarter. It can be made from the clause of a plan that names it."
        ),
        gettext_lazy("Add a pilot programme"), "/reports/programmes/add/", icon="report",
    ),
    wide=True,
)  # fmt: skip


@requires(Can.REPORT_VIEW)
def programmes(request: SignedInRequest) -> HttpResponseBase:
    may_edit = request.user.can(Can.PROGRAMME_EDIT)
    active = Count("indicators", filter=Q(indicators__is_active=True))
    values = QuarterValue.objects.standing().filter(indicator__programme=OuterRef("pk"))
    counted = values.order_by().values("indicator__programme").annotate(n=Count("pk")).values("n")
    rows = Programme.objects.visible_to(request.user).select_related("lead", "basis")
    rows = rows.annotate(n_indicators=active, n_values=Coalesce(Subquery(counted), 0))
    definition = for_reader(PROGRAMMES, may_act=may_edit)
    facts = {"may_edit": may_edit, "crumbs": crumbs()[:1]}
    return respond(request, definition, rows, "reports/programmes.html", facts)


def found(request: SignedInRequest, pk: int) -> Programme:
    rows = Programme.objects.visible_to(request.user)
    related = ("lead", "basis", "clause__plan__issuer", "plan__issuer", "report")
    heavy = [
        f"{way}__{name}"
        for way in ("clause__plan", "plan")
        for name in ("text", "parts", "reading", "search")
    ]
    return get_object_or_404(rows.select_related(*related).defer(*heavy), pk=pk)


def crumbs(one: Programme | None = None) -> list[tuple[str, str]]:
    trail = [
        (_("Reports"), reverse("reports:index")),
        (_("Pilot programmes"), reverse("reports:programmes")),
    ]
    if one:
        trail.append((one.name, one.get_absolute_url()))
    return trail


@requires(Can.REPORT_VIEW)
def programme(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The pilot sheet; ``?format=xlsx`` as a workbook, ``?all=1`` with every quarter."""
    one = found(request, pk)
    sheet = pilots.sheet(one, timezone.localdate(), calendar())
    if request.GET.get("format") == "xlsx":
        return exports.of_programme(sheet).respond(sheet.lines)
    everything = request.GET.get("all") == "1"
    quarters = sheet.quarters if everything else sheet.quarters[-QUARTERS_SHOWN:]
    facts = {
        "programme": one,
        "sheet": sheet,
        "quarters": quarters,
        "rows": [(line, line.cells[-len(quarters) :] if quarters else ()) for line in sheet.lines],
        "more": len(sheet.quarters) - len(quarters),
        "unused": one.indicators.filter(is_active=False),
        "may_edit": request.user.can(Can.PROGRAMME_EDIT),
        "crumbs": crumbs(),
    }
    return render(request, "reports/programme.html", facts)


@requires(Can.PROGRAMME_EDIT)
def edit(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    one = found(request, pk) if pk else Programme(lead=request.user)
    return _form(request, one, _("The pilot programme is written."))


@requires(Can.PROGRAMME_EDIT)
def from_clause(request: SignedInRequest, pk: int) -> HttpResponse:
    """The programme that a plan's clause names: all that is printed filled in, one button to make it."""
    plans = Plan.objects.visible_to(request.user)
    clauses = Clause.objects.filter(plan__in=plans).select_related("plan")
    clause = get_object_or_404(clauses, pk=pk)
    if made := Programme.objects.visible_to(request.user).filter(clause=clause).first():
        messages.info(request, _("From this clause the pilot programme was made already."))
        return redirect(made)
    one = actions.propose_programme(clause, request.user)
    return _form(request, one, _("The pilot programme is made from the plan."))


def _form(request: SignedInRequest, one: Programme, said: str) -> HttpResponse:
    form = ProgrammeForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        kept = actions.keep_programme(form.save(commit=False), by=request.user)
        messages.success(request, said)
        return redirect(kept)
    trail = crumbs(one) if one.pk else crumbs()
    facts = {"form": form, "programme": one, "crumbs": trail}
    return render(request, "reports/programme_form.html", facts, status=400 if form.errors else 200)


# --- indicators


@requires(Can.PROGRAMME_EDIT)
def indicator(
    request: SignedInRequest, pk: int | None = None, programme_pk: int | None = None
) -> HttpResponse:
    if pk:
        one = found_indicator(request, pk)
    else:
        of = found(request, programme_pk or 0)
        one = ProgrammeIndicator(programme=of, order=next_place(of))
    form = ProgrammeIndicatorForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        actions.keep_programme_indicator(form.save(commit=False), by=request.user)
        messages.success(request, _("Kept."))
        return redirect(one.programme)
    facts: dict[str, Any] = {
        "form": form,
        "one": one,
        "names": drawing.names_for(one.programme).items(),
        "check_url": reverse("reports:programme_formula", args=[one.programme_id]),
        "crumbs": crumbs(one.programme),
    }
    status = 400 if form.errors else 200
    return render(request, "reports/programme_indicator.html", facts, status=status)


def found_indicator(request: SignedInRequest, pk: int) -> ProgrammeIndicator:
    rows = ProgrammeIndicator.objects.filter(
        programme__in=Programme.objects.visible_to(request.user)
    )
    return get_object_or_404(rows.select_related("programme__lead"), pk=pk)


def next_place(of: Programme) -> int:
    last = of.indicators.order_by("-order").first()
    return min(last.order + 10, 32_000) if last else 10


@require_POST
@requires(Can.PROGRAMME_EDIT)
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found_indicator(request, pk)
    of = one.programme
    if actions.drop_programme_indicator(one, by=request.user):
        messages.success(request, _("Removed."))
    else:
        messages.info(request, _("Out of use; its values stay."))
    return redirect(of)


@requires(Can.PROGRAMME_EDIT)
def formula(request: SignedInRequest, pk: int) -> HttpResponse:
    """While somebody types: is it a formula, and what does it name?"""
    names = drawing.names_for(found(request, pk))
    text = request.GET.get("formula", "")[:1000].strip()
    problem = formulas.problem_of(text, names.keys()) if text else ""
    used = formulas.parse(text, names.keys()).names if text and not problem else frozenset()
    facts = {"text": text, "problem": problem, "words": [names[name] for name in sorted(used)]}
    return render(request, "reports/_formula.html", facts)
