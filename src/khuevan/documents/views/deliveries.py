"""What went to whom, who has confirmed, who is silent, whose reply is late (R99, R62)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from khuevan.documents import actions
from khuevan.documents.downloads import answer
from khuevan.documents.enums import DeliveryState
from khuevan.documents.forms.deliveries import ReceiptForm, ReplyForm
from khuevan.documents.models import Delivery, Paper
from khuevan.documents.notices import delivery_key, named, troubles
from khuevan.documents.views.parts import context, crumbs, found, seen
from khuevan.documents.views.tabs import tabs
from khuevan.kit import audit, outbox
from khuevan.kit.components import status
from khuevan.kit.lists import Column, Empty, Filter, ListDef, respond
from khuevan.kit.models import MessageState
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires

LOOKS = {
    DeliveryState.WAITING: "unanswered", DeliveryState.SENT: "doing",
    DeliveryState.BY_HAND: "received", DeliveryState.RECEIVED: "done",
    DeliveryState.FAILED: "returned",
}  # fmt: skip


def pill(one: Delivery) -> str:
    return status(LOOKS[DeliveryState(one.state)], str(one.get_state_display()))


def linked(one: Delivery) -> str:
    url = reverse("documents:delivery", args=[one.pk])
    return format_html('<a class="link" href="{}">{}</a>', url, one.organisation.name)


def paper_linked(one: Delivery) -> str:
    url = reverse("documents:deliveries", args=[one.paper_id])
    return format_html('<a class="link" href="{}">{}</a>', url, named(one.paper))


def reply_words(one: Delivery) -> str:
    """Replied, overdue, or the day by which it is expected."""
    if one.replied_at:
        return _("Replied on %(day)s") % {"day": f"{timezone.localtime(one.replied_at):%d/%m/%Y}"}
    if one.reply_due is None:
        return ""
    late = one.reply_due < timezone.localdate()
    words = _("Late since %(day)s") if late else _("By %(day)s")
    return words % {"day": f"{one.reply_due:%d/%m/%Y}"}


def narrowed(rows: QuerySet[Any], show: str) -> QuerySet[Any]:
    today = timezone.localdate()
    return {
        "silent": lambda: rows.filter(state=DeliveryState.SENT),
        "failed": lambda: rows.filter(state=DeliveryState.FAILED),
        "reply": lambda: rows.filter(reply_due__isnull=False, replied_at=None),
        "reply_late": lambda: rows.filter(reply_due__lt=today, replied_at=None),
    }[show]() if show in SHOWN else rows  # fmt: skip


SHOWS = (
    ("silent", gettext_lazy("Silent")),
    ("failed", gettext_lazy("Could not be delivered")),
    ("reply", gettext_lazy("Reply expected")),
    ("reply_late", gettext_lazy("Reply late")),
)
SHOWN = {key for key, _label in SHOWS}
COLUMNS = (
    Column(
        "unit", pgettext_lazy("document", "Recipient"), lambda d: d.organisation.name, linked,
        order=("organisation__sort_key",), head=True, width=40,
    ),
    Column(
        "role", gettext_lazy("Role"), lambda d: d.get_role_display(), order=("role",), width=20,
    ),
    Column("state", gettext_lazy("State"), lambda d: d.get_state_display(), pill, ("state",)),
    Column("sent", gettext_lazy("Sent"), lambda d: d.sent_at, order=("sent_at",), kind="datetime"),
    Column(
        "received", gettext_lazy("Received"), lambda d: d.received_at, order=("received_at",),
        kind="datetime",
    ),
    Column("by", gettext_lazy("Confirmed by"), lambda d: d.received_by),
    Column("reply", gettext_lazy("Reply"), reply_words, order=("reply_due",), width=24),
    Column("problem", gettext_lazy("Why not"), lambda d: d.problem, width=40),
    Column(
        "reminders", gettext_lazy("Reminders"), lambda d: d.reminders, order=("reminders",),
        kind="int", hidden=True,
    ),
)  # fmt: skip
SHOW = Filter("show", gettext_lazy("Show"), SHOWS, narrowed)
DELIVERIES = ListDef(
    name="documents.deliveries",
    title=gettext_lazy("Deliveries"),
    columns=COLUMNS,
    filters=(SHOW,),
    search=("organisation__search",),
    order=("organisation__protocol_order", "organisation__sort_key"),
    page_size=200,
    empty=Empty(
        gettext_lazy("Nothing has gone out yet"),
        gettext_lazy("When the document is issued, each of its recipients stands here."),
        icon="send",
    ),
    wide=True,
)
ALL = ListDef(
    name="documents.all_deliveries",
    title=gettext_lazy("Silent recipients and replies"),
    columns=(
        Column(
            "paper", gettext_lazy("Document"), lambda d: named(d.paper), paper_linked,
            order=("paper__date",), width=34,
        ),
        *COLUMNS,
    ),
    filters=(Filter("show", gettext_lazy("Show"), SHOWS, narrowed, default="silent"),),
    search=("organisation__search", "paper__search"),
    order=("sent_at", "pk"),
    empty=Empty(
        gettext_lazy("Nothing has gone out yet"),
        gettext_lazy("Recipients who have not confirmed, and late replies, stand here."),
        icon="send",
    ),
    wide=True,
)  # fmt: skip


@requires(Can.PAPER_VIEW)
def deliveries(request: SignedInRequest, pk: int) -> HttpResponseBase:
    paper = found(request, pk)
    rows = Delivery.objects.filter(paper=paper).select_related("organisation")
    states = list(Delivery.objects.filter(paper=paper).values_list("state", flat=True))
    facts = context(request, paper, "documents:deliveries") | {
        "counts": {state.value: states.count(state) for state in DeliveryState},
        "total": len(states),
        "to_send": states.count(DeliveryState.WAITING) + states.count(DeliveryState.FAILED),
        "silent": states.count(DeliveryState.SENT),
        "may_remind": request.user.can(Can.REMIND),
    }
    return respond(request, DELIVERIES, rows, "documents/deliveries.html", facts)


@requires(Can.PAPER_VIEW)
def all_(request: SignedInRequest) -> HttpResponseBase:
    papers = Paper.objects.visible_to(request.user).issued()
    rows = Delivery.objects.filter(paper__in=papers, sent_at__isnull=False)
    rows = rows.select_related("organisation", "paper")
    facts = {"tabs": tabs("all_deliveries")}
    return respond(request, ALL, rows, "documents/all_deliveries.html", facts)


@requires(Can.PAPER_NUMBER)
def send(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = found(request, pk)
    if request.method == "POST":
        work = actions.send_deliveries(paper, by=request.user, seen=seen(request))
        return redirect("kit:work", pk=work.pk)
    facts = context(request, paper, "documents:deliveries") | {
        "outlook": actions.delivery_outlook(paper),
        "first_at": outbox.awake(timezone.now()),
    }
    return render(request, "documents/send.html", facts)


@requires(Can.REMIND)
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = found(request, pk)
    if request.method == "POST":
        work = actions.nudge_recipients(paper, by=request.user, seen=seen(request))
        return redirect("kit:work", pk=work.pk)
    facts = context(request, paper, "documents:deliveries") | {
        "silent": actions.silent_recipients(paper),
        "first_at": outbox.awake(timezone.now()),
    }
    return render(request, "documents/remind.html", facts)


# --- one recipient


def one_of(request: SignedInRequest, pk: int) -> Delivery:
    papers = Paper.objects.visible_to(request.user)
    rows = Delivery.objects.select_related(
        "paper__owner", "organisation", "reply_file", "paper__issuer"
    )
    return get_object_or_404(rows.filter(paper__in=papers), pk=pk)


@requires(Can.PAPER_VIEW)
def delivery(request: SignedInRequest, pk: int) -> HttpResponse:
    return page(request, one_of(request, pk), ReplyForm(), ReceiptForm())


def page(
    request: SignedInRequest, one: Delivery, reply: ReplyForm, receipt: ReceiptForm,
    code: int = 200,
) -> HttpResponse:  # fmt: skip
    message = troubles([delivery_key(one.pk, "sent")]).get(delivery_key(one.pk, "sent"))
    facts = {
        "one": one,
        "paper": one.paper,
        "look": LOOKS[DeliveryState(one.state)],
        "reply_words": reply_words(one),
        "message": message,
        "message_failed": message and message.state == MessageState.FAILED,
        "reply_form": reply,
        "receipt_form": receipt,
        "can_act": request.user.can(Can.PAPER_DELIVER),
        "crumbs": [
            *crumbs(one.paper),
            (_("Deliveries"), reverse("documents:deliveries", args=[one.paper_id])),
        ],
        "history": audit.history(one.paper).filter(after=one.organisation.name_vi)[:10],
    }
    return render(request, "documents/delivery.html", facts, status=code)


@require_POST
@requires(Can.PAPER_DELIVER)
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.hand_over(one_of(request, pk), by=request.user)
    messages.success(request, _("Noted: handed over on paper."))
    return redirect("documents:delivery", pk=pk)


@require_POST
@requires(Can.PAPER_DELIVER)
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    one = one_of(request, pk)
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return page(request, one, ReplyForm(), form, 400)
    actions.check_text(form.cleaned_data["who"], by=request.user)
    actions.confirm_receipt(one, by=request.user, who=form.cleaned_data["who"])
    messages.success(request, _("Receipt recorded."))
    return redirect("documents:delivery", pk=pk)


@require_POST
@requires(Can.PAPER_DELIVER)
def reply(request: SignedInRequest, pk: int) -> HttpResponse:
    """A reply that reached the office in another way."""
    one = one_of(request, pk)
    form = ReplyForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, one, form, ReceiptForm(), 400)
    upload, words = form.cleaned_data["file"], form.cleaned_data["words"]
    actions.check_text(words, form.cleaned_data["number"], by=request.user)
    stored = actions.store(upload, by=request.user) if upload else None
    actions.record_reply(
        one, words, number=form.cleaned_data["number"], file=stored, by=request.user
    )
    messages.success(request, _("The reply has been recorded."))
    return redirect("documents:delivery", pk=pk)


@requires(Can.PAPER_VIEW)
def reply_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return answer(one_of(request, pk).reply_file)
