"""What every page of an estimate shares: finding it, its crumbs, its tabs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from khuevan.budget.models import Estimate
from khuevan.people.models import User

Crumbs = list[tuple[str, str]]
PEOPLE = ("prepared_by", "appraised_by", "approved_by")


def found(user: User, pk: int) -> Estimate:
    rows = Estimate.objects.visible_to(user).select_related(
        "source", "supplements", "task__plan", *PEOPLE
    )
    return get_object_or_404(rows, pk=pk)


def trail(estimate: Estimate | None = None) -> Crumbs:
    """The way to the budget and, below it, to an estimate."""
    way = [(_("Budget"), reverse("budget:index"))]
    return [*way, (estimate.title, estimate.get_absolute_url())] if estimate else way


def tabs(estimate: Estimate) -> Crumbs:
    """The pages of an estimate."""
    return [
        (_("Estimate"), estimate.get_absolute_url()),
        (_("Versions"), reverse("budget:versions", args=[estimate.pk])),
        (_("Spending"), reverse("budget:spending", args=[estimate.pk])),
        (_("Payment list"), reverse("budget:payment_list", args=[estimate.pk])),
        (_("Settlement"), reverse("budget:settlement", args=[estimate.pk])),
    ]


def framed(estimate: Estimate, current: str, **facts: Any) -> dict[str, Any]:
    """The context of a page with the tabs; ``current`` is the address of its own."""
    return {
        "estimate": estimate, "tabs": tabs(estimate), "current": current,
        "crumbs": [*trail(), (estimate.title, "")],
    } | facts  # fmt: skip
