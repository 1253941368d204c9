"""Reminding 3,321 units through a real SMTP server, the worker killed (-9) twice on the way.

    python bench/reminders.py [UNITS] [DATABASE_URL]

Prints how long it took, how many letters arrived once, twice or never, and what the outbox says.
On PostgreSQL: script/with-postgresql sh -c 'python bench/reminders.py 3321 "$DATABASE_URL"'
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from khuevan.kit.tests.killing import Office


def main(units: str = "3321", database_url: str = "") -> int:
    count = int(units)
    with tempfile.TemporaryDirectory(prefix="khuevan-bench-") as folder:
        office = Office(Path(folder), database_url=database_url)
        office.fill(count)
        began = time.monotonic()
        for letters in (count // 3, 2 * count // 3):
            with office.worker() as worker:
                office.wait_for(letters, seconds=900)
                worker.kill()
        with office.worker() as worker:
            office.wait_for(count, seconds=900)
            took = time.monotonic() - began
            office.wait_until_settled()
            worker.send_signal(signal.SIGTERM)
            worker.wait(20)
        times, states = Counter(office.arrived().values()), Counter(office.states().values())
        office.close()
    print(f"units {count}, worker killed 2 times, {took:.0f} s ({count / took:.0f} a second)")
    print(
        f"arrived once {times[1]}, more than once {sum(times.values()) - times[1]}, "
        f"never {count - sum(times.values())}; outbox: {dict(states)}"
    )
    passed = times == {1: count} and states == {"sent": count} and took < 900
    print("RPT-7:", "passed" if passed else "FAILED")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
