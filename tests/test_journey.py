"""The whole way in a real browser: a plan comes in as a file and a ward reports it done with a photo.

With KHUEVAN_PICTURES=FOLDER the stops are filmed for the user guide (script/pictures). The plan is
the real training plan where ../shared is at hand, else the sample plan in our own wording.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from khuevan.assignments.enums import State
from khuevan.assignments.models import Assignment
from khuevan.kit.models import Message
from khuevan.kit.models.outbox import MessageState
from khuevan.people.enums import Purpose
from khuevan.people.models import UnitLink
from khuevan.plans.enums import PlanState
from khuevan.plans.models import Plan
from khuevan.web.demo.paper import typed
from khuevan.web.demo.texts import TRAINING
from tests.walking import PHONE, SHARED, confirm_every_clause, do_jobs, film, photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REAL = SHARED / "plans" / "000_8ae430c67702bedf.txt"
SILENT = "00070"


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    if REAL.exists():
        target = tmp_path / "ke-hoach-tap-huan-2025.txt"
        target.write_bytes(REAL.read_bytes())
    else:
        target = tmp_path / TRAINING.file_name
        target.write_bytes(typed(TRAINING))
    return target


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
