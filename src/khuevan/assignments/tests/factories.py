from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from khuevan.assignments.actions import ledger, sending
from khuevan.assignments.enums import State
from khuevan.assignments.models import Assignment
from khuevan.kit.models import Work
from khuevan.kit.works import Progress
from khuevan.people.actions.links import make_link
from khuevan.people.enums import ContactKind, OrganisationKind, Purpose, Role, TaskPart
from khuevan.people.models import (
    ContactPoint,
    Membership,
    Organisation,
    UnitGroup,
    UnitLink,
    User,
)
from khuevan.plans.enums import ClauseKind, PlanState
from khuevan.plans.models import Plan, Task, TaskUnit
from khuevan.plans.tests import factories as plans

officer = plans.user


def ward(name: str = "Phường Bồ Đề", *, mail: str | None = "", **fields: Any) -> Organisation:
    """A ward with a registered address; ``mail=None`` leaves it without one."""
    made = plans.unit(name, **{"kind": OrganisationKind.WARD} | fields)
    if mail is not None:
        ContactPoint.objects.create(
            organisation=made, kind=ContactKind.EMAIL, is_registered=True,
            value=mail or f"unit{made.pk}@example.vn",
        )  # fmt: skip
    return made


def group(*members: Organisation, code: str = "wards") -> UnitGroup:
    made = UnitGroup.objects.create(code=code, name_vi="126 phường, xã")
    for member in members:
        Membership.objects.create(group=made, organisation=member)
    return made


def approved(owner: User | None = None, **fields: Any) -> Plan:
    """An issued plan; nothing confirmed yet."""
    defaults = {
        "state": PlanState.ISSUED, "number": f"{Plan.objects.count() + 1}/KH-SVHTT",
        "date": date(2026, 1, 5), "year": timezone.localdate().year,
    }  # fmt: skip
    return plans.bare_plan(owner or officer(), **defaults | fields)


def task(
    plan: Plan,
    *units: Organisation | UnitGroup,
    part: TaskPart = TaskPart.LEAD,
    **fields: Any,
) -> Task:
    """A confirmed clause with one task for these units and groups."""
    clause = plans.clause(
        plan, ClauseKind.TASK, confirmed_by=plan.owner, confirmed_at=timezone.now()
    )
    made = plans.task(clause, **fields)
    for unit in units:
        named = {"group": unit} if isinstance(unit, UnitGroup) else {"organisation": unit}
        TaskUnit.objects.create(task=made, part=part, **named)
    return made


def dispatch(plan: Plan, by: User | None = None) -> Work:
    """Send now, as the job does, and give the work with what failed."""
    by = by or plan.owner
    work = Work.objects.create(kind="test", title="", owner=by, owner_name=by.full_name)
    progress = Progress(work.pk)
    sending.dispatch(plan, by=by, progress=progress)
    progress.finish("done")
    work.refresh_from_db()
    return work


def assignment(
    unit: Organisation | None = None, *, state: State = State.ASSIGNED, **fields: Any
) -> Assignment:
    """One assignment with its tally, without the whole of sending."""
    unit = unit or ward(f"Phường {Organisation.objects.count() + 1}")
    plan = fields.pop("plan", None) or approved()
    due = fields.pop("due", timezone.localdate() + timedelta(days=30))
    of = fields.pop("task", None) or task(plan, unit, due=due, text="Cử công chức dự tập huấn.")
    defaults = {"part": TaskPart.LEAD, "due": due, "told_at": timezone.now()}
    if state == State.DONE:
        defaults["done_at"] = timezone.now()
    made = Assignment.objects.create(
        task=of, plan=of.plan, organisation=unit, state=state, **defaults | fields
    )
    ledger.count(of.pk, of.plan_id, made.due, State(state), 1)
    return made


def link(unit: Organisation, purpose: Purpose = Purpose.ASSIGNMENTS) -> UnitLink:
    return make_link(unit, purpose, by=officer(Role.LEAD_OFFICER))
