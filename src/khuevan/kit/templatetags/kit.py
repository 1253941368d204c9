"""Components as template tags. The names and props stand in components.py and blocks.py."""

from __future__ import annotations

from decimal import Decimal

from django import template

from khuevan.kit import blocks, components, vietnamese

register = template.Library()

for part in (
    components.chip,
    components.crumbs,
    components.diff,
    components.error_summary,
    components.field,
    components.figures,
    components.icon,
    components.pagination,
    components.phone_bar,
    components.progress,
    components.segmented,
    components.status,
    components.steps,
    components.strip,
    components.tabs,
    components.task_card,
    components.timeline,
):
    register.simple_tag(part)

for block in (
    blocks.card,
    blocks.clause,
    blocks.decide,
    blocks.drawer,
    blocks.empty_state,
    blocks.note,
    blocks.page_head,
    blocks.sheet,
    blocks.table_frame,
    blocks.toolbar,
):
    register.simple_block_tag(block)


@register.filter
def state_words(state: str) -> str:
    """The words of a state, for places that show no pill."""
    return str(components.WORDS[components.known_state(state)]) if state else ""


@register.filter
def dong(amount: int | Decimal | None) -> str:
    """A sum as Vietnamese prints it: 12.500.000 đồng; nothing for none."""
    return "" if amount is None else vietnamese.dong(amount)
