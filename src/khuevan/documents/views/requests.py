"""What other bodies ask of us, with their day and checklist, and our answer (R03)."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from khuevan.documents import actions
from khuevan.documents.downloads import answer
from khuevan.documents.forms.deliveries import ItemForm, RequestForm
from khuevan.documents.models import IncomingRequest, RequestItem
from khuevan.documents.views.parts import address
from khuevan.documents.views.tabs import tabs
from khuevan.kit.components import status
from khuevan.kit.errors import Refused
from khuevan.kit.lists import Column, Empty, Filter, ListDef, for_reader, respond
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


def linked(one: IncomingRequest) -> str:
    url = reverse("documents:request", args=[one.pk])
    return format_html('<a class="link" href="{}">{}</a>', url, one.subject)


def state_words(one: IncomingRequest) -> str:
    if one.answered_at:
        return _("Answered")
    return _("Late") if one.due and one.due < timezone.localdate() else _("Waiting for our answer")


def pill(one: IncomingRequest) -> str:
    late = one.due and one.due < timezone.localdate()
    look = "done" if one.answered_at else "overdue" if late else "doing"
    return status(look, state_words(one))


def narrowed(rows: QuerySet[IncomingRequest], value: str) -> QuerySet[IncomingRequest]:
    late = Q(answered_at=None, due__lt=timezone.localdate())
    return rows.filter({"open": Q(answered_at=None), "late": late}.get(value, Q()))


REQUESTS = ListDef(
    name="documents.requests",
    title=gettext_lazy("Asked of us"),
    columns=(
        Column(
            "subject", gettext_lazy("What is asked"), lambda r: r.subject, linked, head=True,
            width=60,
        ),
        Column("from", gettext_lazy("From"), lambda r: r.organisation.name, width=36),
        Column("number", gettext_lazy("Number"), lambda r: r.number),
        Column("date", gettext_lazy("Date"), lambda r: r.date, order=("date",), kind="date"),
        Column("due", gettext_lazy("Answer by"), lambda r: r.due, order=("due",), kind="date"),
        Column("state", gettext_lazy("State"), state_words, pill),
    ),
    filters=(
        Filter(
            "show", gettext_lazy("Show"),
            (("open", gettext_lazy("Waiting for our answer")), ("late", gettext_lazy("Late"))),
            narrowed,
        ),
    ),
    order=("-at", "-pk"),
    search=("organisation__search",),
    empty=Empty(
        gettext_lazy("Nothing is asked of us"),
        gettext_lazy("A letter that wants an answer is recorded here with its day and checklist."),
        gettext_lazy("Record a letter"), "/documents/papers/requests/add/", icon="inbox",
    ),
    wide=True,
)  # fmt: skip


@requires(Can.PAPER_VIEW)
def requests(request: SignedInRequest) -> HttpResponseBase:
    rows = IncomingRequest.objects.select_related("organisation")
    may_record = request.user.can(Can.PAPER_DELIVER)
    facts = {"may_record": may_record, "tabs": tabs("requests")}
    shown = for_reader(REQUESTS, may_act=may_record)
    return respond(request, shown, rows, "documents/requests.html", facts)


def above() -> list[tuple[str, str]]:
    return [
        (_("Documents"), address("documents:papers") or reverse("documents:index")),
        (_("Asked of us"), reverse("documents:requests")),
    ]


@requires(Can.PAPER_DELIVER)
def add(request: SignedInRequest) -> HttpResponse:
    form = RequestForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        items = given["items"].splitlines()
        actions.check_text(given["subject"], given["number"], *items, by=request.user)
        stored = actions.store(given["file"], by=request.user) if given["file"] else None
        made = actions.record_request(
            given["sender"], given["subject"], items, number=given["number"], on=given["date"],
            due=given["due"], file=stored, by=request.user,
        )  # fmt: skip
        messages.success(request, _("Recorded."))
        return redirect("documents:request", pk=made.pk)
    facts = {"form": form, "crumbs": above()}
    return render(request, "documents/request_form.html", facts, status=400 if form.errors else 200)


@requires(Can.PAPER_VIEW)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(IncomingRequest.objects.select_related("organisation", "reply"), pk=pk)
    facts = {
        "one": one,
        "state": pill(one),
        "items": [
            (item, ItemForm(initial={"answer": item.answer, "is_done": item.is_done},
                            auto_id=f"i{item.pk}-%s"))
            for item in one.items.all()
        ],
        "reply_url": one.reply and (address("documents:paper", one.reply.pk)
                                    or reverse("documents:recipients", args=[one.reply.pk])),
        "can_write": request.user.can(Can.PAPER_WRITE),
        "may_record": request.user.can(Can.PAPER_DELIVER),
        "crumbs": above(),
    }  # fmt: skip
    return render(request, "documents/request.html", facts)


@require_POST
@requires(Can.PAPER_DELIVER)
def item(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(RequestItem.objects.select_related("request"), pk=pk)
    form = ItemForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        actions.answer_item(one, given["answer"], is_done=given["is_done"], by=request.user)
        messages.success(request, _("Saved."))
    return redirect("documents:request", pk=one.request_id)


@require_POST
@requires(Can.PAPER_WRITE)
def begin_reply(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(IncomingRequest, pk=pk)
    own = request.user.organisation
    if own is None:
        raise Refused(_("Your account belongs to no unit, so no document can be issued for it."))
    issuer = own.parent if own.parent and own.kind == "internal" else own
    actions.draft_reply(one, by=request.user, issuer=issuer)
    messages.success(request, _("A letter has been drafted from the checklist."))
    return redirect("documents:request", pk=pk)


@require_POST
@requires(Can.PAPER_DELIVER)
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.close_request(get_object_or_404(IncomingRequest, pk=pk), by=request.user)
    messages.success(request, _("Closed as answered."))
    return redirect("documents:request", pk=pk)


@requires(Can.PAPER_VIEW)
def file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    rows = IncomingRequest.objects.select_related("file")
    return answer(get_object_or_404(rows, pk=pk).file)
