"""The gate of R29: nobody is summoned before plan and estimate are approved and the hall is right."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from khuevan.budget.enums import APPROVED, EstimateState
from khuevan.budget.models import Estimate
from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.plans.enums import SENDABLE, PlanState
from khuevan.training import agenda
from khuevan.training.enums import Kind, Mode, RunState
from khuevan.training.models import ClassRun, GateOpening
from khuevan.training.venue_rules import judge_run

SHORTEST_REASON = 10
"""Letters; a full stop is no reason."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must stand before units are summoned; ``why`` says how it stands now."""

    code: str
    name: str
    is_met: bool
    why: str
    page: str = ""
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    conditions: tuple[Condition, ...]
    opening: GateOpening | None = None

    @property
    def is_met(self) -> bool:
        return all(one.is_met for one in self.conditions)

    @property
    def is_open(self) -> bool:
        return self.is_met or self.opening is not None

    @property
    def lacking(self) -> tuple[Condition, ...]:
        return tuple(one for one in self.conditions if not one.is_met)

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(one.why for one in self.lacking)


def gate(run: ClassRun) -> Gate:
    """How the gate of this class stands now; computed each time, never stored."""
    opening = GateOpening.objects.filter(run=run).select_related("by").first()
    conditions = [_plan(run), _estimate(run), _window(run)]
    if run.mode == Mode.IN_PERSON:
        conditions.append(_venue(run))
    return Gate(tuple(conditions), opening)


def require_gate(run: ClassRun) -> None:
    found = gate(run)
    if not found.is_open:
        raise Refused(
            _(
                "Nobody is summoned yet. %(reasons)s In need the director opens the gate "
                "and says why."
            )
            % {"reasons": " ".join(found.reasons)}
        )


def override_gate(run: ClassRun, why: str, *, by: User) -> GateOpening:
    """The director lets the summonses out before everything is approved, in words that stay."""
    if not by.can(Can.GATE_OVERRIDE):
        raise Refused(_("Only the director opens the gate before everything is approved."))
    check_text(why, by=by)
    if len("".join(why.split())) < SHORTEST_REASON:
        raise Refused(
            _(
                "Say why in a few words (at least %(count)d letters); "
                "the reason stays in the history."
            )
            % {"count": SHORTEST_REASON}
        )
    if run.state in {RunState.HELD, RunState.CANCELLED}:
        raise Refused(_("This class is over: nobody is summoned any more."))
    found = gate(run)
    if found.is_met:
        raise Refused(_("Everything is approved already: the gate is open."))
    lacking = [one.code for one in found.lacking]
    try:
        with transaction.atomic():
            opening = GateOpening.objects.create(run=run, by=by, why=why.strip(), lacking=lacking)
            audit.record(Kind.GATE_OPENED, run, by=by, why=why.strip(), lacking=lacking)
    except IntegrityError as error:
        raise AlreadyDecided(_("The gate of this class has been opened already.")) from error
    return opening


def _plan(run: ClassRun) -> Condition:
    name = _("Plan")
    plan = run.plan
    if plan is None:
        why = _("The class belongs to no plan.")
        return Condition("plan", name, False, why)
    state = PlanState(plan.state)
    told = {"state": state.label}
    if state in SENDABLE:
        why = _("The plan is “%(state)s”.") % told
        return Condition("plan", name, True, why, "plans:detail", plan.pk)
    why = _("The plan is “%(state)s”, not approved.") % told
    return Condition("plan", name, False, why, "plans:detail", plan.pk)


def _estimate(run: ClassRun) -> Condition:
    name = _("Estimate")
    found = list(Estimate.objects.of(audit.key_of(run)))
    if not found:
        why = _("The class has no estimate.")
        return Condition("estimate", name, False, why)
    # One that is approved is enough: a supplementary one may still be on its way.
    best = next((one for one in found if one.state in APPROVED), found[0])
    told = {"state": EstimateState(best.state).label}
    if best.state in APPROVED:
        why = _("The estimate is “%(state)s”.") % told
        return Condition("estimate", name, True, why, "budget:estimate", best.pk)
    why = _("The estimate is “%(state)s”, not approved.") % told
    return Condition("estimate", name, False, why, "budget:estimate", best.pk)


def _window(run: ClassRun) -> Condition:
    """Not outside the time that the plan sets (R10); a class without a window may be any day."""
    name, outside = _("Time that the plan sets"), agenda.outside_window(run)
    if outside:
        return Condition("window", name, False, outside.words, "training:run", run.pk)
    return Condition("window", name, True, _("The day lies within it."), "training:run", run.pk)


def _venue(run: ClassRun) -> Condition:
    """A hall that the rule does not pass counts when it was taken knowing just that."""
    name = _("Venue")
    verdict = judge_run(run)
    if verdict is None:
        return Condition("venue", name, False, _("No venue is chosen yet."))
    told = {"venue": str(run.venue)}
    if verdict.passes:
        why = _("%(venue)s meets what the plan asks.") % told
        return Condition("venue", name, True, why, "training:venue", run.venue_id)
    if set(map(str, verdict.reasons)) <= _known_when_chosen(run):
        why = _("%(venue)s does not meet what the plan asks; it was taken with a reason.") % told
        return Condition("venue", name, True, why, "training:venue", run.venue_id)
    failed = "; ".join(
        _("asked: %(asked)s, found: %(found)s") % {"asked": one.asked, "found": one.found}
        for one in verdict.failed
    )
    told |= {"failed": failed}
    why = _("%(venue)s does not meet what the plan asks: %(failed)s.") % told
    return Condition("venue", name, False, why, "training:venue", run.venue_id)


def _known_when_chosen(run: ClassRun) -> set[str]:
    chosen = audit.history(run).filter(kind=Kind.VENUE_CHANGED).first()
    return set(chosen.facts.get("reasons", [])) if chosen else set()
