"""The plan of the hall on paper: which seat is which chair, and where each unit sits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from khuevan.training.hall import Hall, seated
from khuevan.training.printing.letters import Occasion

DEEPEST, SHALLOWEST = 19.0, 11.0
"""Millimetres of a row of chairs."""
ROOM = 155.0
"""Millimetres of a page below the stage."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A seat as the plan shows it; ``name`` is empty while nobody is named."""

    number: int
    unit: str
    full_unit: str
    name: str


def printed(at: Occasion, hall: Hall, seats: Sequence[Sitting]) -> dict[str, Any]:
    """What ``sheets/seating.typ`` draws; ``seats`` in the order of the units' names."""
    rows = seated(hall, ((one.number, one) for one in seats))
    depth = min(max(ROOM / hall.rows, SHALLOWEST), DEEPEST)
    a_page = int(ROOM // depth)
    drawn = [
        {"name": row.name, "left": _chairs(row.left), "right": _chairs(row.right)} for row in rows
    ]
    return {
        "title": f"Sơ đồ chỗ ngồi: {at.title}",
        "issuer": at.issuer,
        "heading": "SƠ ĐỒ CHỖ NGỒI",
        "run": at.title,
        "when_where": ", ".join(part for part in (at.when[:1].upper() + at.when[1:], at.where) if part),
        "stage": "BỤC GIẢNG",
        "note": "Nhìn từ cuối hội trường lên bục giảng. Số ghế trùng số thứ tự trong danh sách ký tên.",
        "depth": depth,
        "left": hall.aisle or hall.columns,
        "right": hall.columns - hall.aisle if hall.aisle else 0,
        "pages": [drawn[first : first + a_page] for first in range(0, len(drawn), a_page)],
        "list_heading": "Tìm ghế theo tên đơn vị",
        "list": [
            {"unit": one.full_unit, "number": one.number, "chair": hall.chair_of(one.number)}
            for one in seats
        ],
    }  # fmt: skip


def _chairs(row: Sequence[Sitting | None]) -> list[dict[str, str] | None]:
    return [
        {"number": str(one.number), "unit": one.unit, "name": one.name} if one else None
        for one in row
    ]
