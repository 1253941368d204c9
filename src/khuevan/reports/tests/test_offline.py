"""The form on phones without a line, killed, restarted, cut off in the middle (RPT-8)."""

from __future__ import annotations

import os
import time
from random import Random

import pytest

from khuevan.people.enums import Role
from khuevan.reports import actions
from khuevan.reports.models import Cell, EarlierAnswer, Submission
from khuevan.reports.rules import Typed
from khuevan.reports.tests import factories
from khuevan.reports.views.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCHEDULES = int(os.environ.get("KHUEVAN_SCHEDULES", "8"))


class Phone:
    """A browser of its own with the form open."""

    def __init__(self, browser, url, path):
        self.context = browser.new_context(
            base_url=url, locale="vi", viewport={"width": 360, "height": 740}
        )
        self.path, self.complaints = path, []
        self.page = None
        self.open()

    def open(self):
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())
        for _again in range(5):
            # SQLite in memory refuses what two threads ask at once; a file or PostgreSQL waits.
            answer = self.page.goto(self.path)
            if answer is None or answer.status < 500:
                break
        self.page.wait_for_selector("html[data-script=ready]", state="attached")

    def until_kept(self):
        """The worker has the page."""
        self.page.wait_for_selector("html[data-kept=yes]", state="attached")

    def line(self, up):
        self.context.set_offline(not up)

    def kill(self):
        self.page.close(run_before_unload=False)

    def type(self, code, words):
        self.page.fill(f"#c-{code}", words)

    def written(self):
        """What was typed is written down on the device."""
        self.page.wait_for_selector(
            "html[data-waiting]:not([data-waiting=typing])", state="attached"
        )

    def settled(self):
        """Everything has reached the office."""
        self.page.wait_for_selector('html[data-waiting="0"]', state="attached", timeout=60_000)

    def says(self):
        return self.page.inner_text("[data-line] >> nth=0")

    def quiet(self):
        """Nothing is under way any more: all has arrived, or a choice is asked."""
        self.page.wait_for_selector(
            'html[data-waiting="0"], [data-choose]', state="attached", timeout=60_000
        )

    def will_say(self, words):
        self.page.wait_for_selector(f"[data-line]:has-text('{words}') >> nth=0")

    def value(self, code):
        return self.page.input_value(f"#c-{code}")


@pytest.fixture
def unit():
    return factories.ward("Phường Bồ Đề")


@pytest.fixture
def desk(unit):
    link = factories.link(unit)
    return Desk(unit, link, link)


@pytest.fixture
def phone(live_server, playwright_browser):
    made = []

    def turn_on(desk, owed):
        made.append(Phone(playwright_browser, live_server.url, desk.url("report", pk=owed.pk)))
        return made[-1]

    yield turn_on
    complaints = [one for phone in made for one in phone.complaints]
    for one in made:
        one.context.close()
    assert complaints == []


def answers(owed):
    return {
        cell.indicator.code: cell.text or cell.value
        for cell in Cell.objects.filter(obligation=owed).select_related("indicator")
        if cell.text or cell.value is not None
    }


@pytest.mark.shows("RPT-8")
def test_saves_as_it_goes_and_says_saved_only_when_the_office_has_it(phone, desk, unit):
    owed = factories.obligation(unit)
    one = phone(desk, owed)
    one.type("so-tin", "1.234,5")
    one.settled()
    assert answers(owed) == {"so-tin": 1234.5}
    assert one.says().startswith("Đã lưu lúc")
    assert one.page.inner_text("#cell-so-tin [data-cell-state]").startswith("đã lưu 1.234,5 lúc")


@pytest.mark.shows("RPT-8")
def test_without_a_line_it_opens_checks_keeps_and_sends_by_itself_later(phone, desk, unit):
    owed = factories.obligation(unit)
    one = phone(desk, owed)
    one.until_kept()
    one.line(up=False)
    one.kill()
    one.open()

    one.type("so-tin", "mười")
    one.type("de-xuat", "Thêm kinh phí.")
    one.written()
    assert (
        one.page.inner_text("#e-so-tin")
        == "“mười” không phải là số. Hãy viết như 1.234 hoặc 1.234,5."
    )
    one.page.click("button[value=send] >> nth=0")
    one.page.wait_for_selector("#wrong a:text('Số tin, bài tiếng Anh')")
    one.type("so-tin", "10")
    one.written()
    assert one.says() == "Ngoại tuyến – 2 ô chờ gửi, đã giữ trên máy này"
    one.page.click("button[value=send] >> nth=0")
    one.page.wait_for_selector("[data-unqueue]:visible")
    assert one.says() == "Báo cáo chờ trên máy này, có mạng sẽ tự gửi."
    assert (answers(owed), Submission.objects.count()) == ({}, 0)
    one.kill()
    one.line(up=True)

    one.page = one.context.new_page()
    one.page.goto(one.path)
    one.page.wait_for_url("**/receipt/1/")

    assert answers(owed) == {"so-tin": 10, "de-xuat": "Thêm kinh phí."}
    assert "Đã nhận báo cáo" in one.page.inner_text("h1")
    assert Submission.objects.count() == 1


@pytest.mark.shows("RPT-8")
def test_the_browser_restarted_without_a_line_has_lost_nothing(
    live_server, playwright_browser, desk, unit, tmp_path
):
    from khuevan.web.tests.browser import FLAGS, chromium

    owed = factories.obligation(unit)
    path = desk.url("report", pk=owed.pk)

    def start():
        return playwright_browser.browser_type.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=chromium(), args=FLAGS,
            base_url=live_server.url, locale="vi",
        )  # fmt: skip

    context = start()
    page = context.new_page()
    page.goto(path)
    page.wait_for_selector("html[data-kept=yes]", state="attached")
    context.set_offline(True)
    page.fill("#c-de-xuat", "Trước khi tắt máy")
    page.wait_for_selector('html[data-waiting="1"]', state="attached")
    context.close()

    context = start()
    context.set_offline(True)
    page = context.new_page()
    page.goto(path)
    page.wait_for_selector("html[data-script=ready]", state="attached")
    assert page.input_value("#c-de-xuat") == "Trước khi tắt máy"
    context.set_offline(False)
    page.wait_for_selector('html[data-waiting="0"]', state="attached", timeout=60_000)
    context.close()
    assert answers(owed) == {"de-xuat": "Trước khi tắt máy"}


@pytest.mark.shows("RPT-8", "RPT-3")
@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_two_phones_with_different_answers_are_asked_and_lose_neither(phone, desk, unit, choice):
    owed = factories.obligation(unit)
    one, two = phone(desk, owed), phone(desk, owed)
    one.line(up=False)
    one.type("de-xuat", "Của máy một")
    one.written()
    two.type("de-xuat", "Của máy hai")
    two.settled()
    one.line(up=True)

    one.page.wait_for_selector("[data-choose]")
    assert (answers(owed)["de-xuat"], one.value("de-xuat")) == ("Của máy hai", "Của máy một")
    one.kill()
    one.open()
    one.page.click(f"[data-choose={choice}]")
    one.settled()

    kept = {"mine": "Của máy một", "theirs": "Của máy hai"}[choice]
    assert (answers(owed)["de-xuat"], one.value("de-xuat")) == (kept, kept)
    earlier = [row.content["text"] for row in EarlierAnswer.objects.all()]
    assert earlier == (["Của máy hai"] if choice == "mine" else [])


@pytest.mark.shows("RPT-8")
def test_two_phones_send_one_version_and_the_second_is_told(phone, desk, unit):
    owed = factories.obligation(unit)
    one, two = phone(desk, owed), phone(desk, owed)
    for each in (one, two):
        each.type("so-tin", "3")
        each.type("de-xuat", "Không")
        each.settled()
    two.line(up=False)
    two.page.click("button[value=send] >> nth=0")
    two.page.wait_for_selector("[data-unqueue]:visible")
    one.page.click("button[value=send] >> nth=0")
    one.page.wait_for_url("**/receipt/1/")
    two.line(up=True)
    two.will_say("Báo cáo đã được gửi lúc")
    assert Submission.objects.count() == 1


def test_what_another_phone_changed_is_shown_before_anything_is_sent(phone, desk, unit):
    owed = factories.obligation(unit)
    one = phone(desk, owed)
    one.type("so-tin", "3")
    one.type("de-xuat", "Không")
    one.settled()
    asked = owed.cycle.type.indicators.get(code="so-tin")
    actions.save_cell(owed, asked, Typed(value="8"), by=desk.by)

    one.page.click("button[value=send] >> nth=0")

    one.will_say("Máy khác vừa sửa một số ô")
    assert one.value("so-tin") == "8"
    assert Submission.objects.count() == 0


def test_words_with_a_secrecy_marking_stay_on_no_device(phone, desk, unit):
    owed = factories.obligation(unit)
    one = phone(desk, owed)
    one.type("de-xuat", "TUYỆT MẬT")
    one.page.wait_for_selector("#e-de-xuat:visible")
    one.settled()
    held = one.page.evaluate(f"khuevanStore.waiting('{unit.pk}')")
    assert (held, answers(owed)) == (0, {})


def test_a_picture_waits_for_the_line_and_is_kept_once(phone, desk, unit, tmp_path):
    from khuevan.reports.tests.test_unit import photo

    picture = tmp_path / "anh.jpg"
    picture.write_bytes(photo().read())
    large = tmp_path / "to.jpg"
    with large.open("wb") as file:
        file.truncate(60 * 2**20)
    owed = factories.obligation(unit)
    one = phone(desk, owed)
    one.until_kept()
    one.line(up=False)
    one.page.set_input_files("#p-anh", [str(large), str(picture)])
    one.page.wait_for_selector("[data-waits]")
    assert (
        one.page.inner_text("#e-anh")
        == "“to.jpg” nặng 60 MB; nhận nhiều nhất 50 MB. Hãy chụp lại nhỏ hơn."
    )
    one.kill()
    one.open()
    assert one.page.inner_text("[data-waits]") == "anh.jpg: chờ mạng"
    one.line(up=True)
    one.settled()
    assert Cell.objects.get(indicator__code="anh").pictures.count() == 1


@pytest.mark.shows("RPT-8")
def test_the_device_keeps_its_own_form_only_and_forgets_it(phone, desk, unit):
    owed = factories.obligation(unit)
    one = phone(desk, owed)
    one.until_kept()
    one.page.goto(desk.url(""))
    one.page.wait_for_selector("html[data-kept=yes]", state="attached")
    one.page.goto(desk.url("sent"))
    one.page.goto(one.path)
    one.page.wait_for_selector("html[data-kept=yes]", state="attached")
    pages = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()
        .filter((path) => !path.startsWith("/static/")).sort()"""
    assert one.page.evaluate(pages) == [desk.url(""), one.path]

    one.page.click("[data-forget]")
    one.page.wait_for_selector("[data-forgotten]")

    assert one.page.evaluate(pages) == []
    assert one.page.evaluate(f"khuevanStore.waiting('{unit.pk}')") == 0


def test_a_withdrawn_link_takes_the_page_off_the_device_but_no_answer(phone, desk, unit):
    from khuevan.people.actions.links import revoke_link

    owed = factories.obligation(unit)
    one = phone(desk, owed)
    one.until_kept()
    one.line(up=False)
    one.type("de-xuat", "Chưa gửi")
    one.written()
    revoke_link(desk.link, by=factories.officer(), why="mất điện thoại")
    one.line(up=True)
    one.will_say("Liên kết này không mở được nữa")
    one.page.goto(one.path)
    time.sleep(0.5)
    assert one.page.evaluate("caches.keys()") == []

    renewed = factories.link(unit)
    one.path = Desk(unit, renewed, renewed).url("report", pk=owed.pk)
    one.kill()
    one.open()
    one.settled()
    assert answers(owed) == {"de-xuat": "Chưa gửi"}


def test_a_server_that_stumbles_is_as_good_as_no_line(phone, desk, unit, monkeypatch):
    owed = factories.obligation(unit)
    one = phone(desk, owed)
    one.until_kept()

    def stumble(*_args, **_more):
        raise RuntimeError("out of order")

    with monkeypatch.context() as broken:
        broken.setattr(actions, "prefill", stumble)
        broken.setattr(actions, "save_cell", stumble)
        one.kill()
        one.open()
        one.type("de-xuat", "Vẫn giữ")
        one.will_say("Ngoại tuyến – 1 ô chờ gửi")
    one.kill()
    one.open()
    one.settled()
    assert answers(owed) == {"de-xuat": "Vẫn giữ"}


def test_a_page_kept_before_a_save_shows_what_was_saved_and_asks_nothing(phone, desk, unit):
    owed = factories.obligation(unit)
    one = phone(desk, owed)
    one.until_kept()
    one.type("de-xuat", "Đã lưu")
    one.settled()
    one.line(up=False)
    one.kill()
    one.open()
    assert one.value("de-xuat") == "Đã lưu"

    one.type("de-xuat", "Viết tiếp")
    one.written()
    one.line(up=True)
    one.settled()

    assert answers(owed) == {"de-xuat": "Viết tiếp"}
    assert one.page.query_selector("[data-choose]") is None


def test_a_browser_that_lost_its_cookie_gets_a_new_one_and_saves(phone, desk, unit):
    owed = factories.obligation(unit)
    one = phone(desk, owed)
    one.context.clear_cookies()
    one.type("de-xuat", "Vẫn lưu")
    one.settled()
    assert answers(owed) == {"de-xuat": "Vẫn lưu"}


def test_signing_out_takes_the_pages_off_the_device(phone, unit, live_server):
    from khuevan.web.tests.browser import cookies

    owed = factories.obligation(unit)
    user = factories.officer(Role.FOCAL_POINT, organisation=unit)
    own = Desk(unit, user)
    renewed = factories.link(unit)
    session = cookies(live_server.url, user, "vi")
    one = phone(Desk(unit, renewed, renewed), owed)
    one.context.add_cookies(session)
    one.path = own.url("report", pk=owed.pk)
    one.kill()
    one.open()
    one.until_kept()
    scope = f"{live_server.url}{own.url('')}"
    assert any(scope in name for name in one.page.evaluate("caches.keys()"))

    one.context.clear_cookies(name="sessionid")
    one.page.goto(one.path)

    assert "/accounts/login/" in one.page.url
    assert not any(scope in name for name in one.page.evaluate("caches.keys()"))


# --- faults at random


class Faults:
    """Requests of a phone that the line cuts: before they arrive, after they did, or doubled."""

    def __init__(self, phone, chance):
        self.chance, self.share = chance, 0.0
        phone.context.route("**/cell/", self.meet)
        phone.context.route("**/submit/", self.meet)

    def meet(self, route):
        if self.chance.random() >= self.share:
            return route.continue_()
        fault = self.chance.choice(["before", "after", "twice"])
        if fault == "before":
            return route.abort()
        answer = route.fetch()
        if fault == "twice":
            answer = route.fetch()
            return route.fulfill(response=answer)
        return route.abort()


def schedule(seed, one, owed):
    """Type, cut, kill, reload at random; then the line is up: what may stand where."""
    chance = Random(seed)
    faults = Faults(one, chance)
    may = {"so-tin": {None}, "de-xuat": {None}}
    up = True
    for step in range(chance.randint(5, 10)):
        move = chance.choices(["type", "line", "kill", "cut", "wait"], [6, 2, 2, 2, 2])[0]
        if move == "type":
            code = chance.choice(sorted(may))
            words = str(chance.randint(1, 9999)) if code == "so-tin" else f"Câu {seed}.{step}"
            one.type(code, words)
            if chance.random() < 0.7:
                one.written()
                may[code] = {words}
            else:
                may[code] = may[code] | {words}
        elif move == "line":
            up = not up
            one.line(up)
        elif move == "kill":
            if chance.random() < 0.5:
                one.written()
                may = {code: {one.value(code)} if one.value(code) else may[code] for code in may}
            one.kill()
            one.open()
        elif move == "cut":
            faults.share = chance.choice([0.0, 0.5, 0.9])
        else:
            time.sleep(chance.random())
    one.written()
    for code in may:
        may[code] = {one.value(code)} if len(may[code]) > 1 else may[code]
    faults.share = 0.0
    one.line(up=True)
    one.kill()
    one.open()
    one.quiet()
    return may


@pytest.mark.shows("RPT-8")
def test_random_schedules_of_faults_lose_and_double_nothing(phone, desk, unit):
    of = factories.quarterly()
    wrong = {}
    for seed in range(SCHEDULES):
        owed = factories.obligation(unit, factories.cycle(of))
        one = phone(desk, owed)
        one.until_kept()
        may = schedule(seed, one, owed)
        stands = {code: shown(answers(owed).get(code)) for code in may}
        shows = {code: shown(one.value(code)) for code in may}
        fits = all(stands[code] in {shown(w) for w in may[code]} for code in may)
        if not fits or shows != stands or one.page.query_selector("[data-choose]"):
            wrong[seed] = (may, stands, shows, one.says())
        one.context.close()
    assert wrong == {}


def shown(answer):
    """The same for a number read back (8.226) and as it was typed."""
    words = "" if answer is None else str(answer).removesuffix(".00")
    return words.replace(".", "") if words[:1].isdigit() else words


def two_phones(seed, phones):
    """Both type into the same cell at random, each with a line that comes and goes."""
    chance = Random(seed)
    faults = [Faults(one, chance) for one in phones]
    last = [None, None]
    for step in range(chance.randint(6, 10)):
        who = chance.randrange(2)
        one, move = phones[who], chance.choice(["type", "type", "line", "cut", "kill"])
        if move == "type":
            last[who] = f"Máy {who}, câu {step}"
            one.type("de-xuat", last[who])
            one.written()
        elif move == "line":
            one.line(up=chance.random() < 0.5)
        elif move == "cut":
            faults[who].share = chance.choice([0.0, 0.6])
        elif one.page.query_selector("html[data-kept=yes]"):
            one.kill()
            one.open()
    for one, fault in zip(phones, faults, strict=True):
        fault.share = 0.0
        one.line(up=True)
        one.kill()
        one.open()
        one.quiet()
    return last


@pytest.mark.shows("RPT-8")
def test_two_phones_on_random_schedules_lose_neither_answer(phone, desk, unit):
    of = factories.quarterly()
    wrong = {}
    for seed in range(max(SCHEDULES // 4, 3)):
        owed = factories.obligation(unit, factories.cycle(of))
        phones = [phone(desk, owed), phone(desk, owed)]
        for one in phones:
            one.until_kept()
        last = two_phones(seed, phones)
        held = {answers(owed).get("de-xuat")}
        held |= {row.content["text"] for row in EarlierAnswer.objects.filter(cell__obligation=owed)}
        held |= {one.value("de-xuat") for one in phones if one.page.query_selector("[data-choose]")}
        if lost := [words for words in last if words and words not in held]:
            wrong[seed] = (lost, held)
        for one in phones:
            one.context.close()
    assert wrong == {}
