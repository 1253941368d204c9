"""Who came, computed from the journals of the doors: pure, nothing merged away, nothing stored.

Every line of every device stays an ``Entry``. A seat has arrived with the earliest entry that a door
let in and whose ticket is genuine; whatever contradicts it is a ``Finding`` for a person, who decides
beside this (``actions.set_attendance``). Nobody is ever absent by computation.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.crypto import constant_time_compare

from khuevan.kit.vietnamese import fold
from khuevan.training import tickets
from khuevan.training.enums import Said, ScanKind, Trouble
from khuevan.training.models import ClassRun, Nomination, ScanEvent

KINDS: dict[str, ScanKind] = {one.value: one for one in ScanKind}
SAID: dict[str, Said] = {one.value: one for one in Said}


@dataclass(frozen=True, slots=True)
class Person:
    """A nomination of the class, active or ended, as far as the door is concerned."""

    nomination: int
    seat: int
    nonce: str
    ended_at: datetime | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Roll:
    """The class as its doors must know it; people by nomination."""

    run: int
    people: Mapping[int, Person]
    seats: frozenset[int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of one journal, with what the server makes of its ticket.

    ``said``: what the device answered; ``judged``: what the ticket is worth by the server's key (IN:
    genuine). ``name`` and ``position``: of a substitute at the door; ``of``: the line taken back.
    """

    device: int
    door: str
    seq: int
    kind: ScanKind
    at: datetime
    said: Said
    judged: Said
    nomination: int | None = None
    seat: int | None = None
    name: str = ""
    position: str = ""
    of: int | None = None
    is_void: bool = False
    is_timed_by_us: bool = False

    @property
    def is_in(self) -> bool:
        return self.said == Said.IN and not self.is_void

    @property
    def order(self) -> tuple[datetime, int, int]:
        return self.at, self.device, self.seq


@dataclass(frozen=True, slots=True)
class Finding:
    trouble: Trouble
    seat: int | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class DoorDay:
    """``arrivals``: by seat, the entry with which it arrived."""

    entries: list[Entry] = field(default_factory=list)
    arrivals: dict[int, Entry] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> list[Entry]:
        """Tickets which a door turned away, other than those shown twice."""
        out = {Said.IN, Said.TWICE}
        lines = [one for one in self.entries if one.kind != ScanKind.VOID and not one.is_void]
        return [one for one in lines if one.said not in out]


def computed(run: ClassRun) -> DoorDay:
    """Three queries, whatever the length of the journals."""
    roll = roll_of(run)
    events = ScanEvent.objects.of(run).select_related("device").order_by("device_id", "seq")
    return compute(entries_of(events, roll), roll)


def roll_of(run: ClassRun) -> Roll:
    rows = Nomination.objects.filter(seat__run=run).values_list(
        "pk", "seat_id", "nonce", "ended_at", "full_name"
    )
    people = {row[0]: Person(*row) for row in rows}
    return Roll(run.pk, people, frozenset(run.seats.values_list("pk", flat=True)))


def entries_of(events: Iterable[ScanEvent], roll: Roll) -> Iterator[Entry]:
    for event in events:
        line = read_line(event.body)
        if line is not None:
            yield entry_of(event, line, roll)


def read_line(body: str) -> dict[str, object] | None:
    """A line of a journal, or None when its content was forgotten."""
    try:
        line = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) else None


def entry_of(event: ScanEvent, line: Mapping[str, object], roll: Roll) -> Entry:
    kind = KINDS.get(str(line.get("kind")), ScanKind.SCAN)
    judged, person = _judge(kind, line, roll)
    return Entry(
        device=event.device_id,
        door=event.device.label,
        seq=event.seq,
        kind=kind,
        at=event.at,
        said=SAID.get(str(line.get("said")), Said.STRANGE),
        judged=judged,
        nomination=person.nomination if person else None,
        seat=person.seat if person else _number(line.get("s")),
        name=str(line.get("name") or ""),
        position=str(line.get("position") or ""),
        of=_number(line.get("of")),
        # Equal to the microsecond only when the phone's own time was refused (actions.take_scans).
        is_timed_by_us=event.at == event.received_at,
    )


def _judge(kind: ScanKind, line: Mapping[str, object], roll: Roll) -> tuple[Said, Person | None]:
    if kind == ScanKind.SCAN:
        return judge_ticket(str(line.get("ticket") or ""), roll)
    if kind == ScanKind.SUBSTITUTE:
        return Said.IN if _number(line.get("s")) in roll.seats else Said.FORGED, _named(line, roll)
    person = roll.people.get(_number(line.get("n")) or 0)
    return Said.IN if person or kind == ScanKind.VOID else Said.FORGED, person


def _named(line: Mapping[str, object], roll: Roll) -> Person | None:
    """The substitute, once the office has made them the seat's nominee."""
    name = fold(str(line.get("name") or ""))
    on_seat = (one for one in roll.people.values() if one.seat == line.get("s"))
    return next((one for one in on_seat if fold(one.name) == name and not one.ended_at), None)


def judge_ticket(text: str, roll: Roll) -> tuple[Said, Person | None]:
    """Genuine tickets are IN, even of somebody who is no longer named; whose they are comes with it."""
    ticket = tickets.parse(text)
    if ticket is None:
        return Said.STRANGE, None
    if ticket.run != roll.run:
        return Said.OTHER, None
    person = roll.people.get(ticket.nomination)
    if person is None:
        return Said.FORGED, None
    expected = tickets.signature_of(roll.run, person.nomination, person.nonce)
    is_genuine = constant_time_compare(expected, ticket.signature)
    return (Said.IN, person) if is_genuine else (Said.FORGED, None)


def compute(entries: Iterable[Entry], roll: Roll) -> DoorDay:
    marked = sorted(_without_taken_back(entries), key=lambda entry: entry.order)
    shown: dict[int, list[Entry]] = defaultdict(list)
    findings: list[Finding] = []
    for entry in marked:
        if entry.kind == ScanKind.VOID or entry.is_void:
            continue
        if entry.judged == Said.IN and entry.seat and entry.said in {Said.IN, Said.TWICE}:
            shown[entry.seat].append(entry)
        findings += _about_one(entry, roll)
    arrivals = {}
    for seat, present in shown.items():
        findings += _about_seat(seat, present)
        first = next((one for one in present if one.is_in and _holds(one, roll)), None)
        if first:
            arrivals[seat] = first
    return DoorDay(marked, arrivals, findings)


def _without_taken_back(entries: Iterable[Entry]) -> list[Entry]:
    """A line that a later one takes back is marked; both stay."""
    given = list(entries)
    taken = {(one.device, one.of) for one in given if one.kind == ScanKind.VOID}
    return [
        replace(one, is_void=True)
        if (one.device, one.seq) in taken and one.kind != ScanKind.VOID
        else one
        for one in given
    ]


def _holds(entry: Entry, roll: Roll) -> bool:
    """The ticket was still the seat's when it was shown."""
    person = roll.people.get(entry.nomination or 0)
    return person is None or person.ended_at is None or person.ended_at > entry.at


def _about_one(entry: Entry, roll: Roll) -> Iterator[Finding]:
    person = roll.people.get(entry.nomination or 0)
    kinds: list[Trouble] = []
    if entry.is_in and entry.judged != Said.IN:
        kinds.append(Trouble.MISJUDGED)
    if entry.is_in and person and person.ended_at:
        kinds.append(Trouble.ENDED_LATER if _holds(entry, roll) else Trouble.ENDED)
    if entry.is_in and entry.kind == ScanKind.SUBSTITUTE and person is None:
        kinds.append(Trouble.SUBSTITUTE)
    if _was_turned_away(entry, person):
        kinds.append(Trouble.TURNED_AWAY)
    if entry.is_timed_by_us:
        kinds.append(Trouble.CLOCK)
    for kind in kinds:
        yield Finding(kind, entry.seat, (entry,))


def _was_turned_away(entry: Entry, person: Person | None) -> bool:
    refused = entry.said in {Said.FORGED, Said.OTHER, Said.STRANGE, Said.UNKNOWN, Said.CANCELLED}
    genuine = entry.judged == Said.IN and entry.kind == ScanKind.SCAN
    return refused and genuine and person is not None and person.ended_at is None


def _about_seat(seat: int, present: list[Entry]) -> Iterator[Finding]:
    persons: dict[object, list[Entry]] = defaultdict(list)
    for one in present:
        persons[one.nomination or (one.name, one.position)].append(one)
    for shown in persons.values():
        if len(shown) > 1:
            yield Finding(Trouble.TWICE, seat, tuple(shown))
    came = [shown for shown in persons.values() if any(one.is_in for one in shown)]
    if len(came) > 1:
        yield Finding(
            Trouble.SEAT_TWICE, seat, tuple(one for shown in came for one in shown if one.is_in)
        )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
