"""What the system holds and a report may count: each figure with the rows behind it.

A measure is one query whatever the number of units, but for those that are looked through (``Listed``).
Formulas (``reports.formulas``) name them.
"""

from __future__ import annotations

from khuevan.reports.measures import classes, money, work
from khuevan.reports.measures.kinds import AnyMeasure, Listed, Measure, Source

MEASURES: dict[str, AnyMeasure] = {
    measure.key: measure for measure in (*work.ALL, *classes.ALL, *money.ALL)
}


def words_of(name: str) -> str:
    """A measure's key as people read it; anything else as it is."""
    return str(MEASURES[name].label) if name in MEASURES else name


__all__ = ["MEASURES", "AnyMeasure", "Listed", "Measure", "Source", "words_of"]
