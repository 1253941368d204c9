"""Submitted, appraised, approved or returned: by three persons, deputies and their principals
counted (FIN-1). Each move is one conditional UPDATE; the constraints of the table say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget import availability, comparing
from khuevan.budget.actions.lines import problem_of, stands_in, writable
from khuevan.budget.arithmetic import LARGEST, total
from khuevan.budget.enums import MOVES, EstimateState, Kind
from khuevan.budget.models import Availability, Estimate, FundingSource, Line, Version
from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.kit.audit import Happening
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import dong
from khuevan.people.models import User
from khuevan.people.permissions import Can

SHORTEST_REASON = 10
"""Letters; a full stop is no reason."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the appraiser makes of a line; ``why`` is wanted where it differs from the proposal."""

    amount: Decimal
    why: str = ""


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
    _require_room(locked, total(line.proposed for line in lines))
    locked.lines.update(appraised=None, appraised_why="")
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


def _require_room(estimate: Estimate, needed: Decimal) -> None:
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


def appraise(
    estimate: Estimate, judged: Mapping[int, Judged], opinion: str = "", *, by: User
) -> None:
    """What each line may cost (by its id; those not named stand as proposed), and the opinion
    whether the source bears it, signed by the appraiser (R37).
    """
    check_text(opinion, *(one.why for one in judged.values()), by=by)
    require_power(by, Can.BUDGET_APPRAISE)
    with transaction.atomic():
        locked = Estimate.objects.select_for_update(of=("self",)).get(pk=estimate.pk)
        _require_apart(locked, by, Can.BUDGET_APPRAISE)
        lines = list(locked.lines.all())
        changed = [line for line in lines if _judge(line, judged.get(line.pk))]
        needed = total(line.granted for line in lines)
        _require_room(locked, needed)
        move(
            estimate, EstimateState.APPRAISED, by=by, appraised_by=by, appraised_at=timezone.now(),
            appraised_for=stands_in(by, Can.BUDGET_APPRAISE, involved(locked)),
        )  # fmt: skip
        Line.objects.bulk_update(lines, ["appraised", "appraised_why"])
        audit.record_all([_of_line(estimate, line) for line in changed], by=by)
        state_availability(estimate, opinion, by=by)
        keep_version(estimate, by=by, note=opinion)


def _judge(line: Line, judged: Judged | None) -> bool:
    """Set what was appraised; is it something else than was proposed?"""
    line.appraised = line.proposed if judged is None else judged.amount
    line.appraised_why = judged.why.strip()[:500] if judged else ""
    if line.appraised < 0 or line.appraised > LARGEST or line.appraised % 1:
        raise Refused(
            _("“%(title)s”: write the appraised amount in whole đồng, from 0 up.")
            % {"title": line.title}
        )
    if line.appraised == line.proposed:
        return False
    if not line.appraised_why:
        raise Refused(
            _("“%(title)s”: say why the appraised amount differs from the proposed one.")
            % {"title": line.title}
        )
    return True


def _of_line(estimate: Estimate, line: Line) -> Happening:
    return Happening(
        Kind.APPRAISED_LINE, estimate, before=dong(line.proposed), after=dong(line.granted),
        why=line.appraised_why, facts={"line": line.title},
    )  # fmt: skip


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


def involved(estimate: Estimate) -> frozenset[int]:
    """Who had a hand in it so far, and whom they stood in for."""
    hands = (
        estimate.prepared_by_id, estimate.prepared_for_id, estimate.appraised_by_id,
        estimate.appraised_for_id,
    )  # fmt: skip
    return frozenset(one for one in hands if one is not None)


def _require_apart(estimate: Estimate, by: User, power: Can) -> None:
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
    _require_apart(locked, by, Can.BUDGET_APPROVE)
    if locked.state == EstimateState.APPRAISED:
        _require_room(locked, locked.lines.all().granted_sum())
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
