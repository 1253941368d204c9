"""Figures in templates, as Vietnamese documents print them."""

from __future__ import annotations

from decimal import Decimal

from django import template

from khuevan.reports.composing.figures import shown

register = template.Library()


@register.filter
def figure(value: Decimal | None, measured_in: str = "") -> str:
    return shown(value, measured_in)


@register.filter
def change(value: Decimal | None, measured_in: str = "") -> str:
    """ "+27", "−3", "0"; a dash when nothing is known."""
    if value is None:
        return "–"
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{shown(abs(value), measured_in)}"
