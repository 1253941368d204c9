"""A phone at a door for browser tests, and a line that fails."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError

from khuevan.training.models import ScanEvent

READY = "html[data-script=ready]"


def lines_held() -> int:
    """None while the office is writing: SQLite in memory refuses to be read just then."""
    try:
        return ScanEvent.objects.count()
    except OperationalError:
        return 0


class Phone:
    """A browser of its own with the link of a door. ``skew``: how wrong its clock is, in ms."""

    def __init__(self, context: Any, path: str, *, skew: int = 0) -> None:
        self.context, self.path = context, path
        self.complaints: list[str] = []
        self.page: Any = None
        if skew:
            context.add_init_script(
                f"{{ const real = Date.now.bind(Date); Date.now = () => real() + {skew}; }}"
            )
        self.open()

    def open(self):
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        for _again in range(5):
            # SQLite in memory refuses what two threads ask at once; a file or PostgreSQL waits.
            answer = self.page.goto(self.path)
            if answer is None or answer.status < 500:
                break
        self.page.wait_for_selector(READY, state="attached")

    def prepare(self):
        for _again in range(5):
            self.page.click("[data-part=prepare-start]")
            self.page.wait_for_selector("html[data-prepared]", state="attached")
            if self.page.get_attribute("html", "data-prepared") == "yes":
                break
            self.page.evaluate("delete document.documentElement.dataset.prepared")
        self.page.wait_for_selector("html[data-kept=yes]", state="attached")
        self.page.click("[data-part=go]")
        self.page.wait_for_selector("html[data-begun=yes]", state="attached")
        return self

    def line(self, *, up):
        self.context.set_offline(not up)

    def kill(self):
        self.page.close(run_before_unload=False)

    def present(self, text):
        return self.page.evaluate("text => khuevanDoor.present(text)", text)

    def text(self, part):
        return self.page.inner_text(f"[data-part={part}]")

    def settled(self):
        self.page.wait_for_selector(
            "html[data-waiting='0'][data-net=online]", state="attached", timeout=60_000
        )

    def counts(self, waiting):
        """What the phone says it waits for is a moment behind what it wrote."""
        self.page.wait_for_selector(f"html[data-waiting='{waiting}']", state="attached")

    def stored(self, count):
        """So many lines have reached the office."""
        came = 0
        for _again in range(600):
            came = lines_held()
            if came >= count:
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"{came} of {count} lines reached the office in 30 s.")

    def journal(self):
        return self.page.evaluate(
            "async () => (await khuevanJournal.journal()).map(({ line }) => line)"
        )

    @property
    def key(self):
        return self.page.evaluate("khuevanSync.state.phone")


class Faults:
    """Uploads that the line cuts before they arrive or after they did, that come twice, or meet a 500."""

    def __init__(self, phone, chance):
        self.chance, self.share = chance, 0.0
        phone.context.route("**/scans/", self.meet)

    def meet(self, route):
        if self.chance.random() >= self.share:
            return route.continue_()
        fault = self.chance.choice(["before", "after", "twice", "stumble"])
        if fault == "before":
            return route.abort()
        if fault == "stumble":
            return route.fulfill(status=500)
        answer = route.fetch()
        if fault == "twice":
            return route.fulfill(response=route.fetch())
        del answer
        return route.abort()
