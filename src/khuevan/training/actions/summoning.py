"""Units are summoned by person: letter, ticket and calendar entry; whoever no longer comes is told."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.documents.actions import start_paper
from khuevan.documents.models import Paper
from khuevan.kit import audit, outbox, works
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.models import Work
from khuevan.kit.outbox import Letter
from khuevan.kit.works import Progress
from khuevan.people.models import User
from khuevan.people.notices import addresses
from khuevan.training.actions.gate import require_gate
from khuevan.training.enums import HAS_NOMINEE, Kind, RunState, SeatState
from khuevan.training.models import ClassRun, Nomination, Seat, Summons
from khuevan.training.printing import letters, mails
from khuevan.training.printing.gathering import occasion, origin_of, people
from khuevan.training.printing.letters import Occasion

SUMMONING = frozenset({RunState.LOCKED, RunState.SUMMONED})


@dataclass(frozen=True, slots=True)
class SummonsOutlook:
    """What one click would send. ``waiting``: named, but nobody said yet that they are the right ones."""

    new: list[Nomination]
    changed: list[Nomination]
    unreachable: list[Nomination]
    waiting: int
    sample: Letter | None
    sample_label: str

    @property
    def total(self) -> int:
        return len(self.new) + len(self.changed)


def summonable(run: ClassRun) -> list[Nomination]:
    """Everybody who has or gets a summons, in the order of the seats, seat and unit with them."""
    found = (
        Nomination.objects.active()
        .filter(seat__run=run, seat__state__in=[SeatState.VALID, SeatState.SUMMONED])
        .select_related("seat__organisation", "summons")
        .order_by("seat__number")
    )
    rows = list(found)
    for one in rows:
        one.seat.run = run
    return rows


def summons_outlook(run: ClassRun) -> SummonsOutlook:
    """Four queries, whatever the size of the class."""
    rows = summonable(run)
    known = addresses([one.seat.organisation_id for one in rows])
    new = [one for one in rows if one.seat.state == SeatState.VALID]
    due = [*new, *(changed := [one for one in rows if _is_behind(one, run)])]
    sample, label = None, ""
    for one in due:
        if found := mails.destinations(one, known.get(one.seat.organisation_id)):
            if run.starts_at is not None:
                is_change = one in changed
                sample = mails.summons(occasion(run), one, found[0], is_change=is_change)
                label = found[0].label
            break
    return SummonsOutlook(
        new=new,
        changed=changed,
        unreachable=[
            one for one in due if not mails.destinations(one, known.get(one.seat.organisation_id))
        ],
        waiting=run.seats.filter(state__in=HAS_NOMINEE).count() - len(rows),
        sample=sample,
        sample_label=label,
    )


def _is_behind(one: Nomination, run: ClassRun) -> bool:
    """Summoned, but to what the class no longer is: another hour, another hall."""
    sent = getattr(one, "summons", None)
    return one.seat.state == SeatState.SUMMONED and (sent is None or sent.revision < run.revision)


def summon(run: ClassRun, *, by: User, seen: int | None = None) -> Work:
    """Start summoning: the gate first, then a work with progress. ``seen``: how many the preview showed."""
    _require_ready(run)
    total = summons_outlook(run).total
    if not total:
        raise Refused(
            _(
                "Nobody is left to summon: everybody who was found right has the summons. "
                "Decide on the others under “Composition” first."
            )
        )
    if seen != total:
        raise Refused(
            ngettext(
                "This would summon %(count)d person. Look at the preview and confirm it there.",
                "This would summon %(count)d persons. Look at the preview and confirm it there.",
                total,
            )
            % {"count": total}
        )
    title = _("Summon: %(run)s") % {"run": run.title}
    return works.start("training.summon", title, "training.jobs.summon", run.pk, by=by)


def _require_ready(run: ClassRun) -> None:
    if run.state not in SUMMONING:
        raise Refused(
            _("The class is “%(state)s”. Units are summoned once the list is locked.")
            % {"state": RunState(run.state).label}
        )
    require_gate(run)
    occasion(run)  # refuses while day and hour are not set


def dispatch_summons(run: ClassRun, *, by: Actor, progress: Progress) -> None:
    """Everybody who is due, by the handful; run again, it goes on where it was."""
    _require_ready(run)
    at = occasion(run)
    due = [
        one.pk
        for one in summonable(run)
        if one.seat.state == SeatState.VALID or _is_behind(one, run)
    ]
    for chunk in progress.in_chunks(due):
        _summon_chunk(run, at, chunk, by, progress)
    _move(run, by)


@transaction.atomic
def _summon_chunk(
    run: ClassRun, at: Occasion, chunk: list[int], by: Actor, progress: Progress
) -> None:
    # Held, so that a unit that sends somebody else at this moment comes before or after, not between.
    seats = Seat.objects.select_for_update().filter(nominations__in=chunk).order_by("pk")
    held = [seat.pk for seat in seats]
    rows = [one for one in summonable(run) if one.pk in set(chunk) and one.seat_id in set(held)]
    now = timezone.now()
    known = addresses([one.seat.organisation_id for one in rows])
    for one in rows:
        to = mails.destinations(one, known.get(one.seat.organisation_id))
        for each in to:
            mails.put_summons(at, one, each, is_change=one.seat.state == SeatState.SUMMONED)
        if not to:
            progress.fail(one.seat.number, _unreachable(one))
    Summons.objects.bulk_create(
        [Summons(nomination=one, revision=run.revision, sent_at=now) for one in rows],
        update_conflicts=True, unique_fields=["nomination"], update_fields=["revision", "sent_at"],
    )  # fmt: skip
    Seat.objects.filter(pk__in=[one.seat_id for one in rows], state=SeatState.VALID).update(
        state=SeatState.SUMMONED, told_at=now, changed_at=now
    )
    audit.record_all([_told(one, run) for one in rows], by=by)


def _told(one: Nomination, run: ClassRun) -> audit.Happening:
    return audit.Happening(
        Kind.SUMMONED, one.seat, after=one.reference, facts={"revision": run.revision}
    )


def _unreachable(one: Nomination) -> str:
    return _("%(name)s (%(unit)s) has no work e-mail: print the summons and give it by hand.") % {
        "name": one.full_name,
        "unit": one.seat.organisation.name,
    }


@transaction.atomic
def _move(run: ClassRun, by: Actor) -> None:
    won = ClassRun.objects.filter(pk=run.pk, state=RunState.LOCKED).update(state=RunState.SUMMONED)
    if won:
        audit.record(
            Kind.RUN_MOVED, run, by=by, before=RunState.LOCKED, after=RunState.SUMMONED
        )  # fmt: skip


@transaction.atomic
def recall(nomination: Nomination, *, by: Actor) -> bool:
    """A summoned person need not come; told once, and their calendar drops the class. Whether new."""
    won = Summons.objects.live().filter(nomination=nomination).update(recalled_at=timezone.now())
    if not won:
        return False
    outbox.cancel(nomination, mails.SUMMONS)
    unit = nomination.seat.organisation_id
    for to in mails.destinations(nomination, addresses([unit]).get(unit)):
        if mails.has_left(nomination, to):
            mails.put_recall(nomination, to)
    audit.record(Kind.RECALLED, nomination.seat, by=by, before=nomination.reference)
    return True


def recall_all(run: ClassRun, *, by: Actor) -> int:
    """The class is off: everybody who was summoned is told; how many."""
    live = Nomination.objects.filter(seat__run=run, summons__recalled_at=None)
    rows = live.filter(summons__isnull=False).select_related("seat__organisation", "seat__run")
    return sum(recall(one, by=by) for one in rows)


def draft_summons(run: ClassRun, *, by: User) -> Paper:
    """The one document that is signed and numbered; the letters of the units take its number."""
    if run.issuer is None:
        raise Refused(_("The class has no issuer yet. Set it on the page of the class first."))
    rows = summonable(run)
    if not rows:
        raise Refused(
            _("Nobody is there to summon yet. Decide on the nominees under “Composition” first.")
        )
    groups = run.groups.values_list("name_vi", flat=True)
    to = tuple(groups) or (_("The units in the attached list"),)
    paper = start_paper(
        letters.general(occasion(run), to, people(rows, run)),
        by=by, issuer=run.issuer, origin=origin_of(run),
    )  # fmt: skip
    audit.record(Kind.SUMMONS_DRAFTED, run, by=by, after=paper.subject[:200])
    return paper
