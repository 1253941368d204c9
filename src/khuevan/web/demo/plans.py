"""Takes the sample plans through the desk as an officer and a director would."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.utils import timezone

from khuevan.people.enums import TaskPart
from khuevan.people.models import User
from khuevan.plans import actions
from khuevan.plans.actions import PartChange, TaskChange
from khuevan.plans.enums import ClauseKind
from khuevan.plans.models import Clause, Plan, Task, TaskUnit
from khuevan.plans.progress import has_lead
from khuevan.web.demo.paper import typed
from khuevan.web.demo.texts import CITY, FESTIVAL, TRAINING, YEAR, Paper, last_year, next_year

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: date, hour: int, minute: int = 0) -> time_machine.travel:
    """The clock of the demo: within, it is that minute in Hà Nội and it goes on."""
    return time_machine.travel(datetime.combine(day, time(hour, minute), HANOI))


def city_plan(users: dict[str, User], day: date) -> Plan:
    with at(day, 9):
        plan = approved(CITY, users)
        actions.issue(plan, number=plan.number or "51/KH-UBND", day=day, by=users["chuyenvien"])
    return plan


def plan_of_last_year(users: dict[str, User], day: date, end: date) -> Plan:
    with at(day, 9):
        plan = approved(last_year(), users)
        actions.issue(plan, number=plan.number or "29/KH-SVHTT", day=day, by=users["chuyenvien"])
    with at(end, 16):
        actions.run(plan, by=users["chuyenvien"])
        actions.close(plan, why="Hết năm kế hoạch, đã báo cáo tổng kết.", by=users["giamdoc"])
    return plan


def year_plan(users: dict[str, User], city: Plan, before: Plan, day: date) -> Plan:
    with at(day, 8, 30):
        plan = approved(YEAR, users)
        Plan.objects.filter(pk=plan.pk).update(previous=before)
        trace(plan, city, by=users["chuyenvien"])
        actions.issue(plan, number=plan.number or "37/KH-SVHTT", day=day, by=users["chuyenvien"])
    return plan


def training_plan(users: dict[str, User], city: Plan, day: date) -> Plan:
    with at(day, 9, 10):
        plan = approved(TRAINING, users)
        trace(plan, city, by=users["chuyenvien"])
    return plan


def desk(users: dict[str, User], today: date) -> None:
    """Two plans that still lie on the desk: one half confirmed, one waiting for the director."""
    officer = users["chuyenvien"]
    with at(today - timedelta(days=2), 10):
        waiting = taken_in(FESTIVAL, officer)
        settle(waiting, by=officer)
        actions.submit(waiting, by=officer)
    with at(today - timedelta(days=1), 15):
        draft = taken_in(next_year(), officer)
        for clause in list(draft.clauses.all())[:9]:
            confirm(clause, by=officer)


def approved(paper: Paper, users: dict[str, User]) -> Plan:
    plan = taken_in(paper, users["chuyenvien"])
    settle(plan, by=users["chuyenvien"])
    actions.submit(plan, by=users["chuyenvien"])
    actions.approve(plan, by=users["giamdoc"])
    return plan


def taken_in(paper: Paper, officer: User) -> Plan:
    return actions.upload(typed(paper), paper.file_name, by=officer)


def settle(plan: Plan, *, by: User) -> None:
    """Confirm every clause, answering what the reader asks."""
    for clause in plan.clauses.all():
        confirm(clause, by=by)


def confirm(clause: Clause, *, by: User) -> None:
    changes = [answered(task) for task in clause.tasks.prefetch_related("units")]
    if clause.kind == ClauseKind.TASK and not changes:
        changes = [TaskChange(text=clause.text, no_lead_why="Việc chung của kế hoạch.")]
    actions.confirm(clause, ClauseKind(clause.kind), changes, version=clause.version, by=by)


def answered(task: Task) -> TaskChange:
    """The task as read, with a day for its words about time and a word for each doubtful name."""
    led = has_lead(task)
    return TaskChange(
        text=task.text,
        pk=task.pk,
        deadline_text=task.deadline_text,
        starts=task.starts,
        due=task.due or first_day(task),
        recurrence=task.recurrence,
        evidence_wanted=task.evidence_wanted,
        no_lead_why=task.no_lead_why
        or ("" if led else "Phối hợp, không đơn vị nào chủ trì riêng."),
        parts=tuple(settled(unit) for unit in task.units.all()),
    )


def settled(unit: TaskUnit) -> PartChange:
    return PartChange(
        part=TaskPart(unit.part),
        pk=unit.pk,
        organisation_id=unit.organisation_id,
        group_id=unit.group_id,
        as_written=unit.as_written,
        is_words_only=unit.is_doubtful or unit.is_words_only,
    )


def first_day(task: Task) -> date | None:
    """A repeating task begins in the month in which its plan was made."""
    today = timezone.localdate()
    return today.replace(day=25) if task.recurrence else None


def trace(plan: Plan, city: Plan, *, by: User) -> None:
    """Tie our clauses to the city's where they plainly carry it out."""
    actions.set_parent(plan, city, by=by)
    for words, above in (
        ("Vietnam.vn", "Vietnam.vn"),
        ("điểm báo", "báo chí nước ngoài"),
        ("bồi dưỡng", "Bồi dưỡng"),
        ("Báo cáo", "Báo cáo định kỳ"),
        ("Đề án", "Đề án"),
    ):
        parent = city.clauses.filter(kind=ClauseKind.TASK, text__contains=above).first()
        for clause in plan.clauses.filter(kind=ClauseKind.TASK, text__contains=words)[:2]:
            if parent:
                actions.link(clause, parent, by=by)
