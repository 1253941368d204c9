"""Pilot programmes and what they are measured by. What has values is never taken away."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import format_date
from khuevan.people.permissions import Can
from khuevan.reports import drawing, formulas
from khuevan.reports.composing.figures import shown
from khuevan.reports.enums import Kind
from khuevan.reports.models import Programme, ProgrammeIndicator, QuarterValue


@transaction.atomic
def keep_programme(programme: Programme, *, by: Actor) -> Programme:
    """Write a programme, or change it. Of one clause there is one programme, whoever is faster."""
    before = Programme.objects.filter(pk=programme.pk).first() if programme.pk else None
    if not programme.lead.can(Can.PROGRAMME_EDIT):
        raise Refused(
            _("%(person)s cannot enter values. Choose as lead somebody who keeps pilot programmes.")
            % {"person": programme.lead}
        )
    if before and _has_values(programme) and before.cutoff_day != programme.cutoff_day:
        raise Refused(
            _("Values were entered for these quarters: the day of the cut-off stays as it is.")
        )
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError as error:
        raise AlreadyDecided(
            _("From this clause a pilot programme was made already. Open that one instead.")
        ) from error
    audit.record(
        Kind.PROGRAMME_CHANGED, programme, by=by, before=before.name_vi[:200] if before else "",
        after=programme.name_vi[:200], lead=programme.lead_id, basis=programme.basis_id,
        clause=programme.clause_id, plan=programme.plan_id,
        period=f"{format_date(programme.starts)}-{format_date(programme.ends)}",
    )  # fmt: skip
    return programme


def _has_values(programme: Programme) -> bool:
    return QuarterValue.objects.filter(indicator__programme=programme).exists()


@transaction.atomic
def keep_programme_indicator(one: ProgrammeIndicator, *, by: Actor) -> ProgrammeIndicator:
    """Write an indicator, or change it. Once it has values it measures the same thing for good."""
    before = ProgrammeIndicator.objects.filter(pk=one.pk).first() if one.pk else None
    measures_else = before and (
        (before.measured_in, before.wanted) != (one.measured_in, one.wanted)
    )
    if measures_else and QuarterValue.objects.filter(indicator=one).exists():
        raise Refused(
            _(
                "“%(name)s” has values already: its unit of measure and what is wanted stay. Take it "
                "out of use and add another."
            )
            % {"name": one.name}
        )
    if problem := problem_of_programme_formula(one):
        raise Refused(problem)
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as error:
        raise Refused(
            _("The programme has an indicator called “%(name)s” already.") % {"name": one.name_vi}
        ) from error
    audit.record(
        Kind.PROGRAMME_CHANGED, one.programme, by=by, before=_words(before) if before else "",
        after=_words(one), indicator=one.pk, formula=one.formula, active=one.is_active,
    )  # fmt: skip
    return one


def _words(one: ProgrammeIndicator) -> str:
    """What an indicator promises, as the audit keeps it."""
    baseline = f"{shown(one.baseline)} {format_date(one.baseline_on)} {one.baseline_source}"
    return f"{one.name_vi[:200]}: {baseline} -> {shown(one.target)} {format_date(one.target_by)}"


def problem_of_programme_formula(one: ProgrammeIndicator) -> str:
    """What is wrong with the indicator's formula, in a sentence; "" when nothing is."""
    if not one.formula:
        return ""
    return formulas.problem_of(one.formula, drawing.names_for(one.programme).keys())


@transaction.atomic
def drop_programme_indicator(one: ProgrammeIndicator, *, by: Actor) -> bool:
    """Out of use when it has values, else gone; whether it is gone."""
    used = QuarterValue.objects.filter(indicator=one).exists()
    audit.record(
        Kind.PROGRAMME_CHANGED, one.programme, by=by, before=_words(one), after="",
        indicator=one.pk, kept=used,
    )  # fmt: skip
    if used:
        ProgrammeIndicator.objects.filter(pk=one.pk).update(is_active=False)
        return False
    one.delete()
    return True
