"""Who came, seat by seat: what is settled, what the doors and the nominees' own check-ins say.

What is settled stands above what was seen; what nobody settled and nothing saw stays open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from khuevan.training import attendance
from khuevan.training.enums import Outcome, Witness
from khuevan.training.models import Attendance, ClassRun, Nomination, Seat, SelfCheckIn, SheetRow


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody came for a seat. Without ``nomination`` it is a substitute whom nobody confirmed yet.

    A signature on the sheet has no time, and bears the officer who confirmed it.
    """

    at: datetime | None
    witness: Witness
    place: str = ""
    nomination: int | None = None
    name: str = ""
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A seat: who is named, what an officer or the takeover settled, what was seen."""

    seat: Seat
    person: Nomination | None
    settled: Attendance | None
    arrival: Arrival | None

    @property
    def outcome(self) -> Outcome | None:
        """None: open. A substitute at the door is seen, but an officer has to confirm the name."""
        if self.settled:
            return Outcome(self.settled.outcome)
        return Outcome.PRESENT if self.arrival and self.arrival.nomination else None

    @property
    def has_come(self) -> bool:
        """For the day: somebody sits there, confirmed or not."""
        if self.settled:
            return self.settled.outcome == Outcome.PRESENT
        return self.arrival is not None

    @property
    def waits_for_a_name(self) -> bool:
        return bool(self.arrival) and not self.settled and not self.arrival.nomination  # type: ignore[union-attr]  # asked first

    @property
    def came_at(self) -> datetime | None:
        if self.settled and self.settled.came_at:
            return self.settled.came_at
        return self.arrival.at if self.arrival else None

    @property
    def is_contradicted(self) -> bool:
        """An officer said that the seat stayed empty, and yet somebody was seen."""
        return bool(self.settled and self.settled.outcome != Outcome.PRESENT and self.arrival)


def arrivals(run: ClassRun) -> dict[int, Arrival]:
    """By seat, how it is first known that somebody came: at a door, with the code on the screen; else
    by a signature on the sheet which an officer has confirmed."""
    found = {
        seat: Arrival(entry.at, Witness.DOOR, entry.door, entry.nomination, entry.name)
        for seat, entry in attendance.computed(run).arrivals.items()
    }
    own = SelfCheckIn.objects.filter(nomination__seat__run=run, at__isnull=False)
    for seat, nomination, at in own.values_list("nomination__seat", "nomination", "at"):
        seen = found.get(seat)
        if at and (seen is None or seen.at is None or at < seen.at):
            found[seat] = Arrival(at, Witness.SELF, "", nomination)
    signed = SheetRow.objects.signed().filter(reading__run=run)
    for seat, nomination, by in signed.values_list(
        "nomination__seat", "nomination", "reading__confirmed_by"
    ):
        found.setdefault(seat, Arrival(None, Witness.SHEET, "", nomination, by=by))
    return found


def standings(run: ClassRun) -> list[Standing]:
    """In the order of the seats; the same number of queries whatever their number."""
    seen = arrivals(run)
    active = Prefetch("nominations", Nomination.objects.active(), to_attr="named")
    seats = run.seats.select_related("organisation", "group", "attendance__nomination")
    return [
        Standing(
            seat, seat.named[0] if seat.named else None, getattr(seat, "attendance", None),
            seen.get(seat.pk),
        )
        for seat in seats.prefetch_related(active)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Count:
    """The figures of a class for its report and its page."""

    seats: int
    named: int
    present: int
    excused: int
    absent: int

    @property
    def open(self) -> int:
        return self.seats - self.present - self.excused - self.absent


def count(rows: Iterable[Standing]) -> Count:
    kept = list(rows)
    by = Counter(row.outcome for row in kept)
    return Count(
        seats=len(kept),
        named=sum(1 for row in kept if row.person),
        present=by[Outcome.PRESENT],
        excused=by[Outcome.EXCUSED],
        absent=by[Outcome.ABSENT],
    )


STEP = timedelta(minutes=5)


def by_minute(rows: Iterable[Standing]) -> list[tuple[str, int, int]]:
    """Arrivals in steps of five minutes: (time, how many, how many by then)."""
    moments = sorted(row.came_at for row in rows if row.has_come and row.came_at)
    if not moments:
        return []
    counted = Counter(_step(moment) for moment in moments)
    found: list[tuple[str, int, int]] = []
    total, at = 0, _step(moments[0])
    # A phone with a mad clock must not draw a year.
    while at <= _step(moments[-1]) and len(found) < 100:
        total += counted[at]
        found.append((f"{at:%H:%M}", counted[at], total))
        at += STEP
    return found


def _step(moment: datetime) -> datetime:
    local = timezone.localtime(moment)
    return local.replace(minute=local.minute // 5 * 5, second=0, microsecond=0)
