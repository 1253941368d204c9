"""Confirming clause by clause: the machine reads, the officer decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from khuevan.kit.components import State
from khuevan.kit.errors import Refused
from khuevan.people.http import SignedInRequest
from khuevan.people.models import Organisation, UnitGroup
from khuevan.people.names import Index
from khuevan.people.permissions import Can, requires
from khuevan.plans import actions, doubts
from khuevan.plans.actions import TaskChange
from khuevan.plans.enums import ClauseKind
from khuevan.plans.forms.plans import BulkForm, ClauseForm
from khuevan.plans.models import Clause, Plan, Task, TaskUnit
from khuevan.plans.progress import gaps, is_sure
from khuevan.plans.sheet import Decoration, sheet
from khuevan.plans.trace import names_on
from khuevan.plans.views.page import context, found

OFFERED_NAMES = 12


def clauses_of(plan: Plan) -> list[Clause]:
    """In order, with tasks and units: three queries."""
    units = TaskUnit.objects.select_related("organisation", "group")
    tasks = Task.objects.prefetch_related(Prefetch("units", queryset=units))
    found_clauses = plan.clauses.select_related("confirmed_by").defer("search")
    return list(found_clauses.prefetch_related(Prefetch("tasks", queryset=tasks)))


@requires(Can.PLAN_EDIT)
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where the work stopped: the first clause not confirmed, else the first of all."""
    plan = found(request, pk)
    clause = plan.clauses.unconfirmed().first() or plan.clauses.first()
    if clause is None:
        return redirect("plans:detail", plan.pk)
    return redirect("plans:clause", plan.pk, clause.pk)


@requires(Can.PLAN_EDIT)
def clause(request: SignedInRequest, pk: int, clause_pk: int) -> HttpResponse:
    plan = found(request, pk)
    clauses = clauses_of(plan)
    current = next((one for one in clauses if one.pk == clause_pk), None)
    if current is None:
        return redirect("plans:confirm", plan.pk)
    return shown(request, plan, clauses, current, ClauseForm(current))


@require_POST
@requires(Can.PLAN_EDIT)
def decide(request: SignedInRequest, pk: int, clause_pk: int) -> HttpResponse:
    """One form, several buttons: confirm, save, add a task, split one, reopen."""
    plan = found(request, pk)
    clauses = clauses_of(plan)
    current = next((one for one in clauses if one.pk == clause_pk), None)
    if current is None:
        return redirect("plans:confirm", plan.pk)
    form = ClauseForm(current, request.POST)
    if not form.is_valid():
        return shown(request, plan, clauses, current, form)
    verb = request.POST.get("do", "confirm")
    _carry_out(verb, plan, form, request)
    if verb in {"confirm", "later"}:
        return redirect(_address(_after(clauses, current)))
    return redirect(_address(current))


def _carry_out(verb: str, plan: Plan, form: ClauseForm, request: SignedInRequest) -> None:
    clause, by = form.clause, request.user
    version = form.kind.cleaned_data["version"]
    kind = ClauseKind(form.kind.cleaned_data["kind"])
    if verb == "later":
        return
    if verb == "reopen":
        actions.reopen(clause, version=version, by=by)
        return
    tasks = form.changes(Index.load(on=names_on(plan)) if form.wants_names else None)
    if verb == "confirm":
        actions.confirm(clause, kind, tasks, version=version, by=by)
        return
    if verb == "add":
        tasks.append(TaskChange(text=clause.text))
    elif verb.startswith("split-"):
        tasks = _with_split(tasks, verb, clause)
    actions.change(clause, tasks, version=version, kind=kind, by=by)


def _with_split(tasks: list[TaskChange], verb: str, clause: Clause) -> list[TaskChange]:
    pk = int(verb.removeprefix("split-") or 0)
    task = next((one for one in clause.tasks.all() if one.pk == pk), None)
    if task is None:
        raise Refused(_("This task is no longer there. Look at the clause as it is now."))
    return [*(one for one in tasks if one.pk != pk), *actions.split(task)]


def shown(
    request: SignedInRequest, plan: Plan, clauses: list[Clause], current: Clause, form: ClauseForm
) -> HttpResponse:
    place = clauses.index(current)
    done = sum(one.is_confirmed for one in clauses)
    facts = context(request, plan) | {
        "sheet": sheet(plan, clauses, _margins(clauses, current)),
        "clause": current,
        "form": form,
        "doubts": doubts.of_clause(plan, current),
        "is_sure": is_sure(plan, current),
        "done": done,
        "total": len(clauses),
        "left": gaps(clauses),
        "sure": sum(is_sure(plan, one) for one in clauses if not one.is_confirmed),
        "principles": sum(
            one.kind == ClauseKind.PRINCIPLE and not one.is_confirmed for one in clauses
        ),
        "progress": [(State.DONE, done), (State.UNANSWERED, len(clauses) - done)],
        "before": clauses[place - 1] if place else None,
        "after": clauses[place + 1] if place + 1 < len(clauses) else None,
    }
    status = 200 if form.posted is None else 422
    return render(request, "plans/confirm.html", facts, status=status)


def _margins(clauses: list[Clause], current: Clause) -> dict[int, Decoration]:
    return {
        one.pk: Decoration(
            state=_look(one, is_open=one.pk == current.pk),
            note=str(ClauseKind(one.kind).label),
            url=_address(one),
            on=one.pk == current.pk,
            label=str(_("confirmed")) if one.is_confirmed else str(_("not confirmed yet")),
        )
        for one in clauses
    }


def _look(clause: Clause, *, is_open: bool) -> str:
    if is_open:
        return State.DOING
    return State.DONE if clause.is_confirmed else State.UNANSWERED


def _after(clauses: list[Clause], current: Clause) -> Clause:
    """The next one not confirmed, from here on, then from the top; else the next."""
    place = clauses.index(current)
    following = [*clauses[place + 1 :], *clauses[:place]]
    return next((one for one in following if not one.is_confirmed), (following or [current])[0])


def _address(clause: Clause) -> str:
    url = reverse("plans:clause", args=[clause.plan_id, clause.pk])
    return f"{url}#clause-{clause.pk}"


@require_POST
@requires(Can.PLAN_EDIT)
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    clauses = actions.undo(plan, by=request.user)
    count = len(clauses)
    messages.success(
        request,
        ngettext("Undone: %(place)s.", "Undone in %(count)d clauses.", count)
        % {"count": count, "place": clauses[0].path},
    )
    return redirect(_address(clauses[0]))


@require_POST
@requires(Can.PLAN_EDIT)
def confirm_sure(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that were read without a doubt; ``kind=principle`` only those of one kind."""
    plan = found(request, pk)
    kind = request.POST.get("kind", "")
    wanted = ClauseKind(kind) if kind in ClauseKind.values else None
    count = actions.confirm_sure(plan, kind=wanted, by=request.user)
    _say_changed(request, count)
    return redirect("plans:confirm", plan.pk)


@require_POST
@requires(Can.PLAN_EDIT)
def keep_words(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    _say_changed(request, actions.keep_words(plan, by=request.user))
    return redirect("plans:clauses", plan.pk)


@requires(Can.PLAN_EDIT)
def clauses(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """All clauses as a table, to tick several and set one thing for all of them."""
    plan = found(request, pk)
    rows = clauses_of(plan)
    form = BulkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _bulk(request, plan, rows, form)
    lines = [ClauseLine(one, is_sure(plan, one)) for one in rows]
    facts = context(request, plan) | {"lines": lines, "form": form}
    return render(request, "plans/clauses.html", facts)


@dataclass(frozen=True, slots=True)
class ClauseLine:
    clause: Clause
    is_sure: bool

    @property
    def tasks(self) -> list[Task]:
        return [task for task in self.clause.tasks.all() if task.cancelled_at is None]


def _bulk(request: SignedInRequest, plan: Plan, rows: list[Clause], form: BulkForm) -> HttpResponse:
    """The boxes carry the version that the officer saw: ``row`` is "id:version"."""
    ticked = dict(value.split(":", 1) for value in request.POST.getlist("row") if ":" in value)
    seen = [
        actions.Seen(one, int(ticked[str(one.pk)]))
        for one in rows
        if ticked.get(str(one.pk), "").isdecimal()
    ]
    if not seen:
        raise Refused(_("Tick at least one clause."))
    if request.POST.get("do") == "confirm":
        count = actions.confirm_all(seen, by=request.user)
    else:
        wanted = form.change(Index.load(on=names_on(plan)) if form.cleaned_data["name"] else None)
        count = actions.change_all(seen, wanted, by=request.user)
    _say_changed(request, count)
    return redirect("plans:clauses", plan.pk)


def _say_changed(request: SignedInRequest, count: int) -> None:
    messages.success(
        request,
        ngettext("%(count)d clause changed.", "%(count)d clauses changed.", count)
        % {"count": count},
    )


@requires(Can.PLAN_EDIT)
def names(request: SignedInRequest) -> HttpResponse:
    """Names of units and groups for a field being typed in (an htmx fragment)."""
    typed = str(next(iter(request.GET.values()), "")).strip()
    offered: list[str] = []
    if len(typed) > 1:
        units = Organisation.objects.matching(typed).filter(valid_to=None)
        offered = [unit.name_vi for unit in units[:OFFERED_NAMES]]
        groups = UnitGroup.objects.filter(name_vi__icontains=typed)
        offered = [*(group.name_vi for group in groups[:3]), *offered]
    return render(request, "plans/_names.html", {"names": offered})
