from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuevan.kit.calendars import Entry, feed, invitation
from khuevan.kit.lunar import LunarDay
from khuevan.kit.recurrence import Every, Recurrence
from khuevan.kit.tests import calendar_clients as clients
from khuevan.kit.vietnamese import nfc
from khuevan.kit.workdays import Calendar

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
CHANGED = datetime(2026, 1, 1, 2, 3, 4, tzinfo=UTC)
DEADLINE = Entry(
    uid="assignment-7@khuevan",
    start=date(2026, 3, 31),
    summary="Hạn: Báo cáo kết quả thực hiện nhiệm vụ thông tin đối ngoại; quý I, năm 2026 – nộp Sở",
    description="Theo mục II.2 của Kế hoạch số 48/KH-UBND.\nViệc cần làm: báo cáo\\nộp, ký số.",
    url="https://khuevan.example.vn/a/7?x=1,2;y=3",
    changed_at=CHANGED,
)
MEETING = Entry(
    uid="meeting-1@khuevan",
    start=datetime(2026, 1, 5, 8, 0, tzinfo=HANOI),
    end=datetime(2026, 1, 5, 11, 30, tzinfo=HANOI),
    summary="Họp giao ban",
    location="Phòng 201, 47 Hàng Dầu",
    changed_at=CHANGED,
)
FESTIVAL_DAYS = tuple(
    Recurrence(Every.LUNAR, LunarDay(5, 1)).occurrences(
        date(2025, 1, 1), date(2034, 12, 31), Calendar()
    )
)
FESTIVAL = Entry(
    uid="dong-da@khuevan",
    start=FESTIVAL_DAYS[0],
    rdates=FESTIVAL_DAYS[1:],
    summary="Giỗ trận Đống Đa (mồng 5 tháng Giêng)",
    changed_at=CHANGED,
)
CANCELLED = Entry(
    uid="class-3@khuevan",
    start=datetime(2026, 5, 4, 1, 0, tzinfo=UTC),
    summary="Lớp tập huấn",
    status="CANCELLED",
    sequence=2,
    changed_at=CHANGED,
)
OFFICE = [DEADLINE, MEETING, FESTIVAL, CANCELLED]
EXPECTED = sorted([
    ("assignment-7@khuevan", "2026-03-31", "CONFIRMED"),
    ("meeting-1@khuevan", "2026-01-05T08:00+07:00", "CONFIRMED"),
    ("class-3@khuevan", "2026-05-04T08:00+07:00", "CANCELLED"),
    ("dong-da@khuevan", "2025-02-02", "CONFIRMED"),
    *(
        (f"{day:%Y%m%d}-dong-da@khuevan", f"{day}", "CONFIRMED")
        for day in FESTIVAL_DAYS[1:]
    ),
])  # fmt: skip


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "office.ics"
    path.write_bytes(feed("Hạn của phường", OFFICE))
    return path


@pytest.mark.shows("CAL-1", "CAL-2")
def test_python_icalendar_sees_what_we_wrote():
    assert clients.python_icalendar(feed("Hạn của phường", OFFICE)) == EXPECTED


@pytest.mark.shows("CAL-1", "CAL-2")
def test_recurring_ical_events_sees_what_we_wrote():
    assert clients.recurring(feed("Hạn của phường", OFFICE)) == EXPECTED


@pytest.mark.shows("CAL-1", "CAL-2")
def test_ical_js_sees_what_we_wrote(file):
    assert clients.ical_js(file) == EXPECTED


@pytest.mark.shows("CAL-1", "CAL-2")
def test_libical_sees_what_we_wrote(file):
    assert clients.libical(file) == EXPECTED


@pytest.mark.shows("CAL-1", "CAL-2")
def test_khal_imports_and_lists_what_we_wrote(file, tmp_path):
    assert clients.khal(file, tmp_path) == EXPECTED


@pytest.mark.shows("CAL-1")
def test_times_are_seven_hours_before_utc():
    event = icalendar.Calendar.from_ical(feed("", [CANCELLED])).events[0]

    assert event["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert event.start == datetime(2026, 5, 4, 8, 0, tzinfo=HANOI)
    assert event.start.astimezone(UTC) == datetime(2026, 5, 4, 1, 0, tzinfo=UTC)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=200)


@pytest.mark.shows("CAL-1")
@settings(max_examples=60)
@given(summary=TEXT, description=TEXT, name=TEXT)
def test_any_text_keeps_lines_within_75_octets_and_comes_back(summary, description, name):
    entry = replace(DEADLINE, summary=summary, description=description)
    content = feed(name, [entry])

    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in lines:
        line.decode()  # no letter is cut in two
    event = icalendar.Calendar.from_ical(content).events[0]
    assert str(event["summary"]) == nfc(summary)


@pytest.mark.shows("CAL-3")
def test_a_moved_and_cancelled_event_stays_one_event():
    moved = replace(MEETING, start=MEETING.start + timedelta(days=1), end=None, sequence=1)
    cancelled = replace(moved, sequence=2, status="CANCELLED")

    files = [feed("", [entry]) for entry in (MEETING, moved, cancelled)]

    events = [icalendar.Calendar.from_ical(content).events[0] for content in files]
    assert [(e["uid"], e["sequence"], e["status"]) for e in events] == [
        ("meeting-1@khuevan", 0, "CONFIRMED"),
        ("meeting-1@khuevan", 1, "CONFIRMED"),
        ("meeting-1@khuevan", 2, "CANCELLED"),
    ]


@pytest.mark.parametrize(("status", "method"), [("CONFIRMED", "REQUEST"), ("CANCELLED", "CANCEL")])
def test_an_invitation_says_what_it_asks(status, method):
    entry = replace(
        MEETING, status=status, organizer="office@example.vn", organizer_name="Sở Văn hóa",
        attendee="ward@example.vn", attendee_name="UBND phường; Ba Đình",
    )  # fmt: skip

    calendar = icalendar.Calendar.from_ical(invitation(entry))

    event = calendar.events[0]
    assert calendar["method"] == method
    assert event["organizer"] == "mailto:office@example.vn"
    assert event["attendee"].params["CN"] == "UBND phường; Ba Đình"


def test_a_day_ends_where_the_next_begins():
    event = icalendar.Calendar.from_ical(feed("", [DEADLINE])).events[0]

    assert (event.start, event.end) == (date(2026, 3, 31), date(2026, 4, 1))


def test_the_same_entries_give_the_same_file():
    assert feed("Lịch", OFFICE) == feed("Lịch", OFFICE)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        feed("", [replace(MEETING, start=datetime(2026, 1, 5, 8, 0))])


def test_an_empty_feed_is_a_calendar():
    assert clients.python_icalendar(feed("Hạn", [])) == []
