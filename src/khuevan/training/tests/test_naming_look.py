"""Naming somebody in a real browser: quick and light on a slow phone, accessible, nothing cut."""

from __future__ import annotations

import gzip
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders

from khuevan.kit import audit
from khuevan.training import actions
from khuevan.training.actions import LetterFacts
from khuevan.training.enums import Verdict
from khuevan.training.models import Nomination
from khuevan.training.tests import naming
from khuevan.training.views.desk import Desk
from khuevan.vanban.tests import files
from khuevan.web.tests.browser import clipped, cookies, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 393, "height": 851}, "is_mobile": True, "has_touch": True,
         "device_scale_factor": 2.75, "locale": "vi"}  # fmt: skip
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
A_TAP, A_LETTER = 2.0, 0.4
"""Seconds of somebody who looks before touching, and who types with one thumb."""
FIRST_LOAD = 100 * 1024
BESIDE = 14 * 1024
"""What a device keeps for when there is no line, fetched after the page."""
LONG = "Ủy ban nhân dân phường Văn Miếu – Quốc Tử Giám và vùng phụ cận"


@pytest.fixture
def desk():
    unit = naming.ward(LONG)
    link = naming.link(unit)
    return Desk(unit, link, link)


@pytest.fixture
def slow_phone(live_server, playwright_browser, script):
    """A phone on a line of 400 kbit/s and 400 ms; ``heard`` is what came over it."""
    context = playwright_browser.new_context(
        base_url=live_server.url, java_script_enabled=script, **PHONE
    )
    context.add_cookies(cookies(live_server.url, None, "vi"))
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    page.heard = []
    session.on("Network.responseReceived", lambda one: page.heard.append(one["response"]["url"]))
    yield page
    context.close()


def weight(addresses, client):
    """What these addresses weigh as a real server sends them, each once: packed, but for faces."""
    total = 0
    for path in {urlsplit(one).path for one in addresses}:
        found = finders.find(path.removeprefix("/static/")) if "/static/" in path else None
        body = Path(found).read_bytes() if found else client.get(path, follow=True).content
        total += len(body if path.endswith(".woff2") else gzip.compress(body, 6))
    return total


@pytest.mark.shows("TRN-1", "R43")
@pytest.mark.parametrize(("who", "script"), [("me", True), ("other", False)])
def test_a_seat_is_filled_within_a_minute_on_a_slow_phone_with_script_or_without(
    slow_phone, desk, who, script, client
):
    seat = naming.seat(unit=desk.organisation)
    naming.focal(desk.organisation)
    fields = {
        "#id_full_name": "Nguyễn Thị Minh Nguyệt", "#id_position": "Công chức văn hóa - xã hội",
        "#id_phone": "0912 345 678", "#id_not_focal_why": "Đầu mối nghỉ phép",
    } if who == "other" else {}  # fmt: skip
    # What the worker fetches once the page is whole, which this line does not tell.
    ways = ["name/me/", "name/other/", "decline/"]
    pages = [f"{desk.url('seat', pk=seat.pk)}{way}" for way in ways]
    kept = weight(["/training/naming-worker.js", *pages], client)
    page, begun, taps = slow_phone, time.monotonic(), 2
    page.goto(desk.url("seat", pk=seat.pk))
    page.tap(f"a[href$='name/{who}/']")
    page.wait_for_selector("#id_full_name")
    for field, words in fields.items():
        page.fill(field, words)
    page.tap("form .btn-main")
    page.wait_for_selector("h1:text-is('Đã ghi nhận')")

    line = time.monotonic() - begun
    hand = taps * A_TAP + sum(len(words) * A_LETTER for words in fields.values())
    assert (taps <= 3, len(fields) <= 4, line + hand <= 60) == (True, True, True), (line, hand)
    assert len(page.heard) > 8
    assert weight(page.heard, client) < FIRST_LOAD
    assert kept < BESIDE
    assert Nomination.objects.get().proposed_verdict == Verdict.RIGHT


@pytest.fixture
def addresses(desk):
    """The unit's pages with much on them: open, named, sent back, to be changed."""
    unit, run = desk.organisation, naming.run(title=f"Tập huấn nghiệp vụ cho {LONG}")
    run.syllabus.create(order=1, title="Quan điểm, chủ trương mới về thông tin đối ngoại")
    naming.focal(unit, "Công Tằng Tôn Nữ Nguyễn Phúc Huyền Trân")
    seats = [naming.seat(run, unit, place=place) for place in (1, 2, 3)]
    held = actions.nominate(seats[1], naming.facts(position="Lái xe"), by=audit.SYSTEM)
    back = actions.nominate(seats[2], naming.facts("Trần Văn Nam", phone="0987000111"),
                            by=audit.SYSTEM)  # fmt: skip
    actions.judge(back, Verdict.WRONG, "Xin cử công chức phụ trách.", by=naming.officer())
    actions.substitute(
        held.seat, naming.facts("Lê Thị Hoa", need="Viết tin tiếng Anh"), "Người cũ nghỉ ốm rồi.",
        by=audit.SYSTEM,
    )  # fmt: skip
    actions.attach_letter(
        seats[1:],
        files.pdf(files.lines_down("CÔNG VĂN")),
        LetterFacts("15/CV-UBND"),
        by=audit.SYSTEM,
    )
    one, two, three = (seat.pk for seat in seats)
    return [
        desk.url(""), desk.url("past"), desk.url("seat", pk=one), desk.url("name", pk=one, who="me"),
        desk.url("name", pk=one, who="other"), desk.url("decline", pk=one),
        desk.url("seat", pk=two), desk.url("receipt", pk=two), desk.url("change", pk=two),
        desk.url("seat", pk=three), desk.url("change", pk=three), desk.url("letter", pk=two),
    ]  # fmt: skip


def test_the_units_pages_are_accessible_and_fit(visit, axe, addresses):
    page = visit(addresses[0], width=360, large_text=True)
    assert faults_of(page, axe, addresses) == {}


def test_the_offices_pages_are_accessible_and_fit(visit, axe, addresses):
    run = Nomination.objects.first().seat.run
    officer = naming.officer()
    odd = Nomination.objects.active().exclude(reasons=[]).first() or Nomination.objects.first()
    base = f"/training/{run.pk}/"
    pages = [f"{base}composition/", f"{base}composition/{odd.pk}/", f"{base}needs/",
             f"{base}board/seats/{odd.seat_id}/"]  # fmt: skip
    page = visit(pages[0], officer, width=320, dark=True, language="en")
    assert faults_of(page, axe, pages) == {}


def faults_of(page, axe, addresses):
    wrong = {}
    for address in addresses:
        page.complaints.clear()
        page.goto(address)
        if faults := axe(page) + sideways(page) + clipped(page) + page.complaints:
            wrong[address] = faults
    return wrong
