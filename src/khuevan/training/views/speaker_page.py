"""The private page of a speaker, opened by the invitation: plain forms, no script, no account."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.documents.downloads import answer as handed_out
from khuevan.kit import calendars
from khuevan.training import actions, agenda, entries, speaker_letters
from khuevan.training.enums import InvitationState
from khuevan.training.forms.speakers import AnswerForm, SlidesForm
from khuevan.training.passes import Holder, SpeakerPass, holder
from khuevan.training.views.programme import LOOKS


@holder(Holder.SPEAKER)
def page(request: HttpRequest, own: SpeakerPass) -> HttpResponse:
    return show(request, own, AnswerForm(initial=said(own)), SlidesForm())


def said(own: SpeakerPass) -> dict[str, str]:
    """What the speaker answered before, to be changed."""
    one = own.invitation
    state = "" if one.state == InvitationState.INVITED else one.state
    return {
        "state": state, "other_time": one.other_time, "needs": one.needs, "answer": one.answer
    }  # fmt: skip


def show(
    request: HttpRequest, own: SpeakerPass, form: AnswerForm, slides: SlidesForm, status: int = 200
) -> HttpResponse:
    one = own.invitation
    state = InvitationState(one.state)
    facts = {
        "own": own, "one": one, "run": own.run, "unit_name": one.speaker.full_name,
        "when": speaker_letters.when(one), "form": form, "slides_form": slides,
        "look": LOOKS[state], "is_answered": state != InvitationState.INVITED,
        "is_accepted": state == InvitationState.ACCEPTED, "home_url": own.url(),
        "materials": one.materials.select_related("file"),
        "slots": agenda.slots_of(actions.current_agenda(own.run)),
        "questions": own.run.questions.published()[:40],
        "place": entries.place_of(own.run),
        "answer_url": own.url("answer"), "slides_url": own.url("slides"),
        "calendar_url": own.url("calendar") if entries.of_speaker(one) else "",
    }  # fmt: skip
    return render(request, "training/speaker_page.html", facts, status=status)


@require_POST
@holder(Holder.SPEAKER)
def answer(request: HttpRequest, own: SpeakerPass) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show(request, own, form, SlidesForm(), 400)
    facts = dict(form.cleaned_data)
    actions.answer_invitation(own.invitation, facts.pop("state"), **facts, by=own)
    messages.success(request, _("Your answer has arrived. You may change it here at any time."))
    return redirect(own.url())


@require_POST
@holder(Holder.SPEAKER)
def slides(request: HttpRequest, own: SpeakerPass) -> HttpResponse:
    form = SlidesForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, own, AnswerForm(initial=said(own)), form, 400)
    made = actions.send_slides(own.invitation, form.cleaned_data["file"], by=own)
    messages.success(request, _("“%(name)s” has arrived. Thank you.") % {"name": made.file})
    return redirect(own.url())


@holder(Holder.SPEAKER)
def file(request: HttpRequest, own: SpeakerPass, material: int) -> FileResponse:
    """What the speaker sent, to check that it is the right one."""
    rows = own.invitation.materials.select_related("file")
    return handed_out(get_object_or_404(rows, pk=material).file)


@holder(Holder.SPEAKER)
def calendar(request: HttpRequest, own: SpeakerPass) -> HttpResponse:
    entry = entries.of_speaker(own.invitation)
    if entry is None:
        raise Http404
    response = HttpResponse(calendars.feed("", [entry]), content_type=calendars.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="bao-cao.ics"'
    return response
