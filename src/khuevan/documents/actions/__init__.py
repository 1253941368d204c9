"""What is done to files and documents. Views, jobs and commands call ``actions.verb(...)``."""

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
    in_own_language,
    keep,
    read,
    received,
    secrets_refused,
    store,
)
from khuevan.documents.actions.papers import Outdated, refuse_secret_words, revise, start_paper
from khuevan.documents.actions.recipients import (
    adopt_recipients,
    keep_list,
    set_recipients,
    settle_recipient,
    use_list,
)
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
    "Outdated",
    "adopt_recipients",
    "agree",
    "answer_item",
    "ask_opinions",
    "check_text",
    "close_consultation",
    "close_request",
    "confirm_receipt",
    "consult",
    "deliver",
    "delivery_outlook",
    "dispatch_deliveries",
    "draft_reply",
    "draft_table",
    "expand",
    "give_opinion",
    "hand_over",
    "in_own_language",
    "keep",
    "keep_list",
    "late_replies",
    "nudge_recipients",
    "nudge_recipients_all",
    "nudge_silent",
    "read",
    "received",
    "record_reply",
    "record_request",
    "refuse_secret_words",
    "remind_opinions",
    "remind_requests",
    "resolve_opinion",
    "revise",
    "secrets_refused",
    "send_deliveries",
    "set_recipients",
    "settle_recipient",
    "silent_recipients",
    "start_paper",
    "store",
    "use_list",
]
