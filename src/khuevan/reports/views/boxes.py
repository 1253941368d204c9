"""One cell as the unit's form shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from khuevan.reports import formulas, histories, measures, outliers, rules
from khuevan.reports.actions import Entry
from khuevan.reports.actions.answering import standing, typed_of
from khuevan.reports.actions.whole import mark_of
from khuevan.reports.enums import WAITED_FOR, ObligationState
from khuevan.reports.models import Cell, CellPicture, CellReturn, Indicator, Obligation
from khuevan.reports.rules import Typed

SPARE_ROWS = 1
"""A blank row at the foot of a table; more come by a button."""


@dataclass(slots=True)
class Box:
    cell: Cell
    typed: Typed
    is_open: bool
    url: str
    error: str = ""
    other: str = ""
    """What stands in the cell since another device wrote it, when that is not what was typed."""
    returned: CellReturn | None = None
    hint: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """Code -> words of the type's other indicators, which the formula may name."""
    rows: list[list[tuple[str, str]]] = field(default_factory=list)
    """Of a table: (column, words) each."""

    @property
    def indicator(self) -> Indicator:
        return self.cell.indicator

    @property
    def code(self) -> str:
        return self.cell.indicator.code

    @property
    def rule(self) -> str:
        return json.dumps(rules.rule_of(self.indicator).as_json())

    @property
    def was(self) -> str:
        return f"{self.cell.revision}:{mark_of(typed_of(standing(self.cell)))}"

    @property
    def pictures(self) -> QuerySet[CellPicture]:
        return self.cell.pictures.all()

    @property
    def proposed(self) -> str:
        return rules.shown(self.cell.proposed)

    @property
    def differs(self) -> bool:
        """The system counts something else than what the unit wrote."""
        return self.cell.is_own and self.cell.proposed not in (None, self.cell.value)

    @property
    def source(self) -> str:
        """What the system counted: the names of the measures in the formula."""
        return source_words(self.indicator, self.names) if self.cell.proposed is not None else ""

    @property
    def described(self) -> str:
        """The ids of what explains the field, for screen readers."""
        parts = {
            "e": self.error, "k": self.indicator.help, "r": self.returned, "o": self.hint,
            "s": self.source or self.cell.problem,
        }  # fmt: skip
        return " ".join(f"{name}-{self.code}" for name, shown in parts.items() if shown)


@dataclass(frozen=True, slots=True)
class Heading:
    title: str
    boxes: list[Box]


def source_words(indicator: Indicator, names: Mapping[str, str]) -> str:
    """ "Tasks due, done and accepted", or the whole formula in words; ``names`` of other figures."""
    try:
        formula = formulas.parse(indicator.formula)
    except formulas.FormulaError:
        return ""
    called = {name: names.get(name) or measures.words_of(name) for name in formula.names}
    words = re.sub(
        r"\w+", lambda m: f"“{called[m[0]]}”" if m[0] in called else m[0], indicator.formula
    )
    words = words.replace("*", "×")
    return words.strip("“”") if len(formula.names) == 1 and words[-1] == "”" else words


def boxes_of(obligation: Obligation, cells: Sequence[Cell], url: str) -> list[Box]:
    returns = CellReturn.objects.filter(cell__obligation=obligation, settled_at=None)
    comments = {one.cell_id: one for one in returns}
    history = histories.of_units(obligation.cycle, [obligation.organisation_id])
    own = history.get(obligation.organisation_id, {})
    boxes = [_box(obligation, cell, comments, own, url) for cell in cells]
    names = names_for([cell.indicator for cell in cells])
    for box in boxes:
        box.names = names
    return boxes


def names_for(shown: Sequence[Indicator]) -> dict[str, str]:
    """The names that the formulas of these need; asked for only if a formula names another figure."""
    names = {one.code: one.name for one in shown}
    known = measures.MEASURES.keys() | names.keys()
    if all(used_by(one) <= known for one in shown):
        return names
    return {one.code: one.name for one in Indicator.objects.filter(type=shown[0].type_id)}


def used_by(indicator: Indicator) -> frozenset[str]:
    try:
        return formulas.parse(indicator.formula).names if indicator.formula else frozenset()
    except formulas.FormulaError:
        return frozenset()


def _box(
    obligation: Obligation,
    cell: Cell,
    comments: Mapping[int, CellReturn],
    history: Mapping[str, Sequence[Decimal]],
    url: str,
) -> Box:
    is_open = obligation.state in WAITED_FOR and (
        cell.is_returned or obligation.state != ObligationState.RETURNED
    )
    box = Box(
        cell, typed_of(standing(cell)), is_open, url, returned=comments.get(cell.pk),
        hint=hint_of(cell, history.get(cell.indicator.code, ())),
    )  # fmt: skip
    spread(box)
    return box


def hint_of(cell: Cell, earlier: Sequence[Decimal]) -> str:
    """Unusual beside the unit's own earlier periods: a question, never a bar."""
    found = outliers.judge(cell.value, earlier)
    if found is None or cell.note:
        return ""
    return _("%(words)s. If it is right, say why in the note.") % {"words": found.words}


def spread(box: Box, extra: int = 0) -> None:
    """Rows of a table, with blank ones at the foot where the unit writes."""
    columns = [str(one) for one in box.indicator.columns]
    blank = ("",) * len(columns)
    spare = SPARE_ROWS + extra if box.is_open else 0
    count = max(len(box.typed.table), min(len(box.typed.table) + spare, rules.MOST_ROWS))
    rows = [*box.typed.table, *[blank] * (count - len(box.typed.table))]
    box.rows = [list(zip(columns, (*row, *blank), strict=False)) for row in rows] if columns else []


def retype(
    boxes: Sequence[Box],
    entries: Sequence[Entry],
    refused: Mapping[str, str],
    changed: set[str],
) -> None:
    """Show again what was typed where it could not be saved, with why."""
    typed = {entry.indicator.code: entry.typed for entry in entries}
    for box in boxes:
        if box.code not in refused:
            continue
        if box.code in changed:
            box.other = words_of(box.typed)
        box.error, box.typed = refused[box.code], typed[box.code]
        spread(box)


def words_of(typed: Typed) -> str:
    """A cell in one line."""
    rows = "; ".join(" | ".join(row) for row in typed.table)
    words = typed.value or typed.text or rows or _("(empty)")
    return f"{words} ({typed.note})" if typed.note else words


def headings(boxes: Sequence[Box]) -> list[Heading]:
    """In the order of the form, together under each heading."""
    found: dict[str, Heading] = {}
    for box in boxes:
        title = box.indicator.heading
        found.setdefault(title, Heading(title, [])).boxes.append(box)
    return list(found.values())
