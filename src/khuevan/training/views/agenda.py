"""The agenda of a class: written line by line, looked at, compared, printed, put into calendars."""

from __future__ import annotations

import difflib

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import calendars
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions, agenda, entries
from khuevan.training.forms.agenda import Choices, SlotFormSet, WhyForm, initial
from khuevan.training.models import AgendaVersion, ClassRun
from khuevan.training.views.frame import crumbs, found, frame


@requires(Can.TRAINING_EDIT)
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """All lines on one page, three empty ones below; a line that is emptied goes."""
    run = found(request, pk)
    version, choices = actions.current_agenda(run), Choices(run)
    slots = agenda.slots_of(version) or agenda.propose(run)
    lines = SlotFormSet(
        request.POST or None, initial=initial(slots), form_kwargs={"run_choices": choices}
    )
    why = WhyForm(request.POST or None, last=version)
    if request.method == "POST" and lines.is_valid() and why.is_valid():
        made = actions.set_agenda(
            run,
            lines.slots(),
            why.cleaned_data["why"],
            seen=why.cleaned_data["seen"],
            by=request.user,
        )
        messages.success(request, _("Version %(number)d is kept.") % {"number": made.number})
        return redirect("training:programme", pk=pk)
    facts = frame(request, run, "programme") | {
        "lines": lines, "why": why, "version": version, "is_proposal": version is None,
        "crumbs": crumbs(run),
    }  # fmt: skip
    return render(request, "training/agenda_edit.html", facts)


@requires(Can.TRAINING_VIEW)
def versions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every version, each with what changed against the one before."""
    run = found(request, pk)
    kept = list(run.agendas.prefetch_related("sessions__speaker", "sessions__item"))
    words = {one.pk: agenda.lines(map(agenda.slot_of, one.sessions.all())) for one in kept}
    rows = []
    for one, before in zip(kept, [*kept[1:], None], strict=True):
        earlier = words[before.pk] if before else []
        rows.append((one, difference(earlier, words[one.pk])))
    facts = frame(request, run, "programme") | {"rows": rows, "crumbs": crumbs(run)}
    return render(request, "training/agenda_versions.html", facts)


def difference(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """Whole lines, for the component that shows changed text."""
    pieces: list[tuple[str, str]] = []
    for tag, first, last, start, end in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            pieces += [("same", line + "\n") for line in before[first:last]]
            continue
        pieces += [("del", line + "\n") for line in before[first:last]]
        pieces += [("ins", line + "\n") for line in after[start:end]]
    return pieces


@requires(Can.TRAINING_VIEW)
def printed(request: SignedInRequest, pk: int) -> HttpResponse:
    """The agenda on A4, as it hangs at the door of the hall."""
    run = found(request, pk)
    version = _version(run, request.GET.get("version", ""))
    facts = {
        "run": run, "version": version, "sessions": version.sessions.select_related("speaker"),
        "place": entries.place_of(run), "printed_at": timezone.now(), "issuer": run.issuer,
        "url": reverse("training:programme", args=[pk]),
    }  # fmt: skip
    return render(request, "training/agenda_print.html", facts)


@requires(Can.TRAINING_VIEW)
def calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    lines = entries.of_agenda(run, agenda.slots_of(actions.current_agenda(run)))
    if not lines:
        raise Http404
    content = calendars.feed(run.title, lines)
    response = HttpResponse(content, content_type=calendars.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="chuong-trinh-{run.pk}.ics"'
    return response


def _version(run: ClassRun, number: str) -> AgendaVersion:
    if number.isdecimal() and len(number) < 9:
        return get_object_or_404(run.agendas, number=int(number))
    version = actions.current_agenda(run)
    if version is None:
        raise Http404
    return version
