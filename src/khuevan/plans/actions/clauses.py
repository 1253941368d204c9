from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import AuditEvent
from khuevan.people.models import User
from khuevan.plans.actions import snapshots
from khuevan.plans.actions.tasks import TaskChange, apply
from khuevan.plans.enums import EDITABLE, ClauseKind, Kind, PlanState
from khuevan.plans.models import Clause, Plan
from khuevan.plans.progress import is_sure

UNDOABLE = (Kind.CLAUSE_CONFIRMED, Kind.CLAUSE_CHANGED, Kind.CLAUSE_REOPENED)


@dataclass(frozen=True, slots=True)
class Seen:
    """A clause as the officer saw it: whoever changed it since has the last word."""

    clause: Clause
    version: int


@transaction.atomic
def change(
    clause: Clause,
    tasks: Sequence[TaskChange],
    *,
    version: int,
    by: User,
    kind: ClauseKind | None = None,
    batch: str = "",
) -> None:
    """Save what was typed without confirming it."""
    before = _claim(clause, version, {"kind": kind} if kind else {})
    apply(clause, tasks)
    _record(Kind.CLAUSE_CHANGED, clause, by=by, taken=before, batch=batch)


@transaction.atomic
def confirm(
    clause: Clause,
    kind: ClauseKind,
    tasks: Sequence[TaskChange] = (),
    *,
    version: int,
    by: User,
    batch: str = "",
) -> None:
    """The officer says what the clause is; a task clause needs a task and no doubtful name."""
    settled = {"kind": kind, "confirmed_by": by, "confirmed_at": timezone.now()}
    before = _claim(clause, version, settled)
    apply(clause, tasks)
    if kind == ClauseKind.TASK:
        _require_clear(clause)
    _record(Kind.CLAUSE_CONFIRMED, clause, by=by, taken=before, batch=batch)


@transaction.atomic
def reopen(clause: Clause, *, version: int, by: User) -> None:
    before = _claim(clause, version, {"confirmed_by": None, "confirmed_at": None})
    _record(Kind.CLAUSE_REOPENED, clause, by=by, taken=before, batch="")


@transaction.atomic
def confirm_all(seen: Iterable[Seen], *, by: User) -> int:
    """Confirm each clause as what it is proposed to be; one undo takes all of it back."""
    batch, count = secrets.token_hex(8), 0
    for one in seen:
        confirm(one.clause, ClauseKind(one.clause.kind), version=one.version, by=by, batch=batch)
        count += 1
    return count


def confirm_sure(plan: Plan, *, by: User, kind: ClauseKind | None = None) -> int:
    """Confirm what the reader left no doubt about, of one kind or of all; how many that were."""
    clauses = plan.clauses.unconfirmed().prefetch_related("tasks__units")
    wanted = clauses.filter(kind=kind) if kind else clauses
    return confirm_all((Seen(c, c.version) for c in wanted if is_sure(plan, c)), by=by)


@transaction.atomic
def undo(plan: Plan, *, by: User) -> list[Clause]:
    """Take back the officer's own last step, a bulk step as a whole; the clauses as they are again.

    Refused when somebody has changed one of them since.
    """
    step = _last_step(plan, by)
    if not step:
        raise Refused(_("There is nothing of yours to undo in this plan."))
    clauses = []
    for event in step:
        clause = Clause.objects.get(pk=int(event.target.rsplit(":", 1)[1]))
        seen = int(event.facts["version"])
        if clause.version != seen:
            raise _too_late(clause)
        taken = _claim(clause, seen, {})
        try:
            fields = snapshots.put_back(clause, event.facts["taken"])
        except ProtectedError as error:
            raise Refused(
                _("A task of this clause has gone out to units; cancel it instead of undoing.")
            ) from error
        Clause.objects.filter(pk=clause.pk).update(**fields)
        clause.refresh_from_db()
        audit.record(
            Kind.UNDONE, clause, by=by, after=clause.kind, undoes=event.seq, plan=plan.pk,
            version=clause.version, taken=taken,
        )  # fmt: skip
        clauses.append(clause)
    return clauses


def _last_step(plan: Plan, by: User) -> list[AuditEvent]:
    """The officer's newest change that is not undone yet, with the rest of its batch."""
    mine = AuditEvent.objects.filter(by=by, facts__plan=plan.pk)
    undone = {e.facts["undoes"] for e in mine.filter(kind=Kind.UNDONE)}
    for event in mine.filter(kind__in=UNDOABLE).order_by("-seq").iterator(chunk_size=50):
        if event.seq in undone:
            continue
        batch = event.facts["batch"]
        if not batch:
            return [event]
        return list(mine.filter(kind__in=UNDOABLE, facts__batch=batch).order_by("-seq"))
    return []


def _claim(clause: Clause, version: int, changes: dict[str, Any]) -> str:
    """Take the clause for one change, if it is still as the officer saw it; what it was before."""
    # The plan's row puts officers of one plan in line: nobody submits it in the midst of a change.
    Plan.objects.select_for_update().get(pk=clause.plan_id)
    before = snapshots.taken(clause)
    won = Clause.objects.filter(pk=clause.pk, version=version, plan__state__in=EDITABLE).update(
        version=F("version") + 1, **changes
    )
    if not won:
        raise _too_late(clause)
    clause.refresh_from_db()
    return before


def _too_late(clause: Clause) -> Refused:
    plan = Plan.objects.get(pk=clause.plan_id)
    if not plan.is_editable:
        return Refused(
            _(
                "The plan is “%(state)s”: its clauses stand. "
                "To change one, the director returns the plan first."
            )
            % {"state": PlanState(plan.state).label}
        )
    now = Clause.objects.get(pk=clause.pk)
    event = audit.history(clause).first()
    return AlreadyDecided(
        _(
            "%(who)s was faster: “%(place)s” is now “%(kind)s” (%(what)s, %(time)s). "
            "Nothing of yours was written; look at it as it is now, then decide."
        )
        % {
            "who": event.by_name if event else "?",
            "place": now.path,
            "kind": ClauseKind(now.kind).label,
            "what": Kind(event.kind).label.lower() if event else "",
            "time": timezone.localtime(event.at).strftime("%H:%M, %d/%m") if event else "",
        }
    )


def _require_clear(clause: Clause) -> None:
    tasks = list(clause.tasks.filter(cancelled_at=None).prefetch_related("units"))
    if not tasks:
        raise Refused(
            _("“%(place)s” orders work but has no task. Add one, or choose another kind.")
            % {"place": clause.path}
        )
    doubtful = [unit.as_written for task in tasks for unit in task.units.all() if unit.is_doubtful]
    if doubtful:
        raise Refused(
            _(
                "Say first who is meant by %(names)s: choose a unit, "
                "keep only the words, or take the name out."
            )
            % {"names": ", ".join(f"“{name}”" for name in doubtful)}
        )


def _record(kind: Kind, clause: Clause, *, by: User, taken: str, batch: str) -> None:
    audit.record(
        kind, clause, by=by, after=clause.kind, plan=clause.plan_id, version=clause.version,
        batch=batch, taken=taken,
    )  # fmt: skip
