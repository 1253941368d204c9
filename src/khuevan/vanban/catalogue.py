"""The types of administrative documents: 29 of the State (Decree 30/2020/ND-CP, article 7 and
appendix III) and those of the Party, each with its abbreviation and the sample form it follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from khuevan.vanban.composition import Regime


class Layout(StrEnum):
    """The sample forms of appendix III that differ in what they hold."""

    RESOLUTION = "1.1"
    DECISION = "1.2"
    DECISION_ISSUING = "1.3"
    NAMED = "1.4"
    LETTER = "1.5"
    TELEGRAM = "1.6"
    INVITATION = "1.7"
    INTRODUCTION = "1.8"
    MINUTES = "1.9"
    LEAVE = "1.10"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """``abbreviation`` stands in the symbol; letters (công văn, thư công) have none."""

    code: str
    name: str
    abbreviation: str
    layout: Layout
    regime: Regime = Regime.STATE


_STATE = (
    ("NQ", "Nghị quyết", Layout.RESOLUTION),
    ("QĐ", "Quyết định", Layout.DECISION),
    ("CT", "Chỉ thị", Layout.NAMED),
    ("QC", "Quy chế", Layout.NAMED),
    ("QyĐ", "Quy định", Layout.NAMED),
    ("TC", "Thông cáo", Layout.NAMED),
    ("TB", "Thông báo", Layout.NAMED),
    ("HD", "Hướng dẫn", Layout.NAMED),
    ("CTr", "Chương trình", Layout.NAMED),
    ("KH", "Kế hoạch", Layout.NAMED),
    ("PA", "Phương án", Layout.NAMED),
    ("ĐA", "Đề án", Layout.NAMED),
    ("DA", "Dự án", Layout.NAMED),
    ("BC", "Báo cáo", Layout.NAMED),
    ("BB", "Biên bản", Layout.MINUTES),
    ("TTr", "Tờ trình", Layout.NAMED),
    ("HĐ", "Hợp đồng", Layout.NAMED),
    ("CĐ", "Công điện", Layout.TELEGRAM),
    ("BGN", "Bản ghi nhớ", Layout.NAMED),
    ("BTT", "Bản thỏa thuận", Layout.NAMED),
    ("GUQ", "Giấy ủy quyền", Layout.NAMED),
    ("GM", "Giấy mời", Layout.INVITATION),
    ("GGT", "Giấy giới thiệu", Layout.INTRODUCTION),
    ("GNP", "Giấy nghỉ phép", Layout.LEAVE),
    ("PG", "Phiếu gửi", Layout.NAMED),
    ("PC", "Phiếu chuyển", Layout.NAMED),
    ("PB", "Phiếu báo", Layout.NAMED),
)
_LETTERS = (("CV", "Công văn"), ("ThC", "Thư công"))

STATE_TYPES: dict[str, DocumentType] = {
    code: DocumentType(code, name, code, layout) for code, name, layout in _STATE
} | {code: DocumentType(code, name, "", Layout.LETTER) for code, name in _LETTERS}


def state_type(code: str) -> DocumentType:
    """The type of a code; ``KeyError`` for a code that article 7 does not know."""
    return STATE_TYPES[code]
