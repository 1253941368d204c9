"""The board of seats: tiles, map, live changes; the panel of one seat; the list of calls."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.kit import audit
from khuevan.people.enums import ContactKind
from khuevan.people.http import SignedInRequest
from khuevan.people.models import ContactPoint, FocalPoint
from khuevan.people.permissions import Can, requires
from khuevan.people.words import kind_words
from khuevan.training import actions, unit_letters
from khuevan.training.board import LOOKS, MOST_AT_ONCE, Board, board, drawn, is_late, look_of
from khuevan.training.enums import CallOutcome
from khuevan.training.forms.calls import CallForm
from khuevan.training.models import Call, ClassRun, Seat
from khuevan.training.views.frame import found, frame, is_part
from khuevan.training.views.letters import form_of

LIVE_UP_TO = 4000
"""Seats up to which the page follows its tiles: it names each with one sign in its address."""
OFTEN_UP_TO = 500
"""Seats up to which it asks every few seconds; a greater class is asked less often."""
CALLS_A_PAGE = 50
HISTORY = 30


@requires(Can.TRAINING_VIEW)
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    return whole(request, found(request, pk))


def whole(request: SignedInRequest, run: ClassRun, **panel: Any) -> HttpResponse:
    """The page of the board, with the panel of a seat or without."""
    asked, words = request.GET.get("show", ""), request.GET.get("q", "")[:100]
    own = board(run).narrowed(asked, words)
    is_map = request.GET.get("view") == "map"
    facts = frame(request, run, "board") | panel | {
        "board": own, "figures": figures(own, asked), "asked": asked, "words": words,
        "views": views_of(run), "is_map": is_map, "here": reverse("training:board", args=[run.pk]),
        "chart": drawn(own.shown) if is_map else None,
        "is_live": own.total <= LIVE_UP_TO and run.is_live,
        "every": "4s" if own.total <= OFTEN_UP_TO else "20s",
    }  # fmt: skip
    facts["view"] = facts["views"][2 if is_map else 0][1]
    return render(request, "training/board.html", facts)


def views_of(run: ClassRun) -> list[tuple[str, str]]:
    tiles = reverse("training:board", args=[run.pk])
    return [
        (_("Tiles"), tiles),
        (_("Table"), reverse("training:seats", args=[run.pk])),
        (_("Map"), f"{tiles}?view=map"),
    ]


def figures(own: Board, asked: str) -> list[dict[str, Any]]:
    """The counters, each a filter; of the two kinds of silence only what there is."""
    shown = [
        look for look in LOOKS.values()
        if own.counts[look.key] or look.key not in {"late", "summoned", "change"}
    ]  # fmt: skip
    if own.counts["late"]:
        shown = [look for look in shown if look.key != "silent"]
    return [
        {"look": look, "n": own.counts[look.key], "current": look.key == asked} for look in shown
    ]


@requires(Can.TRAINING_VIEW)
def live(request: SignedInRequest, pk: int) -> HttpResponse:
    """What looks otherwise than on the page (``seen``: a sign for each tile); 204 when nothing."""
    own = board(found(request, pk))
    seen = request.GET.get("seen", "")[: own.total]
    if len(seen) != own.total:
        return HttpResponse(status=204)
    changed = own.changed(seen)
    if not changed:
        return HttpResponse(status=204)
    facts = {
        "run": own.run, "tiles": changed[:MOST_AT_ONCE], "figures": figures(own, ""),
        "silent": own.silent, "total": own.total,
    }  # fmt: skip
    answer = render(request, "training/_board_live.html", facts)
    if len(changed) > MOST_AT_ONCE:
        answer["HX-Trigger-After-Settle"] = "more"
    return answer


# --- one seat


@requires(Can.TRAINING_VIEW)
def seat(request: SignedInRequest, pk: int, seat_pk: int) -> HttpResponse:
    """The panel of a seat; without script the board with the panel open."""
    run = found(request, pk)
    facts = panel_of(run, seat_pk)
    if is_part(request):
        return render(request, "training/_seat.html", frame(request, run, "board") | facts)
    return whole(request, run, **facts)


def panel_of(run: ClassRun, seat_pk: int) -> dict[str, Any]:
    seats = run.seats.select_related("organisation", "group", "given_to")
    own = get_object_or_404(seats, pk=seat_pk)
    own.run = run
    contacts = list(own.organisation.contacts.order_by("-is_registered", "kind", "pk"))
    focal = own.organisation.focal_points.filter(valid_to=None).select_related("person").first()
    is_changed = own.nominations.exclude(ended_at=None).exists()
    nominee = own.nominations.active().first()
    may_file = actions.may_attach(own, at_the_office=True)
    letters = unit_letters.shown(own, nominee)
    return letters | {
        "letter_form": form_of(own, letters["letter"], []) if may_file else None,
        "seat": own,
        "look": look_of(own.state, is_late=is_late(run), is_changed=is_changed),
        "nominee": nominee,
        "earlier": own.nominations.exclude(ended_at=None).order_by("-ended_at"),
        "phones": [one for one in contacts if one.kind == ContactKind.PHONE],
        "mails": [one for one in contacts if one.kind == ContactKind.EMAIL],
        "focal": focal,
        "calls": own.calls.all()[:10],
        "form": CallForm(),
        "history": timeline(own),
        "heirs_of": own.organisation.inheritances.select_related("predecessor"),
    }


def timeline(own: Seat) -> list[tuple[str, str]]:
    """Newest first: when, what, by whom, and why when a reason was given."""
    found = []
    for event in audit.history(own)[:HISTORY]:
        words = f"{kind_words(event.kind)}: {event.by_name}"
        at = f"{timezone.localtime(event.at):%H:%M %d/%m/%Y}"
        found.append((at, f"{words} – {event.why}" if event.why else words))
    return found


@require_POST
@requires(Can.REMIND)
def call(request: SignedInRequest, pk: int, seat_pk: int) -> HttpResponse:
    run = found(request, pk)
    own = get_object_or_404(run.seats, pk=seat_pk)
    form = CallForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        outcome = CallOutcome(values["outcome"])
        actions.note_call(own, outcome, values["note"], by=request.user)
        messages.success(request, _("The call is noted."))
    else:
        messages.error(request, _("Say what came of the call."))
    if request.POST.get("back") == "calls":
        return redirect("training:calls", pk=pk)
    return redirect("training:seat", pk=pk, seat_pk=seat_pk)


# --- the list of calls


@requires(Can.TRAINING_VIEW)
def calls(request: SignedInRequest, pk: int) -> HttpResponse:
    """Units that have not answered, or owe their letter: whom to call, what the last call brought."""
    run = found(request, pk)
    for_letter = run.asks_letter and request.GET.get("which") == "letter"
    rows = to_call(unit_letters.owing(run) if for_letter else run.seats.silent())
    here = reverse("training:calls", args=[pk])
    facts = frame(request, run, "board") | {
        "page": Paginator(rows, CALLS_A_PAGE).get_page(request.GET.get("page")),
        "form": CallForm(), "outcomes": dict(CallOutcome.choices), "for_letter": for_letter,
        "query": "which=letter&" if for_letter else "",
        "views": [(_("Not answered"), here), (_("No letter yet"), f"{here}?which=letter")],
        "view": f"{here}?which=letter" if for_letter else here,
    }  # fmt: skip
    return render(request, "training/calls.html", facts)


def to_call(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    phones = ContactPoint.objects.filter(
        organisation=OuterRef("organisation"), kind=ContactKind.PHONE
    ).order_by("-is_registered", "pk")
    focal = FocalPoint.objects.filter(organisation=OuterRef("organisation"), valid_to=None)
    last = Call.objects.filter(seat=OuterRef("pk")).order_by("-at", "-pk")
    found: QuerySet[Seat] = (
        seats.select_related("organisation")
        .annotate(
            phone=Subquery(phones.values("value")[:1]),
            focal=Subquery(focal.values("person__full_name")[:1]),
            last_outcome=Subquery(last.values("outcome")[:1]),
            last_note=Subquery(last.values("note")[:1]),
            last_call=Subquery(last.values("at")[:1]),
        )
        .order_by("number")
    )
    return found
