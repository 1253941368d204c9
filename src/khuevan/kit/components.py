"""The parts every page is made of. Named props only: an unknown one, state or icon is an error.

Templates use them as tags (templatetags/kit.py); Python, such as a list's cell, calls them too.
docs/developer/components.md lists the props; /kit/ shows every part in its states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

SPRITE = Path(__file__).parent / "static" / "kit" / "icons.svg"


class State(StrEnum):
    """How something stands; each has a colour, an icon of the same name and words."""

    UNANSWERED = "unanswered"
    RECEIVED = "received"
    DOING = "doing"
    DONE = "done"
    OVERDUE = "overdue"
    RETURNED = "returned"
    CANCELLED = "cancelled"


WORDS = {
    State.UNANSWERED: _("No answer yet"),
    State.RECEIVED: _("Received"),
    State.DOING: _("In progress"),
    State.DONE: _("Done"),
    State.OVERDUE: _("Overdue"),
    State.RETURNED: _("Returned"),
    State.CANCELLED: _("Cancelled"),
}


@cache
def icon_names() -> frozenset[str]:
    return frozenset(re.findall(r'id="i-([a-z0-9-]+)"', SPRITE.read_text(encoding="utf-8")))


def known_state(state: str) -> State:
    try:
        return State(state)
    except ValueError:
        raise ValueError(f"Unknown state {state!r}; there are {', '.join(State)}.") from None


def render(part: str, **props: Any) -> SafeString:
    return render_to_string(f"kit/parts/{part}.html", props)


# -- small parts, built without a template because tables hold thousands of them


@cache  # a long table asks for the same few pictures a thousand times
def icon(name: str, *, big: bool = False) -> SafeString:
    """A picture beside words; it has no name of its own, so it never stands alone."""
    if name not in icon_names():
        raise ValueError(
            f"Unknown icon {name!r}; icons.svg draws {', '.join(sorted(icon_names()))}."
        )
    return format_html(
        '<svg class="ic{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        " big" if big else "",
        static("kit/icons.svg"),
        name,
    )


def status(state: str, label: str = "") -> SafeString:
    """How something stands, in words beside its icon and colour."""
    known = known_state(state)
    return pill(known, label or str(WORDS[known]))


@lru_cache(maxsize=512)
def pill(known: State, label: str) -> SafeString:
    return format_html('<span class="pill" data-state="{}">{}{}</span>', known, icon(known), label)


def chip(text: str, *, icon_name: str = "", kind: str = "") -> SafeString:
    """A small fact. ``kind`` is "person" for a role, "src" for a source."""
    if kind not in {"", "person", "src"}:
        raise ValueError(f"Unknown kind of chip {kind!r}; write person, src or nothing.")
    looks = {"": "chip", "person": "chip person", "src": "chip chip-src"}[kind]
    picture = icon(icon_name) if icon_name else ""
    return format_html('<span class="{}">{}{}</span>', looks, picture, text)


def strip(parts: Iterable[tuple[str, int]], *, label: str, total: int = 0) -> SafeString:
    """Shares of a whole as one bar: [(state, count)]. ``label`` says the same in words."""
    shares = [(known_state(state), count) for state, count in parts if count]
    whole = total or sum(count for _state, count in shares) or 1
    rects, start = [], 0
    for state, count in shares:
        rects.append((state, start, count))
        start += count
    return format_html(
        '<svg class="strip" viewBox="0 0 {} 8" preserveAspectRatio="none" role="img"'
        ' aria-label="{}">{}</svg>',
        whole,
        label,
        format_html_join("", '<rect data-state="{}" x="{}" y="0" width="{}" height="8"/>', rects),
    )


def progress(done: int, total: int, *, label: str, brief: bool = False) -> SafeString:
    """How far a work has come; ``total`` 0 means that nobody knows yet. ``brief`` for tables."""
    figure = f"{done}/{total}" if total else str(done)
    bar = (
        format_html('<progress max="{}" value="{}" aria-label="{}"></progress>', total, done, label)
        if total
        else format_html('<progress aria-label="{}"></progress>', label)
    )
    return format_html(
        '<div class="meter"><p><span>{}</span><span class="num">{}</span></p>{}</div>',
        "" if brief else label,
        figure,
        bar,
    )


# -- parts with a template each, in templates/kit/parts/


def crumbs(items: Iterable[tuple[str, str]]) -> SafeString:
    """The way here: [(label, url)]; the last one is this page and needs no url."""
    return render("crumbs", items=list(items))


def tabs(items: Iterable[tuple[str, str]], *, current: str, label: str) -> SafeString:
    """Views of one thing: [(label, url)]; ``current`` is the url of the one shown."""
    return render("tabs", items=list(items), current=current, label=label)


def segmented(items: Iterable[tuple[str, str]], *, current: str, label: str) -> SafeString:
    """A choice between two or three views: [(label, url)]."""
    return render("segmented", items=list(items), current=current, label=label)


def figures(items: Iterable[Mapping[str, Any]], *, label: str) -> SafeString:
    """Big numbers: [{"label", "value", "state"?, "url"?, "note"?, "current"?}]."""
    allowed = {"label", "value", "state", "url", "note", "current"}
    figs = [dict(item) for item in items]
    for fig in figs:
        if strange := set(fig) - allowed:
            raise ValueError(f"A figure has no {', '.join(sorted(strange))}.")
        if fig.get("state"):
            fig["state"] = known_state(fig["state"])
    return render("figures", items=figs, label=label)


def timeline(items: Iterable[Sequence[str]]) -> SafeString:
    """What happened: [(time, text)] or [(time, text, state)], newest first."""
    rows = [
        (row[0], row[1], known_state(row[2]) if len(row) > 2 and row[2] else "") for row in items
    ]
    return render("timeline", items=rows)


def steps(items: Iterable[tuple[str, str]], *, label: str) -> SafeString:
    """The way through something: [(label, state or "")]."""
    return render("steps", items=[(t, known_state(s) if s else "") for t, s in items], label=label)


def diff(pieces: Iterable[tuple[str, str]]) -> SafeString:
    """Changed text: [("same" | "del" | "ins", text)]."""
    return render("diff", pieces=list(pieces))


def pagination(page: Any, *, query: str = "", label: str = "") -> SafeString:
    """``page`` is a Django Page; ``query`` the other GET parameters, encoded."""
    return render("pagination", page=page, query=f"{query}&" if query else "", label=label)


def task_card(
    *,
    title: str,
    clause: str = "",
    note: str = "",
    state: str = "",
    label: str = "",
    action: str = "",
    url: str = "",
    main: bool = False,
    level: int = 3,
) -> SafeString:
    """One piece of work: what, from which clause, how it stands, and its one action."""
    props = {
        "title": title, "clause": clause, "note": note, "label": label, "action": action,
        "url": url, "main": main, "level": level, "state": known_state(state) if state else "",
    }  # fmt: skip
    return render("task_card", **props)


def field(
    bound: BoundField, *, label: str = "", help: str = "", hide_label: bool = False
) -> SafeString:
    """A form field with its label, help and errors, tied together for screen readers."""
    # A group of choices has no id_for_label; auto_id names its frame.
    described = [f"{bound.auto_id}_error"] if bound.errors else []
    text = help or bound.help_text
    if text:
        described.append(f"{bound.auto_id}_help")
    return render(
        "field",
        field=bound,
        label=label or bound.label,
        help=text,
        hide_label=hide_label,
        kind=field_kind(bound),
        control=control(bound, described),
    )


def field_kind(bound: BoundField) -> str:
    """Which layout a field needs: one control, a box to tick, or a group of choices."""
    kind = getattr(bound.field.widget, "input_type", "")
    if bound.field.widget.__class__.__name__ in {"RadioSelect", "CheckboxSelectMultiple"}:
        return "group"
    return "check" if kind == "checkbox" else "line"


def control(bound: BoundField, described: list[str]) -> SafeString:
    attrs: dict[str, Any] = {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return mark_safe(bound.as_widget(attrs=attrs))  # noqa: S308 -- a Django widget escapes its own value


def error_summary(form: Any) -> SafeString:
    """What is wrong with a form, each line a link to its field; nothing when all is well."""
    lines = [(bound.auto_id, bound.label, error) for bound in form for error in bound.errors]
    return (
        render("error_summary", general=form.non_field_errors(), lines=lines)
        if form.errors
        else SafeString()
    )


def phone_bar(items: Iterable[Mapping[str, Any]], *, label: str) -> SafeString:
    """The bar at the foot of a unit's phone: [{"label", "url", "icon", "count"?, "current"?}]."""
    entries = [dict(item) for item in items]
    for entry in entries:
        if strange := set(entry) - {"label", "url", "icon", "count", "current"}:
            raise ValueError(f"An entry of the bar has no {', '.join(sorted(strange))}.")
    return render("phone_bar", items=entries, label=label)
