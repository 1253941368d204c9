"""What the units sent, beside one another: a row for each unit, a column for each indicator.

Read from what was sent, never from what a unit is still writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit.vietnamese import printed
from khuevan.reports import formulas, histories, measures, outliers
from khuevan.reports.enums import WAITED_FOR, IndicatorKind, ObligationState, Total
from khuevan.reports.formulas import FormulaError, Problem
from khuevan.reports.histories import History
from khuevan.reports.models import Cell, Cycle, Indicator, Obligation, Submission
from khuevan.reports.models.cycles import COUNTS, ObligationQuerySet
from khuevan.reports.outliers import Outlier
from khuevan.reports.windows import Window

CHUNK = 500
LOOKS = {
    ObligationState.OWED: "unanswered",
    ObligationState.WRITING: "doing",
    ObligationState.SENT: "received",
    ObligationState.RETURNED: "returned",
    ObligationState.ACCEPTED: "done",
    ObligationState.EXCUSED: "cancelled",
}
Content = Mapping[str, Mapping[str, Any]]


def figure(answer: Mapping[str, Any] | None) -> Decimal | None:
    """The figure of an answer as it was sent."""
    value = answer.get("value") if answer else None
    return None if value in (None, "") else Decimal(str(value))


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit's answer to an indicator, as a table shows it."""

    indicator: Indicator
    answer: Mapping[str, Any] | None = None
    outlier: Outlier | None = None
    is_returned: bool = False

    @property
    def value(self) -> Decimal | None:
        return figure(self.answer)

    @property
    def is_figure(self) -> bool:
        return self.indicator.kind == IndicatorKind.FIGURE

    @property
    def words(self) -> str:
        if not self.answer:
            return ""
        if self.is_figure:
            return "" if self.value is None else printed(self.value)
        if self.indicator.kind == IndicatorKind.TABLE:
            rows = len(self.answer.get("table") or [])
            return ngettext("%(n)d row", "%(n)d rows", rows) % {"n": rows} if rows else ""
        if self.indicator.kind == IndicatorKind.PICTURE:
            files = len(self.answer.get("files") or [])
            return (
                ngettext("%(n)d picture", "%(n)d pictures", files) % {"n": files} if files else ""
            )
        return str(self.answer.get("text") or "")

    @property
    def plain(self) -> Decimal | str | None:
        """For a spreadsheet: figures as figures, the rows of a table as lines."""
        if self.is_figure:
            return self.value
        if self.indicator.kind == IndicatorKind.TABLE and self.answer:
            rows = self.answer.get("table") or []
            return "\n".join(" | ".join(str(cell) for cell in row) for row in rows)
        return self.words


@dataclass(frozen=True, slots=True)
class Row:
    obligation: Obligation
    entries: list[Entry]
    now: datetime

    @property
    def is_late(self) -> bool:
        one = self.obligation
        if one.first_sent_at:
            return one.first_sent_at > one.cycle.due_at
        return one.state in WAITED_FOR and self.now > one.cycle.due_at

    @property
    def look(self) -> str:
        is_owed = self.obligation.state in WAITED_FOR
        if is_owed and self.is_late and not self.obligation.first_sent_at:
            return "overdue"
        return LOOKS[ObligationState(self.obligation.state)]

    @property
    def label(self) -> str:
        words = str(self.obligation.get_state_display())
        if self.look == "overdue":
            return _("Late, not sent")
        if self.is_late and self.obligation.first_sent_at:
            return _("%(state)s, late") % {"state": words}
        return words

    @property
    def outliers(self) -> int:
        return sum(entry.outlier is not None for entry in self.entries)


@dataclass
class Sheet:
    """The matrix of a cycle: its columns, and rows as they are asked for."""

    cycle: Cycle
    now: datetime = field(default_factory=timezone.now)

    @cached_property
    def indicators(self) -> list[Indicator]:
        """Those in use, and those out of use that units of this cycle have answered."""
        answered = Cell.objects.filter(indicator=OuterRef("pk"), obligation__cycle=self.cycle)
        used = Q(is_active=True) | Q(Exists(answered))
        return list(Indicator.objects.filter(used, type=self.cycle.type_id))

    @property
    def obligations(self) -> ObligationQuerySet:
        return self.cycle.obligations.select_related("organisation")

    def rows(self, obligations: Sequence[Obligation]) -> list[Row]:
        """Four queries at most and a history, however many units."""
        for one in obligations:
            one.cycle = self.cycle
        contents = latest(obligations)
        sent = [one.organisation_id for one in obligations if one.pk in contents]
        history = histories.of_units(self.cycle, sent)
        back = self._returned(obligations)
        return [self._row(one, contents.get(one.pk), history, back) for one in obligations]

    def _returned(self, obligations: Sequence[Obligation]) -> set[tuple[int, int]]:
        ids = [one.pk for one in obligations if one.state == ObligationState.RETURNED]
        if not ids:
            return set()
        cells = Cell.objects.filter(obligation__in=ids, is_returned=True)
        return set(cells.order_by().values_list("obligation_id", "indicator_id"))

    def _row(
        self,
        one: Obligation,
        content: Content | None,
        history: History,
        back: set[tuple[int, int]],
    ) -> Row:
        entries = []
        own = history.get(one.organisation_id, {})
        for indicator in self.indicators:
            answer = content.get(indicator.code) if content else None
            unusual = None
            if answer and indicator.kind == IndicatorKind.FIGURE:
                unusual = outliers.judge(figure(answer), own.get(indicator.code, ()))
            entries.append(Entry(indicator, answer, unusual, (one.pk, indicator.pk) in back))
        return Row(one, entries, self.now)

    def stream(self, obligations: ObligationQuerySet) -> Iterator[Row]:
        """Every row in turn, a chunk at a time in memory."""
        ids = list(obligations.values_list("pk", flat=True))
        for first in range(0, len(ids), CHUNK):
            chunk = self.obligations.filter(pk__in=ids[first : first + CHUNK])
            yield from self.rows(list(chunk))

    def totals(self) -> dict[int, Decimal | Problem | None]:
        """Indicator -> its figure for all units that have sent, as the type says it adds up."""
        figures = [one for one in self.indicators if one.kind == IndicatorKind.FIGURE]
        sent: dict[str, list[Decimal]] = {one.code: [] for one in figures}
        contents = Submission.objects.filter(newest(), obligation__cycle=self.cycle)
        for content in contents.order_by().values_list("content", flat=True).iterator():
            for code, found in sent.items():
                if (value := figure(content.get(code))) is not None:
                    found.append(value)
        sums: dict[str, Decimal | None] = {
            code: sum(found, Decimal(0)) for code, found in sent.items()
        }
        return {one.pk: self._total(one, sent[one.code], sums) for one in figures}

    def _total(
        self, one: Indicator, found: list[Decimal], sums: Mapping[str, Decimal | None]
    ) -> Decimal | Problem | None:
        if one.total == Total.FORMULA and one.formula:
            return self._computed(one, sums)
        if not found or one.total == Total.NONE:
            return None
        if one.total == Total.MEAN:
            return (sum(found, Decimal(0)) / len(found)).quantize(formulas.CENT)
        return max(found) if one.total == Total.LARGEST else sum(found, Decimal(0))

    def _computed(self, one: Indicator, sums: Mapping[str, Decimal | None]) -> Decimal | Problem:
        try:
            formula = formulas.parse(one.formula, measures.MEASURES.keys() | sums.keys())
        except FormulaError as error:
            return Problem(str(error))
        window = Window(self.cycle.starts, self.cycle.ends)
        units = set(self.cycle.obligations.values_list("organisation_id", flat=True))
        held = {
            name: measures.MEASURES[name].total(window, self.cycle.plan, units)
            for name in formula.names - sums.keys()
        }
        names = {other.code: other.name for other in self.indicators}
        words = {name: names.get(name) or measures.words_of(name) for name in formula.names}
        return formulas.evaluate(formula, {**sums, **held}, lambda name: words[name])


def newest() -> Q:
    """Submissions that no later version replaces."""
    later = Submission.objects.filter(
        obligation=OuterRef("obligation"), version__gt=OuterRef("version")
    )
    return ~Q(Exists(later))


def latest(obligations: Iterable[Obligation]) -> dict[int, Content]:
    """Obligation -> what its unit sent last."""
    ids = [one.pk for one in obligations if one.first_sent_at]
    rows = Submission.objects.filter(newest(), obligation__in=ids)
    return dict(rows.order_by().values_list("obligation_id", "content"))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a cycle stands; on time is of those that were owed, not of those that came."""

    owed: int = 0
    sent: int = 0
    accepted: int = 0
    returned: int = 0
    waited: int = 0
    excused: int = 0
    on_time: int = 0
    last: datetime | None = None

    @property
    def rate(self) -> int | None:
        return round(100 * self.on_time / self.owed) if self.owed else None

    @property
    def strip(self) -> list[tuple[str, int]]:
        parts = (
            ("done", self.accepted), ("received", self.sent - self.accepted - self.returned),
            ("returned", self.returned), ("unanswered", self.owed - self.sent),
        )  # fmt: skip
        return [(look, count) for look, count in parts if count > 0]

    @property
    def mark(self) -> str:
        """Changes whenever anything does that the page shows."""
        last = self.last.timestamp() if self.last else 0
        return f"{self.owed}-{self.sent}-{self.accepted}-{self.returned}-{self.waited}-{last}"


def standings(cycles: Iterable[Cycle]) -> dict[int, Standing]:
    """One query, however many cycles and units."""
    counted = {name: Count("pk", filter=of) for name, of in COUNTS.items()}
    rows = Obligation.objects.filter(cycle__in=list(cycles)).order_by().values("cycle_id")
    found = rows.annotate(**counted, last=Max("sent_at"))
    facts: list[dict[str, Any]] = [dict(row) for row in found]
    return {one.pop("cycle_id"): Standing(**one) for one in facts}
