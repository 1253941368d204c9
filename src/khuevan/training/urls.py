from __future__ import annotations

from django.urls import URLPattern, path

from khuevan.training.views import runs, trainee

app_name = "training"

run_urls = [
    path("", runs.index, name="index"),
    path("new/", runs.new, name="new"),
    path("from-clause/<int:pk>/", runs.from_clause, name="from_clause"),
    path("<int:pk>/", runs.run, name="run"),
    path("<int:pk>/edit/", runs.edit, name="edit"),
    path("<int:pk>/open/", runs.open_, name="open"),
    path("<int:pk>/lock/", runs.lock, name="lock"),
    path("<int:pk>/unlock/", runs.unlock, name="unlock"),
    path("<int:pk>/cancel/", runs.cancel, name="cancel"),
]
trainee_urls = [
    path("t/<str:token>/", trainee.first, name="trainee"),
    path("t/<str:token>/class.ics", trainee.calendar, name="trainee_calendar"),
]

urlpatterns: list[URLPattern] = [
    *run_urls,
    *trainee_urls,
]
