"""The whole way in a real browser: a plan comes in as a file and a ward reports it done with a photo.

With KHUEVAN_PICTURES=FOLDER the stops are filmed for the user guide (script/pictures). The plan is
the real training plan where ../shared is at hand, else the sample plan in our own wording.
"""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone, translation
from PIL import Image

from khuevan.assignments.enums import State
from khuevan.assignments.models import Assignment
from khuevan.kit.models import Message
from khuevan.kit.models.outbox import MessageState
from khuevan.people.enums import Purpose
from khuevan.people.models import UnitLink, User
from khuevan.people.seeds import seed_units
from khuevan.plans.enums import PlanState
from khuevan.plans.models import Plan
from khuevan.web.demo import office
from khuevan.web.demo.paper import typed
from khuevan.web.demo.texts import TRAINING

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOUSE = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("KHUEVAN_SHARED", HOUSE.parent / "shared"))
REAL = SHARED / "plans" / "000_8ae430c67702bedf.txt"
FILM = os.environ.get("KHUEVAN_PICTURES", "")
PHONE = {"width": 393, "height": 851}
SILENT = "00070"


def film(page, name: str, *, whole: bool = False) -> None:
    if FILM:
        if whole:  # taller instead of stitched, so that the bar at the bottom stays there
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": page.viewport_size["width"], "height": height})
        page.wait_for_timeout(300)
        page.screenshot(path=str(Path(FILM) / f"{name}.png"))


@pytest.fixture
def users() -> dict[str, User]:
    with translation.override("vi"):
        seed_units()
        return office.open_office(timezone.localdate() - timedelta(days=30))


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    if REAL.exists():
        target = tmp_path / "ke-hoach-tap-huan-2025.txt"
        target.write_bytes(REAL.read_bytes())
    else:
        target = tmp_path / TRAINING.file_name
        target.write_bytes(typed(TRAINING))
    return target


def do_jobs() -> None:
    """What the worker would do now: every job that lies in the queue."""
    call_command(
        "db_worker",
        "--backend=jobs",
        "--queue-name=*",
        "--batch",
        "--interval=0",
        "--no-startup-delay",
        verbosity=0,
    )


def confirm_every_clause(page) -> None:
    """What is sure in one press, then one by one; doubtful names keep the plan's words."""
    sure = page.locator("form[action$='confirm/sure/']:not(:has(input[name=kind])) button")
    if sure.count():
        sure.click()
    for _turn in range(120):
        for asked in page.locator(".part-asked").all():
            first = asked.locator("input[type=radio]")
            keep = asked.locator("input[type=radio][value='words']")
            (keep if keep.count() else first.first).check(force=True)
        for reason in page.locator("[name$=no_lead_why]:visible").all():
            leads = page.locator("select[name^=u][name$=part] option[value=lead]:checked").count()
            if not leads and not reason.input_value():
                reason.fill("Phối hợp chung, không giao riêng đơn vị nào.")
        page.locator("button[name=do][value=confirm]").click()
        if not Plan.objects.get().clauses.unconfirmed().exists():
            return
        page.goto(f"/plans/{Plan.objects.get().pk}/confirm/")
    pytest.fail("The clauses were not confirmed in 120 turns.")


@pytest.mark.shows("R29", "R42", "R58", "R99")
def test_a_plan_on_paper_becomes_a_task_done_with_a_photo(visit, users, plan_file):
    page = visit("/accounts/login/")
    film(page, "01-sign-in")

    # The officer brings the plan in.
    page = visit("/plans/upload/", users["chuyenvien"], width=1360, height=850)
    page.set_input_files("input[type=file]", str(plan_file))
    film(page, "02-upload")
    page.locator("main form button.btn-main").click()
    page.wait_for_load_state()
    plan = Plan.objects.get()
    source = "".join(plan.text[start:end] for _kind, start, end in plan.parts)
    assert source == plan.text

    # She confirms it, clause by clause.
    page.goto(f"/plans/{plan.pk}/confirm/")
    film(page, "03-confirm")
    confirm_every_clause(page)

    # Nothing goes out before approval.
    page.goto(f"/plans/{plan.pk}/send/")
    assert page.locator("main form button.btn-main").count() == 0
    page.goto(f"/plans/{plan.pk}/")
    page.locator(f"form[action='/plans/{plan.pk}/submit/'] button").click()
    page.wait_for_load_state()
    plan.refresh_from_db()
    assert plan.state == PlanState.SUBMITTED

    # The director approves on a phone.
    phone = visit(f"/plans/{plan.pk}/decide/", users["giamdoc"], **PHONE)
    film(phone, "04-approve-phone")
    phone.locator("form[action$='/approve/'] button").click()
    phone.wait_for_load_state()
    plan.refresh_from_db()
    assert (plan.state, plan.approved_by) == (PlanState.APPROVED, users["giamdoc"])

    # The officer looks at what goes out, and sends.
    page.goto(f"/plans/{plan.pk}/send/")
    film(page, "05-send")
    page.locator("main form button.btn-main").click()
    page.wait_for_load_state()
    do_jobs()
    units = Assignment.objects.values("organisation").distinct().count()
    assert units >= 142
    told = Message.objects.exclude(state=MessageState.CANCELLED)
    assert told.values("to_address").distinct().count() == units

    # Every unit but one answers; one of them on its phone, without scripts.
    ward = UnitLink.objects.get(organisation__code="00004", purpose=Purpose.ASSIGNMENTS)
    small = visit(f"/u/{ward.token}/", **PHONE, script=False)
    film(small, "06-unit-phone")
    small.locator("form[action$='/receive-all/'] button").click()
    own = Assignment.objects.of(ward.organisation_id).order_by("pk").last()
    assert own.state == State.RECEIVED
    small.goto(f"/u/{ward.token}/{own.pk}/")
    small.fill("input[name=name]", "Đặng Thị Ước, công chức văn hóa - xã hội")
    small.locator("form[action$='/hand/'] button").click()
    small.goto(f"/u/{ward.token}/{own.pk}/")
    small.fill("form[action$='/report/'] textarea[name=text]", "Đã cử người và gửi danh sách.")
    small.set_input_files(
        "input[name=photo]", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    film(small, "07-unit-report", whole=True)
    small.locator("form[action$='/report/'] button:not([name])").click()
    own.refresh_from_db()
    kinds = sorted(own.evidence.values_list("kind", flat=True))
    assert (own.state, own.handed_to, kinds) == (
        State.WAITING, "Đặng Thị Ước, công chức văn hóa - xã hội", ["photo", "text"],
    )  # fmt: skip
    others_answer()

    # The living plan shows it, and the director sees the one silent unit.
    page.goto(f"/plans/{plan.pk}/living/{own.task.clause_id}/")
    film(page, "08-living")
    assert "Đã cử người và gửi danh sách." in page.locator(".drawer").inner_text()
    page.goto(f"/plans/{plan.pk}/matrix/")
    film(page, "09-matrix")
    board = visit(f"/plans/{plan.pk}/units/?show=silent", users["giamdoc"], width=1360, height=850)
    film(board, "10-silent")
    assert board.locator("#units tbody th").all_inner_texts() == ["Phường Hoàn Kiếm"]
    assert page.complaints == phone.complaints == small.complaints == board.complaints == []


def others_answer() -> None:
    """The other units press their button; only Hoàn Kiếm says nothing."""
    from khuevan.assignments import actions

    links = UnitLink.objects.filter(purpose=Purpose.ASSIGNMENTS).select_related("organisation")
    with translation.override("vi"):
        for link in links.exclude(organisation__code=SILENT):
            actions.receive_all(link.organisation_id, by=link)


def photo() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (1200, 900), (180, 84, 58)).save(target, "JPEG")
    return target.getvalue()
