"""Behind every list: search, filters, saved filters, order, columns, pages, XLSX, print.

A view answers ``lists.respond(request, TASKS, Task.objects.visible_to(user), "plans/tasks.html")``
and its template includes ``kit/_list.html``. All of it works as plain GET forms; htmx only saves a
reload. A list costs three queries whatever its length; if its cells ask more, prefetch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.http import urlencode

from khuevan.kit import exports
from khuevan.kit.models import SavedFilter
from khuevan.kit.vietnamese import fold

Words = str | Promise
RESERVED = frozenset({"q", "sort", "page", "col", "format"})


@dataclass(frozen=True, slots=True)
class Column:
    """``value`` is what XLSX, CSV and print hold; ``cell``, if given, what the page shows."""

    key: str
    label: Words
    value: Callable[[Any], exports.Value]
    cell: Callable[[Any], str] | None = None
    order: tuple[str, ...] = ()  # model fields; none means that the column does not sort
    kind: exports.Kind = "text"
    head: bool = False  # names the row
    hidden: bool = False  # shown only when chosen
    width: int | None = None  # of the XLSX column, in characters

    def shown(self, row: Any) -> str:
        return self.cell(row) if self.cell else exports.shown(self.value(row))


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the list. ``choices`` is [(value, words)], or is asked of the request."""

    key: str
    label: Words
    choices: tuple[tuple[str, Words], ...] | Callable[[HttpRequest], list[tuple[str, Words]]]
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]]
    default: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What the page says when there is nothing at all yet, and the next action."""

    title: Words
    text: Words = ""
    action: Words = ""
    url: str = ""
    icon: str = "plan"


@dataclass(frozen=True, slots=True)
class ListDef:
    name: str  # of saved filters; never renamed
    title: Words
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] = ()  # fields that hold folded text
    order: tuple[str, ...] = ("pk",)
    page_size: int = 50
    empty: Empty | None = None
    pick: Callable[[Any], str] | None = None  # a box before each row, named "row", for bulk forms
    wide: bool = False  # prints on A4 across

    def __post_init__(self) -> None:
        keys = [f.key for f in self.filters]
        if clash := RESERVED.intersection(keys):
            raise ValueError(f"{self.name}: a filter cannot be called {', '.join(sorted(clash))}.")


@dataclass(frozen=True, slots=True)
class ShownFilter:
    key: str
    label: Words
    choices: list[tuple[str, Words]]
    value: str


@dataclass(frozen=True, slots=True)
class Heading:
    key: str
    label: Words
    is_number: bool
    sort_url: str  # "" when the column does not sort
    direction: str  # ascending, descending or ""


@dataclass(frozen=True, slots=True)
class Cell:
    label: Words
    text: str
    is_head: bool
    is_number: bool

    @property
    def width(self) -> str:
        """The class of a column that its words want wide, their tags not counted."""
        length = len(strip_tags(str(self.text)))
        return "long" if length > 60 else "mid" if length > 22 else ""


@dataclass(frozen=True, slots=True)
class Row:
    pick: str
    cells: list[Cell]
    object: Any


@dataclass
class ListPage:
    """One view of one list, ready for the template."""

    request: HttpRequest
    definition: ListDef
    queryset: QuerySet[Any]
    filters: list[ShownFilter] = field(default_factory=list)
    whole: QuerySet[Any] | None = None  # before any filter

    @property
    def query(self) -> str:
        return self.request.GET.get("q", "").strip()

    @property
    def sort(self) -> str:
        return self.request.GET.get("sort", "")

    @cached_property
    def columns(self) -> list[Column]:
        """Those chosen, else those not hidden; the column that names the row always stays."""
        chosen = self.request.GET.getlist("col")
        all_columns = self.definition.columns
        if not chosen:
            return [c for c in all_columns if not c.hidden]
        return [c for c in all_columns if c.key in chosen or c.head]

    @cached_property
    def page(self) -> Page[Any]:
        paginator = Paginator(self.queryset, self.definition.page_size)
        return paginator.get_page(self.request.GET.get("page"))

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(thing) for thing in self.page.object_list]

    def _row(self, thing: Any) -> Row:
        cells = [Cell(c.label, c.shown(thing), c.head, is_number(c)) for c in self.columns]
        return Row(self.definition.pick(thing) if self.definition.pick else "", cells, thing)

    @property
    def is_pickable(self) -> bool:
        """Asked here, since a template would call ``pick`` itself."""
        return self.definition.pick is not None

    @property
    def is_narrowed(self) -> bool:
        """Is anything searched or filtered, so that "nothing found" differs from "nothing yet"?"""
        return bool(self.query) or any(shown.value for shown in self.filters)

    @property
    def is_bare(self) -> bool:
        """Is there nothing at all, so that only a filter that nobody chose stands in between?"""
        usual = {one.key: one.default for one in self.definition.filters}
        chosen = self.query or any(one.value != usual[one.key] for one in self.filters)
        return not chosen and self.whole is not None and not self.whole.exists()

    @property
    def everything_url(self) -> str:
        """The same list without any filter, not even those that are set when it opens."""
        unset = {one.key: "" for one in self.definition.filters if one.default}
        return self.request.path + (f"?{urlencode(unset)}" if unset else "")

    @cached_property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.columns]

    def _heading(self, column: Column) -> Heading:
        ascending, descending = self.sort == column.key, self.sort == f"-{column.key}"
        wanted = f"-{column.key}" if ascending else column.key
        direction = "ascending" if ascending else "descending" if descending else ""
        url = self.address(sort=wanted) if column.order else ""
        return Heading(column.key, column.label, is_number(column), url, direction)

    def address(self, **changes: str) -> str:
        """This view with some parameters changed ("" drops one); always from the first page."""
        query = self.request.GET.copy()
        for key in ("page", "format"):
            query.pop(key, None)
        for key, value in changes.items():
            query.pop(key, None)
            if value:
                query[key] = value
        return f"?{query.urlencode()}"

    @property
    def chosen_columns(self) -> list[str]:
        return self.request.GET.getlist("col")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The parameters that the column chooser must carry along."""
        dropped = {"page", "format", "col"}
        lists = self.request.GET.lists()
        return [(key, value) for key, values in lists if key not in dropped for value in values]

    @property
    def back_url(self) -> str:
        return f"{self.request.path}{self.address()}"

    @property
    def encoded(self) -> str:
        """What a saved filter keeps."""
        return self.address()[1:]

    @property
    def xlsx_url(self) -> str:
        return self.address(format="xlsx")

    @property
    def print_url(self) -> str:
        return self.address(format="print")

    @cached_property
    def saved(self) -> list[SavedFilter]:
        user = self.request.user
        if not user.is_authenticated:
            return []
        return list(SavedFilter.objects.visible_to(user).of_list(self.definition.name))

    @cached_property
    def export(self) -> exports.Export:
        columns = [exports.Column(c.label, c.value, c.kind, c.width) for c in self.columns]
        return exports.Export(self.definition.title, tuple(columns))


def is_number(column: Column) -> bool:
    return column.kind in {"int", "decimal"}


def build(request: HttpRequest, definition: ListDef, queryset: QuerySet[Any]) -> ListPage:
    """The queryset narrowed, searched and ordered as the address says; nonsense is ignored."""
    shown, whole = [], queryset
    for one in definition.filters:
        choices = list(one.choices(request) if callable(one.choices) else one.choices)
        value = request.GET.get(one.key, one.default)
        if value not in {str(key) for key, _words in choices}:
            value = ""
        if value:
            queryset = one.apply(queryset, value)
        shown.append(ShownFilter(one.key, one.label, choices, value))
    page = ListPage(request, definition, queryset, shown, whole)
    page.queryset = ordered(searched(queryset, definition, page.query), definition, page.sort)
    return page


def searched(queryset: QuerySet[Any], definition: ListDef, query: str) -> QuerySet[Any]:
    """Every word typed must stand in one of the folded fields."""
    for word in fold(query).split() if definition.search else ():
        anywhere = Q()
        for name in definition.search:
            anywhere |= Q(**{f"{name}__contains": word})
        queryset = queryset.filter(anywhere)
    return queryset


def ordered(queryset: QuerySet[Any], definition: ListDef, sort: str) -> QuerySet[Any]:
    """By the chosen column, then as the list always is, so that pages never overlap."""
    column = next((c for c in definition.columns if c.order and c.key == sort.lstrip("-")), None)
    first = column.order if column else ()
    if sort.startswith("-"):
        first = tuple(reverse(name) for name in first)
    return queryset.order_by(
        *first, *definition.order, *(() if "pk" in definition.order else ("pk",))
    )


def reverse(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def for_reader(definition: ListDef, *, may_act: bool) -> ListDef:
    """The list for somebody who may not take the next action that its empty page names."""
    if may_act or definition.empty is None:
        return definition
    return replace(definition, empty=replace(definition.empty, action="", url=""))


def respond(
    request: HttpRequest,
    definition: ListDef,
    queryset: QuerySet[Any],
    template: str,
    context: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """The page, its table alone for htmx, a workbook, or a sheet of paper: as the request asks."""
    page = build(request, definition, queryset)
    wanted = request.GET.get("format", "")
    if wanted in {"xlsx", "csv"}:
        return page.export.respond(page.queryset, wanted)
    if wanted == "print":
        return printed(request, page)
    if getattr(request, "htmx", False) and request.headers.get("HX-Target") == "list-body":
        return render(request, "kit/_list_body.html", {"page": page})
    return render(request, template, {"page": page, **(context or {})})


def printed(request: HttpRequest, page: ListPage) -> HttpResponse:
    numbers = [is_number(column) for column in page.columns]
    table = page.export.table(page.queryset)
    context = {
        "page": page,
        "labels": list(zip(page.export.labels, numbers, strict=True)),
        "table": (list(zip(row, numbers, strict=True)) for row in table),
        "printed_at": timezone.now(),
    }
    return render(request, "kit/list_print.html", context)
