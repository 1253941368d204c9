from __future__ import annotations

from django.urls import URLPattern, path

from khuevan.people.desks import DeskView
from khuevan.reports.views import (
    asking,
    brief,
    consolidation,
    device,
    office,
    programmes,
    quarters,
    received,
    table,
    tracing,
    types,
    unit,
)
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

consolidation_urls = [
    path("cycles/<int:cycle>/consolidation/", consolidation.begin, name="consolidated"),
    path("cycles/<int:cycle>/consolidation/draft/", consolidation.draft, name="draft"),
    path("consolidations/<int:pk>/", consolidation.show, name="consolidation"),
    path("consolidations/<int:pk>/redraft/", consolidation.redraft, name="redraft"),
    path("consolidations/<int:pk>/sources/", consolidation.compare, name="compare_sources"),
    path("consolidations/<int:pk>/figures/<str:code>/", tracing.figure, name="figure"),
    path("consolidations/<int:pk>/compared/", tracing.compared, name="compared"),
    path("consolidations/<int:pk>/brief/", brief.brief, name="brief"),
    path("consolidations/<int:pk>/docx/", consolidation.docx, name="docx"),
    path("consolidations/<int:pk>/hand-over/", consolidation.hand_over, name="hand_over"),
    path("consolidations/<int:pk>/charts/<int:passage>.svg", consolidation.chart, name="chart"),
    path(
        "consolidations/<int:pk>/passages/<int:passage>/", consolidation.passage, name="passage"
    ),
    path(
        "consolidations/<int:pk>/passages/<int:passage>/restore/",
        consolidation.restore, name="restore",
    ),
    path(
        "consolidations/<int:pk>/passages/<int:passage>/leave-out/",
        consolidation.leave_out, name="leave_out",
    ),
    path(
        "consolidations/<int:pk>/passages/<int:passage>/pictures/",
        consolidation.pictures, name="pictures",
    ),
]  # fmt: skip
type_urls = [
    path("types/", types.types, name="types"),
    path("types/add/", types.edit, name="type_add"),
    path("types/<int:pk>/", types.type_page, name="type"),
    path("types/<int:pk>/edit/", types.edit, name="type_edit"),
    path("types/<int:pk>/open/", asking.open_, name="open"),
    path("types/<int:pk>/formula/", types.formula, name="formula"),
    path("types/<int:type_pk>/indicators/add/", types.indicator, name="indicator_add"),
    path("indicators/<int:pk>/", types.indicator, name="indicator"),
    path("indicators/<int:pk>/drop/", types.drop, name="indicator_drop"),
]
cycle_urls = [
    path("", office.index, name="index"),
    path("ask/", asking.ask, name="ask"),
    path("cycles/<int:pk>/", office.cycle, name="cycle"),
    path("cycles/<int:pk>/matrix/", table.matrix_page, name="matrix"),
    path("cycles/<int:pk>/tell/", office.tell, name="tell"),
    path("cycles/<int:pk>/remind/", office.remind, name="remind"),
    path("cycles/<int:pk>/accept/", office.accept_all, name="accept_all"),
    path("cycles/<int:pk>/due/", office.due, name="due"),
    path("cycles/<int:pk>/close/", office.close, name="close"),
    path("cycles/<int:pk>/reopen/", office.reopen, name="reopen"),
    path("cycles/<int:pk>/take-back/", office.take_back, name="take_back"),
    path("received/<int:pk>/", received.received, name="received"),
    path("received/<int:pk>/return/", received.return_, name="return"),
    path("received/<int:pk>/accept/", received.accept, name="accept"),
    path("received/<int:pk>/excuse/", received.excuse, name="excuse"),
    path("received/<int:pk>/again/", received.again, name="again"),
    path("received/<int:pk>/picture/<int:file>/", received.picture, name="received_picture"),
]

programme_urls = [
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/add/", programmes.edit, name="programme_add"),
    path(
        "programmes/from-clause/<int:pk>/", programmes.from_clause, name="programme_from_clause"
    ),
    path("programmes/<int:pk>/", programmes.programme, name="programme"),
    path("programmes/<int:pk>/edit/", programmes.edit, name="programme_edit"),
    path("programmes/<int:pk>/formula/", programmes.formula, name="programme_formula"),
    path("programmes/<int:pk>/docx/", quarters.docx, name="programme_docx"),
    path("programmes/<int:pk>/hand-over/", quarters.hand_over, name="programme_hand_over"),
    path(
        "programmes/<int:pk>/<int:year>/<int:number>/", quarters.quarter, name="programme_quarter"
    ),
    path(
        "programmes/<int:programme_pk>/indicators/add/", programmes.indicator,
        name="programme_indicator_add",
    ),
    path("programmes/indicators/<int:pk>/", programmes.indicator, name="programme_indicator"),
    path("programmes/indicators/<int:pk>/drop/", programmes.drop, name="programme_indicator_drop"),
    path("programmes/indicators/<int:pk>/chart.svg", quarters.chart, name="programme_chart"),
    path("programmes/values/<int:pk>/", quarters.value, name="quarter_value"),
    path("programmes/values/<int:pk>/correct/", quarters.correct, name="quarter_correct"),
    path("programmes/values/<int:pk>/file/", quarters.file, name="quarter_file"),
]  # fmt: skip

urlpatterns: list[URLPattern] = [
    *cycle_urls,
    *programme_urls,
    *type_urls,
    path("worker.js", device.worker, name="worker"),
    *unit_urls,
    *consolidation_urls,
]
