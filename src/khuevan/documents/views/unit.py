"""What came to a unit and what it is asked, on a phone: plain forms, no script."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents import actions, compositions, opinions
from khuevan.documents.downloads import answer, word_file
from khuevan.documents.enums import PaperState
from khuevan.documents.forms.deliveries import OpinionForm, ReplyForm
from khuevan.documents.models import Delivery, OpinionRequest
from khuevan.documents.views.desk import Desk, posted, show

A_PAGE = 20


def papers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Five queries, whatever came."""
    own = Delivery.objects.arrived().of(desk.organisation.pk)
    rows = own.select_related("paper__issuer").order_by("-sent_at", "-pk")
    open_rounds = OpinionRequest.objects.filter(
        organisation=desk.organisation, consultation__closed_at=None, answered_at=None
    )
    facts = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "unread": own.filter(received_at=None).count(),
        "asked": open_rounds.count(),
        "today": timezone.localdate(),
    }
    return show(request, desk, "documents/unit_papers.html", "papers", facts)


def paper(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return paper_page(request, desk, desk.delivery(pk), ReplyForm())


def paper_page(
    request: HttpRequest, desk: Desk, found: Delivery, form: ReplyForm, status: int = 200
) -> HttpResponse:
    is_withdrawn = found.paper.state == PaperState.WITHDRAWN
    facts = {
        "delivery": found,
        "paper": found.paper,
        "is_withdrawn": is_withdrawn,
        "composition": None if is_withdrawn else compositions.current(found.paper),
        "form": form,
        "today": timezone.localdate(),
    }
    response = show(request, desk, "documents/unit_paper.html", "papers", facts)
    response.status_code = status
    return response


@posted("paper")
def receive(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = desk.delivery(pk)
    actions.confirm_receipt(found, by=desk.by)
    messages.success(request, _("Receipt recorded. Thank you."))
    return redirect(desk.url("paper", pk=pk))


@posted("paper")
def reply(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """The file is stored first, outside a transaction: a refusal for secrecy leaves its line."""
    found = desk.delivery(pk)
    form = ReplyForm(request.POST, request.FILES)
    if not form.is_valid():
        return paper_page(request, desk, found, form, 400)
    upload = form.cleaned_data["file"]
    words, number = form.cleaned_data["words"], form.cleaned_data["number"]
    actions.check_text(words, number, by=desk.by)
    stored = actions.store(upload, by=desk.by) if upload else None
    actions.record_reply(found, words, number=number, file=stored, by=desk.by)
    messages.success(request, _("The reply has been recorded and the office has been told."))
    return redirect(desk.url("paper", pk=pk))


def signed(request: HttpRequest, desk: Desk, pk: int) -> HttpResponseBase:
    found = desk.delivery(pk)
    if found.paper.state == PaperState.WITHDRAWN:
        raise Http404
    return answer(found.paper.signed_file)


def docx(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = desk.delivery(pk)
    if found.paper.state == PaperState.WITHDRAWN:
        raise Http404
    return word_file(found.paper)


def reply_file(request: HttpRequest, desk: Desk, pk: int) -> HttpResponseBase:
    return answer(desk.delivery(pk).reply_file)


# --- opinions


def asked(request: HttpRequest, desk: Desk) -> HttpResponse:
    own = OpinionRequest.objects.filter(organisation=desk.organisation)
    rows = own.select_related("consultation__paper").order_by(
        "consultation__closed_at", "answered_at", "-consultation__opened_at"
    )
    facts = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "today": timezone.localdate(),
    }
    return show(request, desk, "documents/unit_opinions.html", "opinions", facts)


def consultation(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = desk.request(pk)
    return consultation_page(request, desk, found, form_of(found))


def form_of(found: OpinionRequest, *sent: object) -> OpinionForm:
    draft = compositions.of_version(found.consultation.version)
    given = {one.clause_path: one for one in found.opinions.all()}
    return OpinionForm(*sent, clauses=opinions.clauses(draft), given=given)


def consultation_page(
    request: HttpRequest, desk: Desk, found: OpinionRequest, form: OpinionForm, status: int = 200
) -> HttpResponse:
    facts = {
        "asked": found,
        "round": found.consultation,
        "paper": found.consultation.paper,
        "is_open": found.consultation.closed_at is None,
        "form": form,
        "today": timezone.localdate(),
    }
    response = show(request, desk, "documents/unit_consultation.html", "opinions", facts)
    response.status_code = status
    return response


@posted("consultation")
def agree(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    actions.agree(desk.request(pk), by=desk.by)
    messages.success(request, _("Recorded: your unit agrees with the whole draft."))
    return redirect(desk.url("consultation", pk=pk))


@posted("consultation")
def give(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = desk.request(pk)
    form = form_of(found, request.POST, request.FILES)
    if not form.is_valid():
        return consultation_page(request, desk, found, form, 400)
    words, upload = form.words, form.cleaned_data["file"]
    actions.check_text(*words.values(), by=desk.by)
    stored = actions.store(upload, by=desk.by) if upload else None
    count = actions.give_opinion(found, words, file=stored, by=desk.by)
    messages.success(request, _("Recorded: %(count)d opinions.") % {"count": count})
    return redirect(desk.url("consultation", pk=pk))


def opinion_file(request: HttpRequest, desk: Desk, pk: int) -> HttpResponseBase:
    return answer(desk.request(pk).file)
