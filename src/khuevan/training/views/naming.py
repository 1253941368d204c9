"""A unit names whom it sends, on a phone: everything works as plain forms."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from khuevan.kit import calendars
from khuevan.people.notices import days_left
from khuevan.training import actions, composition, entries, nominees
from khuevan.training.actions.nominating import LISTED, WAITS, closed_words
from khuevan.training.enums import HAS_NOMINEE, Reason, RunState, SeatState
from khuevan.training.forms.naming import POSITIONS, NomineeForm
from khuevan.training.models import ClassRun, Nomination, Seat
from khuevan.training.nominees import Nominee
from khuevan.training.passes import trainee_url
from khuevan.training.views.desk import Desk, show
from khuevan.training.views.letters import letter_facts
from khuevan.training.views.waiting import SCRIPTS, for_device, may_keep

LOOKS = {
    SeatState.OPEN: "unanswered",
    SeatState.NOMINATED: "received",
    SeatState.AMEND: "returned",
    SeatState.VALID: "done",
    SeatState.SUMMONED: "done",
    SeatState.DECLINED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A seat as the unit's list shows it."""

    seat: Seat
    look: str
    holder: Nomination | None
    url: str


def seats(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every seat of a class to come; a unit with one goes straight to it."""
    own = list(of_unit(desk).filter(run__state__in=LISTED).order_by("run__starts_at", "number"))
    if len(own) == 1 and "all" not in request.GET:
        return redirect(desk.url("seat", pk=own[0].pk))
    facts = {"cards": [card(one, desk) for one in own], "scripts": SCRIPTS}
    return show(request, desk, "training/unit_seats.html", "seats", facts)


def past(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Classes that were held, and whom the unit sent."""
    own = of_unit(desk).filter(run__state=RunState.HELD).order_by("-run__starts_at", "-pk")
    page = Paginator(own, 20).get_page(request.GET.get("page"))
    facts = {"page": page, "cards": [card(one, desk) for one in page.object_list]}
    return show(request, desk, "training/unit_past.html", "past", facts)


def of_unit(desk: Desk) -> QuerySet[Seat]:
    active = Prefetch("nominations", Nomination.objects.active(), to_attr="named")
    rows = Seat.objects.filter(organisation=desk.organisation).select_related("run__venue")
    return rows.prefetch_related(active)


def card(one: Seat, desk: Desk) -> Card:
    named: list[Nomination] = getattr(one, "named", [])
    return Card(
        seat=one, look=LOOKS[SeatState(one.state)], holder=named[0] if named else None,
        url=desk.url("seat", pk=one.pk),
    )  # fmt: skip


def seat(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = desk.seat(pk)
    focal = nominees.focal_point(found.organisation, timezone.localdate())
    holder = found.nominations.active().first()
    facts = {
        **class_facts(found.run),
        **letter_facts(desk, found),
        "seat": found,
        "look": LOOKS[SeatState(found.state)],
        "holder": holder,
        "phone": nominees.shown_phone(holder.phone) if holder else "",
        "earlier": found.nominations.exclude(ended_at=None),
        "me": nominees.of_focal_point(focal) if focal else None,
        "can_name": found.state in WAITS and found.run.state == RunState.NOMINATING,
        "can_decline": found.state == SeatState.OPEN and found.run.state in LISTED,
        "can_change": found.state in HAS_NOMINEE and found.run.state in LISTED,
        "closed": closed_words(found.run) if found.run.state != RunState.NOMINATING else "",
        "contact": settings.OFFICE_CONTACT,
        "url": desk.url("seat", pk=pk),
        **for_device(desk, found, me=focal is not None),
    }
    response = show(request, desk, "training/unit_seat.html", "seats", facts)
    return may_keep(request, response, desk, found)


def class_facts(run: ClassRun) -> dict[str, object]:
    """When, where, who and until when, as every page of a seat says them."""
    today = timezone.localdate()
    due = run.nominate_by
    return {
        "run": run,
        "place": entries.place_of(run),
        "due_words": days_left(due, today) if due else "",
        "is_late": bool(due and due < today),
        "until": actions.substitute_until(run),
    }


def name(request: HttpRequest, desk: Desk, pk: int, who: str) -> HttpResponse:
    """ "me": the focal point, looked over and sent; "other": four fields."""
    if who not in {"me", "other"}:
        raise Http404
    found = desk.seat(pk)
    if found.state not in WAITS and request.method != "POST":
        return redirect(desk.url("seat", pk=pk))  # somebody was faster; the page says who
    if request.method != "POST":
        return name_page(request, desk, found, who, form_of(found, who))
    form = form_of(found, who, request)
    if not form.is_valid():
        return name_page(request, desk, found, who, form, status=400)
    if doubts := doubts_of(request, found, form):
        return name_page(request, desk, found, who, form, doubts=doubts)
    actions.nominate(found, form.nominee, by=desk.by, key=form.cleaned_data["key"])
    return redirect(desk.url("receipt", pk=pk))


def form_of(found: Seat, who: str, request: HttpRequest | None = None) -> NomineeForm:
    focal = nominees.focal_point(found.organisation, timezone.localdate())
    known = focal.person.full_name if focal else ""
    syllabus = list(found.run.syllabus.all())
    if request is not None:
        return NomineeForm(request.POST, syllabus=syllabus, focal=known)
    start: dict[str, object] = {"key": uuid4()}
    if who == "me" and focal:
        start |= filled(nominees.of_focal_point(focal))
    return NomineeForm(initial=start, syllabus=syllabus, focal="" if who == "me" else known)


def filled(facts: Nominee) -> dict[str, object]:
    return {
        "full_name": facts.full_name, "position": facts.position,
        "phone": nominees.shown_phone(facts.phone), "email": facts.email,
    }  # fmt: skip


def doubts_of(request: HttpRequest, found: Seat, form: NomineeForm) -> list[str]:
    """What the rules would say, shown once before it is sent; whoever has read it may send."""
    proposal = composition.look(found, nominees.tidied(form.nominee)).proposal
    seen = " ".join(proposal.codes)
    if not seen or form.cleaned_data["seen"] == seen:
        return []
    typed = request.POST.copy()
    typed["seen"] = seen
    form.data = typed
    return [str(reason.label) for reason in proposal.reasons]


def name_page(
    request: HttpRequest, desk: Desk, found: Seat, who: str, form: NomineeForm, *,
    status: int = 200, doubts: list[str] | None = None,
) -> HttpResponse:  # fmt: skip
    facts = {
        **class_facts(found.run),
        "seat": found,
        "form": form,
        "who": who,
        "doubts": doubts,
        "positions": POSITIONS,
        "needs_open": bool(form.data.get("need") or form.errors.get("need")),
        "contact": settings.OFFICE_CONTACT,
        "url": desk.url("seat", pk=found.pk),
        **for_device(desk, found, f"name/{who}/", me=who == "me", form=form),
    }
    response = show(request, desk, "training/unit_name.html", "seats", facts, status=status)
    return may_keep(request, response, desk, found)


def receipt(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Big and plain: it has arrived, and this is its number."""
    found = desk.seat(pk)
    holder = found.nominations.active().first()
    if holder is None:
        return redirect(desk.url("seat", pk=pk))
    holder.seat = found
    facts = {
        **class_facts(found.run),
        **letter_facts(desk, found),
        "seat": found,
        "holder": holder,
        "doubts": [str(Reason(code).label) for code in holder.reasons],
        "trainee": trainee_url(holder, found.run_id),
        "url": desk.url("seat", pk=pk),
    }
    return show(request, desk, "training/unit_receipt.html", "seats", facts)


def calendar(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = desk.seat(pk)
    holder = found.nominations.active().first()
    if holder is None:
        raise Http404
    holder.seat = found
    entry = entries.of_trainee(holder)
    if entry is None:
        raise Http404
    response = HttpResponse(calendars.feed("", [entry]), content_type=calendars.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="lop-tap-huan.ics"'
    return response
