from __future__ import annotations

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from khuevan.documents.downloads import answer
from khuevan.documents.models import StoredFile
from khuevan.kit import lists
from khuevan.kit.vietnamese import short_size
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.vanban.formats import ocr


def _linked(stored: StoredFile) -> str:
    url = reverse("documents:download", args=[stored.pk])
    return format_html('<a class="link" href="{}">{}</a>', url, stored.name)


FILES = lists.ListDef(
    name="documents",
    title=_("Documents"),
    columns=(
        lists.Column(
            "name",
            _("File"),
            lambda f: f.name,
            cell=_linked,
            order=("search",),
            head=True,
            width=50,
        ),
        lists.Column("media_type", _("Type"), lambda f: f.media_type, hidden=True),
        lists.Column("size", _("Size"), lambda f: short_size(f.size), order=("size",)),
        lists.Column("by", _("Uploaded by"), lambda f: f.uploaded_by_name),
        lists.Column(
            "at", _("Uploaded"), lambda f: f.uploaded_at, order=("uploaded_at",), kind="datetime"
        ),
        lists.Column("sha256", "SHA-256", lambda f: f.sha256, hidden=True, width=66),
    ),
    search=("search",),
    order=("-uploaded_at",),
    empty=lists.Empty(
        _("No file yet"),
        _("Plans and evidence that come in are kept here, each as it came."),
        icon="book",
    ),
)  # fmt: skip


@requires(Can.PLAN_VIEW)
def index(request: SignedInRequest) -> HttpResponseBase:
    files = StoredFile.objects.visible_to(request.user)
    facts = {"unread_pictures": ocr.missing()}
    return lists.respond(request, FILES, files, "documents/index.html", facts)


@requires(Can.PLAN_VIEW)
def download(request: SignedInRequest, pk: int) -> FileResponse:
    stored = get_object_or_404(StoredFile.objects.visible_to(request.user), pk=pk)
    return answer(stored, inline="inline" in request.GET)
