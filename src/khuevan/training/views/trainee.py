"""A trainee's own pages, opened by the ticket: plain forms, no script, no account."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from khuevan.documents.downloads import answer
from khuevan.kit import calendars
from khuevan.training import actions, agenda, entries, hall
from khuevan.training.enums import QuestionState, RunState, SeatState
from khuevan.training.forms.materials import QuestionForm
from khuevan.training.models import Material, Question
from khuevan.training.passes import Holder, TraineePass, holder
from khuevan.training.views.materials import packed
from khuevan.training.views.to_do import to_do


@holder(Holder.TICKET)
def first(request: HttpRequest, own: TraineePass) -> HttpResponse:
    """Where and when, and what there is to do."""
    facts = {
        "calendar_url": own.url("calendar"),
        "to_do": to_do(own),
        "is_summoned": own.seat.state == SeatState.SUMMONED,
        "summons_url": own.url("summons"),
        "chair": hall.chair_of(own.run, own.seat.number),
        "slots": agenda.slots_of(actions.current_agenda(own.run)),
    }
    return show(request, own, "training/trainee.html", "first", facts)


@holder(Holder.TICKET)
def calendar(request: HttpRequest, own: TraineePass) -> HttpResponse:
    entry = entries.of_trainee(own.nomination)
    if entry is None:
        raise Http404
    response = HttpResponse(calendars.feed("", [entry]), content_type=calendars.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="lop-tap-huan.ics"'
    return response


# --- what is read


@holder(Holder.TICKET)
def materials(request: HttpRequest, own: TraineePass) -> HttpResponse:
    shown = list(shown_to(own))
    read = set(own.nomination.reads.values_list("material_id", flat=True))
    facts = {
        "rows": [
            (one, one.pk in read, own.url("file", material=one.pk) if one.stored else "")
            for one in shown
        ],
        "read": sum(one.pk in read for one in shown),
        "has_files": any(one.stored for one in shown),
        "read_url": own.url("read"),
        "pack_url": own.url("pack"),
    }
    return show(request, own, "training/trainee_materials.html", "materials", facts)


def shown_to(own: TraineePass) -> QuerySet[Material]:
    return own.run.materials.handed_out().select_related("file", "basis__file")


@require_POST
@holder(Holder.TICKET)
def read(request: HttpRequest, own: TraineePass) -> HttpResponse:
    number = request.POST.get("material", "")
    material = get_object_or_404(shown_to(own), pk=int(number) if is_number(number) else 0)
    actions.mark_read(material, own.nomination, by=own)
    return redirect(own.url("materials"))


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


@holder(Holder.TICKET)
def file(request: HttpRequest, own: TraineePass, material: int) -> FileResponse:
    return answer(get_object_or_404(shown_to(own), pk=material).stored)


@holder(Holder.TICKET)
def pack(request: HttpRequest, own: TraineePass) -> FileResponse:
    return packed(own.run.title, list(shown_to(own)))


# --- what is asked


@holder(Holder.TICKET)
def questions(request: HttpRequest, own: TraineePass) -> HttpResponse:
    """A plain form; its key makes a question that is sent twice one question."""
    form = QuestionForm(request.POST or None, initial={"key": secrets.token_hex(12)})
    if request.method == "POST" and form.is_valid():
        actions.ask_question(
            own.run, **form.cleaned_data, organisation=own.seat.organisation,
            nomination=own.nomination, by=own,
        )  # fmt: skip
        messages.success(request, _("Your question is with the office; the answer comes here."))
        return redirect(own.url("questions"))
    mine = own.nomination.questions.select_related("joined_to").order_by("-pk")
    published = own.run.questions.published().exclude(nomination=own.nomination)
    status = 400 if form.is_bound else 200
    facts = {
        "form": form,
        "mine": [(one, one.joined_to or one, look(one)) for one in mine],
        "published": published.select_related("organisation"),
        "faq": earlier(own),
    }
    return show(request, own, "training/trainee_questions.html", "questions", facts, status=status)


def look(one: Question) -> str:
    return "cancelled" if one.state == QuestionState.HIDDEN else "received"


def earlier(own: TraineePass) -> QuerySet[Question]:
    """The frequent questions of other classes of the same theme."""
    kept = Question.objects.published().filter(is_faq=True, run__course__theme=own.run.course.theme)
    return kept.exclude(run=own.run).order_by("-answered_at")[:20]


def show(
    request: HttpRequest,
    own: TraineePass,
    template: str,
    current: str,
    facts: Mapping[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    common = {
        "own": own,
        "run": own.run,
        "unit_name": own.seat.organisation.name,
        "is_cancelled": own.run.state == RunState.CANCELLED,
        "bar": bar(own, current),
        "home_url": own.url(),
    }
    return render(request, template, {**common, **facts}, status=status)


def bar(own: TraineePass, current: str) -> list[dict[str, object]]:
    """The pages at the foot of the screen; other parts of the training add theirs here."""
    pages = (
        ("first", "", _("Class"), "class"),
        ("materials", "materials", pgettext("trainee", "Documents"), "book"),
        ("questions", "questions", _("Questions"), "chat"),
    )
    return [
        {"label": label, "url": own.url(page), "icon": icon, "current": key == current}
        for key, page, label, icon in pages
    ]
