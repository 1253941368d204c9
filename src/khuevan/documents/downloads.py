"""A stored file on its way out: always as a download, never as a page of ours."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

from khuevan.documents import compositions
from khuevan.documents.media import DOCX
from khuevan.documents.models import Paper, StoredFile
from khuevan.kit.errors import Refused
from khuevan.vanban import writing

SHOWABLE = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
"""What a browser may show in place. HTML and SVG never: they could run as if they were ours."""


def answer(stored: StoredFile | None, *, inline: bool = False) -> FileResponse:
    """The file under its own name. Whoever calls has checked that the person may see it."""
    if stored is None:
        raise Http404
    try:
        content = stored.content.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=not (inline and stored.media_type in SHOWABLE),
        filename=stored.name,
        content_type=stored.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def word_file(paper: Paper) -> HttpResponse:
    """The document as Word has it, number and date filled in once they are given."""
    try:
        content = writing.write(compositions.current(paper))
    except writing.CannotWrite as error:
        raise Refused(compositions.in_own_language(error)) from error
    response = HttpResponse(content, content_type=DOCX.media_type)
    name = f"{compositions.stem(paper)}.docx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
