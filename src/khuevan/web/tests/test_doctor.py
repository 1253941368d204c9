from __future__ import annotations

import json
import socket
from contextlib import closing
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.core.management import call_command
from django.db import connection
from django.utils import timezone, translation

from khuevan.kit.models import WorkerBeat
from khuevan.web import doctor
from khuevan.web.doctor import Finding, State


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def free_port():
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return probe.getsockname()[1]


def worker(seen_at):
    return WorkerBeat.objects.create(
        name="w1", host="elsewhere", pid=1, started_at=seen_at, seen_at=seen_at
    )


@pytest.mark.django_db
def test_a_database_in_order():
    assert [check().state for check in (doctor.check_database, doctor.check_migrations)] == [
        State.FINE,
        State.FINE,
    ]


@pytest.mark.django_db
def test_a_database_without_its_tables_is_told_to_migrate(monkeypatch):
    graph = "django.db.migrations.executor.MigrationExecutor.migration_plan"
    migration = type("Migration", (), {"app_label": "plans", "name": "0002_more"})
    monkeypatch.setattr(graph, lambda *_: [(migration, False)])
    found = doctor.check_migrations()
    assert found.says == "1 changes are not applied (plans.0002_more)"
    assert found.mend == "Stop web and worker, make a backup, then run: khuevan migrate"


@pytest.mark.django_db
def test_no_worker_a_silent_one_and_one_at_work():
    assert doctor.check_worker().state is State.BROKEN
    beat = worker(timezone.now() - timedelta(minutes=5))
    silent = doctor.check_worker()
    assert silent.state is State.BROKEN
    assert silent.says.startswith("last heard of at ")
    beat.seen_at = timezone.now()
    beat.save()
    assert doctor.check_worker() == Finding("Worker", State.FINE, "at work on elsewhere, process 1")


def test_a_mail_server_that_answers(settings):
    port = free_port()
    mail = Controller(Sink(), hostname="127.0.0.1", port=port)
    mail.start()
    try:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
        assert doctor.check_mail() == Finding("Mail", State.FINE, f"127.0.0.1:{port} answers")
    finally:
        mail.stop()


def test_a_mail_server_that_is_down_is_named(settings):
    port = free_port()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
    found = doctor.check_mail()
    assert found.state is State.BROKEN
    assert found.says == f"127.0.0.1:{port} does not take mail: [Errno 111] Connection refused"


def test_an_address_of_mail_that_is_none(settings):
    settings.EMAIL_URL = "mail.example.vn"
    assert doctor.check_mail().mend == "Correct EMAIL_URL (docs/admin/install.md)."


def test_fonts_office_and_ocr_are_named_when_missing(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda _name: None)
    monkeypatch.setattr(doctor.office, "program", lambda: None)
    monkeypatch.setattr(doctor.ocr, "missing", lambda: "tesseract-ocr-vie")
    found = [doctor.check_fonts(), doctor.check_office(), doctor.check_ocr()]
    assert [(one.state, one.mend) for one in found] == [
        (State.CAUTION, "apt install fonts-croscore fonts-liberation2 fontconfig"),
        (State.BROKEN, "apt install libreoffice-writer-nogui"),
        (State.BROKEN, "apt install tesseract-ocr tesseract-ocr-vie"),
    ]


def test_a_disk_that_cannot_be_written(settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.VAR = tmp_path / "file" / "var"
    assert doctor.check_disk().state is State.BROKEN


def test_a_disk_that_is_full(monkeypatch, settings, tmp_path):
    settings.VAR = tmp_path
    monkeypatch.setattr(doctor, "FREE_SPACE", 10**18)
    assert doctor.check_disk().mend == "Make room: uploads will soon fail."


def test_production_settings_that_would_not_hold(settings):
    settings.PRODUCTION = True
    settings.SECRET_KEY = "short"
    settings.ALLOWED_HOSTS = ["khuevan.example.vn"]
    settings.BASE_URL = "http://other.example.vn"
    settings.DEFAULT_FROM_EMAIL = "Khuê Văn <khuevan@example.vn>"
    assert doctor.check_settings().says == (
        "SECRET_KEY is shorter than 40 characters; "
        "ALLOWED_HOSTS lacks the host of BASE_URL, other.example.vn; "
        "BASE_URL is not https"
    )


def test_collected_files_are_wanted_only_in_production(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(doctor.finders, "find", lambda _name: "found")
    settings.STATIC_ROOT = tmp_path
    assert doctor.check_frontend().state is State.FINE
    settings.PRODUCTION = True
    assert doctor.check_frontend().mend == "khuevan collectstatic --noinput"


def findings(*given):
    return lambda: iter(given)


SICK = Finding("Disk", State.BROKEN, "full", "Make room: uploads will soon fail.")


def test_the_command_ends_with_an_error_when_something_is_broken(monkeypatch, capsys):
    monkeypatch.setattr(
        "khuevan.web.management.commands.doctor.examine",
        findings(doctor.fine("Clock", "right"), SICK),
    )
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", language="en")
    assert ended.value.code == 1
    assert capsys.readouterr().out == (
        "✓ Clock: right\n✗ Disk: full\n    → Make room: uploads will soon fail.\nTo mend: 1\n"
    )


def test_the_command_speaks_json(monkeypatch, capsys):
    monkeypatch.setattr("khuevan.web.management.commands.doctor.examine", findings(SICK))
    with pytest.raises(SystemExit):
        call_command("doctor", "--json")
    assert json.loads(capsys.readouterr().out) == [
        {
            "part": "Disk",
            "state": "broken",
            "says": "full",
            "mend": "Make room: uploads will soon fail.",
        }
    ]


@pytest.mark.django_db
def test_a_database_that_cannot_be_reached_ends_the_questions_about_it(monkeypatch):
    def refuse():
        raise doctor.DatabaseError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    monkeypatch.setattr(doctor, "OUTSIDE", ())
    assert [(one.part, one.says) for one in doctor.examine()] == [
        ("Database", "cannot be reached: connection refused")
    ]
