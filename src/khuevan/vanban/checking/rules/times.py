"""Days and hours: those that cannot be, and those that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.subject import BODY, Subject, words
from khuevan.vanban.document import PartKind, Span
from khuevan.vanban.numbers import make_date

_A = "Điều 12 khoản 1 Nghị định 30/2020/NĐ-CP (kiểm tra nội dung trước khi ký)"
_SLOT = "- Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư."
_DAY = r"(?P<d>\d{1,2}) ?(?:[/.\-]|tháng) ?(?P<m>\d{1,2}) ?(?:[/.\-]|,? ?năm) ?(?P<y>(?:19|20)\d\d)(?!\d)"
_WEEKDAYS = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tư": 2, "4": 2, "năm": 3, "5": 3, "sáu": 4, "6": 4, "bảy": 5, "7": 5,
}  # fmt: skip
_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_ENGLISH = (
    "a Monday",
    "a Tuesday",
    "a Wednesday",
    "a Thursday",
    "a Friday",
    "a Saturday",
    "a Sunday",
)
_WEEKDAY = r"(?P<w>thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
_BEFORE = words(rf"{_WEEKDAY}[,( ]*(?:ngày )?{_DAY}")
_AFTER = words(rf"(?:ngày )?{_DAY} ?[,(]+ ?(?:tức |nhằm )?(?:vào )?(?:ngày )?{_WEEKDAY}")


@rule(
    "C251",
    ("Thứ trong tuần không khớp ngày", "The weekday does not fit the date"),
    _A,
    since=None,
    party=True,
    says=("“{words}”: ngày đó là {right_vi}.", "“{words}”: that day is {right_en}."),
    mend=("Sửa thứ hoặc ngày.", "Mend the weekday or the date."),
    example=Example(
        "- Khai mạc thứ Sáu, ngày 24/4/2026.", "- Khai mạc thứ Hai, ngày 24/4/2026.", at=_SLOT
    ),
)
def _weekday(subject: Subject) -> Iterator[Hit]:
    for regex in (_BEFORE, _AFTER):
        for match in subject.find(regex):
            day = make_date(match["y"], match["m"], match["d"])
            said = match["w"].split()[-1]
            wanted = 6 if match["w"].startswith("chủ") else _WEEKDAYS.get(said, -1)
            if day and day.weekday() != wanted:
                yield Hit(
                    Span(*match.span()),
                    said={"right_vi": _NAMES[day.weekday()], "right_en": _ENGLISH[day.weekday()]},
                )


_ANY_DAY = words(rf"(?<![\d/.\-]){_DAY}")
_DAY_MONTH = words(r"ngày (?P<d>\d{1,2})(?:/| tháng )(?P<m>\d{1,2})(?![\d/.]| ?(?:/|,? ?năm))")


@rule(
    "C252",
    ("Ngày không có trong lịch", "A day that is not in the calendar"),
    _A,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=("Không có ngày “{words}”.", "There is no such day as “{words}”."),
    mend=("Sửa ngày hoặc tháng.", "Mend the day or the month."),
    example=Example("- Khai mạc ngày 28/02/2026.", "- Khai mạc ngày 30/02/2026.", at=_SLOT),
)
def _no_such_day(subject: Subject) -> Iterator[Hit]:
    for match in subject.find(_ANY_DAY):
        if make_date(match["y"], match["m"], match["d"]) is None and _in_body(
            subject, match.start()
        ):
            yield Hit(Span(*match.span()))
    for match in subject.find(_DAY_MONTH):
        if make_date("2024", match["m"], match["d"]) is None and _in_body(subject, match.start()):
            yield Hit(Span(match.start("d"), match.end("m")))


def _in_body(subject: Subject, at: int) -> bool:
    passage = subject.within(at)
    return passage is not None and (passage.kind in BODY or passage.kind is PartKind.PLACE_DATE)


_DEADLINE = words(
    rf"(?:trước|chậm nhất|hạn cuối|thời hạn|hoàn thành|xong|gửi về[^.;]{{0,60}}?)(?: là| vào| đến| hết|:)* ngày {_DAY}"
)
_PAST = words(
    r"(?<!\w)đã(?!\w)|quy định|hiệu lực|phát sinh|tuyển dụng|sinh |ban hành|ký kết|thực hiện từ|được cấp|luật|nghị định"
)


@rule(
    "C253",
    ("Thời hạn trước ngày của văn bản", "A deadline before the document's day"),
    _A,
    severity=Severity.WARNING,
    since=None,
    party=True,
    says=(
        "“{words}” trước ngày ban hành ({day}).",
        "“{words}” is before the day of issue ({day}).",
    ),
    mend=("Kiểm tra thời hạn.", "Check the deadline."),
    example=Example("trước ngày 15/3/2026", "trước ngày 15/01/2026"),
)
def _deadline(subject: Subject) -> Iterator[Hit]:
    if subject.issued is None or subject.document.doc_type in ("BÁO CÁO", "TỜ TRÌNH", "BIÊN BẢN"):
        return
    for match in subject.find(_DEADLINE, subject.body_start):
        day = make_date(match["y"], match["m"], match["d"])
        passage = subject.within(match.start())
        if (
            day is None
            or day >= subject.issued
            or passage is None
            or passage.kind is PartKind.BASIS
        ):
            continue
        sentence = subject.key[
            max(passage.start, match.start() - 120) : min(passage.end, match.end() + 60)
        ]
        if not _PAST.search(sentence):
            yield Hit(Span(*match.span()), said={"day": f"{subject.issued:%d/%m/%Y}"})


_RANGE = words(
    r"từ (?:ngày )?(?P<d1>\d{1,2})(?:/(?P<m1>\d{1,2})(?:/(?P<y1>20\d\d))?)? (?:đến|-)(?: hết)?(?: ngày)? (?P<d2>\d{1,2})/(?P<m2>\d{1,2})(?:/(?P<y2>20\d\d))?(?![\d/])"
)


@rule(
    "C254",
    ("Khoảng thời gian kết thúc trước khi bắt đầu", "A span of days that ends before it begins"),
    _A,
    since=None,
    party=True,
    says=("“{words}”: ngày cuối trước ngày đầu.", "“{words}” ends before it begins."),
    mend=("Kiểm tra hai ngày.", "Check both days."),
    example=Example(
        "- Từ ngày 20/4/2026 đến ngày 24/4/2026.",
        "- Từ ngày 24/4/2026 đến ngày 20/4/2026.",
        at=_SLOT,
    ),
)
def _range(subject: Subject) -> Iterator[Hit]:
    for match in subject.find(_RANGE):
        year = match["y2"] or "2024"
        first = make_date(match["y1"] or year, match["m1"] or match["m2"], match["d1"])
        last = make_date(year, match["m2"], match["d2"])
        open_year = match["y1"] is None and match["m1"] is not None and match["m1"] > match["m2"]
        if first and last and last < first and not open_year:
            yield Hit(Span(*match.span()))


_HOUR = words(r"(?<![\w/.,])(?P<h>\d{1,2}) ?(?:giờ|h) ?(?P<min>\d{2})(?: ?phút|'|p)?(?![\d\w])")


@rule(
    "C255",
    ("Giờ không có", "An hour that cannot be"),
    _A,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=("Không có giờ “{words}”.", "There is no such hour as “{words}”."),
    mend=("Sửa giờ hoặc phút.", "Mend the hour or the minutes."),
    example=Example("- Khai mạc lúc 14 giờ 30 phút.", "- Khai mạc lúc 14 giờ 75 phút.", at=_SLOT),
)
def _hour(subject: Subject) -> Iterator[Hit]:
    for match in subject.find(_HOUR):
        if int(match["h"]) > 24 or int(match["min"]) > 59:
            yield Hit(Span(*match.span()))


_MONTH = words(
    r"(?<!\w)tháng (?P<m>\d{1,2})(?=(?: năm|/)? ?20\d\d)|(?<!\w)quý (?P<q>v|vi|vii|viii|5|6|7|8|9)(?=[/ ](?:năm )?20\d\d)"
)


@rule(
    "C256",
    ("Tháng hoặc quý không có", "A month or quarter that cannot be"),
    _A,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=("Không có “{words}”.", "There is no “{words}”."),
    mend=("Sửa tháng (1 - 12) hoặc quý (I - IV).", "Mend the month (1-12) or the quarter (I-IV)."),
    example=Example("- Tổng kết trong tháng 12/2026.", "- Tổng kết trong tháng 13/2026.", at=_SLOT),
)
def _month(subject: Subject) -> Iterator[Hit]:
    for match in subject.find(_MONTH):
        if match["q"] or not 1 <= int(match["m"]) <= 12:
            yield Hit(Span(*match.span()))
