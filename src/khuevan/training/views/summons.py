"""Summoning: what stands in the way, what would go to whom, what went, and all of it on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from khuevan.documents.media import DOCX
from khuevan.kit.components import status
from khuevan.kit.lists import Column, Empty, Filter, ListDef, respond
from khuevan.kit.models import Message, MessageState
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions
from khuevan.training.actions.summoning import SUMMONING
from khuevan.training.enums import SeatState
from khuevan.training.models import ClassRun, Nomination
from khuevan.training.passes import Holder, TraineePass, holder
from khuevan.training.printing import files, mails
from khuevan.training.printing.gathering import paper_of
from khuevan.training.views.frame import found, frame

MESSAGE_LOOKS = {
    MessageState.SENT: "done", MessageState.FAILED: "overdue", MessageState.UNSURE: "returned",
}  # fmt: skip


def delivery(one: Any) -> str:
    """How the last message about the person stands, in words."""
    if one.seat.state == SeatState.VALID:
        return status("unanswered", _("Not summoned yet"))
    if not one.mail:
        return status("overdue", _("No work e-mail: by hand"))
    state = MessageState(one.mail)
    return status(MESSAGE_LOOKS.get(state, "doing"), str(state.label))


def delivery_words(one: Any) -> str:
    if one.seat.state == SeatState.VALID:
        return _("Not summoned yet")
    return str(MessageState(one.mail).label) if one.mail else _("No work e-mail: by hand")


def papers(one: Nomination) -> str:
    url = reverse("training:summons_file", args=[one.seat.run_id, one.pk])
    return format_html(
        '<a class="link" href="{}">PDF</a> · <a class="link" href="{}?format=docx">Word</a>',
        url,
        url,
    )


def in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    match value:
        case "new":
            return rows.filter(seat__state=SeatState.VALID)
        case "failed":
            return rows.filter(mail=MessageState.FAILED)
        case "by_hand":
            return rows.filter(mail=None, seat__state=SeatState.SUMMONED)
    return rows.filter(mail=MessageState.SENT)


SUMMONED = ListDef(
    name="training.summons",
    title=gettext_lazy("Delivery log"),
    columns=(
        Column(
            "number", gettext_lazy("Seat"), lambda n: n.seat.number, order=("seat__number",),
            kind="int",
        ),
        Column("name", gettext_lazy("Full name"), lambda n: n.full_name, order=("sort_key", "pk"),
               head=True),
        Column("unit", gettext_lazy("Unit"), lambda n: n.seat.organisation.name),
        Column("state", gettext_lazy("Delivery"), delivery_words, cell=delivery),
        Column("sent_at", gettext_lazy("Sent"), lambda n: n.mailed_at, kind="datetime"),
        Column("address", gettext_lazy("Address"), lambda n: n.mail_to or "", hidden=True),
        Column("error", gettext_lazy("What went wrong"), lambda n: n.mail_error or "", hidden=True),
        Column("revision", gettext_lazy("As of version"), lambda n: n.revision, kind="int",
               hidden=True),
        Column("paper", pgettext_lazy("summons", "On paper"), lambda _n: "", cell=papers),
    ),
    filters=(
        Filter(
            "state", gettext_lazy("Delivery"),
            (
                ("new", gettext_lazy("Not summoned yet")),
                ("sent", gettext_lazy("Sent")),
                ("failed", gettext_lazy("Failed")),
                ("by_hand", gettext_lazy("By hand")),
            ),
            in_state,
        ),
    ),
    search=("search", "seat__organisation__search"),
    order=("seat__number",),
    empty=Empty(
        gettext_lazy("Nobody to summon yet"),
        gettext_lazy("Whoever is found right under “Composition” appears here."),
        icon="send",
    ),
)  # fmt: skip


def log(run: ClassRun) -> QuerySet[Nomination]:
    """Everybody who has or gets a summons, with the last message about each."""
    key = Concat(Value("training.nomination:"), Cast(OuterRef("pk"), CharField()))
    about = Message.objects.filter(target=key, purpose=mails.SUMMONS).order_by("-pk")
    return (
        Nomination.objects.active()
        .filter(seat__run=run, seat__state__in=[SeatState.VALID, SeatState.SUMMONED])
        .select_related("seat__organisation")
        .annotate(
            mail=Subquery(about.values("state")[:1]),
            mailed_at=Subquery(about.values("sent_at")[:1]),
            mail_to=Subquery(about.values("to_address")[:1]),
            mail_error=Subquery(about.values("last_error")[:1]),
            revision=F("summons__revision"),
        )
    )


@requires(Can.TRAINING_VIEW)
def summons(request: SignedInRequest, pk: int) -> HttpResponseBase:
    run = found(request, pk)
    outlook = actions.summons_outlook(run)
    facts = frame(request, run, "summons") | {
        "gate": actions.gate(run),
        "outlook": outlook,
        "state_opens": run.state in SUMMONING,
        "may_override": request.user.can(Can.GATE_OVERRIDE),
        "paper": paper_of(run),
        "parts": files.parts(len(actions.summonable(run))),
    }
    return respond(request, SUMMONED, log(run), "training/summons.html", facts)


@require_POST
@requires(Can.TRAINING_EDIT)
def summon(request: SignedInRequest, pk: int) -> HttpResponse:
    work = actions.summon(found(request, pk), by=request.user, seen=_whole(request, "count"))
    return redirect("kit:work", pk=work.pk)


@require_POST
@requires(Can.GATE_OVERRIDE)
def override_gate(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    actions.override_gate(run, request.POST.get("why", ""), by=request.user)
    messages.success(request, _("The gate is open; your reason stands in the record."))
    return redirect("training:summons", pk=run.pk)


@require_POST
@requires(Can.TRAINING_EDIT)
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = actions.draft_summons(found(request, pk), by=request.user)
    return redirect(paper)


@requires(Can.TRAINING_VIEW)
def file(request: SignedInRequest, pk: int, nomination: int) -> HttpResponse:
    """One summons, to look at before it goes or to print for who has no mail."""
    run = found(request, pk)
    one = next((row for row in actions.summonable(run) if row.pk == nomination), None)
    if one is None:
        raise Http404
    if request.GET.get("format") == "docx":
        return attached(files.summons_docx(one, run), f"{files.stem(one)}.docx", DOCX.media_type)
    return shown(files.summons_pdf([one], run), f"{files.stem(one)}.pdf")


@requires(Can.TRAINING_VIEW)
def print_all(request: SignedInRequest, pk: int, part: int) -> HttpResponse:
    """Part of the summonses on one roll, a page each."""
    run = found(request, pk)
    rows = files.part_of(actions.summonable(run), part)
    if not rows:
        raise Http404
    name = f"giay-trieu-tap-{run.pk}-{part}.pdf"
    return attached(files.summons_pdf(rows, run), name, "application/pdf")


@requires(Can.TRAINING_VIEW)
def print_each(request: SignedInRequest, pk: int, part: int, kind: str) -> FileResponse:
    """The same one by one, in a zip: PDF, or Word to be written over."""
    run = found(request, pk)
    rows = files.part_of(actions.summonable(run), part)
    if not rows or kind not in {"pdf", "docx"}:
        raise Http404
    make = files.each_pdf if kind == "pdf" else files.each_docx
    name = f"giay-trieu-tap-{run.pk}-{part}-{kind}.zip"
    response = FileResponse(
        files.zipped(make(rows, run)), as_attachment=True, filename=name,
        content_type="application/zip",
    )  # fmt: skip
    response["Cache-Control"] = "private, no-store"
    return response


@holder(Holder.TICKET)
def own_summons(request: HttpRequest, own: TraineePass) -> HttpResponse:
    """The summons of whoever holds the ticket; nothing before the office has sent it."""
    if own.seat.state != SeatState.SUMMONED:
        raise Http404
    return shown(files.summons_pdf([own.nomination], own.run), "giay-trieu-tap.pdf")


def attached(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["Cache-Control"] = "private, no-store"
    return response


def shown(content: bytes, name: str) -> HttpResponse:
    """A PDF of our own making, in the browser's own reader."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _whole(request: HttpRequest, name: str) -> int | None:
    """A number that cannot be right counts as not given."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None
