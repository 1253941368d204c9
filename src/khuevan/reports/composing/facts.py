"""What a report is drafted from, as frozen values without a database behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from khuevan.reports.composing.figures import Row


class Standing(StrEnum):
    """How an assignment stood at the end of the window; one of these, so that they add up."""

    DONE = "done"
    WAITING = "waiting"
    DOING = "doing"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as the period knew it. ``rank`` is its place in protocol order."""

    pk: int
    name: str
    kind: str
    rank: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Given:
    """One assignment of the window; ``unit`` is the one that it was given to."""

    pk: int
    task: int
    clause: int
    unit: int
    standing: Standing
    due: date | None
    sent: date
    done: date | None
    reported: date | None

    @property
    def is_on_time(self) -> bool:
        """Done, and handed in no later than its day; without a day nothing can be late."""
        handed_in = self.reported or self.done
        is_done = self.standing == Standing.DONE
        return is_done and (self.due is None or handed_in is None or handed_in <= self.due)

    @property
    def day(self) -> date:
        return self.done or self.reported or self.due or self.sent


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence that came in the window."""

    pk: int
    assignment: int
    clause: int
    unit: int
    kind: str
    text: str
    file: int | None
    day: date
    is_photo: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """A difficulty: open at some time of the window."""

    pk: int
    number: int
    unit: int
    text: str
    raised: date
    answered: date | None
    answer: str
    forwarded_to: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class PlanClause:
    """``kind`` as in ``plans.enums.ClauseKind``; ``section`` is the path of the nearest heading."""

    pk: int
    path: str
    label: str
    text: str
    kind: str
    section: str
    section_title: str


@dataclass(frozen=True, slots=True)
class PlanTask:
    pk: int
    clause: int
    text: str
    channel: str
    due: date | None = None
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanFacts:
    pk: int
    number: str
    date: date | None
    title: str
    issuer: str
    clauses: tuple[PlanClause, ...]
    tasks: tuple[PlanTask, ...]

    @property
    def citation(self) -> str:
        """ "Kế hoạch số 37/KH-SVHTT ngày 05/3/2026", without number its title."""
        if not self.number:
            return f"Kế hoạch “{self.title}”"
        day = f" ngày {vietnamese_date(self.date)}" if self.date else ""
        return f"Kế hoạch số {self.number}{day}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one unit answered to one indicator, as it was last sent."""

    obligation: int
    unit: int
    value: Decimal | None
    text: str
    table: tuple[tuple[str, ...], ...]
    day: date
    is_returned: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """An indicator with its answers, in the order of units."""

    code: str
    name: str
    kind: str
    measured_in: str
    total: str
    formula: str
    heading: str
    columns: tuple[str, ...]
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """A unit's report: when it first came, and whether in time. ``excused`` counts neither way."""

    pk: int
    unit: int
    sent: date | None
    is_on_time: bool
    is_excused: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """A task with a day in the next window."""

    task: int
    clause: int
    text: str
    due: date
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's seat in a class: whether it named somebody, whether somebody came. Nobody's name."""

    pk: int
    unit: int
    is_named: bool
    has_come: bool


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a class knew before and after: means over all answers, marks or shares of right ones.

    ``before`` and ``after`` are the keys of the two surveys with how many answered.
    """

    is_mark: bool
    value_before: Decimal
    value_after: Decimal
    before: tuple[str, int]
    after: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Note:
    """What a unit says it made of a class (R44)."""

    pk: int
    unit: int
    asked: date
    answered: date | None
    is_applied: bool
    what: str
    link: str


@dataclass(frozen=True, slots=True)
class HeldClass:
    """A class that was held; of one of an earlier window only the notes of this one."""

    pk: int
    title: str
    day: date
    clause: int | None
    theme: str
    hall: str = ""
    places: tuple[Place, ...] = ()
    learnt: tuple[Learnt, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Spending:
    """An approved estimate, with what became of it until the window ended."""

    pk: int
    title: str
    of_class: int | None
    clause: int | None
    source: int
    approved: tuple[Row, ...] = ()
    committed: tuple[Row, ...] = ()
    paid: tuple[Row, ...] = ()
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class Purse:
    """A source of money and the tranches that it had until the window ended."""

    pk: int
    name: str
    allocated: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Piloted:
    """An indicator of a pilot programme in the quarter of the report; a value with its row's pk."""

    programme: int
    programme_name: str
    basis: str
    indicator: int
    name: str
    measured_in: str
    wanted: str
    baseline: Decimal | None
    baseline_on: date | None
    target: Decimal | None
    target_by: date | None
    value: tuple[int, Decimal] | None
    before: tuple[int, Decimal] | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a report says comes from here."""

    label: str
    starts: date
    ends: date
    outline: str
    plan: PlanFacts | None = None
    units: dict[int, Unit] = field(default_factory=dict)
    given: tuple[Given, ...] = ()
    proofs: tuple[Proof, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    asked: tuple[Asked, ...] = ()
    owed: tuple[Owed, ...] = ()
    coming: tuple[Coming, ...] = ()
    classes: tuple[HeldClass, ...] = ()
    earlier: tuple[HeldClass, ...] = ()
    spending: tuple[Spending, ...] = ()
    purses: tuple[Purse, ...] = ()
    late: tuple[Row, ...] = ()
    pilots: tuple[Piloted, ...] = ()
    measures: dict[str, tuple[str, tuple[Row, ...]]] = field(default_factory=dict)
    heirs: dict[int, int] = field(default_factory=dict)
    previous_label: str = ""
    previous: dict[str, Decimal] = field(default_factory=dict)

    def stands_for(self, unit: int) -> int:
        """The unit that stands for it when the window ended: itself, or who took it over whole."""
        return self.heirs.get(unit, unit)

    def name(self, unit: int) -> str:
        known = self.units.get(unit)
        return known.name if known else "Đơn vị không còn trong danh mục"

    def in_protocol_order(self, units: Iterable[int]) -> list[int]:
        last = (10**9, "")
        return sorted(
            set(units), key=lambda pk: (self.units[pk].rank if pk in self.units else last, pk)
        )


def vietnamese_date(day: date | None) -> str:
    """ "05/3/2026": as documents write it, the day and the months 1 and 2 with a zero before."""
    if day is None:
        return ""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"
