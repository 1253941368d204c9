"""The seats of a class as a table, and giving and taking seats."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from khuevan.kit.components import status
from khuevan.kit.lists import Column, Empty, Filter, ListDef, respond
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions
from khuevan.training.board import is_late, look_of
from khuevan.training.enums import SeatState
from khuevan.training.forms.seats import SeatsForm
from khuevan.training.models import ClassRun, Seat
from khuevan.training.views.board import views_of
from khuevan.training.views.frame import crumbs, found, frame
from khuevan.training.views.letters import with_letters


def look(seat: Any) -> Any:
    return look_of(seat.state, is_late=is_late(seat.run), is_changed=seat.is_changed)


def unit_cell(seat: Seat) -> str:
    url = reverse("training:seat", args=[seat.run_id, seat.pk])
    return format_html('<a class="link" href="{}">{}</a>', url, seat.organisation.name)


def state_cell(seat: Seat) -> str:
    own = look(seat)
    return status(own.state, str(own.label))


def value(name: str, seat: Any) -> Any:
    return getattr(seat, name) or ""


def groups(_request: HttpRequest) -> list[tuple[str, Any]]:
    rows = Seat.objects.exclude(group=None).order_by("group__order")
    return [
        (str(pk), name) for pk, name in dict(rows.values_list("group_id", "group__name_vi")).items()
    ]


def twice(seats: Any, _value: str) -> QuerySet[Seat]:
    """Seats whose nominee has the phone or the mail of another seat's nominee."""
    found: dict[tuple[str, str], set[int]] = {}
    for pk, phone, email in seats.values_list("pk", "nominee_phone", "nominee_email"):
        for key in (("phone", phone), ("mail", email)):
            if key[1]:
                found.setdefault(key, set()).add(pk)
    keys = {pk for pks in found.values() if len(pks) > 1 for pk in pks}
    narrowed: QuerySet[Seat] = seats.filter(pk__in=keys)
    return narrowed


SEATS = ListDef(
    name="training.seats",
    title=gettext_lazy("Seats of units"),
    columns=(
        Column("number", gettext_lazy("Seat"), lambda s: s.number, order=("number",), kind="int"),
        Column("unit", gettext_lazy("Unit"), lambda s: s.organisation.name, unit_cell,
               ("organisation__protocol_order", "organisation__sort_key", "place"), head=True,
               width=40),
        Column("state", gettext_lazy("State"), lambda s: str(look(s).label), state_cell,
               ("state", "number")),
        Column("name", gettext_lazy("Full name"), partial(value, "nominee_full_name"),
               order=("nominee_sort_key", "number")),
        Column("position", gettext_lazy("Position"), partial(value, "nominee_position")),
        Column("phone", gettext_lazy("Work phone"), partial(value, "nominee_phone"), width=14),
        Column("email", gettext_lazy("Work e-mail"), partial(value, "nominee_email"), hidden=True),
        Column("named", gettext_lazy("Named"), lambda s: s.nominee_made_at, kind="datetime",
               order=("nominee_made_at", "number"), hidden=True),
        Column("code", gettext_lazy("Unit code"), lambda s: s.organisation.code, hidden=True,
               width=12),
        Column("reminded", gettext_lazy("Reminded"), lambda s: s.reminded_at, kind="datetime",
               order=("reminded_at", "number"), hidden=True),
    ),
    filters=(
        Filter("state", gettext_lazy("State"), tuple(SeatState.choices),
               lambda rows, value: rows.filter(state=value)),
        Filter("group", gettext_lazy("Group"), groups,
               lambda rows, value: rows.filter(group=int(value))),
        Filter("twice", gettext_lazy("Duplicates"),
               (("yes", gettext_lazy("same person on two seats")),), twice),
    ),
    search=("organisation__search", "nominee_search"),
    order=("number",),
    empty=Empty(gettext_lazy("No unit has a seat yet"), icon="units"),
    wide=True,
)  # fmt: skip


@requires(Can.TRAINING_VIEW)
def seats(request: SignedInRequest, pk: int) -> HttpResponseBase:
    run = found(request, pk)
    rows: Any = run.seats.with_nominees().select_related("organisation", "run")
    facts = frame(request, run, "board") | {
        "views": views_of(run), "view": reverse("training:seats", args=[run.pk])
    }  # fmt: skip
    shown, rows = with_letters(SEATS, rows, run, key="nominee_sort_key")
    return respond(request, shown, rows, "training/seats.html", facts)


@requires(Can.TRAINING_EDIT)
def give(request: SignedInRequest, pk: int) -> HttpResponse:
    """Seats for one more group, for single units, or one more for a unit."""
    run = found(request, pk)
    form = SeatsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = give_seats(run, form.cleaned_data, request)
        words = ngettext("%(n)d seat given.", "%(n)d seats given.", count) % {"n": count}
        messages.success(request, words)
        return redirect("training:board", pk=pk)
    facts = frame(request, run, "board") | {"form": form, "crumbs": crumbs(run)}
    return render(request, "training/give.html", facts)


def give_seats(run: ClassRun, values: dict[str, Any], request: SignedInRequest) -> int:
    if values["one_more"]:
        for unit in values["units"]:
            actions.add_seat(run, unit, by=request.user)
        return len(values["units"])
    return actions.seat_units(
        run, values["groups"], values["units"], each=values["each"], by=request.user
    )


@require_POST
@requires(Can.TRAINING_EDIT)
def take(request: SignedInRequest, pk: int, seat_pk: int) -> HttpResponse:
    run = found(request, pk)
    seat = get_object_or_404(run.seats.select_related("organisation", "run"), pk=seat_pk)
    actions.take_seat_away(seat, by=request.user, why=request.POST.get("why", ""))
    messages.success(request, _("The seat is taken away."))
    return redirect("training:board", pk=pk)
