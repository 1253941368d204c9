"""Whose turn it is: opinions on plans that a person owes, and those that a person gathers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit.vietnamese import format_date
from khuevan.people.models import User
from khuevan.people.notices import days_left
from khuevan.plans import guidance
from khuevan.plans.enums import PlanState
from khuevan.plans.models import GuidanceRequest, Plan


@dataclass(frozen=True, slots=True)
class Turn:
    """One plan, what is to be done about it, and where; the props of a task card."""

    plan: Plan
    whom: str
    note: str
    state: str
    label: str
    action: str
    url: str


def for_person(user: User, today: date) -> list[Turn]:
    """Opinions owed, the nearest day first; then the plans whose opinions the person gathers."""
    owed = [_owed(one, today) for one in guidance.waiting_for(user)]
    return owed + [_gathered(one, today) for one in guidance.asked_by(user) if _is_under_way(one)]


def _owed(one: GuidanceRequest, today: date) -> Turn:
    is_late = one.is_late(today)
    return Turn(
        plan=one.plan,
        whom=one.asked_by.full_name,
        note=_("opinion by %(day)s") % {"day": format_date(one.due)},
        state="overdue" if is_late else "doing",
        label=days_left(one.due, today) if is_late else _("Opinion on a plan"),
        action=_("Give an opinion"),
        url=reverse("plans:give", args=[one.pk]),
    )


def _is_under_way(one: guidance.Asked) -> bool:
    """Out for opinions, or with points left to answer; a draft has a card of its own."""
    return bool(one.points) or one.plan.state == PlanState.CONSULTING


def _gathered(one: guidance.Asked, today: date) -> Turn:
    is_late = one.due is not None and one.due < today
    waited = ngettext(
        "%(count)d opinion is waited for", "%(count)d opinions are waited for", one.waited
    ) % {"count": one.waited}
    points = ngettext("%(count)d point to answer", "%(count)d points to answer", one.points) % {
        "count": one.points
    }
    left = [waited] * bool(one.waited) + [points] * bool(one.points)
    return Turn(
        plan=one.plan,
        whom=one.plan.symbol,
        note=" · ".join(left) or _("Every opinion has come and is answered."),
        state="overdue" if is_late else "doing" if left else "received",
        label="" if is_late else _("Out for opinions"),
        action=_("Answer") if one.points else _("Look through"),
        url=reverse("plans:guidances", args=[one.plan.pk]),
    )
