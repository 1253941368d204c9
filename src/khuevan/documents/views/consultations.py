"""Opinions asked on a draft, gathered by clause, decided one by one, out as a table (R57)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.documents import actions, opinions
from khuevan.documents.actions.delivering import NEEDS_PREVIEW
from khuevan.documents.downloads import answer
from khuevan.documents.enums import WRITABLE, Resolution
from khuevan.documents.exports import OPINIONS
from khuevan.documents.forms.deliveries import ConsultForm, ResolveForm
from khuevan.documents.models import Consultation, Opinion, OpinionRequest, Paper
from khuevan.documents.views.parts import context, crumbs, found, seen
from khuevan.people.http import SignedInRequest
from khuevan.people.models import Organisation
from khuevan.people.permissions import Can, requires


@requires(Can.PAPER_VIEW)
def opinions_of(request: SignedInRequest, pk: int) -> HttpResponse:
    """The rounds of a document: the open one, and the way to begin one."""
    paper = found(request, pk)
    return page(request, paper, ConsultForm(on=timezone.localdate()))


def page(
    request: SignedInRequest, paper: Paper, form: ConsultForm, *, asked: list[int] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    rounds = list(paper.consultations.select_related("version"))
    is_open = any(one.closed_at is None for one in rounds)
    facts = context(request, paper, "documents:opinions") | {
        "rounds": [(one, opinions.tallies(one)) for one in rounds],
        "form": form,
        "may_ask": paper.state in WRITABLE and not is_open and request.user.can(Can.PAPER_WRITE),
        "asked": Organisation.objects.filter(pk__in=asked) if asked else None,
    }
    return render(request, "documents/opinions.html", facts, status=status)


@require_POST
@requires(Can.PAPER_WRITE)
def consult(request: SignedInRequest, pk: int) -> HttpResponse:
    """More than ten units: first the list of whom this asks, then the same again with its number."""
    paper = found(request, pk)
    form = ConsultForm(request.POST, on=timezone.localdate())
    if not form.is_valid():
        return page(request, paper, form, status=400)
    asked = [pk for pk in form.organisations if pk != paper.issuer_id]
    if len(asked) > NEEDS_PREVIEW and seen(request) != len(asked):
        return page(request, paper, form, asked=asked)
    made = actions.consult(
        paper, asked, form.cleaned_data["due"], note=form.cleaned_data["note"], by=request.user,
        seen=seen(request),
    )  # fmt: skip
    messages.success(request, _("%(count)d units are asked by mail.") % {"count": len(asked)})
    return redirect("documents:consultation", pk=made.pk)


def one_of(request: SignedInRequest, pk: int) -> Consultation:
    papers = Paper.objects.visible_to(request.user)
    rows = Consultation.objects.select_related("paper__issuer", "paper__owner", "version")
    return get_object_or_404(rows.filter(paper__in=papers), pk=pk)


@requires(Can.PAPER_VIEW)
def consultation(request: SignedInRequest, pk: int) -> HttpResponse:
    one = one_of(request, pk)
    facts = context(request, one.paper, "documents:opinions") | {
        "round": one,
        "tallies": opinions.tallies(one),
        "rows": opinions.rows(one),
        "silent": one.requests.silent().select_related("organisation"),
        "files": one.requests.exclude(file=None).select_related("organisation", "file"),
        "is_late": one.closed_at is None and one.due < timezone.localdate(),
        "made": Paper.objects.filter(origin=f"documents.consultation:{one.pk}").first(),
        "crumbs": crumbs(one.paper),
    }
    return render(request, "documents/consultation.html", facts)


@require_POST
@requires(Can.PAPER_WRITE)
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.close_consultation(one_of(request, pk), by=request.user)
    messages.success(request, _("The round is closed; the draft can be written on."))
    return redirect("documents:consultation", pk=pk)


@require_POST
@requires(Can.REMIND)
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    count = actions.nudge_silent(one_of(request, pk), by=request.user)
    messages.success(request, _("%(count)d reminders are on their way.") % {"count": count})
    return redirect("documents:consultation", pk=pk)


@requires(Can.PAPER_VIEW)
def table(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return OPINIONS.respond(opinions.rows(one_of(request, pk)), request.GET.get("format", "xlsx"))


@require_POST
@requires(Can.PAPER_WRITE)
def draft_table(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = actions.draft_table(one_of(request, pk), by=request.user)
    messages.success(request, _("The table is a document now: check its words and send it on."))
    return redirect("documents:recipients", pk=paper.pk)


def opinion_of(request: SignedInRequest, pk: int) -> Opinion:
    papers = Paper.objects.visible_to(request.user)
    rows = Opinion.objects.select_related("request__organisation", "request__consultation__paper")
    return get_object_or_404(rows.filter(request__consultation__paper__in=papers), pk=pk)


@requires(Can.PAPER_WRITE)
def resolve(request: SignedInRequest, pk: int) -> HttpResponse:
    one = opinion_of(request, pk)
    round_pk = one.request.consultation_id
    initial = {"resolution": one.resolution, "answer": one.answer}
    form = ResolveForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        resolution = Resolution(form.cleaned_data["resolution"])
        actions.resolve_opinion(one, resolution, form.cleaned_data["answer"], by=request.user)
        messages.success(request, _("Decided."))
        return redirect(reverse("documents:consultation", args=[round_pk]) + f"#y{one.pk}")
    facts = {
        "one": one,
        "form": form,
        "paper": one.request.consultation.paper,
        "crumbs": [
            *crumbs(one.request.consultation.paper),
            (_("Opinions"), reverse("documents:consultation", args=[round_pk])),
        ],
    }
    return render(request, "documents/resolve.html", facts, status=400 if form.errors else 200)


@requires(Can.PAPER_VIEW)
def opinion_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    papers = Paper.objects.visible_to(request.user)
    rows = OpinionRequest.objects.filter(consultation__paper__in=papers).select_related("file")
    return answer(get_object_or_404(rows, pk=pk).file)
