"""What the pages of one document have above them: the way here, its parts as tabs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from khuevan.documents.models import Paper
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can


def found(request: SignedInRequest, pk: int) -> Paper:
    papers = Paper.objects.visible_to(request.user).select_related("owner", "issuer")
    return get_object_or_404(papers, pk=pk)


def context(request: SignedInRequest, paper: Paper, here: str) -> dict[str, Any]:
    return {
        "paper": paper,
        "here": here,
        "can_write": request.user.can(Can.PAPER_WRITE),
        "can_number": request.user.can(Can.PAPER_NUMBER),
        "part_tabs": part_tabs(paper),
        "here_url": reverse(here, args=[paper.pk]),
        "crumbs": crumbs(paper),
    }


def part_tabs(paper: Paper) -> list[tuple[str, str]]:
    """[(label, address)] of the parts of a document's page."""
    parts = [
        (_("Document"), address("documents:paper", paper.pk)),
        (_("Versions"), address("documents:versions", paper.pk)),
        (_("Recipients"), address("documents:recipients", paper.pk)),
        (_("Opinions"), address("documents:opinions", paper.pk)),
        (_("Deliveries"), address("documents:deliveries", paper.pk)),
        (_("City's document system"), address("documents:bridge", paper.pk)),
    ]
    return [(label, url) for label, url in parts if url]


def crumbs(paper: Paper) -> list[tuple[str, str]]:
    above = [(_("Documents"), address("documents:papers"))]
    own = [(paper.full_number or paper.subject[:60], address("documents:paper", paper.pk))]
    return [(label, url or "/") for label, url in above + own]


def address(name: str, *args: int) -> str:
    """The url of a page, "" while that part is not served."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def seen(request: SignedInRequest) -> int | None:
    """How many the preview showed; a number that cannot be right counts as not seen."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None
