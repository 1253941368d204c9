"""A whole outbox in processes of its own: database, SMTP server, and a worker to be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from khuevan.kit.tests import smtp_sink

FILL = """
from django.db import transaction
from khuevan.kit import outbox
with transaction.atomic():
    for n in range({count}):
        outbox.put(f"plan:1:reminder:{{n}}", to=f"unit{{n}}@example.vn", urgent=True,
                   subject="Nhắc: báo cáo quý I", text="Kính gửi đơn vị,\\n\\nHạn: 05/01/2026.")
"""
STATES = """
import json
from khuevan.kit.models import Message
print(json.dumps(dict(Message.objects.values_list("to_address", "state"))))
"""
WORKERS = """
from khuevan.kit.models import WorkerBeat
print(WorkerBeat.objects.count())
"""


class Office:
    """An installation in `folder`; `seconds` is what the SMTP server takes for each letter."""

    def __init__(self, folder: Path, seconds: float = 0, database_url: str = "") -> None:
        self.folder = folder
        self.letters = folder / "letters"
        self.letters.mkdir()
        self.sink = subprocess.Popen(  # noqa: S603
            [sys.executable, smtp_sink.__file__, str(self.letters), str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        port = self.sink.stdout.readline().strip()
        self.environment = {
            **os.environ,
            "KHUEVAN_ENV": "test",
            "KHUEVAN_VAR": str(folder),
            "DATABASE_URL": database_url or f"sqlite:///{folder / 'db.sqlite3'}",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "MAIL_FROM": "khuevan@example.vn",
        }

    def command(self, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "khuevan.web.manage", *arguments],
            env=self.environment, check=False, capture_output=True, text=True, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fill(self, count: int) -> None:
        self.command("migrate", "--verbosity", "0")
        self.command("shell", "--no-imports", "-c", FILL.format(count=count))

    def states(self) -> dict[str, str]:
        """{address: state} of every message."""
        return json.loads(self.command("shell", "--no-imports", "-c", STATES))

    def wait_until_settled(self, seconds: float = 120) -> None:
        until = time.monotonic() + seconds
        while {"queued", "sending"} & set(self.states().values()):
            assert time.monotonic() < until, Counter(self.states().values())

    def wait_for_workers(self, names: int, seconds: float = 120) -> None:
        """Until so many workers, killed ones counted, have said that they live."""
        until = time.monotonic() + seconds
        while int(self.command("shell", "--no-imports", "-c", WORKERS)) < names:
            assert time.monotonic() < until, "a worker did not start"

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen]:
        process = subprocess.Popen(
            [sys.executable, "-m", "khuevan.web.manage", "worker", "--interval", "0.2"],
            env=self.environment, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def arrived(self) -> Counter[str]:
        return Counter(to for to, _content in smtp_sink.letters(self.letters))

    def count(self) -> int:
        return sum(1 for name in os.listdir(self.letters) if name.endswith(".letter"))

    def wait_for(self, letters: int, seconds: float = 300) -> None:
        until = time.monotonic() + seconds
        while self.count() < letters:
            assert time.monotonic() < until, f"{self.count()} of {letters} letters"
            time.sleep(0.01)

    def close(self) -> None:
        self.sink.stdin.close()
        self.sink.stdout.close()
        self.sink.wait()


def kill_with_children(pid: int) -> None:
    """kill -9 for the worker and its courier in the same moment."""
    children = Path(f"/proc/{pid}/task").glob("*/children")
    pids = [int(child) for path in children for child in path.read_text().split()]
    for one in (*pids, pid):
        os.kill(one, signal.SIGKILL)
