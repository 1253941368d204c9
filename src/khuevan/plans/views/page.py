"""One plan as itself, with what is known and what can be done beside it."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents import citing
from khuevan.documents.downloads import answer
from khuevan.kit import audit
from khuevan.kit.components import State
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.plans import actions, doubts, guidance, trace
from khuevan.plans.conflicts import Conflict, conflicts, of_clauses
from khuevan.plans.enums import MOVES, ClauseKind, Kind, PlanState
from khuevan.plans.models import Clause, Plan
from khuevan.plans.sheet import Decoration, sheet
from khuevan.plans.views.register import LOOKS

HISTORY = 12


def found(request: SignedInRequest, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)


@requires(Can.PLAN_VIEW)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    clauses = list(plan.clauses.defer("search"))
    shown = conflicts(plan)
    facts = context(request, plan) | {
        "sheet": sheet(plan, clauses, decorations(plan, clauses, shown)),
        "bases": trace.bases(plan, request.user),
        "papers": citing.papers_of(plan, plan.number, plan.number_year, request.user),
        "parents": plan.parents.all(),
        "children": plan.children.visible_to(request.user),
        "conflicts": [one for one in shown if one.is_confirmed],
        "questions": sum(not one.is_confirmed for one in shown),
        "confirmed": sum(clause.is_confirmed for clause in clauses),
        "total": len(clauses),
        "history": history(plan),
        "doubts": doubts.of_plan(plan),
        "overrides": plan.overrides.select_related("by"),
        "standings": _guidance(request, plan),
    }
    return render(request, "plans/detail.html", facts)


def _guidance(request: SignedInRequest, plan: Plan) -> list[guidance.Standing]:
    """What departments said stays inside the office."""
    if not request.user.can(Can.ASSIGNMENT_VIEW_ALL):
        return []
    return guidance.of_plan(plan, timezone.localdate())


def context(request: SignedInRequest, plan: Plan) -> dict[str, object]:
    """What every page of a plan shows above its own content."""
    user = request.user
    return {
        "plan": plan,
        "state": PlanState(plan.state),
        "look": LOOKS[PlanState(plan.state)],
        "may": {state.value for state in MOVES[PlanState(plan.state)]},
        "can_edit": user.can(Can.PLAN_EDIT),
        "sees_work": user.can(Can.ASSIGNMENT_VIEW_ALL),
        "can_send": user.can(Can.TASK_SEND) and actions.may_send(plan),
        "can_approve": user.can(Can.PLAN_APPROVE),
        "can_override": user.can(Can.GATE_OVERRIDE) and not actions.may_send(plan),
        "is_submitter": plan.submitted_by_id == user.pk,
        "crumbs": [
            (_("Plans"), reverse("plans:index")),
            (plan.title, reverse("plans:detail", args=[plan.pk])),
        ],
    }


def decorations(plan: Plan, clauses: list[Clause], shown: list[Conflict]) -> dict[int, Decoration]:
    """Kind in the margin; a clause that another plan gives to another lead is marked."""
    disputed = of_clauses(shown)
    return {
        clause.pk: Decoration(
            state=_state(plan, clause, is_disputed=clause.pk in disputed),
            note=_note(clause, disputed.get(clause.pk, [])),
            label=_("two plans, two leads") if clause.pk in disputed else "",
        )
        for clause in clauses
    }


def _state(plan: Plan, clause: Clause, *, is_disputed: bool) -> str:
    if is_disputed:
        return State.DOING
    if plan.is_editable:
        return State.DONE if clause.is_confirmed else State.UNANSWERED
    return ""


def _note(clause: Clause, disputed: list[Conflict]) -> str:
    kind = str(ClauseKind(clause.kind).label)
    if not disputed:
        return kind
    other = disputed[0]
    return _("%(plan)s gives this to %(lead)s") % {
        "plan": other.theirs.plan.number or other.theirs.plan.title,
        "lead": ", ".join(other.their_leads),
    }


def history(plan: Plan) -> list[tuple[str, str, str]]:
    rows = []
    for event in audit.history(plan)[:HISTORY]:
        words = [event.by_name, _what(event.kind, event.after)]
        if event.why:
            words.append(f"“{event.why}”")
        day = f"{timezone.localtime(event.at):%d/%m/%Y}"
        rows.append((day, ": ".join(words[:2]) + " ".join(["", *words[2:]]), ""))
    return rows


def _what(kind: str, after: str) -> str:
    if kind == "plans.state_changed" and after in PlanState.values:
        return str(PlanState(after).label)
    return str(Kind(kind).label)


@requires(Can.PLAN_VIEW)
def source(request: SignedInRequest, pk: int) -> FileResponse:
    """The file as it came; whoever may see the plan may have it."""
    plan = found(request, pk)
    return answer(plan.source)
