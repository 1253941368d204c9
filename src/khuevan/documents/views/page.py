"""One document as itself, with what is known and what can be done beside it."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.documents import citing, compositions
from khuevan.documents.downloads import answer, word_file
from khuevan.documents.enums import PaperState
from khuevan.documents.margin import margin
from khuevan.documents.models import Paper
from khuevan.documents.views.papers import LOOKS, shown_number, type_name
from khuevan.documents.views.parts import part_tabs
from khuevan.documents.views.steps import steps, waiting_for
from khuevan.kit import audit, works
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.people.words import kind_words
from khuevan.vanban.composition import Composition

HISTORY = 20


def found(request: SignedInRequest, pk: int) -> Paper:
    papers = Paper.objects.visible_to(request.user)
    named = ("owner__organisation", "issuer", "related_to", "checked_by", "signed_file")
    return get_object_or_404(papers.select_related(*named), pk=pk)


@requires(Can.PAPER_VIEW)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = found(request, pk)
    facts = context(request, paper) | sheet_facts(paper)
    facts |= {
        "waiting": waiting_for(paper),
        "origin": citing.origin(paper, request.user),
        "versions": paper.versions.only("number", "by_name", "at", "note")[:5],
        "relating": paper.relating.visible_to(request.user),
        "history": history(paper),
    }
    return render(request, "documents/paper.html", facts)


def context(request: SignedInRequest, paper: Paper) -> dict[str, object]:
    """What every page of a document shows above its own content."""
    state = PaperState(paper.state)
    return {
        "paper": paper,
        "state": state,
        "look": LOOKS[state],
        "number_words": shown_number(paper),
        "type_words": type_name(paper.type_code),
        "steps": steps(paper, request.user),
        "can_write": request.user.can(Can.PAPER_WRITE),
        "mend_url": reverse("documents:mend", args=[paper.pk])
        if paper.is_writable and request.user.can(Can.PAPER_WRITE)
        else "",
        "part_tabs": part_tabs(paper),
        "here_url": request.path,
        "crumbs": [
            (_("Our documents"), reverse("documents:papers")),
            (paper.subject, paper.get_absolute_url()),
        ],
    }


def sheet_facts(paper: Paper) -> dict[str, object]:
    """The document on its sheet, with the findings of the linter beside what they are about."""
    last = compositions.latest(paper)
    composition = compositions.filled_in(paper, compositions.of_version(last))
    return {
        "composition": composition,
        "margin": margin(composition, compositions.picture_files(last)),
        "stale": citing.stale(audit.key_of(paper)),
        "title_words": "" if paper.type_code == "CV" else type_name(paper.type_code).upper(),
        "place_date": place_date(composition),
    }


def place_date(composition: Composition) -> str:
    """ "Hà Nội, ngày 05 tháng 01 năm 2026", with gaps while văn thư has not dated it."""
    day = composition.date
    if day is None:
        return f"{composition.place}, ngày     tháng     năm"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{composition.place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def history(paper: Paper) -> list[tuple[str, str]]:
    rows = []
    for event in audit.history(paper)[:HISTORY]:
        words = f"{event.by_name}: {_what(event.kind, event.after)}"
        day = f"{timezone.localtime(event.at):%d/%m/%Y}"
        rows.append((day, f"{words} “{event.why}”" if event.why else words))
    return rows


def _what(kind: str, after: str) -> str:
    if after in PaperState.values:
        return str(PaperState(after).label)
    return f"{kind_words(kind)} ({after})" if after and len(after) < 30 else kind_words(kind)


@requires(Can.PAPER_VIEW)
def signed_file(request: SignedInRequest, pk: int) -> FileResponse:
    """The signed PDF as it came back."""
    return answer(found(request, pk).signed_file, inline="inline" in request.GET)


@requires(Can.PAPER_VIEW)
def docx(request: SignedInRequest, pk: int) -> HttpResponse:
    """The document as Word has it, number and date filled in once they are given."""
    return word_file(found(request, pk))


@require_POST
@requires(Can.PAPER_VIEW)
def pdf(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """LibreOffice takes seconds, so a work is waited for."""
    paper = found(request, pk)
    work = works.start(
        "documents.pdf", _("PDF of “%(subject)s”") % {"subject": paper.subject},
        "documents.jobs.make_pdf", paper.pk, request.user.pk, get_language() or "vi",
        by=request.user,
    )  # fmt: skip
    return redirect("kit:work", work.pk)
