"""The e-mail channel of the outbox, and the way into the outbox for packages that send mail."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from email import charset
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address
from django.core.validators import EmailValidator, MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import courier, outbox
from khuevan.kit.courier import Journal, Outcome, Server
from khuevan.kit.models import Message

if TYPE_CHECKING:
    Process = subprocess.Popen[bytes]

LONGEST_ADDRESS = 254  # RFC 5321
OUTBOX_BACKEND = "khuevan.kit.mail.OutboxBackend"
# Quoted-printable: seven bits all the way, so that no server on the road re-codes a signed letter.
_SEVEN_BIT = charset.Charset("utf-8")
_SEVEN_BIT.body_encoding = charset.QP
_METHOD = re.compile(r"^METHOD:([A-Z]+)", re.MULTILINE)
_SECURITY: dict[str, tuple[Literal["plain", "starttls", "tls"], int]] = {
    "smtp": ("plain", 25),
    "smtp+tls": ("starttls", 587),
    "smtps": ("tls", 465),
}


class EmailChannel:
    """Mail through EMAIL_URL; in tests, through whatever Django backend is set."""

    def problem(self, address: str) -> str:
        try:
            EmailValidator()(address)
            MaxLengthValidator(LONGEST_ADDRESS)(address)
            address.encode("ascii")
        except (ValidationError, UnicodeEncodeError):
            return _("“%(address)s” is not an e-mail address.") % {"address": address}
        return ""

    @contextmanager
    def session(self, journal: Journal) -> Iterator[Callable[[Message], Outcome]]:
        url = urlsplit(settings.EMAIL_URL)
        if settings.EMAIL_BACKEND != OUTBOX_BACKEND:
            yield _recorded(journal, _send_through_django)
        elif url.scheme == "file":
            yield _recorded(journal, _FileSink(Path(unquote(url.path))))
        else:
            with _courier(journal, server_of(settings.EMAIL_URL)) as process:
                yield lambda message: _send_through(process, message)


def server_of(email_url: str) -> Server:
    """smtp://, smtp+tls:// (STARTTLS) or smtps://, with user:password@host:port."""
    url = urlsplit(email_url)
    if url.scheme not in _SECURITY or not url.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL must look like smtp+tls://user:password@mail.example.vn:587, "
            "smtps://..., smtp://host:port or file:///folder."
        )
    security, port = _SECURITY[url.scheme]
    return Server(
        host=url.hostname,
        port=url.port or port,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        security=security,
    )


def letter(message: Message) -> EmailMultiAlternatives:
    """Plain text always, HTML and the calendar invitation beside it; a Message-ID that stays."""
    mail = EmailMultiAlternatives(
        subject=" ".join(message.subject.split()),
        body=message.body_text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to_address],
        headers={
            "Date": format_datetime(timezone.localtime()),
            "Message-ID": message_id(message),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    mail.encoding = _SEVEN_BIT
    if message.body_html:
        mail.attach_alternative(message.body_html, "text/html")
    if message.ics:
        method = _METHOD.search(message.ics)
        kind = f"text/calendar; method={method[1]}" if method else "text/calendar"
        mail.attach_alternative(message.ics, kind)
        mail.attach("khuevan.ics", message.ics.encode(), "application/ics")
    return mail


def message_id(message: Message) -> str:
    """The same at every attempt, so that mail programs recognise a second copy."""
    digest = hashlib.sha256(message.key.encode()).hexdigest()[:24]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{message.pk}.{digest}@{domain}>"


def _recorded(journal: Journal, send: Callable[[Message], Outcome]) -> Callable[[Message], Outcome]:
    """For channels of this process: the journal is written around each sending."""

    def recorded(message: Message) -> Outcome:
        journal.note(message.pk, Outcome("handing"))
        outcome = send(message)
        journal.note(message.pk, outcome)
        return outcome

    return recorded


def _send_through_django(message: Message) -> Outcome:
    letter(message).send()
    return Outcome("sent")


class _FileSink:
    """One .eml file per message, for a demonstration without a mail server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, message: Message) -> Outcome:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f"{message.pk}.new"
        draft.write_bytes(letter(message).message().as_bytes())
        draft.rename(self.folder / f"{message.pk:07d}.eml")
        return Outcome("sent")


@contextmanager
def _courier(journal: Journal, server: Server) -> Iterator[Process]:
    with subprocess.Popen(  # noqa: S603 - our own file, no argument from outside
        [sys.executable, "-I", courier.__file__, str(journal.path), str(journal.file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=[journal.file],
        start_new_session=True,
    ) as process:
        _tell(process, json.dumps(asdict(server)).encode() + b"\n")
        yield process


def _send_through(process: Process, message: Message) -> Outcome:
    """One letter to the courier; when the courier is gone, its journal has the last word."""
    mail = letter(message)
    content = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own
    header = {
        "id": message.pk,
        "from": parseaddr(mail.from_email)[1],
        "to": parseaddr(sanitize_address(message.to_address, "utf-8"))[1],
        "size": len(content),
    }
    _tell(process, json.dumps(header).encode() + b"\n" + content)
    assert process.stdout is not None  # noqa: S101 - a pipe, by construction
    answer = process.stdout.readline()
    if not answer:
        raise ConnectionError("the courier ended without an answer")
    return Outcome(**json.loads(answer))


def _tell(process: Process, content: bytes) -> None:
    assert process.stdin is not None  # noqa: S101 - a pipe, by construction
    process.stdin.write(content)
    process.stdin.flush()


class OutboxBackend(BaseEmailBackend):
    """Mail of other packages (password resets) takes the same way: queued, then sent at once."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            for address in mail.recipients():
                outbox.put(
                    f"mail:{hashlib.sha256(mail.message().as_bytes()).hexdigest()[:40]}:{address}",
                    to=address,
                    subject=str(mail.subject),
                    text=str(mail.body),
                    html=_html_of(mail),
                    purpose="account",
                    urgent=True,
                    secret=True,
                )
        return len(email_messages)


def _html_of(mail: EmailMessage) -> str:
    alternatives = getattr(mail, "alternatives", [])
    return next((str(a.content) for a in alternatives if a.mimetype == "text/html"), "")
