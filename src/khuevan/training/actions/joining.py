"""Two classes of one course become one (R12): what goes over, what stays, who hears of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.budget.enums import EstimateState
from khuevan.budget.models import Estimate
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.people.models import Organisation, User
from khuevan.training.actions import moving
from khuevan.training.actions.agenda import current
from khuevan.training.actions.opening import cancel_run
from khuevan.training.actions.seating import OPEN_TO_CHANGE
from khuevan.training.enums import Kind, RunState
from khuevan.training.models import ClassRun, Material
from khuevan.training.printing.gathering import paper_of
from khuevan.training.venue_rules import VenueVerdict, day_of, judge


@dataclass(frozen=True, slots=True)
class Line:
    """A thing of the class that is emptied, and what becomes of it."""

    name: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class JoinOutlook:
    """What would come of it. ``doubled``: units that would have several seats; ``told``: seats of which
    somebody hears another day or place."""

    seats: int
    total: int
    doubled: list[tuple[Organisation, int]]
    verdict: VenueVerdict | None
    told: int
    lines: list[Line]
    missing: list[str]


def joinable(run: ClassRun) -> QuerySet[ClassRun]:
    """Other classes of the same course whose lists are still open."""
    found = ClassRun.objects.filter(course=run.course_id, state__in=OPEN_TO_CHANGE)
    return found.exclude(pk=run.pk).annotate(n_seats=Count("seats")).order_by("starts_at", "pk")


def require_joinable(run: ClassRun, other: ClassRun) -> None:
    if run.pk == other.pk or any(one.state not in OPEN_TO_CHANGE for one in (run, other)):
        raise Refused(_("Both classes must still be open to changes of their lists."))
    if run.course_id != other.course_id:
        raise Refused(_("Only classes of the same course can be joined."))
    if run.state == RunState.PREPARING and other.state == RunState.NOMINATING:
        raise Refused(
            _("The units of “%(other)s” nominate already, those of “%(run)s” do not yet: join the "
              "other way round, from the page of “%(other)s”.")
            % {"run": run.title, "other": other.title}
        )  # fmt: skip
    moving.require_untold(run, other)


def join_outlook(run: ClassRun, other: ClassRun) -> JoinOutlook:
    """Read only; the same number of queries whatever the number of seats."""
    require_joinable(run, other)
    rows = list(other.seats.order_by("number"))
    total = run.seats.count() + len(rows)
    is_told = moving.appointment(run) != moving.appointment(other)
    known = {item.title for item in run.syllabus.all()}
    return JoinOutlook(
        seats=len(rows),
        total=total,
        doubled=_doubled(run, other),
        verdict=judge(run.venue, run.venue_rule, total, day_of(run)) if run.venue else None,
        told=len(moving.to_tell(rows)) if is_told else 0,
        lines=list(_left(other)),
        missing=[item.title for item in other.syllabus.all() if item.title not in known],
    )


def _doubled(run: ClassRun, other: ClassRun) -> list[tuple[Organisation, int]]:
    ours, theirs = (
        Counter(one.seats.order_by().values_list("organisation_id", flat=True))
        for one in (run, other)
    )
    both = ours.keys() & theirs.keys()
    units = Organisation.objects.filter(pk__in=both).order_by("protocol_order", "sort_key")
    return [(unit, ours[unit.pk] + theirs[unit.pk]) for unit in units]


def _left(other: ClassRun) -> list[Line]:
    """Only what there is."""
    found = []
    if agenda := current(other):
        words = _("version %(n)d stays on record; the agenda of the class that goes on holds")
        url = reverse("training:agenda_versions", args=[other.pk])
        found.append(Line(_("Agenda"), words % {"n": agenda.number}, url))
    if speakers := other.invitations.open().count():
        words = ngettext(
            "%(n)d invitation is withdrawn, and the speaker is told why",
            "%(n)d invitations are withdrawn, and the speakers are told why", speakers,
        )  # fmt: skip
        url = reverse("training:programme", args=[other.pk])
        found.append(Line(_("Speakers"), words % {"n": speakers}, url))
    if materials := other.materials.count():
        words = _("documents of the register that the other class lacks go over; slides and "
                  "handouts stay")  # fmt: skip
        found.append(Line(_("Materials"), f"{materials}: {words}",
                          reverse("training:materials", args=[other.pk])))  # fmt: skip
    if paper := paper_of(other):
        words = _(
            "the signed document of the summonses stays among the documents: withdraw it there"
        )
        found.append(Line(_("Letters"), words, paper.get_absolute_url()))
    for estimate in Estimate.objects.of(audit.key_of(other)):
        words = _("“%(state)s”; it stays in the budget: settle it there, and let the estimate of "
                  "the class that goes on grow by these seats")  # fmt: skip
        state = EstimateState(estimate.state).label
        url = reverse("budget:estimate", args=[estimate.pk])
        found.append(Line(_("Estimate"), words % {"state": state}, url))
    if quotes := other.quotes.count():
        found.append(Line(_("Quotes"), _("%(n)d stay on record") % {"n": quotes}))
    return found


@transaction.atomic
def join_run(run: ClassRun, other: ClassRun, *, by: User) -> int:
    """All seats of ``other`` come into ``run``, with their history; ``other`` is called off, empty."""
    keys = sorted([run.pk, other.pk])
    held = {one.pk: one for one in ClassRun.objects.select_for_update().filter(pk__in=keys)}
    stays, goes = held[run.pk], held[other.pk]
    require_joinable(stays, goes)
    seats = list(goes.seats.order_by("number"))
    units, before = {seat.organisation_id for seat in seats}, moving.appointment(goes)
    moving.move_seats(seats, stays)
    stays.groups.add(*goes.groups.all())
    moving.outrun(stays, goes)
    moving.carry_needs(goes, stays, units)
    moving.carry_questions(goes, stays, [seat.pk for seat in seats])
    _carry_documents(goes, stays)
    moving.tell_moved(seats, stays, before, goes.title)
    audit.record(
        Kind.SEATED, stays, by=by, after=f"+ {len(seats)}", why=goes.title[:200], of=goes.pk
    )
    audit.record(Kind.SEATED, goes, by=by, before=f"− {len(seats)}", after=stays.title[:200])
    cancel_run(goes, _("Joined with the class “%(run)s”") % {"run": stays.title[:200]}, by=by)
    ClassRun.objects.filter(pk=goes.pk).update(joined_to=stays)
    return len(seats)


def _carry_documents(of: ClassRun, to: ClassRun) -> None:
    """Documents of the register; what was marked as read there stays marked."""
    held = set(to.materials.exclude(basis=None).values_list("basis_id", flat=True))
    going = of.materials.exclude(basis=None).exclude(basis__in=held)
    last = to.materials.order_by("-order").values_list("order", flat=True).first() or 0
    for number, one in enumerate(going, 1):
        Material.objects.filter(pk=one.pk).update(run=to, item=None, order=last + number)
