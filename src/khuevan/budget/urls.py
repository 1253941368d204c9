from __future__ import annotations

from django.urls import path

from khuevan.budget.views import (
    estimates,
    lines,
    papers,
    paylist,
    remarks,
    settled,
    settlement,
    sources,
    spending,
    steps,
    supervision,
    thresholds,
    vouchers,
)

app_name = "budget"

estimate_urls = [
    path("", estimates.index, name="index"),
    path("new/", estimates.start, name="start"),
    path("<int:pk>/", estimates.estimate, name="estimate"),
    path("<int:pk>/frame/", estimates.frame, name="frame"),
    path("<int:pk>/lines/", lines.lines, name="lines"),
    path("<int:pk>/submit/", steps.submit, name="submit"),
    path("<int:pk>/supplement/", steps.supplement, name="supplement"),
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
    path("thresholds/", thresholds.listed, name="thresholds"),
    path("thresholds/<slug:kind>/", thresholds.edit, name="threshold_edit"),
    path("norms/", sources.norms, name="norms"),
    path("norms/new/", sources.edit_norm, name="norm_add"),
    path("norms/usual/", sources.put_usual, name="norms_usual"),
    path("norms/<int:pk>/", sources.norm, name="norm"),
    path("norms/<int:pk>/edit/", sources.edit_norm, name="norm_edit"),
]

settling_urls = [
    path("<int:pk>/spending/", spending.spending, name="spending"),
    path("<int:pk>/commit/", spending.commit, name="commit"),
    path("<int:pk>/pay/", spending.pay, name="pay"),
    path("commitments/<int:pk>/release/", spending.release, name="release"),
    path("payments/<int:pk>/reverse/", spending.reverse_payment, name="reverse"),
    path("sources/<int:pk>/excess/", spending.allow_excess, name="allow_excess"),
    path("<int:pk>/payment-list/", paylist.payment_list, name="payment_list"),
    path("<int:pk>/payment-list/print/", paylist.printed, name="payment_list_print"),
    path("<int:pk>/payment-list/xlsx/", paylist.workbook, name="payment_list_xlsx"),
    path("<int:pk>/payment-list/docx/", paylist.word, name="payment_list_docx"),
    path("payees/<int:pk>/remove/", paylist.remove, name="payee_remove"),
    path("<int:pk>/vouchers/add/", vouchers.add, name="voucher_add"),
    path("vouchers/<int:pk>/", vouchers.file, name="voucher_file"),
    path("vouchers/<int:pk>/remove/", vouchers.remove, name="voucher_remove"),
    path("<int:pk>/settlement/", settlement.settlement, name="settlement"),
    path("<int:pk>/settlement/begin/", settlement.settle, name="settle"),
    path("<int:pk>/settlement/examine/", settlement.examine, name="examine"),
    path("<int:pk>/settlement/return/", settlement.send_back, name="return_settlement"),
    path("<int:pk>/settlement/lock/", settlement.lock, name="lock"),
    path("<int:pk>/settlement/reopen/", settlement.reopen, name="reopen"),
    path("<int:pk>/settlement/xlsx/", settled.workbook, name="settlement_xlsx"),
    path("<int:pk>/settlement/docx/", settled.word, name="settlement_docx"),
    path("<int:pk>/settlement/zip/", settled.package, name="settlement_zip"),
    path("<int:pk>/settlement/minutes/", settled.minutes, name="settlement_minutes"),
    path("<int:pk>/settlement/decision/", settled.decision, name="settlement_decision"),
    path("lines/<int:pk>/explain/", settlement.explain, name="explain"),
    path("<int:pk>/waive/<slug:kind>/", settlement.waive, name="waive"),
    path("<int:pk>/waive/<slug:kind>/<int:line>/", settlement.waive, name="waive_line"),
    path("waivers/<int:pk>/remove/", settlement.unwaive, name="unwaive"),
    path("supervision/", supervision.supervision, name="supervision"),
]

urlpatterns = [*estimate_urls, *source_urls, *settling_urls]
