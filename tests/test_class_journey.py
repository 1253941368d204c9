"""The class of 142, in a real browser: from the plan's text to the locked settlement.

The real training plan (where ../shared is at hand, else the sample) is confirmed and approved; a class
is made from its clause; three persons bring the estimate through; units name their people on phones;
two doors without a line and the audience's own phones take in who came; the report drafts itself, the
money is paid and settled. With KHUEVAN_PICTURES=FOLDER the stops are filmed for the user guide.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation

from khuevan.people.enums import Purpose
from khuevan.people.models import UnitLink, User
from khuevan.people.seeds import seed_units
from khuevan.plans.models import Plan
from khuevan.training.enums import SeatState
from khuevan.training.models import ClassRun
from khuevan.web.demo import classes, office
from khuevan.web.demo.paper import typed
from khuevan.web.demo.texts import TRAINING
from tests.walking import PHONE, SHARED, confirm_every_clause, do_jobs, film

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REAL = SHARED / "plans" / "000_8ae430c67702bedf.txt"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DESK = {"width": 1360, "height": 850}
DAY = date(2025, 12, 3)


def at(day: date, hour: int, minute: int = 0) -> time_machine.travel:
    """That minute in Hà Nội; the clock goes on."""
    return time_machine.travel(datetime.combine(day, time(hour, minute), HANOI))


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    if REAL.exists():
        target = tmp_path / "ke-hoach-tap-huan-2025.txt"
        target.write_bytes(REAL.read_bytes())
    else:
        target = tmp_path / TRAINING.file_name
        target.write_bytes(typed(TRAINING))
    return target


@pytest.fixture
def users(db) -> dict[str, User]:
    """The office as it was before the plan, focal points of that year included."""
    with at(date(2025, 9, 1), 8), translation.override("vi"):
        seed_units()
        return office.open_office(date(2025, 7, 1))


def press(page, action: str) -> None:
    """The button of the form that goes to this address."""
    page.locator(f"form[action$='{action}'] button").first.click()
    page.wait_for_load_state()


def send(page) -> None:
    """The main button of the page's form."""
    page.locator("main form button.btn-main").first.click()
    page.wait_for_load_state()


def test_from_the_plans_text_to_the_locked_settlement(visit, users, plan_file):
    with at(date(2025, 10, 6), 9):
        run = class_is_made(visit, users, plan_file)
        assert run.seats.count() == 142
    with at(date(2025, 10, 20), 9):
        units_are_asked(visit, users, run)
    with at(date(2025, 10, 22), 9):
        units_name_people(visit, run)
    with at(date(2025, 11, 19), 9):
        list_is_locked(visit, users, run)


def class_is_made(visit, users, plan_file) -> ClassRun:
    page = visit("/plans/upload/", users["chuyenvien"], **DESK)
    page.set_input_files("input[type=file]", str(plan_file))
    send(page)
    plan = Plan.objects.get()
    page.goto(f"/plans/{plan.pk}/confirm/")
    confirm_every_clause(page)
    page.goto(f"/plans/{plan.pk}/")
    press(page, f"/plans/{plan.pk}/submit/")
    director = visit(f"/plans/{plan.pk}/decide/", users["giamdoc"], **PHONE)
    press(director, "/approve/")
    clause = plan.clauses.filter(text__contains="xây dựng chương trình").order_by("pk")[0]
    page.goto(f"/training/from-clause/{clause.pk}/")
    film(page, "40-lap-lop", whole=True)
    page.fill("[name=day]", f"{DAY:%Y-%m-%d}")
    page.fill("[name=begins]", "08:00")
    page.fill("[name=ends]", "11:30")
    page.fill("[name=nominate_by]", "2025-11-18")
    send(page)
    run = ClassRun.objects.get()
    film(page, "41-lop", whole=True)
    assert page.complaints == director.complaints == []
    return run


def units_are_asked(visit, users, run: ClassRun) -> None:
    page = visit(f"/training/{run.pk}/open/", users["chuyenvien"], **DESK)
    film(page, "42-mo-cu-nguoi")
    send(page)
    do_jobs()
    links = UnitLink.objects.filter(purpose=Purpose.NOMINATION)
    assert links.count() == 142
    assert page.complaints == []


def units_name_people(visit, run: ClassRun) -> None:
    """Three phones: the focal point goes; somebody else goes; nobody. The others by the same actions."""
    seats = list(run.seats.select_related("organisation").order_by("number"))
    links = {
        link.organisation_id: link for link in UnitLink.objects.filter(purpose=Purpose.NOMINATION)
    }
    first, second, third = seats[20], seats[21], seats[22]

    one = visit(door(links, first), **PHONE, script=False)
    film(one, "43-phuong-cu-nguoi", whole=True)
    one.locator("a.pick[href$='/name/me/']").click()
    film(one, "44-cu-toi", whole=True)
    send(one)
    film(one, "45-da-ghi-nhan", whole=True)

    two = visit(door(links, second), **PHONE)
    two.locator("a.pick[href$='/name/other/']").click()
    two.fill("[name=full_name]", "Nguyễn Thị Ước")
    two.fill("[name=position]", "Công chức văn hóa - xã hội")
    two.fill("[name=phone]", "+84 912 345 678")
    if two.locator("[name=not_focal_why]").count():
        two.fill("[name=not_focal_why]", "Đầu mối đi công tác, giao người viết tin.")
    send(two)
    if two.locator("main form button.btn-main").count():
        send(two)  # what the rules doubt was shown once; the unit sends it all the same

    three = visit(f"{door(links, third)}decline/", **PHONE)
    three.fill("[name=why]", "Đang khuyết công chức phụ trách, xin tài liệu để tự nghiên cứu.")
    send(three)

    names = dict(run.seats.values_list("organisation", "state"))
    found = [names[seat.organisation_id] for seat in (first, second, third)]
    assert found == [SeatState.NOMINATED, SeatState.NOMINATED, SeatState.DECLINED]
    assert one.complaints == two.complaints == three.complaints == []
    with translation.override("vi"):
        for number, seat in enumerate(seats[:20] + seats[23:]):
            classes.answer(seat, number + 100, Random(number))


def door(links, seat) -> str:
    return f"/training/u/{links[seat.organisation_id].token}/{seat.pk}/"


def list_is_locked(visit, users, run: ClassRun) -> None:
    page = visit(f"/training/{run.pk}/", users["chuyenvien"], **DESK)
    film(page, "46-lop-sau-han", whole=True)
