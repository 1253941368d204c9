"""The two commands on a machine that has nothing of ours yet."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from functools import partial
from pathlib import Path

import pytest

from tests.test_house import ROOT, tracked

OURS = (
    "KHUEVAN",
    "DJANGO",
    "DATABASE_URL",
    "SECRET_KEY",
    "BASE_URL",
    "EMAIL_URL",
    "PYTHON",
    "VIRTUAL_ENV",
)


def environment(**extra):
    """As it is at a prompt: nothing of the test run, and not its virtual environment either."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    venv = str(ROOT / ".venv" / "bin")
    kept["PATH"] = ":".join(one for one in kept["PATH"].split(":") if one != venv)
    return kept | extra


def run(*command, cwd, **extra):
    done = subprocess.run(
        command, cwd=cwd, env=environment(**extra), capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def without_network():
    """What to put before a command so that it reaches no network, where the system allows it."""
    command = ["unshare", "--map-root-user", "--net"]
    tried = (
        subprocess.run([*command, "true"], capture_output=True) if shutil.which("unshare") else None
    )
    return command if tried and tried.returncode == 0 else []


@pytest.fixture
def copy(tmp_path):
    """The files of the repository and no others: no git, no virtual environment."""
    folder = tmp_path / "khuevan"
    for path in tracked():
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return folder


class Server:
    """script/server until Ctrl-C."""

    def __init__(self, folder: Path, **extra: str) -> None:
        self.began = time.monotonic()
        self.output = ""
        self.process = subprocess.Popen(
            ["script/server"], cwd=folder, env=environment(**extra), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            # Under nohup Ctrl-C is ignored, and a shell cannot take that back.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        for line in self.process.stdout:
            self.output += line
            if "Khuê Văn is open at" in line:
                break
        else:
            self.process.communicate()
            pytest.fail(f"script/server ended:\n{self.output}")
        self.seconds = time.monotonic() - self.began
        self.url = line.split()[5]

    def page(self):
        with urllib.request.urlopen(self.url, timeout=30) as answer:
            return answer.read().decode()

    def stop(self):
        os.killpg(self.process.pid, signal.SIGINT)  # what a terminal does at Ctrl-C
        self.output += self.process.communicate(timeout=60)[0]
        return self.process.returncode


@contextlib.contextmanager
def server(folder, **extra):
    running = Server(folder, **extra)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


@pytest.mark.shows("SYS-1")
def test_a_copy_opens_without_a_network_and_a_second_time_in_seconds(copy, tmp_path):
    wheelhouse = str(tmp_path / "wheelhouse")
    run("script/wheelhouse", wheelhouse, cwd=ROOT)
    began = time.monotonic()
    run(*without_network(), "script/bootstrap", cwd=copy, WHEELHOUSE=wheelhouse)
    installed = time.monotonic() - began

    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        server(copy, PORT=(port := str(taken.getsockname()[1])), WHEELHOUSE=wheelhouse) as first,
    ):
        assert f"Port {port} is taken by another program; using " in first.output
        assert "Khuê Văn" in first.page()
        assert installed + first.seconds < 300
        assert first.stop() == 0
    assert first.output.endswith("Stopped.\n")
    with pytest.raises(OSError, match="refused"):
        first.page()

    with server(copy, PORT=port, WHEELHOUSE=wheelhouse) as second:
        assert "Installing" not in second.output
        assert second.seconds < 60  # five to ten, when nothing else runs


def test_bootstrap_names_what_is_missing(copy):
    done = subprocess.run(
        ["script/bootstrap"], cwd=copy, env=environment(PYTHON="/no/such/python"),
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(
        "\nKhuê Văn needs Python 3.11 or newer with its venv module, and found none\n"
        "(looked for: /no/such/python).\n"
    )
