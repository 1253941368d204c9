"""The quarter's report of the demo office: units fill in and send, the office returns and accepts."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from khuevan.kit import workdays
from khuevan.kit.works import Progress
from khuevan.people.models import UnitGroup
from khuevan.plans.models import Plan
from khuevan.reports import actions, windows
from khuevan.reports.enums import Frequency, IndicatorKind, ObligationState
from khuevan.reports.models import Cell, Cycle, Indicator, Obligation, ReportType
from khuevan.reports.rules import Answer
from khuevan.reports.seeds import seed_types
from khuevan.web.demo.plans import Desk, at
from khuevan.web.demo.quarter import SILENT

SENT_BEFORE = 20
SENT_NOW = 40
OWN = {"news": 14, "news_en": 4, "events": 3, "visits": 900, "placements": 2, "attendance": 400}
"""The figures that units count themselves, with what an ordinary unit has."""
HARD = (
    "Chưa có người dịch tiếng Anh; tin, bài song ngữ còn chậm.",
    "Biển chỉ dẫn tại di tích đang chờ thống nhất tên gọi.",
    "",
    "",
)
PROPOSALS = (
    "Đề nghị Sở ban hành bộ tên gọi song ngữ dùng chung trong quý tới.",
    "Đề nghị mở thêm lớp bồi dưỡng cho đầu mối mới nhận việc.",
    "Đề nghị cung cấp mẫu tờ gấp hai thứ tiếng để đơn vị tự in.",
    "",
)
NEXT = (
    "Hoàn thành rà soát biển chỉ dẫn; gửi lịch sự kiện hằng tháng.",
    "Cập nhật trang giới thiệu bằng tiếng Anh; cử người dự tập huấn.",
)
ODD = "Số liệu gấp nhiều lần quý trước, đề nghị đơn vị kiểm tra lại hoặc ghi chú nguồn."


def fill(desk: Desk, plan: Plan) -> None:
    """Last quarter's report, closed; this quarter's, coming in; a request with an answer by the hour."""
    seed_types()
    kind = ReportType.objects.get(code="bao-cao-quy")
    now = windows.window_of(kind, desk.today - timedelta(days=35))
    before = windows.last_window(kind, now.starts)
    chance = random.Random(142)  # noqa: S311 - a replay
    last_quarter(desk, kind, before, plan, chance)
    this_quarter(desk, kind, now, plan, chance)
    on_request(desk, chance)


def last_quarter(
    desk: Desk, kind: ReportType, window: windows.Window, plan: Plan, chance: random.Random
) -> None:
    cycle = opened(desk, kind, window, plan, workdays.add_working_days(window.ends, -4))
    day = workdays.add_working_days(window.ends, 1)
    for obligation in owed(cycle)[:SENT_BEFORE]:
        send(desk, obligation, day, chance)
    with at(workdays.add_working_days(day, 4), 9):
        actions.accept_all(cycle, by=desk.officer, seen=timezone.now())
        actions.close_cycle(cycle, by=desk.officer)


def this_quarter(
    desk: Desk, kind: ReportType, window: windows.Window, plan: Plan, chance: random.Random
) -> None:
    opening = min(workdays.add_working_days(desk.today, -9), window.ends)
    cycle = opened(desk, kind, window, plan, opening)
    for place, obligation in enumerate(owed(cycle)[:SENT_NOW]):
        send(desk, obligation, workdays.add_working_days(desk.today, -7 + place % 6), chance)
    with at(workdays.add_working_days(desk.today, -1), 15):
        judge(desk, cycle)
        actions.draft(cycle, by=desk.officer)


def opened(desk: Desk, kind: ReportType, window: windows.Window, plan: Plan, day: date) -> Cycle:
    due = windows.due_at(kind, window, workdays.calendar())
    with at(day, 8, 30):
        cycle = actions.open_cycle(
            kind, window.starts, window.ends, due, by=desk.officer, plan=plan
        )
        actions.tell(cycle, by=desk.officer, progress=Progress(0))
    return cycle


def owed(cycle: Cycle) -> list[Obligation]:
    rows = cycle.obligations.exclude(organisation__code__in=SILENT)
    return list(rows.select_related("organisation", "cycle__type"))


def send(desk: Desk, obligation: Obligation, day: date, chance: random.Random) -> None:
    """A unit's afternoon: what the system counted stands there, the rest it fills in."""
    with at(day, 8 + chance.randrange(8), chance.randrange(60)):
        for cell in actions.prefill(obligation):
            answer = own_answer(cell, chance)
            if answer:
                actions.save_cell(obligation, cell.indicator, answer, by=desk.officer)
        actions.submit(obligation, by=desk.officer)


def own_answer(cell: Cell, chance: random.Random) -> Answer | None:
    indicator = cell.indicator
    if indicator.kind == IndicatorKind.FIGURE:
        return own_figure(cell, indicator, chance)
    words = {"hard": HARD, "proposals": PROPOSALS, "next": NEXT}.get(indicator.code)
    said = chance.choice(words) if words else ""
    return Answer(text=said) if said else None


def own_figure(cell: Cell, indicator: Indicator, chance: random.Random) -> Answer | None:
    if cell.value is not None or not (indicator.code in OWN or indicator.is_required):
        return None
    usual = OWN.get(indicator.code, 2)
    return Answer(value=Decimal(chance.randrange(usual // 2, usual * 2)))


def judge(desk: Desk, cycle: Cycle) -> None:
    """The officer accepts what came first, and sends one odd figure back."""
    sent = list(cycle.obligations.filter(state=ObligationState.SENT).order_by("sent_at"))
    for obligation in sent[:15]:
        actions.accept(obligation, by=desk.officer)
    odd = Cell.objects.filter(obligation__in=sent[15:], indicator__code="news").order_by("-value")
    if cell := odd.first():
        actions.return_cell(cell.obligation, cell.indicator, ODD, by=desk.officer)


def on_request(desk: Desk, chance: random.Random) -> None:
    """Asked yesterday, answered by the hour tomorrow (R85)."""
    kind = ReportType.objects.create(
        code="yeu-cau-bien-chi-dan", name_vi="Rà soát biển chỉ dẫn bằng tiếng Anh",
        name_en="Signs in English", frequency=Frequency.ONCE, addressed_to="Giám đốc Sở",
        instructions="Đếm tại chỗ, không cần văn bản kèm theo.",
    )  # fmt: skip
    for order, (code, name, unit) in enumerate(
        (("signs", "Số biển có tiếng Anh", "biển"), ("wrong", "Số biển phải sửa", "biển")), 1
    ):
        Indicator.objects.create(
            type=kind, code=code, name_vi=name, kind=IndicatorKind.FIGURE, measured_in=unit,
            order=order, smallest=0,
        )  # fmt: skip
    kind.groups.set(UnitGroup.objects.filter(code="phuong-xa"))
    asked = workdays.add_working_days(desk.today, -1)
    due = datetime.combine(workdays.add_working_days(desk.today, 1), time(11))
    with at(asked, 9, 15):
        cycle = actions.open_cycle(kind, asked, asked, timezone.make_aware(due), by=desk.officer)
        actions.tell(cycle, by=desk.officer, progress=Progress(0))
    for obligation in owed(cycle)[::9]:
        with at(asked, 10 + chance.randrange(6), chance.randrange(60)):
            for cell in actions.prefill(obligation):
                value = Decimal(chance.randrange(2, 30 if cell.indicator.code == "signs" else 6))
                actions.save_cell(obligation, cell.indicator, Answer(value=value), by=desk.officer)
            actions.submit(obligation, by=desk.officer)
