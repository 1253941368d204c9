"""A small process that holds the SMTP connection, so that a killed worker loses no answer.

The worker writes letters to its standard input; it hands each to the mail server, writes down
before and after what it does, and answers. It lives in a session of its own: when the worker is
killed, it finishes the letter in hand, writes the server's answer into the journal and ends.
Standard library only: it starts in 50 ms and has little that could break.
See docs/adr/0003-outbox-exactly-once.md.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import signal
import smtplib
import socket
import ssl
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

Word = Literal["handing", "sent", "refused", "later", "unsure", "down"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message.

    sent: accepted. refused: never will be. later: not now. unsure: handed over, answer lost.
    down: the channel cannot be reached, whatever the message. handing: about to be handed over.
    """

    word: Word
    why: str = ""


class Journal:
    """What one session did with each message, on disk before and after it is done.

    Its lock is held as long as the worker or its courier lives, so a journal whose lock can be
    taken belongs to nobody any more, and what it says is final.
    """

    def __init__(self, path: Path, file: int) -> None:
        self.path = path
        self.file = file

    @property
    def name(self) -> str:
        return self.path.stem

    @classmethod
    def create(cls, folder: Path) -> Journal:
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(6)}"
        draft = folder / f"{name}.new"
        file = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        # Only a locked journal gets a name under which others look for abandoned ones.
        path = draft.rename(folder / f"{name}.journal")
        return cls(path, file)

    @classmethod
    def abandoned(cls, folder: Path) -> Iterator[Journal]:
        for path in sorted(folder.glob("*.journal")):
            try:
                file = os.open(path, os.O_RDWR | os.O_APPEND)
            except FileNotFoundError:
                continue  # another worker was faster
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                continue
            journal = cls(path, file)
            yield journal
            journal.close()

    def note(self, message_id: int, outcome: Outcome) -> None:
        line = json.dumps({"id": message_id, "word": outcome.word, "why": outcome.why})
        os.write(self.file, line.encode() + b"\n")
        os.fdatasync(self.file)

    def outcomes(self) -> dict[int, Outcome]:
        """The last word on each message."""
        found: dict[int, Outcome] = {}
        for line in self.path.read_bytes().split(b"\n")[:-1]:  # what lacks its end was never said
            entry = json.loads(line)
            found[entry["id"]] = Outcome(entry["word"], entry["why"])
        return found

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        if self.file >= 0:
            os.close(self.file)
            self.file = -1


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    user: str = ""
    password: str = ""
    security: Literal["plain", "starttls", "tls"] = "plain"
    timeout: float = 60


class Line:
    """One SMTP connection, opened when first needed and again when the server closed it."""

    def __init__(self, server: Server, journal: Journal) -> None:
        self.server = server
        self.journal = journal
        self.smtp: smtplib.SMTP | None = None

    def deliver(self, message_id: int, sender: str, to: str, letter: bytes) -> Outcome:
        """Hand over one letter; everything that can go wrong has its word."""
        try:
            outcome = self._announce(sender, to)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome("down", f"{type(error).__name__}: {error}")
        if outcome:
            return outcome
        self.journal.note(message_id, Outcome("handing"))
        outcome = self._hand_over(letter)
        self.journal.note(message_id, outcome)
        return outcome

    def close(self) -> None:
        if self.smtp:
            self.smtp.close()
        self.smtp = None

    def _announce(self, sender: str, to: str) -> Outcome | None:
        """MAIL, RCPT and DATA; nothing is delivered yet, so a lost connection is tried again."""
        try:
            return self._envelope(sender, to)
        except (smtplib.SMTPServerDisconnected, ConnectionError):
            self.close()
            return self._envelope(sender, to)

    def _envelope(self, sender: str, to: str) -> Outcome | None:
        smtp = self.smtp = self.smtp or connect(self.server)
        for command in (f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>", "DATA"):
            code, answer = smtp.docmd(command)
            if code == 421:
                raise smtplib.SMTPServerDisconnected("the server closes the connection")
            if code >= 400:
                smtp.docmd("RSET")
                return refusal(code, answer)
        return None

    def _hand_over(self, letter: bytes) -> Outcome:
        smtp = self.smtp
        assert smtp is not None  # noqa: S101 - _announce has just spoken with it
        stuffed = re.sub(rb"(?m)^\.", b"..", letter.removesuffix(b"\r\n"))
        try:
            smtp.send(stuffed + b"\r\n.\r\n")
            code, answer = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome("unsure", f"{type(error).__name__}: {error}")
        return Outcome("sent") if code < 400 else refusal(code, answer)


def refusal(code: int, answer: bytes) -> Outcome:
    text = f"{code} {answer.decode('utf-8', 'replace')}"
    return Outcome("refused" if code >= 500 else "later", text)


def connect(server: Server) -> smtplib.SMTP:
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host,
            server.port,
            timeout=server.timeout,
            context=ssl.create_default_context(),
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    if server.security == "starttls":
        smtp.starttls(context=ssl.create_default_context())
    smtp.ehlo_or_helo_if_needed()
    if server.user:
        smtp.login(server.user, server.password)
    return smtp


def serve(requests: BinaryIO, answers: BinaryIO, journal: Journal) -> None:
    """First line: the server. Then letters: a line of JSON with the size, and so many bytes."""
    line = Line(Server(**json.loads(requests.readline())), journal)
    while header := requests.readline():
        letter = json.loads(header)
        content = requests.read(letter["size"])
        if len(content) < letter["size"]:
            break  # the worker died while writing: nothing was handed over
        outcome = line.deliver(letter["id"], letter["from"], letter["to"], content)
        answers.write(json.dumps({"word": outcome.word, "why": outcome.why}).encode() + b"\n")
        answers.flush()
    if line.smtp:
        line.smtp.quit()


def main(path: str, file: int) -> None:
    # The worker tells when to end by closing the pipe; a signal must not cut a letter in two.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer, Journal(Path(path), file))
    except BrokenPipeError:
        os._exit(0)  # the worker is gone; the journal has the answer


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
