"""Halls and what proves them, what they ask, and the one that a class is held in."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from khuevan.budget.actions import VoucherFacts, add_voucher
from khuevan.budget.enums import LineKind, VoucherKind
from khuevan.budget.models import Estimate
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import dong
from khuevan.people.models import User
from khuevan.training import venue_rules
from khuevan.training.enums import Kind, RunState
from khuevan.training.hall import Hall
from khuevan.training.models import ClassRun, Quote, Venue, VenueProof

SHORTEST_REASON = 10
"""Letters; a full stop is no reason."""


@transaction.atomic
def keep_venue(venue: Venue, *, by: User) -> Venue:
    """A new hall, or one whose facts were mended."""
    is_new = venue.pk is None
    venue.save()
    audit.record(Kind.VENUE_CHANGED, venue, by=by, after=str(venue), is_new=is_new)
    return venue


@transaction.atomic
def add_proof(proof: VenueProof, *, by: User) -> VenueProof:
    """The file, if any, was stored before: a refusal for secrecy must leave its line."""
    proof.added_by_name = by.actor_name[:200]
    try:
        with transaction.atomic():
            proof.save()
    except IntegrityError as error:
        raise Refused(
            _("Decision %(number)s is already held for this house.") % {"number": proof.number}
        ) from error
    audit.record(
        Kind.VENUE_CHANGED, proof.venue, by=by, after=proof.number, stars=proof.stars,
        valid_to=proof.valid_to.isoformat(),
    )  # fmt: skip
    return proof


@transaction.atomic
def add_quote(quote: Quote, *, by: User) -> Quote:
    quote.added_by_name = by.actor_name[:200]
    try:
        with transaction.atomic():
            quote.save()
    except IntegrityError as error:
        raise Refused(
            _("A quote of %(venue)s of this day is already here; remove it first to mend it.")
            % {"venue": quote.venue}
        ) from error
    audit.record(
        Kind.QUOTE_ADDED, quote.run, by=by, after=f"{quote.venue}: {dong(quote.amount)}"
    )  # fmt: skip
    return quote


@transaction.atomic
def remove_quote(quote: Quote, *, by: User) -> None:
    run, words = quote.run, f"{quote.venue}: {dong(quote.amount)}"
    quote.delete()
    audit.record(Kind.QUOTE_ADDED, run, by=by, before=words)


def hand_over_quotes(run: ClassRun, *, by: User) -> int:
    """Every quote that came with its paper becomes a voucher of the class's estimate, once; how
    many were new. Outside a transaction, as ``budget.actions.add_voucher`` asks.
    """
    estimate = Estimate.objects.of(audit.key_of(run)).order_by("pk").first()
    if estimate is None:
        raise Refused(_("The class has no estimate yet. Write it first; the quotes go with it."))
    held = set(estimate.vouchers.standing().values_list("sha256", flat=True))
    halls = list(estimate.lines.filter(kind=LineKind.HALL))
    new = 0
    for quote in run.quotes.exclude(file=None).select_related("venue", "file"):
        if quote.file is None or quote.file.sha256 in held:
            continue
        facts = VoucherFacts(
            VoucherKind.QUOTE, seller=quote.venue.name, on=quote.dated, amount=quote.amount,
            lines=halls,
        )  # fmt: skip
        add_voucher(estimate, facts, quote.file, by=by)
        new += 1
    return new


@transaction.atomic
def choose_venue(run: ClassRun, venue: Venue | None, *, why: str = "", by: User) -> None:
    """Hold the class there. A hall that the rule does not pass needs a reason, which is logged."""
    run = ClassRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state in {RunState.HELD, RunState.CANCELLED}:
        raise Refused(_("The class is over; its venue stays as it was."))
    why = " ".join(why.split())[:300]
    reasons: list[str] = []
    exception = ""
    if venue is not None:
        found = venue_rules.judge(venue, run.venue_rule, run.seats.count(), venue_rules.day_of(run))
        reasons = [str(reason) for reason in found.reasons]
        if not found.passes and len(why) < SHORTEST_REASON:
            raise Refused(_refusal(venue, found))
        exception = "" if found.passes else why
    before = str(run.venue) if run.venue else ""
    ClassRun.objects.filter(pk=run.pk).update(
        venue=venue, venue_why=exception, revision=F("revision") + 1
    )
    audit.record(
        Kind.VENUE_CHANGED, run, by=by, before=before, after=str(venue) if venue else "",
        why=why, reasons=reasons,
    )  # fmt: skip


def _refusal(venue: Venue, found: venue_rules.VenueVerdict) -> str:
    failed = "; ".join(
        _("asked: %(asked)s, found: %(found)s") % {"asked": one.asked, "found": one.found}
        for one in found.failed
    )
    return _(
        "%(venue)s does not meet what the plan asks (%(failed)s). Choose another, or say in "
        "at least %(count)d letters why it is taken all the same."
    ) % {"venue": venue, "failed": failed, "count": SHORTEST_REASON}


@transaction.atomic
def set_hall(run: ClassRun, hall: Hall, *, by: User) -> None:
    """How the chairs stand; each seat has its chair."""
    if not run.is_live:
        raise Refused(_("This class is over: nothing of it is changed any more."))
    last = run.seats.aggregate(last=Max("number"))["last"] or 0
    if hall.chairs < last:
        raise Refused(
            _("%(rows)d rows of %(columns)d are %(chairs)d chairs, and the last seat is number "
              "%(last)d. Add rows or chairs.")
            % {"rows": hall.rows, "columns": hall.columns, "chairs": hall.chairs, "last": last}
        )  # fmt: skip
    ClassRun.objects.filter(pk=run.pk).update(
        hall_rows=hall.rows, hall_columns=hall.columns, hall_aisle=hall.aisle
    )
    run.refresh_from_db()
    audit.record(Kind.RUN_CHANGED, run, by=by, after=f"{hall.rows} × {hall.columns}",
                 aisle=hall.aisle)  # fmt: skip
