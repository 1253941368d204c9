from __future__ import annotations

from django.urls import URLPattern, path

from khuevan.training.views import trainee

app_name = "training"

trainee_urls = [
    path("t/<str:token>/", trainee.first, name="trainee"),
    path("t/<str:token>/class.ics", trainee.calendar, name="trainee_calendar"),
]

urlpatterns: list[URLPattern] = [*trainee_urls]
