"""A document's value as a page shows it."""

from __future__ import annotations

from django import template

from khuevan.vanban.catalogue import STATE_TYPES
from khuevan.vanban.composition import Block, Composition, Table

register = template.Library()


@register.filter
def block_kind(block: Block) -> str:
    return type(block).__name__.lower()


@register.filter
def labelled_rows(table: Table) -> list[list[tuple[str, str]]]:
    """Each cell with the head of its column, for narrow screens."""
    return [list(zip(table.head, row, strict=False)) for row in table.rows]


@register.filter
def number_line(composition: Composition) -> str:
    number = f"{composition.number:02d}" if composition.number is not None else "     "
    return f"Số: {number}/{composition.symbol}"


@register.filter
def place_line(composition: Composition) -> str:
    day = composition.date
    if day is None:
        return f"{composition.place}, ngày    tháng    năm"
    shown = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{composition.place}, ngày {day.day:02d} tháng {shown} năm {day.year}"


@register.filter
def kind_line(composition: Composition) -> str:
    """The type in capitals; a letter (công văn) prints none."""
    known = STATE_TYPES.get(composition.type_code)
    return known.name.upper() if known and known.abbreviation else ""
