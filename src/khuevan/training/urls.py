from __future__ import annotations

from django.urls import URLPattern, path

from khuevan.people.desks import DeskView
from khuevan.training.views import (
    changing,
    device,
    naming,
    runs,
    summons,
    trainee,
)
from khuevan.training.views.desk import Desk

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
summons_urls = [
    path("<int:pk>/summons/", summons.summons, name="summons"),
    path("<int:pk>/summons/send/", summons.summon, name="summon"),
    path("<int:pk>/summons/gate/", summons.override_gate, name="override_gate"),
    path("<int:pk>/summons/draft/", summons.draft, name="summons_draft"),
    path("<int:pk>/summons/all/<int:part>.pdf", summons.print_all, name="summons_all"),
    path("<int:pk>/summons/each/<int:part>-<str:kind>.zip", summons.print_each,
         name="summons_each"),
    path("<int:pk>/summons/<int:nomination>/", summons.file, name="summons_file"),
    path("t/<str:token>/summons.pdf", summons.own_summons, name="trainee_summons"),
]  # fmt: skip
trainee_urls = [
    path("t/<str:token>/", trainee.first, name="trainee"),
    path("t/<str:token>/class.ics", trainee.calendar, name="trainee_calendar"),
]

door_urls = [
    path("door/worker.js", device.worker, name="door_worker"),
    path("door/<str:token>/", device.door, name="door_phone"),
    path("door/<str:token>/app.webmanifest", device.manifest, name="door_manifest"),
    path("door/<str:token>/clock/", device.clock, name="door_clock"),
    path("door/<str:token>/join/", device.join, name="door_join"),
    path("door/<str:token>/scans/", device.scans, name="door_scans"),
    path("door/<str:token>/settle/", device.settle, name="door_settle"),
]

# The unit's pages: (below the door, name, view). Both doors lead to the same views.
UNIT_PAGES: list[tuple[str, str, DeskView]] = [
    ("", "", naming.seats),
    ("past/", "past", naming.past),
    ("<int:pk>/", "seat", naming.seat),
    ("<int:pk>/name/<slug:who>/", "name", naming.name),
    ("<int:pk>/receipt/", "receipt", naming.receipt),
    ("<int:pk>/class.ics", "calendar", naming.calendar),
    ("<int:pk>/change/", "change", changing.change),
    ("<int:pk>/decline/", "decline", changing.decline),
    ("<int:pk>/code/<slug:step>/", "code", changing.ask_code),
]
unit_urls = [door for page in UNIT_PAGES for door in Desk.doors(*page)]

urlpatterns: list[URLPattern] = [
    *door_urls,
    *run_urls,
    *summons_urls,
    *trainee_urls,
    *unit_urls,
]
