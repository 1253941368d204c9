"""What one unit sent: every cell beside its history, returned with a comment or taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from khuevan.documents import downloads
from khuevan.documents.models import StoredFile
from khuevan.kit.errors import Refused
from khuevan.kit.models import Message
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.reports import actions, histories, matrix, versions
from khuevan.reports.enums import WAITED_FOR, CycleState, ObligationState
from khuevan.reports.forms.office import ReasonForm
from khuevan.reports.matrix import Entry
from khuevan.reports.models import CellReturn, Indicator, Obligation
from khuevan.reports.views.office import crumbs

RETURNABLE = {ObligationState.SENT, ObligationState.ACCEPTED, ObligationState.RETURNED}


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator as the officer looks at it; ``typed``: a comment not yet taken."""

    entry: Entry
    earlier: list[Any]
    returns: list[CellReturn]
    typed: str = ""

    @property
    def indicator(self) -> Indicator:
        return self.entry.indicator

    @property
    def table(self) -> list[list[str]]:
        return list((self.entry.answer or {}).get("table") or [])

    @property
    def pictures(self) -> list[list[Any]]:
        return list((self.entry.answer or {}).get("files") or [])

    @property
    def note(self) -> str:
        return str((self.entry.answer or {}).get("note") or "")

    @property
    def is_waited_for(self) -> bool:
        return any(one.settled_at is None for one in self.returns)


def found(request: SignedInRequest, pk: int) -> Obligation:
    rows = Obligation.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("cycle__type", "cycle__plan", "organisation"), pk=pk
    )


@requires(Can.REPORT_VIEW)
def received(request: SignedInRequest, pk: int) -> HttpResponse:
    return page(request, found(request, pk))


def page(
    request: SignedInRequest,
    one: Obligation,
    *,
    typed: dict[str, str] | None = None,
    why: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = matrix.Sheet(one.cycle)
    (row,) = sheet.rows([one])
    may = request.user.can(Can.REPORT_EDIT) and one.cycle.state == CycleState.OPEN
    facts = {
        "one": one,
        "row": row,
        "lines": lines(one, row, typed or {}),
        "versions": versions.of(one),
        "messages_sent": Message.objects.about(f"reports.obligation:{one.pk}")[:20],
        "may_return": may and one.state in RETURNABLE and one.first_sent_at is not None,
        "may_accept": may and one.state == ObligationState.SENT,
        "may_excuse": may and one.state in WAITED_FOR,
        "may_ask_again": may and one.state == ObligationState.EXCUSED,
        "why_form": why or ReasonForm(),
        "crumbs": crumbs(one.cycle),
        "matrix_url": reverse("reports:matrix", args=[one.cycle_id]),
    }
    return render(request, "reports/received.html", facts, status=status)


def lines(one: Obligation, row: matrix.Row, typed: dict[str, str]) -> list[Line]:
    unit = one.organisation_id
    history = histories.of_units(one.cycle, [unit]).get(unit, {})
    returns: dict[int, list[CellReturn]] = {}
    for back in CellReturn.objects.filter(cell__obligation=one).select_related("cell", "by"):
        returns.setdefault(back.cell.indicator_id, []).append(back)
    return [
        Line(
            entry, history.get(entry.indicator.code, [])[:4], returns.get(entry.indicator.pk, []),
            typed.get(entry.indicator.code, ""),
        )
        for entry in row.entries
    ]  # fmt: skip


@require_POST
@requires(Can.REPORT_EDIT)
def return_(request: SignedInRequest, pk: int) -> HttpResponse:
    """The cells beside which a comment stands; what was typed stays when it is not taken."""
    one = found(request, pk)
    typed = {
        name.removeprefix("why-"): value.strip()
        for name, value in request.POST.items()
        if name.startswith("why-") and isinstance(value, str) and value.strip()
    }
    indicators = one.cycle.type.indicators.filter(code__in=typed)
    comments = {indicator: typed[indicator.code] for indicator in indicators}
    try:
        actions.return_cells(one, comments, by=request.user)
    except Refused as refusal:  # the page again, with every comment that was typed
        messages.error(request, str(refusal))
        return page(request, found(request, pk), typed=typed, status=409)
    words = ngettext("%(n)d cell returned to %(unit)s.", "%(n)d cells returned to %(unit)s.",
                     len(comments))  # fmt: skip
    messages.success(request, words % {"n": len(comments), "unit": one.organisation.name})
    return redirect("reports:received", pk=pk)


@require_POST
@requires(Can.REPORT_EDIT)
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found(request, pk)
    actions.accept(one, by=request.user)
    messages.success(request, _("Accepted: %(unit)s.") % {"unit": one.organisation.name})
    return redirect(next_sent(one) or reverse("reports:cycle", args=[one.cycle_id]))


def next_sent(one: Obligation) -> str:
    """The next report of the cycle that waits to be looked at."""
    waiting = one.cycle.obligations.filter(state=ObligationState.SENT).order_by("sent_at", "pk")
    following = waiting.values_list("pk", flat=True).first()
    return reverse("reports:received", args=[following]) if following else ""


@require_POST
@requires(Can.REPORT_EDIT)
def excuse(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return page(request, one, why=form, status=400)
    actions.excuse(one, why=form.cleaned_data["why"], by=request.user)
    messages.success(request, _("%(unit)s is excused.") % {"unit": one.organisation.name})
    return redirect("reports:received", pk=pk)


@require_POST
@requires(Can.REPORT_EDIT)
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found(request, pk)
    actions.ask_again(one, by=request.user)
    messages.success(request, _("%(unit)s owes it again.") % {"unit": one.organisation.name})
    return redirect("reports:received", pk=pk)


@requires(Can.REPORT_VIEW)
def picture(request: SignedInRequest, pk: int, file: int) -> HttpResponseBase:
    """A picture of any version that was sent."""
    one = found(request, pk)
    known = {
        int(held[0])
        for content in one.submissions.values_list("content", flat=True)
        for answer in content.values()
        for held in answer.get("files") or []
    }
    if file not in known:
        raise Http404
    return downloads.answer(StoredFile.objects.filter(pk=file).first(), inline=True)
