"""What comes after a class, on one page: who came, what they said, photos, report, application."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.documents import downloads
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions, outcomes, results
from khuevan.training.enums import Applied, Moment, RunState
from khuevan.training.forms.after import PhotoForm
from khuevan.training.models import ApplicationNote, ClassRun
from khuevan.training.outcomes import Count
from khuevan.training.views.frame import found, frame

BEGUN = frozenset({RunState.SUMMONED, RunState.HELD})


@requires(Can.TRAINING_VIEW)
def after(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    rows = outcomes.standings(run)
    count = outcomes.count(rows)
    surveys = results.surveys_of(run)
    facts = {
        "count": count,
        "figures": figures(run, count),
        "has_begun": run.state in BEGUN,
        "may_hold": run.state == RunState.SUMMONED and is_over(run),
        "waiting": sum(1 for row in rows if row.waits_for_a_name),
        "contradicted": sum(1 for row in rows if row.is_contradicted),
        "surveys": [(moment, surveys.get(moment)) for moment in Moment],
        "paper": actions.report_of(run),
        "report_due": actions.report_due(run),
        "today": timezone.localdate(),
        "photos": run.photos.all(),
        "notes": note_counts(run),
        "kept_until": actions.last_day(run),
        "may_keep": request.user.can(Can.DOOR_KEEP),
        "may_draft": request.user.can(Can.PAPER_WRITE) and request.user.can(Can.TRAINING_EDIT),
    }
    return render(request, "training/after.html", frame(request, run, "after") | facts)


def is_over(run: ClassRun) -> bool:
    return bool(run.starts_at and run.starts_at <= timezone.now())


def figures(run: ClassRun, count: Count) -> list[dict[str, Any]]:
    url = reverse("training:attendance", args=[run.pk])
    return [
        {"label": _("present"), "value": f"{count.present}/{count.seats}", "state": "done",
         "url": f"{url}?show=present"},
        {"label": _("absent with reason"), "value": count.excused, "state": "returned",
         "url": f"{url}?show=excused"},
        {"label": _("absent"), "value": count.absent, "state": "overdue",
         "url": f"{url}?show=absent"},
        {"label": _("not settled"), "value": count.open, "state": "unanswered",
         "url": f"{url}?show=open"},
    ]  # fmt: skip


def note_counts(run: ClassRun) -> dict[str, int]:
    """How many units were asked, have answered, have applied."""
    counted = Counter(
        ApplicationNote.objects.filter(seat__run=run).values_list("applied", flat=True)
    )
    total = sum(counted.values())
    did = counted[Applied.YES] + counted[Applied.PARTLY]
    return {"asked": total, "answered": total - counted[""], "applied": did}


@requires(Can.TRAINING_VIEW)
def applications(request: SignedInRequest, pk: int) -> HttpResponse:
    """What each unit says that it made of the class (R44); in the order of seats, never of merit."""
    run = found(request, pk)
    notes = actions.notes_of(run.pk)
    today = timezone.localdate()
    facts = {
        "notes": [(note, look_of(note, note.due < today)) for note in notes],
        "counts": note_counts(run),
        "crumbs": [(run.title, reverse("training:after", args=[run.pk]))],
    }
    return render(request, "training/applications.html", frame(request, run, "after") | facts)


def look_of(note: ApplicationNote, is_late: bool) -> tuple[str, str]:
    """The state of a note and its words."""
    if note.answered_at:
        looks = {Applied.YES: "done", Applied.PARTLY: "doing", Applied.NOT_YET: "returned"}
        return looks[Applied(note.applied)], note.get_applied_display()
    return ("overdue", _("overdue")) if is_late else ("unanswered", _("not answered"))


@require_POST
@requires(Can.TRAINING_EDIT)
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = actions.draft_report(found(request, pk), by=request.user)
    messages.success(
        request, _("The report is drafted from the data of the class. Read it, go on.")
    )
    return redirect(paper)


@requires(Can.TRAINING_EDIT)
def photo_add(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data
        actions.add_photo(run, kept["photo"], kept["caption"], by=request.user)
        messages.success(request, _("The picture is kept, without its place and device."))
        return redirect("training:after", pk=pk)
    facts = {"form": form, "crumbs": [(run.title, reverse("training:after", args=[run.pk]))]}
    status = 400 if form.errors else 200
    return render(
        request, "training/photo.html", frame(request, run, "after") | facts, status=status
    )


@requires(Can.TRAINING_VIEW)
def photo(request: SignedInRequest, pk: int, photo: int) -> FileResponse:
    one = get_object_or_404(found(request, pk).photos.select_related("file"), pk=photo)
    return downloads.answer(one.file, inline=True)


@require_POST
@requires(Can.TRAINING_EDIT)
def photo_remove(request: SignedInRequest, pk: int, photo: int) -> HttpResponse:
    one = get_object_or_404(found(request, pk).photos, pk=photo)
    actions.remove_photo(one, by=request.user)
    return redirect("training:after", pk=pk)
