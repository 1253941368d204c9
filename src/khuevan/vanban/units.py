"""Names of units and persons in running text: where a list of them begins, ends and divides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from khuevan.vanban.verbs import STOP, VERB
from khuevan.vanban.view import joined, key, pattern

_PROPER = (
    r"sở|bộ(?! máy| phận| luật| tiêu chí| dữ liệu| sản phẩm| tài liệu| câu hỏi| hồ sơ"
    r"| nhận diện)|ủy ban|ubnd|ubmttq|ub mttq|mttq"
    r"|hđnd|hội đồng|ban(?! hành| đầu| đêm| ngày| bố| cho| tặng| phát)|văn phòng|vp"
    r"|phòng(?! ngừa| chống|,| thí nghiệm| học| tránh| vệ| khi| họp)|công an|tổng cục|cục(?! bộ"
    r"| diện)|chi cục|vụ(?! việc| án| mùa)"
    r"|viện(?! dẫn| trợ| phí)|học viện|bệnh viện|đại học|trường(?! hợp| ca| kỳ)|nhà trường"
    r"|trung tâm"
    r"|đoàn(?! kết| viên ưu tú| tham quan)|tỉnh đoàn|thành đoàn|huyện đoàn|quận đoàn|xã đoàn"
    r"|đoàn viên|hội(?! nghị| thảo| thi| nhập| viên tham| trường| họp| diễn| chợ| đàm| chẩn)"
    r"|liên đoàn|liên minh|liên hiệp|hiệp hội|mặt trận|báo(?! cáo| chí| động| hiệu| giá)|đài"
    r"|cổng|tạp chí|thanh tra|tòa án|viện kiểm sát"
    r"|kho bạc|ngân hàng|bảo hiểm xã hội|bhxh|điện lực|bưu điện|công ty|tổng công ty|tập đoàn"
    r"|trạm y tế|trạm|đội(?! ngũ| hình)|tổ(?! chức| quốc)"
    r"|đảng ủy|đảng đoàn|đảng bộ|chi bộ|cấp ủy|huyện ủy|tỉnh ủy|thành ủy|quận ủy|thị ủy"
    r"|bộ chỉ huy|bộ tư lệnh"
    r"|quân khu|thường trực|thường vụ|lãnh đạo|giám đốc|phó giám đốc|tổng giám đốc|chủ tịch"
    r"|phó chủ tịch"
    r"|chánh văn phòng|phó chánh văn phòng|chánh thanh tra|trưởng(?! thành)|phó trưởng"
    r"|hiệu trưởng|phó hiệu trưởng|bí thư|phó bí thư"
    r"|thủ trưởng|bộ trưởng|thủ tướng|chính phủ|quốc hội|công đoàn|thư viện|bảo tàng|nhà văn hóa"
    r"|nhà hát|thông tấn xã"
    r"|khoa(?! học)|bộ môn|giáo viên|gvcn|gvbm|gv|bgh|bch|tpt|tổng phụ trách|nhân viên|kế toán"
    r"|thủ quỹ|văn thư|y tế trường|thư ký"
    r"|đồng chí|đ/c|ông|bà|thầy|cô|chính quyền|thành viên|ủy viên|cụm(?! công trình| công nghiệp)|khối|chủ nhiệm|chủ đầu tư"
    r"|chủ rừng|trưởng đoàn|liên đội|hạt kiểm lâm|hạt|chi hội|chi đoàn|tiểu ban|hợp tác xã|htx"
    r"|cán bộ|công chức|viên chức|chuyên viên|ttxvn|vtv|vov|vnpt|viettel|evn"
)
_COMMON = (
    r"cơ quan|đơn vị|địa phương|doanh nghiệp|tổ chức(?= chính trị| đảng| xã hội|,| có liên quan"
    r"| liên quan| hữu quan| tôn giáo| trực thuộc| đoàn| thành viên| hội| và cá nhân| quốc tế"
    r"| khoa học)"
    r"|ngành|sở|ban(?! hành)|bộ phận|phòng|đoàn thể|trường|cơ sở|cá nhân|hộ|nhà thầu|nhà mạng"
    r"|nhà tài trợ|công chức|viên chức|cán bộ|giáo viên|học sinh|phụ huynh|cha mẹ"
    r"|xã|phường|thị trấn|quận|huyện|thị xã|tỉnh|thành phố|thôn|bản|làng|buôn|khu phố|tổ dân phố"
    r"|khu dân cư|nhóm|lực lượng|chuyên gia|bên liên quan|hội viên|đoàn viên"
)
_MANY = (
    r"(?:tất cả\s+|toàn thể\s+|toàn bộ\s+)?(?:các|những|từng|mỗi|một số|hai|03|02|04|05|\d{1,3})\s+"
)
_FIRST = re.compile(
    rf"(?:{_MANY})?(?:{_PROPER})(?!\w)|(?:{_MANY})(?:{_COMMON})(?!\w)|(?:đơn vị|cơ quan"
    rf"|bộ phận)(?!\w)|toàn\s+(?:thể\s+)?(?:trường|ngành|đơn vị|hội đồng|cán bộ|đảng viên"
    rf"|giáo viên|viên chức|nhân viên|học sinh|đoàn viên|hội viên|công chức|cbgv\w*"
    rf"|công đoàn viên)"
)
_COMMON_FIRST = re.compile(rf"(?:{_COMMON})(?!\w)")
_PLURAL = re.compile(rf"{_MANY}")
# A word in capitals among others that are not; a line all in capitals names no body by itself.
_ACRONYM = pattern(r"[A-ZĐ][A-ZĐ&.\-]*[A-ZĐ0-9](?!\w)(?!\s+[A-ZÀ-Ỹ]{2})")
_NAME = pattern(r"(?:[A-ZÀ-Ỹ][a-zà-ỹ]*\s+){1,4}[A-ZÀ-Ỹ][a-zà-ỹ]*$")
_HARD_STOP = pattern(
    r"[.;:(](?=\s|$)|[;(]|[-–—](?<=\s[-–—])\s(?!xã hội|nghề nghiệp|hướng nghiệp|giáo dục|dạy nghề|giới thiệu"
    r"|kế hoạch|kiến trúc|thể thao|trật tự|hạ tầng|môi trường|dân số|thương binh|du lịch|khoa học"
    r"|kỹ thuật|tài chính|cơ động|phản ứng)(?=[a-zà-ỹ])"
)
_SPLIT = pattern(
    r"\s*[;/](?=\s)\s*|,(?=[A-ZÀ-Ỹ][a-zà-ỹ])|\s*,\s+(?:và\s+|cùng\s+(?:với\s+)?|với\s+)?"
    r"|\s+(?:và|cùng|cùng với|với)\s+(?:với\s+)?"
)
_SEMICOLON = re.compile(r"\s*;\s*")
_BARE_NOUN = re.compile(
    r"\s(?:các(?!\s+(?:sở|ban|ngành|xã|phường|thị|huyện|quận|tỉnh|thành phố|cấp|đơn vị|cơ quan"
    r"|phòng|trường|lớp|ấp|khoa|khối|trạm|bệnh viện|hộ|nhà|công ty|thành viên|thôn|khu|tổ|cơ sở|đoàn thể|địa phương|hội|chi|doanh nghiệp|bộ|đảng))|những"
    r"|mọi|toàn bộ|một số|công tác|việc|nội dung|nhiệm vụ|kế hoạch|cuộc|lễ|hội nghị|hội thảo"
    r"|chương trình|hoạt động(?! (?:trong|trên|tại|ở))|văn bản|dự toán|kinh phí)\s"
)
_LEADING = re.compile(r"(?:với|cùng với|cùng|chặt chẽ với|các bên:)\s+")
_JOINED = re.compile(r"(?:,|\bvà|\bvới|\bcùng|\bcủa|\bthuộc|\bhoặc|;|\bgiữa|\bgồm|\btrong|:)\s*$")
_SHORTENED = re.compile(r"\b(?:TP|Tp|TX|TT|P|Q|H|X)$")
ENUMERATED = re.compile(
    r"(?:sở|bộ|ban|phòng|hội|cục|ngành|cơ quan|đơn vị|huyện|xã|phường|trường|doanh nghiệp"
    r"|địa phương|đoàn thể|báo|đài)$"
)
_BODY_BEFORE = re.compile(
    r"(?<!\w)(ban|trung tâm|hội đồng|tổ|đội|phòng|viện|đoàn|ủy ban|cơ sở|cục|vụ|chi cục|nhóm"
    r"|trạm|tiểu ban|bộ phận|nhà|quỹ|văn phòng)\s$"
)
_ONE_OFFICE = re.compile(
    r"văn phòng (?:[^,;]* )?(?:hđnd|hội đồng nhân dân|đbqh|đoàn đại biểu quốc hội)$"
)
_NAMING = re.compile(
    r"(?:chỉ đạo|tổ chức|triển khai|giám sát|kiểm tra|quản lý|bảo vệ|truyền thông|hỗ trợ|phục vụ"
    r"|cung ứng|xúc tiến|điều hành|bồi dưỡng|kiểm soát"
    r"|thẩm định|nghiên cứu|vận động|phòng chống|tư vấn|ứng dụng|biên tập|thông tin|tiếp nhận"
    r"|xử lý|ứng phó|hướng dẫn|cung cấp|khen thưởng|đấu thầu|tuyên truyền|phát triển|đào tạo"
    r"|giáo dục|điều phối)(?!\w)"
)
_NOUN_BEFORE = re.compile(
    r"(?:các|cơ quan,|đơn vị,|ban,|ngành,|cơ quan và|đoàn thể,|doanh nghiệp,|địa phương,)\s*$"
)


_PLACE = pattern(
    r"(?<!\w)(?:tỉnh|huyện|xã|phường|thị trấn|quận|ấp|thôn|khu vực)"
    r"((?:\s+(?:[A-ZÀ-Ỹ][\w’'-]*|số\s+\d+|\d+))*)\s+(?=[a-zà-ỹ])(?!(?:và|hội|nghĩa|thuộc|trực|có|liên|trên"
    r"|của|hoặc|cùng|với|giáp|lân|trong|khu|vùng|miền|ủy|đội|đoàn|biên|phía|còn|nói|nêu|được|nơi|cấp"
    r"|khóa|nhiệm|trung|thành|thị|đảo|nông|đồng|ven|bãi|đặc|tổ|quản|thường|mới|viên|kinh|đô|công"
    r"|nào|khác|này|đó|trọng|khó|là|tự|tại|ngoài|đã|quân|phòng|trưởng|phó|về)(?!\w))"
)
_COMPANY = pattern(
    r"(?i:(?:tổng )?công ty(?: cổ phần| cp| tnhh| mtv| một thành viên| hai thành viên)+)[a-zà-ỹ, ]{0,70}?(?=[A-ZÀ-Ỹ])"
)
_IN_CHARGE = re.compile(
    r"phụ trách (?:(?:các|từng|theo) )?(?:lĩnh vực|địa bàn|cụm|khối|chuyên môn|mảng|thôn|xã|đơn vị|cơ sở|công tác)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Units:
    """``end`` is where the list stops in the text it was read from."""

    names: tuple[str, ...]
    end: int


def starts_unit(text: str, at: int = 0) -> bool:
    """Whether a unit, a person's office or a group of units is named at this place."""
    lowered = key(text[at : at + 80])
    first = _FIRST.match(lowered)
    if first:
        proper = text[at : at + 1].isupper() or _PLURAL.match(lowered) or first[0] in _ANY_CASE
        return bool(proper)
    return bool(_ACRONYM.match(text, at))


_ANY_CASE = frozenset(
    (
        "đơn vị|cơ quan|bộ phận|nhà trường|chính quyền|công an|phòng|sở|giáo viên|lãnh đạo|giám đốc"
        "|đồng chí|đ/c|ông|bà"
        "|trường|ủy ban|ban|trung tâm|văn phòng|cấp ủy|đảng ủy|thành viên|công đoàn|đoàn|hội|đài"
        "|báo"
        "|hội đồng|thủ trưởng|nhân viên|giáo viên chủ nhiệm|gia đình"
    ).split("|")
)


def read_units(text: str, at: int = 0, *, listed: bool = False) -> Units | None:
    """The list of units that begins at ``at`` and ends before what they are to do.

    ``listed`` lets a semicolon divide the list when another unit follows it.
    """
    lead = _LEADING.match(key(text[at:]))
    start = at + (lead.end() if lead else 0)
    if not starts_unit(text, start):
        return None
    end = _list_end(text, start, listed=listed)
    names = divide(text[start:end])
    return Units(names, end) if names else None


def _list_end(text: str, start: int, *, listed: bool) -> int:
    lowered = key(text)
    hard = _hard_stop(text, start, listed=listed)
    end = hard
    head = _FIRST.match(lowered, start)
    at = head.end() if head else start + 1
    company = _COMPANY.match(text, start)
    at = company.end() if company else at
    attributive = bool(
        head and head[0] in ("đơn vị", "cơ quan", "bộ phận") and text[start].islower()
    )
    for words in (VERB, STOP):
        for match in words.finditer(lowered, at, hard):
            if not text[match.start()].islower() or _is_noun(lowered, start, match):
                continue
            if _names_body(text, lowered, match) or _says_which(lowered, match, hard):
                continue
            if attributive and match.start() <= at + 1:
                continue
            end = min(end, match.start())
            break
    for match in _BARE_NOUN.finditer(lowered, at, end):
        before = lowered[start : match.start()]
        if text[match.start() + 1].islower() and not _JOINED.search(before):
            end = match.start()
            break
    place = _PLACE.search(text, start, end)
    return _trimmed(text, start, place.end() if place else end)


def _says_which(lowered: str, match: re.Match[str], hard: int) -> bool:
    """ "Phó Giám đốc phụ trách các lĩnh vực theo dõi": the first verb tells which of them."""
    which = _IN_CHARGE.match(lowered, match.start())
    return which is not None and VERB.search(lowered, which.end(), hard) is not None


def ends_at_place(text: str, start: int, end: int) -> bool:
    """Whether the names end with their place, so that any word may follow: "Công an xã mở ..."."""
    place = _PLACE.search(text, start, end + 20)
    return place is not None and text[: place.end()].rstrip() == text[:end]


def _hard_stop(text: str, start: int, *, listed: bool) -> int:
    for match in _HARD_STOP.finditer(text, start):
        before = text[start : match.start()]
        if match[0].startswith(".") and _SHORTENED.search(before):
            continue
        if match[0].startswith(":") and ENUMERATED.search(key(before)):
            continue
        if listed and match[0] == ";" and starts_unit(text, _word_after(text, match.end())):
            continue
        if match[0] == "(" and text.startswith(("(bà)", "(các)", "(ông)"), match.start()):
            continue
        return match.start()
    return len(text)


def _word_after(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip())


def _names_body(text: str, lowered: str, match: re.Match[str]) -> bool:
    """ "Ban chỉ đạo", "Trung tâm phục vụ hành chính công": the verb belongs to the name."""
    body = _BODY_BEFORE.search(lowered, 0, match.start())
    if body is None or not _NAMING.match(lowered, match.start()):
        return False
    if match[0].startswith("tổ chức"):
        return body[1] in ("ban", "phòng")
    if match[0].startswith("triển khai"):
        return body[1] == "tổ"
    return (
        not _PLURAL.search(lowered[max(0, body.start() - 6) : body.start()] + " ")
        or body[1] == "ban"
    )


def _is_noun(lowered: str, start: int, match: re.Match[str]) -> bool:
    """ "các tổ chức" names bodies; "các đơn vị tổ chức" begins what they do."""
    if match[0].startswith("tổ chức"):
        after = lowered[match.start() + 7 : match.start() + 24]
        before = lowered[start : match.start()]
        return bool(_NOUN_BEFORE.search(before)) and bool(
            re.match(
                r"(?:,| và cá nhân| chính trị| đảng| đoàn| xã hội| có liên quan| liên quan"
                r"| hữu quan|$| cá nhân| thành viên| trực thuộc| tôn giáo| kinh tế)",
                after,
            )
        )
    return bool(
        re.search(
            r"(?:các cơ sở|các doanh nghiệp|các công ty|cơ quan|các lực lượng|lực lượng"
            r"|các nhà)\s*$",
            lowered[start : match.start()],
        )
    ) and bool(
        re.match(
            r"(?:quản lý nhà nước|sản xuất|kinh doanh|bảo vệ|cung cấp dịch vụ|đầu tư|kiểm soát"
            r"|chỉ đạo sản xuất"
            r"|(?:tuyên truyền|truyền thông|thông tin|thanh tra|kiểm tra|tham mưu)"
            r"(?=:| của | tỉnh| xã| báo chí| đại chúng))",
            lowered[match.start() :],
        )
    )


def _trimmed(text: str, start: int, end: int) -> int:
    piece = re.sub(
        r"(?:[\s,;–-]|(?<!\w)(?:và|cùng|với|để|đã|sẽ|có|thì|cần|phải|là|được))+$",
        "",
        text[start:end],
    )
    return start + len(piece)


def divide(text: str) -> tuple[str, ...]:
    """Split a list at ";", and at "," or "và" where a new unit's name follows."""
    names: list[str] = []
    for part in _SEMICOLON.split(joined(text)):
        names.extend(_divide_part(part))
    return tuple(name for name in (clean(name) for name in names) if name)


def _divide_part(part: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for match in _SPLIT.finditer(part):
        if match.start() <= start:
            continue
        if _new_name(part, match.end(), part[start : match.start()]):
            pieces.append(part[start : match.start()])
            start = match.end()
    pieces.append(part[start:])
    return pieces


def _new_name(text: str, at: int, before: str) -> bool:
    """Whether a unit of its own begins here, and not more words of the name before."""
    if at >= len(text):
        return False
    lowered = key(text[at:])
    if _PERSON.match(before) and _NAME.search(before) and _OFFICE.match(lowered):
        return False
    if _ONE_OFFICE.search(key(before)) and text[:at].rstrip().endswith("và"):
        return False
    if text[at].isupper():
        if before.endswith(":") or re.search(
            r"(?:sở|bộ|phòng|ban|hội|cục|chi cục|báo|trường)\s*:[^;]*$", key(before)
        ):
            return bool(_FIRST.match(lowered)) and not _COMMON_FIRST.fullmatch(
                lowered.split(",")[0]
            )
        return (
            bool(_FIRST.match(lowered))
            or bool(_ACRONYM.match(text, at))
            or bool(_NAME.match(text[at:]) and _PERSON.search(before))
        )
    if _PLURAL.match(lowered):
        return True
    if lowered.startswith("cấp ") and re.search(r"cấp \w+$", key(before)):
        return True
    first = _FIRST.match(lowered)
    return bool(
        first
        and first[0]
        in (
            "phòng",
            "nhà trường",
            "giáo viên chủ nhiệm",
            "công an",
            "lãnh đạo",
            "đồng chí",
            "đ/c",
            "ông",
            "bà",
            "ủy ban",
            "trung tâm",
            "văn phòng",
            "trường",
            "thủ trưởng",
            "chủ tịch",
            "giám đốc",
        )
        and not before.lower().startswith(("các ", "từng "))
    )


_OFFICE = re.compile(
    r"(?:phó|trưởng|giám đốc|chủ tịch|bí thư|hiệu trưởng|chánh|ủy viên|tổ trưởng|thành viên)(?!\w)"
)
_PERSON = re.compile(r"(?:[Đđ]/c|[Đđ]ồng chí|[ÔôBb]ng|[Bb]à|[Tt]hầy|[Cc]ô)\s")


def clean(name: str) -> str:
    name = joined(name).strip(" ,;.-–:*•")
    if name.endswith(")") and "(" not in name:
        name = name[:-1]
    if name.startswith("(") and ")" not in name:
        name = name[1:]
    return name


def leading_unit(text: str) -> tuple[str, ...] | None:
    """The units, when a short text names nothing else."""
    read = read_units(text)
    if read is None or read.end < len(text.rstrip(" .:;,")):
        return None
    return read.names
