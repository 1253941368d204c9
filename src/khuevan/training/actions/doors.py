"""Door devices and what they wrote down: made, prepared, taken in, shut."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.people.models import User
from khuevan.training import attendance
from khuevan.training.actions.nominating import substitute
from khuevan.training.enums import Kind, RunState, ScanKind
from khuevan.training.models import ClassRun, Device, Nomination, ScanEvent, Seat
from khuevan.training.models.doors import new_key
from khuevan.training.nominees import Nominee

LONGEST_LINE = 4000
AT_ONCE = 500
AHEAD = timedelta(minutes=5)  # no phone is further ahead of us once its offset is counted
BEHIND = timedelta(days=30)
SEEN_EVERY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a journal as it came; ``at`` is by the server's clock."""

    seq: int
    body: str
    kind: ScanKind
    at: datetime

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an upload: ``kept`` are stored byte for byte, ``bad`` cannot be read."""

    kept: list[int] = field(default_factory=list)
    fresh: int = 0
    bad: list[str] = field(default_factory=list)


@transaction.atomic
def make_device(run: ClassRun, name: str, *, by: User) -> Device:
    name = " ".join(name.split())[:60]
    if not name:
        raise Refused(_("Give the door a name, such as “Cửa A”."))
    if run.state == RunState.CANCELLED:
        raise Refused(_("The class is cancelled; it needs no door."))
    if run.devices.filter(name=name).exists():
        raise Refused(_("There is a door “%(name)s” already. Give this one another name.")
                      % {"name": name})  # fmt: skip
    device = Device.objects.create(run=run, name=name, made_by=by)
    audit.record(Kind.DEVICE_MADE, run, by=by, after=name)
    return device


@transaction.atomic
def shut_device(device: Device, *, by: User) -> None:
    """The link opens no more; lines that a phone still holds are taken all the same."""
    shut = Device.objects.roots().filter(pk=device.pk, shut_at=None)
    if shut.update(shut_at=timezone.now()):
        audit.record(Kind.DEVICE_MADE, device.run, by=by, before=device.name, after="shut")


@transaction.atomic
def join(root: Device, phone: str, *, by: Actor) -> Device:
    """The row of this phone at the door: the door's own for the first, one below it for others."""
    if not phone or len(phone) > 64:
        raise Refused(_("This phone did not say which one it is. Open the link of the door again."))
    claimed = Device.objects.filter(pk=root.pk, phone="").update(phone=phone)
    mine = root if claimed else Device.objects.filter(pk=root.pk, phone=phone).first()
    mine = mine or root.others.filter(phone=phone).first() or _below(root, phone)
    if claimed or mine.prepared_at is None:
        audit.record(Kind.DEVICE_MADE, root.run, by=by, after=f"{mine.label}: prepared")
        Device.objects.filter(pk=mine.pk).update(prepared_at=timezone.now())
    return mine


def _below(root: Device, phone: str) -> Device:
    for _again in range(20):
        top = Device.objects.filter(run=root.run_id, name=root.name).aggregate(top=Max("number"))
        try:
            with transaction.atomic():
                return Device.objects.create(
                    run_id=root.run_id, name=root.name, root=root, number=(top["top"] or 1) + 1,
                    phone=phone, made_by_id=root.made_by_id, nonce=new_key(),
                )  # fmt: skip
        except IntegrityError:
            if made := root.others.filter(phone=phone).first():
                return made
    raise Refused(_("Too many phones prepare at this door at once. Try again in a moment."))


@transaction.atomic
def take_scans(
    device: Device, bodies: Sequence[str], *, at: datetime | None = None, claimed: int | None = None
) -> Taken:
    """Lines of a journal, in any order, any number of times: each (device, seq) is kept once.

    A line is stored as it came, to the byte. Another content under a number that is taken (a phone
    restored from a copy) goes to a row of its own below the door: nothing is overwritten or lost.
    ``claimed``: how many lines the phone says that it holds.
    """
    now = at or timezone.now()
    lines, bad = _read(device, bodies[:AT_ONCE], now)
    stored = _store(device, lines, now) if lines else {}
    clashes = [one for one in lines if stored[one.seq][0] != one.digest]
    if clashes:
        root = device.root or device
        beside = root.others.filter(phone=f"{device.phone}~").first()
        beside = beside or _below(root, f"{device.phone}~"[-64:])
        take_scans(beside, [one.body for one in clashes], at=now)
    _note_seen(device, now, claimed, is_news=bool(lines))
    fresh = sum(received == now for _digest, received in stored.values())
    return Taken([one.seq for one in lines], fresh, bad)


def _store(device: Device, lines: Sequence[Line], now: datetime) -> dict[int, tuple[str, datetime]]:
    """Write what is new; what stands under these numbers now: its digest and when it came."""
    ScanEvent.objects.bulk_create(
        [
            ScanEvent(
                device=device, seq=one.seq, body=one.body, digest=one.digest, kind=one.kind,
                at=one.at, received_at=now,
            )
            for one in sorted(lines, key=lambda one: one.seq)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    rows = device.events.filter(seq__in=[one.seq for one in lines])
    return {
        seq: (digest, received)
        for seq, digest, received in rows.values_list("seq", "digest", "received_at")
    }


def _note_seen(device: Device, now: datetime, claimed: int | None, *, is_news: bool) -> None:
    """A phone that only asks for news is written down now and then: no write for every question."""
    claimed = device.claimed if claimed is None else min(max(claimed, 0), 10**7)
    is_recent = device.seen_at is not None and now - device.seen_at < SEEN_EVERY
    if is_news or claimed != device.claimed or not is_recent:
        Device.objects.filter(pk=device.pk).update(seen_at=now, claimed=claimed)


def _read(device: Device, bodies: Iterable[str], now: datetime) -> tuple[list[Line], list[str]]:
    lines, bad = [], []
    for body in bodies:
        line = read_line(device, body, now)
        if line is None:
            bad.append(str(body)[:80])
        else:
            lines.append(line)
    return lines, bad


def read_line(device: Device, body: object, now: datetime) -> Line | None:
    if not isinstance(body, str) or len(body) > LONGEST_LINE:
        return None
    try:
        body.encode()  # half of a letter pair has no bytes
        facts = json.loads(body)
        seq, kind = facts["seq"], ScanKind(facts["kind"])
        off = facts.get("off")
        moment_ms = int(facts["at"]) + int(off if off is not None else device.offset_ms or 0)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if type(seq) is not int or not 1 <= seq <= 10_000_000:
        return None
    return Line(seq, body, kind, _plausible(moment_ms, now))


def _plausible(moment_ms: int, now: datetime) -> datetime:
    """The time of the line, or of its coming when its clock cannot be right; the line keeps its own."""
    earliest, latest = now - BEHIND, now + AHEAD
    if not earliest.timestamp() * 1000 <= moment_ms <= latest.timestamp() * 1000:
        return now
    return datetime.fromtimestamp(moment_ms / 1000, tz=now.tzinfo)


def hand_in(device: Device, content: bytes, *, by: User) -> Taken:
    """A journal that a phone saved to a file, when the network never came back."""
    try:
        bodies = [line for line in content.decode().split("\n") if line.strip()]
    except UnicodeDecodeError:
        bodies = []
    if not bodies:
        raise Refused(_("This file holds no journal. Take the one that the phone saved (.jsonl)."))
    taken = Taken()
    for start in range(0, len(bodies), AT_ONCE):
        some = take_scans(device, bodies[start : start + AT_ONCE])
        taken = Taken(taken.kept + some.kept, taken.fresh + some.fresh, taken.bad + some.bad)
    if not taken.kept:
        raise Refused(_("This file holds no journal. Take the one that the phone saved (.jsonl)."))
    audit.record(Kind.SCANS_TAKEN, device.run, by=by, after=f"{device.label}: {taken.fresh}")
    return taken


def confirm_substitute(event: ScanEvent, *, by: User) -> Nomination:
    """The substitute whom a door noted becomes the seat's nominee; the line stays as it is."""
    line = attendance.read_line(event.body) or {}
    number = line.get("s")
    seats = Seat.objects.filter(run=event.device.run_id)
    seat = seats.filter(pk=number).first() if isinstance(number, int) else None
    if event.kind != ScanKind.SUBSTITUTE or seat is None:
        raise Refused(_("This line notes no substitute for a seat of this class."))
    facts = Nominee(str(line.get("name") or ""), str(line.get("position") or ""))
    why = _("Substitute at the door (%(door)s)") % {"door": event.device.label}
    return substitute(seat, facts, why, by=by, at_the_door=True)
