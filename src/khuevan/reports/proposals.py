"""What the system proposes for a unit's report: each indicator that has a formula, computed.

Rows of a unit that was merged since count under the one that took it over (``people.regroup``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.people.models import Succession, resolve
from khuevan.reports import formulas, measures
from khuevan.reports.enums import IndicatorKind
from khuevan.reports.formulas import Formula, FormulaError, Problem
from khuevan.reports.models import Cycle, Indicator
from khuevan.reports.windows import Window

Figure = Decimal | Problem


MANY = 500
"""Above this number of units, everybody's rows are read instead of naming each unit."""


def computed(cycle: Cycle, organisations: Collection[int]) -> dict[int, dict[str, Figure]]:
    """Unit -> indicator code -> figure, or why there is none. A query for each measure named."""
    indicators = computable(list(cycle.type.indicators.filter(is_active=True)))
    names = {
        name
        for _one, formula in indicators
        if isinstance(formula, Formula)
        for name in formula.names & measures.MEASURES.keys()
    }
    into = predecessors(organisations, timezone.localdate(cycle.opened_at)) if names else {}
    window = Window(cycle.starts, cycle.ends)
    wanted = {*organisations, *into} if len(organisations) <= MANY else None
    held = {
        name: _merged(measures.MEASURES[name].by_unit(window, cycle.plan, wanted), into)
        for name in sorted(names)
    }
    return {unit: _of_unit(unit, indicators, held) for unit in organisations}


def predecessors(organisations: Collection[int], on: date) -> dict[int, int]:
    """Unit that is no more -> the one of these that took it over whole by the day."""
    pairs = list(Succession.objects.filter(on__lte=on).values_list("predecessor", "successor"))
    if not pairs:
        return {}
    found = resolve({old for old, _new in pairs}, on)
    wanted = set(organisations)
    return {
        old: heirs[0]
        for old, heirs in found.items()
        if len(heirs) == 1 and heirs[0] != old and heirs[0] in wanted
    }


def _merged(found: Mapping[int, Decimal], into: Mapping[int, int]) -> dict[int, Decimal]:
    totals: dict[int, Decimal] = {}
    for unit, value in found.items():
        key = into.get(unit, unit)
        totals[key] = totals.get(key, Decimal(0)) + value
    return totals


def computable(indicators: Collection[Indicator]) -> list[tuple[Indicator, Formula | Problem]]:
    """The figures that have a formula, those that others name first; a broken one says why."""
    figures = {one.code: one for one in indicators if one.kind == IndicatorKind.FIGURE}
    allowed = measures.MEASURES.keys() | figures.keys()
    parsed: dict[str, Formula | Problem] = {}
    for code, one in figures.items():
        if one.formula:
            try:
                parsed[code] = formulas.parse(one.formula, allowed)
            except FormulaError as error:
                parsed[code] = Problem(str(error))
    good = {code: one for code, one in parsed.items() if isinstance(one, Formula)}
    try:
        order = formulas.in_order(good)
    except FormulaError as error:
        parsed |= dict.fromkeys(good, Problem(str(error)))
        order = []
    ordered = [*order, *(code for code in parsed if code not in order)]
    return [(figures[code], parsed[code]) for code in ordered]


def _of_unit(
    unit: int,
    indicators: list[tuple[Indicator, Formula | Problem]],
    held: Mapping[str, Mapping[int, Decimal]],
) -> dict[str, Figure]:
    values: dict[str, Decimal | int | None] = {
        name: found.get(unit, Decimal(0)) for name, found in held.items()
    }
    labels = {one.code: one.name for one, _formula in indicators}
    figures: dict[str, Figure] = {}
    for one, formula in indicators:
        figure = _figure(formula, values, labels)
        figures[one.code] = figure
        values[one.code] = figure if isinstance(figure, Decimal) else None
    return figures


def _figure(
    formula: Formula | Problem, values: Mapping[str, Decimal | int | None], labels: dict[str, str]
) -> Figure:
    if isinstance(formula, Problem):
        return Problem(_("Not computable: %(why)s") % {"why": formula.message})
    return formulas.evaluate(
        formula, values, lambda name: labels.get(name) or measures.words_of(name)
    )
