"""A pilot programme from a plan's clause, its lead reminded, its quarter as a document."""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents import actions as documents
from khuevan.documents.models import Paper
from khuevan.kit import audit
from khuevan.kit.audit import Actor, key_of
from khuevan.kit.errors import Refused
from khuevan.kit.workdays import Calendar, calendar
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.plans.enums import ClauseKind
from khuevan.plans.models import Clause
from khuevan.reports import notices, pilots
from khuevan.reports.composing import paper
from khuevan.reports.composing.paper import Office
from khuevan.reports.composing.programme import composition
from khuevan.reports.enums import Kind
from khuevan.reports.models import Programme
from khuevan.reports.windows import Quarter
from khuevan.vanban.composition import Composition

BEFORE = (1, 5)
AFTER = (1, 5)
"""Working days before and after the day on which a quarter's values are due; then the desk alone."""
NAMED = "Chương trình thí điểm"
LABEL = re.compile(r"^(?:\(?[\dIVXa-zđ]{1,4}[.)]|[-+•*])\s*")
"""A clause's own number: "(2)", "a)", "-"."""


def propose_programme(clause: Clause, user: User) -> Programme:
    """The programme that a clause names, nothing written: all that is printed is filled in."""
    first = " ".join(clause.text.split()).partition(";")[0].strip(" .")
    first = LABEL.sub("", first)
    named = first if "thí điểm" in first.lower() else f"{NAMED} {first[:1].lower()}{first[1:]}"
    year = clause.plan.year or timezone.localdate().year
    return Programme(
        name_vi=named[:300], clause=clause, about=" ".join(clause.text.split())[:2000],
        plan=clause.plan if clause.kind == ClauseKind.TASK else None, lead=user,
        starts=date(year, 1, 1),
    )  # fmt: skip


def remind_leads(today: date, *, by: Actor) -> int:
    """Today's rung for every programme whose quarter is over and lacks values; how many were new."""
    days = calendar()
    rows = Programme.objects.select_related("lead").filter(lead__is_active=True)
    return sum(_remind(sheet, today, days, by) for sheet in pilots.sheets(rows, today, days))


@transaction.atomic
def _remind(sheet: pilots.Sheet, today: date, days: Calendar, by: Actor) -> int:
    programme, quarter, due = sheet.programme, sheet.ended, sheet.due
    if quarter is None or due is None or not sheet.missing:
        return 0
    # On its last day a quarter is not over yet for whoever counts it.
    told = timezone.localdate(programme.created_at)
    step = (
        days.rung(due, told, today, BEFORE, AFTER) if quarter.window(programme).ends < today else ""
    )
    if not step or not programme.lead.can(Can.PROGRAMME_EDIT):
        return 0
    missing = len(sheet.missing)
    is_new = notices.remind_lead(programme, quarter, step, missing, due, today)
    if is_new:
        audit.record(Kind.REMINDED, programme, by=by, after=step, missing=missing)
    return int(is_new)


def compose_programme(programme: Programme, *, for_: User) -> Composition:
    """The report of the quarter that ended last."""
    sheet, quarter = _reported(programme)
    return composition(sheet, quarter, _office(programme, for_))


def _reported(programme: Programme) -> tuple[pilots.Sheet, Quarter]:
    """The sheet and the quarter that a report is of, by one look at the day."""
    sheet = pilots.sheet(programme, timezone.localdate(), calendar())
    if not sheet.lines:
        raise Refused(_("The programme has no indicator yet: add what it is measured by."))
    if sheet.ended is None:
        raise Refused(_("No quarter of the programme is over yet: there is nothing to report."))
    return sheet, sheet.ended


def _office(programme: Programme, user: User) -> Office:
    plan = programme.clause.plan if programme.clause else programme.plan
    return paper.office_of(plan, user)


def hand_over_programme(programme: Programme, *, by: User) -> Paper:
    """The report becomes a draft document on its way to be signed; one for each quarter."""
    sheet, quarter = _reported(programme)
    office = _office(programme, by)
    if office.organisation.pk is None:
        raise Refused(
            _("It is not known which department issues the report. Set the unit of your account.")
        )
    composed = composition(sheet, quarter, office)
    origin = f"{key_of(programme)}:{quarter.year}-{quarter.number}"
    with transaction.atomic():
        made = documents.start_paper(
            composed, by=by, issuer=office.organisation, origin=origin,
            note=_("From the data of the system"),
        )  # fmt: skip
        audit.record(
            Kind.PROGRAMME_REPORTED, programme, by=by, after=made.subject[:200], paper=made.pk
        )
    return made
