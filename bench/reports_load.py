"""National load of reports (RPT-6): 3,321 units, 24 indicators, 4 periods; 60 % send in the last stretch.

    python bench/reports_load.py [--database-url postgres://...] [--send 600] [--seconds 120]
    script/with-postgresql python bench/reports_load.py

All units owe the open period; ``--send`` of them open their link, write, save and send within
``--seconds``, arriving at fixed moments whether or not the server keeps up. In the same minutes one
person asks for an empty signed-in page; every figure is given beside it. Then one by one: the matrix of
all units, and the workbook of 3,321 rows with the memory it takes. A submission counts as lost when a
unit has seen its receipt and the database does not hold it. Without --database-url: SQLite in a
temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bench.national import free_port, wait_for

UNITS, INDICATORS = 3321, 24


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--send", type=int, default=600, help="units that send in this run")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--units", type=int, default=UNITS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database_url or f"sqlite:///{folder}/bench.sqlite3"
        os.environ |= {
            "KHUEVAN_ENV": "demo", "KHUEVAN_VAR": folder, "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "bench.settings", "PYTHONPATH": f"{HOUSE}:{HOUSE / 'src'}",
        }  # fmt: skip
        started = time.monotonic()
        from bench import reports_seed

        facts = reports_seed.fill(options.units, INDICATORS)
        print(
            f"{machine()}; {url.split(':')[0]}; {options.units} units x {INDICATORS} indicators x 4 "
            f"periods seeded in {time.monotonic() - started:.0f} s"
        )
        run(facts, options, Path(folder), reports_seed)


def machine() -> str:
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} x {model}, {gigabytes:.0f} GB, load before {load:.1f}"


def run(facts: dict, options: argparse.Namespace, folder: Path, seed: object) -> None:
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(options.workers), "--no-access-log",
        "--blocking-threads", "4", "--backlog", "2048", "--backpressure", "2048",  # as docs/admin/systemd.md says
        "--log-level", "warning", "khuevan.web.wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(command)
    try:
        wait_for(port)
        pages = seed.office_pages(facts)  # type: ignore[attr-defined]  # a module
        warm(port, facts)
        peak = Peak(server.pid)
        result = load(facts, options, folder, port)
        told(result, options, seed.acknowledged(facts["cycle"]))  # type: ignore[attr-defined]  # a module
        print(f"web processes together at most {peak.now():.0f} MB resident")
        singles(pages, facts, port, peak)
    finally:
        server.terminate()
        server.wait(10)


def warm(port: int, facts: dict) -> None:
    for _round in range(8):
        get(port, "/bench/empty/", facts["cookie"])


def load(facts: dict, options: argparse.Namespace, folder: Path, port: int) -> dict:
    """Locust in a process of its own: it changes how sockets work."""
    step = max(1, len(facts["units"]) // options.send)
    chosen = facts["units"][::step][: options.send]
    told = {
        "host": f"http://127.0.0.1:{port}", "cookie": facts["cookie"], "units": chosen,
        "seconds": options.seconds,
    }  # fmt: skip
    (folder / "facts.json").write_text(json.dumps(told), encoding="utf-8")
    environment = {
        **os.environ, "BENCH_FACTS": str(folder / "facts.json"),
        "BENCH_RESULT": str(folder / "result.json"),
    }  # fmt: skip
    command = [
        sys.executable, "-m", "locust", "-f", str(HOUSE / "bench" / "reports_units.py"), "--headless",
        "--users", str(len(chosen) + 1), "--spawn-rate", str(len(chosen)), "--only-summary",
        "--run-time", f"{options.seconds + 30:.0f}s", "--stop-timeout", "60", "--loglevel", "ERROR",
    ]  # fmt: skip
    subprocess.run(
        command, env=environment, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        timeout=options.seconds + 200,
    )  # fmt: skip
    return json.loads((folder / "result.json").read_text(encoding="utf-8"))


def told(result: dict, options: argparse.Namespace, held: dict[str, int]) -> None:
    rows = result["rows"]
    base = rows["empty signed-in page"]["p95"] or 1
    print(
        f"{'':24}{'count':>7}{'failed':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'p95 / empty':>13}"
    )
    for name, one in rows.items():
        print(
            f"{name:24}{one['count']:>7}{one['failures']:>8}{one['p50']:>9.0f}{one['p95']:>9.0f}"
            f"{one['p99']:>9.0f}{one['p95'] / base:>13.1f}"
        )
    lost = [pk for pk, times in result["sent"].items() if held.get(pk, 0) < times]
    twice = [pk for pk, times in held.items() if times > 1]
    requests = sum(one["count"] for name, one in rows.items() if not name.startswith("empty"))
    stretch = requests * 0.6 / (options.seconds * 0.25)
    print(
        f"{options.send} units within {options.seconds:.0f} s, 60 % in the last quarter "
        f"({stretch:.0f} requests/s then): {len(result['sent'])} receipts seen, "
        f"{sum(held.values())} submissions held, {len(lost)} lost, {len(twice)} twice, "
        f"{result['strange_count']} without a receipt"
    )
    for line in [*result["errors"], *result["strange"]][:10]:
        print(f"  {line}")


def singles(pages: list, facts: dict, port: int, peak: Peak) -> None:
    base = min(get(port, "/bench/empty/", facts["cookie"])[0] for _n in range(5))
    print(f"alone: empty signed-in page {base * 1000:.0f} ms")
    for name, address, queries in pages:
        seconds, size = min(get(port, address, facts["cookie"]) for _n in range(3))
        print(
            f"alone: {name} {seconds * 1000:.0f} ms ({seconds / base:.1f} x empty), {queries} queries, "
            f"{size // 1024} KB"
        )
        if name.startswith("matrix"):
            before = peak.now()
            seconds, size = get(port, f"{address}?format=xlsx", facts["cookie"])
            print(
                f"alone: {name}, XLSX {seconds:.1f} s, {size // 1024} KB, web process "
                f"{before:.0f} -> {peak.now():.0f} MB at most"
            )


def get(port: int, path: str, cookie: str) -> tuple[float, int]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Cookie": f"sessionid={cookie}"}
    )
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=120) as answer:
        size = len(answer.read())
    return time.perf_counter() - started, size


class Peak:
    """The most memory that any of the server's processes has held so far."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def now(self) -> float:
        children = Path(f"/proc/{self._pid}/task").glob("*/children")
        pids = [int(one) for path in children for one in path.read_text().split()]
        return max(self._of(one) for one in (self._pid, *pids))

    @staticmethod
    def _of(pid: int) -> float:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
