"""Who had which theme (R82): persons who came, by unit of today and theme; seats still to come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.people.models import whole_heirs
from khuevan.training.enums import Outcome, RunState
from khuevan.training.models import Course, Seat


@dataclass(slots=True)
class Had:
    """What one unit had of one theme."""

    persons: int = 0
    last: date | None = None
    to_come: int = 0


@dataclass(slots=True)
class Themes:
    names: dict[str, str]
    leads: dict[str, list[str]] = field(default_factory=dict)
    cells: dict[tuple[int, str], Had] = field(default_factory=lambda: defaultdict(Had))

    @property
    def units(self) -> set[int]:
        return {unit for unit, _theme in self.cells}

    def units_with(self, theme: str) -> set[int]:
        return {unit for (unit, key), had in self.cells.items() if key == theme and had.persons}

    def words(self, unit: int, theme: str) -> str:
        """ "2 (05/2026)", "1 to come", or "" """
        had = self.cells.get((unit, theme))
        if had is None:
            return ""
        last = f" ({had.last:%m/%Y})" if had.last else ""
        parts = [f"{had.persons}{last}"] if had.persons else []
        if had.to_come:
            parts.append(_("%(n)d to come") % {"n": had.to_come})
        return "; ".join(parts)


def had_themes(on: date) -> Themes:
    """Five queries, however many units. A unit that was merged hands on what its people learnt."""
    names = dict(Course.objects.order_by("theme_key").values_list("theme_key", "theme"))
    came = (
        Seat.objects.filter(run__state=RunState.HELD, attendance__outcome=Outcome.PRESENT)
        .order_by()
        .values_list("organisation_id", "run__course__theme_key")
        .annotate(persons=Count("pk"), last=Max("run__starts_at"))
    )
    live = [RunState.PREPARING, RunState.NOMINATING, RunState.LOCKED, RunState.SUMMONED]
    ahead = (
        Seat.objects.filter(run__state__in=live)
        .order_by()
        .values_list("organisation_id", "run__course__theme_key")
        .annotate(seats=Count("pk"))
    )
    past, coming = list(came), list(ahead)
    units = {row[0] for row in past} | {row[0] for row in coming}
    heirs = whole_heirs(units, on) if units else {}
    found = Themes(names, _leads())
    for unit, theme, persons, last in past:
        had = found.cells[heirs.get(unit, unit), theme]
        day = timezone.localdate(last) if last else None
        had.persons += persons
        had.last = max([one for one in (had.last, day) if one], default=None)
    for unit, theme, seats in coming:
        found.cells[heirs.get(unit, unit), theme].to_come += seats
    return found


def _leads() -> dict[str, list[str]]:
    """Of each theme, the bodies that lead its courses (R94)."""
    rows = Course.objects.exclude(lead=None).select_related("lead").order_by("lead__sort_key")
    found: dict[str, list[str]] = {}
    for course in rows:
        named = found.setdefault(course.theme_key, [])
        if course.lead and (name := course.lead.short_name or course.lead.name) not in named:
            named.append(name)
    return found
