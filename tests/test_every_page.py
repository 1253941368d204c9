"""Every page there is, found by following links from the first one, in a real browser.

One page per address pattern; each in both languages, on a desk and on a phone, and dark or with letters
twice as large: axe-core finds nothing, nothing runs out sideways, nothing is cut, the console is silent.
Pages take turns in two pairs of looks; KHUEVAN_LOOKS=all shows each page in all of them, and
KHUEVAN_PAGES=plans narrows the walk to addresses that hold the word.
"""

from __future__ import annotations

import os
import re
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve

from khuevan.people.enums import Purpose, Role
from khuevan.people.models import UnitLink, User
from khuevan.training.enums import RunState
from khuevan.training.models import Certificate, Device, Invitation, Nomination
from khuevan.training.tickets import ticket_of
from khuevan.web.tests.browser import clipped, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READERS = (None, Role.LEAD_OFFICER, Role.DIRECTOR, Role.FOCAL_POINT, Role.ADMINISTRATOR)
HREF = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
LEFT_OUT = ("logout", "/oidc/")
WORD = os.environ.get("KHUEVAN_PAGES", "")
IN_TURN = os.environ.get("KHUEVAN_LOOKS", "") != "all"
FILM = os.environ.get("KHUEVAN_PICTURES", "")
SIGNED_IN_BY = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Look:
    language: str
    width: int
    dark: bool = False
    large_text: bool = False

    def __str__(self) -> str:
        extra = " dark" * self.dark + " large" * self.large_text
        return f"{self.language} {self.width}{extra}"


# A page takes every second one of these: both languages, desk and phone, whichever its turn.
LOOKS = (
    Look("vi", 1280),
    Look("en", 1280, dark=True),
    Look("en", 360, large_text=True),
    Look("vi", 360, dark=True),
)
STRETCHED = (Look("vi", 1280), Look("en", 360))


@dataclass(frozen=True, slots=True)
class Way:
    """A reader and the pages that are looked at through their eyes."""

    role: Role | None
    user: User | None
    addresses: list[str]
    refused: list[str]


@pytest.fixture
def office(live_server):
    call_command("demo", days=18, verbosity=0)


def pattern(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return "nowhere"


def pages_of(user: User | None, starts: list[str]) -> tuple[dict[str, str], list[str]]:
    """One address by pattern that the reader reaches by links, as HTML; and links that say no."""
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user, backend=SIGNED_IN_BY)
    found: dict[str, str] = {}
    refused = []
    waiting, seen = deque(starts), set(starts)
    while waiting:
        address = waiting.popleft()
        route = pattern(address)
        if route in found or any(word in address for word in LEFT_OUT):
            continue
        answer = client.get(address, follow=True)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            answer.close()
            continue
        found[route] = address
        if answer.status_code >= 400:
            refused.append(f"{address}: {answer.status_code}")
        for href in HREF.findall(answer.content.decode()):
            target = urldefrag(urljoin(answer.request["PATH_INFO"], href.replace("&amp;", "&")))[0]
            if target.startswith("/") and not target.startswith("//") and target not in seen:
                seen.add(target)
                waiting.append(target)
    return found, refused


def ways() -> list[Way]:
    """Every page once, by the first reader who reaches it."""
    done: set[str] = set()
    found = []
    link = UnitLink.objects.filter(purpose=Purpose.ASSIGNMENTS).earliest("pk")
    asked = UnitLink.objects.filter(purpose=Purpose.REPORTS).order_by("pk")[:1]
    reports = [f"/reports/u/{one.token}/" for one in asked]
    others = own_pages()
    assert len(others) == 6, "the demo lacks a page that only its link opens"
    for role in READERS:
        user = User.objects.filter(role=role, is_active=True).earliest("pk") if role else None
        starts = (
            ["/", "/desk/"]
            if user
            else ["/", "/accounts/login/", f"/u/{link.token}/", *reports, *others]
        )
        pages, refused = pages_of(user, starts)
        new = sorted(pages[route] for route in pages.keys() - done)
        found.append(Way(role, user, new, refused))
        done |= pages.keys()
    return found


def in_turn(addresses: list[str], number: int) -> list[str]:
    """The pages that take this look: every second one, by their order."""
    chosen = addresses[number % 2 :: 2] if IN_TURN else addresses
    return [address for address in chosen if WORD in address]


def own_pages() -> list[str]:
    """Pages opened by a link alone: a unit's seats, a trainee's, a speaker's, a door's, a paper's proof."""
    seats = UnitLink.objects.filter(purpose=Purpose.NOMINATION).order_by("pk")[:1]
    came = Nomination.objects.active().filter(seat__run__state=RunState.HELD).order_by("pk")[:1]
    named = Nomination.objects.active().filter(seat__run__state=RunState.NOMINATING)[:1]
    speakers = Invitation.objects.order_by("pk")[:1]
    proofs = Certificate.objects.order_by("pk")[:1]
    people = [*came.select_related("seat"), *named.select_related("seat")]
    return [
        *(f"/training/u/{one.token}/" for one in seats),
        *(f"/training/t/{ticket_of(one, one.seat.run_id)}/" for one in people),
        *(f"/training/s/{one.token}/" for one in speakers),
        *(f"/training/door/{one.token}/" for one in Device.objects.filter(shut_at=None)[:1]),
        *(f"/verify/{one.token}/" for one in proofs),
    ]


def wrongs(visit, look: Look, number: int, way: Way, judge) -> dict[str, list[str]]:
    """What is wrong on which page; one browser window per reader and look."""
    addresses = in_turn(way.addresses, number)
    found: dict[str, list[str]] = {}
    if not addresses:
        return found
    page = visit(
        addresses[0], way.user, width=look.width, dark=look.dark, language=look.language,
        large_text=look.large_text,
    )  # fmt: skip
    for address in addresses:
        answer = visited(page, address)
        faults = [] if answer and answer.status < 400 else [f"status {answer and answer.status}"]
        faults += judge(page)
        faults += [f"console: {one}" for one in page.complaints]
        if faults:
            found[f"{address} as {way.role or 'visitor'}, {look}"] = faults
    page.context.close()
    return found


def visited(page, address: str):
    """SQLite in memory refuses what two threads ask at once; a file or PostgreSQL waits."""
    for _again in range(3):
        page.complaints.clear()
        answer = page.goto(address)
        if answer is None or answer.status < 500:
            break
    return answer


def misfits(page) -> list[str]:
    return [
        *(f"sideways: {one}" for one in sideways(page)),
        *(f"cut: {one}" for one in clipped(page)),
    ]


def every_wrong(visit, looks: tuple[Look, ...], judge) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for way in ways():
        if way.refused:
            found[f"links shown to {way.role or 'visitor'} that say no"] = way.refused
        for number, look in enumerate(looks):
            new = wrongs(visit, look, number, way, judge)
            print(way.role or "visitor", look, told(new) or "well", flush=True)  # pytest -s
            found |= new
    return found


def told(wrong: dict[str, list[str]]) -> str:
    """Every fault in full, where an assertion on the dictionary would shorten it."""
    return "\n".join(f"{where}: {fault}" for where, faults in wrong.items() for fault in faults)


@pytest.mark.shows("NEW-4", "SYS-5")
def test_every_page_is_accessible_and_fits_in_every_look(visit, axe, office):
    wrong = every_wrong(visit, LOOKS, lambda page: axe(page) + misfits(page))
    assert not wrong, told(wrong)


@pytest.mark.shows("SYS-5")
def test_words_40_percent_longer_are_cut_on_no_page(visit, stretched_words, office):
    wrong = every_wrong(visit, STRETCHED, misfits)
    assert not wrong, told(wrong)


@pytest.mark.skipif(not FILM, reason="takes the picture of the README: script/pictures")
def test_the_desk_of_the_lead_officer_is_filmed(visit, live_server):
    call_command("demo", verbosity=0)
    officer = User.objects.filter(role=Role.LEAD_OFFICER).earliest("pk")
    page = visit("/desk/", officer, width=1360, height=850)
    page.screenshot(path=str(Path(FILM) / "home.png"))
    assert page.complaints == []
