"""The day of a class: who has come, which units are empty and whom to call; the code on the screen."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache

from khuevan.kit.audit import NamedActor
from khuevan.people.enums import ContactKind
from khuevan.people.http import SignedInRequest
from khuevan.people.models import ContactPoint
from khuevan.people.permissions import Can, public, requires
from khuevan.training import actions, hall, outcomes, rotating
from khuevan.training.enums import Mode, Outcome, SeatState, Witness
from khuevan.training.hall import Chair
from khuevan.training.models import ClassRun
from khuevan.training.outcomes import Standing
from khuevan.training.passes import PassClosed, find_ticket
from khuevan.training.views.frame import found, frame, is_part

TICKET_COOKIE = "khuevan-ticket"
LOOKS = {Outcome.PRESENT: "done", Outcome.EXCUSED: "returned", Outcome.ABSENT: "overdue"}


def look(row: Standing) -> str:
    """The colour and icon of a seat on the day."""
    if row.outcome:
        return LOOKS[row.outcome]
    if row.has_come:
        return "doing"
    return "cancelled" if row.seat.state == SeatState.DECLINED else "unanswered"


# The letter says the state once more, for print in black and white and for the colour-blind.
LETTERS = {
    "done": pgettext_lazy("letter of a chair", "H"),
    "returned": pgettext_lazy("letter of a chair", "E"),
    "overdue": pgettext_lazy("letter of a chair", "A"),
    "doing": pgettext_lazy("letter of a chair", "S"),
    "cancelled": pgettext_lazy("letter of a chair", "X"),
    "unanswered": "",
}
LEGEND = (
    ("done", gettext_lazy("has come")), ("doing", gettext_lazy("substitute, to be confirmed")),
    ("unanswered", gettext_lazy("not here yet")), ("returned", Outcome.EXCUSED.label),
    ("overdue", Outcome.ABSENT.label), ("cancelled", gettext_lazy("sends nobody")),
)  # fmt: skip
MAP_UP_TO = 600
"""Seats up to which the board draws the hall; a greater class has its list."""


def words(row: Standing) -> str:
    if row.outcome:
        return str(row.outcome.label)
    if row.has_come:
        return _("substitute, to be confirmed")
    return _("sends nobody") if row.seat.state == SeatState.DECLINED else _("not here yet")


@requires(Can.TRAINING_VIEW)
def day(request: SignedInRequest, pk: int) -> HttpResponse:
    """R48: numbers, doors, arrivals by five minutes, seats, and the phones of empty units."""
    run = found(request, pk)
    drawn = render_to_string("training/_day_board.html", board(run) | {"run": run}, request)
    seen = hashlib.sha256(drawn.encode()).hexdigest()[:16]
    facts = {"board": drawn, "seen": seen, "now": timezone.localtime()}
    if not is_part(request):
        return render(request, "training/day.html", frame(request, run, "day") | facts)
    if request.GET.get("seen") != seen:
        return render(request, "training/_day.html", facts)
    # Nothing is new but the time: a board of 142 is not sent again every ten seconds.
    answer = render(request, "training/_day_now.html", facts | {"alone": True})
    answer["HX-Reswap"] = "none"
    return answer


def board(run: ClassRun) -> dict[str, Any]:
    rows = outcomes.standings(run)
    empty = [row for row in rows if not row.has_come and row.outcome != Outcome.EXCUSED]
    came = [row for row in rows if row.has_come]
    steps = outcomes.by_minute(rows)
    return {
        "figures": figures(rows, came, empty),
        "doors": by_door(came),
        "steps": steps,
        "busiest": max((many for _at, many, _all in steps), default=0),
        "tiles": [(row, look(row), words(row)) for row in rows],
        "plan": plan_of(run, rows) if run.mode == Mode.IN_PERSON else None,
        "empty": with_phones(empty),
        "waiting": [row for row in rows if row.waits_for_a_name],
        "contradicted": [row for row in rows if row.is_contradicted],
    }


def plan_of(run: ClassRun, rows: Sequence[Standing]) -> dict[str, Any] | None:
    """The hall as it fills; nothing for a class without seats or with thousands."""
    if not 0 < len(rows) <= MAP_UP_TO:
        return None
    room = hall.hall_of(run, rows[-1].seat.number)
    chairs = [
        Chair(row.seat.number, row.seat.organisation.short_name, seen := look(row),
              str(LETTERS[seen]), words(row))
        for row in rows
    ]  # fmt: skip
    held = {chair.look for chair in chairs}
    return {
        "rows": hall.seated(room, ((chair.number, chair) for chair in chairs)), "hall": room,
        "legend": [(key, name, LETTERS[key]) for key, name in LEGEND if key in held],
    }  # fmt: skip


def figures(
    rows: Sequence[Standing], came: Sequence[Standing], empty: Sequence[Standing]
) -> list[dict[str, Any]]:
    return [
        {"label": _("have come"), "value": f"{len(came)}/{len(rows)}", "state": "done"},
        {"label": _("empty seats"), "value": len(empty), "state": "unanswered"},
        {
            "label": _("substitutes to confirm"),
            "value": sum(1 for row in rows if row.waits_for_a_name),
            "state": "doing",
        },
    ]


def by_door(came: Sequence[Standing]) -> list[tuple[str, int]]:
    """How many each door let in; own check-ins and what officers said stand beside them."""
    counted: Counter[str] = Counter()
    for row in came:
        seen = row.arrival
        if seen and seen.witness == Witness.DOOR:
            counted[seen.place] += 1
        elif seen:
            counted[str(Witness.SELF.label)] += 1
        elif row.settled:
            counted[str(Witness(row.settled.witness).label)] += 1
    return sorted(counted.items())


def with_phones(rows: Sequence[Standing]) -> list[tuple[Standing, str]]:
    """The phone of the unit beside that of its nominee."""
    units = [row.seat.organisation_id for row in rows]
    phones: dict[int, str] = {}
    contacts = ContactPoint.objects.filter(kind=ContactKind.PHONE, organisation__in=units)
    for unit, value in contacts.order_by("is_registered", "pk").values_list(
        "organisation_id", "value"
    ):
        phones[unit] = value
    return [(row, phones.get(row.seat.organisation_id, "")) for row in rows]


# --- the code on the screen


@never_cache
@requires(Can.DOOR_KEEP)
def screen(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the projector: a square code and six digits, new every thirty seconds (CHK-7)."""
    run = found(request, pk)
    now = timezone.now()
    url = settings.BASE_URL + reverse("training:here", args=[run.pk, rotating.token(run.pk, now)])
    facts = {
        "run": run,
        "digits": rotating.digits(run.pk, now),
        "square": square(url),
        "left": rotating.seconds_left(now),
        "window": rotating.WINDOW,
        "back_url": reverse("training:day", args=[run.pk]),
    }
    template = "training/_screen.html" if is_part(request) else "training/screen.html"
    return render(request, template, facts)


def square(text: str) -> SafeString:
    """A QR code as SVG without a style of its own: the page's colours never touch it."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(
        scale=1, border=4, dark="#000", light="#fff", omitsize=True, svgclass="square"
    )
    # Drawn here from our own address: nothing in it was typed by anybody.
    return mark_safe(drawn)  # noqa: S308 - see above


@never_cache
@public
def here(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Where the square code leads: it needs a ticket too, which this phone has shown before."""
    token = request.get_signed_cookie(TICKET_COOKIE, default="", salt=TICKET_COOKIE) or ""
    try:
        own = find_ticket(token)
    except PassClosed:
        own = None
    if own is None or own.run.pk != pk:
        return render(request, "training/here.html", {"unit_name": "Khuê Văn"}, status=403)
    if request.method == "POST":
        actions.check_in(own.nomination, code, by=NamedActor(own.seat.organisation.name_vi))
        return redirect(own.url("check_in"))
    facts = {"own": own, "run": own.run, "unit_name": own.seat.organisation.name}
    return render(request, "training/here.html", facts)
