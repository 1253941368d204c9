"""Every version of a document, and what differs between two."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from khuevan.documents.models import Version
from khuevan.documents.views.page import context, found
from khuevan.kit.differences import line_diff
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


@requires(Can.PAPER_VIEW)
def versions(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = found(request, pk)
    every = list(paper.versions.defer("content"))
    newer = _chosen(every, request.GET.get("new", "")) or every[0]
    older = _chosen(every, request.GET.get("old", "")) or _before(every, newer)
    facts = {
        "versions": every,
        "newer": newer,
        "older": older,
        "rows": line_diff(older.text, newer.text) if older else [],
    }
    return render(request, "documents/versions.html", context(request, paper) | facts)


def _chosen(every: list[Version], number: str) -> Version | None:
    return next((one for one in every if str(one.number) == number), None)


def _before(every: list[Version], newer: Version) -> Version | None:
    return next((one for one in every if one.number < newer.number), None)
