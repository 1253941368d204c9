"""The doors of a class for the office: their links, their phones, and what they leave to a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import segno
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.kit.errors import Refused
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions, attendance, doors
from khuevan.training.attendance import Entry, Finding
from khuevan.training.enums import Trouble
from khuevan.training.models import ClassRun, Device, ScanEvent, Seat
from khuevan.training.views.frame import found, frame

LARGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class Door:
    """A door as the office made it, with every phone that uses its link."""

    device: Device
    url: str
    code: str
    phones: list[Device]


@dataclass(frozen=True, slots=True)
class Question:
    """A finding with its seat, for a person to settle."""

    finding: Finding
    seat: Seat | None

    @property
    def first(self) -> Entry:
        return self.finding.entries[0]

    @property
    def can_confirm(self) -> bool:
        return self.finding.trouble == Trouble.SUBSTITUTE and self.seat is not None


@requires(Can.TRAINING_VIEW)
def door(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    day = attendance.computed(run)
    seats = {one.pk: one for one in run.seats.select_related("organisation")}
    facts = frame(request, run, "door") | {
        "doors": _doors(run, with_links=request.user.can(Can.DOOR_KEEP)),
        "questions": [Question(one, seats.get(one.seat or 0)) for one in day.findings],
        "refused": day.refused,
        "come": len(day.arrivals),
        "all": len(seats),
        "arrivals": [(seats[seat], entry) for seat, entry in _by_number(day.arrivals, seats)],
    }
    return render(request, "training/doors.html", facts)


def _by_number(arrivals: dict[int, Entry], seats: dict[int, Seat]) -> Iterable[tuple[int, Entry]]:
    return sorted(arrivals.items(), key=lambda pair: seats[pair[0]].number)


def _doors(run: ClassRun, *, with_links: bool) -> list[Door]:
    rows = run.devices.annotate(have=Count("events")).order_by("name", "number", "pk")
    below: dict[int, list[Device]] = defaultdict(list)
    for one in rows:
        below[one.root_id or one.pk].append(one)
    shown = []
    for one in rows:
        if one.root_id is None:
            url = doors.door_url(one) if with_links and not one.shut_at else ""
            code = segno.make(url, error="m").svg_data_uri(scale=4, border=2) if url else ""
            phones = [each for each in below[one.pk] if each.phone]
            shown.append(Door(one, url, code, phones))
    return shown


@require_POST
@requires(Can.DOOR_KEEP)
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    made = actions.make_device(run, request.POST.get("name", ""), by=request.user)
    messages.success(
        request, _("“%(name)s” is made. Open its link on a phone.") % {"name": made.name}
    )
    return redirect("training:door", pk=pk)


@require_POST
@requires(Can.DOOR_KEEP)
def shut(request: SignedInRequest, pk: int, device: int) -> HttpResponse:
    one = get_object_or_404(found(request, pk).devices.roots(), pk=device)
    actions.shut_device(one, by=request.user)
    messages.success(request, _("“%(name)s” is shut.") % {"name": one.name})
    return redirect("training:door", pk=pk)


@require_POST
@requires(Can.DOOR_KEEP)
def hand_in(request: SignedInRequest, pk: int, device: int) -> HttpResponse:
    one = get_object_or_404(found(request, pk).devices, pk=device)
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > LARGEST:
        raise Refused(_("Choose the file that the phone saved (.jsonl, under 2 MB)."))
    taken = actions.hand_in(one, file.read(), by=request.user)
    messages.success(
        request,
        _("%(kept)s lines read, %(fresh)s of them new.")
        % {"kept": len(taken.kept), "fresh": taken.fresh},
    )
    return redirect("training:door", pk=pk)


@require_POST
@requires(Can.DOOR_KEEP)
def confirm(request: SignedInRequest, pk: int, device: int, seq: int) -> HttpResponse:
    run = found(request, pk)
    events = ScanEvent.objects.of(run).select_related("device__run")
    event = get_object_or_404(events, device=device, seq=seq)
    made = actions.confirm_substitute(event, by=request.user)
    messages.success(request, _("%(name)s now sits for the unit.") % {"name": made.full_name})
    return redirect("training:door", pk=pk)
