"""Nothing goes to many units before somebody has seen what goes to whom."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from khuevan.assignments import actions
from khuevan.assignments.actions.sending import NEEDS_PREVIEW
from khuevan.assignments.views.plan import context, found
from khuevan.kit import outbox
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.plans import actions as plans

UNITS_SHOWN = 200


def seen(request: SignedInRequest) -> int | None:
    """How many units the preview showed; a number that cannot be right counts as not seen."""
    text = request.POST.get("units", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


@requires(Can.TASK_SEND)
def send(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    if request.method == "POST":
        work = actions.send(plan, by=request.user, seen=seen(request))
        return redirect("kit:work", pk=work.pk)
    facts = context(plan, "assignments:living") | {
        "may_send": plans.may_send(plan),
        "is_override": bool(plan.overrides.exists()),
        "outlook": actions.outlook(plan, timezone.localdate()),
        "units_shown": UNITS_SHOWN,
        "needs_preview": NEEDS_PREVIEW,
        "first_at": outbox.awake(timezone.now()),
    }
    return render(request, "assignments/send.html", facts)


@requires(Can.REMIND)
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    if request.method == "POST":
        work = actions.nudge(plan, by=request.user, seen=seen(request))
        return redirect("kit:work", pk=work.pk)
    facts = context(plan, "assignments:receipts") | {
        "outlook": actions.nudge_outlook(plan),
        "units_shown": UNITS_SHOWN,
        "first_at": outbox.awake(timezone.now()),
    }
    return render(request, "assignments/remind.html", facts)
