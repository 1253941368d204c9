"""The health check behind `khuevan doctor`: each part in one sentence, and how to mend it."""

from __future__ import annotations

import os
import shutil
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import courier
from khuevan.kit.jobs import is_alive
from khuevan.kit.mail import server_of
from khuevan.kit.models import Message, MessageState, WorkerBeat
from khuevan.vanban.formats import ocr, office

FREE_SPACE = 1_000_000_000  # bytes: a year of the office's files and a backup of them
SECRET_LENGTH = 40
LATE_MESSAGES_MINUTES = 15


class State(StrEnum):
    FINE = "fine"
    CAUTION = "caution"  # works, but not as it should in production
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    part: str
    state: State
    says: str
    mend: str = ""


def fine(part: str, says: str) -> Finding:
    return Finding(part, State.FINE, says)


def caution(part: str, says: str, mend: str) -> Finding:
    return Finding(part, State.CAUTION, says, mend)


def broken(part: str, says: str, mend: str) -> Finding:
    return Finding(part, State.BROKEN, says, mend)


def examine() -> Iterator[Finding]:
    """Every part in turn; what lives in the database is asked only once that is in order."""
    for check in IN_DATABASE:
        finding = check()
        yield finding
        if finding.state is State.BROKEN and check in (check_database, check_migrations):
            break
    yield from (check() for check in OUTSIDE)


def check_database() -> Finding:
    part = _("Database")
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return broken(
            part,
            _("cannot be reached: %(error)s") % {"error": str(error).strip()},
            _("Check DATABASE_URL and that the database server runs (docs/admin/postgresql.md)."),
        )
    return _check_sqlite(part) if connection.vendor == "sqlite" else _check_postgresql(part)


def _ask(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _check_sqlite(part: str) -> Finding:
    mode = _ask("PRAGMA journal_mode").lower()
    says = _("SQLite %(version)s, journal %(mode)s") % {
        "version": _ask("SELECT sqlite_version()"),
        "mode": mode.upper(),
    }
    if mode not in {"wal", "memory"}:
        return broken(
            part,
            says,
            _("The folder of the database must lie on a local disk, not on a network share."),
        )
    if settings.PRODUCTION:
        return caution(
            part, says, _("For more than one machine use PostgreSQL (docs/admin/postgresql.md).")
        )
    return fine(part, says)


def _check_postgresql(part: str) -> Finding:
    says = f"PostgreSQL {_ask('SHOW server_version')}"
    if int(_ask("SHOW server_version_num")) < 150000:
        return broken(part, says, _("Version 15 or newer is needed."))
    if _ask("SHOW server_encoding") != "UTF8" or _ask("SELECT upper('đ')") != "Đ":
        return broken(
            part,
            _("%(server)s does not know Vietnamese letters") % {"server": says},
            _("Make the database anew: createdb --encoding UTF8 --locale C.UTF-8 -T template0."),
        )
    return fine(part, says)


def check_migrations() -> Finding:
    part = _("Tables")
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = ", ".join(f"{one.app_label}.{one.name}" for one, _back in waiting[:3])
        return broken(
            part,
            _("%(count)d changes are not applied (%(names)s)")
            % {"count": len(waiting), "names": names},
            _("Stop web and worker, make a backup, then run: khuevan migrate"),
        )
    return fine(part, _("up to date"))


def check_worker() -> Finding:
    part = _("Worker")
    mend = _("Start it: khuevan worker (in production the unit khuevan-worker).")
    last = WorkerBeat.objects.order_by("-seen_at").first()
    if last is None:
        return broken(part, _("none has ever been seen or all were stopped"), mend)
    if not is_alive(last):
        seen = timezone.localtime(last.seen_at).strftime("%d/%m/%Y %H:%M:%S")
        return broken(part, _("last heard of at %(when)s") % {"when": seen}, mend)
    return fine(
        part, _("at work on %(host)s, process %(pid)d") % {"host": last.host, "pid": last.pid}
    )


def check_outbox() -> Finding:
    part = _("Outbox")
    since = timezone.now() - timedelta(minutes=LATE_MESSAGES_MINUTES)
    late = Message.objects.due(since).count()
    unsure = Message.objects.filter(state=MessageState.UNSURE).count()
    says = _("%(late)d messages late, %(unsure)d of unknown fate") % {
        "late": late,
        "unsure": unsure,
    }
    if late:
        return caution(part, says, _("See the lines Worker and Mail; the messages stay queued."))
    if unsure:
        return caution(part, says, _("Ask the mail server's log, then settle them in the outbox."))
    return fine(part, says)


def check_mail() -> Finding:
    part = _("Mail")
    url = urlsplit(settings.EMAIL_URL)
    if url.scheme == "file":
        says = _("letters are written into %(folder)s and sent to nobody") % {"folder": url.path}
        mend = _("Set EMAIL_URL to your mail server.")
        return caution(part, says, mend) if settings.PRODUCTION else fine(part, says)
    try:
        server = server_of(settings.EMAIL_URL)
        with courier.connect(replace(server, timeout=10)) as smtp:
            smtp.noop()
    except ImproperlyConfigured as error:
        return broken(part, str(error), _("Correct EMAIL_URL (docs/admin/install.md)."))
    except (OSError, smtplib.SMTPException) as error:
        return broken(
            part,
            _("%(host)s:%(port)d does not take mail: %(error)s")
            % {"host": server.host, "port": server.port, "error": error},
            _("Check EMAIL_URL, the password and the firewall; messages wait in the outbox."),
        )
    return fine(part, _("%(host)s:%(port)d answers") % {"host": server.host, "port": server.port})


def check_fonts() -> Finding:
    part = _("Fonts")
    mend = "apt install fonts-croscore fonts-liberation2 fontconfig"
    if not shutil.which("fc-list"):
        return caution(part, _("cannot be listed: fc-list is not installed"), mend)
    listed = _output("fc-list", ":", "family")
    wanted = ("Tinos", "Liberation Serif", "Times New Roman")
    found = [name for name in wanted if name in listed]
    if not found:
        return broken(
            part,
            _("no font with the measures of Times New Roman and all Vietnamese letters"),
            mend,
        )
    return fine(part, ", ".join(found))


def check_office() -> Finding:
    part = "LibreOffice"
    program = office.program()
    if program is None:
        return broken(
            part,
            _("not installed: .doc, .rtf and .odt files are refused"),
            "apt install libreoffice-writer-nogui",
        )
    version = " ".join(_output(program, "--version").split()[:2])
    if not version:
        return broken(
            part,
            _("does not start"),
            "apt install --reinstall libreoffice-core-nogui libreoffice-writer-nogui",
        )
    return fine(part, version)


def check_ocr() -> Finding:
    part = _("Reading of scans (OCR)")
    mend = "apt install tesseract-ocr tesseract-ocr-vie"
    if lack := ocr.missing():
        return broken(
            part,
            _(
                "%(name)s is not installed: scanned plans are refused, and photos and scanned PDFs "
                "sent as evidence are kept without being searched for a state-secret marking"
            )
            % {"name": lack},
            mend,
        )
    return fine(part, _output("tesseract", "--version").partition("\n")[0])


def check_frontend() -> Finding:
    part = _("Front-end files")
    if not finders.find("vendor/be-vietnam-pro-vietnamese-400-normal.woff2"):
        return broken(part, _("the fonts of the pages are missing"), "script/frontend")
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if settings.PRODUCTION and not manifest.exists():
        return broken(
            part,
            _("not collected into %(folder)s") % {"folder": settings.STATIC_ROOT},
            "khuevan collectstatic --noinput",
        )
    return fine(part, _("in place"))


def check_translations() -> Finding:
    part = _("Translations")
    sources = settings.PACKAGE.glob("*/locale*/*/LC_MESSAGES/django.po")
    lacking = [str(one.parent) for one in sources if not one.with_suffix(".mo").exists()]
    if lacking:
        return broken(
            part,
            _("not compiled in %(folders)s: pages show English") % {"folders": ", ".join(lacking)},
            "script/words --compile",
        )
    return fine(part, _("compiled"))


def check_disk() -> Finding:
    part = _("Disk")
    folder = Path(settings.VAR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as probe:
            written_at = os.stat(probe.name).st_mtime
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return broken(
            part,
            _("%(folder)s cannot be written: %(error)s") % {"folder": folder, "error": error},
            _("Give it to the user that runs web and worker: chown -R khuevan %(folder)s")
            % {"folder": folder},
        )
    says = _("%(folder)s: %(free).1f GB free") % {"folder": folder, "free": free / 1e9}
    if free < FREE_SPACE:
        return broken(part, says, _("Make room: uploads will soon fail."))
    if abs(written_at - time.time()) > 60:
        return caution(part, says, _("Its clock differs from this machine's: mend the share."))
    return fine(part, says)


def check_clock() -> Finding:
    part = _("Clock")
    now = timezone.localtime()
    says = now.strftime("%d/%m/%Y %H:%M:%S ") + settings.TIME_ZONE
    mend = _("Set the clocks by NTP (timedatectl set-ntp true) on web and database machine.")
    if connection.vendor == "postgresql" and connection.connection is not None:
        apart = abs(float(_ask("SELECT extract(epoch FROM clock_timestamp())")) - time.time())
        if apart > 5:
            return broken(
                part,
                _("%(now)s, %(seconds)d seconds from the database's")
                % {"now": says, "seconds": apart},
                mend,
            )
    if now.utcoffset() is None or now.year < 2026:
        return broken(part, says, mend)
    return fine(part, says)


def check_settings() -> Finding:
    part = _("Settings")
    if not settings.PRODUCTION:
        return fine(part, _("%(mode)s: not for production") % {"mode": settings.MODE})
    wrong = list(_wrong_settings())
    if wrong:
        return broken(part, "; ".join(wrong), _("Correct the environment (docs/admin/install.md)."))
    return fine(part, settings.BASE_URL)


def _wrong_settings() -> Iterator[str]:
    address = urlsplit(settings.BASE_URL)
    if len(settings.SECRET_KEY) < SECRET_LENGTH:
        yield _("SECRET_KEY is shorter than %(length)d characters") % {"length": SECRET_LENGTH}
    if "*" in settings.ALLOWED_HOSTS:
        yield _("ALLOWED_HOSTS takes any host")
    elif address.hostname not in settings.ALLOWED_HOSTS:
        yield _("ALLOWED_HOSTS lacks the host of BASE_URL, %(host)s") % {"host": address.hostname}
    if address.scheme != "https":
        yield _("BASE_URL is not https")
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost>"):
        yield _("MAIL_FROM is not set: letters would come from localhost")


def _output(*command: str) -> str:
    """What a program says; nothing when it fails or hangs."""
    try:
        return subprocess.run(  # noqa: S603 - fixed programs without a shell
            command, capture_output=True, text=True, timeout=60, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


Check = Callable[[], Finding]
IN_DATABASE: tuple[Check, ...] = (check_database, check_migrations, check_worker, check_outbox)
OUTSIDE: tuple[Check, ...] = (
    check_mail, check_fonts, check_office, check_ocr, check_frontend, check_translations,
    check_disk, check_clock, check_settings,
)  # fmt: skip
