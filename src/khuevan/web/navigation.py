"""The rail, the bottom bar and the menu: each entry only if it exists and may be seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from khuevan.documents.enums import DeliveryState
from khuevan.documents.models import Delivery, OpinionRequest
from khuevan.people.permissions import Can
from khuevan.reports.enums import CycleState
from khuevan.reports.models import Obligation
from khuevan.training.models import Seat


@dataclass(frozen=True, slots=True)
class Entry:
    label: Any  # a lazily translated string
    url_name: str
    icon: str
    can: Can
    under: str = ""  # every page below this address belongs to the entry; "" for its own address


# Order and words as in product.md 5a. A part that is not built yet has no url and does not show.
MAIN = (
    Entry(_("My work"), "dashboard", "inbox", Can.WORK_VIEW),
    Entry(_("Plans & tasks"), "plans:index", "plan", Can.PLAN_VIEW),
    Entry(_("Assignments"), "assignments:index", "send", Can.ASSIGNMENT_VIEW_ALL),
    Entry(_("Training"), "training:index", "class", Can.TRAINING_VIEW),
    Entry(_("Budget"), "budget:index", "money", Can.BUDGET_VIEW),
    Entry(_("Reports"), "reports:index", "report", Can.REPORT_VIEW),
    Entry(_("Documents"), "documents:papers", "book", Can.PAPER_VIEW, under="/documents/"),
    Entry(_("Files"), "documents:index", "download", Can.PLAN_VIEW),
    Entry(pgettext_lazy("organisations", "Units"), "people:index", "units", Can.UNIT_VIEW),
    Entry(_("Outbox"), "outbox", "upload", Can.REMIND),
    Entry(_("Audit log"), "audit", "history", Can.AUDIT_VIEW),
    Entry(_("Accounts"), "people:accounts", "admin", Can.ACCOUNT_MANAGE),
)
OWN = (
    Entry(_("My background work"), "kit:works", "download", Can.WORK_VIEW),
    Entry(_("Second factor and passkeys"), "mfa_index", "lock", Can.WORK_VIEW),
    Entry(_("Change password"), "account_change_password", "two", Can.WORK_VIEW),
    Entry(_("Tour"), "tour", "help", Can.WORK_VIEW),
    Entry(_("Components"), "kit:gallery", "columns", Can.KIT_VIEW),
)


class Powers:
    """``can.PAPER_SIGN`` in a template asks what ``@requires(Can.PAPER_SIGN)`` asks of a view."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __getitem__(self, name: str) -> bool:
        if name not in Can.__members__:
            raise RuntimeError(f"There is no power called {name}: see people/permissions.py.")
        return may(self._request, Can[name])


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The context every page gets. Lazy, so that a fragment which draws no rail pays nothing."""
    theme = request.COOKIES.get("theme", "")
    return {
        "theme": theme if theme in {"light", "dark"} else "",
        "can": Powers(request),
        "navigation": SimpleLazyObject(partial(shown, request, MAIN)),
        "own_entries": SimpleLazyObject(partial(shown, request, OWN)),
        "role_words": SimpleLazyObject(partial(role_words, request)),
        "where": SimpleLazyObject(partial(where, request)),
        "unit_waits": SimpleLazyObject(partial(unit_waits, request)),
        "year_words": SimpleLazyObject(year_words),
        "search_url": SimpleLazyObject(partial(search_url, request)),
    }


def shown(request: HttpRequest, entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    found = []
    for entry in entries:
        url = address(entry.url_name)
        if url and may(request, entry.can):
            found.append({
                "label": entry.label, "url": url, "icon": entry.icon, "current": False,
                "under": entry.under or url,
            })  # fmt: skip
    mark_current(found, request.path)
    return found


def mark_current(entries: list[dict[str, Any]], path: str) -> None:
    """The entry with the longest address under which the page lies."""
    under = [
        e for e in entries
        if path == e["url"] or (e["under"] != "/" and path.startswith(e["under"]))
    ]  # fmt: skip
    if under:
        max(under, key=lambda entry: len(entry["under"]))["current"] = True


def address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def may(request: HttpRequest, permission: Can) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and user.can(permission))


def search_url(request: HttpRequest) -> str:
    return address("kit:search") if may(request, Can.WORK_VIEW) else ""


def role_words(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    return user.get_role_display() if user and user.is_authenticated else ""


def where(request: HttpRequest) -> str:
    """The unit for which the person works."""
    user = getattr(request, "user", None)
    unit = getattr(user, "organisation", None) if user and user.is_authenticated else None
    return unit.name if unit else ""


def unit_waits(request: HttpRequest) -> list[tuple[str, str]]:
    """What waits for the person's unit beside its tasks: [(words, url)]."""
    unit = getattr(getattr(request, "user", None), "organisation_id", None)
    if unit is None or not may(request, Can.REPORT_ANSWER):
        return []
    reports = Obligation.objects.of(unit).waited_for().filter(cycle__state=CycleState.OPEN).count()
    asked = OpinionRequest.objects.silent().filter(organisation=unit, consultation__closed_at=None)
    sent = Delivery.objects.arrived().filter(organisation=unit, state=DeliveryState.SENT)
    opinions, papers = asked.count(), sent.count()
    seats = Seat.objects.waiting_for(unit).count()
    found = (
        (seats, ngettext("%(n)d person to name for a class", "%(n)d persons to name", seats),
         "training:own"),
        (reports, ngettext("%(n)d report to send", "%(n)d reports to send", reports),
         "reports:own"),
        (opinions, ngettext("%(n)d opinion to give", "%(n)d opinions to give", opinions),
         "documents:own_opinions"),
        (papers, ngettext("%(n)d document to confirm", "%(n)d documents to confirm", papers),
         "documents:own"),
    )  # fmt: skip
    return [(words % {"n": count}, address(name)) for count, words, name in found if count]


def year_words() -> str:
    return gettext("Year %(year)s") % {"year": timezone.localdate().year}
