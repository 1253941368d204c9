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
from django.utils import timezone, translation

from khuevan.budget.enums import EstimateState, LineKind
from khuevan.budget.models import Estimate
from khuevan.people.enums import Purpose
from khuevan.people.models import UnitLink, User
from khuevan.people.seeds import seed_units
from khuevan.plans.models import Plan
from khuevan.training import actions as training
from khuevan.training import outcomes
from khuevan.training.enums import Outcome, RunState, SeatState
from khuevan.training.models import ClassRun, Nomination, ScanEvent
from khuevan.training.tickets import ticket_of
from khuevan.web.demo import classes, money, office
from khuevan.web.demo.dates import moved
from khuevan.web.demo.paper import typed
from khuevan.web.demo.plans import Desk
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
        target.write_bytes(typed(moved(TRAINING, date(2025, 11, 22))))
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


@pytest.mark.shows(
    "TRN-1", "TRN-3", "TRN-4", "CHK-2", "CHK-7", "FIN-1", "FIN-4", "R29", "R35", "R36"
)
def test_from_the_plans_text_to_the_locked_settlement(visit, users, plan_file):
    with at(date(2025, 10, 6), 9):
        run = class_is_made(visit, users, plan_file)
        assert run.seats.count() == 142
    with at(date(2025, 10, 13), 9):
        programme_is_made(visit, users, run)
        estimate = estimate_is_approved(visit, users, run)
    with at(date(2025, 10, 20), 9):
        units_are_asked(visit, users, run)
    with at(date(2025, 10, 22), 9):
        units_name_people(visit, run)
    with at(date(2025, 11, 19), 9):
        list_is_locked(visit, users, run)
        units_are_summoned(visit, users, run)
    with at(DAY, 7, 30):
        doors_take_them_in(visit, users, run)
    with at(DAY, 14):
        class_is_closed(visit, users, run)
    with at(date(2025, 12, 5), 9):
        report_goes_out(visit, users, run)
        money_is_settled(visit, users, estimate)


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
    do_jobs()
    clause = plan.clauses.filter(text__contains="xây dựng chương trình").order_by("pk")[0]
    page.goto(f"/training/from-clause/{clause.pk}/")
    film(page, "30-make-class", whole=True)
    page.fill("[name=day]", f"{DAY:%Y-%m-%d}")
    page.fill("[name=begins]", "08:00")
    page.fill("[name=ends]", "12:00")
    page.fill("[name=nominate_by]", "2025-11-18")
    send(page)
    run = ClassRun.objects.get()
    film(page, "31-class", whole=True)
    assert page.complaints == director.complaints == []
    return run


def units_are_asked(visit, users, run: ClassRun) -> None:
    page = visit(f"/training/{run.pk}/open/", users["chuyenvien"], **DESK)
    film(page, "37-ask-units")
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
    film(one, "38-ward-phone", whole=True)
    one.locator("a.pick[href$='/name/me/']").click()
    film(one, "39-send-me-phone", whole=True)
    send(one)
    film(one, "40-recorded-phone", whole=True)

    two = visit(door(links, second), **PHONE)
    two.locator("a.pick[href$='/name/other/']").click()
    two.fill("[name=full_name]", "Nguyễn Thị Ước")
    two.fill("[name=position]", "Công chức văn hóa - xã hội")
    two.fill("[name=phone]", "+84 912 345 678")
    if two.locator("[name=not_focal_why]").count():
        two.fill("[name=not_focal_why]", "Đầu mối đi công tác, giao người viết tin.")
    two.locator("main form button.btn-main").click()
    two.wait_for_url("**/receipt/")

    three = visit(f"{door(links, third)}decline/", **PHONE)
    three.fill("[name=why]", "Đang khuyết công chức phụ trách, xin tài liệu để tự nghiên cứu.")
    send(three)
    three.wait_for_url(f"**/{third.pk}/")

    names = dict(run.seats.values_list("organisation", "state"))
    found = [names[seat.organisation_id] for seat in (first, second, third)]
    assert found == [SeatState.NOMINATED, SeatState.NOMINATED, SeatState.DECLINED]
    assert one.complaints == two.complaints == three.complaints == []
    with translation.override("vi"):
        for number, seat in enumerate(seats[:20] + seats[23:]):
            classes.answer(seat, number + 100, Random(number))


def door(links, seat) -> str:
    return f"/training/u/{links[seat.organisation_id].token}/{seat.pk}/"


def programme_is_made(visit, users, run: ClassRun) -> None:
    """Halls with their proof, the one that fits, the agenda as the plan's contents propose it."""
    desk = Desk(users, timezone.localdate())
    with translation.override("vi"):
        fitting = classes.houses(desk)[0]
    page = visit(f"/training/{run.pk}/venue/", users["chuyenvien"], **DESK)
    film(page, "32-venue", whole=True)
    page.check(f"input[name=venue][value='{fitting.pk}']")
    send(page)
    page.goto(f"/training/{run.pk}/agenda/")
    send(page)
    page.goto(f"/training/{run.pk}/programme/")
    film(page, "33-programme", whole=True)
    run.refresh_from_db()
    assert (run.venue, page.complaints) == (fitting, [])


def estimate_is_approved(visit, users, run: ClassRun) -> Estimate:
    """The gate is shut until three persons, one after the other, have had the estimate."""
    assert not training.gate(run).is_open
    with translation.override("vi"):
        estimate = money.estimate_of(
            run, Desk(users, timezone.localdate()), DAY, money.lines_for(142)
        )
    page = visit(f"/budget/{estimate.pk}/", users["chuyenvien"], **DESK)
    film(page, "34-estimate", whole=True)
    press(page, f"/budget/{estimate.pk}/submit/")
    finance = visit(f"/budget/{estimate.pk}/appraise/", users["taichinh"], **DESK)
    line = estimate.lines.get(kind=LineKind.REFRESHMENT)
    finance.fill(f"[name='{line.pk}-price']", "30.000")
    finance.fill(f"[name='{line.pk}-why']", "142 người x 30.000 đồng.")
    film(finance, "35-appraisal", whole=True)
    send(finance)
    head = visit(f"/budget/{estimate.pk}/approve/", users["chanhvanphong"], **PHONE)
    film(head, "36-approve-phone", whole=True)
    send(head)
    estimate.refresh_from_db()
    assert estimate.state == EstimateState.APPROVED
    assert training.gate(run).is_open
    assert page.complaints == finance.complaints == head.complaints == []
    return estimate


def list_is_locked(visit, users, run: ClassRun) -> None:
    page = visit(f"/training/{run.pk}/board/", users["chuyenvien"], **DESK)
    film(page, "41-board")
    page.goto(f"/training/{run.pk}/composition/")
    film(page, "42-composition")
    with translation.override("vi"):
        classes.judge_all(run, Desk(users, timezone.localdate()))
    page.goto(f"/training/{run.pk}/")
    press(page, f"/training/{run.pk}/lock/")
    run.refresh_from_db()
    assert (run.state, page.complaints) == (RunState.LOCKED, [])


def units_are_summoned(visit, users, run: ClassRun) -> None:
    page = visit(f"/training/{run.pk}/summons/", users["chuyenvien"], **DESK)
    film(page, "43-summons")
    press(page, f"/training/{run.pk}/summons/send/")
    do_jobs()
    run.refresh_from_db()
    assert (run.state, page.complaints) == (RunState.SUMMONED, [])
    assert run.seats.filter(state=SeatState.SUMMONED).count() == 141


def doors_take_them_in(visit, users, run: ClassRun) -> None:
    """Two doors lose the line in the middle; one of the audience checks in by the code on the screen."""
    page = visit(f"/training/{run.pk}/door/", users["chuyenvien"], **DESK)
    with translation.override("vi"):
        doors = [
            training.make_device(run, name, by=users["chuyenvien"])
            for name in ("Cửa chính", "Cửa bên")
        ]
    page.reload()
    film(page, "44-doors", whole=True)
    people = list(Nomination.objects.active().filter(seat__run=run).order_by("seat__number"))
    codes = [ticket_of(one, run.pk) for one in people]
    shares = codes[:70], codes[70:136] + codes[:2]
    phones = [
        at_the_door(visit, device, share) for device, share in zip(doors, shares, strict=True)
    ]
    assert ScanEvent.objects.filter(device__run=run).count() == 0
    film(phones[1], "45-door-phone")
    for phone in phones:
        phone.context.set_offline(False)
        phone.wait_for_selector(
            "html[data-waiting='0'][data-net=online]", state="attached", timeout=60_000
        )
    assert ScanEvent.objects.filter(device__run=run).count() == 138

    screen = visit(f"/training/{run.pk}/screen/", users["chuyenvien"], **DESK)
    film(screen, "46-screen")
    own = visit(f"/training/t/{codes[137]}/", **PHONE)
    film(own, "47-trainee-phone", whole=True)
    own.goto(f"/training/t/{codes[137]}/here/")
    own.fill("[name=code]", screen.inner_text(".screen-digits").replace(" ", ""))
    send(own)
    page.goto(f"/training/{run.pk}/day/")
    film(page, "48-day", whole=True)
    assert page.complaints == screen.complaints == own.complaints == []


def at_the_door(visit, device, codes):
    """A phone made ready, then without a line, and everybody who comes to this door."""
    phone = visit(f"/training/door/{device.token}/", **PHONE)
    phone.click("[data-part=prepare-start]")
    phone.wait_for_selector("html[data-kept=yes][data-prepared=yes]", state="attached")
    phone.click("[data-part=go]")
    phone.wait_for_selector("html[data-begun=yes]", state="attached")
    phone.context.set_offline(True)
    said = [phone.evaluate("text => khuevanDoor.present(text)", code) for code in codes]
    assert set(said) == {"in"}
    return phone


def class_is_closed(visit, users, run: ClassRun) -> None:
    page = visit(f"/training/{run.pk}/attendance/rest/", users["chuyenvien"], **DESK)
    film(page, "49-settle-seats", whole=True)
    with translation.override("vi"):
        for row in outcomes.standings(run):
            if not row.has_come:
                why = "Đơn vị gọi điện báo bận đột xuất."
                training.set_attendance(row.seat, Outcome.EXCUSED, why, by=users["chuyenvien"])
    page.goto(f"/training/{run.pk}/after/")
    press(page, f"/training/{run.pk}/after/hold/")
    run.refresh_from_db()
    assert (run.state, page.complaints) == (RunState.HELD, [])


def report_goes_out(visit, users, run: ClassRun) -> None:
    page = visit(f"/training/{run.pk}/after/", users["chuyenvien"], **DESK)
    film(page, "50-after", whole=True)
    press(page, f"/training/{run.pk}/after/report/")
    film(page, "51-class-report", whole=True)
    words = page.inner_text("main")
    assert "có mặt 137/142 (96,5 %)" in words
    assert page.complaints == []


def money_is_settled(visit, users, estimate: Estimate) -> None:
    """Paid line by line, proved paper by paper; what is missing is named, then nothing is."""
    with translation.override("vi"):
        money.pay_all(estimate, users["taichinh"])
    page = visit(f"/budget/{estimate.pk}/settlement/", users["chuyenvien"], **DESK)
    press(page, f"/budget/{estimate.pk}/settlement/begin/")
    film(page, "52-missing", whole=True)
    with translation.override("vi"):
        money.prove_all(estimate, users["chuyenvien"])
    examiner = visit(f"/budget/{estimate.pk}/settlement/", users["taichinh"], **DESK)
    press(examiner, f"/budget/{estimate.pk}/settlement/examine/")
    head = visit(f"/budget/{estimate.pk}/settlement/", users["chanhvanphong"], **PHONE)
    press(head, f"/budget/{estimate.pk}/settlement/lock/")
    film(head, "53-locked-phone")
    estimate.refresh_from_db()
    assert estimate.state == EstimateState.LOCKED
    assert page.complaints == examiner.complaints == head.complaints == []
