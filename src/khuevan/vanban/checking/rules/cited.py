"""The documents that a text cites by number, wherever they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from khuevan.vanban.checking.subject import Subject
from khuevan.vanban.document import Span
from khuevan.vanban.numbers import DATE, make_date

_KINDS = (
    "nghị quyết liên tịch|nghị quyết|nghị định|thông tư liên tịch|thông tư|quyết định|chỉ thị|kế hoạch|công văn"
    "|hướng dẫn|thông báo|kết luận|chương trình|đề án|quy định|tờ trình|báo cáo|công điện|văn bản|quy chế"
)
_LOOSE = _KINDS.replace(" ", r"\s+")
_CITATION = re.compile(
    rf"(?P<kind>{_LOOSE})\s+số\s*:?\s*(?P<number>\d{{1,5}}[a-z]?\s?[/-]\s?(?:\d{{4,5}}\s?/\s?)?"
    r"[a-zđ][\wđ&.]*(?:[-/](?:\s*\n\s*)?[\wđ&.]+)*)"
    rf"(?P<date>[,\s]*(?:ký\s+)?ngày\s*{DATE})?"
)


@dataclass(frozen=True, slots=True)
class Cited:
    kind: str
    number: str
    issued: date | None
    span: Span
    number_span: Span
    dated_span: Span | None
    figures: tuple[str, str, str] | None


@lru_cache(maxsize=1)
def cited(subject: Subject) -> tuple[Cited, ...]:
    found = []
    for match in subject.find(_CITATION):
        if subject.within(match.start()) is None:
            continue
        number = re.sub(r"\s", "", match["number"]).rstrip(".-/")
        day, month, year = (match[4], match[5], match[6]) if match["date"] else ("", "", "")
        figures = (day, month, year) if match["date"] else None
        issued = make_date(year, month, day) if match["date"] else None
        end = match.start("number") + len(match["number"].rstrip(".-/ "))
        found.append(
            Cited(
                " ".join(match["kind"].split()),
                number,
                issued,
                Span(match.start(), match.end()),
                Span(match.start("number"), end),
                Span(*match.span("date")) if match["date"] else None,
                figures,
            )
        )
    return tuple(found)
