"""Where a document begins: a template or a Word file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.documents import actions
from khuevan.documents.forms.papers import UploadForm
from khuevan.documents.samples import begin, department_of, samples
from khuevan.kit.errors import Refused
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


@requires(Can.PAPER_WRITE)
def new(request: SignedInRequest) -> HttpResponse:
    facts = {"samples": list(samples().values()), "form": UploadForm(), "crumbs": _crumbs()}
    return render(request, "documents/new.html", facts)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Our documents"), reverse("documents:papers")), (_("Write a document"), "")]


@require_POST
@requires(Can.PAPER_WRITE)
def from_sample(request: SignedInRequest, key: str) -> HttpResponseBase:
    sample = samples().get(key)
    if sample is None:
        raise Refused(_("There is no such template. Choose another one."))
    today = timezone.localdate()
    composition = begin(sample, by=request.user, today=today)
    paper = actions.start_paper(
        composition, by=request.user, issuer=department_of(request.user),
        reply_due=sample.reply_due(today),
    )  # fmt: skip
    return redirect("documents:edit", paper.pk)


@require_POST
@requires(Can.PAPER_WRITE)
def from_file(request: SignedInRequest) -> HttpResponseBase:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        facts = {"samples": list(samples().values()), "form": form, "crumbs": _crumbs()}
        return render(request, "documents/new.html", facts)
    paper = actions.start_from_file(
        form.cleaned_data["file"], by=request.user, issuer=department_of(request.user)
    )
    messages.success(request, _("The file was read. Compare it with the original and go on."))
    return redirect("documents:edit", paper.pk)
