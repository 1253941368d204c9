"""The names of document types (Decree 30/2020/ND-CP, article 7, and the Party's own)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from khuevan.vanban.view import bare, joined

NAMES = (
    "NGHỊ QUYẾT", "QUYẾT ĐỊNH", "CHỈ THỊ", "QUY CHẾ", "QUY ĐỊNH", "THÔNG CÁO", "THÔNG BÁO", "HƯỚNG DẪN",
    "CHƯƠNG TRÌNH", "KẾ HOẠCH", "PHƯƠNG ÁN", "ĐỀ ÁN", "DỰ ÁN", "BÁO CÁO", "BIÊN BẢN", "TỜ TRÌNH", "HỢP ĐỒNG",
    "CÔNG ĐIỆN", "BẢN GHI NHỚ", "BẢN THỎA THUẬN", "GIẤY ỦY QUYỀN", "GIẤY MỜI", "GIẤY GIỚI THIỆU",
    "GIẤY NGHỈ PHÉP", "PHIẾU GỬI", "PHIẾU CHUYỂN", "PHIẾU BÁO", "PHIẾU GÓP Ý", "THƯ CÔNG", "KẾT LUẬN", "THÔNG TƯ",
    "THÔNG TƯ LIÊN TỊCH", "NGHỊ ĐỊNH", "THÔNG TRI", "CÔNG VĂN", "LỊCH CÔNG TÁC", "ĐIỀU LỆ", "THỂ LỆ",
)  # fmt: skip
_QUALIFIERS = (
    "HÀNH ĐỘNG", "CÔNG TÁC", "PHỐI HỢP", "LIÊN TỊCH", "LIÊN NGÀNH", "HỌP", "HỘI NGHỊ", "GIÁO DỤC", "TRUYỀN THÔNG",
    "KIỂM TRA", "TUYÊN TRUYỀN", "CÁ NHÂN", "CHI TIẾT",
)  # fmt: skip
_BARE = {bare(name): name for name in NAMES}
_LONGEST = sorted(_BARE, key=len, reverse=True)
_BARE_QUALIFIERS = {bare(name): name for name in _QUALIFIERS}
_DRAFT = re.compile(r"\(?\s*dự\s*thảo\s*(?:lần\s*)?\d*\s*\)?[:.]?", re.IGNORECASE)
_TITLE_QUALIFIERS = ("CHỈ ĐẠO", "HÀNH ĐỘNG")


@dataclass(frozen=True, slots=True)
class DocType:
    """``rest`` is the part of the title that shares the type's line."""

    name: str
    rest: str
    lines: int = 1


def opening_type(text: str) -> DocType | None:
    """The type that a line prints in capitals at its beginning."""
    words = joined(_DRAFT.sub(" ", text)).strip(" *_-–:.|")
    plain = bare(words)
    for name in _LONGEST:
        if not plain.startswith(name):
            continue
        printed = words[: len(name)]
        rest = words[len(name) :]
        if not _is_capital(printed) or (rest and rest[0].isalnum()):
            return None
        return _qualified(_BARE[name], rest.strip(" *:|"))
    return None


def _qualified(name: str, rest: str) -> DocType | None:
    plain = bare(rest)
    for qualifier, printed in _BARE_QUALIFIERS.items():
        after = rest[len(qualifier) :]
        if (
            plain.startswith(qualifier)
            and _is_capital(rest[: len(qualifier)])
            and not after[:1].isalnum()
        ):
            tail = after.strip(" :-")
            # "KẾ HOẠCH CÔNG TÁC THÁNG 5": with more words behind it, the qualifier opens the title.
            if tail and _is_capital(tail):
                return DocType(name, rest)
            return DocType(f"{name} {printed}", tail)
    return DocType(name, rest)


def _is_capital(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) >= 0.8 * len(letters)
