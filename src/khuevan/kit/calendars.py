"""Calendar files that real clients read: feeds, and invitations that ride in an e-mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneStandard,
    vCalAddress,
    vText,
    vUri,
)
from icalendar.prop import vUTCOffset

from khuevan.kit.vietnamese import nfc

ZONE = "Asia/Ho_Chi_Minh"
_ZONE = ZoneInfo(ZONE)
CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Khue Van//Calendar//VI"

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]
Method = Literal["PUBLISH", "REQUEST", "CANCEL"]
When = date | datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. Dates are whole days and `end` is the last of them; times must know their zone.

    A change keeps `uid` and raises `sequence`. `rdates` are the other dates of a series (lunar
    festivals). Each date becomes an event of its own: of a series written as RDATE, ical.js
    forgets the first date and libical shows it twice and takes the others for UTC.
    """

    uid: str
    start: When
    summary: str
    end: When | None = None
    sequence: int = 0
    description: str = ""
    location: str = ""
    url: str = ""
    status: Status = "CONFIRMED"
    organizer: str = ""  # an e-mail address
    organizer_name: str = ""
    attendee: str = ""
    attendee_name: str = ""
    rdates: tuple[When, ...] = ()
    changed_at: datetime | None = None


def feed(name: str, entries: Iterable[Entry], *, method: Method | None = None) -> bytes:
    """The calendar file of these entries, RFC 5545: CRLF, lines of at most 75 octets."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("name", nfc(name))
        calendar.add("x-wr-calname", nfc(name))
    calendar.add("x-wr-timezone", ZONE)
    calendar.add_component(_zone())
    for entry in entries:
        for single in _each_date(entry):
            calendar.add_component(_event(single))
    return bytes(calendar.to_ical())


def invitation(entry: Entry) -> str:
    """What `outbox.put(ics=...)` takes: a request, or a cancellation of what was requested."""
    method: Method = "CANCEL" if entry.status == "CANCELLED" else "REQUEST"
    return feed("", [entry], method=method).decode()


def _zone() -> Timezone:
    """Viet Nam keeps UTC+7 all year, since 13 June 1975."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1975, 6, 13))  # local by definition
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard["tzoffsetto"] = vUTCOffset(timedelta(hours=7))
    standard.add("tzname", "+07")
    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add_component(standard)
    return zone


def _each_date(entry: Entry) -> Iterator[Entry]:
    yield replace(entry, rdates=())
    for start in sorted({*entry.rdates} - {entry.start}):
        end = start + (entry.end - entry.start) if entry.end else None
        uid = f"{start:%Y%m%d}-{entry.uid}"
        yield replace(entry, uid=uid, start=start, end=end, rdates=())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", (entry.changed_at or datetime.now(UTC)).astimezone(UTC))
    event.add("dtstart", _local(entry.start))
    event.add("dtend", _end(entry))
    event.add("sequence", entry.sequence)
    event.add("status", entry.status)
    event.add("summary", nfc(entry.summary))
    for name in ("description", "location"):
        if text := getattr(entry, name):
            event.add(name, vText(nfc(text)))
    if entry.url:
        event.add("url", vUri(entry.url))
    if not isinstance(entry.start, datetime):
        event.add("transp", "TRANSPARENT")  # a deadline does not make its day busy
    _add_people(event, entry)
    return event


def _add_people(event: Event, entry: Entry) -> None:
    if entry.organizer:
        event.add("organizer", _address(entry.organizer, entry.organizer_name))
    if entry.attendee:
        attendee = _address(entry.attendee, entry.attendee_name)
        attendee.params["PARTSTAT"] = "NEEDS-ACTION"
        attendee.params["RSVP"] = "FALSE"
        event.add("attendee", attendee)


def _address(address: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    if name:
        found.params["CN"] = nfc(name)
    return found


def _end(entry: Entry) -> When:
    """The file's end is the first moment that no longer belongs: for days, the day after."""
    if isinstance(entry.start, datetime):
        return _local(entry.end or entry.start + timedelta(hours=1))
    return (entry.end or entry.start) + timedelta(days=1)


def _local(moment: When) -> When:
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError("a time in a calendar must know its zone")
    return moment.astimezone(_ZONE)
