"""The unit's page: five questions on what it made of the class (R44)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from khuevan.training import actions
from khuevan.training.forms.after import ApplicationForm
from khuevan.training.models import ApplicationNote
from khuevan.training.views.desk import Desk, show


def application(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    related = ApplicationNote.objects.select_related("seat__run", "seat__organisation")
    note = get_object_or_404(related, pk=pk)
    if not desk.admits(note.seat.organisation_id):
        raise Http404
    form = ApplicationForm(request.POST or None, initial=filled(note))
    if request.method == "POST" and form.is_valid():
        actions.answer_application(note, form.application, by=desk.by)
        messages.success(request, _("Recorded. Thank you; you may change it here until the end."))
        return redirect(desk.url("application", pk=pk))
    facts = {"note": note, "run": note.seat.run, "form": form}
    status = 400 if form.errors else 200
    return show(request, desk, "training/unit_application.html", "past", facts, status=status)


def filled(note: ApplicationNote) -> dict[str, object]:
    names = ("applied", "what", "example_url", "shared_with", "wish")
    return {name: getattr(note, name) for name in names}
