"""The words that say when: taken from the text as they stand, never worked out."""

from __future__ import annotations

import re

from khuevan.vanban.view import joined, key, pattern

_HOUR = r"(?:\d{1,2}\s*(?:giờ|h|g)\s*(?:\d{2})?\s*(?:phút)?\s*,?\s*)"
_DAY = (
    r"(?:\d{1,2}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{4}|\s+(?:hàng|hằng)\s+năm)?"
    r"|\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?|\d{1,2}\s+(?:hàng|hằng)\s+(?:tháng|quý|năm))"
)
_MONTH = (
    r"tháng\s*\d{1,2}(?:\s*(?:-|đến|,"
    r"|và)\s*(?:tháng\s*)?\d{1,2}(?!\s*/\s*\d{1,2}\s*/))?(?:\s*/\s*\d{4}|\s*,?\s*năm\s+\d{4})?"
)
_QUARTER = (
    r"quý\s*(?:iv|i{1,3}|[1-4])(?:\s*(?:-|đến|,|và)\s*(?:quý\s*)?(?:iv|i{1,3}"
    r"|[1-4]))?(?:\s*[/-]\s*\d{4}|\s*,?\s*năm\s+\d{4})?"
)
_YEAR = r"(?:năm\s+(?:học\s+)?\d{4}(?:\s*-\s*\d{4})?|giai\s+đoạn\s+\d{4}\s*-\s*\d{4})"
_SPAN = (
    rf"(?:tuần\s+\d{{1,2}}(?:\s*/\s*\d{{1,2}})?|{_MONTH}|{_QUARTER}|{_YEAR}|đầu\s+{_MONTH}"
    rf"|cuối\s+{_MONTH}|6\s+tháng\s+(?:đầu|cuối)\s+năm(?:\s+\d{{4}})?|học\s+kỳ\s+(?:ii|i"
    rf"|[12])(?:\s+{_YEAR})?)"
)
_POINT = rf"(?:{_HOUR})?(?:,?\s*(?:thứ\s+\w+,?\s*)?ngày\s*{_DAY}|{_DAY})"
_WHEN = rf"(?:{_POINT}|{_SPAN})"
_FIXED = re.compile(
    rf"(?<!\w)(?:"
    rf"hạn\s+(?:chót|cuối(?:\s+cùng)?)(?:\s+(?:là|vào|đến|trước))*\s+{_WHEN}"
    rf"|(?:xong\s+)?(?:chậm\s+nhất|muộn\s+nhất)(?:\s+(?:là|vào|trong|đến"
    rf"|trước))*\s+(?:hết\s+)?{_WHEN}"
    rf"|(?:hoàn\s+thành\s+)?(?P<before>trước\s+(?:{_WHEN}|{_HOUR}(?:hàng|hằng)\s+ngày"
    rf"|(?:{_HOUR})?thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])\s+(?:hàng|hằng)\s+tuần))"
    rf"|từ\s+(?:{_WHEN})\s*(?:-|đến)\s*(?:hết\s+)?(?:{_WHEN})"
    rf"|(?:đến\s+hết|hết|đến)\s+{_POINT}"
    rf"|trong\s+(?:vòng\s+\d{{1,3}}\s+ngày(?:\s+làm\s+việc)?|thời\s+gian\s+\d{{1,3}}\s+\w+|{_SPAN})"
    rf"|vào\s+(?:lúc\s+)?{_WHEN}"
    rf"|sau\s+\d{{1,3}}\s+ngày(?:\s+làm\s+việc)?(?:\s+kể\s+từ\s+ngày\s+[^.,;]{{3,50}})?"
    rf")(?!\w)"
)
_SCHEDULED = re.compile(
    rf"^[^:]{{3,120}}:\s*(?P<when>(?:{_HOUR})?(?:(?:thứ\s+\w+,?\s*)?ngày\s*{_DAY}|\d{{1,2}}/\d{{1,2}}/\d{{4}})(?:\s*\([^)]*\))?)\s*(?:[.;]|$)"
)
_CITED = re.compile(r"(?:số\s+\S+|\d[\w/.-]*[A-ZĐ][\w/.-]*|[A-ZĐ]{2,}[\w-]*)\s*,?\s*$")
_OFTEN = (
    r"(?:định\s+kỳ(?:\s+(?:(?:hằng|hàng)\s+(?:ngày|tuần|tháng|quý|năm)|\d+\s+(?:tháng"
    r"|tuần)(?:/lần)?|(?:6|sáu|ba|03|06)\s+tháng(?:\s*(?:,|và)\s*(?:hằng|hàng|cả|một)?\s*năm)?(?:\s+(?:một|1)\s+lần|/lần)?|(?:hằng|hàng)\s+\w+,\s*\w+"
    r"|và\s+đột\s+xuất|hoặc\s+đột\s+xuất))?|(?:hằng|hàng)\s+(?:ngày|tuần|tháng|quý|năm)"
    r"|đột\s+xuất)"
)
_OPENING = re.compile(
    rf"{_OFTEN}(?=\s*[,:]|\s+(?:tổng hợp|báo cáo|tổ chức|kiểm tra|rà soát|đánh giá|thống kê|hằng"
    rf"|hàng|tham mưu|xây dựng|gửi|cập nhật|phối hợp|(?:\d|trước)))",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:báo\s+cáo|thực\s+hiện|tổng\s+hợp|gửi"
    r"|chế\s+độ)[^.;]{0,120}?(?P<when>định\s+kỳ[^.;,]{0,30})\s*\.?$"
)
_PERIODIC = re.compile(
    r"(?<!\w)định\s+kỳ\s+(?:(?:hằng|hàng)\s+(?:tuần|tháng|quý|năm)|(?:\d+|sáu|ba)\s+tháng(?:/lần)?)"
)
_AFTER = re.compile(
    r"(?<!\w)(?:ngay\s+)?sau\s+khi\s+(?:được\s+phê\s+duyệt|kết\s+thúc|hoàn\s+thành"
    r"|có)[^.,;:]{0,60}(?=[.;]?$)"
)
_YEARLY = re.compile(r"(?:^|(?<=[.;,]\s))(?:hằng|hàng)\s+(?:năm|quý|tháng|tuần)(?=\s*[,:])")
_YEAR_ONLY = re.compile(r"(?:trong|vào)\s+(?:năm|giai)")
_DONE = re.compile(
    r"(?:hoàn thành|thực hiện|triển khai|xong|trình|tổ chức|ban hành|đưa vào)[^.;,]{0,30}$"
)
_SENTENCE_END = pattern(r"\.\s+(?=[A-ZÀ-Ỹ])|;\s")
_END = re.compile(r"[\s.;,]+$")


def find(text: str) -> str | None:
    """The first deadline of a task's own words; dates of cited documents are not deadlines."""
    lowered = key(text)
    if scheduled := _SCHEDULED.search(lowered):
        return _END.sub("", joined(text[scheduled.start("when") : scheduled.end("when")]))
    for match in _FIXED.finditer(lowered):
        if _CITED.search(text[: match.start()]) or _inside_name(lowered, match):
            continue
        if _YEAR_ONLY.match(match[0]) and not _DONE.search(lowered, 0, match.start()):
            continue
        start = match.start("before") if match["before"] else match.start()
        return _END.sub("", joined(text[start : match.end()]))
    return _frequency(text, lowered)


def _inside_name(lowered: str, match: re.Match[str]) -> bool:
    """ "định hướng đến năm 2030" belongs to the name of a programme."""
    before = lowered[: match.start()].rstrip()
    words = match[0]
    if words.startswith(("đến năm", "từ năm", "trong giai đoạn", "từ giai đoạn")) or re.match(
        r"từ\s+năm", words
    ):
        return True
    if re.search(
        r"(?:giai đoạn|quý|năm học|hướng|tầm nhìn|mục tiêu|kế hoạch|dự toán|nghị quyết|luật"
        r"|chương trình|đề án)$",
        before,
    ):
        return not words.startswith(("trước", "chậm", "xong"))
    return False


def _frequency(text: str, lowered: str) -> str | None:
    if match := _OPENING.match(lowered):
        return joined(text[: match.end()])
    for words in (_PERIODIC, _YEARLY, _AFTER):
        if match := words.search(lowered):
            return joined(text[match.start() : match.end()])
    if match := _CLOSING.search(lowered):
        return _END.sub("", joined(text[match.start("when") : match.end("when")]))
    return None


_PERIOD = re.compile(rf"(?:trong\s+)?(?:{_SPAN})(?:\s*[:.])?$")
_ANY = re.compile(rf"(?:{_WHEN}|{_OFTEN}|hằng|hàng|trước|sau|trong|từ|đến|dự kiến|\d)")


_PHASE = re.compile(
    rf"(?:giai đoạn|đợt|bước|tuần|tháng|vòng)\s+(?:thứ\s+)?\w+\s*[(:]\s*(?P<when>(?:từ\s+)?{_WHEN}"
    rf"(?:\s*(?:-|đến)\s*(?:hết\s+)?{_WHEN})?)\s*\)?\s*(?:$|[:.-])"
)


def of_heading(heading: str) -> str | None:
    """The time that a heading is or bears: "Quý I năm 2026", "Giai đoạn 1 (từ ngày ...)"."""
    if is_period(heading):
        return heading
    phase = _PHASE.match(key(heading))
    return joined(heading[phase.start("when") : phase.end("when")]) if phase else None


def is_period(text: str) -> bool:
    """Whether a heading is nothing but a time: "Quý I năm 2026", "Tháng 3/2026"."""
    return bool(_PERIOD.fullmatch(joined(key(text))))


def stated(value: str) -> str | None:
    """The deadline of a "Thời gian: ..." line: its words up to the end of the sentence."""
    words = _SENTENCE_END.split(joined(value), maxsplit=1)[0]
    words = _END.sub("", words)
    if words.endswith(")") and "(" not in words:
        words = words[:-1]
    return words or None


def looks_like_time(text: str) -> bool:
    return bool(_ANY.search(key(text)))
