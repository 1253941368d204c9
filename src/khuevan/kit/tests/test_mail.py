from __future__ import annotations

import email
import email.policy
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, send_mail
from django.utils import translation

from khuevan.kit import delivery, mail, outbox
from khuevan.kit.calendars import Entry, invitation
from khuevan.kit.courier import Server
from khuevan.kit.models import Message, MessageState
from khuevan.kit.tests import smtp_sink

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 1, 5, 9, 0, tzinfo=HANOI)
MEETING = Entry(
    uid="meeting-1@khuevan",
    start=datetime(2026, 1, 8, 8, 0, tzinfo=HANOI),
    summary="Họp giao ban về thông tin đối ngoại của thành phố, quý I năm 2026",
    organizer="office@example.vn",
    attendee="ward@example.vn",
)
TEXT = "Kính gửi đơn vị,\n\n.Dòng mở đầu bằng dấu chấm\n" + "Một dòng rất dài " * 80 + "\n"


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
    settings.DEFAULT_FROM_EMAIL = "Sở Văn hóa và Thể thao <khuevan@example.vn>"
    with translation.override("en"):
        yield folder
    server.stop()


def queue(to: str = "ward@example.vn", **changes) -> Message:
    wanted = {"to": to, "subject": "Nhắc việc: Báo cáo quý I", "text": TEXT,
              "not_before": MORNING - timedelta(hours=1), **changes}  # fmt: skip
    return outbox.put(f"test:{to}", **wanted)


def received(folder):
    return [
        (to, email.message_from_bytes(content, policy=email.policy.default))
        for to, content in smtp_sink.letters(folder)
    ]


def parts(letter):
    return [part for part in letter.walk() if not part.is_multipart()]


@pytest.mark.shows("SYS-7")
def test_a_letter_with_an_invitation_is_valid_mime(sink):
    message = queue(html="<p>Kính gửi đơn vị</p>", ics=invitation(MEETING))

    delivery.deliver_due(MORNING)

    [(to, letter)] = received(sink)
    assert to == "ward@example.vn"
    assert [part.defects for part in letter.walk() if part.defects] == []
    assert [header.defects for header in letter.values() if header.defects] == []
    assert letter["Subject"] == "Nhắc việc: Báo cáo quý I"
    assert letter["From"] == "Sở Văn hóa và Thể thao <khuevan@example.vn>"
    assert letter["To"] == "ward@example.vn"
    assert letter["Message-ID"] == mail.message_id(message)
    assert letter["Date"].datetime.utcoffset() == timedelta(hours=7)
    assert [part.get_content_type() for part in parts(letter)] == [
        "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    assert parts(letter)[0].get_content().splitlines() == TEXT.splitlines()
    assert parts(letter)[2].get_param("method") == "REQUEST"
    for calendar in (parts(letter)[2].get_content(), parts(letter)[3].get_content()):
        event = icalendar.Calendar.from_ical(calendar).events[0]
        assert (str(event["uid"]), str(event["summary"])) == (MEETING.uid, MEETING.summary)


@pytest.mark.shows("SYS-7")
def test_a_letter_is_seven_bits_and_short_lines_so_that_a_signature_holds(sink):
    queue(ics=invitation(MEETING))

    delivery.deliver_due(MORNING)

    [(_to, content)] = smtp_sink.letters(sink)
    assert max(content) < 128
    assert max(len(line) for line in content.split(b"\r\n")) <= 78
    assert b"\n" not in content.replace(b"\r\n", b"")
    headers = content.partition(b"\r\n\r\n")[0]
    for name in (b"From", b"To", b"Subject", b"Date", b"Message-ID", b"MIME-Version"):
        assert len(re.findall(rb"(?m)^" + name + rb": ", headers)) == 1


@pytest.mark.shows("SYS-7")
def test_a_cancellation_says_so(sink):
    queue(ics=invitation(replace(MEETING, status="CANCELLED", sequence=1)))

    delivery.deliver_due(MORNING)

    [(_to, letter)] = received(sink)
    assert parts(letter)[1].get_param("method") == "CANCEL"


@pytest.mark.shows("SYS-7")
def test_a_letter_without_calendar_is_plain_text(sink):
    queue()

    delivery.deliver_due(MORNING)

    [(_to, letter)] = received(sink)
    assert [part.get_content_type() for part in parts(letter)] == ["text/plain"]
    assert letter.get_content().splitlines() == TEXT.splitlines()


def test_the_servers_answers_are_written_down(sink):
    for name in ("refuse@example.vn", "later@example.vn", "ward@example.vn"):
        queue(name)

    delivery.deliver_due(MORNING)

    assert list(Message.objects.order_by("pk").values_list("state", "last_error")) == [
        (MessageState.FAILED, "550 5.1.1 no such mailbox"),
        (MessageState.QUEUED, "451 4.7.1 greylisted, come back"),
        (MessageState.SENT, ""),
    ]
    assert [to for to, _letter in received(sink)] == ["ward@example.vn"]


def test_an_answer_lost_on_the_line_is_asked_about_and_never_sent_again(sink):
    queue("hangup@example.vn")
    queue("ward@example.vn")

    delivery.deliver_due(MORNING)
    delivery.deliver_due(MORNING + timedelta(days=1))

    assert dict(Message.objects.values_list("to_address", "state")) == {
        "hangup@example.vn": MessageState.UNSURE, "ward@example.vn": MessageState.SENT,
    }  # fmt: skip
    assert [to for to, _letter in received(sink)] == ["hangup@example.vn", "ward@example.vn"]


def test_a_server_that_is_down_costs_nothing(sink, settings):
    queue()
    settings.EMAIL_URL = "smtp://127.0.0.1:1"

    delivery.deliver_due(MORNING)

    message = Message.objects.get()
    assert (message.state, message.attempts) == (MessageState.QUEUED, 0)
    assert "ConnectionRefusedError" in message.last_error
    assert message.not_before == MORNING + timedelta(minutes=1)


def test_one_connection_carries_many_letters(sink):
    for n in range(45):
        queue(f"w{n}@example.vn")

    assert delivery.deliver_due(MORNING) == 45
    assert [to for to, _letter in received(sink)] == [f"w{n}@example.vn" for n in range(45)]


def test_the_same_message_has_the_same_id_at_every_attempt():
    message = queue()

    assert mail.message_id(message) == mail.message_id(Message.objects.get())
    assert mail.letter(message).message()["Message-ID"] == mail.message_id(message)


def test_a_subject_cannot_smuggle_a_header():
    message = queue(subject="Nhắc\r\nBcc: all@example.vn")

    letter = mail.letter(message).message()

    assert letter["Bcc"] is None


def test_a_folder_takes_the_place_of_a_server(tmp_path, settings):
    settings.VAR = tmp_path
    settings.EMAIL_BACKEND = mail.OUTBOX_BACKEND
    settings.EMAIL_URL = f"file://{quote(str(tmp_path / 'thư đi'))}"
    message = queue()

    delivery.deliver_due(MORNING)

    [file] = (tmp_path / "thư đi").iterdir()
    assert file.name == f"{message.pk:07d}.eml"
    assert email.message_from_bytes(file.read_bytes())["To"] == "ward@example.vn"


def test_other_packages_mail_goes_through_the_outbox(settings):
    settings.EMAIL_BACKEND = mail.OUTBOX_BACKEND
    send_mail("Đặt lại mật khẩu", "Bấm vào đây", None, ["yen@example.vn"])
    twofold = EmailMultiAlternatives("Mã", "123456", None, ["ha@example.vn", "ba@example.vn"])
    twofold.attach_alternative("<p>123456</p>", "text/html")
    twofold.send()

    rows = Message.objects.order_by("pk").values_list(
        "to_address", "subject", "body_text", "body_html", "urgent", "secret"
    )
    assert list(rows) == [
        ("yen@example.vn", "Đặt lại mật khẩu", "Bấm vào đây", "", True, True),
        ("ha@example.vn", "Mã", "123456", "<p>123456</p>", True, True),
        ("ba@example.vn", "Mã", "123456", "<p>123456</p>", True, True),
    ]


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.vn", Server("mail.example.vn", 25)),
        ("smtp+tls://u%40x:p%3Aw@mail.example.vn",
         Server("mail.example.vn", 587, "u@x", "p:w", "starttls")),
        ("smtps://mail.example.vn:4650", Server("mail.example.vn", 4650, security="tls")),
    ],
)  # fmt: skip
def test_email_url(url, server):
    assert mail.server_of(url) == server


@pytest.mark.parametrize("url", ["", "mail.example.vn", "http://mail.example.vn", "smtp://"])
def test_a_wrong_email_url_says_what_to_write(url):
    with pytest.raises(ImproperlyConfigured, match=r"EMAIL_URL must look like smtp\+tls://"):
        mail.server_of(url)


def test_the_courier_needs_nothing_but_the_standard_library():
    """It starts at each delivery, so it must start fast."""
    import subprocess
    import sys

    from khuevan.kit import courier

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-S", "-X", "importtime", courier.__file__, "/dev/null", "0"],
        input=json.dumps({"host": "x", "port": 1}).encode() + b"\n",
        capture_output=True, check=True, timeout=20,
    )  # fmt: skip
    assert b"django" not in done.stderr
