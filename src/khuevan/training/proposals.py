"""From the clause of a plan to the class it orders: what is printed, and what a person must say.

Everything here is read from the plan as confirmed: its clauses under the headings "Thời gian",
"Địa điểm", "Số lượng", "Đối tượng", "Nội dung". A clause of a plan that says nothing of them (the
year plan) proposes what its own words say. Nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents.citing import Cited, in_lines
from khuevan.documents.models import LegalBasis
from khuevan.kit.vietnamese import fold
from khuevan.people.models import UnitGroup
from khuevan.plans.deadlines import Window, window
from khuevan.plans.models import Clause
from khuevan.training.enums import Mode
from khuevan.training.models import SyllabusItem

HALF_DAY = 240
TAUGHT = ("noi dung tap huan", "noi dung boi duong", "chuyen de", "noi dung")
"""Headings under which plans say what is taught, folded."""
_DAYS = re.compile(r"(\d+(?:[.,]\d+)?)\s*ngày\s*/?\s*(?:lớp)?", re.IGNORECASE)
_PEOPLE = re.compile(r"(\d{1,5})\s*(?:người|học viên)(?:\s*/\s*lớp)?", re.IGNORECASE)
_CLASSES = re.compile(r"(\d{1,3})\s*lớp", re.IGNORECASE)
_EACH = re.compile(r"mỗi\s+đơn\s+vị\s+(?:cử\s+)?(\d{1,2})", re.IGNORECASE)
_STARS = re.compile(r"(\d)\s*sao", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:tại|trên\s+địa\s+bàn)\s+(?:thành\s+phố\s+|TP\.?\s*)?([A-ZĐ]\w+(?:\s+[A-ZĐ]\w+)*)"
)
_COUNT = re.compile(r"\b(\d{1,4})\b")
_LOCATION_LINE = re.compile(
    r"Địa\s+điểm[^:\n]{0,40}:\s*(.+?)(?:\n\s*\n\s*(?:[IVX\d]+\.|-)|\Z)", re.DOTALL
)
_OPENS = r"^(?:tổ\s+chức|mở)\s+"
_TRAINING = re.compile(r"lớp\s+(?:tập\s+huấn|bồi\s+dưỡng)", re.IGNORECASE)


SENSITIVE = (
    "chu quyen",
    "lanh tho",
    "bien gioi",
    "phan gioi",
    "cam moc",
    "hai dao",
    "bien, dao",
    "bien dao",
)
"""Words, folded, of what is taught from approved sources only (R23, R79)."""


@dataclass(frozen=True, slots=True)
class Share:
    """Units of one group, ``each`` with so many seats; ``words`` is the plan's line."""

    group: UnitGroup
    words: str
    path: str
    printed: int | None
    members: int
    each: int = 1

    @property
    def seats(self) -> int:
        return self.members * self.each


@dataclass(frozen=True, slots=True)
class Item:
    """A part of the syllabus, with the documents that it cites."""

    title: str
    cited: tuple[Cited, ...] = ()
    need: str = ""


@dataclass(frozen=True, slots=True)
class RunProposal:
    clause: Clause
    title: str
    shares: tuple[Share, ...] = ()
    capacity: int | None = None
    classes: int = 1
    mode: Mode = Mode.IN_PERSON
    minutes: int = HALF_DAY
    window: Window | None = None
    venue_rule: dict[str, object] = field(default_factory=dict)
    syllabus: tuple[Item, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def seats(self) -> int:
        return sum(share.seats for share in self.shares)


def propose_run(clause: Clause, on: date | None = None) -> RunProposal:
    """The class that the clause's plan orders, with a sentence for each thing that is not sure."""
    plan, day = clause.plan, on or timezone.localdate()
    clauses = list(plan.clauses.all())
    said = _Said(clauses, clause)
    people = _first(_PEOPLE, said.under("so luong"))
    shares = tuple(_shares(said.under("doi tuong", "thanh phan"), day))
    proposal = RunProposal(
        clause=clause,
        title=title_of(clause),
        shares=shares,
        capacity=int(people[1]) if people else None,
        classes=_number(_CLASSES, said.under("so luong"), 1),
        mode=_mode(said.under("hinh thuc", "so luong")),
        minutes=_minutes(said.under("thoi gian")),
        window=_window(said.under("thoi gian"), plan.year) or _window_of_tasks(clause),
        venue_rule=venue_rule(plan.text) or _venue_rule_of(said.under("dia diem"), clause),
        syllabus=tuple(_syllabus(said)),
    )
    return _doubted(proposal)


def is_sensitive(*words: str) -> bool:
    """Sovereignty, territory, borders, sea and islands: also as "biển đảo" within other words."""
    told = fold(" ".join(words))
    return any(one in told for one in SENSITIVE)


def title_of(clause: Clause) -> str:
    """The plan's own title when the plan is about the class, else what the clause says."""
    if _TRAINING.search(clause.plan.title):
        words = re.sub(_OPENS, "", clause.plan.title, flags=re.IGNORECASE)
        return words[:1].upper() + words[1:]
    return " ".join(clause.text.split()).rstrip(" .;")[:500]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a plan says under a heading; a plan without such headings says it in the clause."""

    clauses: Sequence[Clause]
    clause: Clause

    def under(self, *headings: str) -> list[Clause]:
        paths = tuple(f"{path}." for path in self.paths(*headings))
        found = [one for one in self.clauses if paths and f"{one.path}.".startswith(paths)]
        return found or [
            one for one in self.clauses if any(name in fold(one.heading) for name in headings)
        ] or [self.clause]  # fmt: skip

    def paths(self, *headings: str) -> list[str]:
        """Of the sections with such a heading, the innermost ones."""
        named = [
            path for path, heading in self.sections.items()
            if any(name in fold(heading) for name in headings)
        ]  # fmt: skip
        return [path for path in named if not any(other.startswith(f"{path}.") for other in named)]

    @property
    def sections(self) -> dict[str, str]:
        """Path -> heading; the path is built of labels, "III" > "3" > "3.1" being III.3.1."""
        found: dict[str, str] = {}
        above: list[tuple[int, str]] = []
        for one in self.clause.plan.reading.get("sections", ()):
            above = [(level, path) for level, path in above if level < one["level"]]
            own = one["label"].rpartition(".")[2]
            path = f"{above[-1][1]}.{own}" if above else one["label"]
            above.append((one["level"], path))
            found[path] = one["heading"]
        return found


def _first(pattern: re.Pattern[str], clauses: Iterable[Clause]) -> re.Match[str] | None:
    return next((found for one in clauses if (found := pattern.search(_flat(one)))), None)


def _number(pattern: re.Pattern[str], clauses: Iterable[Clause], otherwise: int) -> int:
    found = _first(pattern, clauses)
    return int(found[1]) if found else otherwise


def _flat(clause: Clause) -> str:
    return " ".join(clause.text.split())


def _mode(clauses: Iterable[Clause]) -> Mode:
    words = " ".join(fold(one.text) for one in clauses)
    is_online = "truc tuyen" in words and "truc tiep" not in words
    return Mode.ONLINE if is_online else Mode.IN_PERSON


def _minutes(clauses: Iterable[Clause]) -> int:
    found = _first(_DAYS, clauses)
    days = float(found[1].replace(",", ".")) if found else 0.5
    return round(days * 2 * HALF_DAY)


def _window(clauses: Iterable[Clause], year: int) -> Window | None:
    for one in clauses:
        words = _flat(one).rstrip(".;")
        found = window(words.rpartition(":")[2], year=year)
        if found:
            return found
    return None


def _window_of_tasks(clause: Clause) -> Window | None:
    task = clause.tasks.exclude(due=None).order_by("due").first()
    return Window(task.starts, task.due) if task and task.due else None


def venue_rule(text: str) -> dict[str, object]:
    """What the plan asks of the hall: stars, city, and its own words."""
    found = _LOCATION_LINE.search(text)
    return _rule_in(found[1]) if found else {}


def _venue_rule_of(clauses: Sequence[Clause], asked: Clause) -> dict[str, object]:
    """The same from the clauses under a heading of its own; ``asked`` stands there when none is."""
    return {} if list(clauses) == [asked] else _rule_in(" ".join(_flat(one) for one in clauses))


def _rule_in(text: str) -> dict[str, object]:
    words = " ".join(text.split()).rstrip(".")
    rule: dict[str, object] = {"words": words[:300]}
    if stars := _STARS.search(words):
        rule["stars"] = int(stars[1])
    if place := _PLACE.search(words):
        rule["city"] = place[1]
    return rule


def _shares(clauses: Iterable[Clause], on: date) -> Iterator[Share]:
    groups = list(UnitGroup.objects.filter(succeeded_by=None))
    taken: set[int] = set()
    for one in clauses:
        words = _flat(one)
        group = _group_in(words, groups)
        if group is None or group.pk in taken:
            continue
        taken.add(group.pk)
        each = _EACH.search(words)
        count = _COUNT.search(_EACH.sub("", words))
        yield Share(
            group, words, one.path, int(count[1]) if count else None,
            group.members_on(on).count(), int(each[1]) if each else 1,
        )  # fmt: skip


def _group_in(words: str, groups: Sequence[UnitGroup]) -> UnitGroup | None:
    """The group whose longest name stands in the words."""
    text, best, size = fold(words), None, 0
    for group in groups:
        for name in (group.name_vi, group.name_en, *group.written_as):
            folded = fold(name)
            if folded and len(folded) > size and folded in text:
                best, size = group, len(folded)
    return best


def _syllabus(said: _Said) -> Iterator[Item]:
    """The parts by their own number; a line below that cites a document gives it to its part."""
    titles = said.sections
    root = next(iter(said.paths(*TAUGHT)), "")
    parts: dict[str, list[Clause]] = {}
    for one in said.under(*TAUGHT):
        below = one.path.removeprefix(f"{root}.").split(".")[0] if root else one.path
        parts.setdefault(f"{root}.{below}" if root else below, []).append(one)
    for path, clauses in parts.items():
        own = next((one for one in clauses if one.path == path), None)
        lines = [(one, tuple(in_lines([_flat(one)]))) for one in clauses]
        cited = tuple(one for _clause, found in lines for one in found)
        yield Item(_title(own) if own else titles.get(path, path), cited)
        yield from (Item(_title(one)) for one, found in lines if not found and one is not own)


def _title(clause: Clause) -> str:
    return _flat(clause).rstrip(" .;")


def _doubted(one: RunProposal) -> RunProposal:
    doubts = [
        _("“%(words)s”: the plan says %(printed)d units, the group “%(group)s” has %(members)d.")
        % {"words": share.words[:120], "printed": share.printed, "group": share.group.name,
           "members": share.members}
        for share in one.shares
        if share.printed is not None and share.printed != share.seats
    ]  # fmt: skip
    if not one.shares:
        doubts.append(_("The plan names no group of units that we know: choose who is to come."))
    elif one.capacity is not None and one.capacity * one.classes != one.seats:
        doubts.append(
            _("The plan says %(capacity)d people, the units chosen make %(seats)d seats.")
            % {"capacity": one.capacity * one.classes, "seats": one.seats}
        )
    if one.classes > 1:
        doubts.append(
            _("The plan says %(classes)d classes. This makes one; divide it once it is made.")
            % {"classes": one.classes}
        )
    if one.window is None:
        doubts.append(_("The plan does not say for sure when: write the days."))
    values = {name: getattr(one, name) for name in one.__dataclass_fields__}
    return RunProposal(**values | {"doubts": tuple(doubts)})


# --- a syllabus as lines of text, to be changed by hand

_CITED = re.compile(r"\[([^\]]*)\]")
_NEED = re.compile(r"\{([^}]*)\}")


def items_of(words: str) -> list[Item]:
    """One part a line: "title [document; document] {need}"."""
    found = []
    for line in words.splitlines():
        title = " ".join(_NEED.sub("", _CITED.sub("", line)).split())
        if not title:
            continue
        cited = [one for text in _CITED.findall(line) for one in in_lines(text.split(";"))]
        need = next(iter(_NEED.findall(line)), "")
        found.append(Item(title, tuple(cited), need.strip()))
    return found


def words_of(items: Iterable[SyllabusItem]) -> str:
    """The same lines, of what is stored."""
    return "\n".join(_line(item) for item in items)


def _line(item: SyllabusItem) -> str:
    bases = "; ".join(_cited(basis) for basis in item.bases.all())
    need = f" {{{item.need}}}" if item.need else ""
    return f"{item.title} [{bases}]{need}" if bases else f"{item.title}{need}"


def _cited(basis: LegalBasis) -> str:
    day = f" ngày {basis.date:%d/%m/%Y}" if basis.date else ""
    return f"{basis.doc_type} số {basis.number}{day}".strip()
