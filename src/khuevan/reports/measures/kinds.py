"""A measure and the rows behind it: what counts one a row, what adds amounts, what is looked through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Count, Model, Q, QuerySet, Sum
from django.db.models.expressions import Combinable, Expression
from django.urls import reverse
from django.utils.functional import Promise

from khuevan.kit import works
from khuevan.kit.audit import key_of
from khuevan.plans.models import Plan
from khuevan.reports.windows import Window

Words = str | Promise
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Source:
    """A row behind a figure; ``share`` is what it adds."""

    target: str
    label: str
    unit_id: int | None
    share: Decimal
    url: str


@dataclass(frozen=True, slots=True)
class Held:
    """A kind of row: its unit, its plan ("" when it belongs to none), its words and its page.

    ``plan`` is the way to it, or what says which rows are of a plan where no way leads there.
    """

    unit: str
    plan: str | Callable[[Plan], Q]
    task: str
    words: Callable[[Any], str]
    page: str
    page_of: str = "pk"
    with_: tuple[str, ...] = ()

    def url(self, row: Model) -> str:
        return reverse(self.page, args=[value_of(row, self.page_of)]) if self.page else ""

    def urls(self, targets: Collection[str]) -> dict[str, str]:
        """The pages of rows that are known by their ``key_of`` only."""
        if not self.page:
            return {}
        pks = {int(target.partition(":")[2]): target for target in targets}
        if self.page_of == "pk":
            return {target: reverse(self.page, args=[pk]) for pk, target in pks.items()}
        found: dict[str, str] = {}
        for chunk in works.chunks(list(pks)):
            model = apps.get_model(pks[chunk[0]].partition(":")[0])
            rows = model._default_manager.filter(pk__in=chunk).values_list("pk", self.page_of)
            found |= {pks[pk]: reverse(self.page, args=[parent]) for pk, parent in rows}
        return found

    def of(self, plan: Plan) -> Q:
        if callable(self.plan):
            return self.plan(plan)
        return Q(**{self.plan: plan}) if self.plan else Q()


def value_of(row: Model, path: str) -> Any:
    """What a path of names leads to; nothing where it breaks off."""
    found: Any = row
    for name in path.split("__"):
        found = getattr(found, name) if found else None
    return found


@dataclass(frozen=True, slots=True)
class Measure:
    """``amount`` is what a row adds, as the database computes it; without it each row counts one."""

    key: str
    label: Words
    measured_in: Words
    held: Held
    within: Callable[[Window], QuerySet[Any]]
    amount: Combinable | None = None

    def rows(
        self,
        window: Window,
        *,
        organisations: Collection[int] | None = None,
        plan: Plan | None = None,
    ) -> QuerySet[Any]:
        """The rows behind the figure."""
        rows = self.within(window)
        if organisations is not None:
            rows = rows.filter(**{f"{self.held.unit}__in": organisations})
        return rows.filter(self.held.of(plan)) if plan is not None else rows

    @property
    def added(self) -> Expression:
        """What the rows are added up with."""
        return Count("pk") if self.amount is None else Sum(self.amount)

    def by_unit(
        self,
        window: Window,
        plan: Plan | None = None,
        organisations: Collection[int] | None = None,
    ) -> dict[int, Decimal]:
        """Units without any row are absent: their figure is nothing."""
        rows = self.rows(window, organisations=organisations, plan=plan)
        found = rows.order_by().values_list(self.held.unit).annotate(n=self.added)
        return {unit: Decimal(n or 0) for unit, n in found if unit}

    def total(
        self,
        window: Window,
        plan: Plan | None = None,
        organisations: Collection[int] | None = None,
    ) -> Decimal:
        rows = self.rows(window, organisations=organisations, plan=plan)
        return Decimal(rows.order_by().aggregate(n=self.added)["n"] or 0)

    def by_goal(self, window: Window, plan: Plan | None = None) -> dict[str, Decimal]:
        """By the goal of the framework programme that the task serves; "" where none is named."""
        return self._split("framework_goal", window, plan)

    def by_channel(self, window: Window, plan: Plan | None = None) -> dict[str, Decimal]:
        """By Party, State and People's external affairs (R102); "" where none is named."""
        return self._split("channel", window, plan)

    def _split(self, name: str, window: Window, plan: Plan | None) -> dict[str, Decimal]:
        if not self.held.task:
            return {}
        rows = self.rows(window, plan=plan).order_by().values_list(f"{self.held.task}__{name}")
        return {value: Decimal(n or 0) for value, n in rows.annotate(n=self.added).order_by()}

    def sources(
        self,
        window: Window,
        *,
        organisations: Collection[int] | None = None,
        plan: Plan | None = None,
        most: int | None = None,
    ) -> list[Source]:
        """Every row behind the figure, oldest first; their shares add up to it."""
        rows = self.rows(window, organisations=organisations, plan=plan)
        if self.amount is not None:
            # Under a name that no model has for a field of its own.
            rows = rows.annotate(share_of_row=self.amount)
        rows = rows.select_related(*self.held.with_).order_by("pk")
        return [self._source(row) for row in rows[:most]]

    def urls(self, targets: Collection[str]) -> dict[str, str]:
        """The pages of rows that are known by their ``key_of`` only."""
        return self.held.urls(targets)

    def _source(self, row: Model) -> Source:
        share = Decimal(1) if self.amount is None else Decimal(row.share_of_row)  # type: ignore[attr-defined]  # annotated above
        unit = value_of(row, self.held.unit)
        return Source(key_of(row), self.held.words(row), unit, share, self.held.url(row))


@dataclass(frozen=True, slots=True)
class Listed:
    """A measure that no single query gives: ``found`` looks its rows up, in the order of their age."""

    key: str
    label: Words
    measured_in: Words
    found: Callable[[Window, Plan | None], Iterable[Source]]
    page: str

    def urls(self, targets: Collection[str]) -> dict[str, str]:
        return {one: reverse(self.page, args=[int(one.partition(":")[2])]) for one in targets}

    def sources(
        self,
        window: Window,
        *,
        organisations: Collection[int] | None = None,
        plan: Plan | None = None,
        most: int | None = None,
    ) -> list[Source]:
        rows = self.found(window, plan)
        if organisations is not None:
            rows = (one for one in rows if one.unit_id in organisations)
        return list(rows)[:most]

    def by_unit(
        self,
        window: Window,
        plan: Plan | None = None,
        organisations: Collection[int] | None = None,
    ) -> dict[int, Decimal]:
        totals: dict[int, Decimal] = {}
        for one in self.sources(window, organisations=organisations, plan=plan):
            if one.unit_id:
                totals[one.unit_id] = totals.get(one.unit_id, NOTHING) + one.share
        return totals

    def total(
        self,
        window: Window,
        plan: Plan | None = None,
        organisations: Collection[int] | None = None,
    ) -> Decimal:
        rows = self.sources(window, organisations=organisations, plan=plan)
        return sum((one.share for one in rows), NOTHING)


AnyMeasure = Measure | Listed


def moment(name: str, window: Window) -> Q:
    return Q(**{f"{name}__gte": window.begin, f"{name}__lt": window.end})


def day(name: str, window: Window) -> Q:
    return Q(**{f"{name}__gte": window.starts, f"{name}__lte": window.ends})
