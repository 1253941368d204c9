"""What becomes of a plan reaches its assignments: issued, it runs; called off, nothing is owed."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _

from khuevan.assignments import notices
from khuevan.assignments.actions import moves
from khuevan.assignments.actions.sending import units_of
from khuevan.assignments.enums import Kind, State
from khuevan.assignments.models import Assignment
from khuevan.assignments.models.assignments import AssignmentQuerySet
from khuevan.kit import audit, outbox, works
from khuevan.kit.audit import Actor
from khuevan.plans import actions as plans
from khuevan.plans.enums import Kind as PlanKind
from khuevan.plans.enums import PlanState
from khuevan.plans.models import Plan

CALLED_OFF = (PlanState.CANCELLED, PlanState.SUPERSEDED)


def follow_plans(*, by: Actor) -> int:
    """Bring the assignments up to what has become of their plans; how many were cancelled."""
    sent = Assignment.objects.filter(plan=OuterRef("pk"))
    for plan in _short(Exists(sent), state=PlanState.ISSUED):
        # Sent while it was only approved: with its number it is at work.
        plans.run(plan, by=by)
    return sum(call_off(plan, by=by) for plan in _short(Exists(sent.open()), state__in=CALLED_OFF))


def _short(*conditions: Exists, **fields: object) -> list[Plan]:
    return list(Plan.objects.filter(*conditions, **fields).defer("text", "parts", "reading"))


def call_off(plan: Plan, *, by: Actor) -> int:
    """Nobody owes anything of this plan any more, for the plan's own reason; how many were open."""
    outbox.cancel(plan, "assigned", "nudge")
    why, count = _reason(plan), 0
    for units in works.chunks(units_of(_open(plan))):
        count += _call_off(plan, units, why, by)
    return count


def _open(plan: Plan) -> AssignmentQuerySet:
    return Assignment.objects.filter(plan=plan).open()


def _reason(plan: Plan) -> str:
    """What was written when the plan was called off; units and histories read it in one language."""
    last = audit.history(plan).filter(kind=PlanKind.STATE_CHANGED, after=plan.state).first()
    with translation.override(notices.LANGUAGE):
        words = (
            _("The plan was cancelled")
            if plan.state == PlanState.CANCELLED
            else _("Another plan takes the place of this one")
        )
    return f"{words}: {last.why}" if last and last.why else words


@transaction.atomic
def _call_off(plan: Plan, units: list[int], why: str, by: Actor) -> int:
    """These units' open assignments, each with its record; one letter a unit."""
    rows = list(_open(plan).filter(organisation__in=units).select_for_update())
    for row in rows:
        moves.move(
            row, State.CANCELLED, by=by, kind=Kind.CANCELLED, why=why, word=why,
            sequence=F("sequence") + 1,
        )  # fmt: skip
    told = Assignment.objects.filter(pk__in=[row.pk for row in rows]).exclude(told_at=None)
    tasks = list(
        told.select_related("task__clause", "plan", "organisation").order_by("organisation", "pk")
    )
    known = notices.addresses(units)
    for unit in units:
        own = [task for task in tasks if task.organisation_id == unit]
        if own and unit in known:
            notices.tell_called_off(plan, own, why, known[unit])
    return len(rows)
