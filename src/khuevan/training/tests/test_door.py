"""A door in a real browser: prepared, offline, killed, out of storage; nothing lost, nothing invented."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from khuevan.training import attendance
from khuevan.training.models import Device, ScanEvent
from khuevan.training.tests.door_phone import Phone
from khuevan.training.tests.doors import class_run, door, nominee, seat, seated
from khuevan.training.tickets import ticket_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FULL = """() => {
  self.realAdd = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
HOLD = """() => {
  const real = khuevanJournal.append;
  const gate = new Promise((resolve) => { self.release = resolve; });
  khuevanJournal.append = async (facts) => { const kept = await real(facts); await gate; return kept; };
}"""


@pytest.fixture
def phone(live_server, playwright_browser):
    made = []

    def turn_on(device, **options):
        context = playwright_browser.new_context(
            base_url=live_server.url, locale="vi", viewport={"width": 360, "height": 740}
        )
        made.append(Phone(context, f"/training/door/{device.token}/", **options))
        return made[-1]

    yield turn_on
    complaints = [one for phone in made for one in phone.complaints]
    for one in made:
        one.context.close()
    assert complaints == []


@pytest.mark.shows("CHK-2", "CHK-3")
def test_prepared_once_it_opens_and_scans_without_a_line(phone):
    run, people = seated(3)
    codes = [ticket_of(one, run.pk) for one in people]
    one = phone(door(run)).prepare()
    one.settled()
    assert one.text("net") == "Đã nối mạng"
    one.line(up=False)
    one.kill()
    one.open()

    assert [one.present(code) for code in [codes[0], codes[0], codes[1]]] == ["in", "twice", "in"]
    one.counts(3)
    assert (one.text("word"), one.text("net")) == ("Mời vào", "Ngoại tuyến – 3 chờ gửi")
    assert one.text("why") == "Đã ghi vào máy này, gửi khi có mạng"
    assert (one.text("tally"), ScanEvent.objects.count()) == ("2/3", 0)
    one.kill()
    one.line(up=True)
    one.open()
    one.settled()

    assert list(ScanEvent.objects.values_list("body", flat=True)) == one.journal()
    assert len(attendance.computed(run).arrivals) == 2
    one.page.click("[data-part=open-end]")
    one.page.wait_for_selector("html[data-settled=yes]", state="attached")
    assert one.text("settled") == "Đồng bộ 3/3, 0 lỗi"


@pytest.mark.shows("CHK-3")
def test_no_word_before_the_line_is_written_down_and_none_when_it_cannot_be(phone):
    run, people = seated(2)
    codes = [ticket_of(one, run.pk) for one in people]
    one = phone(door(run)).prepare()
    one.line(up=False)
    one.page.evaluate(FULL)
    assert one.present(codes[0]) is None
    assert (one.text("word"), one.text("tally"), one.journal()) == ("Chưa ghi được", "0/2", [])
    one.page.evaluate("() => { IDBObjectStore.prototype.add = self.realAdd; }")

    one.page.evaluate(HOLD)
    one.page.evaluate("text => { khuevanDoor.present(text); }", codes[0])
    one.page.wait_for_function("async () => (await khuevanJournal.journal()).length === 1")
    assert (one.text("word"), one.text("tally")) == ("Chưa ghi được", "0/2")
    one.page.evaluate("() => self.release()")
    one.page.wait_for_selector("[data-said=in]")
    one.counts(1)
    assert (one.text("word"), one.text("net")) == ("Mời vào", "Ngoại tuyến – 1 chờ gửi")


@pytest.mark.shows("CHK-4")
def test_each_wrong_ticket_has_its_own_word_reason_colour_and_sign(phone):
    run, people = seated(4)
    elsewhere = nominee(seat(class_run(), people[0].seat.organisation))
    genuine = ticket_of(people[0], run.pk)
    forged = genuine[:-1] + ("A" if genuine[-1] != "A" else "B")
    people[1].ended_at = timezone.now()
    people[1].save()
    one = phone(door(run)).prepare()
    later = nominee(people[2].seat, ended_at=timezone.now())  # after the phone took its list
    one.line(up=False)

    shown = {}
    for said, text in {
        "in": genuine, "twice": genuine, "cancelled": ticket_of(people[1], run.pk),
        "forged": forged, "other": ticket_of(elsewhere, elsewhere.seat.run_id),
        "unknown": ticket_of(later, run.pk), "strange": "https://example.vn/000012345",
    }.items():  # fmt: skip
        assert one.present(text) == said
        ground = one.page.evaluate(
            "getComputedStyle(document.querySelector('.scanner')).backgroundColor"
        )
        sign = one.page.evaluate(
            "document.querySelector('[data-sign]:not([style])') && "
            "[...document.querySelectorAll('[data-sign]')].filter(e => e.offsetParent)"
            ".map(e => e.querySelector('use').getAttribute('href')).join()"
        )
        shown[said] = (one.text("word"), one.text("why"), ground, sign)
    for pack_change, said in ((-30, "expired"), (30, "early")):
        one.page.evaluate(
            "hours => { khuevanDoor.pack.opens += hours * 3600e3; khuevanDoor.pack.closes += hours * 3600e3; }",
            pack_change,
        )
        assert one.present(ticket_of(people[3], run.pk)) == said
        shown[said] = (one.text("word"), one.text("why"), said, said)
        one.page.evaluate(
            "hours => { khuevanDoor.pack.opens -= hours * 3600e3; khuevanDoor.pack.closes -= hours * 3600e3; }",
            pack_change,
        )

    for column in zip(*shown.values(), strict=True):
        assert len(set(column)) == len(shown)
    assert one.text("tally") == "1/4"
    assert "000012345" not in "".join(
        one.journal()
    )  # a code of somebody else's is no business of ours
    one.line(up=True)
    one.settled()
    assert list(attendance.computed(run).arrivals) == [people[0].seat_id]


def test_a_name_without_marks_a_substitute_and_a_mistake_taken_back(phone):
    run, people = seated(6)
    one = phone(door(run)).prepare()
    one.line(up=False)
    one.page.click("[data-part=open-find]")
    one.page.fill("[data-part=find-words]", "pham thi anh")
    one.page.click("[data-part=find-hits] .btn-main")
    one.page.wait_for_selector("[data-said=in]")
    assert one.text("why") == "Điểm danh theo tên"
    one.page.click("[data-part=take-back]")
    one.page.wait_for_selector("[data-said=back]")
    assert one.text("tally") == "0/6"

    one.page.click("[data-part=open-substitute]")
    one.page.click("[data-part=substitute-form] .btn-main")
    assert one.page.is_visible("[data-part=substitute-wrong]")
    one.page.select_option("#s-seat", str(people[0].seat_id))
    one.page.fill("#s-name", "  Đặng  Thị Ưng ")
    one.page.fill("#s-position", "Công chức")
    one.page.click("[data-part=substitute-form] .btn-main")
    one.page.wait_for_selector("[data-said=in]")
    one.page.click("[data-part=open-empty]")
    assert one.page.locator("[data-part=empty-list] li").count() == 5

    one.line(up=True)
    one.settled()
    [arrival] = attendance.computed(run).arrivals.values()
    assert (arrival.name, arrival.seat) == ("Đặng Thị Ưng", people[0].seat_id)


def test_two_doors_hear_of_each_other_and_a_second_phone_keeps_its_own_journal(phone):
    run, people = seated(2)
    codes = [ticket_of(one, run.pk) for one in people]
    left, right = door(run, "Cửa A"), door(run, "Cửa B")
    one, other, second = phone(left).prepare(), phone(right).prepare(), phone(left).prepare()
    one.present(codes[0])
    one.stored(1)
    other.page.evaluate("khuevanSync.push()")
    other.page.wait_for_function("() => khuevanDoor.arrived.size === 1")

    assert other.present(codes[0]) == "twice"
    assert other.text("why").startswith("Mã này đã vào Cửa A lúc ")
    second.present(codes[1])
    second.stored(3)
    assert [(d.label, d.events.count()) for d in Device.objects.all()] == [
        ("Cửa A", 1), ("Cửa A (2)", 1), ("Cửa B", 1),
    ]  # fmt: skip


@pytest.mark.shows("CHK-2")
def test_the_browser_restarted_without_a_line_still_holds_the_journal(
    live_server, playwright_browser, tmp_path
):
    from khuevan.web.tests.browser import FLAGS, chromium

    run, people = seated(2)
    here = door(run)

    def start():
        return playwright_browser.browser_type.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=chromium(), args=FLAGS,
            base_url=live_server.url, locale="vi",
        )  # fmt: skip

    context = start()
    one = Phone(context, f"/training/door/{here.token}/", skew=7 * 60 * 1000).prepare()
    context.set_offline(True)
    one.present(ticket_of(people[0], run.pk))
    written = one.journal()
    context.close()

    context = start()
    context.set_offline(True)
    one = Phone(context, f"/training/door/{here.token}/")
    assert one.journal() == written
    assert one.present(ticket_of(people[0], run.pk)) == "twice"
    context.set_offline(False)
    one.settled()
    events = list(ScanEvent.objects.values_list("body", "at"))
    assert [body for body, _at in events] == one.journal()
    context.close()
    assert abs(events[0][1] - timezone.now()) < timedelta(minutes=1)


def test_the_page_is_whole_for_everybody(phone, axe):
    from khuevan.web.tests.browser import sideways

    run, _people = seated(2)
    one = phone(door(run))
    one.page.set_viewport_size({"width": 320, "height": 640})
    assert (axe(one.page), sideways(one.page)) == ([], [])
    one.prepare()
    one.present("x")
    assert (axe(one.page), sideways(one.page)) == ([], [])
    one.page.click("[data-part=open-substitute]")
    assert (axe(one.page), sideways(one.page)) == ([], [])
