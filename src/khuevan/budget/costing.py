"""What the tasks of a plan cost: told to the plan's own pages, which know nothing of estimates."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db.models import DecimalField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from khuevan.assignments.costs import Cost, register
from khuevan.budget.enums import APPROVED, LOOKS, EstimateState
from khuevan.budget.models import Estimate, Payment
from khuevan.budget.models.sources import DONG, NOTHING
from khuevan.budget.models.spending import NET
from khuevan.people.models import User


def register_all() -> None:
    register("budget", of_tasks)


def of_tasks(tasks: Collection[int], reader: User) -> list[Cost]:
    """One query, whatever their number."""
    paid = Payment.objects.filter(estimate=OuterRef("pk")).order_by().values("estimate")
    found = Estimate.objects.visible_to(reader).filter(task__in=tasks)
    rows = found.exclude(state=EstimateState.CANCELLED).annotate(
        planned=Sum(Coalesce("lines__appraised", "lines__proposed")),
        went=Coalesce(
            Subquery(paid.annotate(all=Sum(NET)).values("all"), output_field=DecimalField(**DONG)),
            NOTHING,
        ),
    )
    return [cost(one, one.planned or Decimal(0), one.went) for one in rows.order_by("pk")]


def cost(estimate: Estimate, planned: Decimal, paid: Decimal) -> Cost:
    state = EstimateState(estimate.state)
    return Cost(
        estimate.task_id or 0, estimate.title, estimate.get_absolute_url(), LOOKS[state],
        str(state.label), planned, paid, state in APPROVED,
    )  # fmt: skip
