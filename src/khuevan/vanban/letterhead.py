"""Who issued the document: the agency's lines of a letterhead, out of two interleaved columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from khuevan.vanban.lines import Line, cells
from khuevan.vanban.view import bare, key, pattern

MOTTO = re.compile(
    r"c[oôộ]ng?\s*h[oòó][aàà]?\s+x[aã]\s*h[oôộ]i|độc\s*l[aậ]p\s*[-–.]?\s*t[uự]\s*do|hạnh\s*ph[uú]c"
    r"|đ[aảá]ng\s+c[oộ]ng\s+s[aả]n\s+vi[eệ]t\s+nam"
)
STAMP = re.compile(
    r"^(?:(?:được\s+)?ký\s+(?:bởi|số)|người\s*ký|cơ\s*quan\s*:|(?:thời\s*gian|ngày|giờ)\s*ký"
    r"|chức\s*vụ\s*:"
    r"|email\s*:|đơn\s*vị\s*:|digitally|signed|signature|date\s*:)|@|\+07|\d{1,2}:\d{2}:\d{2}"
)
NOISE = re.compile(
    r"^\W*$|^\(?\s*(?:bản\s*)?dự\s*thảo(?:\s*(?:lần\s*)?\d*)?\s*\)?$|^(?:thượng|hỏa)?\s*(?:khẩn"
    r"|tốc)$"
    r"|^lưu\s*hành\s*nội\s*bộ$|^xem\s*xong\s*trả\s*lại$|^công\s*văn\s*số\b"
)
_UNION = re.compile(r"đoàn (?:tncs|thanh niên cộng sản) hồ chí minh")
_HEADS = (
    "ủy ban|ubnd|ub mttq|ubmttq|hđnd|hội đồng|sở|bộ|tổng cục|cục|chi cục|vụ|văn phòng|phòng|ban"
    "|trường|học viện"
    "|viện|đại học|trung tâm|công an|bệnh viện|trạm|thanh tra|tòa án|kho bạc|ngân hàng|bảo hiểm"
    "|hội|liên hiệp"
    "|liên đoàn|liên minh|hiệp hội|mặt trận|đảng ủy|đảng bộ|đảng đoàn|chi bộ|tỉnh ủy|thành ủy"
    "|huyện ủy|quận ủy"
    "|thị ủy|xã ủy|phường ủy|đoàn|tỉnh đoàn|thành đoàn|huyện đoàn|quận đoàn|công đoàn|công ty"
    "|tổng công ty"
    "|tập đoàn|báo|tạp chí|đài|nhà|thư viện|bảo tàng|chính phủ|thủ tướng|quốc hội|bch|bcđ|bcđp"
    "|btc|tổ"
    "|quân khu|quân đoàn|binh đoàn|đội|đồn|hạt|khoa|xí nghiệp|hợp tác xã|thành phần|tiểu ban"
    "|cơ quan|chủ tịch"
    "|bưu điện|điện lực|mầm non|cụm|ủy viên|tổng hội|cổng|thông tấn xã|nhóm|kiểm toán"
)
_HEAD = re.compile(rf"(?:{_HEADS})(?![\w])")
_CAPITAL_WORDS = pattern(r"(?:[A-ZÀ-Ỹ]+\s+)+")
_PLACE = re.compile(
    r"(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu|khu vực)\s+(?!ủy|đoàn)"
)
_OPEN_ENDED = re.compile(
    r"(?:ủy ban nhân dân|ubnd|hội đồng nhân dân|hđnd|ban chỉ đạo|ban tổ chức|ban chấp hành|bch"
    r"|ban|trường"
    r"|hội đồng|đoàn|tổ công tác|ban quản lý|trung tâm|công ty|trường đại học|trường cao đẳng"
    r"|ban thường vụ)"
)
_OWN_LINE = re.compile(r"^(?:và\b|,|[-–])\s*")
_SINGLE_NAMES = re.compile(r"(?:văn phòng|thanh tra|ban chấp hành|ban thường vụ)$")


def capitals(text: str) -> bool:
    """Whether the letters are capitals, allowing OCR a few slips."""
    letters = [c for c in text if c.isalpha()]
    upper = sum(1 for c in letters if c.isupper())
    return len(letters) >= 2 and upper >= 0.8 * len(letters)


def agency_lines(lines: Iterable[Line]) -> list[str]:
    """The cells that can only be the agency's name, in reading order, left column first."""
    found: list[tuple[int, str]] = []
    for line in lines:
        for cell in cells(line):
            text = without_motto(cell.text, cell.key)
            if (
                text
                and capitals(text)
                and not STAMP.search(cell.key)
                and not NOISE.search(cell.key)
            ):
                found.append((cell.column, text))
    names = [text for _, text in found]
    if len(names) > 1 and _UNION.fullmatch(key(names[-1])):
        # Documents of the Youth Union print its name where others print the country's.
        names.pop()
    return names


def without_motto(text: str, lowered: str) -> str:
    """What stands before the country's name on a line that holds both columns."""
    if match := MOTTO.search(lowered):
        text = text[: match.start()]
    elif re.search(r"vi[eệ]t\s*nam$", lowered) and len(text) > 30:
        # OCR broke the country's name: keep the leading words that are clean capitals.
        clean = _CAPITAL_WORDS.match(text)
        text = clean[0] if clean else ""
    return text.rstrip(" -–—_*.|:;,'\"").lstrip(" _*.|:;,'\"")


def bodies(lines: Sequence[str]) -> list[str]:
    """Join the lines into the bodies that they name, the superior one first."""
    found: list[str] = []
    for line in lines:
        if found and _goes_on(found[-1], line):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return [body for body in found if _is_name(body)]


def _goes_on(body: str, line: str) -> bool:
    words, previous = line.lower().strip(), body.lower().strip()
    if _OWN_LINE.match(words) or re.search(r"(?:,|-|\bvà|\bcủa|\bthuộc)$", previous):
        return True
    if _PLACE.match(words):
        return True
    if _OPEN_ENDED.fullmatch(previous) and not _SINGLE_NAMES.search(words):
        return previous != "ban chấp hành" or not words.startswith(("đoàn", "hội"))
    return not _HEAD.match(_readable(words))


def _readable(words: str) -> str:
    """OCR mixes up accents: give the first word the accents of the head word it must be."""
    first = bare(words)
    for head in _HEADS.split("|"):
        if first == bare(head) or first.startswith(bare(head) + " "):
            return head + words[len(head) :]
    return words


def _is_name(body: str) -> bool:
    return len(body) >= 3 and sum(c.isalpha() for c in body) >= 0.6 * len(body.replace(" ", ""))
