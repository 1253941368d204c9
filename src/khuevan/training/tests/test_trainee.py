from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from khuevan.kit.logs import HideTokens
from khuevan.training import tickets
from khuevan.training.enums import RunState
from khuevan.training.tests import programme

pytestmark = pytest.mark.django_db
NINE = timezone.make_aware(datetime(2025, 11, 20, 8, 0))


@pytest.fixture
def nominee():
    run = programme.run(starts_at=NINE, ends_at=NINE + timedelta(hours=4), venue=programme.venue())
    return programme.nominee(programme.seat(run, programme.ward("Phường Bồ Đề")))


@pytest.fixture
def address(nominee):
    return f"/training/t/{tickets.ticket_of(nominee, nominee.seat.run_id)}/"


def test_a_ticket_opens_the_own_page_with_time_and_place(client, nominee, address):
    page = client.get(address)
    assert page.status_code == 200
    words = page.content.decode()
    for told in ("08:00", "Khách sạn Hòa Bình", "Nguyễn Thị Hoa", "Phường Bồ Đề"):
        assert told in words


def test_the_calendar_entry_follows_the_class(client, nominee, address):
    run = nominee.seat.run
    run.revision = 3
    run.save()
    [event] = Calendar.from_ical(client.get(f"{address}class.ics").content).walk("VEVENT")
    assert event["UID"] == f"nomination-{nominee.pk}@khuevan"
    assert (int(event["SEQUENCE"]), event["STATUS"]) == (3, "CONFIRMED")
    assert event.decoded("DTSTART") == NINE

    run.state = RunState.CANCELLED
    run.save()
    [event] = Calendar.from_ical(client.get(f"{address}class.ics").content).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"


def test_without_a_day_there_is_no_calendar_entry(client):
    run = programme.run()
    nominee = programme.nominee(programme.seat(run))
    address = f"/training/t/{tickets.ticket_of(nominee, run.pk)}/"
    assert "chưa ấn định" in client.get(address).content.decode()
    assert client.get(f"{address}class.ics").status_code == 404


def test_a_forged_ticket_and_one_of_another_class_open_nothing(client, nominee, address):
    other = programme.run(owner=nominee.seat.run.owner)
    ours = tickets.base36(nominee.seat.run_id)
    forged = tickets.ticket_of(nominee, nominee.seat.run_id).replace(
        f"KV1.{ours}.", f"KV1.{tickets.base36(other.pk)}."
    )
    last = "B" if address.endswith("A/") else "A"
    for token in (forged, "KV1.1.1.AAAAAAAAAAAAAAAAAAAA", "nothing", f"{address[12:-2]}{last}"):
        page = client.get(f"/training/t/{token}/")
        assert page.status_code == 403
        assert "Nguyễn Thị Hoa" not in page.content.decode()


def test_the_ticket_of_who_was_replaced_says_so(client, nominee, address):
    nominee.ended_at = timezone.now()
    nominee.save()
    page = client.get(address)
    assert page.status_code == 410
    assert "không còn là của" in page.content.decode()


def test_no_log_line_holds_a_ticket(address):
    record = logging.LogRecord("x", 20, "", 0, "GET %s 200", (address.lower(),), None)
    HideTokens().filter(record)
    assert tickets.parse(address.split("/")[-2]).signature.lower() not in record.getMessage()
