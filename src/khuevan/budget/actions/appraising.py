"""The appraisal: what is left of each line, by the same formula, and whether the source bears it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget import availability
from khuevan.budget.actions.lines import problem_of, stands_in
from khuevan.budget.actions.moves import (
    involved,
    keep_version,
    move,
    require_apart,
    require_power,
    require_room,
)
from khuevan.budget.arithmetic import Terms, amount, total
from khuevan.budget.enums import EstimateState, Kind
from khuevan.budget.models import Availability, Estimate, Line
from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.kit.audit import Happening
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import dong, grouped, printed
from khuevan.people.models import User
from khuevan.people.permissions import Can

APPRAISED = [
    "appraised", "appraised_quantity", "appraised_times", "appraised_price", "is_struck",
    "appraised_why",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """What the appraiser makes of a line: quantity, times and price, what is None as proposed, or
    nothing at all of it. ``why`` is wanted where it differs, and may remark on any line.
    """

    quantity: Decimal | None = None
    times: Decimal | None = None
    price: Decimal | None = None
    why: str = ""
    is_struck: bool = False

    def terms(self, line: Line) -> Terms:
        kept = line.terms
        return Terms(
            kept.quantity if self.quantity is None else self.quantity,
            kept.times if self.times is None else self.times,
            kept.price if self.price is None else self.price,
        )


def appraise(
    estimate: Estimate, judged: Mapping[int, Judged], opinion: str = "", *, by: User
) -> None:
    """What is left of each line (by its id; those not named stand as proposed), amounts by the same
    formula, and the opinion whether the source bears it, signed by the appraiser (R37).
    """
    check_text(opinion, *(one.why for one in judged.values()), by=by)
    require_power(by, Can.BUDGET_APPRAISE)
    with transaction.atomic():
        locked = Estimate.objects.select_for_update(of=("self",)).get(pk=estimate.pk)
        require_apart(locked, by, Can.BUDGET_APPRAISE)
        lines = list(locked.lines.select_related("norm__basis"))
        for line in lines:
            _judge(line, judged.get(line.pk, Judged()), locked.on)
        needed = total(line.granted for line in lines)
        require_room(locked, needed)
        move(
            estimate, EstimateState.APPRAISED, by=by, appraised_by=by, appraised_at=timezone.now(),
            appraised_for=stands_in(by, Can.BUDGET_APPRAISE, involved(locked)),
        )  # fmt: skip
        Line.objects.bulk_update(lines, APPRAISED)
        said = [_of_line(estimate, line) for line in lines if line.is_changed or line.appraised_why]
        audit.record_all(said, by=by)
        state_availability(estimate, opinion, by=by)
        keep_version(estimate, by=by, note=opinion)


def _judge(line: Line, judged: Judged, on: date) -> None:
    """Set what was appraised, computed from its terms."""
    line.appraised_why, line.is_struck = judged.why.strip()[:500], judged.is_struck
    if judged.is_struck:
        line.appraised_quantity = line.appraised_times = line.appraised_price = None
        line.appraised = Decimal(0)
    else:
        terms = judged.terms(line)
        _require_possible(line, terms, on)
        line.appraised_quantity, line.appraised_times = terms.quantity, terms.times
        line.appraised_price, line.appraised = terms.price, amount(terms)
    if line.is_changed and not line.appraised_why:
        raise Refused(
            _("“%(title)s”: say why it is appraised otherwise than proposed.")
            % {"title": line.title}
        )


def _require_possible(line: Line, terms: Terms, on: date) -> None:
    """The appraised line bears what a proposed one must: norms bind the appraiser as well."""
    tried = Line(
        title=line.title, norm=line.norm, quantity=terms.quantity, times=terms.times,
        price=terms.price,
    )  # fmt: skip
    problem = problem_of(tried, on) or ("" if terms.price else _("write the unit price."))
    if problem:
        raise Refused(
            _("“%(title)s”, as appraised: %(problem)s") % {"title": line.title, "problem": problem}
        )


def _of_line(estimate: Estimate, line: Line) -> Happening:
    return Happening(
        Kind.APPRAISED_LINE, estimate, before=computed(line.terms), after=computed(line.granted_terms),
        why=line.appraised_why, facts={"line": line.title, "is_struck": line.is_struck},
    )  # fmt: skip


def computed(terms: Terms) -> str:
    """``142 × 1 × 20.000 = 2.840.000 đồng``: what the log keeps of a line."""
    price = "…" if terms.price is None else grouped(terms.price)
    return f"{printed(terms.quantity)} × {printed(terms.times)} × {price} = {dong(amount(terms))}"


@transaction.atomic
def state_availability(estimate: Estimate, text: str = "", *, by: User) -> Availability:
    """The opinion on the source as it stands now; the audit log bears the officer's name."""
    source = estimate.source
    if source is None:
        raise Refused(_("Choose the funding source first; then its money can be looked at."))
    room = availability.room(source, apart_from=estimate)
    needed = estimate.lines.all().granted_sum()
    enough = needed <= room.free
    said = text.strip() or (_("The source bears it.") if enough else _("The source lacks it."))
    made = Availability.objects.create(
        estimate=estimate, source=source, ceiling=room.ceiling, committed=room.committed,
        paid=room.paid, promised=room.promised, needed=needed, free=room.free, is_enough=enough,
        text=said[:1000], by=by,
    )  # fmt: skip
    audit.record(
        Kind.AVAILABILITY, estimate, by=by, after=dong(room.free), why=made.text,
        needed=dong(needed), is_enough=enough, source=str(source),
    )  # fmt: skip
    return made
