"""A real browser for tests marked ``browser``: fixtures for every app.

``visit("/plans/", user)`` opens a page of the running test server in Debian's Chromium and returns a
Playwright page; ``axe(page)`` lists what axe-core finds wrong; ``sideways(page)`` and ``clipped(page)``
say what does not fit. Set CHROMIUM to use another browser.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).resolve().parents[4]
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.fail("No Chromium found: apt-get install chromium, or name one in CHROMIUM.")
    return path


@pytest.fixture(scope="session")
def playwright_browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def large_text_browser(playwright_browser: Any) -> Iterator[Any]:
    """The same browser of somebody who has set letters twice as large, as phones let people do."""
    flags = [*FLAGS, "--blink-settings=defaultFontSize=32"]
    kind = playwright_browser.browser_type
    browser = kind.launch(executable_path=chromium(), args=flags)
    yield browser
    browser.close()


@pytest.fixture
def visit(
    live_server: Any, playwright_browser: Any, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Any]]:
    """``visit(path, user=None, width=1280, height=800, dark=False, language="vi", script=True)``."""
    contexts = []

    def open_page(
        path: str = "/",
        user: Any = None,
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        language: str = "vi",
        script: bool = True,
        large_text: bool = False,
    ) -> Any:
        browser = playwright_browser
        if large_text:
            browser = request.getfixturevalue("large_text_browser")
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale=language,
        )
        contexts.append(context)
        context.add_cookies(cookies(live_server.url, user, language))
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: m.type == "error" and page.complaints.append(m.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        answer = page.goto(path)
        page.status = answer.status if answer else 0
        return page

    yield open_page
    for context in contexts:
        context.close()


def cookies(url: str, user: Any, language: str) -> list[dict[str, str]]:
    from django.conf import settings
    from django.test import Client

    jar = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": url}]
    if user:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        jar.append({"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url})
    return jar


@pytest.fixture
def stretched_words(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Both languages 40 % longer, as script/words --stretch makes them."""
    from django.utils.translation import trans_real

    def forget() -> None:
        trans_real._translations = {}
        trans_real._default = None

    command = [HOUSE / "script" / "words", "--stretch", tmp_path]
    subprocess.run(command, check=True)  # noqa: S603 -- our own script
    settings.LOCALE_PATHS = [tmp_path]
    forget()
    yield
    forget()


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """What axe-core finds: ["rule: impact: where"], so that a failing test names the element."""
    from axe_playwright_python.sync_playwright import Axe

    def check(page: Any) -> list[str]:
        # What passed is long, and nobody reads it.
        options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
        found = Axe().run(page, options=options)
        return [
            f"{violation['id']}: {violation['impact']}: {node['html'][:160]}"
            for violation in found.response["violations"]
            for node in violation["nodes"]
        ]

    return check


SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const inside = e => { for (let p = e.parentElement; p; p = p.parentElement)
    if (/auto|scroll|hidden/.test(getComputedStyle(p).overflowX)) return true; };
  return [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > wide + 1 && !inside(e))
    .map(e => e.outerHTML.slice(0, 90));
}"""
CLIPPED = """() => [...document.querySelectorAll('body *')].filter(e => {
  const s = getComputedStyle(e);
  if (e.closest('.vh, svg, dialog:not([open]), .skip') || !e.clientWidth) return false;
  if (/auto|scroll/.test(s.overflowX + s.overflowY)) return false;
  const cut = s.overflow.includes('hidden') || s.textOverflow === 'ellipsis' || e.matches('button, .btn, .pill, .tool');
  return cut && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map(e => e.outerHTML.slice(0, 90))"""


def sideways(page: Any) -> list[str]:
    """The elements that make the page scroll sideways; none is right at 320 px and up."""
    return page.evaluate(SIDEWAYS)


def clipped(page: Any) -> list[str]:
    """Elements whose own text does not fit into them."""
    return page.evaluate(CLIPPED)


def untranslated(html: str) -> list[str]:
    """Lazy strings that reached the page as objects instead of words."""
    return re.findall(r"&lt;django\.utils\.functional\.[^&]*", html)
