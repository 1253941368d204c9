"""A unit's answer on a phone without a line: opened, kept, sent by itself, and truly answered (J1)."""

from __future__ import annotations

import pytest

from khuevan.people.actions.links import revoke_link
from khuevan.training.enums import RunState, SeatState
from khuevan.training.models import ClassRun, Nomination
from khuevan.training.tests import naming
from khuevan.training.views.desk import Desk
from khuevan.web.tests.browser import clipped, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERS = "Công chức văn hóa - xã hội"
ANSWERS = """async () => (await khuevanQueue.all())"""
PAGES = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
    (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()
    .filter((path) => !path.startsWith("/static/")).sort()"""


class Phone:
    """A browser of its own that opens the unit's page for a seat."""

    def __init__(self, browser, url, path):
        self.context = browser.new_context(
            base_url=url, locale="vi", viewport={"width": 360, "height": 740}
        )
        self.path, self.complaints = path, []
        self.open()
        self.page.wait_for_selector("html[data-kept=yes]", state="attached")

    def open(self, below=""):
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        for _again in range(5):
            # SQLite in memory refuses what two threads ask at once; a file or PostgreSQL waits.
            answer = self.page.goto(f"{self.path}{below}")
            if answer is None or answer.status < 500:
                break

    def line(self, *, up):
        self.context.set_offline(not up)

    def kill(self):
        self.page.close(run_before_unload=False)

    def name(self, name="Nguyễn Thị Hương", phone="0912 345 678"):
        self.page.fill("#id_full_name", name)
        self.page.fill("#id_position", HERS)
        self.page.fill("#id_phone", phone)
        self.page.click("form .btn-main")

    def shows(self, kind):
        """The page says this of what the device keeps; its words."""
        self.page.wait_for_selector(f"html[data-waiting='{kind}']", state="attached")
        return self.page.inner_text("main [data-waiting]")

    def receipt(self):
        self.page.wait_for_selector("h1:text-is('Đã ghi nhận')")
        return self.page.inner_text("main")

    def holds(self):
        """What of persons the device still has: answers, and pages."""
        answers = self.page.evaluate(ANSWERS)
        return [dict(one.get("fields", [])) for one in answers], self.page.evaluate(PAGES)


@pytest.fixture
def desk():
    unit = naming.ward("Phường Bồ Đề")
    link = naming.link(unit)
    return Desk(unit, link, link)


@pytest.fixture
def seat(desk):
    naming.focal(desk.organisation)
    return naming.seat(unit=desk.organisation)


@pytest.fixture
def phone(live_server, playwright_browser, desk, seat):
    made = []

    def turn_on():
        path = desk.url("seat", pk=seat.pk)
        made.append(Phone(playwright_browser, live_server.url, path))
        return made[-1]

    yield turn_on
    complaints = [one for phone in made for one in phone.complaints]
    for one in made:
        one.context.close()
    assert complaints == []


@pytest.mark.shows("TRN-1")
def test_without_a_line_it_opens_checks_keeps_and_goes_when_it_is_opened_again(phone, seat):
    one = phone()
    one.line(up=False)
    one.kill()
    one.open()
    one.page.click("a[href$='name/other/']")
    one.name(phone="091 234 567")
    wrong = one.page.inner_text("[role=alert]:has(li)")
    assert ("Cần 10 chữ số, đang có 9" in wrong, "Hãy ghi lý do trong vài chữ" in wrong) == (
        True,
        True,
    )
    one.page.fill("#id_not_focal_why", "Chị Mai nghỉ phép")
    one.name()

    said = one.shows("waiting")
    assert ("Đã lưu trên máy, chờ gửi" in said, f"Nguyễn Thị Hương, {HERS}" in said) == (True, True)
    assert one.page.inner_text("[data-when=waiting] .pill") == "Chờ gửi"
    one.kill()
    one.open()
    assert "Nguyễn Thị Hương" in one.shows("waiting")
    one.kill()
    assert Nomination.objects.count() == 0
    one.line(up=True)
    one.open()

    assert "Nguyễn Thị Hương" in one.receipt()
    one.page.goto(one.path)
    one.page.wait_for_selector("html[data-script=ready]", state="attached")
    one.page.wait_for_function("async () => (await caches.keys()).length === 0")
    assert one.holds() == ([], [])
    assert seat.nominations.get().not_focal_why == "Chị Mai nghỉ phép"


@pytest.mark.shows("TRN-1", "R16")
def test_of_two_phones_without_a_line_one_wins_and_the_other_hears_who(phone, seat):
    one, two = phone(), phone()
    for here, name in ((one, "Lê Thị Mai"), (two, "Trần Văn Nam")):
        here.line(up=False)
        here.page.click("a[href$='name/other/']")
        here.page.fill("#id_not_focal_why", "nghỉ phép")
        here.name(name)
        here.shows("waiting")
    one.line(up=True)
    assert "Lê Thị Mai" in one.receipt()
    two.line(up=True)

    said = two.shows("taken")
    assert ("không được ghi nhận" in said, f"Lê Thị Mai, {HERS}, đã được cử" in said) == (
        True,
        True,
    )
    answers, _pages = two.holds()
    assert answers == [{}]
    two.page.click("[data-when~=taken] [data-drop]")
    two.page.reload()
    two.page.wait_for_selector("h1:text-is('Đơn vị đã cử')")
    assert [one.full_name for one in Nomination.objects.all()] == ["Lê Thị Mai"]


def test_what_waits_can_be_looked_at_changed_and_dropped(phone, seat, axe):
    one = phone()
    one.line(up=False)
    one.page.click("a[href$='name/me/']")
    one.page.click("form .btn-main")
    assert "Lê Thị Mai" in one.shows("waiting")

    one.page.goto(one.path)
    one.shows("waiting")
    assert axe(one.page) + sideways(one.page) + clipped(one.page) == []
    one.page.click("[data-when=waiting] [data-part=edit]")
    assert one.page.input_value("#id_phone") == "0987 654 321"
    one.page.fill("#id_phone", "0900 000 001")
    one.shows("changing")
    one.line(up=True)
    one.page.evaluate("fetch(location.href)")  # a moment in which it could have gone
    assert Nomination.objects.count() == 0
    one.line(up=False)
    one.page.click("form .btn-main")
    one.shows("waiting")
    assert [held["phone"] for held in one.holds()[0]] == ["0900 000 001"]

    one.page.goto(f"{one.path}decline/")
    one.page.fill("#id_why", "bận")
    one.page.click("form .btn-main")
    assert "ít nhất 10 chữ" in one.page.inner_text("#id_why_error")
    one.page.fill("#id_why", "Cả phòng đi chống bão.")
    one.page.click("form .btn-main")
    one.page.wait_for_selector("[data-part=what]:has-text('Cả phòng đi chống bão.'):visible")
    one.page.click("[data-when=waiting] [data-drop]")
    one.page.wait_for_selector(
        "html[data-waiting=none], html[data-waiting=perhaps]", state="attached"
    )
    assert one.holds()[0] == []

    one.page.fill("#id_why", "Cả phòng đi chống lụt.")
    one.page.click("form .btn-main")
    one.shows("waiting")
    one.line(up=True)
    one.page.wait_for_selector("text=Đã ghi nhận: đơn vị không cử người.")
    seat.refresh_from_db()
    assert (seat.state, seat.declined_why) == (SeatState.DECLINED, "Cả phòng đi chống lụt.")


def waiting(phone):
    one = phone()
    one.line(up=False)
    one.page.click("a[href$='name/me/']")
    one.page.click("form .btn-main")
    one.shows("waiting")
    return one


def test_it_goes_while_the_page_is_shut_where_the_browser_syncs_in_the_background(phone, seat):
    one = waiting(phone)
    session = one.context.new_cdp_session(one.page)
    found = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"])
    )
    session.send("ServiceWorker.enable")
    one.page.goto("about:blank")
    one.line(up=True)
    facts = {"registrationId": found[-1]["registrationId"], "tag": "khuevan-naming"}
    origin = one.page.evaluate("url => new URL(url).origin", found[-1]["scopeURL"])
    session.send(
        "ServiceWorker.dispatchSyncEvent", {"origin": origin, "lastChance": False, **facts}
    )
    for _again in range(100):  # asked without a page, so that no script of one can send it
        receipt = one.context.request.get(f"{one.path}receipt/")
        if receipt.url.endswith("/receipt/") and receipt.ok:
            break
        one.page.wait_for_timeout(50)
    assert "Lê Thị Mai" in receipt.text()


@pytest.mark.shows("TRN-1")
def test_an_answer_cut_off_counts_as_none_and_the_same_one_is_sent_again(phone, seat):
    one, lost = phone(), []
    one.page.click("a[href$='name/me/']")

    def cut(route):
        if route.request.method == "POST":
            lost.append(route.fetch())
            route.abort()
            one.page.unroute("**/queued/")
        else:
            route.continue_()

    one.page.route("**/queued/", cut)
    one.page.click("form .btn-main")
    assert "Lê Thị Mai" in one.receipt()
    assert (Nomination.objects.count(), len(lost)) == (1, 1)


@pytest.mark.parametrize("what", ["cancelled", "revoked", "late"])
def test_an_answer_that_came_to_nothing_is_never_called_received(phone, desk, seat, what):
    one = waiting(phone)
    if what == "cancelled":
        ClassRun.objects.update(state=RunState.CANCELLED)
    elif what == "revoked":
        revoke_link(desk.link, by=naming.officer(), why="mất điện thoại")
    else:
        one.page.evaluate("async () => { const [one] = await khuevanQueue.all();"
                          " await khuevanQueue.put({ ...one, until: Date.now() - 1 }); }")  # fmt: skip
    one.kill()
    one.line(up=True)
    one.open()

    kind, words = {
        "cancelled": ("refused", "Lớp đã bị hủy"), "revoked": ("shut", "Chưa gửi được: đường dẫn"),
        "late": ("late", "Chưa gửi được: đã qua hạn cử"),
    }[what]  # fmt: skip
    assert words in one.shows(kind)
    assert Nomination.objects.count() == 0
    answers, _pages = one.holds()
    assert [held.get("full_name") for held in answers] == [
        "Lê Thị Mai" if what == "revoked" else None
    ]
    if what == "revoked":
        one.page.click("[data-when=shut] [data-drop]")
        one.shows("none")
        one.page.reload()
        one.page.wait_for_selector("text=thu hồi")
        assert one.page.evaluate(PAGES) == []
