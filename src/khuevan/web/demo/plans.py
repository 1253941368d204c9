"""Takes the sample plans through the desk as an officer and a director would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.utils import timezone

from khuevan.people.enums import TaskPart
from khuevan.people.models import Organisation, User
from khuevan.plans import actions
from khuevan.plans.actions import PartChange, TaskChange
from khuevan.plans.enums import ClauseKind
from khuevan.plans.models import Clause, Plan, Task, TaskUnit
from khuevan.plans.progress import has_lead
from khuevan.web.demo.dates import moved
from khuevan.web.demo.paper import typed
from khuevan.web.demo.texts import CITY, TRAINING, YEAR, Paper, last_year

NO_LEAD = "Việc phối hợp chung, không giao riêng đơn vị nào."
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: date, hour: int, minute: int = 0) -> time_machine.travel:
    """The clock of the demo: within, it is that minute in Hà Nội and it goes on."""
    return time_machine.travel(datetime.combine(day, time(hour, minute), HANOI))


@dataclass(frozen=True, slots=True)
class Desk:
    """The demo's people on the demo's day."""

    users: dict[str, User]
    today: date

    @property
    def officer(self) -> User:
        return self.users["chuyenvien"]

    @property
    def director(self) -> User:
        return self.users["giamdoc"]


def city_plan(desk: Desk) -> Plan:
    return issued(desk, CITY, desk.today - timedelta(days=283), "51/KH-UBND")


def plan_of_last_year(desk: Desk) -> Plan:
    plan = issued(desk, last_year(), desk.today - timedelta(days=627), "29/KH-SVHTT")
    with at(desk.today - timedelta(days=326), 16):
        actions.run(plan, by=desk.officer)
        actions.close(plan, why="Hết năm kế hoạch, đã báo cáo tổng kết.", by=desk.director)
    return plan


def year_plan(desk: Desk, city: Plan, before: Plan) -> Plan:
    day = desk.today - timedelta(days=268)
    plan = issued(desk, YEAR, day, "37/KH-SVHTT")
    with at(day, 10):
        Plan.objects.filter(pk=plan.pk).update(previous=before)
        trace(plan, city, by=desk.officer)
    return plan


def training_plan(desk: Desk, city: Plan) -> Plan:
    with at(desk.today - timedelta(days=16), 9, 10):
        plan = approved(desk, TRAINING)
        trace(plan, city, by=desk.officer)
    return plan


def issued(desk: Desk, paper: Paper, day: date, number: str) -> Plan:
    with at(day, 9):
        plan = approved(desk, paper)
        actions.issue(plan, number=number, day=day, by=desk.officer)
    return plan


def approved(desk: Desk, paper: Paper) -> Plan:
    plan = taken_in(desk, paper)
    settle(plan, by=desk.officer)
    actions.submit(plan, by=desk.officer)
    actions.approve(plan, by=desk.director)
    return plan


def taken_in(desk: Desk, paper: Paper) -> Plan:
    return actions.upload(typed(moved(paper, desk.today)), paper.file_name, by=desk.officer)


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
    parts = tuple(settled(unit) for unit in task.units.all()) or by_the_press_room(task)
    led = has_lead(task) or any(part.part == TaskPart.LEAD for part in parts)
    return TaskChange(
        text=task.text,
        pk=task.pk,
        deadline_text=task.deadline_text,
        starts=task.starts,
        due=task.due or first_day(task),
        recurrence=task.recurrence,
        evidence_wanted=task.evidence_wanted,
        no_lead_why=task.no_lead_why or ("" if led else NO_LEAD),
        parts=parts,
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


def by_the_press_room(task: Task) -> tuple[PartChange, ...]:
    """Where the plan names nobody, the officer gives the work to the own room, all but one."""
    room = Organisation.objects.get(code="SVHTT-TTBCXB")
    left_open = "Trang trí" in task.text
    return () if left_open else (PartChange(TaskPart.LEAD, organisation_id=room.pk),)


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
