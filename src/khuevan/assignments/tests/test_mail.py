from __future__ import annotations

import email
import email.policy
from datetime import date, timedelta

import icalendar
import pytest
from django.utils import timezone

from khuevan.assignments import actions
from khuevan.assignments.models import Assignment
from khuevan.assignments.tests import factories
from khuevan.kit import audit, delivery, mail
from khuevan.kit.tests import smtp_sink

pytestmark = pytest.mark.django_db
OFFICE = audit.NamedActor("Trần Thị Bình")
WHY = "Thành phố đã chuyển việc này sang quý sau"
DUE = date(2099, 11, 20)


@pytest.fixture
def sink(tmp_path, settings):
    """A real SMTP server, and our settings pointing at it."""
    folder = tmp_path / "letters"
    folder.mkdir()
    server = smtp_sink.controller(folder)
    server.start()
    settings.VAR = tmp_path
    settings.EMAIL_BACKEND = mail.OUTBOX_BACKEND
    settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
    settings.MAIL_FROM = "Sở Văn hóa và Thể thao <khuevan@example.vn>"
    settings.DEFAULT_FROM_EMAIL = settings.MAIL_FROM
    yield folder
    server.stop()


def delivered(folder):
    """The letters in order; far enough ahead that neither night nor digest holds them back."""
    noon = timezone.localtime().replace(hour=12) + timedelta(days=2)
    delivery.deliver_due(noon)
    return [
        (to, email.message_from_bytes(content, policy=email.policy.default))
        for to, content in smtp_sink.letters(folder)
    ]


def event(letter):
    """(method in the header, method in the file, UID, SEQUENCE, STATUS, day, attendee)"""
    (part,) = [p for p in letter.walk() if p.get_content_type() == "text/calendar"]
    calendar = icalendar.Calendar.from_ical(part.get_content())
    (one,) = calendar.walk("VEVENT")
    assert one.errors == []
    return (
        part.get_param("method"), str(calendar["METHOD"]), str(one["UID"]), one["SEQUENCE"],
        str(one["STATUS"]), one["DTSTART"].dt, str(one["ATTENDEE"]),
    )  # fmt: skip


@pytest.mark.shows("SYS-7", "CAL-3")
def test_invitation_change_and_cancellation_reach_the_calendar_as_one_event(sink):
    plan = factories.approved()
    factories.task(plan, factories.ward(mail="a@example.vn"), due=DUE, text="Cử công chức.")
    factories.dispatch(plan)
    own = Assignment.objects.get()
    actions.postpone(own, DUE + timedelta(days=7), why=WHY, by=OFFICE)
    actions.cancel(own, why=WHY, by=OFFICE)

    letters = delivered(sink)

    uid, to = f"assignment-{own.pk}@khuevan", "mailto:a@example.vn"
    assert [address for address, _letter in letters] == ["a@example.vn"] * 3
    assert [event(letter) for _to, letter in letters] == [
        ("REQUEST", "REQUEST", uid, 0, "CONFIRMED", DUE, to),
        ("REQUEST", "REQUEST", uid, 1, "CONFIRMED", DUE + timedelta(days=7), to),
        ("CANCEL", "CANCEL", uid, 2, "CANCELLED", DUE + timedelta(days=7), to),
    ]


@pytest.mark.shows("SYS-7")
def test_every_letter_is_whole_without_its_calendar(sink):
    plan = factories.approved(number="12/KH-SVHTT", date=date(2026, 1, 5), title="Kế hoạch thử")
    factories.task(plan, factories.ward(mail="a@example.vn"), due=DUE, text="Cử công chức.")
    factories.dispatch(plan)

    ((_to, letter),) = delivered(sink)

    text = letter.get_body(("plain",)).get_content()
    assert letter.defects == []
    assert str(letter["Subject"]) == "1 nhiệm vụ của 12/KH-SVHTT"
    for words in ("12/KH-SVHTT ngày 05/01/2026", "Cử công chức.", "Hạn: 20/11/2099", "/u/"):
        assert words in text
    assert text.count("http") == 1
