"""Who came, seat by seat: the list, what an officer says of one seat or of all that are open."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from khuevan.kit import audit
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions, outcomes
from khuevan.training.enums import Outcome
from khuevan.training.forms.after import AttendanceForm, RestForm
from khuevan.training.outcomes import Standing
from khuevan.training.views.day import look, words
from khuevan.training.views.frame import found, frame

ALL, OPEN = "", "open"


@requires(Can.TRAINING_VIEW)
def attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    rows = outcomes.standings(run)
    shown = request.GET.get("show", ALL)
    facts = {
        "rows": [(row, look(row), words(row)) for row in rows if is_shown(row, shown)],
        "filters": filters(request.path, rows),
        "shown_url": f"{request.path}?show={shown}" if shown else request.path,
        "count": outcomes.count(rows),
        "may_settle": request.user.can(Can.DOOR_KEEP),
    }
    return render(request, "training/attendance.html", frame(request, run, "after") | facts)


def is_shown(row: Standing, shown: str) -> bool:
    if shown == OPEN:
        return row.outcome is None
    return not shown or row.outcome == shown


def filters(path: str, rows: list[Standing]) -> list[tuple[str, str]]:
    count = outcomes.count(rows)
    counted = (
        (_("All"), ALL, count.seats),
        (_("Not settled"), OPEN, count.open),
        (Outcome.PRESENT.label, Outcome.PRESENT.value, count.present),
        (Outcome.EXCUSED.label, Outcome.EXCUSED.value, count.excused),
        (Outcome.ABSENT.label, Outcome.ABSENT.value, count.absent),
    )
    return [
        (f"{label} {number}", f"{path}?show={key}" if key else path)
        for label, key, number in counted
    ]


@requires(Can.DOOR_KEEP)
def seat(request: SignedInRequest, pk: int, seat: int) -> HttpResponse:
    """What an officer says of one seat, with what is known of it."""
    run = found(request, pk)
    row = next((one for one in outcomes.standings(run) if one.seat.pk == seat), None)
    chosen = row.seat if row else get_object_or_404(run.seats, pk=seat)
    first = {"outcome": row.outcome if row else None}
    form = AttendanceForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        outcome = Outcome(form.cleaned_data["outcome"])
        actions.set_attendance(chosen, outcome, form.cleaned_data["why"], by=request.user)
        messages.success(request, _("Recorded: %(unit)s.") % {"unit": chosen.organisation.name})
        return redirect("training:attendance", pk=pk)
    facts = {
        "row": row, "form": form, "history": audit.history(chosen)[:10],
        "crumbs": trail(run.pk, run.title),
    }  # fmt: skip
    status = 400 if form.errors else 200
    return render(
        request, "training/attendance_seat.html", frame(request, run, "after") | facts,
        status=status,
    )  # fmt: skip


def trail(pk: int, title: str) -> list[tuple[str, str]]:
    return [
        (title, reverse("training:after", args=[pk])),
        (_("Attendance"), reverse("training:attendance", args=[pk])),
    ]


@requires(Can.DOOR_KEEP)
def rest(request: SignedInRequest, pk: int) -> HttpResponse:
    """One word on every seat that is still open; a page of its own that names them."""
    run = found(request, pk)
    rows = outcomes.standings(run)
    open_ = [row for row in rows if not row.settled and not row.arrival]
    form = RestForm(request.POST or None, initial={"seen": len(open_)})
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data
        count = actions.settle_rest(
            run, Outcome(kept["outcome"]), kept["why"], seen=kept["seen"], by=request.user
        )
        said = ngettext("%(count)d seat settled.", "%(count)d seats settled.", count)
        messages.success(request, said % {"count": count})
        return redirect("training:attendance", pk=pk)
    facts = {"open": open_, "form": form, "crumbs": trail(run.pk, run.title)}
    status = 400 if form.errors else 200
    return render(
        request, "training/attendance_rest.html", frame(request, run, "after") | facts,
        status=status,
    )  # fmt: skip


@require_POST
@requires(Can.TRAINING_EDIT)
def hold(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    actions.hold(run, by=request.user)
    messages.success(request, _("The class is closed. Now settle open seats and draft the report."))
    return redirect("training:after", pk=pk)
