"""A settlement is prepared, examined, locked, and reopened only with a trace (FIN-4)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget import account, minutes, thresholds
from khuevan.budget.actions.lines import stands_in
from khuevan.budget.actions.moves import require_power
from khuevan.budget.actions.paying import held, require_reason
from khuevan.budget.enums import EstimateState, Kind
from khuevan.budget.models import Estimate, Settlement
from khuevan.documents.actions import check_text, start_paper
from khuevan.documents.models import Paper
from khuevan.documents.samples import department_of
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.vanban.composition import Composition


def settle(estimate: Estimate, *, by: User) -> Settlement:
    """Begin the settlement of what was spent, under the thresholds of this day."""
    require_power(by, Can.BUDGET_PREPARE)
    with transaction.atomic():
        locked = held(estimate.pk, {EstimateState.APPROVED})
        made = Settlement.objects.create(
            estimate=locked, number=1 + locked.settlements.count(), prepared_by=by,
            prepared_for=stands_in(by, Can.BUDGET_PREPARE),
            rules=thresholds.on(timezone.localdate()).as_json(),
        )  # fmt: skip
        _move(locked, EstimateState.SETTLING, Kind.MOVED, by)
        return made


def examine(estimate: Estimate, *, by: User) -> None:
    """Somebody else than its preparer finds it complete."""
    require_power(by, Can.BUDGET_APPRAISE)
    with transaction.atomic():
        locked = held(estimate.pk, {EstimateState.SETTLING})
        settlement = current(locked)
        _require_complete(locked)
        principal = stands_in(by, Can.BUDGET_APPRAISE, _persons(settlement))
        _require_new_hand(settlement, by, principal)
        settlement.examined_by, settlement.examined_for = by, principal
        settlement.examined_at, settlement.returned_why = timezone.now(), ""
        settlement.save()
        _move(locked, EstimateState.EXAMINED, Kind.MOVED, by)


def return_settlement(estimate: Estimate, why: str, *, by: User) -> None:
    """What was examined is to be mended after all."""
    check_text(why, by=by)
    if not by.can(Can.BUDGET_APPRAISE):
        require_power(by, Can.BUDGET_APPROVE)
    with transaction.atomic():
        locked = held(estimate.pk, {EstimateState.EXAMINED})
        require_reason(why)
        settlement = current(locked)
        settlement.examined_by = settlement.examined_for = settlement.examined_at = None
        settlement.returned_why = why.strip()[:1000]
        settlement.save()
        _move(locked, EstimateState.SETTLING, Kind.MOVED, by, why)


def lock(estimate: Estimate, *, by: User) -> None:
    """A third person approves it: nothing of it changes any more, and what it said is kept."""
    require_power(by, Can.BUDGET_APPROVE)
    with transaction.atomic():
        locked = held(estimate.pk, {EstimateState.EXAMINED})
        settlement = current(locked)
        _require_complete(locked)
        principal = stands_in(by, Can.BUDGET_APPROVE, _persons(settlement))
        _require_new_hand(settlement, by, principal)
        settlement.locked_by, settlement.locked_for = by, principal
        settlement.locked_at, settlement.figures = timezone.now(), _figures(locked)
        settlement.save()
        _move(locked, EstimateState.LOCKED, Kind.LOCKED, by)


def reopen(estimate: Estimate, why: str, *, by: User) -> Settlement:
    """Open a locked settlement: the locked one stays as it was, a new one begins from it."""
    check_text(why, by=by)
    require_power(by, Can.BUDGET_APPROVE)
    with transaction.atomic():
        locked = held(estimate.pk, {EstimateState.LOCKED})
        require_reason(why)
        _require_open_main(locked)
        old = current(locked)
        old.reopened_by, old.reopened_at, old.reopened_why = by, timezone.now(), why.strip()[:1000]
        old.save()
        made = Settlement.objects.create(
            estimate=locked,
            number=old.number + 1,
            prepared_by=old.prepared_by,
            prepared_for=old.prepared_for,
            rules=old.rules,
        )
        _move(locked, EstimateState.SETTLING, Kind.REOPENED, by, why)
        return made


def _require_open_main(supplement: Estimate) -> None:
    """What a locked settlement rests on does not move under it."""
    main = supplement.supplements
    if main is not None and main.state == EstimateState.LOCKED:
        raise Refused(_("“%(title)s” is locked with this supplement in it. Reopen it first.")
                      % {"title": main.title})  # fmt: skip


def draft_minutes(estimate: Estimate, *, by: User) -> Paper:
    """The minutes of the examination, as a draft of the register of documents."""
    settlement = _examined(estimate)
    composed = minutes.of_examination(settlement, account.of(estimate), by=by)
    return _drafted(settlement, composed, by)


def draft_approval(estimate: Estimate, *, by: User) -> Paper:
    """The decision that approves the settlement, as a draft."""
    settlement = _examined(estimate)
    composed = minutes.of_approval(settlement, account.of(estimate), by=by)
    return _drafted(settlement, composed, by)


def _examined(estimate: Estimate) -> Settlement:
    found = estimate.settlements.current().select_related("examined_by", "prepared_by").first()
    if found is None or found.examined_at is None:
        raise Refused(_("The papers are drafted once the settlement is examined."))
    found.estimate = estimate
    return found


def _drafted(settlement: Settlement, composed: Composition, by: User) -> Paper:
    require_power(by, Can.PAPER_WRITE)
    origin = settlement.origin(composed.type_code)
    paper = start_paper(composed, by=by, issuer=department_of(by), origin=origin)
    audit.record(
        Kind.PAPER_DRAFTED, settlement.estimate, by=by, after=paper.subject[:200], paper=paper.pk
    )
    return paper


def current(estimate: Estimate) -> Settlement:
    found: Settlement = estimate.settlements.current().get()
    return found


def _move(
    estimate: Estimate, to: EstimateState, kind: Kind, by: User, why: str = ""
) -> None:  # fmt: skip
    before, estimate.state = estimate.state, to
    estimate.save(update_fields=["state"])
    audit.record(kind, estimate, by=by, before=before, after=to, why=why)


def _require_complete(estimate: Estimate) -> None:
    problems = account.of(estimate).problems
    if problems:
        raise Refused(
            _("The settlement is not complete: %(first)s (%(count)d points in all)")
            % {"first": problems[0], "count": len(problems)}
        )


def _persons(settlement: Settlement) -> frozenset[int]:
    hands = (settlement.prepared_by_id, settlement.prepared_for_id, settlement.examined_by_id,
             settlement.examined_for_id)  # fmt: skip
    return frozenset(pk for pk in hands if pk)


def _require_new_hand(settlement: Settlement, by: User, principal: User | None) -> None:
    """The constraint says no anyway; this says it in words."""
    hands = {by.pk, principal.pk if principal else by.pk}
    if hands & _persons(settlement):
        raise Refused(
            _(
                "%(name)s has had a hand in this settlement already: preparing, examining and "
                "locking are three persons' work, also by delegation."
            )
            % {"name": principal if principal and principal.pk in _persons(settlement) else by}
        )


def _figures(estimate: Estimate) -> dict[str, object]:
    """What is locked, as plain JSON: amounts as strings, vouchers by their hash."""
    stands = account.of(estimate)
    vouchers = account.standing([estimate])
    return {
        "approved": str(stands.approved),
        "paid": str(stands.paid),
        "lines": [
            {"title": one.title, "approved": str(one.approved), "paid": str(one.paid),
             "explained": one.explained} for one in stands.lines
        ],
        "vouchers": [{"name": str(one), "sha256": one.sha256} for one in vouchers],
    }  # fmt: skip
