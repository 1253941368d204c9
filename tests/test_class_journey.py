"""The class of 142, in a real browser: from the plan's text to the locked settlement.

The real training plan (where ../shared is at hand, else the sample) is confirmed and approved; a class
is made from its clause; three persons bring the estimate through; units name their people on phones;
two doors without a line and the audience's own phones take in who came; the report drafts itself, the
money is paid and settled. With KHUEVAN_PICTURES=FOLDER the stops are filmed for the user guide.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from khuevan.plans.models import Plan
from khuevan.training.models import ClassRun
from khuevan.web.demo.paper import typed
from khuevan.web.demo.texts import TRAINING
from tests.walking import PHONE, SHARED, confirm_every_clause, film

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
