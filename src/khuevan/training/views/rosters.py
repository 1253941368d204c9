"""The roster: the nominees in Vietnamese order, out as a sheet and in again."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from khuevan.kit.errors import Refused
from khuevan.kit.lists import Column, Empty, Filter, ListDef, respond
from khuevan.kit.workbooks import MAX_SIZE
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions, roster
from khuevan.training.enums import SeatState
from khuevan.training.exports import ROSTER, roster_rows
from khuevan.training.forms.seats import RosterForm
from khuevan.training.models import RosterSheet
from khuevan.training.views.frame import crumbs, found, frame
from khuevan.training.views.letters import with_letters
from khuevan.training.views.seats import groups, state_cell, twice, unit_cell, value

NOMINEES = ListDef(
    name="training.roster",
    title=gettext_lazy("Roster"),
    columns=(
        Column("name", gettext_lazy("Full name"), partial(value, "nominee_full_name"),
               order=("nominee_sort_key", "number"), head=True),
        Column("position", gettext_lazy("Position"), partial(value, "nominee_position")),
        Column("unit", gettext_lazy("Unit"), lambda s: s.organisation.name, unit_cell,
               ("organisation__protocol_order", "organisation__sort_key", "place"), width=40),
        Column("phone", gettext_lazy("Work phone"), partial(value, "nominee_phone"), width=14),
        Column("email", gettext_lazy("Work e-mail"), partial(value, "nominee_email"), width=30),
        Column("number", gettext_lazy("Seat"), lambda s: s.number, order=("number",), kind="int"),
        Column("state", gettext_lazy("State"), lambda s: str(s.get_state_display()), state_cell),
        Column("code", gettext_lazy("Unit code"), lambda s: s.organisation.code, hidden=True,
               width=12),
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
    order=("nominee_sort_key", "number"),
    page_size=200,
    empty=Empty(
        gettext_lazy("Nobody is named yet"),
        gettext_lazy("Nominees stand here as soon as units name them, ordered by given name."),
        icon="person",
    ),
    wide=True,
)  # fmt: skip


@requires(Can.TRAINING_VIEW)
def show(request: SignedInRequest, pk: int) -> HttpResponseBase:
    run = found(request, pk)
    rows: Any = run.seats.filled().with_nominees().select_related("organisation", "run")
    facts = frame(request, run, "roster")
    shown, rows = with_letters(NOMINEES, rows, run, key="nominee_sort_key")
    return respond(request, shown, rows, "training/roster.html", facts)


@require_GET
@requires(Can.TRAINING_VIEW)
def export(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Every seat with its nominee; the same file may be loaded again."""
    return ROSTER.respond(roster_rows(found(request, pk)))


@requires(Can.TRAINING_EDIT)
def load(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > MAX_SIZE:
            raise Refused(
                _("The file is larger than 5 MB. Keep only the sheet with the list in it.")
            )
        kept = actions.keep_roster(run, file.name, file.read(), by=request.user)
        return redirect("training:roster_sheet", pk=pk, sheet_pk=kept.pk)
    waiting = RosterSheet.objects.filter(run=run, by=request.user).defer("content")
    facts = frame(request, run, "roster") | {
        "form": form, "waiting": waiting, "crumbs": crumbs(run)
    }  # fmt: skip
    return render(request, "training/roster_load.html", facts)


def sheet_of(request: SignedInRequest, pk: int, sheet_pk: int) -> RosterSheet:
    sheets = RosterSheet.objects.filter(run=found(request, pk), by=request.user)
    return get_object_or_404(sheets.select_related("run"), pk=sheet_pk)


@require_GET
@requires(Can.TRAINING_EDIT)
def sheet(request: SignedInRequest, pk: int, sheet_pk: int) -> HttpResponse:
    """The difference page: what would change, and what is wrong, before anything is written."""
    own = sheet_of(request, pk, sheet_pk)
    facts = frame(request, own.run, "roster") | {
        "sheet": own, "comparison": roster.compare(own.run, bytes(own.content)),
        "labels": roster.LABELS, "crumbs": crumbs(own.run),
    }  # fmt: skip
    return render(request, "training/roster_sheet.html", facts)


@require_POST
@requires(Can.TRAINING_EDIT)
def apply(request: SignedInRequest, pk: int, sheet_pk: int) -> HttpResponse:
    own = sheet_of(request, pk, sheet_pk)
    count = actions.apply_roster(own, request.POST.get("seen", ""), by=request.user)
    words = ngettext("%(count)d seat changed.", "%(count)d seats changed.", count)
    messages.success(request, words % {"count": count})
    return redirect("training:roster", pk=pk)


@require_POST
@requires(Can.TRAINING_EDIT)
def drop(request: SignedInRequest, pk: int, sheet_pk: int) -> HttpResponse:
    actions.drop_roster(sheet_of(request, pk, sheet_pk), by=request.user)
    messages.success(request, _("The sheet was dropped; nothing was written."))
    return redirect("training:roster_load", pk=pk)
