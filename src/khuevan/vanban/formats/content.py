"""What a format reader hands over, before it is cleaned and checked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about a file that was read all the same."""

    code: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Content:
    """``aside`` is text that the body does not show (headers, properties, annotations, hidden
    words): it is searched for secrecy markings and then forgotten."""

    text: str
    pages: int | None = None
    aside: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    scanned: bool = False
    only_scanned: bool = False
    """Every page came from OCR, which makes a few letters of any picture."""
    has_macros: bool = False


SIGNED = Notice(
    "signed",
    "Tệp có chữ ký số; việc đọc không kiểm tra chữ ký.",
    "The file carries a digital signature; reading does not verify it.",
)
SCANNED = Notice(
    "scanned",
    "Chữ được nhận dạng từ ảnh quét (OCR), có thể sai dấu: hãy đối chiếu với bản gốc.",
    "The text was recognised from a scan (OCR) and may hold errors: compare it with the original.",
)
LEGACY = Notice(
    "legacy_encoding",
    "Văn bản dùng phông cũ (TCVN3 hoặc VNI), đã chuyển sang Unicode.",
    "The document used an old font encoding (TCVN3 or VNI); it was converted to Unicode.",
)
DELETIONS = Notice(
    "tracked_deletions",
    "Văn bản còn dấu vết sửa (Track Changes): phần đã xóa không được đọc.",
    "The document has tracked changes: deleted text was left out.",
)
EMPTY_MACRO_PROJECT = Notice(
    "empty_macro_project",
    "Tệp có khung macro nhưng trống; không có gì được chạy.",
    "The file has an empty macro project; nothing was run.",
)
