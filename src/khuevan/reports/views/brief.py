"""The director's page: one screen of a phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.assignments.models import Difficulty
from khuevan.kit import workdays
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.reports import actions
from khuevan.reports.composing import tokens
from khuevan.reports.composing.figures import shown
from khuevan.reports.models import CellReturn, Consolidation, Figure
from khuevan.reports.views.consolidation import crumbs, found

NAMES_SHOWN = 6
THREE = (
    ("all.done", "all.given"), ("all.late", ""), ("rep.sent", "rep.owed"), ("dif.open", "dif.raised"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the three figures: "125 /142", and how much more or less than before."""

    label: str
    value: str
    of: str
    change: str
    url: str


@requires(Can.REPORT_VIEW)
def brief(request: SignedInRequest, pk: int) -> HttpResponse:
    """What changed, what is late, what is at risk, what nobody answered; three figures."""
    own = found(request, pk)
    actions.watch(own)
    codes = [code for pair in THREE for code in pair if code]
    figures = {one.code: one for one in own.figures.filter(code__in=[*codes, "rep.missing"])}
    today, due = timezone.localdate(), timezone.localtime(own.cycle.due_at).date()
    facts = {
        "own": own,
        "cycle": own.cycle,
        "three": three(own, figures),
        "changed": changed(own),
        "risks": risks(own, figures, today),
        "late": names(own, "late"),
        "missing": [str(row[1]).partition(":")[0] for row in rows_of(figures, "rep.missing")],
        "unanswered": unanswered(figures),
        "due": due,
        "days_left": workdays.working_days_between(today, due) if due >= today else None,
        "paper_url": paper_url(own),
        "crumbs": crumbs(own.cycle, own),
        "shown_names": NAMES_SHOWN,
    }
    return render(request, "reports/consolidation_brief.html", facts)


def three(own: Consolidation, figures: dict[str, Figure]) -> list[Headline]:
    found_ones: list[Headline] = []
    for code, whole in THREE:
        figure = figures.get(code)
        if figure is None or len(found_ones) == 3:
            continue
        of = f"/{shown(figures[whole].value)}" if whole in figures else ""
        url = reverse("reports:figure", args=[own.pk, code])
        found_ones.append(Headline(figure.label, shown(figure.value), of, change(figure), url))
    return found_ones


def change(figure: Figure) -> str:
    """ "+27", "−3"; nothing when the period before is not known."""
    if figure.value is None or figure.previous is None:
        return ""
    difference = figure.value - figure.previous
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    return f"{sign}{shown(abs(difference))}"


def changed(own: Consolidation) -> str:
    """The report's own sentence about the period before."""
    passage = own.passages.filter(key="compared").first()
    if passage is None:
        return ""
    return tokens.filled(passage.said, actions.show_of(passage))


def rows_of(figures: dict[str, Figure], code: str) -> list[list[object]]:
    return figures[code].rows if code in figures else []


def names(own: Consolidation, measure: str) -> list[tuple[str, str]]:
    """The units with the most of a measure: (name, how many), from the table of units."""
    figures = own.figures.filter(code__regex=rf"^uk?-?[\w]+\.{measure}$", value__gt=0)
    rows = figures.order_by("-value", "pk").values_list("label", "value")
    return [(label.partition(":")[0], shown(value)) for label, value in rows if value]


def risks(own: Consolidation, figures: dict[str, Figure], today: date) -> list[str]:
    """What may make the report wrong or embarrassing, each in a sentence."""
    found_ones: list[str] = []
    if stale := own.passages.filter(is_stale=True).count() + own.lacking:
        found_ones.append(
            _("%(count)d passages no longer say what the data say.") % {"count": stale}
        )
    open_returns = CellReturn.objects.filter(
        cell__obligation__cycle=own.cycle_id, settled_at=None
    ).select_related("cell__obligation__organisation", "cell__indicator")
    for one in open_returns[:3]:
        found_ones.append(
            _("%(unit)s was asked about “%(indicator)s” and has not answered yet.")
            % {"unit": one.cell.obligation.organisation, "indicator": one.cell.indicator}
        )
    late = [one for one in unanswered(figures) if one.answer_due < today]
    if late:
        found_ones.append(
            _("%(count)d difficulties wait longer for an answer than was promised.")
            % {"count": len(late)}
        )
    if (missing := figures.get("rep.missing")) and (missing.value or Decimal(0)) > 0:
        found_ones.append(
            _("%(count)s units have not reported: the totals lack them.")
            % {"count": shown(missing.value)}
        )
    return found_ones


def unanswered(figures: dict[str, Figure]) -> list[Difficulty]:
    """The report's difficulties that are still open today, the longest promised first."""
    pks = [int(str(row[0]).partition(":")[2]) for row in rows_of(figures, "dif.open")]
    rows = Difficulty.objects.open().filter(pk__in=pks[:500]).select_related("organisation")
    return list(rows.order_by("answer_due", "pk"))


def paper_url(own: Consolidation) -> str:
    """Where the document is approved or returned; blank before it is handed over."""
    if own.paper_id is None:
        return ""
    for name in ("documents:paper", "documents:paper_detail"):
        try:
            return reverse(name, args=[own.paper_id])
        except NoReverseMatch:
            continue
    return ""
