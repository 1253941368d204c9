from django.urls import path

from khuevan.documents.views import (
    bases,
    bridge,
    consultations,
    deliveries,
    editing,
    files,
    life,
    page,
    papers,
    recipients,
    requests,
    starting,
    unit,
    versions,
)
from khuevan.documents.views.desk import Desk

app_name = "documents"

# A unit's pages, each behind its link and behind its account: (below the door, name, view).
unit_urls = [
    door
    for door_of in (
        ("", "", unit.papers),
        ("<int:pk>/", "paper", unit.paper),
        ("<int:pk>/receive/", "receive", unit.receive),
        ("<int:pk>/reply/", "reply", unit.reply),
        ("<int:pk>/reply/file/", "reply_file", unit.reply_file),
        ("<int:pk>/signed/", "signed", unit.signed),
        ("<int:pk>/docx/", "docx", unit.docx),
        ("opinions/", "opinions", unit.asked),
        ("opinions/<int:pk>/", "consultation", unit.consultation),
        ("opinions/<int:pk>/agree/", "agree", unit.agree),
        ("opinions/<int:pk>/give/", "give", unit.give),
        ("opinions/<int:pk>/file/", "opinion_file", unit.opinion_file),
    )
    for door in Desk.doors(*door_of)
]
# Recipients, deliveries and opinions of a document; what others ask of us.
delivery_urls = [
    path("papers/<int:pk>/recipients/", recipients.recipients, name="recipients"),
    path("papers/<int:pk>/recipients/set/", recipients.set_, name="set_recipients"),
    path("papers/<int:pk>/recipients/settle/", recipients.settle, name="settle_recipients"),
    path("papers/<int:pk>/recipients/keep/", recipients.keep, name="keep_recipients"),
    path("papers/<int:pk>/recipients/use/", recipients.use, name="use_recipients"),
    path("papers/<int:pk>/deliveries/", deliveries.deliveries, name="deliveries"),
    path("papers/<int:pk>/deliveries/send/", deliveries.send, name="send"),
    path("papers/<int:pk>/deliveries/remind/", deliveries.remind, name="remind"),
    path("papers/deliveries/", deliveries.all_, name="all_deliveries"),
    path("papers/deliveries/<int:pk>/", deliveries.delivery, name="delivery"),
    path("papers/deliveries/<int:pk>/hand-over/", deliveries.hand_over, name="hand_over"),
    path("papers/deliveries/<int:pk>/receipt/", deliveries.receipt, name="receipt"),
    path("papers/deliveries/<int:pk>/reply/", deliveries.reply, name="reply"),
    path("papers/deliveries/<int:pk>/reply/file/", deliveries.reply_file, name="reply_file"),
    path("papers/<int:pk>/bridge/", bridge.bridge, name="bridge"),
    path("papers/<int:pk>/bridge/export/", bridge.export, name="export"),
    path("papers/<int:pk>/bridge/answer/", bridge.answer, name="take_answer"),
    path("papers/<int:pk>/opinions/", consultations.opinions_of, name="opinions"),
    path("papers/<int:pk>/opinions/ask/", consultations.consult, name="consult"),
    path("papers/consultations/<int:pk>/", consultations.consultation, name="consultation"),
    path("papers/consultations/<int:pk>/close/", consultations.close, name="close_consultation"),
    path("papers/consultations/<int:pk>/remind/", consultations.remind, name="remind_opinions"),
    path("papers/consultations/<int:pk>/table/", consultations.table, name="opinions_table"),
    path("papers/consultations/<int:pk>/document/", consultations.draft_table, name="draft_table"),
    path("papers/opinions/<int:pk>/", consultations.resolve, name="resolve"),
    path("papers/opinions/<int:pk>/file/", consultations.opinion_file, name="opinion_file"),
    path("papers/requests/", requests.requests, name="requests"),
    path("papers/requests/add/", requests.add, name="add_request"),
    path("papers/requests/<int:pk>/", requests.detail, name="request"),
    path("papers/requests/<int:pk>/file/", requests.file, name="request_file"),
    path("papers/requests/<int:pk>/reply/", requests.begin_reply, name="begin_reply"),
    path("papers/requests/<int:pk>/close/", requests.close, name="close_request"),
    path("papers/requests/items/<int:pk>/", requests.item, name="request_item"),
]
# Our documents through their life, and the bases that they stand on.
paper_urls = [
    path("papers/", papers.index, name="papers"),
    path("papers/new/", starting.new, name="new_paper"),
    path("papers/new/file/", starting.from_file, name="paper_from_file"),
    path("papers/new/<slug:key>/", starting.from_sample, name="paper_from_sample"),
    path("papers/<int:pk>/", page.detail, name="paper"),
    path("papers/<int:pk>/signed/", page.signed_file, name="signed_file"),
    path("papers/<int:pk>/docx/", page.docx, name="docx"),
    path("papers/<int:pk>/pdf/", page.pdf, name="pdf"),
    path("papers/<int:pk>/edit/", editing.edit, name="edit"),
    path("papers/<int:pk>/edit/bases/", editing.find_bases, name="find_bases"),
    path("papers/<int:pk>/mend/", editing.mend, name="mend"),
    path("papers/<int:pk>/versions/", versions.versions, name="versions"),
    path("papers/<int:pk>/check/", life.ask_check, name="ask_check"),
    path("papers/<int:pk>/form/", life.confirm_form, name="confirm_form"),
    path("papers/<int:pk>/return/", life.send_back, name="send_back"),
    path("papers/<int:pk>/take-back/", life.take_back, name="take_back"),
    path("papers/<int:pk>/decide/", life.decide, name="decide"),
    path("papers/<int:pk>/sign/", life.sign, name="sign"),
    path("papers/<int:pk>/number/", life.number, name="number"),
    path("papers/<int:pk>/issue/", life.issue, name="issue"),
    path("papers/<int:pk>/relate/", life.relate, name="relate"),
    path("papers/<int:pk>/cancel/", life.cancel, name="cancel"),
]
basis_urls = [
    path("papers/bases/", bases.index, name="bases"),
    path("papers/bases/new/", bases.add, name="add_basis"),
    path("papers/bases/<int:pk>/", bases.detail, name="basis"),
    path("papers/bases/<int:pk>/change/", bases.change, name="change_basis"),
    path("papers/bases/<int:pk>/status/", bases.status, name="basis_status"),
    path("papers/bases/<int:pk>/file/", bases.file, name="basis_file"),
]
urlpatterns = [
    path("files/", files.index, name="index"),
    path("files/<int:pk>/", files.download, name="download"),
    *paper_urls,
    *basis_urls,
    *delivery_urls,
    *unit_urls,
]
