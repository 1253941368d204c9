"""The board of seats of 142 and of 3,321 units: queries, bytes and time of the first load, of a live
update and of the table, on an empty database of its own.

    .venv/bin/python -m bench.board
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

LIMITS = {142: 150_000, 3321: 2_000_000}
MOST_QUERIES = 10
UPDATE = 2048
TIMES = 5


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="khuevan-bench-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "khuevan.web.settings", "KHUEVAN_ENV": "test",
            "KHUEVAN_VAR": folder, "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
        }  # fmt: skip
        sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
        import django

        django.setup()
        return measured()


def measured() -> int:
    from django.core.management import call_command
    from django.test import Client

    from khuevan.training.enums import SeatState
    from khuevan.training.tests import factories

    call_command("migrate", verbosity=0)
    client, passed = Client(headers={"host": "127.0.0.1"}), True
    client.force_login(factories.officer())
    print("| seats | page | queries | bytes | median | wanted |")
    print("|---|---|---|---|---|---|")
    for count, most in LIMITS.items():
        run = factories.run_with(count)
        place(run)
        base = f"/training/{run.pk}"
        passed &= row(client, count, "tiles", f"{base}/board/", most)
        passed &= row(client, count, "map", f"{base}/board/?view=map", most)
        passed &= row(client, count, "table", f"{base}/seats/", most)
        run.seats.filter(number__lte=9).update(state=SeatState.VALID)
        live = f"{base}/board/live/?seen={'n' * count}"
        passed &= row(client, count, "update of 9 changes", live, UPDATE)
    return 0 if passed else 1


def place(run: object) -> None:
    """Units somewhere in a city, so that the map has its dots."""
    from khuevan.people.models import Organisation

    units = list(Organisation.objects.filter(seats__run=run))
    for number, unit in enumerate(units):
        unit.latitude, unit.longitude = 20.6 + number % 71 / 100, 105.3 + number % 67 / 100
    Organisation.objects.bulk_update(units, ["latitude", "longitude"], batch_size=500)


def row(client: object, count: int, name: str, url: str, most: int) -> bool:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    spent, size, queries = [], 0, 0
    for _again in range(TIMES):
        with CaptureQueriesContext(connection) as captured:
            started = time.perf_counter()
            answer = client.get(url)  # type: ignore[attr-defined]  # Django's test client
            spent.append(time.perf_counter() - started)
        assert answer.status_code == 200, (url, answer.status_code)
        size, queries = len(answer.content), len(captured)
    median = sorted(spent)[len(spent) // 2] * 1000
    print(
        f"| {count:,} | {name} | {queries} | {size:,} | {median:.0f} ms | "
        f"at most {MOST_QUERIES} and {most:,} |"
    )
    return queries <= MOST_QUERIES and size <= most


if __name__ == "__main__":
    sys.exit(main())
