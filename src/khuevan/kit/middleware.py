from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import typed

Answer = Callable[[HttpRequest], HttpResponse]


class NormaliseInput:
    """Everything typed arrives in NFC: phones and Macs send NFD, which no search would find.

    Control characters, which scanners and pasted cells bring along, are left out.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404  # no address of ours; PostgreSQL could not even be asked for it
        request.GET = composed(request.GET)  # type: ignore[assignment]  # made immutable again
        if request.method == "POST" and not is_upload(request):
            request.POST = composed(request.POST)  # type: ignore[assignment]  # as above
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        # A multipart body is read only once the upload handlers are settled.
        if request.method == "POST" and is_upload(request):
            request.POST = composed(request.POST)  # type: ignore[assignment]  # as above


class ShowRefusals:
    """Shows a refusal where the person stands: in place for htmx, else on the page before."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        if getattr(request, "htmx", False):
            return render(request, "kit/_refused.html", {"message": str(error)}, status=409)
        back = safe_referer(request)
        if not back:
            return render(request, "409.html", {"message": str(error)}, status=409)
        messages.error(request, str(error))
        return redirect(back)


def is_upload(request: HttpRequest) -> bool:
    return request.content_type == "multipart/form-data"


def composed(query: QueryDict) -> QueryDict:
    if all(typed(value) == value for _, values in query.lists() for value in values):
        return query
    clean = query.copy()
    for key, values in query.lists():
        clean.setlist(key, [typed(value) for value in values])
    clean._mutable = False
    return clean


def safe_referer(request: HttpRequest) -> str:
    url = request.headers.get("Referer", "")
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}) else ""
