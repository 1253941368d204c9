"""A unit sends somebody else, or nobody: a link proves itself by a code, an account has signed in."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.people import codes
from khuevan.training import actions, nominees
from khuevan.training.actions.nominating import WAITS
from khuevan.training.enums import HAS_NOMINEE, SeatState
from khuevan.training.forms.naming import POSITIONS, DeclineForm, SubstituteForm
from khuevan.training.models import Seat
from khuevan.training.views.desk import Desk, show
from khuevan.training.views.naming import class_facts, doubts_of, filled
from khuevan.training.views.waiting import for_device, may_keep


def asks_code(desk: Desk, found: Seat) -> bool:
    """What the office sent back is open to the link; anything else that was sent is not."""
    return desk.link is not None and found.state in HAS_NOMINEE - {SeatState.AMEND}


def purpose_of(found: Seat) -> str:
    return f"seat:{found.pk}"


def has_code(desk: Desk, found: Seat) -> bool:
    """A code is on its way: after a wrong one the field is still there."""
    if desk.link is None:
        return False
    sent = desk.link.codes.filter(
        action=purpose_of(found), used_at=None, expires_at__gt=timezone.now()
    )
    return sent.exists()


def ask_code(request: HttpRequest, desk: Desk, pk: int, step: str) -> HttpResponse:
    """Send the code to the registered address, then the page with its field."""
    found = desk.seat(pk)
    if request.method == "POST" and desk.link is not None and asks_code(desk, found):
        codes.send_code(desk.link, purpose_of(found))
    return redirect(desk.url("decline" if step == "decline" else "change", pk=pk))


def change(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Somebody else, or the same person completed."""
    found = desk.seat(pk)
    until = actions.substitute_until(found.run)
    if found.state not in HAS_NOMINEE or (until and timezone.now() > until):
        return redirect(desk.url("seat", pk=pk))  # the page says how things stand
    if request.method != "POST":
        return change_page(request, desk, found, substitute_form(desk, found))
    form = substitute_form(desk, found, request)
    if not form.is_valid():
        return change_page(request, desk, found, form, status=400)
    if doubts := doubts_of(request, found, form):
        return change_page(request, desk, found, form, doubts=doubts)
    prove(desk, found, form.cleaned_data.get("code", ""))
    actions.substitute(found, form.nominee, form.cleaned_data["why"], by=desk.by)
    return redirect(desk.url("receipt", pk=pk))


def prove(desk: Desk, found: Seat, code: str) -> None:
    if desk.link is not None and asks_code(desk, found):
        codes.check_code(desk.link, purpose_of(found), code)


def substitute_form(desk: Desk, found: Seat, request: HttpRequest | None = None) -> SubstituteForm:
    focal = nominees.focal_point(found.organisation, timezone.localdate())
    known = partial(
        SubstituteForm, syllabus=list(found.run.syllabus.all()),
        focal=focal.person.full_name if focal else "", asks_code=asks_code(desk, found),
    )  # fmt: skip
    if request is not None:
        return known(request.POST)
    start: dict[str, object] = {}
    holder = found.nominations.active().first()
    if found.state == SeatState.AMEND and holder:
        facts = nominees.Nominee(holder.full_name, holder.position, holder.phone, holder.email)
        start = {**filled(facts), "not_focal_why": holder.not_focal_why}
        start["why"] = _("Completed as the office asked.")
    return known(initial=start)


def change_page(
    request: HttpRequest, desk: Desk, found: Seat, form: SubstituteForm, *, status: int = 200,
    doubts: list[str] | None = None,
) -> HttpResponse:  # fmt: skip
    facts = {
        **class_facts(found.run),
        **code_facts(desk, found),
        "seat": found,
        "holder": found.nominations.active().first(),
        "form": form,
        "doubts": doubts,
        "positions": POSITIONS,
        "contact": settings.OFFICE_CONTACT,
        "url": desk.url("seat", pk=found.pk),
    }
    return show(request, desk, "training/unit_change.html", "seats", facts, status=status)


def code_facts(desk: Desk, found: Seat) -> dict[str, object]:
    """Whether a code is needed, is on its way, and where it goes."""
    if desk.link is None or not asks_code(desk, found):
        return {"needs_code": False}
    return {
        "needs_code": not has_code(desk, found),
        "address": codes.masked(codes.registered_address(desk.link).value),
    }


def decline(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """The unit sends nobody, and says why."""
    found = desk.seat(pk)
    if found.state not in HAS_NOMINEE | {SeatState.OPEN}:
        return redirect(desk.url("seat", pk=pk))
    asks = asks_code(desk, found)
    form = DeclineForm(request.POST or None, asks_code=asks)
    if request.method == "POST" and form.is_valid():
        prove(desk, found, form.cleaned_data.get("code", ""))
        actions.decline(found, form.cleaned_data["why"], by=desk.by)
        messages.success(request, _("Recorded: your unit sends nobody."))
        return redirect(desk.url("seat", pk=pk))
    facts = {
        **class_facts(found.run), **code_facts(desk, found), "seat": found, "form": form,
        "is_named": found.state not in WAITS, "contact": settings.OFFICE_CONTACT, "url": desk.url("seat", pk=pk),
    }  # fmt: skip
    if not facts["is_named"]:
        facts |= for_device(desk, found, "decline/", form=form)
    status = 400 if form.errors else 200
    response = show(request, desk, "training/unit_decline.html", "seats", facts, status=status)
    return may_keep(request, response, desk, found)
