"""What stands above a plan, what two plans dispute, and last year's plan beside this year's."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.kit.errors import Refused
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.plans import actions, compare, exports
from khuevan.plans import trace as reads
from khuevan.plans.conflicts import conflicts
from khuevan.plans.forms.plans import JudgeForm
from khuevan.plans.models import Clause, ClauseLink, Plan, TaskPair
from khuevan.plans.views.page import context, found

OFFERED = 30


@requires(Can.PLAN_VIEW)
def trace(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    parents = list(plan.parents.all())
    known = [plan.pk, *(parent.pk for parent in parents)]
    others = Plan.objects.visible_to(request.user).exclude(pk__in=known)
    facts = context(request, plan) | {
        "trace": reads.trace(plan),
        "bases": reads.bases(plan, request.user),
        "parents": parents,
        "children": plan.children.visible_to(request.user),
        "others": others.defer("text", "parts", "reading")[:OFFERED],
        "links": ClauseLink.objects.filter(clause__plan=plan)
        .select_related("clause", "parent__plan")
        .order_by("clause__order"),
        "served": ClauseLink.objects.filter(parent__plan=plan)
        .select_related("clause__plan", "parent")
        .order_by("parent__order"),
    }
    return render(request, "plans/trace.html", facts)


@require_POST
@requires(Can.PLAN_EDIT)
def set_parent(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    parent = _other(request, request.POST.get("parent", ""))
    actions.set_parent(plan, parent, by=request.user)
    return redirect("plans:trace", plan.pk)


@require_POST
@requires(Can.PLAN_EDIT)
def remove_parent(request: SignedInRequest, pk: int, parent_pk: int) -> HttpResponse:
    plan = found(request, pk)
    parent = get_object_or_404(plan.parents, pk=parent_pk)
    actions.remove_parent(plan, parent, by=request.user)
    return redirect("plans:trace", plan.pk)


@requires(Can.PLAN_EDIT)
def link(request: SignedInRequest, pk: int, clause_pk: int) -> HttpResponse:
    """Choose the clause of a parent plan that this clause fulfils; the likest stand first."""
    plan = found(request, pk)
    clause = get_object_or_404(plan.clauses, pk=clause_pk)
    parents = plan.parents.visible_to(request.user)
    if request.method == "POST":
        wanted = request.POST.get("parent", "")
        above = Clause.objects.filter(plan__in=parents)
        parent = get_object_or_404(above, pk=int(wanted) if wanted.isdecimal() else 0)
        actions.link(clause, parent, by=request.user)
        return redirect("plans:trace", plan.pk)
    facts = context(request, plan) | {
        "clause": clause,
        "offered": reads.offered(clause, parents),
        "parents": parents,
    }
    return render(request, "plans/link.html", facts)


@require_POST
@requires(Can.PLAN_EDIT)
def unlink(request: SignedInRequest, pk: int, link_pk: int) -> HttpResponse:
    plan = found(request, pk)
    links = ClauseLink.objects.select_related("clause", "parent").filter(clause__plan=plan)
    made = get_object_or_404(links, pk=link_pk)
    actions.unlink(made, by=request.user)
    return redirect("plans:trace", plan.pk)


@requires(Can.PLAN_VIEW)
def disputes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Work that another plan gives to somebody else; each plan keeps its own lead (PLN-2)."""
    plan = found(request, pk)
    shown = conflicts(plan)
    facts = context(request, plan) | {
        "confirmed": [one for one in shown if one.is_confirmed],
        "asked": [one for one in shown if not one.is_confirmed],
    }
    return render(request, "plans/conflicts.html", facts)


@require_POST
@requires(Can.PLAN_EDIT)
def judge(request: SignedInRequest, pk: int, pair_pk: int) -> HttpResponse:
    plan = found(request, pk)
    pairs = TaskPair.objects.filter(first__plan=plan) | TaskPair.objects.filter(second__plan=plan)
    pair = get_object_or_404(pairs, pk=pair_pk)
    form = JudgeForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Say whether it is the same work or different work."))
    actions.judge(pair, is_same=form.cleaned_data["is_same"], by=request.user)
    return redirect("plans:conflicts", plan.pk)


@require_POST
@requires(Can.PLAN_EDIT)
def look(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    actions.look_for_pairs(plan)
    return redirect("plans:conflicts", plan.pk)


@requires(Can.PLAN_VIEW)
def differ(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Last year's plan beside this one; ``with`` names another to compare with."""
    plan = found(request, pk)
    wanted = request.GET.get("with", "")
    earlier = _other(request, wanted) if wanted else _last_year(request, plan)
    rows = _compared(earlier, plan) if earlier else []
    if request.GET.get("format") == "xlsx":
        return exports.COMPARISON.respond(rows)
    counts = {change.value: sum(row.change == change for row in rows) for change in compare.Change}
    show = request.GET.get("show", "")
    others = Plan.objects.visible_to(request.user).exclude(pk=plan.pk)
    facts = context(request, plan) | {
        "earlier": earlier,
        "rows": [row for row in rows if (row.change == show if show else row.change != "same")],
        "counts": counts,
        "show": show,
        "others": others.defer("text", "parts", "reading")[:OFFERED],
    }
    return render(request, "plans/compare.html", facts)


def _compared(earlier: Plan, plan: Plan) -> list[compare.Row]:
    return compare.rows(list(earlier.clauses.defer("search")), list(plan.clauses.defer("search")))


def _last_year(request: SignedInRequest, plan: Plan) -> Plan | None:
    """The plan it follows, else the likest title of the year before."""
    visible = Plan.objects.visible_to(request.user)
    if plan.previous_id:
        return visible.filter(pk=plan.previous_id).first()
    return compare.likest(plan, visible.filter(year=plan.year - 1))


def _other(request: SignedInRequest, pk: str) -> Plan:
    visible = Plan.objects.visible_to(request.user)
    return get_object_or_404(visible, pk=int(pk) if pk.isdecimal() else 0)
