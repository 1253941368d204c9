"""Asking units: a question of one's own in two minutes, or the period of a report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit.workdays import calendar
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.reports import actions, windows
from khuevan.reports.enums import Frequency
from khuevan.reports.forms.office import AskForm, OpenForm, Questions
from khuevan.reports.models import ReportType
from khuevan.reports.views.office import crumbs
from khuevan.reports.views.types import found


@requires(Can.REPORT_EDIT)
def ask(request: SignedInRequest) -> HttpResponse:
    """A request of its own: questions, of whom, until when to the hour (R85)."""
    tomorrow = calendar().add(timezone.localdate(), 1)
    form = AskForm(request.POST or None, initial={"due_day": tomorrow})
    questions = Questions(request.POST or None, prefix="q")
    if request.method == "POST" and form.is_valid() and questions.is_valid():
        if questions.questions:
            cleaned = form.cleaned_data
            cycle = actions.ask(
                cleaned["title"], questions.questions, list(cleaned["groups"]), cleaned["units"],
                form.due_at, by=request.user, instructions=cleaned["instructions"],
            )  # fmt: skip
            return redirect("reports:tell", pk=cycle.pk)
        form.add_error(None, _("Write at least one question."))
    facts = {"form": form, "questions": questions, "crumbs": crumbs()}
    is_wrong = bool(form.errors) or (questions.is_bound and not questions.is_valid())
    return render(request, "reports/ask.html", facts, status=400 if is_wrong else 200)


@requires(Can.REPORT_EDIT)
def open_(request: SignedInRequest, pk: int) -> HttpResponse:
    """The period that ended last, as the rules of the type say; all of it can be changed."""
    one = found(pk)
    form = OpenForm(request.POST or None, type=one, initial=proposed(one))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        cycle = actions.open_cycle(
            one, cleaned["starts"], cleaned["ends"], form.due_at, by=request.user,
            plan=cleaned["plan"], label=cleaned["label"],
        )  # fmt: skip
        messages.success(request, _("Open. Now let the units know."))
        return redirect("reports:tell", pk=cycle.pk)
    facts = {
        "form": form,
        "type": one,
        "owing": len(actions.owing(one, timezone.localdate())),
        "crumbs": [*crumbs(), (one.name, reverse("reports:type", args=[one.pk]))],
    }
    return render(request, "reports/open.html", facts, status=400 if form.errors else 200)


def proposed(one: ReportType) -> dict[str, Any]:
    today, days = timezone.localdate(), calendar()
    window = windows.last_window(one, today)
    if one.frequency != Frequency.ONCE and one.cycles.filter(starts=window.starts).exists():
        window = windows.window_of(one, today)
    due = windows.due_at(one, window, days)
    if due <= timezone.now():
        due = windows.at_due_time(days.add(today, 2))
    return {"starts": window.starts, "ends": window.ends, "due_day": timezone.localdate(due)}
