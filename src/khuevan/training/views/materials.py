"""The contents of a class, what they cite, and what trainees read."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from khuevan.documents import actions as documents
from khuevan.documents.downloads import answer
from khuevan.documents.models import LegalBasis
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions, packs
from khuevan.training.enums import MaterialKind
from khuevan.training.forms.materials import CiteForm, MaterialForm, SourceForm
from khuevan.training.models import Material
from khuevan.training.views.frame import crumbs, found, frame


@requires(Can.TRAINING_VIEW)
def materials(request: SignedInRequest, pk: int) -> HttpResponse:
    return show(request, pk)


def show(
    request: SignedInRequest,
    pk: int,
    *,
    form: MaterialForm | None = None,
    cite: CiteForm | None = None,
    source: SourceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    run = found(request, pk)
    related = run.materials.select_related("file", "basis__file", "item", "invitation__speaker")
    rows = related.weighed().prefetch_related("sources").annotate(readers=Count("reads"))
    numbers = LegalBasis.objects.exclude(number="").values_list("number", "abstract")
    facts = frame(request, run, "programme") | {
        "syllabus": run.syllabus.prefetch_related("bases"),
        "rows": rows,
        "unfounded": run.materials.unfounded().select_related("item"),
        "trainees": actions.trainees(run).count(),
        "form": form or MaterialForm(run=run),
        "cite": cite or CiteForm(run=run, auto_id="cite_%s"),
        "source": source or SourceForm(run=run, auto_id="source_%s"),
        "numbers": numbers[:500],
        "crumbs": crumbs(run),
    }
    return render(request, "training/materials.html", facts, status=status)


@require_POST
@requires(Can.TRAINING_EDIT)
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    form = MaterialForm(request.POST, request.FILES, run=run)
    if not form.is_valid():
        return show(request, pk, form=form, status=400)
    facts = form.cleaned_data
    stored = documents.store(facts["file"], by=request.user)
    made = actions.add_material(
        run, stored, title=facts["title"], kind=MaterialKind(facts["kind"]), item=facts["item"],
        sources=[facts["number"]] if facts["number"] else [], by=request.user,
    )  # fmt: skip
    messages.success(request, _("“%(title)s” is among the materials.") % {"title": made.title})
    return redirect("training:materials", pk=pk)


@require_POST
@requires(Can.TRAINING_EDIT)
def cite(request: SignedInRequest, pk: int) -> HttpResponse:
    form = CiteForm(request.POST, run=found(request, pk), auto_id="cite_%s")
    if not form.is_valid():
        return show(request, pk, cite=form, status=400)
    actions.cite_basis(form.cleaned_data["item"], form.cleaned_data["number"], by=request.user)
    messages.success(request, _("Cited, and among the materials."))
    return redirect("training:materials", pk=pk)


@require_POST
@requires(Can.TRAINING_EDIT)
def source(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a file rests on (R23)."""
    form = SourceForm(request.POST, run=found(request, pk), auto_id="source_%s")
    if not form.is_valid():
        return show(request, pk, source=form, status=400)
    facts = form.cleaned_data
    actions.found_material(
        facts["material"], item=facts["item"],
        sources=[facts["number"]] if facts["number"] else [], by=request.user,
    )  # fmt: skip
    messages.success(request, _("Written."))
    return redirect("training:materials", pk=pk)


@require_POST
@requires(Can.TRAINING_EDIT)
def take_in(request: SignedInRequest, pk: int) -> HttpResponse:
    count = actions.take_in_bases(found(request, pk), by=request.user)
    words = ngettext(
        "%(count)d directive document taken in.", "%(count)d directive documents taken in.", count
    )
    messages.success(request, words % {"count": count})
    return redirect("training:materials", pk=pk)


@require_POST
@requires(Can.TRAINING_EDIT)
def settle(request: SignedInRequest, pk: int, material: int) -> HttpResponse:
    """Show it to trainees, hide it, or remove it: the button says which."""
    one = get_object_or_404(found(request, pk).materials.select_related("run"), pk=material)
    if "remove" in request.POST:
        actions.remove_material(one, by=request.user)
    else:
        actions.show_material(one, "show" in request.POST, by=request.user)
    messages.success(request, _("Written."))
    return redirect("training:materials", pk=pk)


@requires(Can.TRAINING_VIEW)
def file(request: SignedInRequest, pk: int, material: int) -> FileResponse:
    rows = found(request, pk).materials.select_related("file", "basis__file")
    return answer(get_object_or_404(rows, pk=material).stored)


@requires(Can.TRAINING_VIEW)
def pack(request: SignedInRequest, pk: int) -> FileResponse:
    run = found(request, pk)
    rows = run.materials.select_related("file", "basis__file")
    return packed(run.title, list(rows))


def packed(title: str, rows: list[Material]) -> FileResponse:
    response = FileResponse(
        packs.pack(title, rows), as_attachment=True, filename="tai-lieu-lop.zip"
    )
    response["Cache-Control"] = "private, no-store"
    return response
