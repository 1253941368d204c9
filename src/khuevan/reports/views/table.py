"""The matrix of a cycle: units by indicators, on the page, on paper, as a workbook."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.kit.vietnamese import fold
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.reports import exports, matrix, merged
from khuevan.reports.enums import ObligationState
from khuevan.reports.models.cycles import ObligationQuerySet
from khuevan.reports.views.office import common, crumbs, found

ROWS = 50
SHOWS = (
    ("sent", _("Sent")),
    ("silent", _("Not sent")),
    ("late", _("Sent late or still owed")),
    ("returned", _("Cells returned")),
    ("accepted", _("Accepted")),
    ("excused", _("Excused")),
)


def narrowed(rows: ObligationQuerySet, show: str, words: str) -> ObligationQuerySet:
    now = timezone.now()
    asked = {
        "sent": Q(first_sent_at__isnull=False) & ~Q(state=ObligationState.EXCUSED),
        "late": Q(first_sent_at__gt=F("cycle__due_at"))
        | Q(pk__in=rows.silent().filter(cycle__due_at__lt=now).values("pk")),
        "returned": Q(state=ObligationState.RETURNED),
        "accepted": Q(state=ObligationState.ACCEPTED),
        "excused": Q(state=ObligationState.EXCUSED),
    }
    if show == "silent":
        rows = rows.silent()
    elif show in asked:
        rows = rows.filter(asked[show])
    for word in fold(words).split():
        rows = rows.filter(organisation__search__contains=word)
    return rows


@requires(Can.REPORT_VIEW)
def matrix_page(request: SignedInRequest, pk: int) -> HttpResponseBase:
    cycle = found(pk)
    sheet = matrix.Sheet(cycle)
    show, words = request.GET.get("show", ""), request.GET.get("q", "").strip()
    chosen = narrowed(sheet.obligations, show, words)
    if request.GET.get("format") == "xlsx":
        return exports.of_matrix(sheet).respond(sheet.stream(chosen))
    facts = common(request, cycle, "matrix") | {
        "crumbs": crumbs(), "sheet": sheet, "indicators": sheet.indicators, "shows": SHOWS,
        "show": show, "words": words, "units_now": request.GET.get("units") == "now",
        "query": without_page(request), "printed_at": timezone.now(),
    }  # fmt: skip
    if request.GET.get("format") == "print":
        return render(request, "reports/matrix_print.html", facts | {"rows": sheet.stream(chosen)})
    facts |= shown(request, sheet, chosen)
    part = getattr(request, "htmx", False) and request.headers.get("HX-Target") == "table"
    return render(request, "reports/_table.html" if part else "reports/matrix.html", facts)


def shown(
    request: SignedInRequest, sheet: matrix.Sheet, chosen: ObligationQuerySet
) -> dict[str, Any]:
    """A page of rows and the figures of the whole; or the same in the units of today."""
    number, totals = request.GET.get("page"), sheet.totals()
    if request.GET.get("units") == "now":
        today = Paginator(merged.units(list(chosen), timezone.localdate()), ROWS).get_page(number)
        groups = merged.groups(sheet, list(today.object_list))
        return {"page": today, "groups": groups, "totals": totals}
    page = Paginator(chosen, ROWS).get_page(number)
    return {"page": page, "rows": sheet.rows(list(page.object_list)), "totals": totals}


def without_page(request: SignedInRequest) -> str:
    query = request.GET.copy()
    for name in ("page", "format"):
        query.pop(name, None)
    return query.urlencode()
