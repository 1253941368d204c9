"""A real SMTP server that keeps every letter it accepts, duplicates and all.

`python smtp_sink.py FOLDER [SECONDS]` prints its port; each letter takes SECONDS to accept and is
then a file in FOLDER. Recipients named refuse@..., later@..., hangup@... get what they ask for.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from contextlib import suppress
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    def __init__(self, folder: Path, seconds: float = 0) -> None:
        self.folder = folder
        self.seconds = seconds
        self.numbers = itertools.count(1)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        name = address.partition("@")[0]
        if name == "refuse":
            return "550 5.1.1 no such mailbox"
        if name == "later":
            return "451 4.7.1 greylisted, come back"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.seconds)
        # The file exists under its name once the letter is accepted, not before.
        draft = self.folder / f"{next(self.numbers):06d}.new"
        draft.write_bytes(json.dumps(envelope.rcpt_tos).encode() + b"\n" + envelope.content)
        draft.rename(draft.with_suffix(".letter"))
        if envelope.rcpt_tos[0].startswith("hangup"):
            server.transport.close()
        return "250 OK"


def letters(folder: Path) -> list[tuple[str, bytes]]:
    """[(recipient, content)] in the order of acceptance."""
    found = []
    for path in sorted(folder.glob("*.letter")):
        recipients, _newline, content = path.read_bytes().partition(b"\n")
        found += [(recipient, content) for recipient in json.loads(recipients)]
    return found


class OnAnyPort(Controller):
    """A controller that finds a free port instead of being told one."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def controller(folder: Path, seconds: float = 0) -> Controller:
    return OnAnyPort(Sink(folder, seconds), hostname="127.0.0.1", port=0)


def main(folder: str, seconds: str = "0") -> None:
    server = controller(Path(folder), float(seconds))
    server.start()
    print(server.port, flush=True)
    with suppress(KeyboardInterrupt):
        sys.stdin.read()  # until whoever started us closes the pipe
    server.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
