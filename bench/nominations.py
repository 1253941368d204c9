"""Nominations under load (TRN-2): one seat that fifty want at once, then a whole country in ten minutes.

    python bench/nominations.py [--database-url postgres://...] [--seconds 600] [--units 3321]
    script/with-postgresql python bench/nominations.py

First 50 phones send 50 different people for one seat at the same moment: one must be kept, 49 must hear
who is named. Then every unit names somebody within ``--seconds``; one in ten sends the same form twice,
one in twenty has a colleague who sends somebody else at the same moment. Meanwhile the processes of the web
server are killed (SIGKILL) ``--kills`` times; a phone whose answer does not come sends the same form again. A
nomination counts as lost when a phone has seen a receipt and the database does not hold it. Without
--database-url: SQLite in a temporary folder.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bench.national import free_port, wait_for
from bench.reports_load import machine

UNITS, AT_ONCE, PHONES = 3321, 50, 48
NAMES = ("Nguyễn Thị Hương", "Trần Văn Nam", "Lê Đức Anh", "Phạm Thị Ánh", "Đỗ Minh Quân")
GONE = (OSError, http.client.HTTPException)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--kills", type=int, default=6)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database_url or f"sqlite:///{folder}/bench.sqlite3"
        os.environ |= {
            "KHUEVAN_ENV": "demo", "KHUEVAN_VAR": folder, "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "bench.settings", "PYTHONPATH": f"{HOUSE}:{HOUSE / 'src'}",
        }  # fmt: skip
        from bench import nominations_seed as seed

        forms = seed.fill(options.units + 1)
        print(f"{machine()}; {url.split(':')[0]}; {options.units} units")
        run(forms, options, seed)


def run(forms: list[tuple[str, int]], options: argparse.Namespace, seed: ModuleType) -> None:
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "2", "--no-access-log", "--blocking-threads", "4",
        "--respawn-failed-workers", "--respawn-interval", "0.5", "--log-level", "critical",
        "khuevan.web.wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        fifty(port, forms[0], seed)
        country(port, forms[1:], options, server.pid, seed)
    finally:
        server.terminate()
        server.wait(10)


# --- one seat, fifty phones


def fifty(port: int, form: tuple[str, int], seed: ModuleType) -> None:
    path, seat = form
    ready = threading.Barrier(AT_ONCE)

    def one(number: int) -> str:
        phone = Phone(port, path, number + 2 * 10**6)  # a number that nobody has later on
        phone.open()
        ready.wait()
        return phone.send()

    started = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(one, range(AT_ONCE)))
    seconds = time.monotonic() - started
    kept = seed.held().get(seat, [])
    receipts = [one for one in answers if one.startswith("CN-")]
    told = [one for one in answers if one.startswith("named: ")]
    print(
        f"50 at once on one seat: {len(kept)} kept, {len(receipts)} receipt, {len(told)} told who is "
        f"named, {AT_ONCE - len(receipts) - len(told)} otherwise; {seconds:.1f} s with opening the form"
    )
    if (len(kept), receipts, len(told)) != (1, kept, AT_ONCE - 1):
        sys.exit("One seat was not settled as it must be.")


# --- a country


@dataclass
class Tally:
    lock: threading.Lock = field(default_factory=threading.Lock)
    receipts: dict[int, set[str]] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    told: int = 0
    strange: list[str] = field(default_factory=list)
    again: int = 0


def country(
    port: int,
    forms: list[tuple[str, int]],
    options: argparse.Namespace,
    server: int,
    seed: ModuleType,
) -> None:
    tally, started = Tally(), time.monotonic()
    stop = threading.Event()
    reaper = threading.Thread(target=kill, args=(server, options, stop))
    reaper.start()
    with ThreadPoolExecutor(PHONES) as pool:
        for number, (path, seat) in enumerate(forms):
            due = started + options.seconds * number / len(forms)
            time.sleep(max(0, due - time.monotonic()))
            pool.submit(name, port, path, seat, number, tally)
            if number % 20 == 0:
                pool.submit(name, port, path, seat, number + 10**6, tally)
    seconds = time.monotonic() - started
    stop.set()
    reaper.join()
    told(tally, forms, options, seconds, seed)


def name(port: int, path: str, seat: int, number: int, tally: Tally) -> None:
    phone = Phone(port, path, number)
    begun = time.monotonic()
    phone.open()
    answer = phone.send()
    took = time.monotonic() - begun
    second = phone.send() if number % 10 == 0 else answer
    with tally.lock:
        tally.times.append(took)
        tally.again += phone.again
        for one in {answer, second}:
            if one.startswith("CN-"):
                tally.receipts.setdefault(seat, set()).add(one)
            elif one.startswith("named: "):
                tally.told += 1
            else:
                tally.strange.append(one)
        if answer != second:
            tally.strange.append(f"twice sent, two answers: {answer} / {second}")


class Phone:
    """One phone with one filled form; it sends again until an answer comes."""

    def __init__(self, port: int, path: str, number: int) -> None:
        self.port, self.path, self.number, self.again = port, path, number, 0
        self.cookie = self.token = self.key = ""
        self.is_late = False

    def open(self) -> None:
        """The form; whoever comes when somebody is named is led to the page that says whom."""
        status, headers, body = self.ask("GET", self.path)
        self.is_late = status == 302
        self.cookie = headers.get("Set-Cookie", "").split(";")[0]
        self.token = hidden(body, "csrfmiddlewaretoken")
        self.key = hidden(body, "key")

    def send(self) -> str:
        if self.is_late:
            return "named: told"
        form = {
            "csrfmiddlewaretoken": self.token, "key": self.key, "position": "Công chức văn hóa - xã hội",
            "full_name": NAMES[self.number % len(NAMES)], "phone": f"09{self.number:08d}",
        }  # fmt: skip
        status, headers, body = self.ask("POST", self.path, urlencode(form))
        hops = 0
        while status in {302, 303} and hops < 4:
            hops += 1
            if "Set-Cookie" in headers:
                kept = [self.cookie, headers["Set-Cookie"].split(";")[0]]
                self.cookie = "; ".join(one for one in kept if one)
            status, headers, body = self.ask("GET", headers["Location"])
        if found := re.search(r'class="code">(CN-\d+)', body):
            return found[1]
        if "đã được cử cho suất này" in body:
            return "named: told"
        return f"{status}: {' '.join(re.sub(r'<[^>]+>', ' ', body).split())[:120]}"

    def ask(
        self, method: str, path: str, body: str = ""
    ) -> tuple[int, http.client.HTTPMessage, str]:
        """Until an answer comes: a server that is being replaced is asked again."""
        headers = {"Accept-Language": "vi", "Cookie": self.cookie}
        if method == "POST":
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{self.port}{self.path}",
            }
        for attempt in range(60):
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                line.request(method, path, body, headers)
                answer = line.getresponse()
                text = answer.read().decode()
                if answer.status < 500:
                    return answer.status, answer.headers, text
            except GONE:
                pass
            finally:
                line.close()
            self.again += 1
            time.sleep(min(2, 0.1 * (attempt + 1)) * random.uniform(0.5, 1.5))
        raise RuntimeError("no answer")


def hidden(body: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', body)
    return found[1] if found else ""


def kill(server: int, options: argparse.Namespace, stop: threading.Event) -> None:
    """SIGKILL the server's processes, by turns one and all; the server starts new ones."""
    for number in range(options.kills):
        if stop.wait(options.seconds / (options.kills + 1)):
            return
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        for pid in children[: 1 if number % 2 == 0 else None]:
            os.kill(int(pid), signal.SIGKILL)
        print(f"  killed {'one process' if number % 2 == 0 else 'all processes'} of the web server")


def told(
    tally: Tally,
    forms: list[tuple[str, int]],
    options: argparse.Namespace,
    seconds: float,
    seed: ModuleType,
) -> None:
    held = seed.held()
    wrong = seed.faults([seat for _path, seat in forms])
    lost = [seat for seat, seen in tally.receipts.items() if not seen <= set(held.get(seat, []))]
    silent = [seat for _path, seat in forms if seat not in tally.receipts]
    times = sorted(tally.times)
    p50, p95 = (times[int(len(times) * share)] for share in (0.5, 0.95))
    print(
        f"{len(forms)} units named in {seconds:.0f} s with {options.kills} kills: {len(tally.receipts)} "
        f"receipts, {tally.told} told who is named, {tally.again} requests asked again; open, send and "
        f"receipt p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
    )
    print(
        f"lost: {len(lost)}, without a receipt: {len(silent)}, strange answers: {len(tally.strange)}"
    )
    print("; ".join(f"{what}: {count}" for what, count in wrong.items()))
    for one in tally.strange[:5]:
        print(f"  {one}")
    if lost or silent or tally.strange or any(wrong.values()):
        sys.exit("Nominations were not kept as they must be.")


if __name__ == "__main__":
    main()
