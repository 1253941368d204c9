"""What a unit's form posts, cell by cell, as plain fields: ``v-code``, ``t-code``, ``c-code-row-column``."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict

from khuevan.reports import rules
from khuevan.reports.actions import Entry
from khuevan.reports.enums import IndicatorKind
from khuevan.reports.models import Indicator
from khuevan.reports.rules import Typed


def entries_of(request: HttpRequest, indicators: list[Indicator]) -> list[Entry]:
    """Only cells that the page held: one that is missing says nothing."""
    return [
        _entry(request.POST, uploads(request, one), one)
        for one in indicators
        if f"was-{one.code}" in request.POST
    ]


def uploads(request: HttpRequest, indicator: Indicator) -> tuple[UploadedFile, ...]:
    return tuple(one for one in request.FILES.getlist(f"p-{indicator.code}") if one)


def _entry(post: QueryDict, files: tuple[UploadedFile, ...], indicator: Indicator) -> Entry:
    code = indicator.code
    revision, _colon, mark = post.get(f"was-{code}", "").partition(":")
    return Entry(
        indicator=indicator,
        typed=Typed(
            value=post.get(f"v-{code}", ""),
            text=post.get(f"t-{code}", ""),
            table=_rows(post, indicator),
            note=post.get(f"n-{code}", ""),
        ),
        revision=int(revision) if revision.isdecimal() and len(revision) < 10 else 0,
        mark=mark,
        over=f"over-{code}" in post,
        files=files,
    )


def _rows(post: QueryDict, indicator: Indicator) -> tuple[tuple[str, ...], ...]:
    if indicator.kind != IndicatorKind.TABLE:
        return ()
    width = range(len(indicator.columns))
    return tuple(
        tuple(post.get(f"c-{indicator.code}-{row}-{column}", "") for column in width)
        for row in range(rules.MOST_ROWS + 1)
        if f"c-{indicator.code}-{row}-0" in post
    )
