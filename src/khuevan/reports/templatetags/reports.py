from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit.components import icon, status
from khuevan.kit.vietnamese import printed
from khuevan.reports.formulas import Problem
from khuevan.reports.matrix import Entry, Row
from khuevan.reports.models import Indicator

register = template.Library()
LONGEST = 80


@register.filter
def figure(value: Decimal | Problem | None) -> str:
    """A figure as people read it, or why there is none."""
    if isinstance(value, Problem):
        return value.message
    return "–" if value is None else printed(value)


@register.filter
def total_of(totals: Mapping[int, Decimal | Problem | None], indicator: Indicator) -> str:
    value = totals.get(indicator.pk)
    return "–" if isinstance(value, Problem) else figure(value)


@register.simple_tag
def matrix_cells(row: Row) -> SafeString:
    """The answers of one unit; written here, because a page has more than a thousand of them."""
    return format_html_join("", "{}", ((_cell(entry),) for entry in row.entries))


@register.simple_tag
def unusual(row: Row) -> SafeString:
    """How many figures of a unit are far from its own history; nothing when none is."""
    if not row.outliers:
        return SafeString()
    words = ngettext("%(n)d figure", "%(n)d figures", row.outliers) % {"n": row.outliers}
    return status("doing", words)


def _cell(entry: Entry) -> SafeString:
    words = entry.words
    shown = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
    return format_html(
        '<td data-label="{}"{}>{}{}{}</td>',
        entry.indicator.name,
        SafeString(' class="num"') if entry.is_figure else "",
        shown or "–",
        _unusual(entry),
        status("returned", _("Returned")) if entry.is_returned else "",
    )


def _unusual(entry: Entry) -> SafeString:
    if entry.outlier is None:
        return SafeString()
    label = _("High") if entry.outlier.is_high else _("Low")
    return format_html(
        ' <span class="pill" data-state="doing" title="{}">{}{}<span class="vh">: {}</span></span>',
        entry.outlier.words, icon("warn"), label, entry.outlier.words,
    )  # fmt: skip
