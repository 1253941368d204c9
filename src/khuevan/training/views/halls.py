"""How the chairs of a hall stand, and the plan of the seats on paper (R48)."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions, hall, outcomes
from khuevan.training.forms.venues import HallForm
from khuevan.training.hall import Hall
from khuevan.training.models import ClassRun
from khuevan.training.printing import files
from khuevan.training.views.day import plan_of
from khuevan.training.views.frame import crumbs, found, frame
from khuevan.training.views.summons import shown


def room_of(run: ClassRun) -> Hall:
    return hall.hall_of(run, run.seats.aggregate(last=Max("number"))["last"] or 0)


@requires(Can.TRAINING_VIEW)
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    room = room_of(run)
    form = HallForm(initial={"rows": room.rows, "columns": room.columns, "aisle": room.aisle})
    return _page(request, run, form)


@requires(Can.TRAINING_EDIT)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    form = HallForm(request.POST or None)
    if request.method != "POST":
        return redirect("training:hall", pk=pk)
    if not form.is_valid():
        return _page(request, run, form, status=400)
    actions.set_hall(run, form.hall, by=request.user)
    messages.success(request, _("Written."))
    return redirect("training:hall", pk=pk)


def _page(
    request: SignedInRequest, run: ClassRun, form: HallForm, *, status: int = 200
) -> HttpResponse:
    rows = outcomes.standings(run)
    facts = frame(request, run, "summons") | {
        "form": form, "crumbs": crumbs(run), "plan": plan_of(run, rows), "is_page": True,
    }  # fmt: skip
    return render(request, "training/hall.html", facts, status=status)


@requires(Can.TRAINING_VIEW)
def printed(request: SignedInRequest, pk: int) -> HttpResponse:
    """A4, to hang at the door: the chairs, then the units by their names with their chairs."""
    run = found(request, pk)
    return shown(files.seating_pdf(run, room_of(run)), f"so-do-cho-ngoi-{run.pk}.pdf")
