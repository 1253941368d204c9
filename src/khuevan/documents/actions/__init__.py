"""What is done to files and documents. Views, jobs and commands call ``actions.verb(...)``."""

from khuevan.documents.actions.bases import add_basis, change_basis, cite, note_status
from khuevan.documents.actions.bridge import build as build_package
from khuevan.documents.actions.bridge import export, take_answer
from khuevan.documents.actions.consulting import (
    agree,
    close_consultation,
    consult,
    draft_table,
    give_opinion,
    nudge_silent,
    resolve_opinion,
)
from khuevan.documents.actions.consulting import ask as ask_opinions
from khuevan.documents.actions.consulting import remind_silent as remind_opinions
from khuevan.documents.actions.delivering import (
    confirm_receipt,
    deliver,
    hand_over,
    late_replies,
    send_deliveries,
)
from khuevan.documents.actions.delivering import dispatch as dispatch_deliveries
from khuevan.documents.actions.delivering import nudge as nudge_recipients
from khuevan.documents.actions.delivering import nudge_all as nudge_recipients_all
from khuevan.documents.actions.delivering import nudge_outlook as silent_recipients
from khuevan.documents.actions.delivering import outlook as delivery_outlook
from khuevan.documents.actions.files import (
    Passed,
    examine,
    in_own_language,
    keep,
    read,
    received,
    secrets_refused,
    store,
)
from khuevan.documents.actions.life import (
    ask_for_check,
    cancel,
    confirm_form,
    move,
    mover,
    send_back,
    sign,
    take_back,
    withdraw,
)
from khuevan.documents.actions.numbering import (
    NeedsDecision,
    give_number,
    issue,
    issue_hints,
    next_free,
    number_hints,
    signature_doubts,
    take_signed,
)
from khuevan.documents.actions.papers import (
    Outdated,
    expect_reply,
    revise,
    start_from_file,
    start_paper,
)
from khuevan.documents.actions.recipients import (
    adopt_recipients,
    keep_list,
    set_recipients,
    settle_recipient,
    use_list,
)
from khuevan.documents.actions.relating import start_related
from khuevan.documents.actions.replying import (
    answer_item,
    close_request,
    draft_reply,
    record_reply,
    record_request,
    remind_requests,
)
from khuevan.documents.actions.words import check_text
from khuevan.documents.recipients import expand

__all__ = [
    "NeedsDecision",
    "Outdated",
    "Passed",
    "add_basis",
    "adopt_recipients",
    "agree",
    "answer_item",
    "ask_for_check",
    "ask_opinions",
    "build_package",
    "cancel",
    "change_basis",
    "check_text",
    "cite",
    "close_consultation",
    "close_request",
    "confirm_form",
    "confirm_receipt",
    "consult",
    "deliver",
    "delivery_outlook",
    "dispatch_deliveries",
    "draft_reply",
    "draft_table",
    "examine",
    "expand",
    "expect_reply",
    "export",
    "give_number",
    "give_opinion",
    "hand_over",
    "in_own_language",
    "issue",
    "issue_hints",
    "keep",
    "keep_list",
    "late_replies",
    "move",
    "mover",
    "next_free",
    "note_status",
    "nudge_recipients",
    "nudge_recipients_all",
    "nudge_silent",
    "number_hints",
    "read",
    "received",
    "record_reply",
    "record_request",
    "remind_opinions",
    "remind_requests",
    "resolve_opinion",
    "revise",
    "secrets_refused",
    "send_back",
    "send_deliveries",
    "set_recipients",
    "settle_recipient",
    "sign",
    "signature_doubts",
    "silent_recipients",
    "start_from_file",
    "start_paper",
    "start_related",
    "store",
    "take_answer",
    "take_back",
    "take_signed",
    "use_list",
    "withdraw",
]
