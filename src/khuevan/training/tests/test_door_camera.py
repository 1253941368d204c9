"""A real camera stream, read by the wasm reader in the page (CHK-1), and how fast people come in (CHK-6)."""

from __future__ import annotations

import json
import os
import statistics

import pytest

from khuevan.training import attendance
from khuevan.training.enums import Said
from khuevan.training.models import ScanEvent
from khuevan.training.tests import film
from khuevan.training.tests.door_phone import Phone
from khuevan.training.tests.doors import door, seated
from khuevan.training.tickets import ticket_of
from khuevan.web.tests.browser import FLAGS, chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEATS = int(os.environ.get("KHUEVAN_FILM_SEATS", "16"))
FRAMES = 12


@pytest.fixture
def watching(live_server, playwright_browser, tmp_path):
    """A phone whose camera sees a film of these tickets, over and over."""
    browsers = []

    def start(device, texts):
        path = film.make(texts, tmp_path / "codes.mjpeg", frames=FRAMES)
        browser = playwright_browser.browser_type.launch(
            executable_path=chromium(),
            args=[*FLAGS, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                  f"--use-file-for-fake-video-capture={path}"],
        )  # fmt: skip
        browsers.append(browser)
        context = browser.new_context(
            base_url=live_server.url, locale="vi", viewport={"width": 360, "height": 740},
            permissions=["camera"],
        )  # fmt: skip
        return Phone(context, f"/training/door/{device.token}/")

    yield start
    for browser in browsers:
        browser.close()


@pytest.mark.shows("CHK-1")
def test_every_ticket_of_a_film_is_recorded_once_and_none_is_invented(watching):
    run, people = seated(SEATS)
    one = watching(door(run), [ticket_of(each, run.pk) for each in people])
    one.page.click("[data-part=prepare-test]")
    one.page.wait_for_selector("[data-part=step-test][data-state=done]")
    one.prepare()
    one.line(up=False)
    one.page.wait_for_function(
        f"() => khuevanDoor.arrived.size === {SEATS}", timeout=60_000 + SEATS * 5000, polling=100
    )
    times = one.page.evaluate("khuevanDoor.times")
    one.line(up=True)
    one.settled()

    lines = [json.loads(body) for body in ScanEvent.objects.values_list("body", flat=True)]
    came = [line["ticket"] for line in lines if line["said"] == "in"]
    assert (len(came), len(set(came))) == (SEATS, SEATS)
    assert {line["said"] for line in lines} <= {"in", "twice"}
    found = attendance.computed(run)
    assert set(found.arrivals) == {each.seat_id for each in people}
    assert {entry.judged for entry in found.entries} == {Said.IN}
    median = statistics.median(times)
    print(
        f"{SEATS} codes, frame to verdict: median {median:.0f} ms of {len(times)}, longest {max(times):.0f}"
    )
    assert median <= 300
    assert one.complaints == []


HUMAN_SCAN, HUMAN_NAME = 6.0, 20.0  # seconds: stepping up and holding out a code; saying a name


@pytest.mark.shows("CHK-6")
def test_142_people_are_in_by_two_doors_within_ten_minutes(live_server, playwright_browser):
    """What the phones take is measured; how long people take to step up is assumed, and said."""
    seats = 142
    run, people = seated(seats)
    took = []
    for which in range(2):
        mine = people[which::2]
        context = playwright_browser.new_context(base_url=live_server.url, locale="vi")
        path = f"/training/door/{door(run, f'Cửa {which}').token}/"
        one = Phone(context, path).prepare()
        one.line(up=False)
        named, scanned = mine[:4], mine[4:]
        spent = one.page.evaluate(
            "async texts => { const t = performance.now();"
            " for (const text of texts) await khuevanDoor.present(text); return performance.now() - t; }",
            [ticket_of(each, run.pk) for each in scanned],
        )
        for each in named:
            spent += by_name(one, each)
        took.append(spent / 1000 + len(scanned) * HUMAN_SCAN + len(named) * HUMAN_NAME)
        one.line(up=True)
        one.settled()
        context.close()
    assert len(attendance.computed(run).arrivals) == seats
    print(
        f"two doors: {max(took):.0f} s, of which the phones {max(took) - 67 * HUMAN_SCAN - 4 * HUMAN_NAME:.1f} s"
    )
    assert max(took) <= 600


def by_name(one, person):
    began = one.page.evaluate("performance.now()")
    one.page.click("[data-part=open-find]")
    one.page.fill("[data-part=find-words]", person.full_name)
    one.page.locator("[data-part=find-hits] li").filter(
        has=one.page.get_by_text(person.full_name, exact=True)
    ).locator(".btn-main").click()
    one.page.wait_for_selector("[data-part=find]:not([open])", state="attached")
    return one.page.evaluate("performance.now()") - began
