"""Views without a word of the trade. web/urls.py says who may call them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.kit import gallery as samples
from khuevan.kit import lists, search
from khuevan.kit.errors import Refused
from khuevan.kit.forms import SavedFilterForm
from khuevan.kit.models import SavedFilter, Work
from khuevan.kit.worklists import FAILURES_SHOWN, WORKS

THEMES = ("light", "dark", "auto")
YEAR = 60 * 60 * 24 * 365


def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "kit/gallery.html", samples.context())


def gallery_phone(request: HttpRequest) -> HttpResponse:
    context = samples.context() | {"unit_name": "UBND phường Bồ Đề"}
    return render(request, "kit/gallery_phone.html", context)


def works(request: HttpRequest) -> HttpResponseBase:
    return lists.respond(
        request, WORKS, Work.objects.visible_to(signed_in(request)), "kit/works.html"
    )


def work(request: HttpRequest, pk: int) -> HttpResponse:
    """One work. htmx asks again every two seconds until it is over; without script: reload."""
    found = get_object_or_404(Work.objects.visible_to(signed_in(request)), pk=pk)
    template = "kit/_work.html" if getattr(request, "htmx", False) else "kit/work.html"
    context = {"work": found, "failures": found.failures[:FAILURES_SHOWN], "limit": FAILURES_SHOWN}
    # 286 tells htmx to stop asking.
    over = template == "kit/_work.html" and found.is_over
    return render(request, template, context, status=286 if over else 200)


def find(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")
    groups = search.find(query, request)
    template = "kit/_hits.html" if getattr(request, "htmx", False) else "kit/search.html"
    return render(request, template, {"query": query, "groups": groups, "least": search.SHORTEST})


@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    form = SavedFilterForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Give the view a name of at most 80 letters, then save it again."))
    form.instance.owner = signed_in(request)
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        raise Refused(
            _(
                "You already have a view called “%(name)s” here. "
                "Choose another name or delete the old one."
            )
            % {"name": form.instance.name}
        ) from None
    messages.success(request, _("Saved as “%(name)s”.") % {"name": form.instance.name})
    return redirect(back(request))


@require_POST
def delete_filter(request: HttpRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter.objects.visible_to(signed_in(request)), pk=pk)
    saved.delete()
    messages.success(request, _("“%(name)s” is deleted.") % {"name": saved.name})
    return redirect(back(request))


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        raise Refused(_("Choose light, dark, or as the device."))
    response = redirect(back(request))
    if theme == "auto":
        response.delete_cookie("theme")
    else:
        response.set_cookie(
            "theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


def signed_in(request: HttpRequest) -> Any:
    """The account: web/urls.py lets nobody else in."""
    return request.user


def back(request: HttpRequest) -> str:
    """Where the form says to go, if that is ours; never another site."""
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if safe and url.startswith("/") else "/"
