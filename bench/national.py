"""National load: 3,321 units, 40 clauses, 30,000 assignments; 50 connections on three pages.

    python bench/national.py [--database-url postgres://...] [--seconds 10]

Prints, in one run, requests a second of an empty signed-in page, of a unit's page and of the matrix
page, each with its ratio to the empty page, the queries each page costs, and the memory of the web
process. Without --database-url it makes an SQLite database in a temporary folder.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

UNITS, CLAUSES, ASSIGNMENTS, CONNECTIONS = 3321, 40, 30_000, 50


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database_url or f"sqlite:///{folder}/bench.sqlite3"
        os.environ |= {
            "KHUEVAN_ENV": "demo", "KHUEVAN_VAR": folder, "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
        }  # fmt: skip
        sys.path.insert(0, os.environ["PYTHONPATH"])
        from bench import seed

        facts = seed.fill(UNITS, CLAUSES, ASSIGNMENTS)
        run(facts, options, url)


def run(facts: dict[str, str], options: argparse.Namespace, url: str) -> None:
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(options.workers), "--no-access-log", "--log-level", "warning", "khuevan.web.wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(command)
    try:
        wait_for(port)
        pages = [
            ("empty signed-in page", "/bench/empty/", facts["cookie"]),
            ("unit page (link)", facts["unit_page"], ""),
            ("matrix page", facts["matrix_page"], facts["cookie"]),
            ("living plan", facts["living_page"], facts["cookie"]),
        ]
        for _, path, cookie in pages:
            asyncio.run(load(port, path, cookie, 1.0))
        results = []
        for rounds in range(2):  # twice, so that a drifting machine shows
            for name, path, cookie in pages:
                results.append(
                    (rounds, name, path, *asyncio.run(load(port, path, cookie, options.seconds)))
                )
        report(results, facts, memory(server.pid), url)
    finally:
        server.terminate()
        server.wait(10)


def report(results: list[tuple], facts: dict[str, str], megabytes: float, url: str) -> None:
    print(
        f"\n{UNITS} units, {CLAUSES} clauses, {ASSIGNMENTS} assignments, {CONNECTIONS} connections, {url.split(':')[0]}"
    )
    print(
        f"{'page':24}{'req/s':>10}{'ratio':>8}{'p50 ms':>9}{'p95 ms':>9}{'KB':>7}{'errors':>8}{'queries':>9}"
    )
    for rounds in range(2):
        base = next(r[3] for r in results if r[0] == rounds and r[1].startswith("empty"))
        for _, name, path, rate, p50, p95, size, errors in (r for r in results if r[0] == rounds):
            queries = facts.get(f"queries:{path}", "")
            print(
                f"{name:24}{rate:10.1f}{rate / base:8.2f}{p50:9.1f}{p95:9.1f}{size / 1024:7.1f}{errors:8}{queries:>9}"
            )
    print(f"web processes together: {megabytes:.0f} MB resident")


async def load(
    port: int, path: str, cookie: str, seconds: float
) -> tuple[float, float, float, int, int]:
    """(requests a second, median ms, 95th percentile ms, body bytes, errors) at CONNECTIONS connections."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nAccept-Language: vi\r\n\r\n"
    ).encode()
    times: list[float] = []
    failures, sizes = [0], [0]
    end = time.perf_counter() + seconds

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            started = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            sizes[0] = await body(reader, head)
            times.append(time.perf_counter() - started)
            failures[0] += not head.startswith(b"HTTP/1.1 200")
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    elapsed = time.perf_counter() - started
    times.sort()
    return (
        len(times) / elapsed, times[len(times) // 2] * 1000, times[int(len(times) * 0.95)] * 1000,
        sizes[0], failures[0],
    )  # fmt: skip


async def body(reader: asyncio.StreamReader, head: bytes) -> int:
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        total = 0
        while size := int((await reader.readline()).strip(), 16):
            await reader.readexactly(size + 2)
            total += size
        await reader.readline()
        return total
    length = int(lowered.split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
    return length


def memory(pid: int) -> float:
    """Resident megabytes of the server and its children."""
    listing = subprocess.run(
        ["ps", "-eo", "pid,ppid,rss"], capture_output=True, text=True, check=True
    ).stdout
    rows = [tuple(map(int, line.split())) for line in listing.splitlines()[1:]]
    return max(rss for own, parent, rss in rows if pid in (own, parent)) / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The web server did not start.")


if __name__ == "__main__":
    main()
