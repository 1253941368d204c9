"""SYS-2 on the demo office: export, an empty installation, restore, export: the same bytes."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client

from khuevan.kit import archive, audit, restoring
from khuevan.kit.tests.test_archive import shelf, unpacked
from khuevan.web.demo.office import PASSWORD

__all__ = ["shelf"]
pytestmark = pytest.mark.shows("SYS-2")


def elsewhere(folder, *arguments):
    """Another installation: embedded database, a folder of its own."""
    environment = {**os.environ, "KHUEVAN_ENV": "test", "KHUEVAN_VAR": str(folder)}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "khuevan.web.manage", *map(str, arguments)],
        env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.django_db(transaction=True)
def test_the_demo_goes_away_and_comes_back_on_both_databases(shelf, tmp_path):
    call_command("demo", days=6, verbosity=0)
    first, abroad, last = (tmp_path / f"{n}.tar.zst" for n in ("first", "abroad", "last"))
    summary = archive.export(first)
    assert (summary.rows["people.Organisation"] > 140, summary.files > 3) == (True, True)

    # From this database (SQLite or PostgreSQL) into an embedded one elsewhere ...
    place = tmp_path / "place"
    place.mkdir()
    elsewhere(place, "migrate", "--verbosity", "0")
    assert "The audit log holds." in elsewhere(place, "restore", first)
    elsewhere(place, "export", abroad)
    assert unpacked(abroad) == unpacked(first)
    assert "holds" in elsewhere(place, "verify-audit")

    # ... and from there back into this one.
    call_command("flush", "--no-input", verbosity=0)
    shutil.rmtree(shelf)
    call_command("restore", abroad, stdout=io.StringIO())
    archive.export(last)
    assert unpacked(last) == unpacked(first)
    assert list(audit.breaks()) == []
    assert Client().login(username="chuyenvien", password=PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_what_migrations_write_is_declared_and_does_not_count_as_work(shelf, tmp_path):
    """A new table with first rows needs its name in `first_rows` of its app's config."""
    elsewhere(tmp_path, "migrate", "--verbosity", "0")
    elsewhere(tmp_path, "export", tmp_path / "e.tar.zst")
    manifest = restoring.check(tmp_path / "e.tar.zst").manifest
    filled = {one["model"] for one in manifest["models"] if one["rows"]}
    assert filled == restoring.first_rows()
    assert {apps.get_model(label)._meta.label for label in filled} == filled
    assert connection.vendor in {"sqlite", "postgresql"}
