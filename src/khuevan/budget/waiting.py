"""Whose turn it is: the estimates and settlements that wait for a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from khuevan.budget import account
from khuevan.budget.enums import DRAFTS, EstimateState
from khuevan.budget.models import Estimate
from khuevan.people.models import User
from khuevan.people.permissions import Can

S = EstimateState
WAITS_FOR: dict[EstimateState, Can] = {
    S.SUBMITTED: Can.BUDGET_APPRAISE,
    S.APPRAISED: Can.BUDGET_APPROVE,
    S.SETTLING: Can.BUDGET_APPRAISE,
    S.EXAMINED: Can.BUDGET_APPROVE,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One estimate, what is to be done with it, and where."""

    estimate: Estimate
    label: str
    action: str
    url: str


def for_person(user: User) -> list[Turn]:
    """What this person may do next: never what they had a hand in, where another must decide."""
    mine = [state for state, power in WAITS_FOR.items() if user.can(power)]
    wanted = Q(state__in=mine)
    if user.can(Can.BUDGET_PREPARE):
        wanted |= Q(prepared_by=user, state__in=[*DRAFTS, S.SETTLING])
    elif not mine:
        return []
    found = list(Estimate.objects.filter(wanted).select_related("source").order_by("on", "pk"))
    complete = _complete([one for one in found if one.state == S.SETTLING])
    return list(_turns(found, complete, user))


def _complete(estimates: list[Estimate]) -> dict[int, bool]:
    """Of settlements being prepared: whether anything is missing."""
    if not estimates:
        return {}
    return {one.estimate.pk: one.is_complete for one in account.of_all(estimates)}


def _turns(found: list[Estimate], complete: dict[int, bool], user: User) -> Iterator[Turn]:
    for one in found:
        state, own = S(one.state), one.prepared_by_id == user.pk
        page = reverse("budget:settlement", args=[one.pk])
        if state in DRAFTS and own:
            label = _("Estimate returned") if state == S.RETURNED else _("Estimate being written")
            yield Turn(one, label, _("Go on writing"), reverse("budget:lines", args=[one.pk]))
        elif state == S.SUBMITTED and not own:
            url = reverse("budget:appraise", args=[one.pk])
            yield Turn(one, _("Estimate to appraise"), _("Appraise"), url)
        elif state == S.APPRAISED and user.pk not in {one.prepared_by_id, one.appraised_by_id}:
            url = reverse("budget:approve", args=[one.pk])
            yield Turn(one, _("Estimate to approve"), _("Read and decide"), url)
        elif state == S.SETTLING and not complete[one.pk] and own:
            yield Turn(one, _("Settlement with gaps"), _("See what is missing"), page)
        elif state == S.SETTLING and complete[one.pk] and not own:
            yield Turn(one, _("Settlement to examine"), _("Look through"), page)
        elif state == S.EXAMINED and not own:
            yield Turn(one, _("Settlement to lock"), _("Read and decide"), page)
