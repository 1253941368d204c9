"""Who leads a task and who cooperates, from the task's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from khuevan.vanban.topics import attribute_of
from khuevan.vanban.units import ENUMERATED, Units, divide, ends_at_place, read_units, starts_unit
from khuevan.vanban.verbs import STARTS, VERB
from khuevan.vanban.view import joined, key, pattern

_ASSIGN = (
    r"(?:giao(?:\s+cho)?|phân\s+công|đề\s+nghị|yêu\s+cầu|ủy\s+quyền\s+cho"
    r"|trách\s+nhiệm\s+(?:của\s+)?|nhiệm\s+vụ\s+(?:của\s+)?|đối\s+với)"
)
_GENERIC = re.compile(
    r"(?:đơn vị|cơ quan|bộ phận|người|cá nhân) (?:chủ trì|phối hợp|thực hiện|tham gia|tổ chức"
    r"|đồng hành|tài trợ)"
)
_ABOUT_WORK = re.compile(
    r"(?:các|những|một số)\s+(?:nhóm|cụm|bộ|mặt|lĩnh vực)?\s*(?:giải pháp|nhiệm vụ|hoạt động|nội dung|chỉ tiêu"
    r"|mục tiêu|biện pháp|công việc|chỉ số|tiêu chí|đối tượng|sản phẩm|văn bản)"
)
_PREFIX = re.compile(rf"\(?\s*{_ASSIGN}\s*:?\s+")
_PARENTHESIS = re.compile(
    r"\(\s*((?:giao|do|đơn vị|cơ quan|phân công)?[^()]{3,400}?(?:chủ trì|phối hợp|thực hiện"
    r"|phụ trách|tham mưu)[^()]*)\)"
)
_COOPERATE = re.compile(
    r"(?<!\w)(?<!quy chế )(?<!sự )(?<!công tác )(?<!cơ chế )(?<!thông tin - "
    r")phối\s+(?:kết\s+)?hợp(?:\s+(?:chặt\s+chẽ|thường\s+xuyên|đồng\s+bộ|tốt"
    r"|kịp\s+thời))?\s*(?::\s*)?(?P<with>(?:cùng\s+)?với\s+|cùng(?:\s+với)?\s+)?"
)
_LEADS = re.compile(r"^(?:giao|phân công)\s|(?<!\w)(?:chủ trì|làm đầu mối|là đầu mối)(?!\w)")
_WHOLE_NAMES = re.compile(r"(?:tham gia|tham dự|dự|liên quan|phụ trách|trực tiếp|được giao)(?!\w)")
_RESPONSIBLE = re.compile(
    r"[\s,]*(?:chủ\s+trì|có\s+trách\s+nhiệm|chịu\s+trách\s+nhiệm|làm\s+(?:đầu\s+mối|chủ\s+trì"
    r"|thường\s+trực)|là\s+(?:đầu\s+mối|cơ\s+quan|đơn\s+vị|thường\s+trực)|phụ\s+trách)(?!\w)"
)
_BASED = re.compile(
    r"[\s,]*(?:(?:căn\s+cứ|theo(?!\s+dõi)|trên\s+cơ\s+sở|dựa\s+(?:vào|trên)|trong\s+phạm\s+vi"
    r"|tùy\s+theo)[^.;]{5,160}?,?\s+)?"
)
_BASIS_FIRST = re.compile(
    r"[\s,]*(?:căn\s+cứ|tùy\s+theo|trên\s+cơ\s+sở|theo\s+(?:chức|nhiệm|phân|thẩm))"
)
_ANYBODY = re.compile(
    r"(?:(?:thủ trưởng |lãnh đạo )?(?:các |những )?(?:cơ quan|đơn vị|địa phương|đồng chí|phòng|ban)(?:, )?)+"
    r"(?: có)?(?: liên quan| trực thuộc| trên)?"
)
_REQUEST = re.compile(r"(?<!\w)(?<!kính )(?:yêu cầu|đề nghị|giao(?: cho)?)\s+(?=\S)")
_PASSED_ON = re.compile(r"[\s,]*(?:kính )?(?:giao(?: cho)?|yêu cầu|đề nghị)\s+")
_LEAD_AFTER = re.compile(r"(?<!\w)(?:do|giao(?:\s+cho)?)\s+(?=\S)")
_ADVERB = re.compile(
    r"(?:định\s+kỳ|hằng\s+\w+|hàng\s+\w+|thường\s+xuyên|trước\s+mắt|đồng\s+thời|ngoài\s+ra"
    r"|trong\s+quá\s+trình[^,]*|khi[^,]{0,80}|sau\s+khi[^,]{0,80}|trên\s+cơ\s+sở[^,]{0,120}"
    r"|căn\s+cứ[^,]{0,160}|để[^,]{3,160}|trước\s+ngày[^,]{0,40})\s*,\s*"
)


@dataclass(frozen=True, slots=True)
class Roles:
    """``weak`` leads only begin the sentence: a heading's unit or a "Chủ trì:" line goes before."""

    lead: tuple[str, ...] = ()
    cooperate: tuple[str, ...] = ()
    weak: bool = False


def read_roles(text: str) -> Roles:
    """The leading and cooperating units that the sentence itself names."""
    lead = subject(text)
    weak = bool(lead) and _LEADS.search(key(text)) is None
    cooperate: list[str] = []
    if (inside := _in_parenthesis(text)) is not None:
        lead = lead or inside.lead
        cooperate.extend(inside.cooperate)
    if not lead:
        lead = _led_later(text) or _after_topic(text)
        weak = False
    for name in _cooperating(text):
        if name not in cooperate and name not in lead:
            cooperate.append(name)
    return Roles(lead, tuple(cooperate), weak)


def _in_parenthesis(text: str) -> Roles | None:
    """ "(Giao Công an tỉnh chủ trì, phối hợp với Sở Y tế)"."""
    for match in _PARENTHESIS.finditer(key(text)):
        words = text[match.start(1) : match.end(1)]
        inner = re.sub(r"^(?:do|Do)\s+", "", words)
        lead = subject(inner)
        if lead:
            return Roles(lead, tuple(_cooperating(inner)))
    return None


def subject(text: str) -> tuple[str, ...]:
    """The units that the sentence begins with, when it goes on to say what they do."""
    at = _skip_adverb(text)
    prefix = _PREFIX.match(key(text), at)
    start = prefix.end() if prefix else at
    units = read_units(text, start, listed=True)
    if units is None:
        return ()
    passed = _PASSED_ON.match(key(text), units.end)
    if passed and not prefix and (told := read_units(text, passed.end(), listed=True)):
        return told.names
    if prefix or _acts(text, units):
        return units.names
    return ()


def requested(text: str) -> tuple[str, ...]:
    """Whom a sentence asks: "UBND xã yêu cầu các thôn, tổ dân phố treo cờ"."""
    for match in _REQUEST.finditer(key(text)):
        units = read_units(text, match.end(), listed=True)
        if units and (text.endswith(":") or units.end < len(text.rstrip(" ."))):
            return tuple(name for name in units.names if not _ANYBODY.fullmatch(key(name)))
    return ()


def _skip_adverb(text: str) -> int:
    match = _ADVERB.match(key(text))
    if match and (starts_unit(text, match.end()) or _PREFIX.match(key(text), match.end())):
        return match.end()
    return 0


def _acts(text: str, units: Units) -> bool:
    lowered = key(text)
    based = _BASED.match(lowered, units.end)
    after = based.end() if based else units.end
    rest = lowered[after:].lstrip(" ,:")
    if not rest:
        return False
    if ends_at_place(text, 0, units.end) or _BASIS_FIRST.match(lowered, units.end):
        return True
    if _RESPONSIBLE.match(lowered, after) or re.match(
        r"(?:cần|phải|sẽ|được giao|theo chức năng|căn cứ|tùy)", rest
    ):
        return True
    return bool(VERB.match(" " + rest, 1) or STARTS.match(rest))


def _led_later(text: str) -> tuple[str, ...]:
    """ "..., giao Sở Tài chính chủ trì" or "do Văn phòng phụ trách" further on in the sentence."""
    lowered = key(text)
    for match in _LEAD_AFTER.finditer(lowered):
        units = read_units(text, match.end())
        if units and re.match(
            r"[\s,]*(?:chủ trì|phụ trách|thực hiện[.;]?$|làm đầu mối|là đơn vị chủ trì"
            r"|tham mưu chính)",
            lowered[units.end :],
        ):
            return units.names
    return ()


def _after_topic(text: str) -> tuple[str, ...]:
    """ "Hệ thống loa: Công an xã kiểm tra ...": the subject stands behind what the task is about."""
    before, colon, after = text.partition(":")
    if not colon or len(before.split()) > 12 or attribute_of(text) is not None:
        return ()
    return subject(after.strip()) if not starts_unit(before) else ()


def _cooperating(text: str) -> list[str]:
    found: list[str] = []
    for match in _COOPERATE.finditer(key(text)):
        if not match["with"] and not starts_unit(text, match.end()):
            continue
        units = read_units(text, match.end(), listed=True)
        if units is None and match["with"]:
            units = _plain_partner(text, match.end())
        for name in units.names if units else ():
            if name not in found:
                found.append(name)
    return found


_PARTNER = re.compile(
    r"(?:gia đình|cha mẹ|phụ huynh|nhà|lực lượng|cơ quan|đơn vị|chính quyền|báo chí|đối tác"
    r"|cộng đồng|nhóm|người|địa phương|y tế|giáo viên|nhân viên|học sinh|cơ sở|doanh nghiệp"
    r"|tổ chức|ngành"
    r"|cán bộ)"
)


def _plain_partner(text: str, at: int) -> Units | None:
    """A partner without a unit's name: "gia đình học sinh", "chính quyền địa phương"."""
    lowered = key(text)
    if not _PARTNER.match(lowered, at):
        return None
    stop = re.compile(r"[.;:,(]|\s(?:và|để|trong|nhằm|tại)\s").search(lowered, at)
    end = stop.start() if stop else len(text)
    verb = VERB.search(lowered, at + 4, end)
    end = verb.start() if verb else end
    name = joined(text[at:end])
    return Units((name,), end) if name and len(name.split()) <= 10 else None


def heading_units(heading: str) -> Roles:
    """The units that a heading names: "Giao Văn phòng Sở", "2. Sở Y tế, Công an tỉnh"."""
    words = heading.strip(" .:;")
    if attribute_of(words) is not None or _GENERIC.match(key(words)):
        return Roles()
    if _ABOUT_WORK.match(key(words)):
        return Roles()
    prefix = _PREFIX.match(key(words))
    start = prefix.end() if prefix else 0
    units = read_units(words, start)
    if units is None:
        return Roles(lead=_subject_later(words))
    rest = words[units.end :].strip(" ,:")
    if not rest or rest.startswith(("(", "-", "–")) or prefix:
        return Roles(units.names, tuple(_cooperating(rest)))
    if len(words.split()) <= 9 and _WHOLE_NAMES.match(key(rest)):
        return Roles((words[start:],))
    if _acts(words, units):
        return Roles(units.names, tuple(_cooperating(words)))
    return Roles()


def _subject_later(words: str) -> tuple[str, ...]:
    at = _skip_adverb(words)
    return subject(words[at:]) if at else ()


@dataclass(frozen=True, slots=True)
class Named:
    """A task that says on one line whose it is: "Văn phòng: Chuẩn bị hội trường"."""

    lead: tuple[str, ...]
    text: str


_SEVERAL = re.compile(r"(?<!\w)(?:các|những|hai|ba)\s")
_PERSON = pattern(r"(?:[A-ZÀ-Ỹ][a-zà-ỹ]*\s+){1,4}[A-ZÀ-Ỹ][a-zà-ỹ]*")
_PERSON_TITLE = re.compile(r"(?:[ÔÔô]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/c|[Tt]hầy|[Cc]ô)\s*:?\s+")


def named(text: str) -> Named | None:
    """Split "unit: task"; for a person, "office: Name – task"."""
    before, colon, after = text.partition(":")
    if not colon or not after.strip() or len(before.split()) > 30:
        return None
    name = re.sub(r"^\d{1,3}\s+(?=[A-ZĐ]{2})", "", before)
    prefix = _PREFIX.match(key(before))
    units = read_units(name, prefix.end() if prefix and name == before else 0)
    if units is None or units.end < len(name.rstrip()):
        return None
    rest = after.strip()
    if (
        _SEVERAL.search(key(before))
        and ENUMERATED.search(key(before))
        and "," in rest[:60]
        and not STARTS.match(key(rest))
    ):
        listed = read_units(text, prefix.end() if prefix else 0)
        if listed and listed.end > len(before) + 1 and VERB.match(key(text), listed.end + 1):
            return None
    person = _person_end(rest)
    if person:
        at, end = person
        return Named((joined(f"{before}: {rest[:at]}"),), rest[end:].strip())
    if not rest[:1].isupper() and not rest[:1].isdigit():
        return Named(units.names if name == before else (before.strip(),), rest)
    return Named(units.names if name == before else (before.strip(),), rest)


def _person_end(rest: str) -> tuple[int, int] | None:
    """Where a person's name ends and the work begins."""
    title = _PERSON_TITLE.match(rest)
    match = _PERSON.match(rest, title.end() if title else 0)
    if match is None:
        return None
    dash = re.compile(r"\s+[-–—]\s+|\s*:\s+").match(rest, match.end())
    return (match.end(), dash.end()) if dash else None


__all__ = ["Named", "Roles", "divide", "heading_units", "named", "read_roles", "subject"]
