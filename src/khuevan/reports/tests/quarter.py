"""A quarter of work on the structure of a year plan: assignments, evidence, difficulties, reports."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from khuevan.assignments.enums import DifficultyState, EvidenceKind, State
from khuevan.assignments.models import Assignment, Difficulty, Evidence
from khuevan.assignments.tests import factories as work
from khuevan.people.models import Organisation, User
from khuevan.plans.enums import Channel, PlanState
from khuevan.plans.models import Plan, Task
from khuevan.plans.tests import factories as plans
from khuevan.reports.enums import IndicatorKind, ObligationState
from khuevan.reports.models import Cycle, Indicator, Submission
from khuevan.reports.tests import factories

STARTS, ENDS = date(2026, 6, 15), date(2026, 9, 14)
SHARED = Path(os.environ.get("KHUEVAN_SHARED") or Path(__file__).parents[5] / "shared")
STATES = (State.DONE, State.DONE, State.DONE, State.WAITING, State.DOING, State.ASSIGNED)
LABEL = "Báo cáo kết quả công tác thông tin đối ngoại, quý III năm 2026"


@dataclass
class Quarter:
    plan: Plan
    cycle: Cycle
    units: list[Organisation]
    officer: User
    indicator: Indicator


def moment(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def real_year_plan() -> str:
    """The real year plan where the reference folder is at hand; else one of the same structure."""
    found = sorted((SHARED / "plans").glob("001_*.txt"))
    return found[0].read_text(encoding="utf-8") if found else plans.YEAR


def quarter(
    items: int = 120, units: int = 6, difficulties: int = 14, text: str | None = None
) -> Quarter:
    """So many assignments over the plan's tasks and the units, each in its own state."""
    room = plans.offices()["Phòng Tổ chức - Pháp chế"]
    assert room.parent
    room.parent.code = "SVHTT"
    room.parent.save()
    officer = work.officer(organisation=room)
    plan = plans.plan(officer, text or real_year_plan())
    Plan.objects.filter(pk=plan.pk).update(
        state=PlanState.RUNNING, number=plan.number or "37/KH-SVHTT", date=date(2026, 3, 5)
    )
    plan.refresh_from_db()
    wards = [work.ward(f"Phường {name}", mail=None) for name in names(units)]
    made = given(plan, wards, items)
    for number in range(difficulties):
        difficulty(number + 1, made[number % len(made)], is_answered=number % 14 < 11)
    kind = factories.report_type(
        name_vi="Báo cáo quý", addressed_to="Ban Chỉ đạo công tác TTĐN Thành phố (để báo cáo)",
        legal_basis="Căn cứ Nghị định số 09/2019/NĐ-CP ngày 24/01/2019 của Chính phủ",
    )  # fmt: skip
    news = factories.indicator(
        kind, code="tin_bai", name_vi="Tin, bài đối ngoại", measured_in="tin, bài"
    )
    factories.indicator(kind, IndicatorKind.TEXT, code="de_xuat", name_vi="Đề xuất, kiến nghị")
    cycle = factories.cycle(kind, label=LABEL, starts=STARTS, ends=ENDS, plan=plan)
    for number, unit in enumerate(wards[:-1]):
        answers(cycle, unit, tin_bai=Decimal(10 + number), de_xuat=f"Hỗ trợ phiên dịch cho {unit}.")
    factories.obligation(wards[-1], cycle)
    return Quarter(plan, cycle, wards, officer, news)


def names(count: int) -> list[str]:
    letters = "ABCDEGHIKLMNOPQRSTUVXY"
    return [letters[n % len(letters)] + (f" {n // len(letters)}" if n >= len(letters) else "")
            for n in range(count)]  # fmt: skip


def given(plan: Plan, wards: list[Organisation], items: int) -> list[Assignment]:
    tasks = list(Task.objects.live().filter(plan=plan).order_by("pk"))
    for number, task in enumerate(tasks):
        Task.objects.filter(pk=task.pk).update(channel=list(Channel)[number % 3])
    made = []
    for number in range(items):
        task, unit = tasks[number // len(wards) % len(tasks)], wards[number % len(wards)]
        turn = number // (len(wards) * len(tasks))
        made.append(one(task, unit, STATES[(number * 7 + number // 6) % 6], turn, number))
    return made


def one(task: Task, unit: Organisation, state: State, turn: int, number: int) -> Assignment:
    due = STARTS + timedelta(days=20 + number % 60 + 30 * turn)
    told = moment(due - timedelta(days=number % 9 - 3))
    is_spoken = state in (State.DONE, State.WAITING)
    made = work.assignment(
        unit, task=task, state=state, due=due, period=f"{turn}-{due.isoformat()}",
        sent_at=moment(date(2026, 6, 20)), reported_at=told if is_spoken else None,
        done_at=told + timedelta(days=1) if state == State.DONE else None,
    )  # fmt: skip
    if is_spoken:
        Evidence.objects.create(
            assignment=made, kind=EvidenceKind.TEXT, by_name="Chị Tư", at=told,
            text=f"Đã làm việc số {number} của phường.",
        )  # fmt: skip
    return made


def difficulty(number: int, of: Assignment, *, is_answered: bool) -> Difficulty:
    raised = moment(STARTS + timedelta(days=10 + number))
    facts: dict[str, Any] = {}
    if is_answered:
        facts = {
            "state": DifficultyState.ANSWERED, "answer": "Sở cử biên tập viên hỗ trợ.",
            "answered_at": raised + timedelta(days=5),
        }  # fmt: skip
    return Difficulty.objects.create(
        number=number, organisation=of.organisation, assignment=of, plan=of.plan,
        text=f"Thiếu người dịch tiếng Anh, lần {number}.", answer_due=raised.date(),
        raised_at=raised, raised_by_name="Chị Tư", **facts,
    )  # fmt: skip


def answers(cycle: Cycle, unit: Organisation, **values: Any) -> Submission:
    """A unit's report as it was sent, in its cells and as a version."""
    owed = factories.sent(unit, cycle, moment(date(2026, 9, 16)))
    content = {}
    for indicator in cycle.type.indicators.all():
        given_one = values.get(indicator.code)
        is_figure = indicator.kind == IndicatorKind.FIGURE
        factories.cell(
            owed, indicator, given_one if is_figure else None,
            text="" if is_figure else str(given_one or ""),
        )  # fmt: skip
        content[indicator.code] = {
            "value": str(given_one) if is_figure and given_one is not None else None,
            "text": "" if is_figure else str(given_one or ""), "table": [], "files": [],
            "note": "",
        }  # fmt: skip
    return Submission.objects.create(
        obligation=owed, version=1, content=content, sent_by="Chị Tư", sent_at=owed.sent_at
    )


def resend(cycle: Cycle, unit: Organisation, **values: Any) -> Submission:
    last = Submission.objects.filter(obligation__cycle=cycle, obligation__organisation=unit).first()
    assert last is not None
    content = dict(last.content)
    for code, value in values.items():
        content[code] = content[code] | {"value": str(value)}
    return Submission.objects.create(
        obligation=last.obligation, version=last.version + 1, content=content, sent_by="Chị Tư",
        sent_at=last.sent_at,
    )  # fmt: skip


__all__ = ["ObligationState", "Quarter", "answers", "quarter", "resend"]
