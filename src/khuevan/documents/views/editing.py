"""The workbench: the document is the form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.documents import actions, citing, compositions
from khuevan.documents.forms.papers import PaperForm, initial
from khuevan.documents.margin import margin, mended
from khuevan.documents.models import LegalBasis, Paper, Version
from khuevan.documents.views.page import context, found
from khuevan.kit import audit
from khuevan.kit.differences import line_diff
from khuevan.kit.errors import AlreadyDecided
from khuevan.kit.vietnamese import fold
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.vanban.composition import Composition

MOST_BASES = 12


@requires(Can.PAPER_WRITE)
def edit(request: SignedInRequest, pk: int) -> HttpResponseBase:
    paper = found(request, pk)
    if not paper.is_writable:
        raise AlreadyDecided(
            _("The document is now “%(state)s”: its words change only in a draft.")
            % {"state": paper.get_state_display()}
        )
    last = compositions.latest(paper)
    before = compositions.of_version(last)
    if request.method == "POST" and "find" not in request.POST:
        return _save(request, paper, last, before)
    if request.method == "POST":
        form = _shaped(PaperForm(request.POST, before=before), paper)
    else:
        form = _shaped(PaperForm(initial=_initial(request, paper, last), before=before), paper)
    return _shown(request, paper, form, before)


def _initial(request: SignedInRequest, paper: Paper, last: Version) -> dict[str, object]:
    """The last version, or an earlier one that is taken up again (?from=2)."""
    wanted = request.GET.get("from", "")
    earlier = paper.versions.filter(number=wanted).first() if wanted.isdecimal() else None
    return initial(paper, compositions.of_version(earlier or last), last.number)


def _shaped(form: PaperForm, paper: Paper) -> PaperForm:
    """Once recipients stand in their own list, the form leaves them alone."""
    if paper.recipients.exists():
        del form.fields["recipients"]
    return form


def _save(
    request: SignedInRequest, paper: Paper, last: Version, before: Composition
) -> HttpResponseBase:
    form = _shaped(PaperForm(request.POST, before=before), paper)
    if not form.is_valid():
        return _shown(request, paper, form, before)
    written = compositions.tidied(_with_picks(request, form.composition()))
    actions.expect_reply(paper, form.cleaned_data["reply_due"], by=request.user)
    if written == before:
        messages.info(request, _("Nothing was changed, so there is no new version."))
        return redirect("documents:paper", paper.pk)
    try:
        version = actions.revise(
            paper, written, by=request.user, note=form.cleaned_data["note"],
            seen=form.cleaned_data["seen"],
        )  # fmt: skip
    except actions.Outdated as outdated:
        return _disputed(request, paper, written, last, str(outdated))
    messages.success(request, _("Saved as version %(number)d.") % {"number": version.number})
    return redirect("documents:edit" if "go_on" in request.POST else "documents:paper", paper.pk)


def _with_picks(request: SignedInRequest, written: Composition) -> Composition:
    """The bases ticked in the register, as lines that are not there yet."""
    ticked = [pk for pk in request.POST.getlist("pick") if pk.isdecimal()]
    chosen = LegalBasis.objects.visible_to(request.user).filter(pk__in=ticked)
    new = [basis.as_cited for basis in chosen]
    return compositions.with_bases(written, new)


def _disputed(
    request: SignedInRequest, paper: Paper, written: Composition, last: Version,
    told: str,
) -> HttpResponse:  # fmt: skip
    """The other's version beside one's own words; saving again is then a decision."""
    posted = request.POST.copy()
    posted["seen"] = str(last.number)
    fresh = _shaped(PaperForm(posted, before=written), paper)
    rows = line_diff(last.text, compositions.text_of(written))
    return _shown(
        request, paper, fresh, written, {"told": told, "rows": rows, "theirs": last}, status=409
    )


def _shown(
    request: SignedInRequest, paper: Paper, form: PaperForm, composition: Composition,
    more: dict[str, object] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    query = request.POST.get("q") or request.GET.get("q") or ""
    facts = context(request, paper) | {
        "form": form,
        "composition": composition,
        "query": query,
        "offered": offered(request, query),
        "margin": margin(compositions.filled_in(paper, composition)),
        "mend_url": reverse("documents:mend", args=[paper.pk]),
        "stale": citing.stale(audit.key_of(paper)),
    }
    return render(request, "documents/edit.html", facts | (more or {}), status=status)


def offered(request: SignedInRequest, query: str) -> list[LegalBasis]:
    """Bases of the register that hold every word, without accents; those in force first."""
    bases = LegalBasis.objects.visible_to(request.user)
    for word in fold(query).split():
        bases = bases.filter(search__contains=word)
    return list(bases.usable().order_by("-date", "pk")[:MOST_BASES]) if query.strip() else []


@requires(Can.PAPER_WRITE)
def find_bases(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same while one types."""
    found(request, pk)
    query = request.GET.get("q", "")
    facts = {"offered": offered(request, query), "query": query}
    return render(request, "documents/_bases_offered.html", facts)


@require_POST
@requires(Can.PAPER_WRITE)
def mend(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """One click, one safe fix (or all of them), one version."""
    paper = found(request, pk)
    last = compositions.latest(paper)
    before = compositions.of_version(last)
    shown = compositions.filled_in(paper, before)
    keys = set(request.POST.getlist("finding"))
    after = mended(before, shown, keys)
    if after == before:
        messages.info(request, _("The words have changed since; look at the remarks again."))
    else:
        version = actions.revise(
            paper, after, by=request.user, seen=last.number, note=_("remarks mended by a click")
        )
        messages.success(request, _("Saved as version %(number)d.") % {"number": version.number})
    return redirect("documents:paper", paper.pk)
