"""What the journeys have in common: the office's people, the film, the worker's turn."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from khuevan.plans.models import Plan

HOUSE = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("KHUEVAN_SHARED", HOUSE.parent / "shared"))
FILM = os.environ.get("KHUEVAN_PICTURES", "")
PHONE = {"width": 393, "height": 851}


def film(page, name: str, *, whole: bool = False) -> None:
    if FILM:
        if whole:  # taller instead of stitched, so that the bar at the bottom stays there
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": page.viewport_size["width"], "height": height})
        page.wait_for_timeout(300)
        page.screenshot(path=str(Path(FILM) / f"{name}.png"))


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
        for often in page.locator("select[name$=every]").all():
            name = (often.get_attribute("name") or "").removesuffix("every")
            due = page.locator(f"input[name='{name}due']")
            if often.input_value() and not due.input_value():
                due.fill(f"{timezone.localdate() + timedelta(days=30):%Y-%m-%d}")
        page.locator("button[name=do][value=confirm]").click()
        if not Plan.objects.get().clauses.unconfirmed().exists():
            return
        page.goto(f"/plans/{Plan.objects.get().pk}/confirm/")
    pytest.fail("The clauses were not confirmed in 120 turns.")


def photo() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (1200, 900), (180, 84, 58)).save(target, "JPEG")
    return target.getvalue()
