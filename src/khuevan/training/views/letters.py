"""The signed letter behind a unit's answer: attached on the unit's page, opened by the office (R43)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from khuevan.documents import downloads
from khuevan.kit.components import status
from khuevan.kit.lists import Column, Filter, ListDef
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions, unit_letters
from khuevan.training.enums import LetterStanding, RunState, SeatState
from khuevan.training.forms.letters import LetterForm
from khuevan.training.models import ClassRun, Nomination, Seat, UnitLetter, letter_fields
from khuevan.training.views.desk import Desk, show
from khuevan.training.views.frame import found as found_run


def letter(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """The unit attaches its letter, or another one instead."""
    found = desk.seat(pk)
    if request.method != "POST":
        if not actions.may_attach(found):
            return redirect(desk.url("seat", pk=pk))  # the page says how things stand
        return letter_page(request, desk, found)
    others = others_of(desk, found)
    form = form_of(found, standing_letter(found), others, request)
    if not form.is_valid():
        return letter_page(request, desk, found, form)
    values = form.cleaned_data
    chosen = [one for one in others if one.pk in values.get("seats", ())]
    actions.attach_letter([found, *chosen], values["file"], form.facts, by=desk.by)
    messages.success(request, _("The letter has arrived. The office sees it with your answer."))
    return redirect(desk.url("seat", pk=pk))


def letter_page(
    request: HttpRequest, desk: Desk, found: Seat, form: LetterForm | None = None
) -> HttpResponse:
    facts = {
        **letter_facts(desk, found, form), "seat": found, "run": found.run, "is_alone": True,
        "url": desk.url("seat", pk=found.pk),
    }  # fmt: skip
    status = 400 if form else 200
    return show(request, desk, "training/unit_letter.html", "seats", facts, status=status)


def letter_facts(desk: Desk, found: Seat, form: LetterForm | None = None) -> dict[str, Any]:
    """What ``_unit_letter.html`` shows on the pages of a seat."""
    holder = found.nominations.active().first()
    shown = unit_letters.shown(found, holder)
    if form is None and actions.may_attach(found):
        form = form_of(found, shown["letter"], others_of(desk, found))
    is_owed = holder and found.run.asks_letter and shown["letter_standing"] != LetterStanding.THERE
    return shown | {"letter_form": form, "letter_is_owed": bool(is_owed)}


def standing_letter(found: Seat) -> UnitLetter | None:
    return UnitLetter.objects.standing().filter(seat=found).first()


def others_of(desk: Desk, found: Seat) -> list[Seat]:
    """The unit's other seats that were answered and whose lists are open: one letter may serve them."""
    active = Prefetch("nominations", Nomination.objects.active(), to_attr="named")
    rows = Seat.objects.filter(organisation=desk.organisation, run__state=RunState.NOMINATING)
    rows = rows.exclude(state=SeatState.OPEN).exclude(pk=found.pk)
    return list(rows.select_related("run", "organisation").prefetch_related(active))


def form_of(
    found: Seat, own: UnitLetter | None, others: list[Seat], request: HttpRequest | None = None
) -> LetterForm:
    choices = [(one.pk, words_of(one, found)) for one in others]
    if request is not None:
        return LetterForm(request.POST, request.FILES, others=choices, has_letter=own is not None)
    start: dict[str, object] = {}
    if own:
        start = {"number": own.number, "signed_on": own.signed_on}
    return LetterForm(initial=start, others=choices, has_letter=own is not None)


def words_of(one: Seat, found: Seat) -> str:
    """Whom the other seat has, and in which class when it is another one."""
    named: list[Nomination] = getattr(one, "named", [])
    who = named[0].full_name if named else _("nobody is sent")
    return who if one.run_id == found.run_id else f"{who} – {one.run.title}"


def letter_file(request: HttpRequest, desk: Desk, pk: int, letter: int) -> FileResponse:
    """What the unit sent, to check that it is the right one."""
    rows = desk.seat(pk).letters.select_related("file")
    return downloads.answer(get_object_or_404(rows, pk=letter).file, inline=True)


# --- the office: lists, and the letter itself


def with_letters(
    definition: ListDef, rows: QuerySet[Any], run: ClassRun, *, key: str, seat: str = "pk"
) -> tuple[ListDef, QuerySet[Any]]:
    """A list with its letters, once the class asks for them or one has come.

    ``key``: where the order key of who is named stands; ``seat``: where the row's seat does.
    """
    if not (run.asks_letter or UnitLetter.objects.filter(seat__run=run).exists()):
        return definition, rows
    column = Column(
        "letter", gettext_lazy("Letter of the unit"), partial(unit_letters.of_row, key=key),
        partial(letter_cell, run.pk, key),
    )  # fmt: skip
    choice = Filter(
        "letter", gettext_lazy("Letter of the unit"), tuple(LetterStanding.choices),
        partial(unit_letters.narrowed, key=key),
    )  # fmt: skip
    shown = replace(
        definition, columns=(*definition.columns, column), filters=(*definition.filters, choice)
    )
    return shown, rows.annotate(**letter_fields(seat))


def letter_cell(run: int, key: str, row: Any) -> str:
    standing = unit_letters.standing_of(row.letter_for, getattr(row, key))
    pill = status(unit_letters.LOOKS[standing], str(standing.label))
    if row.letter_pk is None:
        return pill
    words = unit_letters.named(row.letter_number, row.letter_signed_on) or _("Open the letter")
    to = reverse("training:letter", args=[run, row.letter_pk])
    link = format_html('<a class="link small" href="{}">{}</a>', to, words)
    return format_html("<span>{}<br>{}</span>", pill, link)  # one thing on a phone's card


@require_POST
@requires(Can.TRAINING_EDIT)
def file_letter(request: SignedInRequest, pk: int, seat_pk: int) -> HttpResponse:
    """A letter that came on paper or by the document system, filed on the panel of its seat."""
    run = found_run(request, pk)
    found = get_object_or_404(run.seats.select_related("run", "organisation"), pk=seat_pk)
    form = form_of(found, standing_letter(found), [], request)
    if form.is_valid():
        values = form.cleaned_data
        actions.attach_letter(
            [found], values["file"], form.facts, by=request.user, at_the_office=True
        )
        messages.success(request, _("The letter is filed with the seat."))
    for words in form.errors.values():
        messages.error(request, " ".join(str(one) for one in words))
    return redirect("training:seat", pk=pk, seat_pk=seat_pk)


@requires(Can.TRAINING_VIEW)
def office_letter(request: SignedInRequest, pk: int, letter: int) -> FileResponse:
    rows = UnitLetter.objects.filter(seat__run=found_run(request, pk)).select_related("file")
    return downloads.answer(get_object_or_404(rows, pk=letter).file, inline=True)
