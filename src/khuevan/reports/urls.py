from __future__ import annotations

from django.urls import URLPattern, path

from khuevan.people.desks import DeskView
from khuevan.reports.views import device, unit
from khuevan.reports.views.desk import Desk

app_name = "reports"

# The unit's pages: (below the door, name, view). Both doors lead to the same views.
UNIT_PAGES: list[tuple[str, str, DeskView]] = [
    ("", "", unit.reports),
    ("sent/", "sent", unit.sent),
    ("<int:pk>/", "report", unit.report),
    ("<int:pk>/receipt/<int:version>/", "receipt", unit.receipt),
    ("<int:pk>/history/", "history", unit.history),
    ("<int:pk>/sources/<slug:code>/", "sources", unit.sources),
    ("<int:pk>/picture/<int:picture>/", "file", unit.picture),
    ("<int:pk>/cell/", "cell", device.cell),
    ("<int:pk>/picture/", "picture", device.picture),
    ("<int:pk>/submit/", "submit", device.submit),
    ("<int:pk>/state/", "state", device.state),
]
unit_urls = [door for page in UNIT_PAGES for door in Desk.doors(*page)]

urlpatterns: list[URLPattern] = [
    path("worker.js", device.worker, name="worker"),
    *unit_urls,
]
