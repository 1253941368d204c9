"""The units, as locust sees them: each opens its link, writes, and sends once at its own moment.

Read by bench/reports_load.py, which tells it in BENCH_FACTS what to do and reads BENCH_RESULT.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import time
from pathlib import Path

import gevent
from locust import FastHttpUser, events, task
from locust.exception import StopUser

FACTS = json.loads(Path(os.environ["BENCH_FACTS"]).read_text(encoding="utf-8"))
RESULT = Path(os.environ["BENCH_RESULT"])
TOKEN = "b" * 32
WAS = re.compile(r'name="was-([\w-]+)" value="([^"]*)"')
FIELD = re.compile(r'name="([vtn]-[\w-]+)"')
KEY = re.compile(r'name="key" value="([^"]+)"')
REFERENCE = re.compile(r"BC-(\d{6,})/(\d+)")
numbers = itertools.count()
sent: dict[str, int] = {}
strange: list[str] = []
began = time.monotonic()


def moments(count: int, seconds: float, share: float = 0.6, stretch: float = 0.25) -> list[float]:
    """When each unit begins: ``share`` of them in the last ``stretch`` of the time."""
    early = int(count * (1 - share))
    first, last = seconds * (1 - stretch), seconds * stretch
    return [first * n / max(early, 1) for n in range(early)] + [
        first + last * n / max(count - early, 1) for n in range(count - early)
    ]


MOMENTS = moments(len(FACTS["units"]), FACTS["seconds"])


class Unit(FastHttpUser):
    host = FACTS["host"]
    weight = 1
    network_timeout = connection_timeout = 60.0

    @task
    def report(self) -> None:
        number = next(numbers)
        if number >= len(FACTS["units"]):
            raise StopUser
        door, pk = FACTS["units"][number]
        gevent.sleep(max(0.0, began + MOMENTS[number] - time.monotonic()))
        self.client.cookiejar.clear()
        self.headers = {"Cookie": f"csrftoken={TOKEN}", "Accept-Language": "vi"}
        self.go(door, pk)
        raise StopUser

    def go(self, door: str, pk: int) -> None:
        base = door.rstrip("/")
        self.client.get(door, name="list of reports", headers=self.headers)
        page = self.client.get(f"{base}/{pk}/", name="form", headers=self.headers)
        body = page.text or ""
        fields = {f"was-{code}": was for code, was in WAS.findall(body)}
        names = set(FIELD.findall(body))
        fields |= {name: "12" for name in names if name.startswith("v-")}
        fields |= {name: "Đã tổ chức hai hoạt động." for name in names if name.startswith("t-")}
        common = {"csrfmiddlewaretoken": TOKEN}
        if not names:
            strange.append(f"no form: {page.status_code}")
            return
        self.client.post(
            f"{base}/{pk}/", {**common, **fields, "do": "save"}, name="save", headers=self.headers
        )
        again = self.client.get(f"{base}/{pk}/", name="form again", headers=self.headers).text or ""
        fields |= {f"was-{code}": was for code, was in WAS.findall(again)}
        key = KEY.search(again)
        posted = {**common, **fields, "do": "send", "key": key[1] if key else ""}
        answer = self.client.post(f"{base}/{pk}/", posted, name="send", headers=self.headers)
        if found := REFERENCE.search(answer.text or ""):
            sent[str(int(found[1]))] = sent.get(str(int(found[1])), 0) + 1
        else:
            strange.append(f"no receipt: {answer.status_code} {answer.url}")


class Officer(FastHttpUser):
    """One person who asks for an empty signed-in page all the while: what the rest is measured by."""

    host = FACTS["host"]
    fixed_count = 1
    network_timeout = connection_timeout = 60.0

    @task
    def empty(self) -> None:
        headers = {"Cookie": f"sessionid={FACTS['cookie']}"}
        self.client.get("/bench/empty/", name="empty signed-in page", headers=headers)
        gevent.sleep(0.5)


@events.quitting.add_listener
def tell(environment, **_more) -> None:
    rows = {
        entry.name: {
            "count": entry.num_requests, "failures": entry.num_failures,
            "p50": entry.get_response_time_percentile(0.5),
            "p95": entry.get_response_time_percentile(0.95),
            "p99": entry.get_response_time_percentile(0.99), "most": entry.max_response_time,
        }
        for entry in environment.stats.entries.values()
    }  # fmt: skip
    errors = [
        f"{one.name}: {one.error} x{one.occurrences}" for one in environment.stats.errors.values()
    ]
    RESULT.write_text(
        json.dumps({"rows": rows, "errors": errors, "sent": sent, "strange": strange[:20],
                    "strange_count": len(strange)}),
        encoding="utf-8",
    )  # fmt: skip
