"""Sources with their tranches and the difference between them; norms with their dates."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from khuevan.budget import actions, availability, seeds
from khuevan.budget.actions import Tranche
from khuevan.budget.arithmetic import total
from khuevan.budget.enums import Level, LineKind
from khuevan.budget.forms import NormForm, SourceForm, TrancheForm
from khuevan.budget.models import Allocation, FundingSource, Norm
from khuevan.budget.views.frame import trail
from khuevan.kit.components import status
from khuevan.kit.lists import Column, Empty, Filter, ListDef, for_reader, respond
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


@requires(Can.BUDGET_VIEW)
def sources(request: SignedInRequest) -> HttpResponse:
    rows = FundingSource.objects.visible_to(request.user).with_ceiling()
    facts = {
        "sources": rows, "may_keep": request.user.can(Can.BUDGET_KEEP),
        "crumbs": [*trail(), (_("Funding sources"), "")],
    }  # fmt: skip
    return render(request, "budget/sources.html", facts)


def source_of(request: SignedInRequest, pk: int) -> FundingSource:
    return get_object_or_404(FundingSource.objects.visible_to(request.user), pk=pk)


@dataclass(frozen=True, slots=True)
class Step:
    """A tranche with what the source had before it and has after it (R02)."""

    allocation: Allocation
    before: Decimal

    @property
    def after(self) -> Decimal:
        return self.before + self.allocation.amount


def ladder(allocations: list[Allocation]) -> list[Step]:
    """The tranches of one level, each on what was there."""
    amounts = [one.amount for one in allocations]
    return [Step(one, total(amounts[:place])) for place, one in enumerate(allocations)]


@requires(Can.BUDGET_VIEW)
def source(request: SignedInRequest, pk: int) -> HttpResponse:
    one = source_of(request, pk)
    rows = list(one.allocations.select_related("decision", "by"))
    levels = [
        (level.label, ladder([x for x in rows if x.level == level]), one.total(level))
        for level in Level
    ]
    facts = {
        "source": one, "levels": levels, "room": availability.room(one),
        "estimates": one.estimates.select_related("prepared_by")[:50],
        "may_keep": request.user.can(Can.BUDGET_KEEP),
        "crumbs": [*trail(), (_("Funding sources"), reverse("budget:sources")), (str(one), "")],
    }  # fmt: skip
    return render(request, "budget/source.html", facts)


@requires(Can.BUDGET_KEEP)
def edit_source(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    one = source_of(request, pk) if pk else FundingSource(year=timezone.localdate().year)
    form = SourceForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        made = actions.set_source(form.save(commit=False), by=request.user)
        messages.success(request, _("Kept."))
        return redirect(made)
    title = str(one) if one.pk else _("Add a funding source")
    return _form_page(request, form, title, (_("Funding sources"), reverse("budget:sources")))


@requires(Can.BUDGET_KEEP)
def allocate(request: SignedInRequest, pk: int) -> HttpResponse:
    one = source_of(request, pk)
    form = TrancheForm(request.POST or None, initial={"level": Level.GRANTED})
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data
        facts = Tranche(
            kept["level"], kept["tranche"], kept["amount"], kept["decision"], kept["note"]
        )
        actions.allocate(one, facts, by=request.user)
        messages.success(request, _("The tranche was entered."))
        return redirect(one)
    return _form_page(request, form, _("Enter a tranche"), (str(one), one.get_absolute_url()))


def _form_page(
    request: SignedInRequest, form: SourceForm | TrancheForm | NormForm, title: str,
    above: tuple[str, str],
) -> HttpResponse:  # fmt: skip
    facts = {"form": form, "title": title, "crumbs": [*trail(), above, (title, "")]}
    return render(request, "budget/form.html", facts, status=400 if form.errors else 200)


def norm_link(norm: Norm) -> str:
    return format_html(
        '<a class="link" href="{}">{}</a>', reverse("budget:norm", args=[norm.pk]), norm.name
    )


def norm_state(norm: Norm) -> str:
    if norm.rate is None:
        return status("unanswered", _("To be entered"))
    if norm.is_valid(timezone.localdate()):
        return status("done", _("In force"))
    over = norm.valid_to is not None and norm.valid_to < timezone.localdate()
    return status("cancelled", _("Out of date")) if over else status("received", _("Not yet"))


NORMS = ListDef(
    name="budget.norms",
    title=gettext_lazy("Norms"),
    columns=(
        Column("name", gettext_lazy("Norm"), lambda n: n.name, norm_link, ("name",), head=True,
               width=44),
        Column("kind", gettext_lazy("Pays for"), lambda n: n.get_kind_display(), order=("kind",)),
        Column("rate", gettext_lazy("Rate in đồng"),
               lambda n: None if n.rate is None else int(n.rate), order=("rate",), kind="int"),
        Column("unit", gettext_lazy("Unit"), lambda n: n.unit),
        Column("source", gettext_lazy("Document, article"), lambda n: n.cited),
        Column("from", gettext_lazy("Valid from"), lambda n: n.valid_from, kind="date"),
        Column("to", gettext_lazy("Last valid day"), lambda n: n.valid_to, kind="date"),
        Column("state", gettext_lazy("State"), lambda n: "", norm_state),
        Column("hint", gettext_lazy("hint"), lambda n: n.hint, hidden=True),
    ),
    filters=(
        Filter("kind", gettext_lazy("Pays for"), tuple(LineKind.choices),
               lambda rows, value: rows.filter(kind=value)),
    ),
    search=("search",),
    order=("kind", "code", "-valid_from", "pk"),
    empty=Empty(
        gettext_lazy("No norm yet"),
        gettext_lazy("Enter the rates that documents set, each with its article and its days."),
        gettext_lazy("Add a norm"), "/budget/norms/new/", icon="book",
    ),
    wide=True,
)  # fmt: skip


@requires(Can.BUDGET_VIEW)
def norms(request: SignedInRequest) -> HttpResponseBase:
    may = request.user.can(Can.BUDGET_KEEP)
    facts = {
        "may_keep": may, "usual": len(seeds.missing()) if may else 0, "blank": Norm.objects.filter(rate=None).count(),
        "crumbs": [*trail(), (_("Norms"), "")],
    }  # fmt: skip
    rows = Norm.objects.select_related("basis")
    return respond(request, for_reader(NORMS, may_act=may), rows, "budget/norms.html", facts)


@require_POST
@requires(Can.BUDGET_KEEP)
def put_usual(request: SignedInRequest) -> HttpResponse:
    count = actions.put_usual_norms(by=request.user)
    messages.success(
        request, _("%(count)d norms were put in, their rates blank.") % {"count": count}
    )
    return redirect("budget:norms")


@requires(Can.BUDGET_VIEW)
def norm(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Norm.objects.select_related("basis", "entered_by"), pk=pk)
    facts = {
        "norm": one, "state": norm_state(one),
        "others": Norm.objects.filter(code=one.code).exclude(pk=pk).select_related("basis"),
        "may_keep": request.user.can(Can.BUDGET_KEEP),
        "crumbs": [*trail(), (_("Norms"), reverse("budget:norms")), (one.name, "")],
    }  # fmt: skip
    return render(request, "budget/norm.html", facts)


@requires(Can.BUDGET_KEEP)
def edit_norm(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    one = get_object_or_404(Norm, pk=pk) if pk else Norm()
    form = NormForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        made = actions.set_norm(form.save(commit=False), by=request.user)
        messages.success(request, _("Kept."))
        return redirect("budget:norm", pk=made.pk)
    title = one.name if pk else _("Add a norm")
    return _form_page(request, form, title, (_("Norms"), reverse("budget:norms")))
