"""RPT-7: remind 3,321 units by mail, the worker killed with -9 while it writes and twice while it
sends; each unit hears exactly once at a real SMTP server, within 15 minutes.

    .venv/bin/python bench/reminders.py [COUNT] [DATABASE_URL]
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from khuevan.assignments.tests import morning

LIMIT = 15 * 60


def main(count: int = 3321, database_url: str = "") -> int:
    with tempfile.TemporaryDirectory(prefix="khuevan-bench-") as folder:
        found = morning.run(Path(folder), count, database_url=database_url)
    wanted = Counter(f"unit{n}@example.vn" for n in range(count))
    whole = found.written_in + found.sent_in
    rows = [
        ("units", f"{count:,}"),
        ("letters at the SMTP server", f"{found.arrived.total():,}"),
        ("units that heard twice", f"{sum(n > 1 for n in found.arrived.values()):,}"),
        ("units that heard nothing", f"{len(wanted - found.arrived):,}"),
        ("states in the outbox", ", ".join(f"{k} {n:,}" for k, n in found.states.items())),
        ("written (killed once)", f"{found.written_in:.1f} s"),
        ("sent (killed twice)", f"{found.sent_in:.1f} s"),
        ("together", f"{whole:.1f} s (limit {LIMIT} s)"),
    ]
    for label, value in rows:
        print(f"| {label} | {value} |")
    passed = found.arrived == wanted and whole <= LIMIT
    print("exactly once" if passed else "FAILED")
    return 0 if passed else 1


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(int(given[0]) if given else 3321, given[1] if len(given) > 1 else ""))
