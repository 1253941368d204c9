"""What proves a spending: vouchers come, each once; points of the checklist are waived; differences
are explained."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget.actions.moves import require_power
from khuevan.budget.actions.paying import SPENDING, held, require_reason
from khuevan.budget.enums import PROVING, EstimateState, Kind, VoucherKind
from khuevan.budget.models import Estimate, Explanation, Line, Voucher, Waiver
from khuevan.documents import actions as documents
from khuevan.documents.models import StoredFile
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import fold
from khuevan.people.models import User
from khuevan.people.permissions import Can

TAKING = frozenset(EstimateState) - {
    EstimateState.EXAMINED, EstimateState.LOCKED, EstimateState.CANCELLED,
}  # fmt: skip
"""Quotes come before the approval, all else after it; once examined nothing comes or goes."""


@dataclass(frozen=True, slots=True)
class VoucherFacts:
    """What stands on the paper. ``lines``: the lines it proves; none: the whole. One
    file may hold several ``papers``: three quotes, say.
    """

    kind: VoucherKind
    number: str = ""
    seller: str = ""
    on: date | None = None
    amount: Decimal | None = None
    papers: int = 1
    lines: Sequence[Line] = ()


def add_voucher(
    estimate: Estimate, facts: VoucherFacts, file: UploadedFile | bytes | StoredFile, *, by: Actor,
    name: str = "",
) -> Voucher:  # fmt: skip
    """Put a voucher to an estimate. The same paper is refused a second time, wherever it lies.

    Call it outside a transaction, as ``documents.actions.store`` asks.
    """
    documents.check_text(facts.number, facts.seller, by=by)
    _require_facts(estimate, facts)
    _require_new(_same_number(facts))
    if not isinstance(file, StoredFile):
        content, name = documents.received(file, name)
        _require_new(Q(sha256=hashlib.sha256(content).hexdigest()))
        file = documents.store(content, name, by=by)
    # A photo is drawn anew when it is stored: its hash is known only now.
    _require_new(Q(sha256=file.sha256))
    made = Voucher(
        estimate=estimate, kind=facts.kind, number=" ".join(facts.number.split())[:80],
        seller=" ".join(facts.seller.split())[:200], on=facts.on, amount=facts.amount, papers=facts.papers, file=file,
        sha256=file.sha256, by_name=by.actor_name[:200],
    )  # fmt: skip
    try:
        with transaction.atomic():
            held(estimate.pk, TAKING)
            made.save()
            made.lines.set(facts.lines)
            audit.record(
                Kind.VOUCHER_ADDED, estimate, by=by, after=str(made), voucher=made.pk,
                sha256=made.sha256, seller=made.seller,
            )  # fmt: skip
    except IntegrityError:
        _require_new(Q(sha256=made.sha256) | _same_number(facts))
        raise
    return made


def bring_sign_in(origin: str, stored: StoredFile, *, by: Actor) -> Voucher | None:
    """The sign-in sheet of what an estimate is for, once it is settled; nothing when no estimate takes
    vouchers, or when the sheet is there already.
    """
    estimate = Estimate.objects.of(origin).filter(state__in=TAKING).first()
    there = Voucher.objects.standing().filter(sha256=stored.sha256).exists()
    if estimate is None or there:
        return None
    return add_voucher(estimate, VoucherFacts(VoucherKind.SIGN_IN), stored, by=by)


def _require_facts(estimate: Estimate, facts: VoucherFacts) -> None:
    if any(line.estimate_id != estimate.pk for line in facts.lines):
        raise Refused(_("One of these lines is of another estimate. Choose lines of this one."))
    if facts.amount is not None and facts.amount <= 0:
        raise Refused(_("Enter the amount in whole đồng, more than nought."))
    if facts.kind in PROVING and facts.amount is None:
        raise Refused(_("Enter the amount: invoices and payment lists say what was spent."))
    if facts.kind == VoucherKind.INVOICE and not (facts.number.strip() and facts.seller.strip()):
        raise Refused(_("An invoice has a number and a seller. Enter both as printed."))
    if facts.on is not None and facts.on > timezone.localdate():
        raise Refused(_("The date of the voucher is still to come. Look at it again."))


def _same_number(facts: VoucherFacts) -> Q:
    number, seller = fold(facts.number).replace(" ", "")[:80], fold(facts.seller)[:200]
    if not (number and seller):
        return Q(pk=None)
    return Q(kind=facts.kind, number_key=number, seller_key=seller)


def _require_new(same: Q) -> None:
    known = Voucher.objects.standing().filter(same).select_related("estimate").first()
    if known is None:
        return
    raise Refused(
        _(
            "This voucher is here already: “%(voucher)s” of %(seller)s, brought on %(day)s by "
            "%(name)s for “%(estimate)s”. A paper counts once."
        )
        % {
            "voucher": known, "seller": known.seller or "–",
            "day": f"{timezone.localtime(known.at):%d/%m/%Y}", "name": known.by_name,
            "estimate": known.estimate,
        }
    )  # fmt: skip


def remove_voucher(voucher: Voucher, why: str, *, by: Actor) -> None:
    """Brought by mistake: it counts no longer, its file and its trace stay."""
    documents.check_text(why, by=by)
    with transaction.atomic():
        estimate = held(voucher.estimate_id, TAKING)
        require_reason(why)
        won = Voucher.objects.standing().filter(pk=voucher.pk).update(
            removed_at=timezone.now(), removed_why=why.strip()[:1000]
        )  # fmt: skip
        if not won:
            raise AlreadyDecided(_("This voucher was removed already."))
        audit.record(
            Kind.VOUCHER_REMOVED, estimate, by=by, before=str(voucher), why=why, voucher=voucher.pk
        )


def waive(
    estimate: Estimate, kind: VoucherKind, line: Line | None, why: str, *, by: User
) -> Waiver:
    """A point of the checklist does not apply here; whoever examines says why."""
    documents.check_text(why, by=by)
    require_power(by, Can.BUDGET_APPRAISE)
    with transaction.atomic():
        estimate = held(estimate.pk, SPENDING)
        require_reason(why)
        if line is not None and line.estimate_id != estimate.pk:
            raise Refused(_("One of these lines is of another estimate. Choose lines of this one."))
        made, new = Waiver.objects.get_or_create(
            estimate=estimate, line=line, kind=kind, defaults={"why": why.strip()[:1000], "by": by}
        )
        if not new:
            raise AlreadyDecided(_("This point was waived already."))
        audit.record(
            Kind.WAIVED, estimate, by=by, after=str(VoucherKind(kind).label), why=why,
            line=line.title if line else "",
        )  # fmt: skip
        return made


def unwaive(waiver: Waiver, *, by: User) -> None:
    """It is asked for again."""
    require_power(by, Can.BUDGET_APPRAISE)
    with transaction.atomic():
        estimate = held(waiver.estimate_id, SPENDING)
        audit.record(
            Kind.WAIVED, estimate, by=by, before=str(VoucherKind(waiver.kind).label),
            line=waiver.line.title if waiver.line else "",
        )  # fmt: skip
        waiver.delete()


def explain(line: Line, text: str, *, by: User) -> Explanation:
    """Why a line was spent otherwise than approved."""
    documents.check_text(text, by=by)
    require_power(by, Can.BUDGET_PREPARE)
    with transaction.atomic():
        estimate = held(line.estimate_id, SPENDING)
        require_reason(text)
        before = Explanation.objects.filter(line=line).first()
        made, _new = Explanation.objects.update_or_create(
            line=line, defaults={"text": text.strip()[:1000], "by": by, "at": timezone.now()}
        )
        audit.record(
            Kind.EXPLAINED, estimate, by=by, before=before.text if before else "", after=made.text,
            line=line.title,
        )  # fmt: skip
        return made
