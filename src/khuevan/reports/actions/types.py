"""Report types and what they ask, as data. What a cycle has used stays as it was."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.people.models import Organisation, UnitGroup
from khuevan.reports import formulas
from khuevan.reports.enums import IndicatorKind, Kind
from khuevan.reports.formulas import FormulaError
from khuevan.reports.measures import MEASURES
from khuevan.reports.models import Cell, Indicator, ReportType


@transaction.atomic
def keep_type(
    type: ReportType,
    *,
    by: Actor,
    groups: Collection[UnitGroup] | None = None,
    units: Collection[Organisation] | None = None,
) -> ReportType:
    """Add a type or change it; ``units``: those that owe it besides its groups."""
    is_new = type.pk is None
    type.save()
    if groups is not None:
        type.groups.set(groups)
    if units is not None:
        type.owed_by.set(units)
    audit.record(
        Kind.TYPE_CHANGED, type, by=by, before="" if is_new else type.code, after=type.name_vi[:200],
        frequency=type.frequency, cutoff=type.cutoff_day, due=type.due_working_days,
        active=type.is_active, opens_itself=type.opens_itself,
    )  # fmt: skip
    return type


@transaction.atomic
def keep_indicator(indicator: Indicator, *, by: Actor) -> Indicator:
    """Add an indicator or change it. Once units have answered it, it asks the same thing for good."""
    before = Indicator.objects.filter(pk=indicator.pk).first() if indicator.pk else None
    asks_else = before and (before.kind, before.code) != (indicator.kind, indicator.code)
    if before and asks_else and Cell.objects.filter(indicator=before).exists():
        raise Refused(
            _(
                "Units have answered “%(name)s” as it is. Take it out of use and add another: "
                "what was answered stays."
            )
            % {"name": before.name}
        )
    if problem := problem_of_formula(indicator):
        raise Refused(problem)
    indicator.save()
    audit.record(
        Kind.TYPE_CHANGED, indicator.type, by=by, before=before.name_vi[:200] if before else "",
        after=indicator.name_vi[:200], indicator=indicator.code, formula=indicator.formula,
        active=indicator.is_active,
    )  # fmt: skip
    return indicator


def names_for(type: ReportType, code: str = "") -> set[str]:
    """What a formula of this type may name: measures, and the type's other figures."""
    figures = type.indicators.filter(is_active=True, kind=IndicatorKind.FIGURE)
    return MEASURES.keys() | set(figures.exclude(code=code).values_list("code", flat=True))


def problem_of_formula(indicator: Indicator) -> str:
    """What is wrong with the indicator's formula, in a sentence; "" when nothing is."""
    if not indicator.formula:
        return ""
    if indicator.kind != IndicatorKind.FIGURE:
        return _("Only a figure can be computed. Choose “figure”, or empty the formula.")
    others = indicator.type.indicators.filter(is_active=True).exclude(pk=indicator.pk)
    texts = dict(others.exclude(formula="").values_list("code", "formula"))
    try:
        own = formulas.parse(indicator.formula, names_for(indicator.type, indicator.code))
        parsed = {code: formulas.parse(text) for code, text in texts.items()}
        formulas.in_order(parsed | {indicator.code: own})
    except FormulaError as error:
        return str(error)
    return ""


@transaction.atomic
def drop_indicator(indicator: Indicator, *, by: Actor) -> bool:
    """Out of use when units have answered it, else gone; whether it is gone."""
    used = Cell.objects.filter(indicator=indicator.pk).exists()
    audit.record(
        Kind.TYPE_CHANGED, indicator.type, by=by, before=indicator.name_vi[:200], after="",
        indicator=indicator.code, kept=used,
    )  # fmt: skip
    if used:
        Indicator.objects.filter(pk=indicator.pk).update(is_active=False)
        return False
    indicator.delete()
    return True
