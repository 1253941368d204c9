from __future__ import annotations

from decimal import Decimal

from django import template

from khuevan.kit.vietnamese import grouped, printed

register = template.Library()


@register.filter
def dong(amount: Decimal | int | None) -> str:
    """1234567 -> 1.234.567; nothing stays a dash."""
    return "–" if amount is None else grouped(amount)


@register.filter
def signed(amount: Decimal | int) -> str:
    """A difference: +1.000, −1.000, – for none."""
    if not amount:
        return "–"
    size = grouped(amount if amount > 0 else -amount)
    return f"+{size}" if amount > 0 else f"−{size}"


@register.filter
def plain(number: Decimal | None) -> str:
    """2.50 -> 2,5."""
    return "–" if number is None else printed(number)
