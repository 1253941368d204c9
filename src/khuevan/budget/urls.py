from __future__ import annotations

from django.urls import path

from khuevan.budget.views import estimates, lines, papers, remarks, sources, steps

app_name = "budget"

estimate_urls = [
    path("", estimates.index, name="index"),
    path("new/", estimates.start, name="start"),
    path("<int:pk>/", estimates.estimate, name="estimate"),
    path("<int:pk>/frame/", estimates.frame, name="frame"),
    path("<int:pk>/lines/", lines.lines, name="lines"),
    path("<int:pk>/submit/", steps.submit, name="submit"),
    path("<int:pk>/appraise/", steps.appraise, name="appraise"),
    path("<int:pk>/opinion/", steps.opinion, name="opinion"),
    path("<int:pk>/approve/", steps.approve, name="approve"),
    path("<int:pk>/return/", steps.send_back, name="return"),
    path("<int:pk>/take-back/", steps.take_back, name="take_back"),
    path("<int:pk>/cancel/", steps.cancel, name="cancel"),
    path("<int:pk>/remarks/", remarks.remark, name="remark"),
    path("<int:pk>/remarks/<int:line>/", remarks.remark, name="remark_line"),
    path("remarks/<int:pk>/settle/", remarks.settle, name="settle_remark"),
    path("<int:pk>/versions/", papers.versions, name="versions"),
    path("<int:pk>/xlsx/", papers.workbook, name="xlsx"),
    path("<int:pk>/docx/", papers.word, name="docx"),
    path("<int:pk>/slip/", papers.slip, name="slip"),
    path("<int:pk>/decision/", papers.decision, name="decision"),
]

source_urls = [
    path("sources/", sources.sources, name="sources"),
    path("sources/new/", sources.edit_source, name="source_add"),
    path("sources/<int:pk>/", sources.source, name="source"),
    path("sources/<int:pk>/edit/", sources.edit_source, name="source_edit"),
    path("sources/<int:pk>/tranche/", sources.allocate, name="allocate"),
    path("norms/", sources.norms, name="norms"),
    path("norms/new/", sources.edit_norm, name="norm_add"),
    path("norms/<int:pk>/", sources.norm, name="norm"),
    path("norms/<int:pk>/edit/", sources.edit_norm, name="norm_edit"),
]

urlpatterns = [*estimate_urls, *source_urls]
