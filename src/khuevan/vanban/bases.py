"""The documents that a document cites as its grounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from khuevan.vanban.numbers import DATE, NUMBER, make_date, tidy
from khuevan.vanban.view import joined, key

_KINDS = (
    "hiến pháp|bộ luật|luật|pháp lệnh|nghị quyết liên tịch|nghị quyết|nghị định"
    "|thông tư liên tịch|thông tư"
    "|quyết định|chỉ thị|kế hoạch liên tịch|kế hoạch|công văn|hướng dẫn|thông báo|kết luận"
    "|chương trình"
    "|đề án|quy chế|quy định|tờ trình|báo cáo|công điện|văn bản hợp nhất|văn bản|thông tri"
    "|điều lệ|biên bản|phương án"
)
# OCR puts dots and commas between the two words of a type.
_LOOSE = _KINDS.replace(" ", r"[\s.,]{1,3}")
_KIND = re.compile(rf"(?<!\w)({_LOOSE})(?!\w)")
_LAWS = ("luật", "bộ luật", "pháp lệnh", "hiến pháp")
_QUOTED = re.compile(
    r"(?:các\s+)?(?:quy định|hướng dẫn|yêu cầu|nội dung|nhiệm vụ)(?:\s+\w+){0,3}?\s+(?:tại|của|trong)\s"
)
OPENER = re.compile(
    r"[-+*•\s]*(?:và\s+)?(?:căn cứ|thực hiện|thi hành|theo|xét|trên cơ sở|tiếp tục (?:thực hiện"
    r"|triển khai)|để (?:triển khai )?thực hiện"
    r"|nhằm (?:triển khai )?thực hiện|triển khai(?: thực hiện)?|quán triệt|nhận được|phúc đáp"
    r"|tiếp theo|hưởng ứng)(?!\w)\s*:?\s*"
)
_CITED = re.compile(rf"(?:^|[\s:])(?:số\s*:?\s*)?({NUMBER})")
_NUMBERED = re.compile(rf"số\s*:?\s*({NUMBER})")
_DATED = re.compile(rf"[,\s]*(?:\([^)]*\)\s*)?(?:ký\s+)?ngày\s*{DATE}")
_BLANK = re.compile(r"\s*số\s*:?[\s.…]*[-/]\s*[A-ZĐ]")
_SUBJECT = re.compile(
    r"(?<!\w)(?:về|v/v|ban hành|phê duyệt|quy định|hướng dẫn|sửa đổi|bổ sung|triển khai"
    r"|thực hiện|công bố|giao|điều chỉnh|thành lập|tổ chức|đính kèm|thông qua)(?!\w)"
)
_ISSUER = re.compile(r"[\s,]*của\s+")
_ISSUER_END = re.compile(rf"{_SUBJECT.pattern}|[;:.(]|,\s")
_FURTHER = re.compile(
    rf"(?:(,)|(?<!\w)(và))\s+(?:[^,;]{{3,60}}?\stại\s+)?(?:các\s+)?(?:(?:{_KINDS})\s+(?:[^,;]{{0,30}}\s)?số|số)\s*:?\s*\d"
)
_CARRIED_OUT = re.compile(
    r"(?<!\w)(?:sửa đổi|bổ sung|thực hiện|thi hành|một số điều|triển khai|thay thế|bãi bỏ)(?!\w)"
)
_AS_PROSE = re.compile(
    rf"ngày\s*{DATE}[^.;]{{0,80}}?(?:đã\s+)?(?:ban hành|ký|thông qua)\s+({_KINDS})\s+(?:số\s*)?"
)


@dataclass(frozen=True, slots=True)
class Citation:
    kind: str | None
    number: str | None
    date: date | None
    issuer: str | None


def cited(text: str) -> tuple[Citation, ...]:
    """The documents that one paragraph of grounds cites."""
    found: list[Citation] = []
    for part in text.split(";"):
        kind = found[-1].kind if found else None
        found.extend(_in_part(part, kind, first=not found))
    return tuple(found)


def _in_part(part: str, inherited: str | None, *, first: bool) -> Iterator[Citation]:
    lowered = key(part)
    opener = OPENER.match(lowered)
    at = opener.end() if opener else len(part) - len(part.lstrip(" -+*•"))
    if lowered[at:].startswith("số") and inherited and (bare_number := _NUMBERED.match(part, at)):
        yield _dated(inherited, bare_number, part, lowered)[0]
        return
    law_words = _QUOTED.match(lowered, at)
    kind = _KIND.search(lowered, law_words.end() if law_words else at)
    if kind is None or not (opener or first or kind.start() == at):
        return
    read = _citation(part, lowered, kind)
    if read is None:
        return
    citation, end = read
    yield citation
    yield from _further(part, lowered, end, citation.kind)


def _further(part: str, lowered: str, at: int, inherited: str | None) -> Iterator[Citation]:
    """More documents of the same part: ", Kế hoạch số ..." or "và số ..."."""
    for match in _FURTHER.finditer(lowered, at):
        between = lowered[at : match.start()]
        near = not _SUBJECT.search(between)
        if not near and _CARRIED_OUT.search(between):
            continue
        kind = _KIND.match(lowered, match.end(1) if match[1] else match.end(2))
        kind = kind or _KIND.search(lowered, match.start(), match.end())
        if kind:
            read = _citation(part, lowered, kind)
            if read:
                yield read[0]
        elif number := _CITED.search(part, match.start()):
            yield _dated(inherited, number, part, lowered)[0]


def _citation(part: str, lowered: str, kind: re.Match[str]) -> tuple[Citation, int] | None:
    name = part[kind.start() : kind.end()]
    name = re.sub(r"[\s.,]+", " ", name[0].upper() + name[1:])
    subject = _SUBJECT.search(lowered, kind.end())
    limit = subject.start() if subject else len(part)
    law = kind[1] in _LAWS
    number = _CITED.search(part, kind.end(), len(part) if law else max(limit, kind.end()))
    if number and number.start() - kind.end() <= (160 if law else 70):
        return _dated(name, number, part, lowered)
    if _BLANK.match(part, kind.end()):
        return Citation(name, None, None, None), kind.end()
    dated = re.compile(_DATED.pattern).search(lowered, kind.end())
    if dated and (law or dated.start() <= limit):
        return Citation(name, None, make_date(dated[3], dated[2], dated[1]), None), dated.end()
    if law or _titled(part, kind):
        return Citation(name, None, None, None), kind.end()
    return None


def _titled(part: str, kind: re.Match[str]) -> bool:
    """Named like a document of its own, not "các quy định hiện hành" or "kế hoạch này"."""
    after = part[kind.end() :].strip()
    opened = OPENER.fullmatch(key(part[: kind.start()]))
    return bool(
        opened and part[kind.start()].isupper() and after and not after.lower().startswith("này")
    )


def _dated(
    kind: str | None, number: re.Match[str], part: str, lowered: str
) -> tuple[Citation, int]:
    end = number.end()
    issued = None
    if match := _DATED.match(lowered, end):
        issued, end = make_date(match[3], match[2], match[1]), match.end()
    issuer = None
    if match := _ISSUER.match(lowered, end):
        stop = _ISSUER_END.search(lowered, match.end())
        end_issuer = stop.start() if stop else len(part)
        issuer = joined(part[match.end() : end_issuer]).strip(" ,.") or None
        if issued is None and (late := _DATED.match(lowered, end_issuer)):
            issued, end_issuer = make_date(late[3], late[2], late[1]), late.end()
        end = end_issuer
    return Citation(kind, tidy(number[1]), issued, issuer), end


def in_prose(text: str) -> tuple[Citation, ...]:
    """Grounds told in a sentence: "Ngày 22/12/2024, Bộ Chính trị đã ban hành Nghị quyết số ..."."""
    found: list[Citation] = []
    lowered = key(text)
    for match in _AS_PROSE.finditer(lowered):
        number = _CITED.match(text, match.end() - 1) or _CITED.match(text, match.end())
        if number:
            kind = text[match.start(4) : match.end(4)]
            issued = make_date(match[3], match[2], match[1])
            found.append(Citation(kind[0].upper() + kind[1:], tidy(number[1]), issued, None))
    return tuple(found)


def merged(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Each document once, with whatever any mention of it gives."""
    found: list[Citation] = []
    for citation in citations:
        for position, other in enumerate(found):
            if citation.number and citation.number == other.number and _agree(citation, other):
                found[position] = replace(
                    other, date=other.date or citation.date, issuer=other.issuer or citation.issuer
                )
                break
        else:
            found.append(citation)
    return tuple(found)


def _agree(a: Citation, b: Citation) -> bool:
    return a.date is None or b.date is None or a.date == b.date
