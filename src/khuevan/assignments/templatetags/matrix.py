"""One row of the matrix, written without a template: a national plan shows very many of them."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from khuevan.assignments.costs import Money
from khuevan.assignments.living import Row
from khuevan.kit.components import status
from khuevan.kit.vietnamese import grouped

register = template.Library()

# data-label names the cell where a narrow screen turns rows into cards.
ROW = (
    '<tr><th scope="row"><a href="{}{}/">{}</a> <span class="muted nw">{}</span></th>'
    '<td data-label="{}">{}</td><td class="nw" data-label="{}">{}</td>'
    '<td data-label="{}">{}</td><td class="num" data-label="{}">{}/{}</td>'
    '<td class="num" data-label="{}">{}</td><td class="num" data-label="{}">{}</td>'
    '<td class="gap-{}" data-label="{}">{}</td>'
    '<td class="small" data-label="{}">{}</td></tr>'
)

BREAK = SafeString("<br>")


@register.simple_tag
def matrix_rows(rows: list[Row], living_url: str) -> SafeString:
    labels = [
        _("Leads"), _("Due"), _("State"), _("Units"), _("Evidence"), _("Money in đồng"), _("Gap"),
        _("Last word"),
    ]  # fmt: skip
    return SafeString("\n".join(matrix_row(row, living_url, *labels) for row in rows))


def matrix_row(
    row: Row,
    url: str,
    leads: str,
    due: str,
    state: str,
    units: str,
    proofs: str,
    money: str,
    gap: str,
    word: str,
) -> SafeString:
    clause, standing = row.clause, row.standing
    look = standing.look
    return format_html(
        ROW, url, clause.pk, clause.text, clause.path,
        leads, row.leads_words, due, row.due_words,
        state, status(look) if look else "–", units, standing.done, standing.total,
        proofs, standing.proofs, money, money_words(row.money), standing.gap, gap, standing.gap_words,
        word, row.word_words,
    )  # fmt: skip


@register.simple_tag
def money_words(money: Money) -> SafeString | str:
    """What was approved, or is asked for, and what was paid of it; one estimate is a link."""
    if not money.costs:
        return "–"
    parts = []
    if money.approved:
        parts.append(grouped(money.approved))
    if money.asked:
        parts.append(_("%(amount)s asked for") % {"amount": grouped(money.asked)})
    if money.paid:
        parts.append(_("%(amount)s paid") % {"amount": grouped(money.paid)})
    told = format_html_join(BREAK, "{}", ((part,) for part in parts or ["0"]))
    if len(money.costs) > 1:
        return told
    return format_html('<a class="link" href="{}">{}</a>', money.costs[0].url, told)
