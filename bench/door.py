"""Check-ins a second through our door's endpoint and through pretix's own, side by side.

    python bench/door.py --pretix ENVIRONMENT [--database FILE] [--check-ins 240]

ENVIRONMENT: a virtual environment that holds pretix and granian (python -m venv E; E/bin/pip install
pretix granian). Without it only ours is measured. Both run behind granian, one worker, four threads,
their own SQLite file, in the same minutes: blocks of ours and of pretix's take turns, after a warming
block of each. One request is one ticket, as pretix's endpoint takes them (``checkinrpc/redeem``); what a
phone does that comes back with a hundred lines is given beside it. ``--database``: a file that pretix has
migrated already (python -m pretix migrate takes minutes); it is copied, not changed.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bench.national import free_port, wait_for
from bench.reports_load import machine

DOORS = 4
BLOCKS = 6
Ask = Callable[[http.client.HTTPConnection, int, int], None]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--pretix", type=Path)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--check-ins", type=int, default=240)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(machine())
        total = options.check_ins * 2 + 200
        sides: dict[str, Side] = {}
        try:
            if options.pretix:
                sides["pretix"] = Pretix(Path(folder), total, options)
            sides["ours"] = Ours(Path(folder), total)
            measure(sides, options.check_ins)
        finally:
            for side in sides.values():
                side.server.terminate()
                side.server.wait(20)


class Side:
    """A server and how to check somebody in there."""

    port: int
    server: subprocess.Popen

    def serve(self, python: str, application: str, environment: dict[str, str]) -> None:
        self.port = free_port()
        command = [
            python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port",
            str(self.port), "--workers", "1", "--blocking-threads", "4", "--no-ws", "--no-access-log",
            "--log-level", "error", application,
        ]  # fmt: skip
        self.server = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self.port)

    stumbled = 0

    def post(
        self, wire: http.client.HTTPConnection, path: str, body: object, **headers: str
    ) -> dict:
        """A server that stumbles (its database was locked) is asked again; it is counted."""
        for _again in range(20):
            wire.request(
                "POST", path, json.dumps(body), {"Content-Type": "application/json", **headers}
            )
            answer = wire.getresponse()
            content = answer.read()
            if answer.status < 500:
                break
            self.stumbled += 1
        if answer.status >= 300:
            raise SystemExit(f"{path}: {answer.status} {content[:300]!r}")
        return json.loads(content)


class Ours(Side):
    def __init__(self, folder: Path, total: int) -> None:
        environment = {
            **os.environ, "KHUEVAN_ENV": "demo", "KHUEVAN_VAR": str(folder / "ours"),
            "DATABASE_URL": f"sqlite:///{folder}/ours.sqlite3", "PYTHONPATH": f"{HOUSE}:{HOUSE / 'src'}",
            "DJANGO_SETTINGS_MODULE": "khuevan.web.settings",
        }  # fmt: skip
        os.environ |= environment
        from bench import door_seed

        self.seed = door_seed
        facts = door_seed.fill(total, DOORS)
        self.tokens, self.tickets = facts["tokens"], facts["tickets"]
        self.phones = [secrets.token_hex(16) for _ in range(DOORS)]
        self.seqs = [0] * DOORS
        self.heard = [0] * DOORS  # how far each phone has heard of the other doors
        self.serve(sys.executable, "khuevan.web.wsgi:application", environment)

    def line(self, door: int, number: int) -> str:
        self.seqs[door] += 1
        return json.dumps({
            "seq": self.seqs[door], "at": int(time.time() * 1000), "off": 0, "kind": "scan",
            "ticket": self.tickets[number], "said": "in",
        })  # fmt: skip

    def send(self, wire: http.client.HTTPConnection, door: int, lines: list[str]) -> None:
        body = {
            "phone": self.phones[door],
            "lines": lines,
            "since": self.heard[door],
            "claimed": self.seqs[door],
        }
        path = f"/training/door/{self.tokens[door]}/scans/"
        answer = self.post(wire, path, body)
        assert len(answer["kept"]) == len(lines)
        self.heard[door] = answer["cursor"]

    def check_in(self, wire: http.client.HTTPConnection, door: int, number: int) -> None:
        self.send(wire, door, [self.line(door, number)])


class Pretix(Side):
    def __init__(self, folder: Path, total: int, options: argparse.Namespace) -> None:
        place = folder / "pretix"
        place.mkdir()
        config = place / "pretix.cfg"
        config.write_text(
            f"[pretix]\ninstance_name=bench\nurl=http://127.0.0.1\ncurrency=EUR\ndatadir={place}\n"
            "[database]\nbackend=sqlite3\n"
            f"[django]\nsecret={secrets.token_hex(24)}\ndebug=false\n",
            encoding="utf-8",
        )
        python = str(options.pretix / "bin" / "python")
        environment = {**os.environ, "PRETIX_CONFIG_FILE": str(config), "PYTHONPATH": ""}
        environment["DJANGO_SETTINGS_MODULE"] = "pretix.settings"
        for name in ("DATABASE_URL",):
            environment.pop(name, None)
        if options.database:
            shutil.copy(options.database, place / "db.sqlite3")
        else:
            subprocess.run(
                [python, "-m", "pretix", "migrate"],
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        seeded = subprocess.run(
            [python, str(HOUSE / "bench" / "door_pretix.py"), str(total)],
            env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        facts = json.loads(seeded.stdout.strip().splitlines()[-1])
        self.list, self.token, self.secrets = facts["list"], facts["token"], facts["secrets"]
        self.serve(python, "pretix.wsgi:application", environment)

    def check_in(self, wire: http.client.HTTPConnection, door: int, number: int) -> None:
        body = {"secret": self.secrets[number], "lists": [self.list], "type": "entry",
                "source_type": "barcode", "nonce": secrets.token_hex(16)}  # fmt: skip
        answer = self.post(
            wire, "/api/v1/organizers/bench/checkinrpc/redeem/", body,
            Authorization=f"Token {self.token}", Host="127.0.0.1",
        )  # fmt: skip
        assert answer["status"] == "ok", answer


def measure(sides: dict[str, Side], check_ins: int) -> None:
    taken = dict.fromkeys(sides, 0)
    seconds: dict[tuple[str, int], float] = {}
    times: dict[str, list[float]] = {name: [] for name in sides}
    for name, side in sides.items():
        wires = [
            http.client.HTTPConnection("127.0.0.1", side.port, timeout=60) for _ in range(DOORS)
        ]
        for number in range(40):
            side.check_in(wires[number % DOORS], number % DOORS, number)
        taken[name] = 40
    block = check_ins // BLOCKS
    for doors in (1, DOORS):
        for _turn in range(BLOCKS):
            for name, side in sides.items():
                took = run_block(
                    side, doors, taken[name], block, times[name] if doors == 1 else None
                )
                taken[name] += block
                seconds[name, doors] = seconds.get((name, doors), 0) + took
    report(sides, seconds, times, block * BLOCKS)
    ours = sides["ours"]
    assert isinstance(ours, Ours)
    batch(ours, taken["ours"])


def run_block(side: Side, doors: int, start: int, count: int, times: list[float] | None) -> float:
    def queue(door: int) -> None:
        wire = http.client.HTTPConnection("127.0.0.1", side.port, timeout=60)
        for number in range(start + door, start + count, doors):
            began = time.perf_counter()
            side.check_in(wire, door, number)
            if times is not None:
                times.append((time.perf_counter() - began) * 1000)
        wire.close()

    began = time.perf_counter()
    with ThreadPoolExecutor(doors) as pool:
        list(pool.map(queue, range(doors)))
    return time.perf_counter() - began


def report(
    sides: dict[str, Side], seconds: dict[tuple[str, int], float], times: dict[str, list[float]],
    count: int,
) -> None:  # fmt: skip
    print(f"{'':10}{'one queue':>12}{'median ms':>12}{f'{DOORS} queues':>12}   check-ins a second")
    for name in sides:
        one, many = (count / seconds[name, doors] for doors in (1, DOORS))
        stumbled = (
            f"   {sides[name].stumbled} answers of 500, asked again" if sides[name].stumbled else ""
        )
        print(
            f"{name:10}{one:>12.0f}{statistics.median(times[name]):>12.1f}{many:>12.0f}{stumbled}"
        )
    if "pretix" in sides:
        ratios = [seconds["pretix", doors] / seconds["ours", doors] for doors in (1, DOORS)]
        print(f"{'ratio':10}{ratios[0]:>12.1f}{'':12}{ratios[1]:>12.1f}")


def batch(ours: Side, start: int) -> None:
    """A phone that was offline hands in a hundred lines."""
    wire = http.client.HTTPConnection("127.0.0.1", ours.port, timeout=60)
    lines = [ours.line(0, start + n) for n in range(100)]
    began = time.perf_counter()
    ours.send(wire, 0, lines)
    took = time.perf_counter() - began
    print(f"100 lines in one upload: {took * 1000:.0f} ms, {100 / took:.0f} check-ins a second")
    held = ours.seed.kept()
    assert held == sum(ours.seqs), f"{held} lines held, {sum(ours.seqs)} sent"
    print(f"{held} lines sent, {held} held, each once")


if __name__ == "__main__":
    main()
