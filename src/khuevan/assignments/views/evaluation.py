"""Units by published criteria (R59): the figures, the form, the criteria themselves."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.assignments import actions
from khuevan.assignments.actions import evaluating
from khuevan.assignments.enums import Formula
from khuevan.assignments.forms import CriterionForm, EvaluationForm, PeriodForm
from khuevan.assignments.models import Assignment, Criterion, Evaluation
from khuevan.kit.lists import Column, Empty, ListDef, respond
from khuevan.people.http import SignedInRequest
from khuevan.people.models import Organisation
from khuevan.people.permissions import Can, requires


def linked(one: Evaluation) -> str:
    url = reverse("assignments:evaluate", args=[one.organisation_id])
    return format_html(
        '<a class="link" href="{}?starts={}&amp;ends={}">{}</a>',
        url, one.starts.isoformat(), one.ends.isoformat(), one.organisation.name,
    )  # fmt: skip


def whole(one: Evaluation) -> int | None:
    return evaluating.total({score.criterion: score.value for score in one.scores.all()})


def by_criterion(one: Evaluation) -> str:
    """ "Done on time 80; Received promptly 100": what could be measured."""
    return "; ".join(
        f"{score.criterion.name} {score.value}"
        for score in one.scores.all()
        if score.value is not None
    )


# In the order of protocol, never of merit: units are not ranked.
EVALUATIONS = ListDef(
    name="assignments.evaluations",
    title=gettext_lazy("Evaluations of units"),
    columns=(
        Column("unit", gettext_lazy("Unit"), lambda e: e.organisation.name, linked, head=True),
        Column("starts", gettext_lazy("From"), lambda e: e.starts, kind="date"),
        Column("ends", gettext_lazy("To"), lambda e: e.ends, kind="date"),
        Column("whole", gettext_lazy("Of 100"), whole, kind="int"),
        Column("scores", gettext_lazy("By criterion"), by_criterion, width=60),
        Column("note", gettext_lazy("Remark"), lambda e: e.note),
        Column("by", gettext_lazy("By"), lambda e: e.by.full_name, hidden=True),
        Column("at", gettext_lazy("On"), lambda e: e.at, kind="datetime", hidden=True),
    ),
    search=("organisation__search",),
    order=("-starts", "organisation__protocol_order", "organisation__sort_key"),
    empty=Empty(
        gettext_lazy("No unit has been evaluated yet"),
        gettext_lazy("Open a unit below: its figures are computed from what is on record."),
        icon="report",
    ),
    wide=True,
)


@requires(Can.ASSIGNMENT_VIEW_ALL)
def index(request: SignedInRequest) -> HttpResponseBase:
    every = Evaluation.objects.select_related("organisation", "by")
    with_work = Organisation.objects.filter(assignments__isnull=False).distinct()
    words = request.GET.get("unit", "").strip()
    chosen: QuerySet[Organisation] = with_work.matching(words) if words else with_work
    facts = {"units": chosen[:60], "words": words}
    return respond(
        request, EVALUATIONS, every.prefetch_related("scores__criterion"),
        "assignments/evaluations.html", facts,
    )  # fmt: skip


def last_quarter(today: date) -> tuple[date, date]:
    """The calendar quarter before this one, both days included."""
    first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    ends = first - timedelta(days=1)
    return ends.replace(month=ends.month - 2, day=1), ends


@requires(Can.ASSIGNMENT_VIEW_ALL)
def evaluate(request: SignedInRequest, pk: int) -> HttpResponse:
    """The figures of a unit over a period, and the form of whoever may judge."""
    unit = get_object_or_404(Organisation, pk=pk)
    period = PeriodForm(request.GET if "starts" in request.GET else None)
    starts, ends = last_quarter(timezone.localdate())
    if period.is_valid():
        starts, ends = period.cleaned_data["starts"], period.cleaned_data["ends"]
    elif not period.is_bound:
        period = PeriodForm(initial={"starts": starts, "ends": ends})
    criteria = list(Criterion.objects.filter(is_active=True))
    judged = [one for one in criteria if one.formula == Formula.MANUAL]
    known = unit.evaluations.filter(starts=starts, ends=ends).first()
    may = request.user.can(Can.ASSIGNMENT_JUDGE)
    form = EvaluationForm(request.POST or None, criteria=judged, initial=filled(known))
    if request.method == "POST" and may and form.is_valid():
        says = judgements(form, judged)
        actions.evaluate(unit, starts, ends, says, note=form.cleaned_data["note"], by=request.user)
        messages.success(request, _("The evaluation is recorded; the unit sees it on its page."))
        return redirect(f"{request.path}?starts={starts.isoformat()}&ends={ends.isoformat()}")
    figures = evaluating.figures(unit, starts, ends)
    facts = {
        "unit": unit, "period": period, "starts": starts, "ends": ends, "form": form,
        "may_judge": may, "known": known,
        "rows": [(one, figures.get(Formula(one.formula))) for one in criteria],
        "tasks": Assignment.objects.of(unit.pk).filter(due__gte=starts, due__lte=ends).count(),
        "crumbs": [(_("Evaluations"), reverse("assignments:evaluations"))],
    }  # fmt: skip
    return render(request, "assignments/evaluate.html", facts, status=400 if form.errors else 200)


def filled(known: Evaluation | None) -> dict[str, object]:
    if known is None:
        return {}
    found: dict[str, object] = {"note": known.note}
    for score in known.scores.all():
        found[f"value_{score.criterion_id}"] = score.value
        found[f"remark_{score.criterion_id}"] = score.remark
    return found


def judgements(form: EvaluationForm, judged: list[Criterion]) -> dict[int, actions.Judged]:
    return {
        one.pk: actions.Judged(
            form.cleaned_data[f"value_{one.pk}"], form.cleaned_data[f"remark_{one.pk}"]
        )
        for one in judged
    }


@requires(Can.ASSIGNMENT_VIEW_ALL)
def criteria(request: SignedInRequest) -> HttpResponse:
    facts = {
        "criteria": Criterion.objects.all(),
        "may_judge": request.user.can(Can.ASSIGNMENT_JUDGE),
        "crumbs": [(_("Evaluations"), reverse("assignments:evaluations"))],
    }
    return render(request, "assignments/criteria.html", facts)


@requires(Can.ASSIGNMENT_JUDGE)
def criterion(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    known = get_object_or_404(Criterion, pk=pk) if pk else Criterion()
    form = CriterionForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        actions.set_criterion(form.save(commit=False), by=request.user)
        messages.success(request, _("The criterion is set; units see it on their page."))
        return redirect("assignments:criteria")
    facts = {
        "form": form,
        "known": known,
        "crumbs": [(_("Criteria"), reverse("assignments:criteria"))],
    }
    return render(request, "assignments/criterion.html", facts, status=400 if form.errors else 200)
