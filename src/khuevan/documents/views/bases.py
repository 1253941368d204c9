"""The register of legal bases, and the page of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from khuevan.documents import actions, citing
from khuevan.documents.downloads import answer
from khuevan.documents.enums import BasisStatus
from khuevan.documents.forms.bases import BasisForm, StatusForm
from khuevan.documents.models import LegalBasis
from khuevan.documents.views.tabs import tabs
from khuevan.kit import audit, components, lists
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.people.words import kind_words

LOOKS = {
    BasisStatus.UNKNOWN: "unanswered",
    BasisStatus.IN_FORCE: "done",
    BasisStatus.AMENDED: "doing",
    BasisStatus.REPLACED: "overdue",
    BasisStatus.EXPIRED: "cancelled",
}
HISTORY = 12


def status_pill(basis: LegalBasis) -> str:
    status = BasisStatus(basis.status)
    return components.status(LOOKS[status], str(status.label))


def _linked(basis: LegalBasis) -> str:
    return format_html('<a class="link" href="{}">{}</a>', basis.get_absolute_url(), basis)


def _types(request: HttpRequest) -> list[tuple[str, lists.Words]]:
    types = LegalBasis.objects.exclude(doc_type="").order_by("doc_type")
    return [(one, one) for one in types.values_list("doc_type", flat=True).distinct()]


BASES = lists.ListDef(
    name="documents.bases",
    title=gettext_lazy("Legal bases"),
    columns=(
        lists.Column(
            "number", gettext_lazy("Number"), lambda b: b.number or str(b), cell=_linked,
            order=("number_key",), head=True, width=24,
        ),
        lists.Column("type", pgettext_lazy("document", "Type"), lambda b: b.doc_type, order=("doc_type",)),
        lists.Column("date", gettext_lazy("Date"), lambda b: b.date, order=("date",), kind="date"),
        lists.Column("issuer", gettext_lazy("Issuer"), lambda b: b.issuer_name, width=30),
        lists.Column("abstract", gettext_lazy("About"), lambda b: b.abstract, width=70),
        lists.Column(
            "status", gettext_lazy("Force"), lambda b: b.get_status_display(), cell=status_pill,
            order=("status",),
        ),
        lists.Column(
            "replaced_by", gettext_lazy("Replaced by"),
            lambda b: str(b.replaced_by) if b.replaced_by else "",
        ),
        lists.Column(
            "source", gettext_lazy("Where this is known from"), lambda b: b.status_source,
            hidden=True,
        ),
    ),
    filters=(
        lists.Filter(
            "status", gettext_lazy("Force"), tuple(BasisStatus.choices),
            lambda bases, value: bases.filter(status=value),
        ),
        lists.Filter(
            "type", pgettext_lazy("document", "Type"), _types, lambda bases, value: bases.filter(doc_type=value)
        ),
    ),
    search=("search",),
    order=("-date", "number_key", "pk"),
    empty=lists.Empty(
        gettext_lazy("No legal basis yet"),
        gettext_lazy(
            "The register fills by itself: bring in a plan or write a document, and what it cites "
            "is entered here. You may also add one by hand."
        ),
        icon="book",
    ),
    wide=True,
)  # fmt: skip


def found(request: SignedInRequest, pk: int) -> LegalBasis:
    bases = LegalBasis.objects.visible_to(request.user)
    return get_object_or_404(bases.select_related("replaced_by", "checked_by", "file"), pk=pk)


@requires(Can.PAPER_VIEW)
def index(request: SignedInRequest) -> HttpResponseBase:
    bases = LegalBasis.objects.visible_to(request.user).select_related("replaced_by")
    facts = {"can_edit": request.user.can(Can.BASIS_EDIT), "tabs": tabs("bases")}
    return lists.respond(request, BASES, bases, "documents/bases.html", facts)


@requires(Can.PAPER_VIEW)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    basis = found(request, pk)
    facts = {
        "basis": basis,
        "look": LOOKS[BasisStatus(basis.status)],
        "successor": citing.successor(basis),
        "replaces": basis.replaces.all(),
        "namesakes": citing.namesakes(basis),
        "citing": citing.who_cites(basis, request.user),
        "can_edit": request.user.can(Can.BASIS_EDIT),
        "history": history(basis),
        "crumbs": crumbs(basis),
    }
    return render(request, "documents/basis.html", facts)


def crumbs(basis: LegalBasis | None = None) -> list[tuple[str, str]]:
    here = [(_("Legal bases"), reverse("documents:bases"))]
    return [*here, (str(basis), basis.get_absolute_url())] if basis else [*here, (_("Add"), "")]


def history(basis: LegalBasis) -> list[tuple[str, str]]:
    rows = []
    for event in audit.history(basis)[:HISTORY]:
        words = f"{event.by_name}: {kind_words(event.kind)}"
        if event.after in BasisStatus.values:
            words += f" ({BasisStatus(event.after).label})"
        rows.append((f"{event.at:%d/%m/%Y}", f"{words} “{event.why}”" if event.why else words))
    return rows


@requires(Can.PAPER_VIEW)
def file(request: SignedInRequest, pk: int) -> FileResponse:
    """The text of the basis; whoever sees the register may have it."""
    return answer(found(request, pk).file)


@requires(Can.BASIS_EDIT)
def add(request: SignedInRequest) -> HttpResponse:
    form = BasisForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        basis = actions.add_basis(facts, facts.pop("file"), by=request.user)
        messages.success(request, _("%(basis)s is in the register.") % {"basis": basis})
        return redirect(basis.get_absolute_url())
    words = {
        "form": form,
        "title": _("Add a legal basis"),
        "crumbs": crumbs(),
        "back": "documents:bases",
    }
    return render(request, "documents/basis_form.html", words)


@requires(Can.BASIS_EDIT)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    basis = found(request, pk)
    form = (
        BasisForm(request.POST, request.FILES) if request.method == "POST" else BasisForm.of(basis)
    )
    if form.is_bound and form.is_valid():
        facts = dict(form.cleaned_data)
        actions.change_basis(basis, facts, facts.pop("file"), by=request.user)
        messages.success(request, _("The changes are saved."))
        return redirect(basis.get_absolute_url())
    words = {
        "form": form,
        "basis": basis,
        "title": _("Change a legal basis"),
        "crumbs": crumbs(basis),
    }
    return render(request, "documents/basis_form.html", words)


@requires(Can.BASIS_EDIT)
def status(request: SignedInRequest, pk: int) -> HttpResponse:
    """In force, replaced or over: with the source and the person who looked it up."""
    basis = found(request, pk)
    form = StatusForm(
        request.POST or None,
        initial={
            "status": basis.status,
            "replaced_by": basis.replaced_by.number if basis.replaced_by else "",
            "last_day": basis.in_force_to,
            "source": basis.status_source,
        },
    )
    if request.method == "POST" and form.is_valid():
        actions.note_status(basis, by=request.user, **form.cleaned_data)
        messages.success(request, _("Noted: %(status)s.") % {"status": basis.get_status_display()})
        return redirect(basis.get_absolute_url())
    numbers = LegalBasis.objects.exclude(pk=basis.pk).exclude(number="")
    facts = {
        "form": form,
        "basis": basis,
        "title": _("Is it in force?"),
        "crumbs": crumbs(basis),
        "numbers": numbers.values_list("number", "abstract")[:500],
    }
    return render(request, "documents/basis_form.html", facts)
