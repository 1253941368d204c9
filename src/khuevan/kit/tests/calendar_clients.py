"""Five programs that people's calendars are made of, asked what they see in a file.

Each gives [(uid, start, status)] sorted, a start being "2026-01-05" or "2026-01-05T08:00+07:00".
"""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

ROOT = Path(__file__).parents[4]
HERE = Path(__file__).parent
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
Seen = list[tuple[str, str, str]]


def shown(start: date) -> str:
    if isinstance(start, datetime):
        return start.astimezone(HANOI).isoformat(timespec="minutes")
    return start.isoformat()


def python_icalendar(content: bytes) -> Seen:
    """Its own reading, with no error in any component."""
    calendar = icalendar.Calendar.from_ical(content)
    assert [c.errors for c in calendar.walk() if c.errors] == []
    return sorted((str(e["uid"]), shown(e.start), str(e["status"])) for e in calendar.events)


def recurring(content: bytes, years: tuple[int, int] = (2020, 2040)) -> Seen:
    calendar = icalendar.Calendar.from_ical(content)
    first, last = date(years[0], 1, 1), date(years[1], 1, 1)
    events = recurring_ical_events.of(calendar).between(first, last)
    return sorted((str(e["uid"]), shown(e.start), str(e["status"])) for e in events)


def ical_js(path: Path) -> Seen:
    """The parser of Thunderbird."""
    out = _run(["node", str(HERE / "read_with_ical_js.mjs"), str(path)], cwd=ROOT)
    return sorted((uid, shown(_moment(start)), status) for uid, start, status in json.loads(out))


def libical(path: Path) -> Seen:
    """The library under Evolution and GNOME Calendar, through its GObject binding."""
    out = _run(["/usr/bin/python3", str(HERE / "read_with_libical.py"), str(path)])
    return sorted((uid, shown(_moment(start)), status) for uid, start, status in json.loads(out))


def khal(path: Path, home: Path) -> Seen:
    """What khal lists after importing the file into an empty calendar."""
    config = home / "khal.conf"
    config.write_text(
        f"[calendars]\n[[office]]\npath = {home / 'office'}\n"
        f"[sqlite]\npath = {home / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Asia/Ho_Chi_Minh\ndefault_timezone = Asia/Ho_Chi_Minh\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    (home / "office").mkdir(exist_ok=True)
    environment = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
    base = ["khal", "-c", str(config)]
    _run([*base, "import", "--batch", "-a", "office", str(path)], env=environment)
    line = "{uid}|{start}|{all-day}|{status}"
    listing = [*base, "list", "--day-format", "", "--format", line]
    out = _run([*listing, "2020-01-01", "2040-01-01"], env=environment)
    seen = set()
    for row in filter(None, out.splitlines()):
        uid, start, all_day, status = row.rsplit("|", 3)
        moment = datetime.fromisoformat(start.strip())
        moment = moment.date() if all_day == "True" else moment.replace(tzinfo=HANOI)
        seen.add((uid, shown(moment), status.strip()))
    return sorted(seen)


def _moment(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _run(command: list[str], **options) -> str:
    done = subprocess.run(  # noqa: S603
        command, check=False, capture_output=True, text=True, timeout=120, **options
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
