"""What a unit sent, version by version, and the rows behind what the system proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.plans.compare import word_diff
from khuevan.reports import formulas, measures, rules
from khuevan.reports.measures import Source
from khuevan.reports.models import CellReturn, Indicator, Obligation, Submission
from khuevan.reports.proposals import predecessors
from khuevan.reports.windows import Window

MOST_SOURCES = 300
LONG = 2_000
"""Characters above which two texts are shown whole instead of word by word."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that two versions have differently; ``pieces`` as the part ``diff`` takes them."""

    name: str
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sent:
    submission: Submission
    differences: list[Difference]
    returns: list[CellReturn]
    """Cells that came back after this version, with their comments."""


def of(obligation: Obligation) -> list[Sent]:
    """The newest first. Three queries, whatever the number of versions."""
    sent = list(obligation.submissions.order_by("version"))
    names = dict(obligation.cycle.type.indicators.values_list("code", "name_vi"))
    rows = CellReturn.objects.filter(cell__obligation=obligation)
    returns = list(rows.select_related("cell__indicator", "by").order_by("at"))
    found = []
    for place, one in enumerate(sent):
        until = sent[place + 1].sent_at if place + 1 < len(sent) else None
        before = sent[place - 1].content if place else None
        after = [r for r in returns if r.at >= one.sent_at and (until is None or r.at < until)]
        found.append(Sent(one, _differences(before, one.content, names) if before else [], after))
    return found[::-1]


def _differences(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str]
) -> list[Difference]:
    pairs = ((code, in_words(before.get(code)), in_words(cell)) for code, cell in after.items())
    return [
        Difference(names.get(code, code), _pieces(old, new))
        for code, old, new in pairs
        if old != new
    ]


def _pieces(old: str, new: str) -> tuple[tuple[str, str], ...]:
    if max(len(old), len(new)) > LONG:
        return (("del", old), ("ins", new))
    return tuple(word_diff(old, new))


def in_words(cell: Mapping[str, Any] | None) -> str:
    """A cell of a submission as text."""
    if not cell:
        return ""
    value = rules.shown(Decimal(cell["value"])) if cell.get("value") is not None else ""
    rows = "\n".join(" | ".join(row) for row in cell.get("table") or ())
    files = ", ".join(str(name) for _id, name in cell.get("files") or ())
    note = _("Note: %(words)s") % {"words": cell["note"]} if cell.get("note") else ""
    return "\n".join(part for part in (value, cell.get("text", ""), rows, files, note) if part)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a measure gives for the unit: its words, its figure, the rows behind it."""

    label: str
    total: str
    rows: list[Source]
    is_sum: bool


def sources(obligation: Obligation, indicator: Indicator) -> list[Counted]:
    """What is counted, with its rows, for each measure that the formula names."""
    try:
        names = formulas.parse(indicator.formula).names if indicator.formula else frozenset()
    except formulas.FormulaError:
        return []
    cycle = obligation.cycle
    merged = predecessors([obligation.organisation_id], timezone.localdate(cycle.opened_at))
    units = [obligation.organisation_id, *merged]
    window = Window(cycle.starts, cycle.ends)
    found = []
    for name in sorted(names & measures.MEASURES.keys()):
        measure = measures.MEASURES[name]
        rows = measure.sources(window, organisations=units, plan=cycle.plan)
        total = rules.shown(sum((one.share for one in rows), Decimal(0)))
        is_sum = any(one.share != 1 for one in rows)
        found.append(Counted(str(measure.label), total, rows[:MOST_SOURCES], is_sum))
    return found
