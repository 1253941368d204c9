"""The register of our documents."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khuevan.documents.enums import PaperState
from khuevan.documents.models import Paper
from khuevan.documents.views.tabs import tabs
from khuevan.kit import components, lists
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.vanban.catalogue import STATE_TYPES

# How a document's state looks; its own words stay.
LOOKS = {
    PaperState.DRAFT: "unanswered",
    PaperState.CONSULTING: "doing",
    PaperState.CHECKING: "doing",
    PaperState.SUBMITTED: "received",
    PaperState.SIGNED: "doing",
    PaperState.NUMBERED: "doing",
    PaperState.ISSUED: "done",
    PaperState.REPLACED: "cancelled",
    PaperState.WITHDRAWN: "returned",
    PaperState.CANCELLED: "cancelled",
}


def state_pill(paper: Paper) -> str:
    state = PaperState(paper.state)
    return components.status(LOOKS[state], str(state.label))


def type_name(code: str) -> str:
    known = STATE_TYPES.get(code)
    return known.name if known else code


def shown_number(paper: Paper) -> str:
    """ "05/KH-SVHTT", or "…/KH-SVHTT" while it is blank."""
    return paper.full_number or f"…/{paper.symbol}"


def _linked(paper: Paper) -> str:
    return format_html('<a class="link" href="{}">{}</a>', paper.get_absolute_url(), paper)


def _types(request: HttpRequest) -> list[tuple[str, lists.Words]]:
    used = Paper.objects.order_by("type_code").values_list("type_code", flat=True).distinct()
    return [(code, type_name(code)) for code in used]


def _years(request: HttpRequest) -> list[tuple[str, lists.Words]]:
    years = Paper.objects.exclude(number_year=None).order_by("-number_year")
    return [(str(y), str(y)) for y in years.values_list("number_year", flat=True).distinct()]


def _whose(papers: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "under_way":
        return papers.exclude(state__in=_OVER)
    return papers.filter(state__in=_OVER)


_OVER = [PaperState.ISSUED, PaperState.REPLACED, PaperState.WITHDRAWN, PaperState.CANCELLED]

PAPERS = lists.ListDef(
    name="documents.papers",
    title=_("Our documents"),
    columns=(
        lists.Column(
            "subject", pgettext_lazy("document", "About"), lambda p: p.subject, cell=_linked,
            order=("search",), head=True, width=60,
        ),
        lists.Column("number", _("Number"), shown_number, order=("symbol", "number"), width=20),
        lists.Column("date", _("Date"), lambda p: p.date, order=("date",), kind="date"),
        lists.Column(
            "type", pgettext_lazy("document", "Type"), lambda p: type_name(p.type_code), order=("type_code",), width=14
        ),
        lists.Column(
            "state", _("State"), lambda p: p.get_state_display(), cell=state_pill, order=("state",)
        ),
        lists.Column("owner", _("Drafted by"), lambda p: p.owner.full_name),
        lists.Column(
            "reply_due", _("Reply by"), lambda p: p.reply_due, order=("reply_due",), kind="date"
        ),
        lists.Column(
            "issued", _("Went out"), lambda p: p.issued_at, order=("issued_at",), kind="datetime",
            hidden=True,
        ),
        lists.Column(
            "created", _("Begun"), lambda p: p.created_at, order=("created_at",), kind="datetime",
            hidden=True,
        ),
    ),
    filters=(
        lists.Filter(
            "step", _("Where"), (("under_way", _("Under way")), ("over", _("Went out or ended"))),
            _whose,
        ),
        lists.Filter(
            "state", _("State"), tuple(PaperState.choices),
            lambda papers, value: papers.filter(state=value),
        ),
        lists.Filter(
            "type", pgettext_lazy("document", "Type"), _types, lambda papers, value: papers.filter(type_code=value)
        ),
        lists.Filter(
            "year", _("Year"), _years, lambda papers, value: papers.filter(number_year=value)
        ),
    ),
    search=("search",),
    order=("-created_at", "-pk"),
    empty=lists.Empty(
        _("No document yet"),
        _(
            "A document begins from a template, from a Word file or from a report that drafted "
            "itself; its way to number and signature is followed here."
        ),
        _("Write a document"),
        "/documents/papers/new/",
        icon="book",
    ),
    wide=True,
)  # fmt: skip


@requires(Can.PAPER_VIEW)
def index(request: SignedInRequest) -> HttpResponseBase:
    papers = Paper.objects.visible_to(request.user).select_related("owner")
    can_write = request.user.can(Can.PAPER_WRITE)
    facts = {"can_write": can_write, "tabs": tabs("papers")}
    shown = lists.for_reader(PAPERS, may_act=can_write)
    return lists.respond(request, shown, papers, "documents/papers.html", facts)
