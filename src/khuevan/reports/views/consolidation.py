"""The report that drafts itself: read it, open its figures, change its words, hand it over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.reports import actions, charts
from khuevan.reports.composing import page, paper
from khuevan.reports.composing.display import values_of
from khuevan.reports.composing.form import PassageForm
from khuevan.reports.enums import ConsolidationState, PassageKind
from khuevan.reports.models import CellReturn, Consolidation, Cycle, Passage

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def found(request: SignedInRequest, pk: int) -> Consolidation:
    rows = Consolidation.objects.visible_to(request.user)
    related = ("cycle__type", "cycle__previous", "plan__issuer", "paper")
    plan = ("plan__text", "plan__parts", "plan__reading", "plan__search")
    return get_object_or_404(rows.select_related(*related).defer(*plan), pk=pk)


def passage_of(request: SignedInRequest, pk: int, passage: int) -> Passage:
    return get_object_or_404(
        found(request, pk).passages.select_related("consolidation__cycle__type"), pk=passage
    )


@requires(Can.REPORT_VIEW)
def begin(request: SignedInRequest, cycle: int) -> HttpResponse:
    """The report of a cycle; before there is one, what drafting it does."""
    own = get_object_or_404(Cycle.objects.select_related("type", "plan"), pk=cycle)
    if not request.user.can(Can.ASSIGNMENT_VIEW_ALL):
        return redirect("dashboard")
    if known := Consolidation.objects.filter(cycle=own).first():
        return redirect("reports:consolidation", known.pk)
    facts = {"cycle": own, "crumbs": crumbs(own), "may_edit": request.user.can(Can.REPORT_EDIT)}
    return render(request, "reports/consolidation_begin.html", facts)


@require_POST
@requires(Can.REPORT_EDIT)
def draft(request: SignedInRequest, cycle: int) -> HttpResponse:
    own = get_object_or_404(Cycle.objects.select_related("type", "plan"), pk=cycle)
    return redirect("reports:consolidation", actions.draft(own, by=request.user).pk)


@requires(Can.REPORT_VIEW)
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    own = found(request, pk)
    actions.watch(own)
    return render(request, "reports/consolidation.html", context(request, own))


def context(request: SignedInRequest, own: Consolidation) -> dict[str, Any]:
    """All that the page shows round its drawer; five queries, however long the report is."""
    figures = {one.code: one for one in own.figures.defer("rows")}
    shown = page.page(list(own.passages.all()), figures, returned(own))
    is_open = own.state == ConsolidationState.DRAFTING
    return {
        "own": own,
        "cycle": own.cycle,
        "shown": [one for one in shown if not one.appendix],
        "appendices": [one for one in shown if one.appendix],
        "outline": page.outline(shown),
        "stale": sum(1 for one in shown if one.passage.is_stale),
        "figure_count": len(figures),
        "office": paper.office_of(own.plan, request.user),
        "subject": paper.subject(own),
        "crumbs": crumbs(own.cycle, own),
        "may_edit": is_open and request.user.can(Can.REPORT_EDIT),
        "can_reopen": request.user.can(Can.REPORT_EDIT),
    }


def returned(own: Consolidation) -> frozenset[str]:
    """The figures of indicators of which a unit's cell was sent back and has not come again."""
    open_ones = CellReturn.objects.filter(cell__obligation__cycle=own.cycle_id, settled_at=None)
    codes = open_ones.values_list("cell__indicator__code", flat=True).distinct()
    return frozenset(f"ind.{code}" for code in codes)


def crumbs(cycle: Cycle, own: Consolidation | None = None) -> list[tuple[str, str]]:
    here = reverse("reports:consolidation", args=[own.pk]) if own else ""
    return [
        (_("Reports"), address("reports:index")),
        (cycle.label, address("reports:cycle", cycle.pk)),
        (_("Consolidated report"), here),
    ]


def back_to(pk: int) -> str:
    return reverse("reports:consolidation", args=[pk])


def address(name: str, *args: int) -> str:
    """A page of the office's side of reports; blank while there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@require_POST
@requires(Can.REPORT_EDIT)
def redraft(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.redraft(found(request, pk), by=request.user)
    messages.success(request, _("The report now says what the data say at this moment."))
    return redirect("reports:consolidation", pk)


@require_POST
@requires(Can.REPORT_EDIT)
def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Look at the sources now, without waiting."""
    count = actions.compare_sources(found(request, pk), by=request.user)
    if not count:
        messages.success(request, _("No source has changed since the draft."))
    return redirect("reports:consolidation", pk)


@requires(Can.REPORT_EDIT)
def passage(request: SignedInRequest, pk: int, passage: int) -> HttpResponse:
    """Change the words of a passage; its figures come along as {125}."""
    own = passage_of(request, pk, passage)
    form = PassageForm(request.POST or None, passage=own)
    if request.method == "POST" and form.is_valid():
        actions.reword(own, form.cleaned_data["words"], by=request.user)
        return back(own)
    facts: dict[str, Any] = {"passage": own, "form": form, "own": own.consolidation}
    if request.htmx and not request.htmx.history_restore_request and request.method == "GET":
        return render(request, "reports/_passage.html", facts)
    whole = context(request, found(request, pk))
    return render(request, "reports/consolidation.html", whole | facts)


def back(own: Passage) -> HttpResponse:
    """To the passage, where the eye was."""
    return redirect(f"{reverse('reports:consolidation', args=[own.consolidation_id])}#p-{own.pk}")


@require_POST
@requires(Can.REPORT_EDIT)
def restore(request: SignedInRequest, pk: int, passage: int) -> HttpResponse:
    own = passage_of(request, pk, passage)
    actions.reword(own, "", by=request.user)
    return back(own)


@require_POST
@requires(Can.REPORT_EDIT)
def leave_out(request: SignedInRequest, pk: int, passage: int) -> HttpResponse:
    own = passage_of(request, pk, passage)
    actions.leave_out(own, request.POST.get("out") == "1", by=request.user)
    return back(own)


@requires(Can.REPORT_EDIT)
def pictures(request: SignedInRequest, pk: int, passage: int) -> HttpResponse:
    """Which of the units' photos go into the report."""
    own = passage_of(request, pk, passage)
    if request.method == "POST":
        picked = [int(one) for one in request.POST.getlist("evidence") if one.isdecimal()]
        actions.choose_pictures(own, picked, by=request.user)
        return back(own)
    facts = {
        "passage": own,
        "own": own.consolidation,
        "offered": own.facts.get("offered", []),
        "chosen": own.facts.get("chosen", []),
        "crumbs": crumbs(own.consolidation.cycle, own.consolidation),
    }
    return render(request, "reports/consolidation_pictures.html", facts)


@requires(Can.REPORT_VIEW)
def chart(request: SignedInRequest, pk: int, passage: int) -> HttpResponse:
    """The picture that stands in the document too."""
    own = get_object_or_404(found(request, pk).passages, pk=passage, kind=PassageKind.CHART)
    figures = {one.code: one for one in own.consolidation.figures.defer("rows")}
    response = HttpResponse(charts.svg(own.facts, values_of(figures)), "image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, no-cache"
    return response


@requires(Can.REPORT_VIEW)
def docx(request: SignedInRequest, pk: int) -> HttpResponse:
    """The report as a file; ``?trace=1`` with its sources as an appendix."""
    own = found(request, pk)
    content = actions.written(own, for_=request.user, with_trace=request.GET.get("trace") == "1")
    response = HttpResponse(content, DOCX)
    name = slugify(own.cycle.label.replace("đ", "d").replace("Đ", "D"))[:80] or "bao-cao"
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    response["Cache-Control"] = "private, no-store"
    return response


@requires(Can.REPORT_EDIT)
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    own = found(request, pk)
    if request.method == "POST":
        made = actions.hand_over(own, by=request.user, with_trace=request.POST.get("trace") == "1")
        messages.success(
            request, _("The report is now a draft document: “%(subject)s”.") % {"subject": made}
        )
        return redirect(address("documents:paper", made.pk) or back_to(pk))
    passages = own.passages.all()
    facts = {
        "own": own,
        "crumbs": crumbs(own.cycle, own),
        "composition": actions.composed(own, for_=request.user),
        "stale": passages.filter(is_stale=True, is_left_out=False).count(),
        "left_out": passages.filter(is_left_out=True, clause__isnull=False).count(),
    }
    return render(request, "reports/consolidation_hand_over.html", facts)
