"""A question to many units in two minutes: its own small report, owed once (R85)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.people.models import Organisation, UnitGroup
from khuevan.reports.actions.opening import open_cycle
from khuevan.reports.actions.types import keep_type
from khuevan.reports.enums import Frequency, IndicatorKind, Total
from khuevan.reports.models import Cycle, Indicator, ReportType


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    kind: IndicatorKind = IndicatorKind.TEXT
    measured_in: str = ""
    is_required: bool = True


@transaction.atomic
def ask(
    title: str,
    questions: Sequence[Question],
    groups: Collection[UnitGroup],
    units: Collection[Organisation],
    due_at: datetime,
    *,
    by: Actor,
    instructions: str = "",
    basis: str = "",
) -> Cycle:
    """Open the request; the units are told by ``send`` after the preview."""
    if not questions:
        raise Refused(_("Write at least one question."))
    type = keep_type(
        ReportType(
            code=f"once-{ReportType.objects.order_by('-pk').values_list('pk', flat=True).first() or 0}"
            f"-{timezone.now():%y%m%d%H%M%S}",
            name_vi=title.strip()[:300], frequency=Frequency.ONCE, cutoff_day=0,
            instructions=instructions.strip(), legal_basis=basis.strip()[:500],
        ),
        by=by, groups=groups, units=units,
    )  # fmt: skip
    Indicator.objects.bulk_create(
        Indicator(
            type=type, code=f"q{order}", name_vi=one.text.strip()[:300], kind=one.kind,
            measured_in=one.measured_in.strip()[:40], is_required=one.is_required, order=order,
            total=Total.SUM if one.kind == IndicatorKind.FIGURE else Total.NONE,
        )
        for order, one in enumerate(questions, 1)
    )  # fmt: skip
    today = timezone.localdate()
    return open_cycle(type, today, today, due_at, by=by, label=title)
