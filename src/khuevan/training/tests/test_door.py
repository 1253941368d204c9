"""A door in a real browser: prepared, offline, killed, out of storage; nothing lost, nothing invented."""

from __future__ import annotations

import pytest

from khuevan.training import attendance
from khuevan.training.models import ScanEvent
from khuevan.training.tests.doors import door, seated
from khuevan.training.tickets import ticket_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Phone:
    """A browser of its own with the link of a door."""

    def __init__(self, browser, url, path, *, skew=0):
        self.context = browser.new_context(
            base_url=url, locale="vi", viewport={"width": 360, "height": 740}
        )
        self.path, self.complaints, self.page = path, [], None
        if skew:
            self.context.add_init_script(
                f"const real = Date.now.bind(Date); Date.now = () => real() + {skew};"
            )
        self.open()

    def open(self):
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        for _again in range(5):
            answer = self.page.goto(self.path)
            if answer is None or answer.status < 500:
                break
        self.page.wait_for_selector("html[data-script=ready]", state="attached")

    def prepare(self):
        self.page.click("[data-part=prepare-start]")
        self.page.wait_for_selector("html[data-kept=yes][data-prepared=yes]", state="attached")
        self.page.click("[data-part=go]")
        self.page.wait_for_selector("html[data-begun=yes]", state="attached")
        return self

    def line(self, up):
        self.context.set_offline(not up)

    def kill(self):
        self.page.close(run_before_unload=False)

    def present(self, text):
        return self.page.evaluate("text => khuevanDoor.present(text)", text)

    def word(self):
        return self.page.inner_text("[data-part=word]")

    def why(self):
        return self.page.inner_text("[data-part=why]")

    def pill(self):
        return self.page.inner_text("[data-part=net]")

    def settled(self):
        self.page.wait_for_selector(
            "html[data-waiting='0'][data-net=online]", state="attached", timeout=60_000
        )

    def journal(self):
        return self.page.evaluate(
            "async () => (await khuevanJournal.journal()).map(({ line }) => line)"
        )


@pytest.fixture
def phone(live_server, playwright_browser):
    made = []

    def turn_on(device, **options):
        path = f"/training/door/{device.token}/"
        made.append(Phone(playwright_browser, live_server.url, path, **options))
        return made[-1]

    yield turn_on
    complaints = [one for phone in made for one in phone.complaints]
    for one in made:
        one.context.close()
    assert complaints == []


def tickets(people, run):
    return [ticket_of(one, run.pk) for one in people]


@pytest.mark.shows("CHK-2", "CHK-3")
def test_prepared_once_it_opens_and_scans_without_a_line(phone):
    run, people = seated(3)
    codes = tickets(people, run)
    one = phone(door(run)).prepare()
    one.settled()
    assert one.pill() == "Đã nối mạng"
    one.line(up=False)
    one.kill()
    one.open()

    assert [one.present(code) for code in [codes[0], codes[0], codes[1]]] == ["in", "twice", "in"]
    assert (one.word(), one.pill()) == ("Mời vào", "Ngoại tuyến – 3 chờ gửi")
    assert one.why() == "Đã ghi vào máy này, gửi khi có mạng"
    assert one.page.inner_text("[data-part=tally]") == "2/3"
    assert ScanEvent.objects.count() == 0
    one.kill()
    one.line(up=True)
    one.open()
    one.settled()

    assert list(ScanEvent.objects.values_list("body", flat=True)) == one.journal()
    assert len(attendance.computed(run).arrivals) == 2
    one.page.click("[data-part=open-end]")
    one.page.wait_for_selector("html[data-settled=yes]", state="attached")
    assert one.page.inner_text("[data-part=settled]") == "Đồng bộ 3/3, 0 lỗi"
