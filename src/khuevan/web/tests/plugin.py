"""What every test run has: the test settings, and the acceptance ids that tests bear.

pytest loads this before Django (`-p` in pyproject.toml), so that plain `pytest` needs no
environment. `@pytest.mark.shows("PLN-1", "R29")` says which criteria of product and mission
a test bears; `script/test --shows` lists them, `script/test --shows PLN-1` runs one.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# The browser fixtures, for the tests of every app.
pytest_plugins = ["khuevan.web.tests.browser"]

ACCEPTANCE_ID = re.compile(r"[A-Z]{3}-\d{1,2}|R\d{2,3}")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}

os.environ["KHUEVAN_ENV"] = "test"
if "KHUEVAN_TEST_VAR" not in os.environ:
    # pytest-xdist's processes inherit it, and only the first one removes it.
    os.environ["KHUEVAN_TEST_VAR"] = tempfile.mkdtemp(prefix="khuevan-test-")
    OWNS_VAR = True
else:
    OWNS_VAR = False
# A folder for each process: some tests look at every file there is.
VAR = Path(os.environ["KHUEVAN_TEST_VAR"]) / os.environ.get("PYTEST_XDIST_WORKER", "alone")
# WhiteNoise warns about a folder of static files that is not there.
(VAR / "static").mkdir(parents=True, exist_ok=True)
os.environ["KHUEVAN_VAR"] = str(VAR)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("khuevan")
    group.addoption(
        "--shows",
        nargs="?",
        const="",
        metavar="ID",
        help="run the tests of one acceptance id; without an id, list every id with its tests",
    )
    group.addoption(
        "--touches-database", action="store_true", help="run only the tests that use the database"
    )
    group.addoption("--counts", metavar="FILE", help="append 'passed failed skipped' to FILE")


def ids(item: pytest.Item) -> list[str]:
    return [name for mark in item.iter_markers("shows") for name in mark.args]


def touches_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wrong = [
        f"{item.nodeid}: {name!r}"
        for item in items
        for name in ids(item)
        if not ACCEPTANCE_ID.fullmatch(name)
    ]
    if wrong:
        raise pytest.UsageError("not an acceptance id such as PLN-1 or R29: " + "; ".join(wrong))
    wanted = config.getoption("--shows")
    keep = list(items)
    if wanted:
        keep = [item for item in keep if wanted in ids(item)]
    if config.getoption("--touches-database"):
        keep = [item for item in keep if touches_database(item)]
    if len(keep) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in set(keep)])
        items[:] = keep


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """A page asked for in English leaves its language behind; no test inherits another's."""
    translation = sys.modules.get("django.utils.translation")
    if translation:
        translation.deactivate()
    with no_running_loop(item):
        return (yield)


@contextmanager
def no_running_loop(item: pytest.Item) -> Iterator[None]:
    """Playwright's loop seems to run in this thread from its first test to the end of the session;
    a test without a browser may start one of its own.
    """
    loop = asyncio._get_running_loop()
    if loop is None or "playwright_browser" in getattr(item, "fixturenames", ()):
        yield
        return
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    with no_running_loop(item):
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """`--shows` alone prints the table and runs nothing."""
    if session.config.getoption("--shows") != "" or session.testsfailed:
        return None
    tests = defaultdict(list)
    for item in session.items:
        for name in ids(item):
            tests[name].append(item.nodeid)
    for name in sorted(
        tests, key=lambda one: (re.split(r"\d", one)[0], int(re.sub(r"\D", "", one)))
    ):
        print(name, *tests[name], sep="\n  ")
    return True


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    target = config.getoption("--counts")
    if not target or hasattr(config, "workerinput"):  # the workers' counts are in the first one's
        return
    stats = terminalreporter.stats
    counts = [
        sum(len(stats.get(kind, ())) for kind in kinds)
        for kinds in (("passed", "xfailed"), ("failed", "error", "xpassed"), ("skipped",))
    ]
    with Path(target).open("a", encoding="ascii") as file:
        file.write(" ".join(map(str, counts)) + "\n")


def pytest_unconfigure() -> None:
    if OWNS_VAR:
        shutil.rmtree(os.environ["KHUEVAN_TEST_VAR"], ignore_errors=True)
