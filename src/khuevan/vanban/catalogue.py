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
    AGREEMENT = "agreement"
    """Contracts and memoranda of two parties: article 7 names them, appendix III shows no form."""


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
    ("HĐ", "Hợp đồng", Layout.AGREEMENT),
    ("CĐ", "Công điện", Layout.TELEGRAM),
    ("BGN", "Bản ghi nhớ", Layout.AGREEMENT),
    ("BTT", "Bản thỏa thuận", Layout.AGREEMENT),
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


# Slips between the units of one office: article 7 does not name them, they follow the form of a named
# document (1.4) and bear neither number nor symbol.
SLIPS: dict[str, DocumentType] = {
    "PGY": DocumentType("PGY", "Phiếu góp ý", "PGY", Layout.NAMED),
}

# Source, secondary: Quy định 66-QĐ/TW (06/02/2017) on the types of Party documents and Hướng dẫn
# 36-HD/VPTW (03/4/2018) on their form, as public law sites reprint them; "Quy định" bears QĐ in the
# symbols that are in use (66-QĐ/TW itself). Not checked against the official print.
PARTY_SOURCE = "66-QĐ/TW, 06/02/2017; 36-HD/VPTW, 03/4/2018"
_PARTY = (
    ("NQ", "Nghị quyết", "NQ", Layout.RESOLUTION),
    ("QĐ", "Quyết định", "QĐ", Layout.DECISION),
    ("CT", "Chỉ thị", "CT", Layout.NAMED),
    ("KL", "Kết luận", "KL", Layout.NAMED),
    ("QC", "Quy chế", "QC", Layout.NAMED),
    ("QyĐ", "Quy định", "QĐ", Layout.NAMED),
    ("TT", "Thông tri", "TT", Layout.NAMED),
    ("HD", "Hướng dẫn", "HD", Layout.NAMED),
    ("TB", "Thông báo", "TB", Layout.NAMED),
    ("TC", "Thông cáo", "TC", Layout.NAMED),
    ("TBo", "Tuyên bố", "TB", Layout.NAMED),
    ("LKG", "Lời kêu gọi", "LKG", Layout.NAMED),
    ("BC", "Báo cáo", "BC", Layout.NAMED),
    ("KH", "Kế hoạch", "KH", Layout.NAMED),
    ("QH", "Quy hoạch", "QH", Layout.NAMED),
    ("CTr", "Chương trình", "CTr", Layout.NAMED),
    ("CL", "Chiến lược", "CL", Layout.NAMED),
    ("CLCT", "Cương lĩnh chính trị", "CL", Layout.NAMED),
    ("ĐL", "Điều lệ", "ĐL", Layout.NAMED),
    ("ĐA", "Đề án", "ĐA", Layout.NAMED),
    ("PA", "Phương án", "PA", Layout.NAMED),
    ("DA", "Dự án", "DA", Layout.NAMED),
    ("TTr", "Tờ trình", "TTr", Layout.NAMED),
    ("CV", "Công văn", "CV", Layout.LETTER),
    ("BB", "Biên bản", "BB", Layout.MINUTES),
    ("GGT", "Giấy giới thiệu", "GGT", Layout.INTRODUCTION),
    ("GCN", "Giấy chứng nhận", "GCN", Layout.NAMED),
    ("GĐĐ", "Giấy đi đường", "GĐĐ", Layout.NAMED),
    ("GNP", "Giấy nghỉ phép", "GNP", Layout.LEAVE),
    ("GM", "Giấy mời", "GM", Layout.INVITATION),
    ("PG", "Phiếu gửi", "PG", Layout.NAMED),
    ("PC", "Phiếu chuyển", "PC", Layout.NAMED),
    ("ThC", "Thư công", "", Layout.LETTER),
)

PARTY_TYPES: dict[str, DocumentType] = {
    code: DocumentType(code, name, abbreviation, layout, Regime.PARTY)
    for code, name, abbreviation, layout in _PARTY
}
TYPES: dict[Regime, dict[str, DocumentType]] = {
    Regime.STATE: STATE_TYPES | SLIPS,
    Regime.PARTY: PARTY_TYPES,
}


def type_of(code: str, regime: Regime = Regime.STATE) -> DocumentType:
    """The type of a code in a regime; ``KeyError`` for one that it does not know."""
    return TYPES[regime][code]


def type_named(name: str, regime: Regime = Regime.STATE) -> DocumentType | None:
    """The type that a document prints as its name, whatever its case."""
    wanted = name.casefold().strip()
    return next((t for t in TYPES[regime].values() if t.name.casefold() == wanted), None)


def state_type(code: str) -> DocumentType:
    """The type of a code; ``KeyError`` for a code that article 7 does not know."""
    return STATE_TYPES[code]
