"""What may stand in a cell. ``static/reports/rules.js`` says the same for a phone without a line.

``tests/cell_cases.json`` is the table of cases on which both must agree. Lengths count characters
(code points) of NFC text; numbers are written as in Vietnamese: 1.234,5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from khuevan.kit.vietnamese import grouped, nfc, printed
from khuevan.reports.enums import IndicatorKind
from khuevan.reports.models import Indicator

TEXT_LONGEST = 20_000
NOTE_LONGEST = 500
WORD_LONGEST = 1_000
"""Characters in one field of a table."""
MOST_ROWS = 50
MOST_PICTURES = 10
DIGITS = 15
PLACES = 2

_SPACES = re.compile("[ \t\u00a0\u2009\u202f]")
_HALF = re.compile("[\ud800-\udfff]")
"""Half a character, which no database takes."""
_NUMBER = re.compile(
    r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?|[0-9]+\.[0-9]{1,2})"
)

WORDS: Mapping[str, Any] = {
    "not_a_number": _("“%(text)s” is no number. Write it as 1.234 or 1.234,5."),
    "too_many_decimals": _("At most two figures after the comma. A thousand is written 1.000."),
    "too_large": _("The number is too large: at most 15 figures."),
    "below": _("The least that can stand here is %(limit)s."),
    "above": _("The most that can stand here is %(limit)s."),
    "too_long": _(
        "%(count)s characters; at most %(limit)s fit here. Shorten it; what is long belongs into a document."
    ),
    "note_too_long": _("The note has %(count)s characters; at most %(limit)s fit."),
    "too_many_rows": _("%(count)s rows; a table holds at most %(limit)s."),
    "row_too_wide": _("A row has more fields than the table has columns."),
    "required": _("This must be filled in before the report is sent."),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What an indicator allows, as the page hands it to the phone."""

    kind: str
    is_required: bool = False
    smallest: Decimal | None = None
    largest: Decimal | None = None
    columns: int = 0
    is_percent: bool = False

    def as_json(self) -> dict[str, object]:
        return {
            "kind": self.kind, "required": self.is_required, "columns": self.columns,
            "smallest": None if self.smallest is None else str(cents(self.smallest)),
            "largest": None if self.largest is None else str(cents(self.largest)),
            "percent": self.is_percent,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell as the unit typed it, before anybody has read it."""

    value: str = ""
    text: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    note: str = ""

    @property
    def words(self) -> str:
        """Everything in it that could hold words: for the secrecy gate."""
        rows = ("\t".join(row) for row in self.table)
        return "\n".join([self.value, self.text, *rows, self.note])

    def as_json(self) -> dict[str, object]:
        return {
            "value": self.value, "text": self.text, "note": self.note,
            "table": [list(row) for row in self.table],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """A cell as it was read."""

    value: Decimal | None = None
    text: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with what was typed; its words are in ``WORDS``."""

    code: str
    text: str = ""
    count: str = ""
    limit: str = ""

    def __str__(self) -> str:
        facts = {"text": self.text, "count": self.count, "limit": self.limit}
        return str(WORDS[self.code]) % facts


def rule_of(indicator: Indicator) -> Rule:
    return Rule(
        kind=indicator.kind,
        is_required=indicator.is_required,
        smallest=indicator.smallest,
        largest=indicator.largest,
        columns=len(indicator.columns),
        is_percent=indicator.measured_in.strip() == "%",
    )


def clean(typed: Typed) -> Typed:
    """Composed, with plain line ends, without the rows of a table that hold nothing."""
    rows = (tuple(_plain(field).strip() for field in row) for row in typed.table)
    return Typed(
        value=_plain(typed.value).strip(),
        text=_plain(typed.text).strip(),
        table=tuple(row for row in rows if any(row)),
        note=_plain(typed.note).strip(),
    )


def _plain(text: str) -> str:
    lines = nfc(text).replace("\r\n", "\n").replace("\r", "\n")
    return _HALF.sub("\ufffd", lines.replace("\x00", ""))


def problem(rule: Rule, typed: Typed) -> Problem | None:
    """The first thing wrong with it, or None. Blank is never wrong: see ``is_missing``."""
    typed = clean(typed)
    found = None
    match rule.kind:
        case IndicatorKind.FIGURE:
            found = _figure_problem(rule, typed.value)
        case IndicatorKind.TEXT:
            found = _too_long("too_long", typed.text, TEXT_LONGEST)
        case IndicatorKind.TABLE:
            found = _table_problem(rule, typed.table)
    return found or _too_long("note_too_long", typed.note, NOTE_LONGEST)


def _too_long(code: str, text: str, limit: int) -> Problem | None:
    if len(text) <= limit:
        return None
    return Problem(code, count=grouped(len(text)), limit=grouped(limit))


def _table_problem(rule: Rule, rows: Sequence[Sequence[str]]) -> Problem | None:
    if len(rows) > MOST_ROWS:
        return Problem("too_many_rows", count=grouped(len(rows)), limit=grouped(MOST_ROWS))
    if any(len(row) > rule.columns for row in rows):
        return Problem("row_too_wide")
    longest = max((field for row in rows for field in row), key=len, default="")
    return _too_long("too_long", longest, WORD_LONGEST)


def _figure_problem(rule: Rule, text: str) -> Problem | None:
    if not text:
        return None
    bare = _bare(text, is_percent=rule.is_percent)
    if not _NUMBER.fullmatch(bare):
        return Problem("not_a_number", text=text[:40])
    whole, places = _halves(bare)
    if len(places) > PLACES:
        return Problem("too_many_decimals")
    if len(whole.lstrip("-0")) > DIGITS:
        return Problem("too_large")
    number = _number(whole, places)
    if rule.smallest is not None and number < rule.smallest:
        return Problem("below", limit=shown(rule.smallest))
    if rule.largest is not None and number > rule.largest:
        return Problem("above", limit=shown(rule.largest))
    return None


def _bare(text: str, *, is_percent: bool) -> str:
    bare = _SPACES.sub("", text).replace("\u2212", "-").removeprefix("+")
    return bare.removesuffix("%") if is_percent else bare


def _halves(bare: str) -> tuple[str, str]:
    """Whole figures and those after the comma; a lone dot before one or two figures is a comma."""
    if "," not in bare and re.fullmatch(r"-?[0-9]+\.[0-9]{1,2}", bare):
        bare = bare.replace(".", ",")
    whole, _comma, places = bare.replace(".", "").partition(",")
    return whole, places


def _number(whole: str, places: str) -> Decimal:
    return Decimal(f"{whole}.{places or 0}")


def read(rule: Rule, typed: Typed) -> Answer:
    """The answer in what was typed; ask ``problem`` first."""
    typed = clean(typed)
    value = None
    if rule.kind == IndicatorKind.FIGURE and typed.value:
        value = _number(*_halves(_bare(typed.value, is_percent=rule.is_percent)))
    return Answer(
        value=value,
        text=typed.text if rule.kind == IndicatorKind.TEXT else "",
        table=typed.table if rule.kind == IndicatorKind.TABLE else (),
        note=typed.note,
    )


def is_missing(rule: Rule, answer: Answer, pictures: int = 0) -> bool:
    if not rule.is_required:
        return False
    match rule.kind:
        case IndicatorKind.FIGURE:
            return answer.value is None
        case IndicatorKind.TEXT:
            return not answer.text
        case IndicatorKind.TABLE:
            return not answer.table
    return not pictures


def cents(number: Decimal) -> int:
    return int(number.scaleb(PLACES))


def shown(number: Decimal | None) -> str:
    """1234.50 -> "1.234,5"; nothing for no number."""
    return "" if number is None else printed(number)
