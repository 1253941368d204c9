from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.plans import guidance
from khuevan.plans.actions.pairs import look_for_pairs
from khuevan.plans.actions.reasons import is_reason, require_reason
from khuevan.plans.enums import MOVES, SENDABLE, WITH_REASON, Kind, PlanState
from khuevan.plans.models import GateOverride, Plan
from khuevan.plans.progress import gaps


@transaction.atomic
def move(plan: Plan, to: PlanState, *, by: Actor, why: str = "", **changes: Any) -> None:
    """The only way from one state to another; each step stands in the audit. See enums.MOVES."""
    seen = PlanState(plan.state)
    if to not in MOVES[seen]:
        raise Refused(
            _("A plan that is “%(state)s” cannot become “%(to)s”.")
            % {"state": seen.label, "to": to.label}
        )
    if to in WITH_REASON:
        require_reason(why)
    won = Plan.objects.filter(pk=plan.pk, state=seen).update(state=to, **changes)
    plan.refresh_from_db()
    if not won:
        raise AlreadyDecided(
            _("Somebody was faster: the plan is now “%(state)s”.")
            % {"state": PlanState(plan.state).label}
        )
    audit.record(Kind.STATE_CHANGED, plan, by=by, before=seen, after=to, why=why)


@transaction.atomic
def submit(plan: Plan, *, by: User, why: str = "") -> None:
    """To the director, once nothing is left to ask (``progress.gaps``) and opinions are answered.

    ``why``: past a department that has not spoken, or that does not agree yet (docs/adr/0060).
    """
    # Whoever is confirming a clause holds this row; so does a second submission.
    Plan.objects.select_for_update().get(pk=plan.pk)
    clauses = list(plan.clauses.prefetch_related("tasks__units"))
    if not clauses:
        raise Refused(_("No clause was read from this plan, so there is nothing to approve."))
    left = gaps(clauses)
    if left:
        raise Refused(
            _("%(count)d things are left. The first: %(place)s, %(why)s.")
            % {"count": len(left), "place": left[0].clause.path, "why": left[0].why}
        )
    _require_guidance(plan, why)
    move(plan, PlanState.SUBMITTED, by=by, why=why, submitted_by=by, submitted_at=timezone.now())
    look_for_pairs(plan)


def _require_guidance(plan: Plan, why: str) -> None:
    """Answering what was said is the officer's own to do; another's silence is not."""
    left = guidance.left(guidance.of_plan(plan, timezone.localdate()))
    if left.open_points:
        point = left.open_points[0]
        raise Refused(
            ngettext(
                "%(count)d point of an opinion is not answered yet: “%(point)s”. "
                "Say what becomes of it, then submit.",
                "%(count)d points of opinions are not answered yet. The first: “%(point)s”. "
                "Say what becomes of each, then submit.",
                len(left.open_points),
            )
            % {"count": len(left.open_points), "point": point.remark[:120]}
        )
    if left.warnings and not is_reason(why):
        raise Refused(
            " ".join([*left.warnings, _("Wait for it, or say why the plan goes on without.")])
        )


@transaction.atomic
def approve(plan: Plan, *, by: User) -> None:
    """By another person than the one who submitted it, whatever powers were lent to whom."""
    if plan.submitted_by_id == by.pk:
        raise Refused(
            _("You submitted this plan, so another person approves it (two persons, one decision).")
        )
    move(plan, PlanState.APPROVED, by=by, approved_by=by, approved_at=timezone.now())


@transaction.atomic
def send_back(plan: Plan, *, why: str, by: User) -> None:
    """Back to a draft, saying what to mend; a submitter takes a plan back in this way too."""
    require_reason(why)
    move(plan, PlanState.DRAFT, by=by, why=why, submitted_by=None, submitted_at=None)


@transaction.atomic
def issue(plan: Plan, *, number: str, day: date | None, by: User) -> None:
    """Number and date came back from the clerical office (DOC-4)."""
    number = "".join(number.split())
    if not number or number.startswith("/") or day is None:
        raise Refused(
            _(
                "A plan is issued with its number and its date. "
                "Write them as the clerical office gave them, such as 125/KH-SVHTT, 05/03/2026."
            )
        )
    try:
        # Its own savepoint: PostgreSQL gives up a transaction at the first breach.
        with transaction.atomic():
            move(
                plan, PlanState.ISSUED, by=by, why="", number=number, date=day, number_year=day.year
            )
    except IntegrityError as error:
        raise Refused(
            _(
                "Number %(number)s of %(year)d is taken by another plan. "
                "Check it with the clerical office."
            )
            % {"number": number, "year": day.year}
        ) from error
    plan.save(update_fields=["search"])


def run(plan: Plan, *, by: Actor) -> None:
    move(plan, PlanState.RUNNING, by=by)


def close(plan: Plan, *, why: str, by: User) -> None:
    move(plan, PlanState.CLOSED, by=by, why=why)


def cancel(plan: Plan, *, why: str, by: User) -> None:
    move(plan, PlanState.CANCELLED, by=by, why=why)


@transaction.atomic
def supersede(plan: Plan, *, successor: Plan | None = None, why: str, by: User) -> None:
    """Another plan takes its place; ``successor`` is linked when it is in the register."""
    move(plan, PlanState.SUPERSEDED, by=by, why=why)
    if successor is not None and successor.pk != plan.pk:
        Plan.objects.filter(pk=successor.pk).update(previous=plan)


def may_send(plan: Plan) -> bool:
    """Tasks go out only from an approved plan, or over the director's override (R29)."""
    if plan.state in SENDABLE:
        return True
    is_open = plan.state not in {PlanState.CLOSED, PlanState.SUPERSEDED, PlanState.CANCELLED}
    return is_open and plan.overrides.exists()


def require_sendable(plan: Plan) -> None:
    if not may_send(plan):
        raise Refused(
            _(
                "The plan is “%(state)s”, not approved: nothing goes out to units yet. "
                "Submit it for approval; in need the director opens the gate and says why."
            )
            % {"state": PlanState(plan.state).label}
        )


@transaction.atomic
def override(plan: Plan, *, reason: str, by: User) -> GateOverride:
    """The director opens the gate before approval, in words that stay."""
    if not by.can(Can.GATE_OVERRIDE):
        raise Refused(_("Only the director opens the gate before a plan is approved."))
    require_reason(reason)
    if plan.state in SENDABLE:
        raise Refused(_("The plan is approved already: the gate is open."))
    if may_send(plan):
        raise Refused(_("The gate of this plan has been opened already."))
    if not MOVES[PlanState(plan.state)] or plan.state == PlanState.CLOSED:
        raise Refused(_("This plan is over: nothing more goes out from it."))
    opened = GateOverride.objects.create(plan=plan, by=by, reason=reason)
    audit.record(Kind.OVERRIDDEN, plan, by=by, before=plan.state, why=reason)
    return opened
