"""What a heading is about, and the lines that say who, with whom and when for the work above."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum, auto

from khuevan.vanban.view import bare, joined, key


class Topic(StrEnum):
    TASK = auto()
    PRINCIPLE = auto()
    MONEY = auto()
    TIME = auto()
    INFORMATION = auto()
    BASIS = auto()


_WORDS = (
    (Topic.BASIS, r"^(?:các\s+)?(?:căn cứ|cơ sở pháp lý|cơ sở xây dựng)"),
    (
        Topic.MONEY,
        r"^(?:dự kiến\s+|dự toán\s+|nguồn\s+|về\s+|bảo đảm\s+|đảm bảo\s+)*(?:kinh phí|ngân sách"
        r"|nguồn vốn|chi phí|dự toán|chế độ chi|tài chính)",
    ),
    (
        Topic.TASK,
        r"tổ chức thực hiện|nhiệm vụ|giải pháp|phân công|trách nhiệm|biện pháp"
        r"|tổ chức triển khai|nội dung (?:thực hiện|triển khai|hoạt động|công việc|công tác"
        r"|trọng tâm|chủ yếu)|kế hoạch (?:thực hiện|triển khai|cụ thể|hoạt động)|các hoạt động"
        r"|hoạt động (?:chính|cụ thể|trọng tâm)|^lịch(?! sử)|lộ trình|tiến độ thực hiện"
        r"|quy trình|các bước|chế độ báo cáo|thông tin,? báo cáo|công việc|phương án triển khai"
        r"|phương án thực hiện|^triển khai|^tổ chức",
    ),
    (Topic.TIME, r"^(?:dự kiến\s+)?(?:thời gian|thời hạn|địa điểm|tiến độ|thời điểm)"),
    (
        Topic.PRINCIPLE,
        r"mục đích|yêu cầu|mục tiêu|quan điểm|nguyên tắc|phương châm|ý nghĩa|sự cần thiết"
        r"|phạm vi|chỉ tiêu|định hướng(?! nội dung)",
    ),
    (
        Topic.INFORMATION,
        r"đối tượng|thành phần|số lượng|chủ đề|hình thức|thể lệ|giải thưởng|cơ cấu|hồ sơ"
        r"|nội dung (?:tập huấn|thi|cuộc thi|hội nghị|chương trình|đào tạo|bồi dưỡng|học"
        r"|diễn đàn|báo cáo|ôn tập)|tình hình|đặc điểm|thực trạng|kết quả|đánh giá|tồn tại"
        r"|hạn chế|nguyên nhân|thuận lợi|khó khăn|dự báo|khái quát|lĩnh vực|quy định|điều kiện"
        r"|tiêu chí|danh sách|giải thích|kịch bản|ma két|tài liệu|cách thức|vòng thi|các vòng"
        r"|bố cục|khẩu hiệu|định hướng nội dung|chương trình học|số liệu|phụ lục|tên gọi|quy mô"
        r"|bối cảnh|hiện trạng|cơ hội|thách thức|bài học",
    ),
)
# Without accents, so that a heading which OCR has mangled is still told.
_PATTERNS = tuple((topic, re.compile(bare(words))) for topic, words in _WORDS)
_ABOUT = re.compile(r"ve\s")


def topic_of(heading: str) -> Topic | None:
    """What the heading's words say it is about; None leaves it to what stands around."""
    words = bare(joined(heading))
    for topic, telling in _PATTERNS:
        if telling.search(words):
            return None if topic is Topic.INFORMATION and _ABOUT.match(words) else topic
    return None


class Role(StrEnum):
    LEAD = auto()
    COOPERATE = auto()
    TIME = auto()
    OTHER = auto()


_WHO = (
    r"(?:(?:các\s+)?(?:cơ quan|đơn vị|bộ phận|phòng|ban|tổ|người|cá nhân|tổ chức|lãnh đạo"
    r"|nhân sự|cán bộ|thành viên)(?:\s*[,/]\s*(?:đơn vị|cơ quan|cá nhân|bộ phận"
    r"|người))*(?:\s+và\s+\w+)?\s+)?"
)
_LEAD = (
    rf"{_WHO}(?:được\s+giao\s+)?(?:chủ\s+trì|đầu\s+mối|phụ\s+trách|chịu\s+trách\s+nhiệm"
    rf"|tham\s+mưu\s+chính)(?:\s+(?:chính|thực\s+hiện|tham\s+mưu|triển\s+khai|tổ\s+chức"
    rf"|nội\s+dung))*"
    r"|(?:các\s+)?(?:cơ quan|đơn vị|bộ phận|người|cá nhân|lực lượng)(?:\s*,\s*(?:đơn vị"
    r"|cá nhân))?\s+(?:tổ\s+chức\s+)?thực\s+hiện|phân\s+công(?:\s+(?:thực\s+hiện|nhiệm\s+vụ"
    r"|phụ\s+trách))?|trách\s+nhiệm(?:\s+thực\s+hiện)?|giao\s+thực\s+hiện|thực\s+hiện"
)
_COOPERATE = (
    rf"{_WHO}(?:cùng\s+)?phối\s+hợp(?:\s+(?:thực\s+hiện|tham\s+gia|triển\s+khai|tổ\s+chức"
    rf"|chính))*|{_WHO}(?:tham\s+gia|hỗ\s+trợ)\s+phối\s+hợp"
)
_TIME = (
    r"(?:dự\s+kiến\s+)?(?:thời\s+gian|thời\s+hạn|thời\s+điểm|tiến\s+độ|lộ\s+trình|hạn\s+chót"
    r"|hạn\s+cuối|hạn\s+hoàn\s+thành|hạn\s+nộp|hạn|mốc\s+thời\s+gian|hoàn\s+thành)"
    r"(?:\s+bắt\s+đầu(?:\s+[\w-]+){0,6})?"
    r"(?:(?:\s*,\s*|\s+)(?:đào\s+tạo|tập\s+huấn|học|thi|thực\s+hiện|hoàn\s+thành|tổ\s+chức"
    r"|triển\s+khai|dự\s+kiến|báo\s+cáo|gửi|nộp|cụ\s+thể|kết\s+thúc|và|xong|tiến\s+độ"
    r"|thời\s+hạn))*"
)
_OTHER = (
    r"(?:kết\s+quả|sản\s+phẩm|địa\s+điểm|thành\s+phần|đối\s+tượng|kinh\s+phí"
    r"|nguồn\s+(?:kinh\s+phí|lực)|số\s+lượng|hình\s+thức|ghi\s+chú|quy\s+mô|chủ\s+đề"
    r"|phương\s+thức|phạm\s+vi|cách\s+thức|tên\s+gọi|nội\s+dung|chỉ\s+tiêu|mục\s+tiêu|mục\s+đích"
    r"|yêu\s+cầu)"
    r"(?:(?:\s*[,/]\s*|\s+)(?:đầu\s+ra|thực\s+hiện|đạt\s+được|sản\s+phẩm|dự\s+kiến|tham\s+gia"
    r"|tham\s+dự|mời|tổ\s+chức|cần\s+đạt|kết\s+quả|áp\s+dụng|đạt|triển\s+khai|tập\s+huấn|và"
    r"|số\s+lượng|thời\s+lượng))*"
)
_ROLES = (
    (Role.COOPERATE, _COOPERATE),
    (Role.TIME, _TIME),
    (Role.LEAD, _LEAD),
    (Role.OTHER, _OTHER),
)
_NAMED = "|".join(f"(?P<{role}>{pattern})" for role, pattern in _ROLES)
ATTRIBUTE = re.compile(rf"\(?(?:{_NAMED})\s*(?:\([^)]*\)\s*)?(?P<colon>:|$)")
_INSIDE = re.compile(rf"(?:^|(?<=[.;,(])|(?<=\s[-–+]))\s*(?:{_NAMED})\s*:\s*")


_HEADINGS_TOO = frozenset(
    ("thực hiện", "phối hợp", "hoàn thành", "nội dung", "yêu cầu", "mục đích", "mục tiêu")
)


@dataclass(frozen=True, slots=True)
class Attribute:
    role: Role
    value: str
    start: int


def attribute_of(text: str) -> Role | None:
    """Whether a line says who, with whom or when, and not what."""
    match = ATTRIBUTE.match(key(text))
    if match is None or (match["colon"] == "" and len(text.split()) > 6):
        return None
    if match["colon"] == "" and key(text).strip() in _HEADINGS_TOO:
        return None
    return _role(match)


def _role(match: re.Match[str]) -> Role:
    return next(role for role in Role if match[role])


def attributes(text: str) -> tuple[Attribute, ...]:
    """Every "Chủ trì: ...; Phối hợp: ...; Thời gian: ..." of a text, in order."""
    if ":" not in text:
        return ()
    found = list(_INSIDE.finditer(key(text)))
    result = []
    for match, following in zip(found, [*found[1:], None], strict=False):
        end = following.start() if following else len(text)
        value = joined(text[match.end() : end]).strip(" ;,-–(")
        result.append(Attribute(_role(match), value, match.start()))
    return tuple(result)
