"""Confirmations of attendance: for whoever came, numbered, and taken back with a reason."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget import actions as budget
from khuevan.budget.actions.proving import VoucherFacts
from khuevan.budget.enums import VoucherKind
from khuevan.budget.models import Estimate, Voucher
from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import User
from khuevan.training import outcomes
from khuevan.training.enums import Kind, Outcome, RunState
from khuevan.training.models import Certificate, ClassRun, SheetReading

SHORTEST_REASON = 10
"""Letters; a full stop is no reason."""


def uncertified(run: ClassRun) -> list[int]:
    """The nominations of those who came and have no confirmation, in the order of the seats."""
    has = set(run.certificates.live().values_list("nomination_id", flat=True))
    return [number for number in _came(run) if number not in has]


def _came(run: ClassRun) -> list[int]:
    found = []
    for row in outcomes.standings(run):
        if row.outcome != Outcome.PRESENT:
            continue
        if row.settled and row.settled.nomination_id:
            found.append(row.settled.nomination_id)
        elif row.arrival and row.arrival.nomination:
            found.append(row.arrival.nomination)
    return found


@transaction.atomic
def certify(run: ClassRun, *, by: User) -> int:
    """A confirmation for everybody who came and has none; how many are new."""
    # Held, so that two persons at once do not give the same number twice.
    run = ClassRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state != RunState.HELD:
        raise Refused(_("Confirmations are issued once the class is closed under “Afterwards”."))
    if run.forgotten_at:
        raise Refused(_("The names of this class were deleted; nothing is changed any more."))
    due = uncertified(run)
    if not due:
        raise Refused(_("Everybody who came has the confirmation already."))
    last = run.certificates.aggregate(last=Max("number"))["last"] or 0
    Certificate.objects.bulk_create(
        Certificate(run=run, nomination_id=one, number=last + count, issued_by=by)
        for count, one in enumerate(due, 1)
    )
    audit.record(Kind.CERTIFIED, run, by=by, after=f"{last + 1}-{last + len(due)}", count=len(due))
    return len(due)


def revoke_certificate(certificate: Certificate, why: str, *, by: User) -> None:
    """It is not genuine any more, and its page says so; the number stays taken."""
    why = " ".join(why.split())[:300]
    check_text(why, by=by)
    if len(why.replace(" ", "")) < SHORTEST_REASON:
        raise Refused(
            _("Say why in a few words (at least %(count)d letters).") % {"count": SHORTEST_REASON}
        )
    with transaction.atomic():
        won = Certificate.objects.live().filter(pk=certificate.pk)
        if not won.update(revoked_at=timezone.now(), revoked_why=why):
            raise AlreadyDecided(_("This confirmation was revoked already."))
        audit.record(
            Kind.CERTIFIED, certificate.run, by=by, before=str(certificate.number), why=why
        )


def hand_in_sheet(read: SheetReading, *, by: User) -> Voucher:
    """The confirmed sheet is a voucher of the settlement: who signed, for what money was spent."""
    if read.confirmed_at is None:
        raise Refused(_("Confirm who signed first; then the sheet proves something."))
    estimate = Estimate.objects.of(audit.key_of(read.run)).first()
    if estimate is None:
        raise Refused(_("The class has no estimate to which the sheet could be added."))
    held_on = read.run.starts_at or read.confirmed_at
    day = min(timezone.localdate(held_on), timezone.localdate())
    facts = VoucherFacts(VoucherKind.SIGN_IN, on=day)
    return budget.add_voucher(estimate, facts, read.file, by=by)
