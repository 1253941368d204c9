"""Submitted, appraised, approved or returned: by three persons, deputies and their principals
counted (FIN-1). Each move is one conditional UPDATE; the constraints of the table say the same.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget import availability, comparing
from khuevan.budget.actions.lines import problem_of, stands_in, writable
from khuevan.budget.arithmetic import total
from khuevan.budget.enums import MOVES, EstimateState, Kind
from khuevan.budget.models import Estimate, FundingSource, Line, Version
from khuevan.budget.models.estimates import NO_TERMS
from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import dong
from khuevan.people.models import User
from khuevan.people.permissions import Can

SHORTEST_REASON = 10
"""Letters; a full stop is no reason."""


@transaction.atomic
def move(estimate: Estimate, to: EstimateState, *, by: User, why: str = "", **changes: Any) -> None:
    """The only way from one state to another; see enums.MOVES."""
    seen = EstimateState(estimate.state)
    if to not in MOVES[seen]:
        raise Refused(
            _(
                "An estimate that is “%(state)s” cannot become “%(to)s”. Look at it as it stands now."
            )
            % {"state": seen.label, "to": to.label}
        )
    won = Estimate.objects.filter(pk=estimate.pk, state=seen).update(state=to, **changes)
    estimate.refresh_from_db()
    if not won:
        raise AlreadyDecided(
            _("Somebody was faster: the estimate is now “%(state)s”.")
            % {"state": EstimateState(estimate.state).label}
        )
    audit.record(Kind.MOVED, estimate, by=by, before=seen, after=to, why=why)


@transaction.atomic
def submit(estimate: Estimate, *, by: User, note: str = "") -> None:
    """Complete, sourced and within its source, it goes to the appraiser."""
    require_power(by, Can.BUDGET_PREPARE)
    locked = writable(estimate, by)
    lines = list(locked.lines.select_related("norm__basis"))
    _require_complete(locked, lines)
    require_room(locked, total(line.proposed for line in lines))
    locked.lines.update(appraised=None, is_struck=False, appraised_why="", **NO_TERMS)
    move(
        estimate, EstimateState.SUBMITTED, by=by, submitted_at=timezone.now(), returned_why="",
        appraised_by=None, appraised_for=None, appraised_at=None,
    )  # fmt: skip
    keep_version(estimate, by=by, note=note)


def require_power(by: User, power: Can) -> None:
    if not by.can(power):
        raise Refused(_("Your account may not do this. Ask somebody whose role it is."))


def _require_complete(estimate: Estimate, lines: list[Line]) -> None:
    if not lines:
        raise Refused(_("The estimate has no line yet. Add what is to be paid for."))
    if estimate.source is None or estimate.source.is_closed:
        raise Refused(_("Choose the funding source, one that is open, before you submit."))
    for number, line in enumerate(lines, 1):
        if problem := problem_of(line, estimate.on) or _unfinished(line):
            raise Refused(
                _("Line %(number)d, “%(title)s”: %(problem)s")
                % {"number": number, "title": line.title, "problem": problem}
            )


def _unfinished(line: Line) -> str:
    if line.norm and line.norm.rate is None:
        return _(
            "the norm “%(norm)s” has no rate yet. Whoever keeps the norms enters it from its document."
        ) % {"norm": line.norm.name}
    if not line.price:
        return _("write the unit price.")
    if not line.cited:
        return _("say where the price is from: a norm, quotes, a contract.")
    return ""


def require_room(estimate: Estimate, needed: Decimal) -> None:
    if estimate.source is None:
        raise Refused(_("Choose the funding source first; then its money can be looked at."))
    # Held until the end, so that two estimates cannot both take what is left.
    source = FundingSource.objects.select_for_update().get(pk=estimate.source.pk)
    room = availability.room(source, apart_from=estimate)
    if needed > room.free:
        raise Refused(
            _(
                "The estimate comes to %(needed)s, but “%(source)s” has %(free)s left of %(ceiling)s. "
                "Lower it by %(over)s, or choose another source."
            )
            % {
                "needed": dong(needed), "source": source, "free": dong(room.free),
                "ceiling": dong(room.ceiling), "over": dong(needed - room.free),
            }
        )  # fmt: skip


def keep_version(estimate: Estimate, *, by: User, note: str = "") -> Version:
    lines = list(estimate.lines.select_related("norm__basis"))
    last = estimate.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return Version.objects.create(
        estimate=estimate, number=last + 1, state=estimate.state, note=note[:1000], by=by,
        lines=[comparing.as_json(line) for line in lines],
        total=total(line.granted for line in lines),
    )  # fmt: skip


def involved(estimate: Estimate) -> frozenset[int]:
    """Who had a hand in it so far, and whom they stood in for."""
    hands = (
        estimate.prepared_by_id, estimate.prepared_for_id, estimate.appraised_by_id,
        estimate.appraised_for_id,
    )  # fmt: skip
    return frozenset(one for one in hands if one is not None)


def require_apart(estimate: Estimate, by: User, power: Can) -> None:
    """Nobody twice, neither in person nor through a deputy."""
    hands = involved(estimate)
    principal = stands_in(by, power, hands)
    if by.pk in hands or (principal and principal.pk in hands):
        taken = by if by.pk in hands else principal
        raise Refused(
            _(
                "%(name)s had a hand in this estimate already. Preparing, appraising and approving are "
                "done by three persons, deputies included: hand it to another one."
            )
            % {"name": taken}
        )


@transaction.atomic
def approve(estimate: Estimate, *, by: User, note: str = "") -> None:
    """Money may be committed and units summoned from now on."""
    require_power(by, Can.BUDGET_APPROVE)
    locked = Estimate.objects.select_for_update(of=("self",)).get(pk=estimate.pk)
    require_apart(locked, by, Can.BUDGET_APPROVE)
    if locked.state == EstimateState.APPRAISED:
        require_room(locked, locked.lines.all().granted_sum())
    move(
        estimate, EstimateState.APPROVED, by=by, why=note, approved_by=by,
        approved_for=stands_in(by, Can.BUDGET_APPROVE, involved(locked)),
        approved_at=timezone.now(),
    )  # fmt: skip
    keep_version(estimate, by=by, note=note)


def return_(estimate: Estimate, why: str, *, by: User) -> None:
    """Back to its preparer, with what is to be mended: before appraisal by who appraises, after it
    by who approves.
    """
    check_text(why, by=by)
    power = Can.BUDGET_APPROVE if estimate.state == EstimateState.APPRAISED else Can.BUDGET_APPRAISE
    require_power(by, power)
    _require_reason(why)
    _back(estimate, why, by=by)


def take_back(estimate: Estimate, *, by: User) -> None:
    """Its preparer goes on writing, before anybody has appraised it."""
    if estimate.state != EstimateState.SUBMITTED or by.pk != estimate.prepared_by_id:
        raise Refused(
            _("Only its preparer takes an estimate back, and only before it was appraised.")
        )
    _back(estimate, _("Taken back by its preparer."), by=by)


def _back(estimate: Estimate, why: str, *, by: User) -> None:
    move(
        estimate, EstimateState.RETURNED, by=by, why=why, returned_why=why.strip()[:1000],
        appraised_by=None, appraised_for=None, appraised_at=None,
    )  # fmt: skip


def cancel(estimate: Estimate, why: str, *, by: User) -> None:
    """It will not be spent; its lines stay to be read."""
    check_text(why, by=by)
    if by.pk != estimate.prepared_by_id and not by.can(Can.BUDGET_APPROVE):
        raise Refused(_("Only its preparer or who approves estimates cancels one."))
    _require_reason(why)
    move(estimate, EstimateState.CANCELLED, by=by, why=why)


def _require_reason(why: str) -> None:
    if len(why.strip()) < SHORTEST_REASON:
        raise Refused(
            _("Say why in a few words (at least %(count)d letters).") % {"count": SHORTEST_REASON}
        )
