"""Tiles and dots of the board, written without a template: a great class has thousands of them."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from khuevan.kit.components import icon
from khuevan.training.board import Dot, Tile
from khuevan.training.hall import Chair
from khuevan.training.roster import LABELS

register = template.Library()

# The letter says the state once more, for print in black and white; words come for screen readers.
TILE = (
    '<a class="tile" id="s{}" data-l="{}" data-state="{}" href="{}{}/"{}{}>{}<span>{}'
    '<span class="vh">: {}</span></span><b aria-hidden="true">{}</b></a>'
)
DOT = (
    '<a href="{}{}/"{}><circle class="dot-{}" cx="{}" cy="{}" r="9" data-state="{}"/>'
    '<text x="{}" y="{}" aria-hidden="true">{}</text><title>{}: {}</title></a>'
)
CHAIR = (
    '<td data-state="{}"><span class="chair"><b>{}</b>{}<i aria-hidden="true">{}</i>'
    '<span>{}</span><span class="vh">: {}</span></span></td>'
)
OUT_OF_BAND = SafeString(' hx-swap-oob="true"')
HERE = SafeString(' aria-current="true"')


@register.simple_tag
def tiles(rows: Sequence[Tile], url: str, current: int | None = None) -> SafeString:
    """``url``: of the seats of the class, to which each adds its key."""
    return SafeString(
        "".join(
            f"<li{' class=w2' if row.is_wide else ''}>{tile(row, url, current)}</li>"
            for row in rows
        )
    )


@register.simple_tag
def changed_tiles(rows: Sequence[Tile], url: str) -> SafeString:
    return SafeString("".join(tile(row, url, None, OUT_OF_BAND) for row in rows))


def tile(row: Tile, url: str, current: int | None, more: str = "") -> SafeString:
    look = row.look
    return format_html(
        TILE, row.pk, row.sign, look.state, url, row.pk, HERE if row.pk == current else "", more,
        icon(look.state), row.name, look.label, look.letter,
    )  # fmt: skip


@register.simple_tag
def dots(rows: Sequence[Dot], url: str, current: int | None = None) -> SafeString:
    return SafeString("".join(_dot(row, url, current) for row in rows))


def _dot(row: Dot, url: str, current: int | None) -> SafeString:
    seat, look = row.tile, row.tile.look
    here = HERE if seat.pk == current else ""
    return format_html(
        DOT, url, seat.pk, here, look.key, row.x, row.y, look.state, row.x, row.y + 3,
        look.letter, seat.full_name, look.label,
    )  # fmt: skip


@register.simple_tag
def chairs(row: Sequence[Chair | None]) -> SafeString:
    """Cells of one row of the hall; a chair that is nobody's stays empty."""
    return SafeString("".join(_chair(one) for one in row))


def _chair(one: Chair | None) -> SafeString:
    if one is None:
        return format_html('<td class="no-chair"><span class="vh">{}</span></td>', _("empty chair"))
    return format_html(
        CHAIR, one.look, one.number, icon(one.look), one.letter, one.name, one.words
    )  # fmt: skip


@register.filter
def roster_label(name: str) -> str:
    """The heading of a column of the roster."""
    return str(LABELS[name])
