from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from khuevan.budget import actions
from khuevan.budget.actions import LineFacts
from khuevan.budget.enums import Level, LineKind
from khuevan.budget.models import Allocation, Estimate, FundingSource, Norm
from khuevan.documents.tests.factories import basis, person
from khuevan.people.enums import Role
from khuevan.people.models import User

__all__ = ["basis", "person"]
DAY = date(2025, 11, 27)


def preparer() -> User:
    return person(Role.LEAD_OFFICER)


def source(
    amount: int | None = 40_000_000, name: str = "Nguồn đào tạo", year: int = 2025
) -> FundingSource:
    """A source with one tranche from the city's decision, or none."""
    made, _new = FundingSource.objects.get_or_create(name=name, year=year)
    if amount is not None:
        decided = basis(f"{4879 + made.pk}/QĐ-UBND", date(2025, 9, 26))
        Allocation.objects.create(
            source=made, level=Level.GRANTED, tranche=4, amount=amount, decision=decided,
            by=person(Role.FINANCE),
        )  # fmt: skip
    return made


def norm(rate: int | None = 20_000, code: str = "giai-khat", **changes: Any) -> Norm:
    values: dict[str, Any] = {
        "kind": LineKind.REFRESHMENT, "name": "Nước uống giữa giờ", "unit": "người",
        "valid_from": date(2025, 1, 1), "place": "Điều 5",
    }  # fmt: skip
    if rate is not None:
        values |= {
            "rate": rate, "basis": basis(f"{rate}/{code}"), "entered_by": person(Role.FINANCE),
            "entered_at": timezone.now(),
        }  # fmt: skip
    return Norm.objects.create(code=code, **values | changes)


def facts(title: str = "In tài liệu", **changes: Any) -> LineFacts:
    values: dict[str, Any] = {
        "kind": LineKind.PRINTING, "quantity": Decimal(142), "unit": "bộ",
        "price": Decimal(35_000), "price_source": "Báo giá",
    }  # fmt: skip
    return LineFacts(title, **values | changes)


def estimate(*lines: LineFacts, by: User | None = None, **changes: Any) -> Estimate:
    values: dict[str, Any] = {"on": DAY} | changes
    if "source" not in values:
        values["source"] = source()
    title = values.pop("title", "Lớp tập huấn thông tin đối ngoại")
    return actions.start_estimate(title, lines or (facts(),), by=by or preparer(), **values)
