"""Supervision (giám sát) of the spending: it looks, and changes nothing (R39)."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget import supervising, thresholds
from khuevan.budget.account import Account
from khuevan.budget.enums import Kind
from khuevan.budget.models import FundingSource
from khuevan.budget.supervising import Watch
from khuevan.budget.views.frame import trail
from khuevan.kit.exports import Column, Export
from khuevan.kit.models import AuditEvent
from khuevan.kit.vietnamese import grouped
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.people.words import kind_words, value_words

WEIGHTY = (Kind.EXCEEDED, Kind.REOPENED, Kind.VOUCHER_REMOVED, Kind.WAIVED, Kind.LOCKED, Kind.PAID)
"""What supervision reads first in the log."""


@requires(Can.BUDGET_VIEW)
def supervision(request: SignedInRequest) -> HttpResponseBase:
    today = timezone.localdate()
    years = list(FundingSource.objects.values_list("year", flat=True).distinct().order_by("-year"))
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years or [today.year])[0]
    seen = supervising.watch(year, today)
    if request.GET.get("format") == "xlsx":
        return sheet(year, today).respond(seen.accounts)
    facts = {
        "watch": seen, "year": year, "years": years, "today": today, "figures": _figures(seen),
        "rows": [(one, len(one.missing), len(one.late(today))) for one in seen.accounts],
        "log": _log(), "rules": thresholds.on(today),
        "crumbs": [*trail(), (_("Supervision"), "")],
    }  # fmt: skip
    return render(request, "budget/supervision.html", facts)


def _figures(seen: Watch) -> list[dict[str, Any]]:
    ceiling = sum(int(row.ceiling + row.excess) for row in seen.sources)
    return [
        {"label": _("Allocated"), "value": grouped(ceiling)},
        {"label": _("Approved"), "value": grouped(seen.planned)},
        {"label": _("Committed"), "value": grouped(seen.held)},
        {"label": _("Paid"), "value": grouped(seen.paid)},
        {"label": _("Alarms"), "value": len(seen.alarms),
         "state": "overdue" if seen.alarms else "done"},
    ]  # fmt: skip


def _log() -> list[tuple[str, str]]:
    events = AuditEvent.objects.filter(kind__in=WEIGHTY).order_by("-seq")[:20]
    return [
        (
            f"{timezone.localtime(one.at):%d/%m/%Y %H:%M}",
            " · ".join(
                part for part in (
                    kind_words(one.kind), value_words(one, one.after or one.before),
                    one.by_name, one.why,
                ) if part
            ),
        )
        for one in events
    ]  # fmt: skip


def sheet(year: int, today: Any) -> Export:
    """The monitor sheet: a row for each approved estimate."""
    return Export(
        _("Supervision of spending %(year)d") % {"year": year},
        (
            Column(_("Estimate"), lambda one: one.estimate.title, width=50),
            Column(_("Source"), lambda one: str(one.estimate.source), width=30),
            Column(_("State"), lambda one: one.estimate.get_state_display(), width=20),
            Column(_("Approved"), lambda one: int(one.approved), "int", 16),
            Column(_("Committed"), lambda one: int(one.held), "int", 16),
            Column(_("Paid"), lambda one: int(one.paid), "int", 16),
            Column(_("Left"), lambda one: int(one.left), "int", 16),
            Column(_("Vouchers missing"), lambda one: len(one.missing), "int"),
            Column(_("of these late"), lambda one: len(one.late(today)), "int"),
            Column(_("What is missing"), _told, width=60),
        ),
    )


def _told(one: Account) -> str:
    return "\n".join(one.problems)
