"""To the city's document system and back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.documents import actions
from khuevan.documents.actions.bridge import EXPORTABLE
from khuevan.documents.enums import PaperState
from khuevan.documents.forms.deliveries import AnswerFileForm
from khuevan.documents.models import Paper
from khuevan.documents.views.parts import context, found
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


@requires(Can.PAPER_VIEW)
def bridge(request: SignedInRequest, pk: int) -> HttpResponse:
    return page(request, found(request, pk), AnswerFileForm())


def page(
    request: SignedInRequest, paper: Paper, form: AnswerFileForm, status: int = 200
) -> HttpResponse:
    facts = context(request, paper, "documents:bridge") | {
        "form": form,
        "may_export": paper.state in EXPORTABLE,
        "awaits_number": paper.state == PaperState.SIGNED,
    }
    return render(request, "documents/bridge.html", facts, status=status)


@require_POST
@requires(Can.PAPER_VIEW)
def export(request: SignedInRequest, pk: int) -> HttpResponse:
    work = actions.export(found(request, pk), request.POST.get("form", ""), by=request.user)
    return redirect("kit:work", pk=work.pk)


@require_POST
@requires(Can.PAPER_NUMBER)
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = found(request, pk)
    form = AnswerFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, paper, form, 400)
    actions.take_answer(
        paper, form.cleaned_data["file"], why=form.cleaned_data["why"], by=request.user
    )
    messages.success(request, _("Number %(number)s taken over.") % {"number": paper.full_number})
    return redirect("documents:paper", pk=pk)
