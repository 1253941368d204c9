from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from khuevan.people.permissions import Can, requires
from khuevan.web.urls import urlpatterns as product


@requires(Can.WORK_VIEW)
def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "kit/shell.html")


urlpatterns = [path("bench/empty/", empty), *product]
