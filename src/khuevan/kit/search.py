"""One search over everything: each app registers what it can find, and asks for no marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from khuevan.kit.vietnamese import fold

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    url: str
    note: str = ""
    icon: str = "plan"


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as the page shows it, with the found letters marked."""

    title: SafeString
    url: str
    note: str
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    label: Any
    hits: list[Shown]


# (folded query, request) -> hits the person may see, best first
Provider = Callable[[str, HttpRequest], list[Hit]]
_providers: dict[str, tuple[Any, Provider]] = {}


def register(key: str, label: Any, provider: Provider) -> None:
    """Called in an app's ``ready()``. Registering a key again replaces it."""
    _providers[key] = (label, provider)


def find(query: str, request: HttpRequest) -> list[Group]:
    """What was found, in the order of registration; nothing under two letters."""
    folded = fold(query)
    if len(folded) < SHORTEST:
        return []
    groups = []
    for label, provider in _providers.values():
        hits = [
            Shown(marked(h.title, folded), h.url, h.note, h.icon) for h in provider(folded, request)
        ]
        if hits:
            groups.append(Group(label, hits))
    return groups


def marked(text: str, folded: str) -> SafeString:
    """The text with every place marked that folds to the query: "da" marks "Đa" and "Đà"."""
    pieces, rest = [], 0
    for start, end in places(text, folded):
        pieces.append((text[rest:start], text[start:end]))
        rest = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[rest:])


def places(text: str, folded: str) -> list[tuple[int, int]]:
    """Where the folded words stand in the text as written, letter positions of the original."""
    letters: list[tuple[str, int]] = []
    for index, letter in enumerate(text):
        # fold() drops a lone space; a gap between words must stay one.
        letters += [(bare, index) for bare in (fold(letter) or " ")]
    flat = "".join(bare for bare, _index in letters)
    found, start = [], flat.find(folded)
    while start >= 0 and folded:
        end = start + len(folded)
        found.append((letters[start][1], letters[end - 1][1] + 1))
        start = flat.find(folded, end)
    return found
