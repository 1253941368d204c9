"""Report types, cycles and what a unit owes, without the whole of opening a cycle."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from khuevan.assignments.tests.factories import assignment, group, officer, ward
from khuevan.assignments.tests.factories import link as assignment_link
from khuevan.people.enums import Purpose
from khuevan.people.models import Organisation, UnitLink, User
from khuevan.reports.enums import Frequency, IndicatorKind, ObligationState
from khuevan.reports.models import (
    Cell,
    Cycle,
    Indicator,
    Obligation,
    Programme,
    ProgrammeIndicator,
    QuarterValue,
    ReportType,
)
from khuevan.reports.windows import Quarter

__all__ = [
    "assignment", "cell", "cycle", "group", "indicator", "link", "obligation", "officer", "programme",
    "programme_indicator", "quarter_value", "quarterly", "report_type", "sent", "ward",
]  # fmt: skip


def report_type(**fields: Any) -> ReportType:
    count = ReportType.objects.count() + 1
    defaults = {
        "code": f"loai-{count}", "name_vi": "Báo cáo quý", "name_en": "Quarterly report",
        "frequency": Frequency.QUARTER,
    }  # fmt: skip
    return ReportType.objects.create(**defaults | fields)


def indicator(of: ReportType, kind: str = IndicatorKind.FIGURE, **fields: Any) -> Indicator:
    count = of.indicators.count() + 1
    defaults = {"code": f"i{count}", "name_vi": f"Chỉ tiêu {count}", "order": count}
    return Indicator.objects.create(type=of, kind=kind, **defaults | fields)


def quarterly(**fields: Any) -> ReportType:
    """A type with one indicator of each kind under two headings."""
    made = report_type(**fields)
    first, second = "I. Kết quả thực hiện", "II. Kiến nghị"
    indicator(
        made, code="so-tin", name_vi="Số tin, bài tiếng Anh", measured_in="tin, bài",
        smallest=0, largest=10000, heading=first,
    )  # fmt: skip
    indicator(
        made, IndicatorKind.TABLE, code="su-kien", name_vi="Sự kiện đã tổ chức",
        columns=["Tên sự kiện", "Ngày", "Số người"], is_required=False, heading=first,
    )  # fmt: skip
    indicator(
        made, IndicatorKind.PICTURE, code="anh", name_vi="Ảnh minh họa", is_required=False,
        heading=first,
    )  # fmt: skip
    indicator(made, IndicatorKind.TEXT, code="de-xuat", name_vi="Đề xuất", heading=second)
    return made


def cycle(of: ReportType | None = None, **fields: Any) -> Cycle:
    of = of or quarterly()
    count = of.cycles.count()
    starts = date(2025, 12, 15) + timedelta(days=90 * count)
    defaults = {
        "label": f"Quý {count + 1}", "starts": starts, "ends": starts + timedelta(days=89),
        "due_at": timezone.now() + timedelta(days=10),
    }  # fmt: skip
    return Cycle.objects.create(type=of, **defaults | fields)


def obligation(
    unit: Organisation | None = None, of: Cycle | None = None, **fields: Any
) -> Obligation:
    unit = unit or ward(f"Phường {Organisation.objects.count() + 1}")
    return Obligation.objects.create(organisation=unit, cycle=of or cycle(), **fields)


def sent(
    unit: Organisation | None = None,
    of: Cycle | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> Obligation:
    at = at or timezone.now()
    facts = {"state": ObligationState.SENT, "sent_by": "Chị Tư", "first_sent_at": at}
    return obligation(unit, of, **facts | {"sent_at": at} | fields)


def cell(of: Obligation, indicator: Indicator, value: Any = None, **fields: Any) -> Cell:
    return Cell.objects.create(obligation=of, indicator=indicator, value=value, **fields)


def link(unit: Organisation) -> UnitLink:
    return assignment_link(unit, Purpose.REPORTS)


def programme(lead: User | None = None, **fields: Any) -> Programme:
    """A pilot of two years, whose first quarters are long over."""
    defaults = {
        "name_vi": "Chương trình thí điểm quảng bá hình ảnh", "starts": date(2025, 1, 1),
        "lead": lead or officer(),
    }  # fmt: skip
    return Programme.objects.create(**defaults | fields)


def programme_indicator(of: Programme, **fields: Any) -> ProgrammeIndicator:
    count = of.indicators.count() + 1
    defaults = {
        "name_vi": f"Lượt tiếp cận {count}", "measured_in": "lượt", "baseline": Decimal(1000),
        "baseline_on": date(2024, 12, 31), "baseline_source": "Báo cáo năm 2024",
        "target": Decimal(2000), "target_by": date(2026, 12, 31), "order": count * 10,
    }  # fmt: skip
    return ProgrammeIndicator.objects.create(programme=of, **defaults | fields)


def quarter_value(
    of: ProgrammeIndicator, quarter: Quarter, value: int | str, **fields: Any
) -> QuarterValue:
    defaults = {"entered_by": of.programme.lead, "value": Decimal(value)}
    return QuarterValue.objects.create(
        indicator=of, year=quarter.year, quarter=quarter.number, **defaults | fields
    )
