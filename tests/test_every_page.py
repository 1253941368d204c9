"""Every page there is, found by following links from the first one, in a real browser.

One page per address pattern and reader; each in both languages, on a desk and a phone, light, dark and
with letters twice as large: axe-core finds nothing, nothing runs out sideways, nothing is cut, the
console is silent. KHUEVAN_PAGES=plans narrows it to addresses that hold the word.
"""

from __future__ import annotations

import os
import re
from collections import deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve

from khuevan.people.enums import Role
from khuevan.people.models import User
from khuevan.web.tests.browser import clipped, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READERS = (None, Role.LEAD_OFFICER, Role.DIRECTOR, Role.FOCAL_POINT, Role.ADMINISTRATOR)
HREF = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
LEFT_OUT = ("logout", "/oidc/")
LOOKS = (  # language, width, dark, large text
    ("vi", 1280, False, False),
    ("en", 1280, True, False),
    ("vi", 360, True, False),
    ("en", 360, False, True),
)


@pytest.fixture
def office(live_server):
    call_command("demo", verbosity=0)


def pattern(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return "nowhere"


def pages_of(user: User | None) -> list[str]:
    """One address per pattern that the reader reaches by links, as HTML."""
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    found: dict[str, str] = {}
    waiting, seen = deque(["/", "/accounts/login/"]), {"/", "/accounts/login/"}
    while waiting:
        address = waiting.popleft()
        route = pattern(address)
        if route in found or any(word in address for word in LEFT_OUT):
            continue
        answer = client.get(address, follow=True)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        found[route] = address
        html = answer.content.decode()
        for href in HREF.findall(html):
            target = urldefrag(urljoin(answer.request["PATH_INFO"], href.replace("&amp;", "&")))[0]
            if target.startswith("/") and not target.startswith("//") and target not in seen:
                seen.add(target)
                waiting.append(target)
    return sorted(found.values())


def reader(role: Role | None) -> User | None:
    return User.objects.filter(role=role, is_active=True).order_by("pk").first() if role else None


def faults(page, axe) -> list[str]:
    return [
        *([] if page.status < 400 else [f"status {page.status}"]),
        *axe(page),
        *(f"sideways: {one}" for one in sideways(page)),
        *(f"cut: {one}" for one in clipped(page)),
        *(f"console: {one}" for one in page.complaints),
    ]


@pytest.mark.shows("NEW-4")
def test_every_page_is_accessible_in_every_look(visit, axe, office):
    wrong: dict[str, list[str]] = {}
    done: set[str] = set()
    for role in READERS:
        user = reader(role)
        for address in pages_of(user):
            key = pattern(address)
            if key in done or os.environ.get("KHUEVAN_PAGES", "") not in address:
                continue
            done.add(key)
            for language, width, dark, large in LOOKS:
                page = visit(
                    address, user, width=width, dark=dark, language=language, large_text=large
                )
                if found := faults(page, axe):
                    wrong[f"{address} as {role or 'visitor'}, {language} {width}"] = found
                page.context.close()
    assert len(done) > 5
    assert wrong == {}
