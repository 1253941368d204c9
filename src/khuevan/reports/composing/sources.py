"""A cycle's facts together with the figures of the period before it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from khuevan.plans.models import Plan
from khuevan.reports.composing.drafting import compose
from khuevan.reports.composing.facts import Facts
from khuevan.reports.composing.gathering import gather
from khuevan.reports.composing.passages import Draft
from khuevan.reports.models import Cycle, Figure


def draft_of(cycle: Cycle) -> Draft:
    """What the report of the cycle says by the data of this moment."""
    return compose(facts_of(cycle))


def facts_of(cycle: Cycle) -> Facts:
    facts = gather(cycle, cycle.plan, cycle.type.outline)
    before = earlier(cycle)
    if before is None:
        return facts
    return replace(facts, previous_label=before.label, previous=figures_of(before))


def earlier(cycle: Cycle) -> Cycle | None:
    """The period that this one is compared with: the one named, else the last of the type."""
    if cycle.previous is not None:
        return cycle.previous
    before = Cycle.objects.filter(type=cycle.type_id, ends__lt=cycle.starts)
    same_plan = before.filter(plan=cycle.plan_id).order_by("-ends", "-pk").first()
    return same_plan or before.order_by("-ends", "-pk").first()


def figures_of(cycle: Cycle) -> dict[str, Decimal]:
    """As its own report had them; computed from the data where it has none yet."""
    kept = Figure.objects.filter(consolidation__cycle=cycle, value__isnull=False)
    found = {code: value for code, value in kept.values_list("code", "value") if value is not None}
    if found:
        return found
    plan: Plan | None = cycle.plan
    numbers = compose(gather(cycle, plan, cycle.type.outline)).numbers
    return {code: n.value for code, n in numbers.items() if n.value is not None}
